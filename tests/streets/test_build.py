"""Ways to networks, on towns whose networks are known by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.ways import Collector
from tests.streets.maps import BOX, SQUARE, STREET, edges, lengths, network, shape, xml

CROSS = """
  B
  |
A-C--D
  |
  E-F
"""


def named(name: str, **others: str) -> dict[str, str]:
    return {**STREET, "name": name, **others}


def test_junctions_and_ends_are_nodes_and_shapes_are_kept(tmp_path: Path) -> None:
    net = network(tmp_path, CROSS, {"ACD": STREET, "BCEF": STREET})
    assert lengths(net) == {"AC": 20, "BC": 20, "CD": 30, "CF": 40}
    assert shape(net, "CF") == [(20, -20), (20, -40), (40, -40)]
    assert net.facts["nodes"] == 5
    assert net.facts["km"] == 0.1
    assert net.nodes["osm_id"].tolist() == [ord(letter) for letter in "ABCDF"]


def test_ways_of_one_name_become_one_edge(tmp_path: Path) -> None:
    net = network(tmp_path, "A--B--C", {"AB": named("Rua"), "BC": named("Rua", surface="sett")})
    assert lengths(net) == {"AC": 60}


@pytest.mark.parametrize(
    "other",
    [
        named("Beco"),
        {"highway": "residential"},
        named("Rua", tunnel="yes"),
        named("Rua", bridge="viaduct"),
        named("Rua") | {"highway": "steps"},
    ],
)
def test_edges_end_where_it_matters_to_walkers(tmp_path: Path, other: dict[str, str]) -> None:
    net = network(tmp_path, "A--B--C", {"AB": named("Rua"), "BC": other})
    assert lengths(net) == {"AB": 30, "BC": 30}


def test_what_edges_know_of_their_ways(tmp_path: Path) -> None:
    ways = {
        "AB": named("Rua", surface="sett", lit="yes", incline="5%"),
        "BC": {"highway": "steps", "bridge": "yes"},
        "CD": {"highway": "footway", "tunnel": "building_passage", "bridge": "no"},
        "DE": {"highway": "footway", "tunnel": "yes"},
    }
    table = network(tmp_path, "A-B-C-D-E", ways).edges.drop(columns="geometry")
    assert table["highway"].tolist() == ["residential", "steps", "footway", "footway"]
    assert table[["steps", "bridge", "tunnel"]].to_numpy().tolist() == [
        [False, False, False], [True, True, False], [False, False, False], [False, False, True],
    ]  # fmt: skip
    first = table.loc[0, ["name", "surface", "lit", "incline"]]
    assert first.tolist() == ["Rua", "sett", "yes", "5%"]
    assert table.loc[1, ["name", "surface", "lit", "incline"]].isna().all()
    assert not table["square"].any()


def test_an_edge_is_as_its_longest_part_and_runs_in_its_direction(tmp_path: Path) -> None:
    # going up from D to B, while A to B was drawn the other way
    ways = {"AB": named("Rua", incline="down"), "DCB": named("Rua", incline="up", surface="sett")}
    net = network(tmp_path, "A-B-C-D", ways)
    assert edges(net) == ["DA"]
    assert net.edges.loc[0, ["incline", "surface"]].tolist() == ["up", "sett"]
    assert shape(net, "DA") == [(60, 0), (40, 0), (20, 0), (0, 0)]


def test_parallel_edges_and_loops(tmp_path: Path) -> None:
    drawing = """
C-D H
| |
A-B--E-F
     | |
     I-G
