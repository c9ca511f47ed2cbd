"""Tours on drawn streets: what is chosen, in which order."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest

from guidegen.walks.plan import Wish
from guidegen.walks.tours import Stop, _Choice, choose, plan_tour
from guidegen.walks.walk import Walk, WalkError
from tests.walks.maps import Town, town

ROW = """
S---B---D
|   |   |
+---+---+
|   |   |
A---+---C
"""


def tour(
    where: Town, stops: dict[str, tuple[float, float]], minutes: float, **options: Any
) -> Walk:
    """Stops are value and minutes by name."""
    chosen = [Stop(*where.at(name), *stop) for name, stop in stops.items()]
    return plan_tour(where.graph, Wish(where.at("S"), None, minutes, **options), chosen)


def test_all_four_corners_in_the_order_of_the_way() -> None:
    # 1,600 m round the outside are 19.2 minutes
    found = tour(town(ROW), {"A": (1, 1), "D": (1, 1), "C": (1, 1), "B": (1, 1)}, 24)
    assert found.stops in ((0, 2, 1, 3), (3, 1, 2, 0))
    assert found.kind == "tour"
    assert found.minutes == pytest.approx(24, rel=0.05)
    assert found.length_m == pytest.approx((found.minutes - 4) * 5000 / 60)


def test_what_is_worth_more_at_this_hour_is_visited() -> None:
    row = town(ROW)  # A and D are 400 m off, on either side: 800 m each, or 1,600 m for both
    assert tour(row, {"A": (2, 0), "D": (1, 0)}, 10).stops == (0,)
    assert tour(row, {"A": (1, 0), "D": (2, 0)}, 10).stops == (1,)


def test_a_long_stay_must_be_worth_it() -> None:
    row = town(ROW)
    found = tour(row, {"A": (2, 30), "D": (1, 0)}, 10)
    assert found.stops == (1,)
    assert tour(row, {"A": (2, 30), "D": (1, 0)}, 40).stops == (0,)


def test_who_starts_at_a_stop_sees_it_first() -> None:
    row = town(ROW)
    for names in ("SAD", "ADS"):
        found = tour(row, {name: (5.0 - n, 1.0) for n, name in enumerate(names)}, 23)
        assert sorted(found.stops) == [0, 1, 2]
        assert names[found.stops[0]] == "S"


def test_the_gain_is_over_the_streets_in_reach() -> None:
    row = town(ROW + "\nF===G")  # photos are elsewhere
    assert tour(row, {"A": (1, 1), "D": (1, 1), "C": (1, 1)}, 23).gain == pytest.approx(1)


def test_no_stop_fits() -> None:
    row = town(ROW)
    with pytest.raises(WalkError, match="at least 20 minutes"):  # 9.6 to C and back, and 10 there
        tour(row, {"A": (1, 10.4)}, 10)
    with pytest.raises(WalkError, match="no stop"):
        tour(row, {}, 10)


def test_the_choice_is_nearly_the_best_of_all() -> None:
    """Against all subsets in all orders, on six random stops."""
    shares = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        at = rng.uniform(0, 1000, (8, 2))
        at[1] = at[0]
        far = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
        worth = np.r_[0, 0, rng.integers(1, 10, 6)].astype(float)
        choice = _Choice(far, worth, np.r_[0, 0, rng.uniform(0, 200, 6)], 2200.0)
        orders = (
            [0, *order, 1]
            for count in range(7)
            for stops in combinations(range(2, 8), count)
            for order in permutations(stops)
        )
        best = max(worth[o].sum() for o in orders if choice.length_m(o) <= choice.budget_m)
        found = choose(choice)
        assert choice.length_m(found) <= choice.budget_m
        assert sorted(set(found)) == sorted(found)
        shares.append(worth[found].sum() / best)
    assert min(shares) >= 0.8
    assert np.mean(shares) >= 0.97
