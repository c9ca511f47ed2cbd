"""Walks on drawn streets, known by hand: a block is 200 m, five kilometres an hour are 83 m/min."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

from guidegen.errors import GuideError
from guidegen.walks.graph import plan_graph
from guidegen.walks.plan import Wish, alternatives, jaccard, plan
from guidegen.walks.walk import Walk, WalkError
from tests.walks.maps import Town, network_of, town

BLOCKS = """
A---+---C
#   |   |
+---+---+
#   |   |
E===+===B
"""
# direct 400 m, round 800 m
ROUND = """
A-------B
#       #
C=======D
"""
LAKE = """
        C===D
        #   #
S---T---U   V
        #   #
        E===F
"""
ISLANDS = """
A---B   C---D
|   |   |   |
E---F   G---H
"""
GRID = """
A---+---+---+---+
|   |   #   |   |
+---B---+---+---+
|   |   #   |   |
+---+===+===+---+
|   |   #   #   |
+---+---+===+---+
|   |   |   |   |
+---+---+---+---Z
"""


def metres(length_m: float) -> float:
    """Minutes at 5 km/h."""
    return length_m * 60 / 5000


def walk(where: Town, start: str, end: str | None, length_m: float, **options: Any) -> Walk:
    wish = Wish(where.at(start), where.at(end) if end else None, metres(length_m), **options)
    return plan(where.graph, wish)


def names(where: Town, found: Walk) -> str:
    by_number = {node: name for name, node in where.names.items()}
    return "".join(by_number.get(int(node), "+") for node in found.nodes)


def test_of_equally_long_ways_the_photographed_one() -> None:
    blocks = town(BLOCKS)
    found = walk(blocks, "A", "B", 800)
    assert names(blocks, found) == "A+E+B"
    assert found.length_m == 800
    # 800 m at 10 a metre
    assert found.score == 8000
    assert found.kind == "between"


def test_the_long_way_round_when_there_is_time() -> None:
    streets = town(ROUND)
    assert names(streets, walk(streets, "A", "B", 400)) == "AB"
    found = walk(streets, "A", "B", 800)
    assert names(streets, found) == "ACDB"
    assert found.gain == pytest.approx(10 / 0.1, rel=1e-3)
    assert found.repeated_share == 0


def test_lines_run_from_start_to_end() -> None:
    streets = town(ROUND)
    found = walk(streets, "B", "A", 800)
    assert names(streets, found) == "BDCA"
    assert found.line[0] == pytest.approx(streets.at("B"))
    assert found.line[-1] == pytest.approx(streets.at("A"))
    assert len(found.line) == 4
    assert list(found.forward) == [True, False, False]  # edges are drawn rightwards and down


def test_a_loop_round_the_lake() -> None:
    lake = town(LAKE)
    found = walk(lake, "U", None, 1200)
    assert found.kind == "loop"
    assert sorted(names(lake, found)[:-1]) == sorted("UCDVFE")
    assert found.nodes[0] == found.nodes[-1] == lake.names["U"]
    assert found.repeated_share == 0


def test_from_a_dead_end_the_tail_is_walked_twice() -> None:
    lake = town(LAKE)
    found = walk(lake, "S", None, 1200 + 800)
    assert names(lake, found)[:3] == "STU"
    assert names(lake, found)[-3:] == "UTS"
    assert found.length_m == 2000
    assert found.repeated_share == pytest.approx(400 / 2000)


def test_near_points_with_a_long_time() -> None:
    grid = town(GRID)
    found = walk(grid, "A", "B", 2400)  # 400 m apart
    assert found.length_m == pytest.approx(2400, rel=0.05)
    assert found.repeated_share <= 0.05
    assert found.score > 5000  # more than two of the photographed blocks at 2,000


def test_steps_and_dark_streets_are_avoided_on_demand() -> None:
    streets = town("A~~~~~~~B\n|       |\nC-------D\n|       |\nE.......F")
    assert names(streets, walk(streets, "A", "B", 400)) == "AB"
    assert names(streets, walk(streets, "A", "B", 800, avoid_steps=True)) == "ACDB"
    assert names(streets, walk(streets, "E", "F", 800, avoid_unlit=True)) == "ECDF"


def test_preference_turns_the_walk() -> None:
    blocks = town("A===C\n#   #\nD===B")
    edges = blocks.graph.score.size
    for name in "CD":
        node = blocks.names[name]
        likes = np.full(edges, 0.1)
        arcs = blocks.graph.arcs
        likes[arcs.edge[arcs.source == node]] = 2.0
        found = walk(blocks, "A", "B", 400, preference=likes)
        assert names(blocks, found) == f"A{name}B"


def test_no_attraction_is_the_plain_way() -> None:
    assert walk(town(BLOCKS), "A", "B", 800, attraction=0.0).length_m == 800


def test_alternatives_share_less_than_half() -> None:
    grid = town(GRID)
    wish = Wish(grid.at("B"), None, metres(1600))
    found = alternatives(grid.graph, wish, 3)
    assert len(found) >= 2
    assert all(jaccard(a, b) < 0.5 for i, a in enumerate(found) for b in found[:i])
    assert all(one.length_m == pytest.approx(1600, rel=0.05) for one in found)


def test_too_short_a_time_names_the_least() -> None:
    street = town("A" + "-" * 39 + "B")  # 2 km
    with pytest.raises(WalkError, match="at least 24 minutes"):
        plan(street.graph, Wish(street.at("A"), street.at("B"), 5))
    assert plan(street.graph, Wish(street.at("A"), street.at("B"), 24)).length_m == 2000


def test_a_refused_time_names_one_that_is_granted() -> None:
    lake = town(LAKE)
    wish = Wish(lake.at("U"), None, metres(3000))
    with pytest.raises(WalkError) as refusal:
        plan(lake.graph, wish)
    named = re.search(r"nearest takes (\d+) minutes", str(refusal.value))
    assert named
    granted = plan(lake.graph, dataclasses.replace(wish, minutes=float(named[1])))
    assert granted.minutes == pytest.approx(float(named[1]), rel=0.05)


def test_nothing_leads_round() -> None:
    street = town("A---B")
    with pytest.raises(WalkError, match="no streets lead round"):
        plan(street.graph, Wish(street.at("A"), None, 10))


def test_islands() -> None:
    islands = town(ISLANDS)
    with pytest.raises(WalkError, match="different pieces"):
        walk(islands, "A", "D", 2000)
    assert walk(islands, "C", None, 800).length_m == 800


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": 1200.0}, "at most 360 minutes"),
        ({"minutes": -1.0}, "more than 0"),
        ({"minutes": float("nan")}, "more than 0"),
        ({"pace_kmh": -5.0}, "pace must be more than 0"),
        ({"attraction": 1.0}, "less than 1"),
        ({"start": (10.2, 45.0)}, "from the nearest street"),
        ({"end": (10.0, 46.0)}, "the end 10.00000, 46.00000"),
        ({"start": (float("nan"), 45.0)}, "is no position"),
        ({"end": "A"}, "leave out the end"),
    ],
)
def test_bad_wishes(change: dict[str, Any], words: str) -> None:
    streets = town(ROUND)
    if change.get("end") == "A":
        change = {"end": streets.at("A")}
    wish = dataclasses.replace(Wish(streets.at("A"), streets.at("B"), 10), **change)
    with pytest.raises(WalkError, match=words) as refusal:
        plan(streets.graph, wish)
    assert isinstance(refusal.value, GuideError)


def test_no_streets() -> None:
    empty = network_of(np.zeros(0), np.zeros(0), [], [], np.zeros(0))
    with pytest.raises(WalkError, match="no streets"):
        plan_graph(empty, np.zeros(0))


def test_no_photos_still_give_a_walk_of_the_time() -> None:
    grid = town(GRID.replace("=", "-").replace("#", "|"))
    found = walk(dataclasses.replace(grid, graph=_without_scores(grid)), "A", "Z", 2000)
    assert found.length_m == pytest.approx(2000, rel=0.05)
    assert found.gain is None


def _without_scores(where: Town) -> Any:
    zero = np.zeros(where.graph.score.size)
    return dataclasses.replace(where.graph, score=zero, mean_score=0.0)
