"""Photos at which their author cannot have been, so soon after one photo and before the next.

Of two photos that are too far apart for the time between them one is wrong, in place or time; a
third tells which. A photo is wrong if it excludes both the one before and the one after it, and
these do not exclude each other. If that is true of two in a row, it is as with two cameras under
one name: both stay. More often the clock is wrong than the place, so this filter is off unless it
is asked for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from guidegen.cityquality import Speed
from guidegen.geo import Floats
from guidegen.languages import N_, _
from guidegen.localformats import speed
from guidegen.quality.verdict import Ints, Mask, Verdict, codes, until_settled

# A position may be off by this much, both together; nobody flies because of that.
TOLERANCE_M = 500.0
# How much a time may be off by its rounding.
_ROUNDED_S = {"second": 1.0, "minute": 60.0}


def words(options: Speed) -> str:
    """What the filter does, for people."""
    return _(
        "photos go for which their author would have moved faster than %(speed)s both to "
        "them and from them"
    ) % {"speed": speed(options.fastest_kmh)}


def find(photos: pd.DataFrame, options: Speed) -> Verdict:
    """Photos that exclude their author's photos before and after them.

    Args:
        photos: `tables.PHOTOS`; those without a time of day are not judged.
        options: how fast people are.
    """
    timed = photos["time_known"].isin(list(_ROUNDED_S)).to_numpy()
    histories = _Histories(
        codes(photos["author_id"]),
        photos["taken_at"].to_numpy("datetime64[us]").astype(np.int64) / 1e6,
        np.asarray(photos["time_known"].map(_ROUNDED_S), np.float64),
        photos[["x_m", "y_m"]].to_numpy(),
    )
    fastest_m_s = options.fastest_kmh / 3.6
    found = until_settled(timed, lambda asked: _contradicted(histories, asked, fastest_m_s))
    reason = N_("its author would have moved faster than %(speed)s")
    return Verdict({reason % {"speed": f"{options.fastest_kmh:g} km/h"}: found})


class _Histories(NamedTuple):
    """Who was where and when, by photo."""

    author: Ints
    time_s: Floats
    rounded_s: Floats
    xy: Floats


def _contradicted(photos: _Histories, asked: Ints, fastest_m_s: float) -> Mask:
    """Whether each photo that is asked for excludes both the one before and the one after it."""
    x, y = photos.xy[asked].T
    order = np.lexsort((y, x, photos.time_s[asked], photos.author[asked]))
    row = asked[order]
    author, time_s, rounded_s, xy = (
        photos.author[row], photos.time_s[row], photos.rounded_s[row], photos.xy[row],
    )  # fmt: skip

    def impossible(steps: int) -> Mask:
        """Whether each photo and the one some steps on exclude each other."""
        far = np.hypot(*(xy[steps:] - xy[:-steps]).T) - TOLERANCE_M
        seconds = time_s[steps:] - time_s[:-steps]
        seconds = seconds + np.maximum(rounded_s[steps:], rounded_s[:-steps])
        flags: Mask = far > fastest_m_s * seconds
        return flags

    accused = np.zeros(order.size, bool)
    accused[1:-1] = author[2:] == author[:-2]
    accused[1:-1] &= impossible(1)[:-1] & impossible(1)[1:] & ~impossible(2)
    wrong = accused.copy()
    wrong[1:] &= ~accused[:-1]
    wrong[:-1] &= ~accused[1:]
    found = np.zeros(order.size, bool)
    found[order[wrong]] = True
    return found
