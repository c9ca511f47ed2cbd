"""EXIF as cameras and programs really write it."""

from __future__ import annotations

import math
import struct
import sys
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, Base
from PIL.TiffImagePlugin import IFDRational

from guidegen.photos.exif import PictureError, Shot, read_shot, shot_of
from tests.photos.pictures import NOON, PISA, SUNNY, exif_of, picture

NOTHING = IFDRational(0, 0)


def test_a_picture_tells_all(tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        path = tmp_path / "picture"
        offset = {Base.OffsetTimeOriginal: "+02:00"}
        exif = exif_of({Base.Artist: "Anna"}, NOON | SUNNY | offset, PISA)
        path.write_bytes(picture(exif, kind=kind))
        shot = read_shot(path)
        assert (shot.lon, shot.lat) == (pytest.approx(10.396), pytest.approx(43.723)), kind
        assert shot.taken_at == "2012-05-03 12:00:01"
        assert shot.time_text == "2012:05:03 12:00:01"
        assert shot.offset == timedelta(hours=2)
        assert shot.author == "Anna"
        assert shot.luminance_bv == pytest.approx(math.log2(64 * 125) - 5)


def test_heic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="needs guidegen[heic]")
    path = tmp_path / "picture.heic"
    exif = exif_of(exif=NOON, gps=PISA).tobytes()
    file = pillow_heif.from_pillow(Image.new("RGB", (64, 64)))
    file.save(path, exif=exif)
    assert read_shot(path).lat == pytest.approx(43.723)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as where it is not installed
    with pytest.raises(PictureError, match="heic"):
        read_shot(path)


def test_no_exif_at_all(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(picture())
    assert read_shot(path) == Shot()


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"GIF89a", b"\0" * 99, b"....ftypheic"])
def test_no_picture(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(PictureError, match="unreadable"):
        read_shot(path)


def bomb(width: int, height: int) -> bytes:
    """A PNG that would fill the memory if its pixels were ever looked at."""

    def chunk(name: bytes, body: bytes) -> bytes:
        whole = name + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)


def test_pixels_are_never_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: Any) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", load)
    path = tmp_path / "picture.png"
    path.write_bytes(bomb(16_320, 12_240))  # of a telephone
    assert read_shot(path) == Shot()
    path.write_bytes(bomb(100_000, 100_000))
    with pytest.raises(PictureError):
        read_shot(path)


@pytest.mark.parametrize(
    ("value", "ref", "expected"),
    [
        ((43.0, 30.0, 36.0), "N", 43.51),
        ((43.0, 30.0, 36.0), "S", -43.51),
        ((43.0, 30.6, 0.0), "n\0", 43.51),
        ((43.0, 30.6), b"North", 43.51),
        ((43.51, 30.6, 36.0), "N", 43.51),  # all in the degrees, and then again
        ((43.51, NOTHING, NOTHING), "N", 43.51),
        (43.51, "N", 43.51),
        ((-43.0, 30.0, 36.0), "S", -43.51),  # the sign twice
        ((43.0, 59.0, 60.0), "N", 44.0),  # rounded up
        ((43.0, 30.0, 3600.0), "N", None),
        ((43.0, 90.0, 0.0), "N", None),
        ((NOTHING, 30.0, 36.0), "N", None),
        ((43.0, 30.0, 36.0), "", None),  # which half of the globe is not known
        ((43.0, 30.0, 36.0), None, None),
        ((43.0, 30.0, 36.0), "E", None),
        ((), "N", None),
        ("43 30 36", "N", None),
        (b"\0\0\0", "N", None),
        (None, "N", None),
    ],
)
def test_positions(value: Any, ref: Any, expected: float | None) -> None:
    found = shot_of({}, {}, {GPS.GPSLatitude: value, GPS.GPSLatitudeRef: ref}).lat
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012:05:03 14:15:16", "2012-05-03 14:15:16"),
        ("2012-05-03T14:15:16.50Z", "2012-05-03 14:15:16"),
        ("2012/05/03 14:15:16\0\0", "2012-05-03 14:15:16"),
        ("2012:5:3 9:05", "2012-05-03 09:05:00"),
        ("2012:12:31 24:10:00", "2013-01-01 00:10:00"),
        ("2012:05:03 14:15:60", "2012-05-03 14:15:59"),
        ("2012:05:03 25:10:00", None),
        ("2012:13:03 14:15:16", None),
        ("9999:12:31 24:00:00", None),
        ("03.05.2012 14:15", None),
    ],
)
def test_times(text: str, expected: str | None) -> None:
    shot = shot_of({}, {Base.DateTimeOriginal: text}, {})
    assert shot.taken_at == expected
    assert shot.time_text  # so that it is rejected as not understood, not as missing


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "", b"\0\0", 7])
def test_clocks_that_were_not_set(text: Any) -> None:
    shot = shot_of({Base.DateTime: "2012:05:03 14:15:16"}, {Base.DateTimeOriginal: text}, {})
    assert shot.taken_at == "2012-05-03 14:15:16"
    assert shot_of({}, {Base.DateTimeOriginal: text}, {}) == Shot()


