"""What of a walk on drawn streets is told: what joins two ways is part of a turn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guidegen.walks.desk import desk_for
from guidegen.walks.search import cheapest
from guidegen.walks.steps import steps
from guidegen.walks.walk import walk_of
from tests.walks.browser import porto
from tests.walks.maps import Town, town
from tests.walks.test_steps import ARRIVED, CROSS, WISH, placed, told, words


def spur(deep_m: float) -> Town:
    """A street from A over B to D, and aside from B a dead end C."""
    places = {"A": (0, 0), "B": (100, 0), "C": (100, deep_m), "D": (200, 0)}
    return placed(places, "AB", "BC", "BD")


def test_the_way_back_from_a_dead_end_turns_as_the_walker_faces() -> None:
    assert words(spur(40), "ABCBD", AB={"name": "Rua"}, BD={"name": "Rua"})[1:4] == [
        "After 100 m turn left into a street",
        "After 40 m turn back",
        "After 40 m turn left into Rua",
    ]


def test_a_few_metres_aside_and_back_are_not_told() -> None:
    said = {"AB": {"name": "Rua"}, "BD": {"name": "Rua"}}
    found = told(spur(6), "ABCBD", **said)
    assert [step.text for step in found] == ["Start on Rua, heading east", "You have arrived"]
    assert found[0].length_m == 212
    said["BD"] = {"name": "Rua B"}
    assert words(spur(6), "ABCBD", **said)[0].endswith(", then continue on Rua B")


# Both streets run north; the piece between them is 8 m long.
ASKEW = {"A": (0, -100), "B": (0, 100), "C": (8, 100), "D": (8, 200), "E": (-90, 100)}


@pytest.mark.parametrize("name", [None, "Travessa"])
def test_a_short_piece_across_a_road_is_not_worth_a_word(name: str | None) -> None:
    askew = placed(ASKEW, "AB", "BC", "CD", "BE")
    said: dict[str, dict[str, Any]] = {
        "AB": {"name": "Rua"}, "CD": {"name": "Rua"}, "BC": {"name": name}
    }  # fmt: skip
    assert words(askew, "ABCD", **said) == ["Start on Rua, heading north", "You have arrived"]
    said["CD"]["name"] = "Rua B"
    assert words(askew, "ABCD", **said)[1] == "After 200 m continue on Rua B"
    # a walk may end there
    assert words(askew, "ABC", **said)[1].startswith("After 200 m turn right into")


def test_a_few_steps_are_told_with_their_street() -> None:
    askew = placed(ASKEW, "AB", "BC", "CD", "BE")
    said: dict[str, Any] = {"BC": {"steps": True}, "CD": {"name": "Rua B"}}
    assert words(askew, "ABCD", **said)[1] == "After 200 m continue on Rua B, over a few steps"


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
    ("places", "what"),
    [
        ({"C": (20, 0), "D": (20, 200)}, "turn right, then left into Rua B"),
        ({"C": (20, 0), "D": (20, -200)}, "turn right, then right again into Rua B"),
        ({"C": (20, 0), "D": (220, 0)}, "turn right into Rua B"),
        ({"C": (14, 14), "D": (214, 14)}, "turn right into Rua B"),
        ({"C": (0, 20), "D": (200, 20)}, "turn right into Rua B"),
        ({"C": (40, 0), "D": (40, 200)}, "turn right into Travessa, then turn left into Rua B"),
        ({"C": (90, 0), "D": (90, 200)}, "turn right into Travessa"),
    ],
)
def test_what_joins_two_streets_is_part_of_the_turn(
    places: dict[str, tuple[float, float]], what: str
) -> None:
    around = {"A": (0, -200), "B": (0, 0), "X": (-99, 0), "Y": (0, -99)}
    link = placed(around | places, "AB", "BC", "CD", "BX")
    said = {"AB": {"name": "Rua A"}, "BC": {"name": "Travessa"}, "CD": {"name": "Rua B"}}
    assert words(link, "ABCD", **said)[1] == f"After 200 m {what}"


def test_what_joins_is_told_where_it_is_long() -> None:
    """Five pieces of 20 m each: some are told, so that one can follow."""
    places = {"A": (0, -200), "F": (100, 200)} | {
        name: (20 * k, 0) for k, name in enumerate("BCDEGH")
    }
    chain = placed(places, "AB", "BC", "CD", "DE", "EG", "GH", "HF", "BF")
    said = {ends: {"name": f"Rua {ends}"} for ends in ("AB", "BC", "CD", "DE", "EG", "GH", "HF")}
    text = " ".join(words(chain, "ABCDEGHF", **said))
    assert "turn right into Rua BC" in text
    assert text.count("Rua") < 7
    assert "left into Rua HF" in text


def test_a_street_that_bends_where_none_goes_straight_on_is_one_step() -> None:
    cross = town("A---B\n    |\n    C---D")
    side = placed({"A": (0, 0), "B": (200, 0), "C": (200, 200), "D": (200, -200)}, "AB", "BC", "BD")
    said = {"AB": {"name": "Rua"}, "BC": {"name": "Rua"}, "CD": {"name": "Rua"}}
    assert words(cross, "ABCD", **said)[1:] == [ARRIVED]
    del said["CD"]
    assert words(side, "ABC", **said)[1:] == [ARRIVED]


def test_a_street_that_steps_aside_and_goes_on_is_one_step() -> None:
    places = {"A": (0, 0), "B": (200, 0), "C": (200, 14), "D": (400, 14), "X": (290, 0)}
    jog = placed(places, "AB", "BC", "CD", "BX")
    said = {ends: {"name": "Rua"} for ends in ("AB", "BC", "CD")}
    assert words(jog, "ABCD", **said)[1:] == [ARRIVED]


def test_a_square_that_is_left_for_a_few_metres_is_crossed_once() -> None:
    places = {"A": (0, 0), "B": (200, 0), "C": (260, 0), "D": (280, 0), "E": (340, 0),
              "F": (340, 200), "X": (260, 99), "Y": (340, -99)}  # fmt: skip
    row = placed(places, "AB", "BC", "CD", "DE", "EF", "CX", "EY")
    square = {"name": "Largo", "square": True}
    said: dict[str, dict[str, Any]] = {"BC": square, "DE": {"name": "Largo"}}
    said |= {"AB": {"name": "Rua A"}, "CD": {"name": "Arco"}, "EF": {"name": "Rua B"}}
    assert words(row, "ABCDEF", **said)[1:] == [
        "After 200 m cross Largo towards Rua B",
        "After 140 m turn left into Rua B",
        ARRIVED,
    ]


def test_a_way_without_a_name_between_two_parts_of_a_street_is_not_told() -> None:
    row = town("A---B---C---D\n    |   |\n    E   F")
    said = {"AB": {"name": "Rua"}, "CD": {"name": "Rua"}}
    assert words(row, "ABCD", **said) == ["Start on Rua, heading east", ARRIVED]


def test_what_follows_soon_is_told_in_one_sentence() -> None:
    places = {"A": (0, -200), "B": (0, 0), "C": (60, 0), "D": (60, 100), "E": (60, 200),
              "F": (90, 200), "X": (-99, 0), "Y": (99, 0), "Z": (60, 300)}  # fmt: skip
    row = placed(places, "AB", "BC", "CD", "DE", "BX", "CY")
    said = {ends: {"name": f"Rua {ends}"} for ends in ("AB", "BC", "CD", "DE")}
    assert words(row, "ABCDE", **said)[1:] == [
        "After 200 m turn right into Rua BC, then turn left into Rua CD, then continue on Rua DE",
        ARRIVED,
    ]
    found = told(row, "ABCDE", **said)
    assert [step.length_m for step in found] == [200, 260, 0]


def test_an_old_town_is_told_in_few_steps() -> None:
    """Most edges of Porto's have no name, and are shorter than 20 m."""
    where = porto()
    graph, edges = where.graph, where.network.edges
    rng = np.random.default_rng(5)
    told_per_km = []
    while len(told_per_km) < 10:
        ends = rng.choice(np.unique(graph.arcs.source), 2)
        if graph.piece[ends[0]] != graph.piece[ends[1]]:
            continue
        length_m, way = cheapest(graph.arcs, graph.arcs.length_m, tuple(ends), desk_for(graph.arcs))
        if length_m < 1000:
            continue
        found = steps(walk_of(graph, way, "between", WISH, 0.1, (0.0, 0.0)), graph, edges)
        told_per_km.append(1000 * (len(found) - 1) / length_m)
    assert np.mean(told_per_km) < 6
    assert max(told_per_km) < 9
