"""What a picture file tells of itself in its EXIF: where, when, by whom, in what light.

Only headers are read; no pixel is ever decoded. Cameras and programs write much that the standard
(Exif 2.32) does not know; whatever cannot mean anything is taken for missing.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from guidegen.photos.light import brightness_bv, brightness_from

# What Pillow finds odd in a file is nothing that anybody could mend; for all threads, so for good.
warnings.filterwarnings("ignore", module=r"PIL\.")

Tags = Mapping[int, Any]

ENDINGS = (".jpg", ".jpeg", ".jpe", ".heic", ".heif", ".webp", ".png", ".tif", ".tiff")
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_MOST_BYTES = 1 << 30  # of a file; some formats are read whole
_MOST_PIXELS = 10**9  # more than any camera has
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

# The camera's clock, and the tag with the clock's offset from UTC; the best first. The last one
# is when the file was changed, which for most files is when they were made.
_CLOCKS = (
    ("DateTimeOriginal", "OffsetTimeOriginal"),
    ("DateTimeDigitized", "OffsetTimeDigitized"),
    ("DateTime", "OffsetTime"),
)
_TIME = re.compile(
    r"(\d{4})[-:/.](\d{1,2})[-:/.](\d{1,2})[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?"
    r"(?:[.,]\d+)? ?(?:Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
_LARGEST_OFFSET = timedelta(hours=14)
_ISO_BEYOND = 65535  # the tag's largest number; what is more stands in other tags
_SIGNS = {"N": 1, "E": 1, "S": -1, "W": -1}


class PictureError(Exception):
    """A file is no picture, or cannot be read; says why in a word for `checks.SET_ASIDE`."""


@dataclass(frozen=True)
class Shot:
    """What a picture tells; None where it does not.

    Attributes:
        lon: degrees east; not checked to be on the globe.
        lat: degrees north.
        taken_at: the camera's clock as YYYY-MM-DD HH:MM:SS; with a Z after it, it is UTC.
        time_text: the time as it stands in the file.
        offset: of the camera's clock from UTC.
        author: who made it.
        luminance_bv: the scene's APEX brightness value, see `guidegen.photos.light`.
    """

    lon: float | None = None
    lat: float | None = None
    taken_at: str | None = None
    time_text: str | None = None
    offset: timedelta | None = None
    author: str | None = None
    luminance_bv: float | None = None


def read_shot(path: Path) -> Shot:
    """What the EXIF of a picture file tells.

    Raises:
        PictureError: when it cannot be read.
    """
    try:
        return _read(path)
    except PictureError:
        raise
    except Exception as error:  # Pillow does not say which errors its parsers raise
        raise PictureError("unreadable") from error


def shot_of(base: Tags, exif: Tags, gps: Tags) -> Shot:
    """What the tags of a picture tell, of the picture itself, of its EXIF and of its GPS."""
    taken_at, text, offset = _time(base, exif, gps)
    return Shot(
        lon=_degrees(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef), "EW"),
        lat=_degrees(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef), "NS"),
        taken_at=taken_at,
        time_text=text,
        offset=offset,
        author=_text(base.get(Base.Artist)) or _wide_text(base.get(Base.XPAuthor)) or None,
        luminance_bv=_brightness(exif),
    )


def _read(path: Path) -> Shot:
    if path.stat().st_size > _MOST_BYTES:
        raise PictureError("unreadable")
    with path.open("rb") as file:
        head = file.read(12)
    exif = _heic_exif(path) if _is_heic(head) else _pillow_exif(path)
    return shot_of(dict(exif), exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo))


def _is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS


def _pillow_exif(path: Path) -> Image.Exif:
    with path.open("rb") as file:
        # not its own getexif(): that of PNG decodes the whole picture to look behind it
        exif = Image.Image.getexif(_opened(file))
        for ifd in (IFD.Exif, IFD.GPSInfo):  # read while the file is open; Exif keeps them
            exif.get_ifd(ifd)
    return exif


def _opened(file: BinaryIO) -> Image.Image:
    """The picture. Not by Image.open(): it refuses 200 megapixels, and here none is decoded."""
    Image.init()
    head = file.read(16)
    file.seek(0)
    for name in _FORMATS:
        opens, accepts = Image.OPEN[name]
        if accepts is not None and accepts(head) is True:
            picture = opens(file, "")
            if math.prod(picture.size) <= _MOST_PIXELS:
                return picture
    raise PictureError("unreadable")


def _heic_exif(path: Path) -> Image.Exif:
    try:
        import pillow_heif
    except ImportError as error:
        raise PictureError("heic") from error
    exif = Image.Exif()
    exif.load(pillow_heif.open_heif(path).info.get("exif") or b"")
    return exif


def _number(value: Any) -> float:
    """A number, the first of several; NaN for all else, as for 0/0."""
    if isinstance(value, tuple | list):
        value = value[0] if value else None
    try:
        found = float(value)
    except (TypeError, ValueError, ArithmeticError):
        return math.nan
    return found if math.isfinite(found) else math.nan


def _text(value: Any) -> str:
    """Text up to its first NUL; Pillow takes for Latin-1 what cameras write in UTF-8."""
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    if not isinstance(value, bytes):
        return ""
    plain = value.partition(b"\0")[0]
    try:
        return plain.decode().strip()
    except UnicodeDecodeError:
        return plain.decode("latin-1").strip()


def _wide_text(value: Any) -> str:
    """Text as Windows writes it into pictures: UTF-16 in bytes."""
    try:
        return bytes(value or b"").decode("utf-16-le", "replace").partition("\0")[0].strip()
    except (TypeError, ValueError):
        return ""


def _degrees(value: Any, ref: Any, directions: str) -> float | None:
    """Signed degrees from degrees, minutes and seconds; None where the side is not known."""
    side = _text(ref)[:1].upper()
    parts = list(value)[:3] if isinstance(value, tuple | list) else [value]
    numbers = [abs(_number(part)) for part in parts] or [math.nan]
    if not side or side not in directions or math.isnan(numbers[0]):
        return None
    # some write the whole position into the degrees, and repeat it in what follows
    if not numbers[0].is_integer():
        return _SIGNS[side] * numbers[0]
    minutes, seconds = ([0.0 if math.isnan(part) else part for part in numbers[1:]] + [0.0] * 2)[:2]
    if minutes > 60 or seconds > 60:
        return None
    return _SIGNS[side] * (numbers[0] + minutes / 60 + seconds / 3600)


def _time(base: Tags, exif: Tags, gps: Tags) -> tuple[str | None, str | None, timedelta | None]:
    """The time, as it stands in the file, and the clock's offset; the first clock that is set."""
    tags = {**base, **exif}
    for clock, offset in _CLOCKS:
        text = _text(tags.get(Base[clock]))
        if text.strip("0:-/. "):
            told = _text(tags.get(Base[offset])) or _text(tags.get(Base.OffsetTime))
            return _clock(text), text, _offset(told)
    taken_at = _gps_time(gps)
    return taken_at, taken_at, None


