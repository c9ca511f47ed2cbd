from __future__ import annotations

import bz2
import gzip
import math
import sqlite3
from pathlib import Path

import pytest

from guidegen.errors import InputError
from guidegen.photos import LoadedPhotos
from guidegen.photos.yfcc import COLUMNS
from tests.photos.samples import CITY, Sample, load, yfcc_line

LINE = "{source: yfcc, path: y}"


def longer(line: str) -> str:
    """The same line in the release with 25 columns."""
    first, *rest = line.split("\t")
    return "\t".join(["0", first, "a1b2", *rest])


def read(folder: Path, *lines: str, **files: bytes) -> LoadedPhotos:
    options = "".join(f", {name}: {name}" for name in files)
    content = "".join(f"{line}\n" for line in lines).encode()
    line = f"{{source: yfcc, path: y{options}}}"
    return load(folder, Sample(line, {"y": content, **files}))


def test_both_releases_say_the_same(tmp_path: Path) -> None:
    photos = read(tmp_path, yfcc_line(), longer(yfcc_line(photoid="102"))).photos
    assert photos["photo_id"].tolist() == ["flickr:101", "flickr:102"]
    values = photos.drop(columns="photo_id").drop_duplicates()
    assert len(values) == 1
    photo = values.iloc[0]
    assert (photo["lon"], photo["lat"], photo["accuracy"]) == (10.5, 43.5, 16)
    assert str(photo["taken_at"]) == "2012-05-03 14:15:16"
    assert (photo["title"], photo["attribution"]) == ('The "tower"', "Anné B")
    # split at commas before it is decoded, since a tag may hold one
    assert photo["tags"] == "pisa leaning tower a,b geo:lat=43.5"
    assert photo["licence"] == "http://creativecommons.org/licenses/by-sa/2.0/"
    assert photo["url"] == "http://www.flickr.com/photos/7@N00/101/"


@pytest.mark.parametrize("pack", [bytes, bz2.compress, gzip.compress])
def test_compressions(tmp_path: Path, pack: object) -> None:
    files = {"y": pack(f"{yfcc_line()}\n{yfcc_line(photoid='2')}".encode())}  # type: ignore[operator]
    assert load(tmp_path, Sample(LINE, files)).counts["kept"] == 2


def test_the_rest_of_the_world_is_passed_over(tmp_path: Path) -> None:
    loaded = read(
        tmp_path,
        yfcc_line(),
        yfcc_line(photoid="2", longitude="-73.9", latitude="40.7"),
        yfcc_line(photoid="3", longitude="", latitude="", accuracy=""),
    )
    assert loaded.counts["rows_read"] == 1


def test_one_of_its_files_may_have_nothing_of_a_small_town(tmp_path: Path) -> None:
    files = {"y": f"{yfcc_line()}\n".encode(), "z": f"{yfcc_line(longitude='0.5')}\n".encode()}
    loaded = load(tmp_path, Sample(f"{LINE}\n  - {{source: yfcc, path: z}}", files))
    assert loaded.counts == {"rows_read": 1, "kept": 1, "rejected": {}, "notes": {}}


def test_rows_that_cannot_be_used(tmp_path: Path) -> None:
    loaded = read(
        tmp_path,
        yfcc_line(),
        yfcc_line(photoid="2", marker="1"),
        yfcc_line(photoid="3", datetaken="null"),
        yfcc_line(photoid="4", longitude="east"),
        yfcc_line(photoid="5", uid=""),
        yfcc_line(photoid="6", title='A\t"quote'),  # a tab too many
        '"' + yfcc_line(photoid="7"),  # a quote means nothing
        "",
        "x" * 3_000_000,
        longer(yfcc_line(photoid="8")) + "\t",
    )
    assert loaded.counts["rows_read"] == 10
    assert loaded.counts["rejected"] == {
        "broken line": 4,
        "a video": 1,
        "no author id": 1,
        "coordinates missing or not numbers": 1,
        "no time": 1,
    }


