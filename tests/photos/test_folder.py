from __future__ import annotations

from pathlib import Path

import pytest
from PIL.ExifTags import Base

from guidegen.errors import ConfigError, InputError
from tests.photos.pictures import NOON, PISA, SUNNY, exif_of, picture
from tests.photos.samples import CITY, Sample, load, write_city
from tests.photos.test_tracks import gpx

WHOLE = picture(exif_of({Base.Artist: "Bob"}, NOON | SUNNY, PISA))
PLAIN = picture(exif_of({}, NOON, PISA), shade=9)
LINE = "{source: folder, path: f, author: Anna, licence: CC BY 4.0}"


def test_pictures_of_all_folders(tmp_path: Path) -> None:
    loaded = load(tmp_path, Sample(LINE, {"f/a.JPG": WHOLE, "f/b/c.webp": PLAIN, "f/d.txt": b"-"}))
    photos = loaded.photos
    assert loaded.counts["kept"] == len(photos) == 2
    assert set(photos["attribution"]) == {"Bob", "Anna"}
    assert photos["author_id"].nunique() == 2
    assert photos["lon"].round(6).tolist() == [10.396] * 2
    assert photos["taken_at"].astype(str).tolist() == ["2012-05-03 12:00:01"] * 2
    assert sorted(photos["luminance_bv"].round(2).dropna()) == [7.97]
    assert set(photos["licence"]) == {"CC BY 4.0"}
    # they lie on somebody's disk, so there is no address to show them by
    assert photos["image_url"].isna().all()


def test_an_id_is_of_the_picture_and_tells_no_path(tmp_path: Path) -> None:
    first = load(tmp_path / "1", Sample(LINE, {"f/holiday/a.jpg": WHOLE})).photos
    moved = load(tmp_path / "2", Sample(LINE, {"f/b.jpg": WHOLE, "f/copy.jpg": WHOLE}))
    assert first["photo_id"].tolist() == moved.photos["photo_id"].tolist()
    assert moved.counts["rejected"] == {"duplicate photo id": 1}
    assert "a.jpg" not in first.to_csv()


def test_whatever_cannot_be_used_is_counted(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.jpg").write_bytes(WHOLE)
    files = {
        "f/a.jpg": WHOLE,
        "f/no-position.jpg": picture(exif_of({}, NOON)),
        "f/no-time.jpg": picture(exif_of({}, {}, PISA)),
        "f/odd-time.jpg": picture(exif_of({}, {Base.DateTimeOriginal: "May 2012"}, PISA)),
        "f/text.jpg": b"no picture",
        "f/.hidden.jpg": WHOLE,
    }
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "link.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    loaded = load(tmp_path, Sample(LINE, files))
    assert loaded.counts["rejected"] == {
        "a link out of its folder": 1,
        "picture cannot be read": 1,
        "coordinates missing or not numbers": 1,
        "no time": 1,
        "time not understood": 1,
    }
    assert loaded.counts["kept"] == 1
    assert "f/no-time.jpg" in loaded.rejects["file"].tolist()


def test_pictures_by_nobody(tmp_path: Path) -> None:
    loaded = load(tmp_path, Sample("{source: folder, path: f}", {"f/a.jpg": PLAIN}))
    assert loaded.counts["rejected"] == {"no author id": 1}


def test_positions_by_a_track(tmp_path: Path) -> None:
    # noon in Italy in summer is 10 o'clock in UTC
    track = gpx((("10:00:00Z", 10.25, 43.25), ("10:00:02Z", 10.75, 43.75)))
    offset = {Base.OffsetTimeOriginal: "+02:00"}
    files = {
        "f/a.jpg": picture(exif_of({}, NOON)),
        "f/b.jpg": picture(exif_of({}, NOON | offset), shade=1),
        "f/later.jpg": picture(exif_of({}, {Base.DateTimeOriginal: "2012:05:03 19:00:00"})),
        "f/own.jpg": picture(exif_of({}, NOON, PISA)),
        "walk.gpx": track.encode(),
    }
    line = "{source: folder, path: f, author: Anna, tracks: [walk.gpx]}"
    loaded = load(tmp_path, Sample(line, files))
    assert loaded.counts["rejected"] == {"coordinates missing or not numbers": 1}
    assert sorted(loaded.photos["lon"].round(6)) == [10.396, 10.5, 10.5]


def test_a_track_needs_a_time_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zoneless = CITY.replace("timezone: Europe/Rome\n", "")
    monkeypatch.setattr("tests.photos.samples.CITY", zoneless)
    line = "{source: folder, path: f, author: Anna, tracks: [walk.gpx]}"
    with pytest.raises(ConfigError, match="add timezone: to the city file") as caught:
        load(tmp_path, Sample(line, {"f/a.jpg": PLAIN}))
    assert caught.value.problems[0].key == "photos[0].tracks"


def test_a_folder_without_pictures(tmp_path: Path) -> None:
    city = Sample(LINE, {"f/readme.txt": b"-"})
    with pytest.raises(InputError, match="there are no pictures in it"):
        load(tmp_path, city)
    assert write_city(tmp_path, city).photos[0].files  # so a track that changes is seen
