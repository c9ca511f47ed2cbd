"""Photos from YFCC100M, the Creative Commons photos of Flickr from 2004 to 2014.

The data set is of the whole world: its lines about other parts of it, and those without a
position, are passed over and not counted; only what lies in the city's box is ever kept in memory.
The ids are those of Flickr, so a photo that is also found on Flickr is one photo.

Thomee et al. (2016): YFCC100M: the new data in multimedia research. Communications of the ACM
59(2), 64-73.
"""

from __future__ import annotations

import bz2
import gzip
import io
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote_plus

import pandas as pd

from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.photos.records import Record, rows_of
from guidegen.photos.settings import scene_bv
from guidegen.photos.unpacking import Unpacked

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import YfccSource

# The release of 2014 and the SQLite file; the current one puts a line number before the first
# and a hash after it.
COLUMNS = (
    "photoid", "uid", "unickname", "datetaken", "dateuploaded", "capturedevice", "title",
    "description", "usertags", "machinetags", "longitude", "latitude", "accuracy", "pageurl",
    "downloadurl", "licensename", "licenseurl", "serverid", "farmid", "secret", "secretoriginal",
    "ext", "marker",
)  # fmt: skip
_TABLE = "yfcc100m_dataset"
_LON, _LAT = COLUMNS.index("longitude"), COLUMNS.index("latitude")
_VIDEO = "1"

_SQLITE = b"SQLite format 3\0"
_COMPRESSIONS: dict[bytes, Callable[[Path], Any]] = {b"BZh": bz2.open, b"\x1f\x8b\x08": gzip.open}
_LONGEST_LINE = 1 << 20
_MOST_BROKEN = 100_000

# Tags of the EXIF companion, in small letters and digits only.
_SETTINGS = ("fnumber", "exposuretime", "isospeedratings", "brightnessvalue")


def read_rows(source: YfccSource, city: City) -> pd.DataFrame:
    """Every photo and video in the city's box, as `guidegen.photos.checks` describes.

    Raises:
        InputError: when a file is missing, damaged, not of YFCC100M, or has nothing of the city.
    """
    base = city.path.parent
    path = base / source.path
    cells = _from_sqlite if _head(path).startswith(_SQLITE) else _from_lines
    records = (
        {"file": str(source.path), "row": row, **(_record(found) if found else {"broken": True})}
        for row, found in cells(path, city.bbox)
    )
    rows = rows_of(records, "flickr", city.timezone)
    # the data set comes in ten files too, and not each has photos of every small town
    if rows["broken"].all() and len(city.photos) == 1:
        raise InputError(f"{path}: no photo in it lies in the city's box; see `bbox:`")
    ids = {str(photo_id) for photo_id in rows["photo_id"].dropna()}
    if source.places and not city.timezone and (zone := _timezone(base / source.places, ids)):
        uploaded_at = rows["uploaded_at"].dt.tz_localize("UTC")
        rows["uploaded_at"] = uploaded_at.dt.tz_convert(zone).dt.tz_localize(None)
    if source.exif:
        light = _brightness(base / source.exif, ids)
        rows["luminance_bv"] = rows["photo_id"].map(light).astype("float64")
    return rows


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; see `photos:` in the city file")
    with path.open("rb") as file:
        return file.read(len(_SQLITE))


def _lines(path: Path) -> Iterator[bytes | None]:
    """The lines of a file, plain or compressed, without their ends; None for one without end.

    Raises:
        InputError: when there is no such file, or it is damaged.
    """
    head = _head(path)
    opened = next((each for magic, each in _COMPRESSIONS.items() if head.startswith(magic)), None)
    try:
        with _unpacked(opened(path), path) if opened else path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                    while line and not line.endswith(b"\n"):
                        line = file.readline(_LONGEST_LINE)
                    yield None
                else:
                    yield line.rstrip(b"\r\n")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read, it may be damaged: {error}") from error


def _unpacked(file: Any, path: Path) -> BinaryIO:
    return io.BufferedReader(Unpacked(file, path), _LONGEST_LINE)


def _from_lines(path: Path, box: Box) -> Iterator[tuple[int, Sequence[str] | None]]:
    """The cells of each line in the box by the line's number; None for lines that are broken."""
    broken = 0
    for number, line in enumerate(_lines(path), start=1):
        cells = (line or b"").split(b"\t")  # never as CSV: quotes mean nothing here
        if len(cells) == len(COLUMNS) + 2:
            cells = [cells[1], *cells[3:]]
        if len(cells) != len(COLUMNS):
            broken += 1
            if broken > _MOST_BROKEN:
                raise InputError(
                    f"{path}: {_MOST_BROKEN:,} lines have neither {len(COLUMNS)} nor "
                    f"{len(COLUMNS) + 2} columns; is this the table of YFCC100M?"
                )
            yield number, None
        elif _may_be_in(box, cells[_LON], cells[_LAT]):
            yield number, [cell.decode("utf-8", "replace") for cell in cells]


