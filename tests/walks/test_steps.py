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
from guidegen.walks.steps import Stay, Step, stays, steps, without_distance
from guidegen.walks.suggestion import Passing, Sight
from guidegen.walks.walk import Walk, walk_of
from tests.walks.maps import Town, network_of, shaken_grid, town

ARRIVED = "You have arrived"
WISH = Wish((0, 0), None, 10)
CROSS = """
    N
    |
W---C---E
    |
    S
"""
# Places of junctions in metres, for angles that no drawing has.
FORK = {"A": (0, -100), "B": (0, 100), "C": (100, 200), "D": (-30, 200), "E": (60, 20)}


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
    found = told(cross := town(CROSS), "WCN", CN={"name": "Rua B"})
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
        "Start across Sé, heading east"
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


@pytest.mark.parametrize(
    ("way", "what"),
    [("ABD", "continue on"), ("ABC", "turn right into"), ("ABE", "turn sharp right into"),
     ("EBA", "turn sharp left into")],
)  # fmt: skip
def test_bends_turns_and_sharp_turns(way: str, what: str) -> None:
    # from A northwards: D is 17° to the left, C 45° to the right, E 143°
    fork = placed(FORK, "AB", "BC", "BD", "BE")
    assert what in words(fork, way, **{way[1:]: {"name": "Rua"}})[1]


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
    [(76, "80 m"), (84.9, "80 m"), (994, "990 m"), (996, "1.0 km"), (1260, "1.3 km")],
)
def test_lengths_are_said_roundly(metres: float, said: str) -> None:
    row = placed({"A": (0, 0), "B": (metres, 0), "C": (metres, 50)}, "AB", "BC")
    assert words(row, "ABC", BC={"name": "Rua"})[1] == f"After {said} turn left into Rua"


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


def test_stops_of_a_tour_are_told_where_they_are() -> None:
    row = town("A---B---C---D\n    |\n    E")
    stops = (Stay(0, "Aliados", 5), Stay(200, "Sé\n\u202e", 10), Stay(400, "", 7.4),
             Stay(600, "Rio", 0.2))  # fmt: skip
    said = {"AB": {"name": "Rua A"}, "BC": {"name": "Rua B"}, "CD": {"name": "Rua B"}}
    found = steps(walk(row, "ABCD"), row.graph, streets(row, **said), stops)
    assert [step.text for step in found] == [
        "Stop at Aliados for 5 min",
        "Start on Rua A, heading east",
        "After 200 m stop at Sé for 10 min",
        "Continue on Rua B",
        "After 200 m stop here for 7 min",
        "After 200 m stop at Rio",
        ARRIVED,
    ]
    assert [step.length_m for step in found] == [0, 200, 0, 200, 200, 0, 0]
    assert [step.kind for step in found] == [
        "stop",
        "start",
        "stop",
        "ahead",
        "stop",
        "stop",
        "arrive",
    ]
    assert (found[2].lon, found[2].lat) == row.at("B")
    assert without_distance(found[2].text) == "Stop at Sé for 10 min"
    assert without_distance(found[0].text) == found[0].text


def test_what_is_done_after_a_stop_is_told_after_it() -> None:
    places = {"A": (0, -200), "B": (0, 0), "C": (60, 0), "D": (60, 100), "X": (-99, 0)}
    row = placed(places, "AB", "BC", "CD", "BX")
    said = {ends: {"name": f"Rua {ends}"} for ends in ("AB", "BC", "CD")}
    found = steps(walk(row, "ABCD"), row.graph, streets(row, **said), [Stay(260, "Sé", 10)])
    assert [step.text for step in found[1:]] == [
        "After 200 m turn right into Rua BC",
        "After 60 m stop at Sé for 10 min",
        "Turn left into Rua CD",
        ARRIVED,
    ]


def test_the_stays_of_a_tour_are_those_with_minutes() -> None:
    sights = [Sight("a", "Aliados", "place", 0, 0, 1), Sight("b", None, "place", 0, 0, 1)]
    passes = (Passing("a", 0, 0), Passing("b", 9, 0, 5), Passing("a", 20, 0, 7))
    assert stays(passes, sights) == (Stay(9, "", 5), Stay(20, "Aliados", 7))


@pytest.mark.parametrize("seed", range(20))
def test_steps_of_any_walk_lead_along_it(seed: int) -> None:
    network, score = shaken_grid(seed)
    graph = plan_graph(network, score)
    rng = np.random.default_rng(seed)
    way = [int(rng.integers(graph.arcs.edge.size))]
    while len(way) < 40:  # back and forth, and through dead ends
        node = graph.arcs.target[way[-1]]
        way.append(int(rng.integers(graph.arcs.first[node], graph.arcs.first[node + 1])))
    drunk = walk_of(graph, np.array(way), "loop", WISH, 0.1, (0.0, 0.0))
    found = steps(drunk, graph, streets(Town(graph, {})))
    assert sum(step.length_m for step in found) == pytest.approx(drunk.length_m)
    places = iter(zip(graph.lon[drunk.nodes], graph.lat[drunk.nodes], strict=True))
    assert all((step.lon, step.lat) in places for step in found)  # in this order
    backs = [step for step in found if step.kind == "back"]
    assert len(backs) == (drunk.edges[1:] == drunk.edges[:-1]).sum()
