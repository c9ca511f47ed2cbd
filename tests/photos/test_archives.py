from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from guidegen.errors import InputError
from guidegen.photos import LoadedPhotos
from tests.photos.samples import (
    Sample,
    as_json,
    load,
    panoramio_photo,
    picasa_entry,
    yandex_entry,
)

ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:f="yandex:fotki"
  xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml">
<title>Photos</title>
<entry><id>urn:yandex:fotki:anna:photo:101</id><author><name>anna</name></author>
<title>The tower</title><published>2012-05-04T08:00:00Z</published>
<f:created>2012-05-03T14:15:16</f:created><f:access value="public"/>
<georss:where><gml:Point><gml:pos>43.5 10.5</gml:pos></gml:Point></georss:where></entry>
</feed>
"""
BOMB = '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def read(folder: Path, service: str, told: Any) -> LoadedPhotos:
    content = told.encode() if isinstance(told, str) else as_json(told)
    return load(folder, Sample(f"{{source: {service}, path: saved.json}}", {"saved.json": content}))


def test_panoramio_knows_no_time(tmp_path: Path) -> None:
    photo = read(tmp_path, "panoramio", {"photos": [panoramio_photo()]}).photos.iloc[0]
    assert photo["photo_id"] == "panoramio:101"
    assert (photo["lon"], photo["lat"], photo["title"]) == (10.5, 43.5, "The tower")
    # that of the upload stands for it, and nothing may be concluded from it
    assert (str(photo["taken_at"].date()), photo["time_known"]) == ("2007-01-22", "none")
    assert photo[["url", "image_url"]].isna().all()  # they lead nowhere now


def test_panoramio_rows_that_cannot_be_used(tmp_path: Path) -> None:
    photos = [
        panoramio_photo(),
        panoramio_photo(photo_id=None),
        panoramio_photo(owner_id=None),
        panoramio_photo(photo_id=2, upload_date="22 Smarch 2007"),
        panoramio_photo(photo_id=3, upload_date=None),
        panoramio_photo(photo_id=4, longitude=True),
        "no photo",
    ]
    loaded = read(tmp_path, "panoramio", {"photos": photos})
    assert loaded.counts["rejected"] == {
        "broken line": 1,
        "no photo id": 1,
        "no author id": 1,
        "coordinates missing or not numbers": 1,
        "no time": 1,
        "time not understood": 1,
    }
    assert loaded.rejects["row"].tolist() == [2, 3, 4, 5, 6, 7]


def test_picasa(tmp_path: Path) -> None:
    photo = read(tmp_path, "picasa", {"feed": {"entry": [picasa_entry()]}}).photos.iloc[0]
    assert str(photo["taken_at"]) == "2012-05-03 14:15:16"  # as the camera's clock showed it
    assert photo["luminance_bv"] == pytest.approx(math.log2(64 * 125) - 5)
    assert (photo["title"], photo["attribution"]) == ("The tower", "Anna")


def test_picasa_without_this_or_that(tmp_path: Path) -> None:
    entries = [
        picasa_entry(**{"gphoto$access": {"$t": "private"}, "exif$tags": {}}),
        picasa_entry(**{"gphoto$id": {"$t": "2"}, "gphoto$timestamp": {"$t": "0"}}),
        picasa_entry(**{"gphoto$id": {"$t": "3"}, "georss$where": []}),
        picasa_entry(**{"gphoto$id": {"$t": "4"}, "author": [7]}),
    ]
    loaded = read(tmp_path, "picasa", {"feed": {"entry": entries}})
    assert loaded.photos[["title", "luminance_bv"]].isna().all(axis=None)
    assert loaded.counts["rejected"] == {
        "no author id": 1,
        "coordinates missing or not numbers": 1,
        "no time": 1,
    }


@pytest.mark.parametrize("told", [{"entries": [yandex_entry()]}, ATOM])
def test_yandex_in_both_forms(tmp_path: Path, told: Any) -> None:
    photo = read(tmp_path, "yandex_fotki", told).photos.iloc[0]
    assert photo["photo_id"] == "yandex_fotki:anna:photo:101"
    assert (photo["lon"], photo["lat"], photo["title"]) == (10.5, 43.5, "The tower")
    assert (str(photo["taken_at"]), photo["time_known"]) == ("2012-05-03 14:15:16", "second")


def test_yandex_with_nothing_but_the_upload(tmp_path: Path) -> None:
    entry = yandex_entry(created=None, access="private")
    photo = read(tmp_path, "yandex_fotki", {"entries": [entry]}).photos.iloc[0]
    assert photo["time_known"] == "none"
    assert photo.isna()["title"]


@pytest.mark.parametrize(
    "text", [BOMB + ATOM, ATOM.replace("The tower", "&a;"), ATOM[:-20], "<a>" * 20_000]
)
def test_xml_that_is_none(tmp_path: Path, text: str) -> None:
    loaded = read(tmp_path, "yandex_fotki", text)
    assert loaded.counts["rejected"] == {"broken line": 1}


def test_a_folder_of_answers(tmp_path: Path) -> None:
    files = {f"s/{n}.json": as_json({"photos": [panoramio_photo(photo_id=n)]}) for n in range(3)}
    loaded = load(tmp_path, Sample("{source: panoramio, path: s}", {**files, "s/x.json": b"{}"}))
    assert loaded.counts["kept"] == 3


@pytest.mark.parametrize("told", [{}, [], {"photos": {}}, {"feed": {"entry": 7}}, 7])
def test_something_else(tmp_path: Path, told: Any) -> None:
    for service in ("panoramio", "picasa", "yandex_fotki"):
        with pytest.raises(InputError, match=r"saved\.json: there is no photo in it"):
            read(tmp_path, service, told)
