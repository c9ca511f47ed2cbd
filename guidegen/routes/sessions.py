"""From photos to movements: one author's consecutive photos, cut into sessions and cleaned.

After Tikhonov (2018): what is too fast for a walker is dropped, and an author's photos at one
spot count once. Nothing else is known of the way between two photos, so it is a straight line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from guidegen.geo import Floats
from guidegen.languages import N_
from guidegen.routes.segments import Ints, Segments

Longs = npt.NDArray[np.intp]
Times = npt.NDArray[np.datetime64]

# Photos nearer to each other are at one spot: positions are no better than that.
SPOT_M = 15.0
# How finely a time is known, as in `tables.PHOTOS`.
_PRECISION_S = {"second": 1.0, "minute": 60.0}
_KMH = 1 / 3.6


class Movements(NamedTuple):
    """How authors moved.

    Attributes:
        cleaned: from spot to spot, no faster than a walker.
        raw: from photo to photo of the same sessions, whatever the speed.
        facts: counts for the report. photos = stops + same_spot + the sum of left_out; stops =
            sessions + steps; sessions = authors + the sum of breaks; steps = movements + the sum
            of dropped.
    """

    cleaned: Segments
    raw: Segments
    facts: Mapping[str, Any]


class _Points(NamedTuple):
    """Where an author was, in the order of author and time, shape (n,) each.

    At a spot with several photos `since` is the first one's time and `until` the last one's.
    """

    x_m: Floats
    y_m: Floats
    author: Ints
    since: Times
    until: Times
    precision_s: Floats
    session: Ints

    def rows(self, which: npt.NDArray[Any]) -> _Points:
        """Some of them, by a mask or by their numbers."""
        return _Points(*(column[which] for column in self))


def movements(
    photos: pd.DataFrame, *, gap_min: float = 60, jump_m: float = 1000, fastest_kmh: float = 10
) -> Movements:
    """The movements of all authors.

    Photos without a time of day are left out. An author's photos of one time are one moment, at
    their mean position; if nobody could have walked between them in that time, the clock is not
    to be trusted and the moment is left out.

    Args:
        photos: `tables.PHOTOS`.
        gap_min: a longer time between two photos ends a session, minutes.
        jump_m: a longer way between two photos ends a session, metres.
        fastest_kmh: faster movements are dropped. Of times that are known to the minute, the
            difference may be half a minute too short.
    """
    timed = _with_time_of_day(photos)
    speed = fastest_kmh * _KMH
    moments, photos_at, plausible = _moments(_sorted(photos, timed), speed)
    gap = np.timedelta64(round(gap_min * 60_000_000), "us")
    moments, breaks = _in_sessions(moments.rows(plausible), gap, jump_m)
    stops = _stops(moments)
    steps = np.flatnonzero(np.diff(stops.session) == 0)
    moved = _moved(stops, steps)
    slow = _is_slow(stops, steps, speed)
    used = int(photos_at[plausible].sum())
    facts = {
        "photos": len(photos),
        "left_out": {
            N_("no time of day"): int((~timed).sum()),
            N_("in several places at one time"): int(timed.sum()) - used,
        },
        "same_spot": used - stops.author.size,
        **_counts(stops, breaks),
        "dropped": {
            N_("back to the same point"): int((~moved).sum()),
            N_("faster than %(speed)s") % {"speed": f"{fastest_kmh:g} km/h"}: int(
                (moved & ~slow).sum()
            ),
        },
        "movements": int((moved & slow).sum()),
    }
    raw = np.flatnonzero(np.diff(moments.session) == 0)
    return Movements(
        cleaned=_segments(stops, steps[moved & slow]),
        raw=_segments(moments, raw[_moved(moments, raw)]),
        facts=facts,
    )


def _counts(stops: _Points, breaks: Mapping[str, int]) -> dict[str, Any]:
    sessions = int(np.unique(stops.session).size)
    return {
        "stops": stops.author.size,
        "authors": int(np.unique(stops.author).size),
        "sessions": sessions,
        "breaks": breaks,
        "steps": stops.author.size - sessions,
    }


def _with_time_of_day(photos: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Midnight exactly is how many a program writes a day."""
    times = photos["taken_at"].to_numpy("datetime64[us]")
    known = photos["time_known"].isin(list(_PRECISION_S)).to_numpy(bool)
    timed: npt.NDArray[np.bool_] = known & (times != times.astype("datetime64[D]"))
    return timed


