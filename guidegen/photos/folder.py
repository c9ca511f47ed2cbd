"""Photos from a folder of pictures, by what their EXIF tells, and by GPX tracks.

A picture's id is made from its size and first bytes. So it is the same wherever the file lies and
whatever it is called, a copy is the same photo, and who sees the id cannot guess back the path, as
one can from the hash of IMG_0001.jpg. Pictures are counted, not shown: they have no address that
readers could go to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from datetime import timezone as datetime_timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from guidegen.errors import ConfigError, InputError, Problem
from guidegen.photos.bundles import Picture, files_in
from guidegen.photos.exif import ENDINGS, PictureError, Shot, read_shot
from guidegen.photos.records import rows_of
from guidegen.photos.tracks import load_tracks, positions_at

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import FolderSource

# EXIF stands before the pixels, so two pictures differ here.
_HEAD_BYTES = 1 << 16


def read_rows(source: FolderSource, city: City) -> pd.DataFrame:
    """Every picture of the folder and its folders, as `guidegen.photos.checks` describes.

    Raises:
        InputError: when the folder is missing or has no pictures, or a track cannot be read.
        ConfigError: when there are tracks but the city has no time zone.
    """
    if source.tracks and not city.timezone:
        key = f"photos[{city.photos.index(source)}].tracks"
        message = "tracks are in UTC and pictures in local time: add timezone: to the city file"
        raise ConfigError([Problem(message, city.path, key=key)])
    base = city.path.parent
    found = list(_pictures(base / source.path))
    if not found:
        kinds = ", ".join(ENDINGS)
        raise InputError(f"{base / source.path}: there are no pictures in it ({kinds})")
    segments = load_tracks(base / path for path in source.tracks)
    instants = [_instant(shot, city.timezone) for _, shot, _ in found]
    tracked = positions_at(np.array(instants, dtype="datetime64[us]"), segments)
    records = [
        {
            "file": f"{source.path}/{name}",
            "row": 1,
            "author_id": shot.author or source.author,
            "licence": source.licence,
            "attribution": shot.author or source.author,
            "taken_at": shot.taken_at or shot.time_text,
            "luminance_bv": shot.luminance_bv,
            **_position(shot, lon, lat),
            **facts,
        }
        for (name, shot, facts), lon, lat in zip(found, *tracked, strict=True)
    ]
    return rows_of(records, source.source, city.timezone)


def pictures(source: FolderSource, city: City) -> dict[str, Picture]:
    """The picture of each photo of the folder, by its photo_id in the photos table.

    Raises:
        InputError: when the folder is missing.
    """
    found = {}
    for name, path in files_in(city.path.parent / source.path):
        if path is not None and name.lower().endswith(ENDINGS):
            with suppress(OSError):
                found[f"{source.source}:{_identity(path)}"] = Picture(path)
    return found


def _pictures(folder: Path) -> Iterator[tuple[str, Shot, dict[str, Any]]]:
    """Every picture by its path in the folder: what it tells, and its id or what is wrong."""
    for name, path in files_in(folder):
        if not name.lower().endswith(ENDINGS):
            continue
        if path is None:
            yield name, Shot(), {"set_aside": "link"}
            continue
        try:
            yield name, read_shot(path), {"photo_id": _identity(path)}
        except (PictureError, OSError) as error:
            why = str(error) if isinstance(error, PictureError) else "unreadable"
            yield name, Shot(), {"set_aside": why}


def _identity(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    size = path.stat().st_size.to_bytes(8, "big")
    return hashlib.blake2b(size + head, digest_size=12).hexdigest()


def _position(shot: Shot, lon: float, lat: float) -> dict[str, float | None]:
    """By the picture if it knows, else by the tracks (NaN where they do not)."""
    if (shot.lon is None or shot.lat is None) and not np.isnan(lon):
        return {"lon": float(lon), "lat": float(lat)}
    return {"lon": shot.lon, "lat": shot.lat}


def _instant(shot: Shot, timezone: str | None) -> datetime | None:
    """When it was, in UTC and without a zone; by the clock's offset if it is told."""
    if not shot.taken_at or not timezone:
        return None
    time = datetime.fromisoformat(shot.taken_at)
    if time.tzinfo is None:
        zone = ZoneInfo(timezone) if shot.offset is None else datetime_timezone(shot.offset)
        time = time.replace(tzinfo=zone)
    try:
        return time.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # on the first or last day that there is
        return None
