"""Street-level photos of Mapillary (https://www.mapillary.com/developer/api-documentation).

    {"data": [{"id": "1383728082010917", "captured_at": 1625153412000,
               "geometry": {"type": "Point", "coordinates": [12.9802, 55.6011]},
               "computed_geometry": {"type": "Point", "coordinates": [12.9801, 55.6012]},
               "creator": {"id": "104…", "username": "…"}, "sequence": "abcDEF123"}, …]}

``captured_at`` is milliseconds since 1970; geometries and the creator may be missing. Pictures are
not asked for: their addresses are signed and expire, so that they may be published nowhere.

Most of these photos were taken by a machine, every second or every few metres of a drive. They say
that somebody passed, not that there was something to see, and one drive would outnumber all walkers
of a street. So of each sequence one photo in `SPACING_M` counts; the others are set aside, and
counted with that reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.errors import AnswerError, ServiceError
from guidegen.faults import asks_for_less
from guidegen.geo import Box, Projection
from guidegen.jsonvalues import as_dict, as_text, number, position
from guidegen.photos.divide import BEGIN, END, MARGIN_DEG, Page, Part, Row, divided, noted
from guidegen.photos.records import Record, rows_of_service
from guidegen.services import SERVICES, address
from guidegen.web import Answer, Request, Web

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import MapillarySource

SPACING_M = 50.0
LICENCE = "CC BY-SA 4.0"
# The most photos of an answer, of which there is no second page.
MOST = 2000
# A box must be smaller than 0.01 square degrees.
LARGEST_DEG2 = 0.0099
# Photos are spread along streets more than over time: until a box is about as wide as a street is
# long, a smaller box helps more than a shorter time.
_STREET_DEG = 0.002
_SMALLEST_DEG = 0.0002
_SHORTEST = timedelta(hours=1)
# The steps from the largest box to the smallest part are fewer.
_MOST_REFUSALS = 30
_FIELDS = "id,captured_at,computed_geometry,geometry,creator,sequence"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 2.5e14  # in the year 9892
_SOURCE = "mapillary"
_TITLE = SERVICES[_SOURCE].title


def ask(source: MapillarySource, city: City, web: Web) -> pd.DataFrame:
    """All photos in a city's box, as `guidegen.photos.checks` describes.

    Raises:
        ServiceError: when Mapillary cannot be reached, or its token is missing.
        ConfigError: when the operator's contact is missing.
    """
    pages = divided(
        _whole(source, city),
        _Asker(city, web),
        _TITLE,
        smallest_deg=_SMALLEST_DEG,
        shortest=_SHORTEST,
    )
    cut = 0

    def photos() -> Iterator[Row]:
        nonlocal cut
        for page in pages:
            cut += not page.whole
            yield from page.rows

    rows = _rows(photos(), _zone(city)).sort_values("photo_id", kind="stable", ignore_index=True)
    # photos on the edge of two boxes; those without an id are counted each
    rows = rows[~rows.duplicated("photo_id") | rows["photo_id"].isna()].reset_index(drop=True)
    surplus = thinned(rows, city.bbox)
    rows = rows.drop(columns="sequence").assign(row=np.arange(1, len(rows) + 1))
    rows["set_aside"] = rows["set_aside"].mask(pd.Series(surplus), "frame")
    return noted(rows, _TITLE, cut)


def thinned(rows: pd.DataFrame, box: Box) -> npt.NDArray[np.bool_]:
    """Which frames to set aside, shape (n,): a sequence keeps one in `SPACING_M` of its way.

    Args:
        rows: photo_id, author_id, sequence, lon, lat (degrees) and taken_at of photos; where
            the sequence is unknown, the photos of one author and day are one.
        box: around the photos, degrees.
    """
    usable = rows[rows[["photo_id", "author_id", "lon", "lat", "taken_at"]].notna().all(axis=1)]
    days = usable["taken_at"].dt.strftime("%Y-%m-%d")
    drives = usable.assign(sequence=usable["sequence"].fillna("day " + days))
    drives = drives.sort_values(["author_id", "sequence", "taken_at", "photo_id"])
    x_m, y_m = Projection.around(box).to_metres(drives["lon"].to_numpy(), drives["lat"].to_numpy())
    steps_m = pd.Series(
        np.hypot(np.diff(x_m, prepend=0.0), np.diff(y_m, prepend=0.0)), drives.index
    )
    keys = [drives["author_id"], drives["sequence"]]
    begins = ~drives.duplicated(["author_id", "sequence"])
    along_m = steps_m.mask(begins, 0.0).groupby(keys).cumsum()
    drives["piece"] = (along_m // SPACING_M).astype("int64")
    surplus = drives.index[drives.duplicated(["author_id", "sequence", "piece"])]
    flags: npt.NDArray[np.bool_] = rows.index.isin(surplus)
    return flags


class _Asker:
    """Puts one question after the other."""

    def __init__(self, city: City, web: Web) -> None:
        self._mirrors = {str(name): url for name, url in city.services.items()}
        self._web = web
        self._refusals = 0  # in a row

    def __call__(self, part: Part) -> Page:
        """What Mapillary gives of a part."""
        box = part.box
        if (box.east - box.west) * (box.north - box.south) > LARGEST_DEG2:
            return Page([], whole=False, too_wide=True)
        url, mirror = address(_SOURCE, self._mirrors), self._mirrors.get(_SOURCE, "")
        found = self._web.get(Request(_SOURCE, url, _params(part), mirror), parse)
        self._refusals = self._refusals + 1 if found is None else 0
        if self._refusals > _MOST_REFUSALS:
            raise ServiceError(f"{_TITLE}: it says of every box that it is too large; try later")
        is_wide = max(box.east - box.west, box.north - box.south) > _STREET_DEG
        whole = found is not None and len(found) < MOST
        return Page(found or [], whole, too_wide=is_wide)


def parse(answer: Answer) -> list[dict[str, Any]] | None:
    """Read an answer; None if there is too much to tell.

    Raises:
        AnswerError: when there is no list of photos.
    """
    data = answer.json()
    if asks_for_less(data):
        return None
    photos = as_dict(data).get("data")
    if not isinstance(photos, list):
        raise AnswerError("no list of photos in it")
    return [as_dict(photo) for photo in photos]


def _rows(photos: Iterable[Row], zone: tzinfo) -> pd.DataFrame:
    """The rows of photos, with the column sequence."""
    sequences: list[str | None] = []

    def records() -> Iterator[Record]:
        for photo in photos:
            sequences.append(as_text(photo.get("sequence")) or None)
            yield _record(photo, zone)

    rows = rows_of_service(records(), _SOURCE, None)
    # whole minutes are not those of a clock without seconds
    known = rows["time_known"].mask(rows["taken_at"].notna(), "second")
    return rows.assign(sequence=pd.Series(sequences, rows.index, dtype=str), time_known=known)


def _record(photo: Row, zone: tzinfo) -> Record:
    creator = as_dict(photo.get("creator"))
    photo_id, name = as_text(photo.get("id")), as_text(creator.get("username"))
    lon, lat = _point(photo) or (None, None)
    return {
        "photo_id": photo_id,
        "author_id": as_text(creator.get("id")) or name,
        "lon": lon,
        "lat": lat,
        "taken_at": _local(number(photo.get("captured_at"), _LATEST_MS), zone),
        "url": f"https://www.mapillary.com/app/?pKey={photo_id}" if photo_id.isalnum() else None,
        "licence": LICENCE,
        "attribution": f"{name} on Mapillary" if name else "Mapillary",
    }


def _point(photo: Row) -> tuple[float, float] | None:
    """Where it was taken: as computed from the pictures, else as the camera said."""
    for name in ("computed_geometry", "geometry"):
        found = as_dict(photo.get(name)).get("coordinates")
        if isinstance(found, list) and len(found) >= 2 and (point := position(*found[:2])):
            return point
    return None


def _local(captured_ms: float | None, zone: tzinfo) -> str | None:
    """What a clock in the city showed."""
    if captured_ms is None:
        return None
    moment = (_EPOCH + timedelta(milliseconds=captured_ms)).astimezone(zone)
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds")


def _zone(city: City) -> tzinfo:
    return ZoneInfo(city.timezone) if city.timezone else UTC


def _params(part: Part) -> dict[str, str]:
    return {
        "bbox": ",".join(f"{edge:.7f}" for edge in astuple(part.box.widened(MARGIN_DEG))),
        "fields": _FIELDS,
        "limit": str(MOST),
        **dict(_times(part)),
    }


def _times(part: Part) -> Iterator[tuple[str, str]]:
    """The interval of a part, and a second more on each side: it is not told whether they belong.

    Photos of cameras whose clock is wrong are in the first part or the last.
    """
    form, margin = "%Y-%m-%dT%H:%M:%SZ", timedelta(seconds=1)
    if part.since > BEGIN:
        yield "start_captured_at", (part.since - margin).strftime(form)
    if part.until < END:
        yield "end_captured_at", (part.until + margin).strftime(form)


def _whole(source: MapillarySource, city: City) -> Part:
    zone = _zone(city)
    since, until = BEGIN, END
    if source.since and source.since > BEGIN.date():
        since = datetime.combine(source.since, time.min, zone).astimezone(UTC)
    if source.until and source.until < END.date():
        until = datetime.combine(source.until + timedelta(days=1), time.min, zone).astimezone(UTC)
    return Part(city.bbox, since, until)
