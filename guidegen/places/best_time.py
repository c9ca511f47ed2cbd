"""When a place is at its best: what its profiles claim, as ranges and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.city import FEWEST_AUTHORS
from guidegen.languages import _, ngettext
from guidegen.localformats import decimal, general, listed, months, number, weekdays
from guidegen.places.significance import adjust

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Bins = dict[str, npt.NDArray[Any]]
"""Columns of `tables.PROFILES`, and what was made of them: numpy is quicker than pandas for few."""

LEAST_LIFT = 1.2
_READ = ("kind", "bin", "photographer_days", "authors", "expected", "lift", "p_value", "claimed")


@dataclass(frozen=True, slots=True)
class Peak:
    """A range of months, weekdays or hours in which a place sees more than its share.

    Attributes:
        kind: month, weekday or hour.
        first: its first month (1 to 12), weekday (Monday is 0) or hour.
        last: its last, itself included; smaller than first where the range goes over the turn of
            the year, week or day.
        lift: photographer-days over those expected from the city's profile.
        p_value: of the clearest bin in it, adjusted for all that were tested at the place.
        photographer_days: in the range.
        authors: at least so many; as many as were there in the fullest of its bins.
    """

    kind: str
    first: int
    last: int
    lift: float
    p_value: float
    photographer_days: int
    authors: int


@dataclass(frozen=True, slots=True)
class BestTime:
    """The peaks of a place, at least one.

    Attributes:
        peaks: months before weekdays before hours.
        photographer_days: of the place, at known times.
    """

    peaks: tuple[Peak, ...]
    photographer_days: int

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """Ranges of months, 1 to 12, first and last."""
        return self._ranges("month")

    @property
    def weekdays(self) -> tuple[tuple[int, int], ...]:
        """Ranges of weekdays, Monday is 0, first and last."""
        return self._ranges("weekday")

    @property
    def hours(self) -> tuple[tuple[int, int], ...]:
        """Ranges of hours, first and last: (17, 19) ends at 20 h."""
        return self._ranges("hour")

    def _ranges(self, kind: str) -> tuple[tuple[int, int], ...]:
        return tuple((peak.first, peak.last) for peak in self.peaks if peak.kind == kind)


def best_time(profile: pd.DataFrame) -> BestTime | None:
    """The best time that the profiles of one place claim; None where they claim nothing.

    Args:
        profile: the rows of `tables.PROFILES` of one place, as `seasons.profiles` orders them.
    """
    return _best(_columns(profile)) if profile["claimed"].any() else None


def best_times(profiles: pd.DataFrame) -> dict[str, BestTime]:
    """The best time of every place whose profiles, rows of `tables.PROFILES`, claim one."""
    places, ids = pd.factorize(profiles["place_id"])
    order = np.argsort(places, kind="stable")
    ends = np.searchsorted(places[order], np.arange(len(ids) + 1))
    columns = _columns(profiles)
    return {
        str(ids[place]): _best(_at(columns, order[ends[place] : ends[place + 1]]))
        for place in np.unique(places[profiles["claimed"].to_numpy(bool)])
    }


def _columns(profiles: pd.DataFrame) -> Bins:
    codes, kinds = pd.factorize(profiles["kind"])  # each text is there once, not in every row
    columns = {name: profiles[name].to_numpy() for name in _READ if name != "kind"}
    return {"kind": np.asarray(kinds, object)[codes], **columns}


def _best(bins: Bins) -> BestTime:
    rows = bins | {"adjusted": adjust(bins["p_value"].astype(np.float64))}
    kinds = {kind: _at(rows, rows["kind"] == kind) for kind in dict.fromkeys(rows["kind"])}
    return BestTime(
        peaks=tuple(
            peak for bins in kinds.values() if bins["claimed"].any() for peak in _peaks(bins)
        ),
        photographer_days=int(kinds["month"]["photographer_days"].sum()) if "month" in kinds else 0,
    )


def best_time_sentence(best: BestTime) -> str:
    """The best time with its evidence, in the language that is being written.

    For example "At its best from July to August (1.6 times as many photographers as the city's
    average, p < 0.01) and between 17 and 20 h (1.4 times, p < 0.001): 412 photographer-days."
    """
    first, *others = best.peaks
    parts = [
        _("%(when)s (%(times)s times as many photographers as the city's average, p < %(limit)s)")
        % _told(first),
        *(_("%(when)s (%(times)s times, p < %(limit)s)") % _told(peak) for peak in others),
    ]
    text = ngettext(
        "At its best %(when)s: %(days)s photographer-day.",
        "At its best %(when)s: %(days)s photographer-days.",
        best.photographer_days,
    )
    return text % {"when": listed(parts), "days": number(best.photographer_days)}


def _told(peak: Peak) -> dict[str, str]:
    limit = next(limit for limit in (0.001, 0.01, 0.05) if peak.p_value <= limit)
    return {"when": _when(peak), "times": decimal(peak.lift), "limit": general(limit)}


def _when(peak: Peak) -> str:
    if peak.kind == "hour":
        text = _("between %(first)s and %(last)s h")
        return text % {"first": peak.first, "last": peak.last + 1}
    if peak.kind == "month":
        first, last = months()[peak.first - 1], months()[peak.last - 1]
        text = _("in %(first)s") if first == last else _("from %(first)s to %(last)s")
    else:
        first, last = weekdays()[peak.first], weekdays()[peak.last]
        text = _("on %(first)ss") if first == last else _("from %(first)s to %(last)s")
    return text % {"first": first, "last": last}


def _at(bins: Bins, rows: Any) -> Bins:
    return {name: values[rows] for name, values in bins.items()}


def _peaks(profile: Bins) -> tuple[Peak, ...]:
    """Ranges around the claimed bins of one kind, in the order of their first bins.

    A range goes as far as the smoothed profile stays high, so that one low bin does not break
    July and September apart, and ends with bins that are high themselves.
    """
    claimed = profile["claimed"]
    smooth = _smooth(profile["photographer_days"]) >= LEAST_LIFT * _smooth(profile["expected"])
    is_tested = ~np.isnan(profile["p_value"].astype(np.float64))
    runs = _circular_runs(claimed | (smooth & is_tested))
    ranges = (_trim(run, profile) for run in runs if claimed[run].any())
    return tuple(sorted((_peak(_at(profile, run)) for run in ranges), key=lambda peak: peak.first))


def _smooth(counts: Floats) -> Floats:
    """Each bin a half itself and a quarter either neighbour; after the last comes the first."""
    values = counts.astype(np.float64)
    around = np.concatenate((values[-1:], values, values[:1]))
    smooth: Floats = values / 2 + (around[:-2] + around[2:]) / 4
    return smooth


def _circular_runs(flags: Flags) -> list[list[int]]:
    """The runs of true flags as lists of indices, each in the order of time."""
    start = int(np.argmin(flags))
    runs: list[list[int]] = [[]]
    for index in (*range(start, len(flags)), *range(start)):
        if flags[index]:
            runs[-1].append(index)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _trim(run: list[int], profile: Bins) -> list[int]:
    # an end tells that people were there, so it has to be several
    is_high = (profile["lift"][run] >= LEAST_LIFT) & (profile["authors"][run] >= FEWEST_AUTHORS)
    high = np.flatnonzero(is_high)
    return run[high[0] : high[-1] + 1]


def _peak(bins: Bins) -> Peak:
    return Peak(
        kind=str(bins["kind"][0]),
        first=int(bins["bin"][0]),
        last=int(bins["bin"][-1]),
        lift=float(bins["photographer_days"].sum() / bins["expected"].sum()),
        p_value=float(bins["adjusted"].min()),
        photographer_days=int(bins["photographer_days"].sum()),
        authors=int(bins["authors"].max()),
    )
