"""Ways across squares, on squares drawn by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidegen.streets import squares
from tests.streets.maps import SQUARE, STREET, edges, lengths, network, shape

PATH = {"highway": "footway"}

# streets lead to all corners of the square BCGF
PLAZA = """
A         H

  B-----C
  |     |
  |     |
  |     |
  F-----G

E         D
"""
STREETS = {"AB": STREET, "HC": STREET, "GD": STREET, "EF": STREET}


def test_a_square_is_crossed_from_corner_to_corner(tmp_path: Path) -> None:
    net = network(tmp_path, PLAZA, {"BCGFB": {**SQUARE, "name": "Praça"}, **STREETS})
    across = net.edges["square"].to_numpy()
    pairs = ["".join(sorted(edge)) for edge, over in zip(edges(net), across, strict=True) if over]
    assert pairs == ["BC", "BF", "BG", "CF", "CG", "FG"]
    assert lengths(net)["BG"] == 72
    assert net.edges["name"][across].eq("Praça").all()
    assert net.edges["name"][~across].isna().all()
    assert (net.facts["squares"], net.facts["crossings"]) == (1, 2)


def test_a_square_need_not_be_a_street(tmp_path: Path) -> None:
    ways = {"BCGFB": {"place": "square", "area": "yes"}, **STREETS}
    net = network(tmp_path, PLAZA, ways)
    assert net.edges["square"].sum() == 6
    assert set(net.edges["highway"]) == {"pedestrian", "residential"}


def test_no_line_is_drawn_where_the_way_around_is_no_longer(tmp_path: Path) -> None:
    # a street goes straight through the square, and doors lie on one side
    drawing = "A-B-I-C-H\n  |   |\n  F---G\n"
    net = network(tmp_path, drawing, {"ABICH": STREET, "BICGFB": SQUARE, "IJ": STREET})
    assert edges(net) == ["AH"]
    assert net.facts["squares"] == 0


def test_a_wide_square_keeps_its_outline(tmp_path: Path) -> None:
    ways = {"BCGFB": SQUARE, "AB": STREET, "GD": STREET}
    narrow = network(tmp_path, PLAZA, ways, step_m=5)  # 30 by 20 m: 12 m on average
    assert lengths(narrow) == {"AB": 14, "BG": 36, "GD": 14}
    wide = network(tmp_path, PLAZA, ways)
    assert sorted(edges(wide)) == ["AB", "BG", "BG", "GB", "GD"]


def test_a_way_across_bends_where_the_outline_does(tmp_path: Path) -> None:
    drawing = """
A-B-C
  | |
  | D-E-F
  |   |
  G---H
"""
    net = network(tmp_path, drawing, {"AB": STREET, "EF": STREET, "BCDEHGB": SQUARE})
    assert shape(net, "BE") == [(20, 0), (40, -20), (60, -20)]
    assert sorted(edges(net)) == ["AB", "BE", "EF"]


def test_squares_that_no_street_meets_are_left_out(tmp_path: Path) -> None:
    net = network(tmp_path, PLAZA, {"BCGFB": SQUARE, "AED": STREET}, step_m=5)
    assert edges(net) == ["AD"]


def test_a_path_that_ends_on_a_square_is_joined_to_its_doors(tmp_path: Path) -> None:
    drawing = """
  B-----C
  |     |
A-I  X  |
  |  |  |
  F-----G
     Y
"""
    net = network(tmp_path, drawing, {"BCGFIB": SQUARE, "AI": STREET, "XY": PATH})
    assert lengths(net)["IX"] == 30


def test_neighbouring_squares_are_crossed_in_one_go(tmp_path: Path) -> None:
    drawing = """
A B---C---H
  |   |   |
  |   |   |
  F---G---K L
"""
    ways = {"AB": PATH, "KL": PATH, "BCGFB": SQUARE, "CHKGC": SQUARE}
    net = network(tmp_path, drawing, ways)
    # from B to K by C or by G, whichever is shorter; straight lines end at the shared border
    assert net.facts["parts"] == 1
    assert net.edges["length_m"].sum() < 20 + 20 + 2 * (50 + 40) + 60


def test_open_and_twisted_outlines_are_lines(tmp_path: Path) -> None:
    drawing = "A-B---C\n\n  D---E"
    net = network(tmp_path, drawing, {"AB": STREET, "BCED": SQUARE})
    assert edges(net) == ["AB", "BD"]
    net = network(tmp_path, drawing, {"AB": STREET, "BEDCB": SQUARE})
    assert edges(net) == ["AB", "BB"]


def test_a_square_with_many_doors_is_crossed_between_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(squares, "MOST_DOORS", 2)
    net = network(tmp_path, PLAZA, {"BCGFB": SQUARE, **STREETS})
    assert net.facts["crossings"] == 1
