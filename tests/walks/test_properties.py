"""What holds for every walk, on random towns."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.streets.network import Network
from guidegen.walks.graph import PlanGraph, plan_graph
from guidegen.walks.plan import Wish, plan
from guidegen.walks.walk import Walk, WalkError
from tests.walks.maps import network_of, shaken_grid

towns = st.integers(0, 500)
minutes = st.floats(5, 90)


def asked(graph: PlanGraph, seed: int, wanted: float) -> tuple[Wish, Walk | None]:
    rng = np.random.default_rng(seed)
    streets = np.unique(graph.arcs.source)
    ends = [(float(graph.lon[k]), float(graph.lat[k])) for k in rng.choice(streets, 2)]
    wish = Wish(ends[0], ends[1] if seed % 2 else None, wanted, avoid_unlit=seed % 3 == 0)
    try:
        return wish, plan(graph, wish)
    except WalkError:
        return wish, None


@settings(max_examples=12)
@given(towns, minutes)
def test_a_walk_fits_and_hangs_together(seed: int, wanted: float) -> None:
    graph = plan_graph(*shaken_grid(seed))
    wish, walk = asked(graph, seed, wanted)
    if walk is None:
        return
    arcs = graph.arcs
    assert 0.95 * wanted - 1e-9 <= walk.minutes <= 1.05 * wanted + 1e-9
    assert walk.length_m == pytest.approx(arcs.length_m[walk.edges].sum())
    for edge, a, b in zip(walk.edges, walk.nodes[:-1], walk.nodes[1:], strict=True):
        between = (arcs.source == a) & (arcs.target == b)
        assert edge in arcs.edge[between]
    assert walk.line[0] == pytest.approx(wish.start)
    assert walk.line[-1] == pytest.approx(wish.end or wish.start)
    distinct = np.unique(walk.edges)
    assert walk.score == pytest.approx((graph.score * arcs.length_m)[distinct].sum())
    again = walk.length_m - arcs.length_m[distinct].sum()
    assert walk.repeated_share == pytest.approx(again / walk.length_m, abs=1e-9)


@settings(max_examples=12)
@given(towns, st.floats(1, 360))
def test_a_refusal_names_a_time_that_is_granted(seed: int, wanted: float) -> None:
    graph = plan_graph(*shaken_grid(seed, side=5))
    k = int(np.unique(graph.arcs.source)[0])
    wish = Wish((float(graph.lon[k]), float(graph.lat[k])), None, wanted)
    try:
        plan(graph, wish)
    except WalkError as refusal:
        named = re.search(r"nearest takes (\d+) minutes", str(refusal))
        if named:
            plan(graph, dataclasses.replace(wish, minutes=float(named[1])))


@settings(max_examples=12)
@given(towns, minutes)
def test_asked_twice_the_walk_is_the_same(seed: int, wanted: float) -> None:
    graph = plan_graph(*shaken_grid(seed))
    one, other = asked(graph, seed, wanted)[1], asked(graph, seed, wanted)[1]
    assert (one is None) == (other is None)
    if one and other:
        np.testing.assert_array_equal(one.edges, other.edges)
        assert dataclasses.replace(one, nodes=0, edges=0, forward=0, line=0) == dataclasses.replace(
            other, nodes=0, edges=0, forward=0, line=0
        )


@settings(max_examples=12)
@given(towns, minutes)
def test_numbers_of_nodes_and_edges_do_not_matter(seed: int, wanted: float) -> None:
    """Lengths and scores are random: no ties but the two directions of a ring, whole or in part."""
    network, score = shaken_grid(seed)
    renamed, order = renumbered(network, np.random.default_rng(seed))
    graph = plan_graph(network, score)
    rng = np.random.default_rng(seed)
    a, b = ((float(graph.lon[k]), float(graph.lat[k])) for k in rng.integers(0, graph.lon.size, 2))
    wish = Wish(a, b, wanted)
    results = []
    for streets, numbers in (
        (graph, np.arange(order.size)),
        (plan_graph(renamed, score[order]), order),
    ):
        try:
            results.append(sorted(numbers[plan(streets, wish).edges].tolist()))
        except WalkError as refusal:
            results.append([str(refusal)])
    assert results[0] == results[1]


def renumbered(network: Network, rng: np.random.Generator) -> tuple[Network, np.ndarray]:
    """The same streets with nodes and edges in another order; the old number of each edge."""
    nodes = rng.permutation(len(network.nodes))
    new = np.empty(nodes.size, int)
    new[nodes] = np.arange(nodes.size)
    order = rng.permutation(len(network.edges))
    x_m, y_m = (network.nodes[axis].to_numpy()[nodes] for axis in ("x_m", "y_m"))
    edges = network.edges.iloc[order]
    u, v = (list(new[edges[end].to_numpy()]) for end in ("u", "v"))
    return network_of(x_m, y_m, u, v, edges["length_m"].to_numpy()), order
