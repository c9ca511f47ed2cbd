"""Tours on drawn streets: what is chosen, in which order."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations
from typing import Any

import numpy as np
import pytest

from guidegen.walks.graph import plan_graph, stop_node
from guidegen.walks.orienteering import Choice, choose, order_m
from guidegen.walks.plan import Wish
from guidegen.walks.tours import Stop, plan_tour, without_side_steps
from guidegen.walks.walk import Walk, WalkError
from tests.walks.maps import Town, network_of, town

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


def test_the_end_is_a_stop_if_it_is_a_place() -> None:
    row = town(ROW)
    stops = [Stop(*row.at("C"), 0.1, 2.0), Stop(*row.at("D"), 9.0, 1.0), Stop(*row.at("S"), 1.0)]
    found = plan_tour(row.graph, Wish(row.at("S"), row.at("C"), 13.0), stops)
    assert found.stops[-1] == 0
    assert found.minutes == pytest.approx(found.length_m * 60 / 5000 + 3)
    found = plan_tour(row.graph, Wish(row.at("S"), row.at("C"), 12.0), stops[:1])
    assert found.stops == (0,)


def test_a_stop_is_where_most_is_seen_not_where_is_nearest() -> None:
    quay = town("S---+---+\n|       |\n+---A-B=C\n")  # B is 100 m from A
    (x, y), (east, _) = quay.at("A"), quay.at("B")
    between = x + 0.45 * (east - x), y  # 45 m from A and 55 m from B
    node, _ = stop_node(quay.graph, *between, (0, 1))
    assert node == quay.names["A"]  # only B has photos, and it is too far
    node, off_m = stop_node(quay.graph, x + 0.501 * (east - x), y, (0, 1))
    assert node == quay.names["B"]
    assert off_m == pytest.approx(50, abs=0.5)


def test_stops_passed_nearby_need_no_turning_back() -> None:
    # a street of 100 m pieces with a stub of 20 m and one of 40 m
    x = np.array([0.0, 100.0, 200.0, 300.0, 100.0, 200.0])
    y = np.array([0.0, 0.0, 0.0, 0.0, 20.0, 40.0])
    lengths = np.array([100.0, 100.0, 100.0, 20.0, 40.0])
    network = network_of(x, y, [0, 1, 2, 1, 2], [1, 2, 3, 4, 5], lengths)
    arcs = plan_graph(network, np.ones(5)).arcs
    way = []
    for a, b in pairwise([0, 1, 4, 1, 2, 5, 2, 3]):
        way.append(int(np.flatnonzero((arcs.source == a) & (arcs.target == b))[0]))
    cut = without_side_steps(arcs, np.array(way, np.int32), [0, 4, 5, 3], 0.0)
    assert arcs.target[cut].tolist() == [1, 2, 5, 2, 3]
    assert without_side_steps(arcs, np.array(way, np.int32), [4, 5], 410.0).size == 7


def test_far_stops_are_refused_with_the_time_they_need() -> None:
    street = town("S" + "-" * 39 + "A")  # 2 km, there and back in 48 minutes
    with pytest.raises(WalkError, match="at least 48 minutes"):
        tour(street, {"A": (1, 0)}, 5)
    assert tour(street, {"A": (1, 0)}, 48).stops == (0,)


def test_a_tour_avoids_steps() -> None:
    stairs = town("S~~~A---B\n|       |\n+-------C")
    assert tour(stairs, {"B": (1, 0)}, 15).steps_m == 200  # 1,200 m round
    found = tour(stairs, {"B": (1, 0)}, 20, avoid_steps=True)
    assert found.steps_m == 0
    assert found.length_m == 1600  # there and back


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
        choice = Choice(far, worth, np.r_[0, 0, rng.uniform(0, 200, 6)], 2200.0)
        orders = (
            [0, *order, 1]
            for count in range(7)
            for stops in combinations(range(2, 8), count)
            for order in permutations(stops)
        )
        best = max(
            worth[o].sum() for o in orders if order_m(choice, np.array(o)) <= choice.budget_m
        )
        found = choose(choice)
        assert order_m(choice, found) <= choice.budget_m
        assert sorted(set(found)) == sorted(found)
        shares.append(worth[found].sum() / best)
    assert min(shares) >= 0.8
    assert np.mean(shares) >= 0.97