def _clock(text: str) -> str | None:
    """YYYY-MM-DD HH:MM:SS; hour 24 is the next day's first, as some cameras have it."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    past = hour == 24
    try:
        time = datetime(year, month, day, 0 if past else hour, minute, min(second, 59))
        return str(time + timedelta(days=past))
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> timedelta | None:
    if text == "Z":
        return timedelta(0)
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return None if size > _LARGEST_OFFSET else -size if found[1] == "-" else size


def _gps_time(gps: Tags) -> str | None:
    """UTC by the satellites; it may be hours old, so it is only the last resort."""
    parts = gps.get(GPS.GPSTimeStamp)
    numbers = [_number(part) for part in parts] if isinstance(parts, tuple) else []
    if len(numbers) != 3 or any(math.isnan(number) for number in numbers):
        return None
    hour, minute, second = (int(number) for number in numbers)
    text = _clock(f"{_text(gps.get(GPS.GPSDateStamp))} {hour}:{minute}:{second}")
    return text and f"{text}Z"


def _brightness(exif: Tags) -> float | None:
    """By the settings; the camera's own value only where these are not known."""
    iso = _number(exif.get(Base.ISOSpeedRatings))
    if iso == _ISO_BEYOND:
        further = (exif.get(Base.ISOSpeed), exif.get(Base.RecommendedExposureIndex))
        iso = next((_number(each) for each in further if _number(each) > 0), iso)
    settings = brightness_bv(
        _number(exif.get(Base.FNumber)), _number(exif.get(Base.ExposureTime)), iso
    )
    found = float(brightness_from(settings, _number(exif.get(Base.BrightnessValue))))
    return None if math.isnan(found) else found
