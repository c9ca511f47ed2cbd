"""Where somebody was at a time, by the tracks of a GPS receiver (GPX)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import gpxpy
import numpy as np
import numpy.typing as npt
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from gpxpy.gpx import GPXException, GPXTrackPoint

from guidegen.errors import InputError

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.datetime64]

LONGEST_GAP = np.timedelta64(5, "m")
"""Between two points that are further apart in time nothing is known: on foot, half of it is some
200 m."""
CLOCKS_APART = np.timedelta64(60, "s")
"""How long before its first and after its last point a track still tells the position."""
_MOST_BYTES = 200_000_000
# OverflowError: of times on the first or last day that there is.
_DAMAGED = (OSError, ValueError, OverflowError, SyntaxError, GPXException, DefusedXmlException)
_TICK = np.timedelta64(1, "us")


@dataclass(frozen=True)
class Segment:
    """A stretch of a track without interruption: at least one point, in the order of time.

    Attributes:
        times: UTC, microseconds, shape (n,).
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
    """

    times: Times
    lon: Floats
    lat: Floats


def load_tracks(paths: Iterable[Path]) -> list[Segment]:
    """The segments of GPX files, without points that have no time or lie nowhere.

    Raises:
        InputError: when a file is missing, is no GPX, or has no point with a time.
    """
    return [segment for path in paths for segment in _load(path)]


def positions_at(times: Times, segments: Sequence[Segment]) -> tuple[Floats, Floats]:
    """Degrees (lon, lat), shape (n,) each, for times in UTC; NaN where no track tells.

    Straight between the points before and after, if they are at most `LONGEST_GAP` apart; else,
    and before the first and after the last point, the nearest one within `CLOCKS_APART`. Where
    several segments tell, the one with the nearest point in time does.
    """
    lon, lat = (np.full(len(times), np.nan) for _ in range(2))
    best = np.full(len(times), np.timedelta64(np.iinfo(np.int64).max, "us"))
    for segment in segments:
        here_lon, here_lat, away = _along(times, segment)
        better = ~np.isnan(here_lon) & (away < best)
        lon[better], lat[better] = here_lon[better], here_lat[better]
        best[better] = away[better]
    return lon, lat


def _along(times: Times, segment: Segment) -> tuple[Floats, Floats, npt.NDArray[np.timedelta64]]:
    """Positions (NaN where the segment tells none) and how far in time the nearest point is."""
    at = np.searchsorted(segment.times, times)
    last = len(segment.times) - 1
    before, after = np.clip(at - 1, 0, last), np.clip(at, 0, last)
    since, ahead = np.abs(times - segment.times[before]), np.abs(segment.times[after] - times)
    gap = segment.times[after] - segment.times[before]
    is_narrow = (before < after) & (gap <= LONGEST_GAP)
    share = np.where(is_narrow, since / np.maximum(gap, _TICK), since > ahead)
    away = np.minimum(since, ahead)
    share[~(is_narrow | (away <= CLOCKS_APART))] = np.nan
    lon, lat = (
        values[before] + share * (values[after] - values[before])
        for values in (segment.lon, segment.lat)
    )
    return lon, lat, away


def _load(path: Path) -> list[Segment]:
    try:
        content = _content(path)
        # an entity may stand for a file of this machine, or for more text than it can hold
        fromstring(content, forbid_dtd=True)
        tracks = gpxpy.parse(content).tracks
        found = [_segment(each.points) for track in tracks for each in track.segments]
    except _DAMAGED as error:
        raise InputError(f"{path}: cannot be read as GPX: {error}") from error
    segments = [segment for segment in found if len(segment.times)]
    if not segments:
        raise InputError(f"{path}: no point of a track in it has a time")
    return segments


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; see `tracks:` in the city file")
    if path.stat().st_size > _MOST_BYTES:
        raise InputError(f"{path}: is larger than {_MOST_BYTES // 10**6} MB")
    return path.read_bytes()


def _segment(points: Sequence[GPXTrackPoint]) -> Segment:
    sound = [point for point in points if point.time and _is_on_globe(point)]
    timed = sorted((_utc(point), point.longitude, point.latitude) for point in sound)
    times = np.array([time for time, _, _ in timed], dtype="datetime64[us]")
    lon, lat = (np.array([each[at] for each in timed], dtype=np.float64) for at in (1, 2))
    return Segment(times, lon, lat)


def _is_on_globe(point: GPXTrackPoint) -> bool:
    """Whether it has a position; what is no number or infinite has none."""
    return abs(point.longitude) <= 180 and abs(point.latitude) <= 90


def _utc(point: GPXTrackPoint) -> np.datetime64:
    """GPX has its times in UTC; those that say otherwise are turned."""
    time = point.time
    assert time is not None  # noqa: S101
    return np.datetime64(time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time, "us")
