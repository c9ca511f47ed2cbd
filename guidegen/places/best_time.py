"""When a place is at its best: what its profiles claim, as ranges and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.places.significance import adjust

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_LIFT = 1.2

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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
    if not profile["claimed"].any():
        return None
    profile = profile.assign(adjusted=adjust(profile["p_value"].to_numpy(dtype=np.float64)))
    kinds = [bins for _, bins in profile.groupby("kind", sort=False)]
    return BestTime(
        peaks=tuple(peak for bins in kinds for peak in _peaks(bins)),
        photographer_days=int(profile.loc[profile["kind"] == "month", "photographer_days"].sum()),
    )


def best_time_sentence(best: BestTime) -> str:
    """The best time with its evidence, in English.

    For example "At its best from July to August (1.6 times as many photographers as the city's
    average, p < 0.01) and between 17 and 20 h (1.4 times, p < 0.001): 412 photographer-days."
    """
    meaning = " as many photographers as the city's average"
    parts = [
        f"{_WORDS[peak.kind](peak)} ({peak.lift:.1f} times{'' if at else meaning}, "
        f"{_significance(peak.p_value)})"
        for at, peak in enumerate(best.peaks)
    ]
    listed = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    return f"At its best {listed}: {best.photographer_days:,} photographer-days."


def _months(peak: Peak) -> str:
    first, last = _MONTHS[peak.first - 1], _MONTHS[peak.last - 1]
    return f"in {first}" if first == last else f"from {first} to {last}"


def _weekdays(peak: Peak) -> str:
    first, last = _WEEKDAYS[peak.first], _WEEKDAYS[peak.last]
    return f"on {first}s" if first == last else f"from {first} to {last}"


def _hours(peak: Peak) -> str:
    return f"between {peak.first} and {peak.last + 1} h"


_WORDS = {"month": _months, "weekday": _weekdays, "hour": _hours}


def _significance(p_value: float) -> str:
    return f"p < {next(limit for limit in (0.001, 0.01, 0.05) if p_value <= limit):g}"


def _peaks(profile: pd.DataFrame) -> tuple[Peak, ...]:
    """Ranges around the claimed bins of one kind, in the order of their first bins.

    A range goes as far as the smoothed profile stays high, so that one low bin does not break
    July and September apart, and ends with bins that are high themselves.
    """
    claimed = profile["claimed"].to_numpy()
    smooth = _smooth(profile["photographer_days"]) >= LEAST_LIFT * _smooth(profile["expected"])
    is_tested = profile["p_value"].notna().to_numpy()
    runs = _circular_runs(claimed | (smooth & is_tested))
    ranges = (_trim(run, profile) for run in runs if claimed[run].any())
    return tuple(sorted((_peak(profile.iloc[run]) for run in ranges), key=lambda peak: peak.first))


def _smooth(counts: pd.Series[float]) -> Floats:
    """Each bin a half itself and a quarter either neighbour; after the last comes the first."""
    values = counts.to_numpy(dtype=np.float64)
    smooth: Floats = values / 2 + (np.roll(values, 1) + np.roll(values, -1)) / 4
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


def _trim(run: list[int], profile: pd.DataFrame) -> list[int]:
    is_high = profile["lift"].to_numpy()[run] >= LEAST_LIFT
    high = np.flatnonzero(is_high)
    return run[high[0] : high[-1] + 1]


def _peak(bins: pd.DataFrame) -> Peak:
    return Peak(
        kind=str(bins["kind"].iloc[0]),
        first=int(bins["bin"].iloc[0]),
        last=int(bins["bin"].iloc[-1]),
        lift=float(bins["photographer_days"].sum() / bins["expected"].sum()),
        p_value=float(bins["adjusted"].min()),
        photographer_days=int(bins["photographer_days"].sum()),
        authors=int(bins["authors"].max()),
    )
