from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from guidegen.places.best_time import BestTime, Peak, best_time, best_time_sentence
from guidegen.tables import PROFILE_KINDS

SIZES = {kind: len(bins) for kind, bins in PROFILE_KINDS.items()}


def profile_of(
    claimed: dict[str, list[int]], high: dict[str, list[int]], quiet: list[int] | None = None
) -> pd.DataFrame:
    """One place's profile: 10 days expected in each bin; 20 come in high and claimed ones."""
    kind = np.repeat(list(SIZES), list(SIZES.values()))
    bin_ = np.concatenate([np.array(bins) for bins in PROFILE_KINDS.values()])
    is_claimed = np.array([b in claimed.get(k, []) for k, b in zip(kind, bin_, strict=True)])
    is_high = np.array([b in high.get(k, []) for k, b in zip(kind, bin_, strict=True)])
    is_quiet = (kind == "hour") & np.isin(bin_, quiet or [])
    days = np.where(is_claimed | is_high, 20, 9)
    return pd.DataFrame(
        {
            "place_id": "tower", "kind": kind, "bin": bin_, "photographer_days": days,
            "authors": 7, "expected": 10.0, "lift": days / 10,
            "p_value": np.where(is_quiet, np.nan, np.where(is_claimed, 1e-5, 0.5)),
            "claimed": is_claimed,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "claimed", "high", "ranges"),
    [
        ("month", [7], [], [(7, 7)]),
        ("month", [7], [8], [(7, 8)]),  # August is high as well, though not clearly by itself
        ("month", [12], [1, 2], [(12, 2)]),  # over the turn of the year
        ("month", [7, 9], [], [(7, 9)]),  # one low August does not break the summer
        ("month", [3, 10], [], [(3, 3), (10, 10)]),
        ("month", [7], [11], [(7, 7)]),  # nothing is claimed about November
        ("weekday", [5, 6], [], [(5, 6)]),
        ("weekday", [6, 0], [], [(6, 0)]),
        ("hour", [17, 18, 19], [], [(17, 19)]),
        ("hour", [23], [0], [(23, 0)]),
    ],
)
def test_ranges(
    kind: str, claimed: list[int], high: list[int], ranges: list[tuple[int, int]]
) -> None:
    best = best_time(profile_of({kind: claimed}, {kind: high}))
    assert best is not None
    assert {"month": best.months, "weekday": best.weekdays, "hour": best.hours} == {
        name: tuple(ranges) if name == kind else () for name in SIZES
    }


def test_a_range_stops_where_hours_are_not_tested() -> None:
    best = best_time(profile_of({"hour": [6]}, {"hour": [4, 5, 7]}, quiet=[3, 4, 5]))
    assert best is not None
    assert best.hours == ((6, 7),)


def test_evidence() -> None:
    best = best_time(profile_of({"month": [7]}, {"month": [8]}))
    assert best is not None
    # 40 days where 20 were expected; 1e-5 is the first of 43 tests
    assert best.peaks == (
        Peak("month", 7, 8, 2.0, pytest.approx(43e-5), photographer_days=40, authors=7),
    )
    assert best.photographer_days == 40 + 10 * 9


def test_silence() -> None:
    assert best_time(profile_of({}, {"month": [7, 8]})) is None


@pytest.mark.parametrize(
    ("peaks", "sentence"),
    [
        (
            [Peak("month", 7, 8, 1.62, 0.004, 200, 50), Peak("hour", 17, 19, 1.4, 0.0001, 99, 50)],
            "At its best from July to August (1.6 times as many photographers as the city's "
            "average, p < 0.01) and between 17 and 20 h (1.4 times, p < 0.001): "
            "412 photographer-days.",
        ),
        (
            [Peak("weekday", 6, 6, 2.0, 0.02, 200, 50)],
            "At its best on Sundays (2.0 times as many photographers as the city's average, "
            "p < 0.05): 412 photographer-days.",
        ),
        (
            [
                Peak("month", 12, 12, 2.0, 0.02, 200, 50),
                Peak("weekday", 5, 6, 2.0, 0.02, 200, 50),
                Peak("hour", 22, 0, 2.0, 0.02, 200, 50),
            ],
            "At its best in December (2.0 times as many photographers as the city's average, "
            "p < 0.05), from Saturday to Sunday (2.0 times, p < 0.05) and between 22 and 1 h "
            "(2.0 times, p < 0.05): 412 photographer-days.",
        ),
    ],
)
def test_sentence(peaks: list[Peak], sentence: str) -> None:
    assert best_time_sentence(BestTime(tuple(peaks), photographer_days=412)) == sentence
