"""When places are photographed: profiles by month, weekday and hour against the city's.

Counted are photographer-days (an author on a day), for hours photographer-hours (an author in an
hour of a day). Photos whose time is not known count nowhere; those known by the day only, and
those taken at midnight exactly, not in the hour profile. Hours are those of the cameras' clocks,
which travellers do not always set: a page that shows them should say so. An hour in which the city
sees less than half of what its average hour does is not tested: wrong clocks may outnumber those
who are up.

What is expected of a place is the city's profile, *the place included*: all its
photographer-days are the city's too, so a place that is most of the city is compared mostly with
itself and claims little. Without it, the rest of the city could be a handful of days, whose
profile is no yardstick.

A bin is claimed to be a time of the place when

* the place has 100 photographer-days or more, and so many of the kind that is claimed;
* at least 10 authors were there in it, with 1.2 times the expected photographer-days or more;
* a one-sided binomial test finds it higher than expected, at 5% after Benjamini and Hochberg over
  all bins of all kinds of the place: a place without seasons then makes any claim at all in 5% of
  cases at most.

An author's days in one bin are not independent witnesses: somebody who lives next door takes the
same walk every Sunday. For the test, counts are therefore divided by the bin's design effect
Σk² / Σk over its authors' days k. A hundred days of one author count as one, one day each of a
hundred authors as a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainc

from guidegen.crowd import distinct
from guidegen.places.best_time import LEAST_LIFT, BestTime, best_time, best_time_sentence
from guidegen.places.membership import Membership, join
from guidegen.places.significance import adjust
from guidegen.tables import PROFILE_KINDS, PROFILES, check

__all__ = ["BestTime", "best_time", "best_time_sentence", "profiles"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CITY = ""  # the city's place_id in the profiles
FEWEST_DAYS = 100
FEWEST_AUTHORS = 10
FALSE_DISCOVERY_RATE = 0.05
QUIET_HOUR_SHARE = 0.5 / 24

# All bins of all kinds side by side: 12 months, 7 weekdays, 24 hours.
_KINDS = np.array([kind for kind, bins in PROFILE_KINDS.items() for _ in bins])
_BINS = np.array([bin_ for bins in PROFILE_KINDS.values() for bin_ in bins])
_SAME_KIND = (_KINDS[:, None] == _KINDS).astype(np.float64)
_JANUARY, _MONDAY, _MIDNIGHT = (list(_KINDS).index(kind) for kind in PROFILE_KINDS)
_FIRST_MONDAY = 4  # 1970-01-05, in days since 1970


class _Visits(NamedTuple):
    """Distinct photographer-days, and -hours, at places (0 is the city): shape (n,) each."""

    place: Ints
    author: Ints
    bin: Ints


class _Counts(NamedTuple):
    """By place and bin: shape (places, bins) each."""

    days: Floats
    authors: Floats
    squares: Floats  # of the days of each author


def profiles(photos: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Count when the city and every place were photographed, and test what stands out.

    Args:
        photos: `tables.PHOTOS`.
        members: `tables.MEMBERS`.

    Returns:
        `tables.PROFILES`: the city first, then places by place_id, each with all 43 bins. NaN is
        p_value where a bin is not tested, as none of the city's is, and lift where nothing is
        expected.
    """
    visits, place_ids = _visits(photos, members)
    counts = _count(visits, len(place_ids))
    totals = counts.days @ _SAME_KIND  # of the bin's kind, at the place
    share = _ratio(counts.days[0], totals[0])
    lift = _ratio(counts.days, totals * share)
    p_value = _p_values(counts, totals, share)
    p_value[0] = np.nan
    columns = {
        "photographer_days": counts.days.astype(np.int64),
        "authors": counts.authors.astype(np.int64),
        "expected": np.nan_to_num(totals * share),
        "lift": lift,
        "p_value": p_value,
        "claimed": _claimed(counts, totals, lift, p_value),
    }
    table = pd.DataFrame(
        {
            "place_id": pd.Series(np.repeat(np.array(place_ids, object), len(_BINS)), dtype=str),
            "kind": pd.Series(np.tile(_KINDS, len(place_ids)), dtype=str),
            "bin": np.tile(_BINS, len(place_ids)),
        }
        | {name: values.ravel() for name, values in columns.items()}
    )
    return check(table, PROFILES)