"""
    net = network(tmp_path, drawing, {"ACDBA": STREET, "BE": STREET, "EFGIE": STREET, "AH": STREET})
    assert edges(net) == ["BA", "AB", "AH", "BE", "EE"]
    assert net.edges["length_m"].round().tolist() == [20, 60, 45, 30, 80]


def test_a_ring_that_nothing_touches_is_a_loop_at_its_first_node(tmp_path: Path) -> None:
    net = network(tmp_path, "B--A\n\nC--D", {"BADCB": STREET})
    assert lengths(net) == {"AA": 100}


def test_what_two_ways_share_is_there_once(tmp_path: Path) -> None:
    net = network(tmp_path, "A-B-C", {"ABC": named("Rua"), "CB": named("Beco")})
    assert lengths(net) == {"AC": 40}
    assert net.edges["name"].tolist() == ["Rua"]


def test_nodes_at_one_place_become_one() -> None:
    collector = Collector()
    collector.add(1, STREET, [10, 11, 12])
    collector.add(2, STREET, [11, 13])
    lon, lat = np.array([-8.61, -8.611, -8.611, -8.611]), np.array([41.14, 41.14, 41.14, 41.141])
    net = build_network(collector.ways(np.array([10, 11, 12, 13]), lon, lat), BOX, "here")
    assert net.nodes["osm_id"].tolist() == [10, 13]
    assert len(net.edges) == 1
    assert net.edges["length_m"].iloc[0] == pytest.approx(83.95 + 111.07, abs=0.1)


def test_small_parts_are_left_out_and_counted(tmp_path: Path) -> None:
    drawing = "A---------------------------B\n\nC-D E----F"
    net = network(tmp_path, drawing, {"AB": STREET, "CD": STREET, "EF": STREET}, step_m=30)
    # 840, 60 and 150 m: a part of 5% is large
    assert edges(net) == ["AB", "CD", "EF"]
    net = network(
        tmp_path, drawing.replace("C-D", "CD "), {"AB": STREET, "CD": STREET, "EF": STREET}
    )
    assert edges(net) == ["AB", "EF"]
    assert {key: net.facts[key] for key in ("parts", "isolates", "isolates_km")} == {
        "parts": 2, "isolates": 1, "isolates_km": 0.0,
    }  # fmt: skip
    assert net.facts["largest_share"] == pytest.approx(280 / 330, abs=0.001)


def test_streets_end_where_they_leave_the_city(tmp_path: Path) -> None:
    # columns of 100 m; the box ends 840 m east, and 250 m more are kept
    net = network(tmp_path, "A---B--C-D--E--F", {"ABCDEF": STREET}, step_m=100)
    assert lengths(net) == {"AE": 1200}


def test_ways_with_missing_nodes_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(xml("A-B-C D-E", {"ABCxDE": STREET}), "utf-8")
    net = build_network(read_extract(path), BOX, "town.osm")
    assert edges(net) == ["AC", "DE"]


def test_an_extract_of_another_place_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(xml("A-B", {"AB": STREET}), "utf-8")
    told = r"porto.osm.pbf: nothing in the city's box \[10.3700, .* lie in \[-8.6100, 41.1400"
    with pytest.raises(InputError, match=told):
        build_network(read_extract(path), Box(10.37, 43.69, 10.45, 43.73), "porto.osm.pbf")


def test_how_much_of_the_city_is_covered(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(xml("A-B\n|\nC", {"AB": STREET, "AC": STREET}, step_m=100), "utf-8")
    ways = read_extract(path)
    assert build_network(ways, ways.covered, "").facts["covered_share"] == 1
    west, south, east, north = (getattr(ways.covered, side) for side in Box.__annotations__)
    twice = Box(west, south, 2 * east - west, north)
    assert build_network(ways, twice, "").facts["covered_share"] == pytest.approx(0.5, abs=0.001)


@given(st.permutations(["AB", "BC", "CD", "DA", "BD", "EA", "CE"]), st.sets(st.integers(0, 6)))
def test_the_order_of_ways_and_their_direction_change_no_street(
    order: list[str], turned: set[int]
) -> None:
    places = {"A": (0, 0), "B": (2, 0), "C": (3, 2), "D": (0, 2), "E": (1, 5)}
    collector = Collector()
    for number, way in enumerate(order):
        refs = [ord(letter) for letter in way]
        collector.add(
            ord(way[0]) * 100 + ord(way[1]), STREET, refs[:: -1 if number in turned else 1]
        )
    ids = np.array([ord(letter) for letter in places])
    at = np.array(list(places.values())) * 0.001
    net = build_network(collector.ways(ids, -8.61 + at[:, 0], 41.14 + at[:, 1]), BOX, "")
    ends = ["".join(sorted(each)) for each in edges(net)]
    assert ends == ["AB", "AC", "AD", "BC", "BD", "CD"]  # E is on the way from A to C
    again = build_network(collector.ways(ids, -8.61 + at[:, 0], 41.14 + at[:, 1]), BOX, "")
    pd.testing.assert_frame_equal(net.edges, again.edges)


def test_a_square_that_no_street_leads_to_is_nothing_to_walk(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing in the city's box"):
        network(tmp_path, "A-B\n| |\nC-D", {"ABDCA": SQUARE})


def test_names_of_nothing_to_read_are_no_names(tmp_path: Path) -> None:
    net = network(
        tmp_path, "A-B-C", {"AB": named(" \u200b\u202e "), "BC": named("Rua\u202e da Sé")}
    )
    assert net.edges["name"].isna().tolist() == [True, False]
    assert net.edges["name"].tolist()[1] == "Rua da Sé"
    assert net.edges["surface"].dtype == net.edges["name"].dtype  # also where all are missing
