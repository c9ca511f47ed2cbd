"""Walks suggested for a drawn town, and for the old town of Porto."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from guidegen.geo import Box, Projection
from guidegen.slugs import is_slug
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.scores import street_scores
from guidegen.streets.windows import photo_windows
from guidegen.walks.candidates import LEAST_GAIN, MOST_PLANS, beginnings, candidates
from guidegen.walks.graph import PlanGraph, plan_graph
from guidegen.walks.suggest import Sight, Suggestion, _beside_itself, suggest
from tests.walks.maps import Town, shaken_grid, town
from tests.walks.test_steps import streets

EXTRACT = Path(__file__).parents[1] / "data" / "porto.osm.pbf"
BOX = Box(-8.6212, 41.1247, -8.5937, 41.1560)
# photographs are made up, and so are their numbers
PORTO = [
    ("Ribeira", -8.6134, 41.1407, 900), ("Ponte Luís I", -8.6094, 41.1402, 800),
    ("Clérigos", -8.6146, 41.1458, 700), ("São Bento", -8.6104, 41.1456, 650),
    ("Sé", -8.6111, 41.1428, 600), ("Cais de Gaia", -8.6143, 41.1375, 400),
    ("Palácio da Bolsa", -8.6156, 41.1414, 300), ("Aliados", -8.6109, 41.1482, 280),
    ("Bolhão", -8.6073, 41.1495, 150), ("Batalha", -8.6066, 41.1455, 110),
]  # fmt: skip
# two rings of photographed streets, joined by two roads
RINGS = """
A===+===B---+---+---C===+===D
#   |   #   |   |   #   |   #
+---+---+---+---+---+---+---+
#   |   #   |   |   #   |   #
E===+===F---+---+---G===+===H
"""


def sights_at(where: Town, names: str) -> list[Sight]:
    return [
        Sight(name.lower(), f"Place {name}", "place", *where.at(name), 100.0 - n)
        for n, name in enumerate(names)
    ]


def suggested(where: Town, sights: Sequence[Sight], **asked: Any) -> list[Suggestion]:
    wanted: dict[str, Any] = {"count": 4, "minutes": (15, 30)} | asked
    return suggest(where.graph, streets(where), sights, **wanted)


def check(found: Sequence[Suggestion], graph: PlanGraph, sights: Sequence[Sight]) -> None:
    """What holds for all suggestions."""
    assert len({each.name for each in found}) == len({each.walk_id for each in found}) == len(found)
    for each in found:
        walk = each.walk
        assert is_slug(each.walk_id)
        assert each.name
        assert walk.gain is not None
        assert walk.gain >= LEAST_GAIN[walk.kind]
        assert walk.repeated_share <= 0.1
        assert walk.minutes == pytest.approx(each.wish.minutes, rel=0.0501)
        assert each.wish.preference is None
        assert (each.wish.end is not None) == (walk.kind == "between")
        assert [p.at_m for p in each.passes] == sorted(p.at_m for p in each.passes)
        assert len({p.place_id for p in each.passes}) == len(each.passes)
        assert each.steps[-1].kind == "arrive"
        assert 0 <= each.steps_m <= walk.length_m
        stops = [p.place_id for p in each.passes if p.minutes > 0]
        assert stops == [sights[row].place_id for row in walk.stops]
    lengths = graph.arcs.length_m
    for one, other in combinations([each.walk for each in found], 2):
        common = lengths[np.intersect1d(one.edges, other.edges)].sum()
        assert common < 0.5 * min(one.length_m, other.length_m)


def test_walks_of_a_small_town() -> None:
    rings = town(RINGS)
    found = suggested(rings, sights_at(rings, "ADFG"))
    assert 2 <= len(found) <= 4
    check(found, rings.graph, sights_at(rings, "ADFG"))
    assert {each.wish.minutes for each in found} == {15, 30}
    assert len({each.walk.kind for each in found}) >= 2


def test_at_most_so_many_and_the_best_first() -> None:
    rings = town(RINGS)
    sights = sights_at(rings, "ADFG")
    assert suggested(rings, sights, count=0) == []
    assert len(suggested(rings, sights, count=1)) == 1
    assert suggested(rings, sights, minutes=()) == []


def test_the_same_again() -> None:
    rings = town(RINGS)
    one, again = (suggested(rings, sights_at(rings, "ADFG")) for _ in range(2))
    assert [(e.walk_id, e.walk.edges.tolist(), e.passes) for e in one] == [
        (e.walk_id, e.walk.edges.tolist(), e.passes) for e in again
    ]


@pytest.mark.parametrize("seed", range(6))
def test_what_holds_in_any_town(seed: int) -> None:
    network, score = shaken_grid(seed, side=12)
    where = Town(plan_graph(network, score), dict(zip("ABCDEF", range(13, 130, 23), strict=False)))
    levels = ("place", "spot", "quarter")
    sights = [
        dataclasses.replace(sight, level=levels[n % 3])
        for n, sight in enumerate(sights_at(where, "ABCDEF"))
    ]
    found = suggested(where, sights, minutes=(20, 35, 50), count=5)
    check(found, where.graph, sights)
    assert found
    quarters = {sight.place_id for sight in sights if sight.level == "quarter"}
    assert not quarters & {p.place_id for each in found for p in each.passes}


def test_no_photos_no_walks() -> None:
    network, score = shaken_grid(1)
    graph = plan_graph(network, np.zeros(score.size))
    where = Town(graph, {"A": 0})
    assert suggested(where, sights_at(where, "A")) == []


def test_a_town_too_small_for_the_time() -> None:
    row = town("A===B")
    assert suggested(row, sights_at(row, "AB"), minutes=(60, 400)) == []


def test_without_places_walks_begin_where_photos_are() -> None:
    rings = town(RINGS)
    begins = beginnings(rings.graph, [])
    assert begins
    busy = rings.graph.score > 1
    arcs = rings.graph.arcs
    on_busy = set(arcs.source[busy[arcs.edge]].tolist())
    ends = [(s.lon, s.lat) for s in begins]
    where = {(float(rings.graph.lon[k]), float(rings.graph.lat[k])) for k in on_busy}
    assert set(ends) <= where
    found = suggested(rings, [])
    assert found
    check(found, rings.graph, [])
    assert all(each.passes == () for each in found)


@pytest.mark.parametrize("level", ["quarter", "place"])
def test_places_without_streets_and_quarters_are_no_beginnings(level: str) -> None:
    rings = town(RINGS)
    far = dataclasses.replace(sights_at(rings, "A")[0], level=level)
    if level == "place":
        far = dataclasses.replace(far, lat=far.lat + 0.01)
    junctions = beginnings(rings.graph, [])
    assert beginnings(rings.graph, [far]) == junctions
    near = sights_at(rings, "H")
    assert beginnings(rings.graph, [far, *near]) == near


def test_flights_are_runs_of_steps() -> None:
    # a loop of 1,400 m with two flights, one of two pieces
    stairs = town("A~~~+~~~B---F\n#       #\n#       #\nC===+~~~D")
    [found] = suggested(stairs, sights_at(stairs, "A"), minutes=(16.8,), count=3)
    assert found.flights == 2
    assert found.steps_m == 600
    assert found.walk.length_m == 1400


def test_the_number_of_candidates_is_bounded() -> None:
    rings = town(RINGS)
    found = candidates(rings.graph, sights_at(rings, "ADFG"), range(10, 60))
    assert 5 < len(found) <= MOST_PLANS


def test_a_zigzag_is_beside_itself_and_a_round_is_not() -> None:
    alleys = shapely.LineString(
        [(20 * (n // 2), 300 * ((n + 1) // 2 % 2)) for n in range(12)]  # up one, down the next
    )
    assert _beside_itself(alleys) > 0.5
    assert _beside_itself(shapely.Point(0, 0).buffer(300).exterior) == 0
    assert _beside_itself(shapely.LineString([(0, 0), (1000, 0)])) == 0


@pytest.fixture(scope="module")
def porto() -> tuple[PlanGraph, pd.DataFrame]:
    network = build_network(read_extract(EXTRACT), BOX, "porto.osm.pbf")
    around, rng = Projection.around(BOX), np.random.default_rng(1)
    lon, lat = (np.repeat([row[k] for row in PORTO], [row[3] for row in PORTO]) for k in (1, 2))
    x_m, y_m = (axis + rng.normal(0, 60, lon.size) for axis in around.to_metres(lon, lat))
    windows = photo_windows(x_m, y_m, network.edges, around, window_m=20.0)
    score = street_scores(windows, network.edges, window_m=20.0)["score_d"]
    return plan_graph(network, score.to_numpy(float)), network.edges


def porto_sights(**values: Any) -> list[Sight]:
    return [
        dataclasses.replace(
            Sight(f"p{n}", name, "place", lon, lat, value, shapely.Point(lon, lat).buffer(5e-4)),
            **values,
        )
        for n, (name, lon, lat, value) in enumerate(PORTO)
    ]


def test_porto(porto: tuple[PlanGraph, pd.DataFrame]) -> None:
    graph, edges = porto
    found = suggest(graph, edges, porto_sights(), count=6, minutes=(60, 120))
    check(found, graph, porto_sights())
    assert len(found) >= 4
    assert {each.wish.minutes for each in found} == {60, 120}
    assert {each.walk.kind for each in found} == {"loop", "between", "tour"}
    assert all(len(each.passes) >= 2 for each in found)
    names = [name for name, *_ in PORTO]
    assert all(any(name in each.name for name in names) for each in found)
    assert any(each.flights > 0 for each in found)  # nobody sees Porto without


def test_porto_without_names(porto: tuple[PlanGraph, pd.DataFrame]) -> None:
    graph, edges = porto
    [found] = suggest(graph, edges, porto_sights(name=None), count=1, minutes=(60,))
    street = edges["name"].iloc[found.walk.edges].dropna().unique()
    assert any(name in found.name for name in street)
    assert found.passes