def _may_be_in(box: Box, lon: bytes, lat: bytes) -> bool:
    """Whether a position lies in the box, or is no position though something stands there."""
    if not lon and not lat:
        return False
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return True
    return not (x < box.west or x > box.east or y < box.south or y > box.north)


def _from_sqlite(path: Path, box: Box) -> Iterator[tuple[int, Sequence[str]]]:
    """The cells of each row in the box, numbered as they come; the file is only read."""
    query = f"""
        SELECT {", ".join(COLUMNS)} FROM {_TABLE}
        WHERE longitude <> '' AND latitude <> ''
        AND CAST(longitude AS REAL) BETWEEN ? AND ? AND CAST(latitude AS REAL) BETWEEN ? AND ?
    """  # noqa: S608 (constants of this file)
    edges = (box.west, box.east, box.south, box.north)
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            for number, row in enumerate(database.execute(query, edges), start=1):
                yield number, [_cell(value) for value in row]
    except (sqlite3.Error, UnicodeDecodeError) as error:  # of damaged names in its messages
        raise InputError(f"{path}: cannot be read as YFCC100M's SQLite file: {error}") from error


def _cell(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def _record(cells: Sequence[str]) -> Record:
    photo = dict(zip(COLUMNS, cells, strict=True))
    taken_at = photo["datetaken"]
    tags = [tag for name in ("usertags", "machinetags") for tag in photo[name].split(",")]
    return {
        "photo_id": photo["photoid"].strip(),
        "author_id": unquote_plus(photo["uid"]),
        "attribution": unquote_plus(photo["unickname"]),
        "lon": photo["longitude"],
        "lat": photo["latitude"],
        "taken_at": None if taken_at == "null" else taken_at,
        "uploaded_at": photo["dateuploaded"],
        "title": unquote_plus(photo["title"]),
        "tags": " ".join(unquote_plus(tag) for tag in tags if tag),
        "url": photo["pageurl"],
        "image_url": photo["downloadurl"],
        "licence": photo["licenseurl"] or unquote_plus(photo["licensename"]),
        "accuracy": photo["accuracy"],
        "set_aside": "video" if photo["marker"].strip() == _VIDEO else None,
    }


def _companion(path: Path, ids: set[str]) -> Iterator[tuple[str, list[str]]]:
    """The items of a companion file about each of these photos, still encoded."""
    wanted = {each.encode() for each in ids}
    for line in _lines(path):
        photo_id, _, items = (line or b"").partition(b"\t")
        if photo_id in wanted and items:
            yield photo_id.decode(), items.decode("utf-8", "replace").split(",")


def _timezone(path: Path, ids: set[str]) -> str | None:
    """The time zone of most of the photos, by items such as 28350896:Europe%2FDublin:Timezone."""
    zones: Counter[str] = Counter()
    for _, items in _companion(path, ids):
        parts = [item.split(":") for item in items]
        zones.update(unquote_plus(part[1]) for part in parts if part[-1:] == ["Timezone"])
    known = [zone for zone, _ in sorted(zones.items(), key=lambda each: (-each[1], each[0]))]
    return next((zone for zone in known if _is_zone(zone)), None)


def _is_zone(name: str) -> bool:
    try:
        pd.Timestamp(0, tz=name)
    except (ValueError, KeyError, OSError):
        return False
    return True


def _brightness(path: Path, ids: set[str]) -> dict[str, float]:
    """The brightness value (APEX) of photos by their EXIF, for those that tell it."""
    told = ((photo_id, _light(items)) for photo_id, items in _companion(path, ids))
    return {photo_id: bv for photo_id, bv in told if bv is not None}


def _light(items: Sequence[str]) -> float | None:
    """By the camera's settings, from items such as Exif+SubIFD.Exposure+Time:1%2F60+sec."""
    found: dict[str, str] = {}
    for item in items:
        key, _, value = item.partition(":")
        tag = re.sub(r"[^a-z0-9]", "", unquote_plus(key.rpartition(".")[2]).lower())
        found.setdefault(tag, unquote_plus(value))
    return scene_bv(*(found.get(tag) for tag in _SETTINGS))
