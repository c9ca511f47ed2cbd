"""Compiled searches against scipy, on small random graphs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from guidegen.walks.costs import Taste
from guidegen.walks.desk import Desk, desk_for
from guidegen.walks.graph import Arcs, arcs_of
from guidegen.walks.search import Ground, cheapest, lead, leave, leg, reach, turned


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Arcs, np.random.Generator]:
    """Some of them in pieces, with parallel edges and loops."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    nodes, edges = draw(st.integers(2, 30)), draw(st.integers(1, 70))
    u, v = rng.integers(0, nodes, (2, edges)).astype(np.int32)
    x, y = rng.uniform(0, 100, (2, nodes))
    return arcs_of(u, v, rng.integers(1, 300, edges) / 1.0, x, y), rng


def matrix(arcs: Arcs, costs: np.ndarray) -> csr_array:
    nodes = arcs.x_m.size
    best = np.full((nodes, nodes), np.inf)
    np.minimum.at(best, (arcs.source, arcs.target), costs[arcs.edge])
    return csr_array(np.where(np.isfinite(best), best, 0.0))


def is_reset(desk: Desk) -> bool:
    return bool(np.isinf(desk.cost).all() and np.isinf(desk.left).all())


def along(arcs: Arcs, way: np.ndarray, start: int, end: int) -> bool:
    nodes = np.append(arcs.source[way], end)
    return bool(nodes[0] == start and (arcs.target[way] == nodes[1:]).all())


@given(graphs())
def test_cheapest_is_scipys(drawn: tuple[Arcs, np.random.Generator]) -> None:
    arcs, rng = drawn
    costs = rng.uniform(0.1, 1, arcs.length_m.size)
    desk = desk_for(arcs)
    far = dijkstra(matrix(arcs, costs))
    for start, end in rng.integers(0, arcs.x_m.size, (5, 2)):
        cost, way = cheapest(arcs, costs, (int(start), int(end)), desk)
        assert cost == pytest.approx(far[start, end])
        assert costs[arcs.edge[way]].sum() == pytest.approx(cost if way.size else 0.0)
        assert not way.size or along(arcs, way, start, end)
        assert is_reset(desk)


@given(graphs(), st.floats(0, 400))
def test_reach_is_scipys_within_the_bound(
    drawn: tuple[Arcs, np.random.Generator], bound_m: float
) -> None:
    arcs, _ = drawn
    desk = desk_for(arcs)
    far = dijkstra(matrix(arcs, arcs.length_m), indices=0)
    count = reach(arcs, 0, -1, bound_m, desk)
    np.testing.assert_allclose(desk.left, np.where(far <= bound_m, far, np.inf))
    leave(desk, count)
    # towards a node: at least the ellipse is found, and exactly
    end = arcs.x_m.size - 1
    back = dijkstra(matrix(arcs, arcs.length_m), indices=end)
    count = reach(arcs, 0, end, bound_m, desk)
    inside = far + back <= bound_m
    np.testing.assert_allclose(desk.left[inside], far[inside])
    leave(desk, count)
    assert is_reset(desk)


@given(graphs(), st.floats(1, 2), st.floats(0.01, 10))
def test_leg_keeps_to_its_budget_and_finds_a_way_if_there_is_one(
    drawn: tuple[Arcs, np.random.Generator], slack: float, c: float
) -> None:
    arcs, rng = drawn
    appeal = rng.pareto(1, arcs.length_m.size)
    taste = Taste(arcs.length_m, appeal, arcs.length_m * appeal, 0.7)
    ground = Ground(arcs, taste, np.zeros(appeal.size, np.int32), desk_for(arcs))
    far = dijkstra(matrix(arcs, arcs.length_m), indices=0)
    costs = arcs.length_m * (1 - 0.7 * np.minimum(1, c * appeal))
    cheap = dijkstra(matrix(arcs, costs), indices=0)
    for end in range(1, arcs.x_m.size):
        if np.isinf(far[end]):
            continue
        way = leg(ground, c, (0, end), far[end] * slack + 1e-6)
        assert along(arcs, way, 0, end)
        assert arcs.length_m[arcs.edge[way]].sum() <= far[end] * slack + 1e-6
        free = lead(ground, ground.desk.left, c, (0, end), np.inf)
        assert costs[arcs.edge[free]].sum() == pytest.approx(cheap[end])
        assert along(arcs, turned(arcs, way), end, 0)
    assert is_reset(ground.desk)


def test_used_edges_are_left_when_the_other_way_is_less_than_five_times_as_long() -> None:
    for length_m, other in ((49.0, True), (51.0, False)):
        u, v = np.array([0, 0], np.int32), np.array([1, 1], np.int32)
        x = np.array([0.0, 5.0])
        arcs = arcs_of(u, v, np.array([10.0, length_m]), x, np.zeros(2))
        taste = Taste(arcs.length_m, np.zeros(2), np.zeros(2), 0.7)
        ground = Ground(arcs, taste, np.array([1, 0], np.int32), desk_for(arcs))
        way = leg(ground, 1.0, (0, 1), np.inf)
        assert bool(arcs.edge[way[0]] == 1) is other