def test_the_satellites_clock_is_the_last_resort() -> None:
    gps = {GPS.GPSDateStamp: "2012:05:03", GPS.GPSTimeStamp: (12.0, 15.0, 16.9)}
    assert shot_of({}, {}, gps).taken_at == "2012-05-03 12:15:16Z"
    assert shot_of({}, NOON, gps).taken_at == "2012-05-03 12:00:01"
    assert shot_of({}, {}, gps | {GPS.GPSTimeStamp: (NOTHING, 1.0, 2.0)}).taken_at is None
    assert shot_of({}, {}, {GPS.GPSTimeStamp: (12.0, 15.0, 16.9)}).taken_at is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("+05:30", 330), ("-03:00", -180), ("Z", 0), ("   :  ", None), ("+99:00", None), (None, None)],
)
def test_offsets(text: Any, minutes: int | None) -> None:
    offset = shot_of({}, NOON | {Base.OffsetTime: text}, {}).offset
    assert offset == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("base", "author"),
    [
        ({Base.Artist: " Anna \0rest"}, "Anna"),
        ({Base.Artist: "Åsa".encode().decode("latin-1")}, "Åsa"),  # as Pillow reads UTF-8
        ({Base.Artist: "\xc5sa"}, "Åsa"),
        ({Base.XPAuthor: "Åsa\0".encode("utf-16-le")}, "Åsa"),
        ({Base.XPAuthor: "no bytes"}, None),
        ({Base.Artist: "  ", Base.Copyright: "© Anna"}, None),
        ({Base.Artist: 7}, None),
    ],
)
def test_authors(base: dict[int, Any], author: str | None) -> None:
    assert shot_of(base, {}, {}).author == author


@pytest.mark.parametrize(
    ("exif", "expected"),
    [
        (SUNNY, math.log2(64 * 125) - 5),
        (SUNNY | {Base.ISOSpeedRatings: (100, 0)}, math.log2(64 * 125) - 5),
        (SUNNY | {Base.ISOSpeedRatings: 65535, Base.ISOSpeed: 102400}, math.log2(64 * 125) - 15),
        (SUNNY | {Base.BrightnessValue: 3.0}, math.log2(64 * 125) - 5),
        (SUNNY | {Base.FNumber: 0.0, Base.BrightnessValue: 3.0}, 3.0),
        (SUNNY | {Base.ApertureValue: 6.0, Base.FNumber: NOTHING}, None),
        (SUNNY | {Base.ExposureTime: IFDRational(1, 0)}, None),
        (SUNNY | {Base.ISOSpeedRatings: ()}, None),
        ({}, None),
    ],
)
def test_light(exif: dict[int, Any], expected: float | None) -> None:
    found = shot_of({}, exif, {}).luminance_bv
    assert found == (None if expected is None else pytest.approx(expected))


WHOLE = picture(exif_of({Base.Artist: "Anna"}, NOON | SUNNY, PISA))


@settings(max_examples=60)
@given(
    changes=st.lists(st.tuples(st.integers(2, 500), st.integers(0, 255)), max_size=6),
    length=st.integers(0, len(WHOLE)),
)
def test_broken_bytes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    path = tmp_path_factory.getbasetemp() / "broken.jpg"
    path.write_bytes(data if length % 2 else data[:length])
    try:
        shot = read_shot(path)
    except PictureError:
        return
    assert shot.lon is None or math.isfinite(shot.lon)
    assert shot.luminance_bv is None or math.isfinite(shot.luminance_bv)
