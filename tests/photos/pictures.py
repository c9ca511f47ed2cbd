"""Small pictures with EXIF, as cameras would write it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

PISA = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (43.0, 43.0, 22.8),
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (10.0, 23.0, 45.6),
}
"""43.723 north, 10.396 east."""
NOON = {Base.DateTimeOriginal: "2012:05:03 12:00:01"}
# EV100 is log2(8² / (1/125)) = 12.97, less 5
SUNNY = {Base.FNumber: 8.0, Base.ExposureTime: 1 / 125, Base.ISOSpeedRatings: 100}


def exif_of(
    base: Mapping[int, Any] = {}, exif: Mapping[int, Any] = {}, gps: Mapping[int, Any] = {}
) -> Image.Exif:
    found = Image.Exif()
    found.update(base)
    for tag, tags in ((IFD.Exif, exif), (IFD.GPSInfo, gps)):
        found.get_ifd(tag).update(tags)
        found[tag] = 0  # where it stands; it is found out when it is written
    return found


def picture(exif: Image.Exif | None = None, *, kind: str = "JPEG", shade: int = 0) -> bytes:
    file = io.BytesIO()
    Image.new("L", (8, 8), shade).save(file, kind, **({} if exif is None else {"exif": exif}))
    return file.getvalue()