def _sorted(photos: pd.DataFrame, timed: npt.NDArray[np.bool_]) -> _Points:
    """By author and time; authors are numbered in the order of the table."""
    authors = pd.factorize(photos["author_id"])[0].astype(np.int32)[timed]
    times = photos["taken_at"].to_numpy("datetime64[us]")[timed]
    x_m, y_m = (photos[name].to_numpy(np.float64)[timed] for name in ("x_m", "y_m"))
    is_minute = (photos["time_known"] == "minute").to_numpy(bool)[timed]
    precision_s = np.where(is_minute, _PRECISION_S["minute"], _PRECISION_S["second"])
    nowhere = np.zeros(times.size, np.int32)
    points = _Points(x_m, y_m, authors, times, times, precision_s, nowhere)
    return points.rows(np.lexsort((times, authors)))


def _moments(points: _Points, speed: float) -> tuple[_Points, Ints, npt.NDArray[np.bool_]]:
    """One point for each author and time, how many photos it has, and whether it can be true."""
    new = np.ones(points.author.size, np.bool_)
    new[1:] = (np.diff(points.author) != 0) | (points.since[1:] != points.since[:-1])
    first, of = np.flatnonzero(new), np.cumsum(new) - 1
    count: Ints = np.bincount(of, minlength=first.size).astype(np.int32)
    x_m, y_m = (np.bincount(of, each, first.size) / count for each in (points.x_m, points.y_m))
    apart_m = np.zeros(first.size)
    np.maximum.at(apart_m, of, np.hypot(points.x_m - x_m[of], points.y_m - y_m[of]))
    moments = points.rows(first)._replace(x_m=x_m, y_m=y_m)
    return moments, count, apart_m <= SPOT_M + speed * moments.precision_s / 2


def _in_sessions(
    points: _Points, gap: np.timedelta64, jump_m: float
) -> tuple[_Points, dict[str, int]]:
    """Number the sessions, and count what ended them."""
    same = np.diff(points.author) == 0
    late = same & (np.diff(points.since) > gap)
    far = same & ~late & (np.hypot(np.diff(points.x_m), np.diff(points.y_m)) > jump_m)
    session = np.zeros(points.author.size, np.int32)
    session[1:] = np.cumsum(~same | late | far)
    return points._replace(session=session), {"gap": int(late.sum()), "jump": int(far.sum())}


def _stops(points: _Points) -> _Points:
    """Moments that follow each other at one spot become one stop, at their mean."""
    of = _spots(points.x_m, points.y_m, points.session, SPOT_M)
    first = np.flatnonzero(np.diff(of, prepend=-1))
    last = np.append(first[1:], of.size) - 1 if first.size else first
    count = last - first + 1
    x_m, y_m = (np.bincount(of, each, first.size) / count for each in (points.x_m, points.y_m))
    return points.rows(first)._replace(x_m=x_m, y_m=y_m, until=points.until[last])


@njit(cache=True, nogil=True)
def _spots(x_m: Floats, y_m: Floats, session: Ints, spot_m: float) -> Ints:
    """Number of the stop of each point; a stop reaches as far as that around its first point."""
    of = np.empty(x_m.size, np.int32)
    stop, first = -1, 0
    for i in range(x_m.size):
        apart_m = np.hypot(x_m[i] - x_m[first], y_m[i] - y_m[first])
        if i == 0 or session[i] != session[first] or apart_m > spot_m:
            stop, first = stop + 1, i
        of[i] = stop
    return of


def _moved(points: _Points, begin: Longs) -> npt.NDArray[np.bool_]:
    """Whether the next point is elsewhere."""
    end = begin + 1
    moved: npt.NDArray[np.bool_] = (points.x_m[begin] != points.x_m[end]) | (
        points.y_m[begin] != points.y_m[end]
    )
    return moved


def _is_slow(stops: _Points, begin: Longs, speed: float) -> npt.NDArray[np.bool_]:
    steps = _segments(stops, begin)
    slack_s = stops.precision_s[begin] / 2
    slow: npt.NDArray[np.bool_] = np.hypot(
        steps.x1_m - steps.x0_m, steps.y1_m - steps.y0_m
    ) <= speed * (steps.seconds + slack_s)
    return slow


def _segments(points: _Points, begin: Longs) -> Segments:
    end = begin + 1
    return Segments(
        x0_m=points.x_m[begin],
        y0_m=points.y_m[begin],
        x1_m=points.x_m[end],
        y1_m=points.y_m[end],
        author=points.author[begin],
        session=points.session[begin],
        left_at=points.until[begin],
        seconds=(points.since[end] - points.until[begin]) / np.timedelta64(1, "s"),
    )
