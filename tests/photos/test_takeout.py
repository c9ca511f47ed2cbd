from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guidegen.errors import InputError
from guidegen.photos import PICTURES, LoadedPhotos, load_photos
from tests.photos.samples import DAY, Sample, as_json, load, sidecar, write_city, zipped

LINE = "{source: takeout, path: t, author: Anna}"
OTHER = {"photoTakenTime": {"timestamp": "1336050000"}}


def read(folder: Path, **files: Any) -> LoadedPhotos:
    return load(folder, Sample(LINE, {f"t/{name}": as_json(told) for name, told in files.items()}))


def test_what_is_taken(tmp_path: Path) -> None:
    photo = read(tmp_path, **{"a.jpg.json": sidecar()}).photos.iloc[0]
    assert (photo["lon"], photo["lat"]) == (10.5, 43.5)  # the camera's, not Google's guess
    assert str(photo["taken_at"]) == "2012-05-03 14:15:16"  # 12:15:16 in UTC
    assert photo["title"] == "The tower"
    # file names and addresses of somebody's private photos are nobody's business
    assert "PXL" not in photo.to_string()
    assert "google.com" not in photo.to_string()


def test_sidecars_by_any_name(tmp_path: Path) -> None:
    names = [
        "IMG_1.jpg.json",
        "IMG_2.jpg.supplemental-metadata.json",
        "IMG_3_with_a_name_so_long_that_it_is_cut.jpg.su.json",
        "IMG_4.jp.json",
        "IMG_5.jpg(1).json",
        "IMG_6.jpg.supplemental-metadata(1).json",
        "Фото 7.jpg.дополнительные-метаданные.json",
    ]
    told = {f"t/{n}": as_json(sidecar(title=str(n))) for n in range(len(names))}
    files = {f"t/{name}": content for name, content in zip(names, told.values(), strict=True)}
    assert load(tmp_path, Sample(LINE, files)).counts["kept"] == len(names)


def test_albums_and_other_files_are_no_photos(tmp_path: Path) -> None:
    others = {
        "Métadonnées.json": {"title": "Pisa", "date": {"timestamp": "1"}, "access": ""},
        "Metadaten.json": {"albumData": {"title": "Pisa"}},
        "user-generated-memory-titles.json": [1, 2],
    }
    loaded = read(tmp_path, **{"a.jpg.json": sidecar()}, **others)
    assert loaded.counts["rows_read"] == 1


def test_a_photo_in_an_album_is_one_photo(tmp_path: Path) -> None:
    files = {
        "Takeout/Google Fotos/Fotos von 2012/PXL_1.jpg.json": as_json(sidecar()),
        "Takeout/Google Fotos/Pisa/PXL_1.jpg.suppl.json": as_json(sidecar(imageViews="3")),
    }
    second = {"Takeout/Google Fotos/Pisa/PXL_1.jpg.json": as_json(sidecar(**OTHER))}
    parts = {"t/takeout-1.zip": zipped(files), "t/takeout-2.zip": zipped(second)}
    loaded = load(tmp_path, Sample(LINE, parts))
    assert loaded.counts["kept"] == 2  # the same name at another time is another photo
    assert loaded.counts["rejected"] == {"duplicate photo id": 1}


NOWHERE = {"latitude": 0.0, "longitude": 0.0}


def test_positions(tmp_path: Path) -> None:
    told = {
        "1.json": sidecar(title="1", geoDataExif=NOWHERE),
        "2.json": sidecar(title="2", geoDataExif=None),
        "3.json": sidecar(title="3", geoDataExif=NOWHERE, geoData=NOWHERE),
        "4.json": {key: value for key, value in sidecar(title="4").items() if "geo" not in key},
        "5.json": sidecar(title="5", geoDataExif={"latitude": "north", "longitude": []}),
    }
    loaded = read(tmp_path, **told)
    assert loaded.photos["lon"].tolist() == [10.6] * 3
    assert loaded.counts["rejected"] == {"coordinates missing or not numbers": 2}


def test_rows_that_cannot_be_used(tmp_path: Path) -> None:
    told = {
        "film.json": sidecar(title="PXL_2.MP4"),
        "binned.json": sidecar(title="3", trashed=True),
        "timeless.json": sidecar(title="4", photoTakenTime={"timestamp": "0"}),
        "nameless.json": sidecar(title=None),
        "shared.json": sidecar(title="5", googlePhotosOrigin={"fromPartnerSharing": {}}),
        "own.json": sidecar(title="6", googlePhotosOrigin={"mobileUpload": {}}),
        "fine.json": sidecar(),
    }
    files = {f"t/{name}": as_json(content) for name, content in told.items()}
    loaded = load(tmp_path, Sample(LINE, {**files, "t/broken.json": b'{"title": '}))
    assert loaded.counts["rejected"] == {
        "broken line": 1,
        "a video": 1,
        "in the bin": 1,
        "no photo id": 1,
        "no author id": 1,
        "no time": 1,
    }


def test_pictures_lie_beside_their_documents_or_in_another_part(tmp_path: Path) -> None:
    times = ({"photoTakenTime": {"timestamp": f"{1336050000 + n}"}} for n in range(9))
    told = [as_json(sidecar(title="IMG.jpg", **time)) for time in times]
    year = "Takeout/Google Photos/Photos from 2012"
    parts = {
        "t/takeout-1.zip": zipped({
            f"{year}/IMG.jpg.json": told[0],
            f"{year}/IMG.jpg(1).json": told[1],
            f"{year}/IMG.jpg.supplemental-metadata(2).json": told[2],
            f"{year}/IMG.jpg(3).json": told[3],
            f"{year}/IMG(1).jpg": b"1",
        }),
        "t/takeout-2.zip": zipped({f"{year}/IMG.jpg": b"0", f"{year}/IMG(2).jpg": b"2"}),
        "t/Takeout/Google Photos/Pisa/IMG.jpg.json": told[4],
        "t/Takeout/Google Photos/Pisa/IMG.jpg": b"4",
        "t/broken.json": b"{",
    }  # fmt: skip
    city = write_city(tmp_path, Sample(LINE, parts))
    photos = load_photos(city, b"salt", today=DAY).photos.sort_values("taken_at")["photo_id"]
    held = PICTURES["takeout"](city.photos[0], city)
    read = [held[photo].read() if photo in held else None for photo in photos]
    assert read == [b"0", b"1", b"2", None, b"4"]


@pytest.mark.parametrize("title", ["", ".", "..", "/", "a/../../b.jpg", "\x00", 7])
def test_odd_titles_have_no_pictures(tmp_path: Path, title: Any) -> None:
    files = {"t/a.json": as_json(sidecar(title=title)), "t/b.jpg": b"b"}
    city = write_city(tmp_path, Sample(LINE, files))
    assert PICTURES["takeout"](city.photos[0], city) == {}


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no photo in it"):
        read(tmp_path, **{"Records.json": {"locations": []}})