def test_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "y"
    lines = [
        yfcc_line(),
        yfcc_line(photoid="2", longitude="-73.9"),
        yfcc_line(photoid="3", longitude=""),
        yfcc_line(photoid="4", marker="1"),
    ]
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE yfcc100m_dataset ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        database.executemany(
            f"INSERT INTO yfcc100m_dataset VALUES ({marks})",  # noqa: S608
            [line.split("\t") for line in lines],
        )
        database.execute("UPDATE yfcc100m_dataset SET usertags = NULL, farmid = x'ff'")
    database.close()
    before = path.read_bytes()
    loaded = load(tmp_path, Sample(LINE, {}))
    assert loaded.counts["kept"] == 1
    assert loaded.counts["rejected"] == {"a video": 1}
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["testford.yaml", "y"]


def test_sqlite_of_something_else(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "y") as database:
        database.execute("CREATE TABLE photos (id)")
    database.close()
    with pytest.raises(InputError, match="cannot be read as YFCC100M's SQLite file"):
        load(tmp_path, Sample(LINE, {}))
    (tmp_path / "y").write_bytes((tmp_path / "y").read_bytes()[:50])
    with pytest.raises(InputError, match="cannot be read as YFCC100M's SQLite file"):
        load(tmp_path, Sample(LINE, {}))


EXIF = (
    "99\tExif+SubIFD.F-Number:F2.8\n"
    "101\tExif+IFD0.Model:A%2CB,Exif+SubIFD.Exposure+Time:1%2F125+sec,"
    "Exif+SubIFD.F-Number:F8.0,Exif+SubIFD.ISO+Speed+Ratings:100\n"
    "102\tExif+SubIFD.Exposure+Time:1%2F0+sec,Exif+SubIFD.F-Number,,:,\n"
    "103\t\n"
    "104\tExif+SubIFD.Brightness+Value:-3%2F2\n"
)


def test_light_by_the_companion(tmp_path: Path) -> None:
    lines = [yfcc_line(photoid=str(number)) for number in range(101, 106)]
    photos = read(tmp_path, *lines, exif=bz2.compress(EXIF.encode())).photos
    light = photos.set_index("photo_id")["luminance_bv"]
    assert light["flickr:101"] == pytest.approx(math.log2(64 * 125) - 5)
    assert light["flickr:104"] == -1.5
    assert light.notna().sum() == 2


def test_the_time_zone_by_the_companion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zoneless = CITY.replace("timezone: Europe/Rome\n", "")
    monkeypatch.setattr("tests.photos.samples.CITY", zoneless)
    places = (
        b"7\t1:Asia%2FTokyo:Timezone\n"
        b"101\t28350896:Europe%2FDublin:Timezone,23424803:Ireland:Country\n"
        b"102\t1:No+zone:Timezone,:,\n"
    )
    # uploaded at 12:00:01 in UTC, a day and an hour before the photo by its own clock; in Dublin
    # it was 13:00:01 then, so the photo is just not too late
    late = {"datetaken": "2012-05-04 12:30:01.0", "dateuploaded": "1336046401"}
    lines = [yfcc_line(**late), yfcc_line(photoid="102", **late)]
    assert read(tmp_path, *lines).photos["time_known"].tolist() == ["none", "none"]
    found = read(tmp_path, *lines, places=places).photos["time_known"]
    assert found.tolist() == ["second", "second"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no photo in it lies in the city's box"),
        (b"photo_id,user_id\n", "no photo in it lies in the city's box"),
        (bz2.compress(b"1\t2\n" * 9999)[:-20], "cannot be read, it may be damaged"),
        (gzip.compress(b"1\t2\n" * 9999, mtime=0)[:-20], "cannot be read, it may be damaged"),
        (b"1\t2\n" * 100_001, "neither 23 nor 25 columns"),
    ],
)
def test_files_that_are_none(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(tmp_path, Sample(LINE, {"y": content}))


def test_a_companion_that_is_missing(tmp_path: Path) -> None:
    line = "{source: yfcc, path: y, exif: exif}"
    with pytest.raises(InputError, match="exif: there is no such file"):
        load(tmp_path, Sample(line, {"y": yfcc_line().encode()}))