def _visits(photos: pd.DataFrame, members: pd.DataFrame) -> tuple[_Visits, list[str]]:
    """Who visited the city and each place in which bins, and the ids of these places."""
    joined = join(members, photos)
    at = Membership(
        place_ids=[CITY, *joined.place_ids],
        place=np.concatenate([np.zeros(len(photos), np.int64), joined.place + 1]),
        photo=np.concatenate([np.arange(len(photos)), joined.photo]),
    )
    place, author, day = _distinct_visits(photos, at, "D", ("second", "minute", "day"))
    at_hour = _distinct_visits(photos, at, "h", ("second", "minute"))
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    parts = [
        (place, author, _JANUARY + month % 12),
        (place, author, _MONDAY + (day - _FIRST_MONDAY) % 7),
        (*at_hour[:2], _MIDNIGHT + at_hour[2] % 24),
    ]
    return _Visits(*map(np.concatenate, zip(*parts, strict=True))), at.place_ids


def _distinct_visits(
    photos: pd.DataFrame, at: Membership, unit: str, precisions: Sequence[str]
) -> tuple[Ints, Ints, Ints]:
    """The distinct places, authors, and times since 1970 in days or hours; sorted."""
    is_known = photos["time_known"].isin(precisions).to_numpy()[at.photo]
    place, photo = at.place[is_known], at.photo[is_known]
    author = pd.factorize(photos["author_id"])[0].astype(np.int64)[photo]
    time = photos["taken_at"].to_numpy().astype(f"datetime64[{unit}]").astype(np.int64)[photo]
    earliest = time.min(initial=0)
    times, authors = time.max(initial=0) - earliest + 1, author.max(initial=0) + 1
    keys = distinct((place * authors + author) * times + (time - earliest))
    keys, time = np.divmod(keys, times)
    return *np.divmod(keys, authors), time + earliest


def _count(visits: _Visits, places: int) -> _Counts:
    shape = (places, len(_BINS))
    authors = visits.author.max(initial=0) + 1
    keys = (visits.place * len(_BINS) + visits.bin) * authors + visits.author
    keys, days = np.unique(keys, return_counts=True)
    cell = keys // authors

    def total(weights: Ints) -> Floats:
        sums = np.bincount(cell, weights=weights, minlength=shape[0] * shape[1])
        return sums.astype(np.float64).reshape(shape)

    return _Counts(days=total(days), authors=total(np.ones_like(days)), squares=total(days**2))


def _p_values(counts: _Counts, totals: Floats, share: Floats) -> Floats:
    """How likely as many photographer-days or more are where the city's shares hold."""
    design_effect = np.nan_to_num(_ratio(counts.squares, counts.days), nan=1.0)
    days, totals = counts.days / design_effect, totals / design_effect
    # the binomial's upper tail, which also takes the fractions that design effects make
    tail = betainc(np.where(days > 0, days, 1.0), totals - days + 1, np.nan_to_num(share))
    is_quiet = (_KINDS == "hour") & (share < QUIET_HOUR_SHARE)
    tested = (totals > 0) & (share > 0) & ~is_quiet
    return np.where(tested, np.where(days > 0, tail, 1.0), np.nan)


def _claimed(counts: _Counts, totals: Floats, lift: Floats, p_value: Floats) -> Flags:
    of_the_place = totals[:, [_JANUARY]]
    claimed: Flags = (
        (np.minimum(of_the_place, totals) >= FEWEST_DAYS)
        & (counts.authors >= FEWEST_AUTHORS)
        & (lift >= LEAST_LIFT)
        & (adjust(p_value) <= FALSE_DISCOVERY_RATE)
    )
    return claimed


def _ratio(part: Floats, whole: Floats) -> Floats:
    """NaN where the whole is nothing."""
    ratio: Floats = np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
    return ratio
