"""Walks among sights of Porto lead from one to the next, not round through empty streets."""

from __future__ import annotations

import numpy as np
import pytest

from guidegen.geo import Projection
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.scores import street_scores
from guidegen.streets.windows import photo_windows
from guidegen.walks.graph import PlanGraph, nearest_node, plan_graph
from guidegen.walks.plan import Wish, plan
from guidegen.walks.walk import Walk
from tests.walks.browser import BOX, EXTRACT
from tests.walks.maps import town

# photographs are made up, and so are their numbers
SIGHTS = {
    "clerigos": (-8.6146, 41.1458, 700), "ribeira": (-8.6134, 41.1407, 900),
    "se": (-8.6111, 41.1428, 600), "bento": (-8.6104, 41.1456, 650),
    "bolsa": (-8.6156, 41.1414, 300), "luis": (-8.6094, 41.1402, 800),
    "aliados": (-8.6109, 41.1482, 280), "batalha": (-8.6066, 41.1455, 110),
}  # fmt: skip


@pytest.fixture(scope="module")
def porto() -> PlanGraph:
    network = build_network(read_extract(EXTRACT), BOX, "porto.osm.pbf")
    around, rng = Projection.around(BOX), np.random.default_rng(4)
    counts = [photos for _, _, photos in SIGHTS.values()]
    lon, lat = (np.repeat([at[k] for at in SIGHTS.values()], counts) for k in (0, 1))
    x_m, y_m = (axis + rng.normal(0, 50, lon.size) for axis in around.to_metres(lon, lat))
    windows = photo_windows(x_m, y_m, network.edges, around, window_m=20.0)
    score = street_scores(windows, network.edges, window_m=20.0)["score_d"]
    return plan_graph(network, score.to_numpy(float))


def empty_run_m(graph: PlanGraph, walk: Walk) -> float:
    """The longest stretch of a walk without any photographed street."""
    longest = run = 0.0
    for edge in walk.edges:
        run = run + float(graph.arcs.length_m[edge]) if graph.score[edge] == 0 else 0.0
        longest = max(longest, run)
    return longest


def planned(graph: PlanGraph, start: str, end: str | None, minutes: float, **liked: bool) -> Walk:
    ends = [SIGHTS[name][:2] if name else None for name in (start, end)]
    assert ends[0]
    return plan(graph, Wish(ends[0], ends[1], minutes, **liked))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [("bento", None, 60), ("clerigos", "bento", 60), ("se", "bento", 40),
     ("ribeira", "aliados", 60)],
)  # fmt: skip
def test_among_sights_no_long_stretch_is_empty(
    porto: PlanGraph, start: str, end: str | None, minutes: float
) -> None:
    walk = planned(porto, start, end, minutes)
    assert empty_run_m(porto, walk) <= 400
    assert walk.repeated_share <= 0.05


@pytest.mark.parametrize(
    ("stops", "minutes"),
    [(["clerigos", "bolsa", "ribeira", "se", "bento", "clerigos"], (13, 10, 14, 11, 14)),
     (["bento", "ribeira", "se", "aliados"], (22, 12, 26))],
)  # fmt: skip
def test_a_chain_made_by_hand_is_hardly_better(
    porto: PlanGraph, stops: list[str], minutes: tuple[float, ...]
) -> None:
    legs = [planned(porto, *leg) for leg in zip(stops, stops[1:], minutes, strict=False)]
    edges = np.unique(np.concatenate([leg.edges for leg in legs]))
    by_hand = float((porto.score * porto.arcs.length_m)[edges].sum())
    end = None if stops[0] == stops[-1] else stops[-1]
    walk = planned(porto, stops[0], end, sum(leg.minutes for leg in legs))
    assert walk.score >= 0.9 * by_hand


def test_steps_are_avoided_where_that_can_be(porto: PlanGraph) -> None:
    pairs = [("se", "bento"), ("clerigos", "ribeira"), ("aliados", "batalha"), ("clerigos", None)]
    some = 0
    for start, end in pairs:
        walk = planned(porto, start, end, 60, avoid_steps=True)
        assert walk.steps_m == 0
        assert not porto.steps[walk.edges].any()
        some += planned(porto, start, end, 60).steps_m > 0
    assert some > 0


def test_steps_that_cannot_be_avoided_are_told() -> None:
    hill = town("A~~~B---C")
    wish = Wish(hill.at("A"), hill.at("C"), 4.8, avoid_steps=True)
    assert plan(hill.graph, wish).steps_m == 200


def test_who_avoids_steps_begins_where_none_lead_to(porto: PlanGraph) -> None:
    beside = SIGHTS["se"][:2]  # its nearest junction is between flights of steps
    node, far_m = nearest_node(porto, *beside, avoid_steps=True)
    assert porto.level[node]
    assert nearest_node(porto, *beside)[1] < far_m <= 50
