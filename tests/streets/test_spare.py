"""Ways of second choice."""

from __future__ import annotations

from pathlib import Path

from tests.streets.maps import edges, lengths, network

APART = {"highway": "secondary", "sidewalk": "separate"}
PATH = {"highway": "footway"}

# a road with its sidewalks above and below, joined at both ends; side streets at B
TOWN = """
G----H
|    |
A-B--C
| |  |
I-J--K
"""


def test_roads_whose_sidewalks_lead_everywhere_are_left_out(tmp_path: Path) -> None:
    net = network(tmp_path, TOWN, {"ABC": APART, "GHCKJIAG": PATH})
    assert lengths(net) == {"AA": 180}
    assert net.facts["dropped"]["second choice"] == 1


def test_what_would_be_cut_off_is_joined_by_the_shortest_way(tmp_path: Path) -> None:
    # the side street BJ meets only the road, at B: 20 m of it lead to the sidewalks, 30 m also
    ways = {"ABC": APART, "GHCKIAG": PATH, "BJ": PATH}
    assert sorted(lengths(network(tmp_path, TOWN, ways))) == ["AA", "AJ"]


def test_a_town_of_such_roads_only_keeps_them(tmp_path: Path) -> None:
    assert edges(network(tmp_path, "A-B-C", {"AB": APART, "BC": APART})) == ["AC"]


def test_a_chain_of_roads_between_two_parts_stays_whole(tmp_path: Path) -> None:
    drawing = "A----B-C-D----E\n     |   |\n     F---G"
    ways = {"AB": PATH, "BC": APART, "CD": APART, "DE": PATH, "BFGD": APART}
    assert lengths(network(tmp_path, drawing, ways)) == {"AE": 140}
