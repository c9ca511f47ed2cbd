from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guidegen.errors import InputError
from guidegen.photos import PICTURES, LoadedPhotos
from tests.photos.samples import Sample, as_json, flickr_photo, load, write_city, zipped

LINE = "{source: flickr_export, path: e, author: Anna}"


def read(folder: Path, *photos: dict[str, Any], **files: Any) -> LoadedPhotos:
    told = {f"photo_{n}.json": photo for n, photo in enumerate(photos)} | files
    parts = {name: as_json(content) for name, content in told.items()}
    return load(folder, Sample(LINE, {"e/data.zip": zipped(parts)}))


def test_what_is_taken(tmp_path: Path) -> None:
    photo = read(tmp_path, flickr_photo()).photos.iloc[0]
    assert photo["photo_id"] == "flickr:101"  # so it is one photo with what Flickr's search finds
    assert (photo["lon"], photo["lat"], photo["accuracy"]) == (10.5, 43.5, 16)
    assert str(photo["taken_at"]) == "2012-05-03 14:15:16"
    assert (photo["title"], photo["tags"]) == ("The tower", "pisa leaning tower")
    assert (photo["licence"], photo["attribution"]) == ("Attribution License", "Anna")
    assert photo["url"] == "https://www.flickr.com/photos/anna/101/"


@pytest.mark.parametrize("privacy", ["private", "friends & family", "", None, 1])
def test_what_is_private_stays_so(tmp_path: Path, privacy: Any) -> None:
    photo = read(tmp_path, flickr_photo(privacy=privacy)).photos.iloc[0]
    assert photo[["title", "tags", "url", "image_url", "licence"]].isna().all()


def test_the_owner_by_flickrs_own_id(tmp_path: Path) -> None:
    plain = read(tmp_path, flickr_photo()).photos
    told = read(tmp_path, flickr_photo(), **{"account_profile.json": {"nsid": "7@N00"}}).photos
    assert plain["author_id"][0] != told["author_id"][0]


@pytest.mark.parametrize(
    "geo",
    [
        [{"latitude": "43500000", "longitude": "10500000", "accuracy": "16"}],
        {"latitude": 43500000, "longitude": 10500000},
        {"latitude": "43.5", "longitude": "10.5"},
    ],
)
def test_positions(tmp_path: Path, geo: Any) -> None:
    photo = read(tmp_path, flickr_photo(geo=geo)).photos.iloc[0]
    assert (photo["lon"], photo["lat"]) == (10.5, 43.5)


@pytest.mark.parametrize("geo", [[], {}, None, "43.5", [7], {"latitude": "x"}, [[]]])
def test_no_position(tmp_path: Path, geo: Any) -> None:
    loaded = read(tmp_path, flickr_photo(geo=geo))
    assert loaded.counts["rejected"] == {"coordinates missing or not numbers": 1}


def test_rows_that_cannot_be_used(tmp_path: Path) -> None:
    files = {
        "e/photo_1.json": as_json(flickr_photo()),
        "e/photo_2.json": as_json([]),
        "e/photo_3.json": b"\xff",
        "e/photo_4.json": as_json(flickr_photo(id=None)),
        "e/photo_5.json": as_json(flickr_photo(id="5", date_taken="")),
        "e/photo_6.json": as_json(flickr_photo(id="6", original="https://x.org/6.mp4")),
        "e/albums.json": as_json({"albums": [{"photos": ["0"]}]}),
    }
    loaded = load(tmp_path, Sample(LINE, files))
    assert loaded.counts["kept"] == 1
    assert loaded.counts["rejected"] == {
        "broken line": 2,
        "a video": 1,
        "no photo id": 1,
        "no time": 1,
    }


def test_data_of_two_members_in_one_folder_are_refused(tmp_path: Path) -> None:
    files = {
        f"e/{n}.zip": zipped({
            f"photo_{n}.json": as_json(flickr_photo(id=n)),
            "account_profile.json": as_json({"nsid": f"{n}@N00"}),
        })
        for n in "12"
    }  # fmt: skip
    with pytest.raises(InputError, match="holds the data of 2 members of Flickr"):
        load(tmp_path, Sample(LINE, files))


def test_pictures_by_the_ids_in_their_names(tmp_path: Path) -> None:
    media = {"the-tower_101_o.jpg": b"1", "a_b_2012_102_o.PNG": b"2", "beach_2012.jpg": b"3"}
    files = {"e/meta.zip": zipped({"photo_101.json": as_json(flickr_photo())}),
             "e/data-download-1.zip": zipped(media)}  # fmt: skip
    city = write_city(tmp_path, Sample(LINE, files))
    held = PICTURES["flickr_export"](city.photos[0], city)
    assert {photo: each.read() for photo, each in held.items()} == {
        "flickr:101": b"1", "flickr:102": b"2",
    }  # fmt: skip


def test_something_else(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no photo_….json in it"):
        read(tmp_path, **{"albums.json": {}})
