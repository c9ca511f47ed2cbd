"""Photos that are there twice: bursts, and re-uploads under another id or from another source.

What counts in a guide is photographer-days, and two shots of one burst are one of them. But the
areas of places, the scores of streets and the dots on the map go by photos, and the same photo
from two sources would make two people of one.

Only photos whose time is known to the second are compared: many are taken in one minute.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.cityquality import Duplicates
from guidegen.geo import Floats
from guidegen.languages import N_, _
from guidegen.localformats import exact_length, general
from guidegen.quality.verdict import Ints, Mask, Verdict, codes, until_settled

AGAIN = N_("uploaded again, or shot in the same second")
OTHER_SOURCE = N_("the same second and spot as a photo of another source")
# About 10 m: some sources round.
_DECIMALS = 4


def words(options: Duplicates) -> str:
    """What the filter does, for people."""
    return _(
        "one photo stays of those that one author took within %(seconds)s s and %(distance)s of "
        "each other, and of those that several sources have of one second and spot"
    ) % {"seconds": general(options.seconds), "distance": exact_length(options.distance_m)}


def find(photos: pd.DataFrame, options: Duplicates) -> Verdict:
    """Photos of which there is another, better to show or earlier.

    Args:
        photos: `tables.PHOTOS`.
        options: how near is the same, in time and space.
    """
    timed = (photos["time_known"] == "second").to_numpy(bool, copy=True)
    reasons = {OTHER_SOURCE: _from_other_sources(photos, timed)}
    timed &= ~reasons[OTHER_SOURCE]
    burst = N_("within %(number)s s of another of the same author")
    burst %= {"number": f"{options.seconds:g}"}
    bursts = _Bursts.of(photos)
    for reason, seconds in ((AGAIN, 0.0), (burst, options.seconds)):
        find_some = partial(bursts.repeated, seconds=seconds, metres=options.distance_m)
        reasons[reason] = np.zeros(len(photos), bool)
        reasons[reason][bursts.row] = until_settled(timed[bursts.row], find_some)
        timed &= ~reasons[reason]
    return Verdict(reasons)


def _preference(photos: pd.DataFrame) -> Ints:
    """The place of each photo in the order in which one would keep them, shape (n,).

    A photo that may be shown comes first, then the earlier one.
    """
    shown = [photos[name].notna() for name in ("licence", "image_url") if name in photos]
    hidden = -np.sum(shown, axis=0) if shown else np.zeros(len(photos))
    order = np.lexsort((codes(photos["photo_id"]), photos["taken_at"].to_numpy(), hidden))
    ranks = np.empty(len(photos), np.int64)
    ranks[order] = np.arange(len(photos))
    return ranks


def _from_other_sources(photos: pd.DataFrame, timed: Mask) -> Mask:
    """Of each second and spot, those photos that are not of the source of its best photo."""
    other = np.zeros(len(photos), bool)
    if photos["source"].nunique() < 2:
        return other
    spot = ["taken_at", "lon", "lat"]
    spots = photos.loc[timed, [*spot, "source"]].round({"lon": _DECIMALS, "lat": _DECIMALS})
    spots = spots.set_axis(np.flatnonzero(timed))
    spots = spots[spots.duplicated(spot, keep=False)]
    best_first = spots.iloc[np.argsort(_preference(photos.iloc[spots.index]))]
    best = best_first.groupby(spot)["source"].transform("first")
    other[best_first.index[best_first["source"] != best]] = True
    return other


class _Bursts(NamedTuple):
    """Photos by author, time and position: to sort them anew for each question takes longest.

    Attributes:
        photos: as they came.
        row: of each sorted photo, where it is in them, shape (n,).
        author: of each sorted photo, shape (n,).
        time: the same.
        xy: the same, metres, shape (n, 2).
    """

    photos: pd.DataFrame
    row: Ints
    author: Ints
    time: npt.NDArray[np.datetime64]
    xy: Floats

    @classmethod
    def of(cls, photos: pd.DataFrame) -> _Bursts:
        author, time = codes(photos["author_id"]), photos["taken_at"].to_numpy("datetime64[us]")
        xy = photos[["x_m", "y_m"]].to_numpy()
        row = np.lexsort((xy[:, 1], xy[:, 0], time, author))
        return cls(photos, row, author[row], time[row], xy[row])

    def repeated(self, asked: Ints, seconds: float, metres: float) -> Mask:
        """Whether each sorted photo that is asked for is in a run and not the best of it."""
        apart = np.diff(self.author[asked]) != 0
        apart |= np.diff(self.time[asked]) / np.timedelta64(1, "s") > seconds
        apart |= np.hypot(*np.diff(self.xy[asked], axis=0).T) > metres
        run = np.concatenate((np.zeros(min(asked.size, 1), np.int64), np.cumsum(apart)))
        some = np.flatnonzero(np.bincount(run)[run] > 1)
        preference = _preference(self.photos.iloc[self.row[asked[some]]])
        best_first = some[np.lexsort((preference, run[some]))]
        found = np.zeros(asked.size, bool)
        found[best_first[1:]] = np.diff(run[best_first]) == 0
        return found
