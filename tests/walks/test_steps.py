"""Steps of walks on drawn streets, known by hand: every street between two letters is 200 m."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from guidegen.streets.network import Network
from guidegen.walks.graph import plan_graph
from guidegen.walks.plan import Wish
from guidegen.walks.steps import Step, steps
from guidegen.walks.walk import Walk, walk_of
from tests.walks.maps import Town, network_of, shaken_grid, town

CROSS = """
    N
    |
W---C---E
    |
    S
"""
# Places of junctions in metres, for angles that no drawing has.
FORK = {"A": (0, 0), "B": (0, 100), "C": (100, 200), "D": (-30, 200), "E": (60, 20)}


def streets(where: Town, **said: Mapping[str, Any]) -> pd.DataFrame:
    """Edges of a drawn map; what is said of an edge is found by its two letters: NC={"name": …}."""
    size = where.graph.u.size
    table = pd.DataFrame({"highway": ["residential"] * size})
    table["steps"] = where.graph.steps
    for column in ("tunnel", "bridge", "square"):
        table[column] = False
    for column in ("name", "incline"):
        table[column] = pd.Series([None] * size, dtype="str")
    for ends, values in said.items():
        for column, value in values.items():
            table.loc[edge(where, *ends), column] = value
    return table


def arc(where: Town, start: str, end: str) -> int:
    arcs = where.graph.arcs
    start_is, end_is = arcs.source == where.names[start], arcs.target == where.names[end]
    return int(np.flatnonzero(start_is & end_is)[0])


def edge(where: Town, start: str, end: str) -> int:
    return int(where.graph.arcs.edge[arc(where, start, end)])


def walk(where: Town, way: str) -> Walk:
    """The walk that passes these letters."""
    found = np.array([arc(where, *ends) for ends in pairwise(way)])
    wish = Wish(where.at(way[0]), where.at(way[-1]), 10)
    return walk_of(where.graph, found, "between", wish, 0.1, (0.0, 0.0))


def words(where: Town, way: str, **said: Mapping[str, Any]) -> list[str]:
    return [step.text for step in told(where, way, **said)]


def told(where: Town, way: str, **said: Mapping[str, Any]) -> tuple[Step, ...]:
    return steps(walk(where, way), where.graph, streets(where, **said))


def placed(places: Mapping[str, tuple[float, float]], *edges: str) -> Town:
    """Streets between junctions at some metres."""
    names = {name: number for number, name in enumerate(places)}
    x, y = np.array(list(places.values()), float).T
    u, v = ([names[ends[k]] for ends in edges] for k in (0, 1))
    network: Network = network_of(x, y, u, v, np.hypot(x[u] - x[v], y[u] - y[v]))
    return Town(plan_graph(network, np.ones(len(u))), names)


@pytest.mark.parametrize(
    ("way", "what"),
    [("SCW", "turn left into Rua B"), ("WCN", "turn left into Rua B"),
     ("NCW", "turn right into Rua B"), ("SCN", "continue on Rua B")],
)  # fmt: skip
def test_left_and_right_are_the_walkers(way: str, what: str) -> None:
    named = {way[:2]: {"name": "Rua A"}, way[1:]: {"name": "Rua B"}}
    assert words(town(CROSS), way, **named)[1] == f"After 200 m {what}"


def test_steps_add_up_and_lie_where_they_are_done() -> None:
    cross = town(CROSS)
    found = told(cross, "WCN", CN={"name": "Rua B"})
    assert [step.length_m for step in found] == [200, 200, 0]
    assert [step.kind for step in found] == ["start", "left", "arrive"]
    for step, name in zip(found, "WCN", strict=True):
        assert (step.lon, step.lat) == cross.at(name)


def test_one_street_over_many_crossings_is_one_step() -> None:
    row = town("A---B---C---D\n    |   |\n    E   F")
    said = {ends: {"name": "Rua"} for ends in ("AB", "BC", "CD")}
    assert words(row, "ABCD", **said) == ["Start on Rua, heading east", "You have arrived"]


def test_a_street_that_turns_at_a_crossing_says_so_and_elsewhere_not() -> None:
    cross, bend = town(CROSS), town("A---B\n    |\n    C")
    same = {"name": "Rua"}
    assert words(cross, "WCS", WC=same, CS=same)[1] == "After 200 m turn right to stay on Rua"
    assert words(bend, "ABC", AB=same, BC=same) == [
        "Start on Rua, heading east",
        "You have arrived",
    ]


def test_a_turn_between_nameless_streets() -> None:
    assert words(town(CROSS), "WCS") == [
        "Start on a street, heading east",
        "After 200 m turn right into a street",
        "You have arrived",
    ]


@pytest.mark.parametrize(
    ("highway", "noun"),
    [("footway", "a footpath"), ("service", "a lane"), ("primary", "a road"), ("?", "a road")],
)
def test_nameless_ways_are_named_by_their_kind(highway: str, noun: str) -> None:
    said = {"SC": {"name": "Rua A"}, "CN": {"highway": highway}}
    assert words(town(CROSS), "SCN", **said)[1] == f"After 200 m continue on {noun}"


@pytest.mark.parametrize(
    ("way", "incline", "what"),
    [("AB", "up", "climb"), ("AB", "down", "go down"), ("AB", "-12%", "go down"),
     ("AB", "8.5%", "climb"), ("AB", "0%", "take"), ("AB", "steep", "take"), ("AB", None, "take"),
     ("BA", "up", "go down")],
)  # fmt: skip
def test_steps_lead_up_or_down(way: str, incline: str | None, what: str) -> None:
    flight = town("S---A~~~B---T")
    whole = "SABT" if way == "AB" else "TBAS"
    said = {"AB": {"incline": incline}}
    assert words(flight, whole, **said)[1] == f"After 200 m {what} the steps"


def test_steps_may_have_a_name_and_a_turn() -> None:
    found = words(town(CROSS), "SCE", CE={"steps": True, "name": "Escadas X", "incline": "up"})
    assert found[1] == "After 200 m turn right and climb the steps (Escadas X)"


def test_a_square_is_crossed_without_turns() -> None:
    square = town("A---B---C\n    |   |\n    D---E\n    |   |\n    F   G")
    said = {ends: {"square": True} for ends in ("BD", "DE")}
    assert words(square, "ABDEG", **said) == [
        "Start on a street, heading east",
        "After 200 m turn right and cross the square",
        "After 400 m turn right into a street",
        "You have arrived",
    ]


def test_a_walk_may_start_on_a_square_or_on_steps() -> None:
    row = town("A---B")
    assert words(row, "AB", AB={"square": True, "name": "Sé"})[0] == (
        "Start across the square (Sé), heading east"
    )
    assert words(row, "BA", AB={"steps": True})[0] == "Start on the steps, heading west"


def test_bridges_and_tunnels_are_told_with_their_street() -> None:
    row = town("A---B---C---D\n    |   |\n    E   F")
    said: dict[str, dict[str, Any]] = {ends: {"name": "Rua"} for ends in ("AB", "BC", "CD")}
    said["BC"]["bridge"] = True
    assert words(row, "ABCD", **said)[0] == "Start on Rua, heading east, over the bridge"
    said["CD"]["tunnel"] = True
    assert words(row, "EBCD", **said)[1] == (
        "After 200 m turn right into Rua, over the bridge, through the tunnel"
    )


def test_turning_back() -> None:
    found = told(town(CROSS), "WCW", WC={"name": "Rua A"})
    assert [step.text for step in found[1:]] == ["After 200 m turn back", "You have arrived"]
    assert found[1].kind == "back"


def test_the_way_back_from_a_dead_end_turns_as_the_walker_faces() -> None:
    spur = placed({"A": (0, 0), "B": (100, 0), "C": (100, 6), "D": (200, 0)}, "AB", "BC", "BD")
    found = words(spur, "ABCBD", AB={"name": "Rua"}, BD={"name": "Rua"})
    assert found[1:4] == [
        "After 100 m turn left into a street",
        "After 10 m turn back",
        "After 10 m turn left into Rua",
    ]


@pytest.mark.parametrize(
    ("way", "what"),
    [("ABD", "continue on"), ("ABC", "turn right into"), ("ABE", "turn sharp right into"),
     ("EBA", "turn sharp left into")],
)  # fmt: skip
def test_bends_turns_and_sharp_turns(way: str, what: str) -> None:
    # from A northwards: D is 17° to the left, C 45° to the right, E 143°
    fork = placed(FORK, "AB", "BC", "BD", "BE")
    assert what in words(fork, way, **{way[1:]: {"name": "Rua"}})[1]


# Both streets run north; the piece between them is 8 m long.
ASKEW = {"A": (0, 0), "B": (0, 100), "C": (8, 100), "D": (8, 200), "E": (-90, 100)}


@pytest.mark.parametrize("name", [None, "Travessa"])
def test_a_short_piece_across_a_road_is_not_worth_a_word(name: str | None) -> None:
    askew = placed(ASKEW, "AB", "BC", "CD", "BE")
    said: dict[str, dict[str, Any]] = {
        "AB": {"name": "Rua"}, "CD": {"name": "Rua"}, "BC": {"name": name}
    }  # fmt: skip
    assert words(askew, "ABCD", **said) == ["Start on Rua, heading north", "You have arrived"]
    said["CD"]["name"] = "Rua B"
    assert words(askew, "ABCD", **said)[1] == "After 100 m continue on Rua B"
    # a walk may end there
    assert words(askew, "ABC", **said)[1].startswith("After 100 m turn right into")


def test_a_few_steps_are_told_with_their_street() -> None:
    askew = placed(ASKEW, "AB", "BC", "CD", "BE")
    said: dict[str, Any] = {"BC": {"steps": True}, "CD": {"name": "Rua B"}}
    assert words(askew, "ABCD", **said)[1] == "After 100 m continue on Rua B, over a few steps"


def test_a_nameless_way_may_become_another_kind() -> None:
    said = {"CN": {"highway": "footway"}}
    assert words(town(CROSS), "SCN", **said)[1:] == ["You have arrived"]
    assert words(town(CROSS), "ECN", **said)[1] == "After 200 m turn right into a footpath"


def test_a_rounded_corner_is_one_turn() -> None:
    places = {"A": (0, 0), "B": (0, 100), "C": (5, 105), "D": (100, 105), "E": (-90, 100),
              "F": (5, 200)}  # fmt: skip
    corner = placed(places, "AB", "BC", "CD", "BE", "CF")
    assert words(corner, "ABCD")[1:] == [
        "After 100 m turn right into a street",
        "You have arrived",
    ]


@pytest.mark.parametrize(
    ("place", "wind"),
    [((0, 50), "north"), ((50, 50), "north-east"), ((50, -50), "south-east"),
     ((-50, 0), "west"), ((-50, 50), "north-west"), ((-5, 50), "north")],
)  # fmt: skip
def test_the_wind_one_heads_for(place: tuple[float, float], wind: str) -> None:
    row = placed({"A": (0, 0), "B": place}, "AB")
    assert words(row, "AB")[0] == f"Start on a street, heading {wind}"


@pytest.mark.parametrize(
    ("metres", "said"),
    [(3, "10 m"), (14.9, "10 m"), (994, "990 m"), (996, "1.0 km"), (1260, "1.3 km")],
)
def test_lengths_are_said_roundly(metres: float, said: str) -> None:
    row = placed({"A": (0, 0), "B": (metres, 0), "C": (metres + 50, 0)}, "AB", "BC")
    assert words(row, "ABC", BC={"name": "Rua"})[1] == f"After {said} continue on Rua"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # text: escaped where written
        ("a\x00b\x1b[31m\nc\ud800", "ab[31m c"),
        ("\u202eevil\u202c", "evil"),
        ("שדרות רוטשילד", "שדרות רוטשילד"),
        ("🍕 Street", "🍕 Street"),
        (" \u202e\x07 ", "a street"),
        ("x" * 5000, "x" * 79 + "…"),
    ],
)
def test_names_of_others_stay_on_their_line(name: str, shown: str) -> None:
    table = streets(row := town("A---B"))
    table["name"] = pd.Series([name], dtype=object)
    assert steps(walk(row, "AB"), row.graph, table)[0].text == f"Start on {shown}, heading east"


@pytest.mark.parametrize("seed", range(20))
def test_steps_of_any_walk_lead_along_it(seed: int) -> None:
    network, score = shaken_grid(seed)
    graph = plan_graph(network, score)
    rng = np.random.default_rng(seed)
    way = [int(rng.integers(graph.arcs.edge.size))]
    while len(way) < 40:  # back and forth, and through dead ends
        node = graph.arcs.target[way[-1]]
        way.append(int(rng.integers(graph.arcs.first[node], graph.arcs.first[node + 1])))
    drunk = walk_of(graph, np.array(way), "loop", Wish((0, 0), None, 10), 0.1, (0.0, 0.0))
    found = steps(drunk, graph, streets(Town(graph, {})))
    assert sum(step.length_m for step in found) == pytest.approx(drunk.length_m)
    places = iter(zip(graph.lon[drunk.nodes], graph.lat[drunk.nodes], strict=True))
    assert all((step.lon, step.lat) in places for step in found)  # in this order
    turned = (drunk.edges[1:] == drunk.edges[:-1]).sum()
    assert [step.kind for step in found].count("back") == turned
