"""Boxes: their parts and their margins."""

from __future__ import annotations

import pytest

from guidegen.geo import DEGREE_M, Box


def test_quarters_make_up_the_whole() -> None:
    assert Box(0.0, 0.0, 2.0, 4.0).quarters() == [
        Box(0.0, 0.0, 1.0, 2.0),
        Box(1.0, 0.0, 2.0, 2.0),
        Box(0.0, 2.0, 1.0, 4.0),
        Box(1.0, 2.0, 2.0, 4.0),
    ]


def test_a_widened_box_reaches_farther_on_every_side() -> None:
    assert Box(1.0, 2.0, 3.0, 4.0).widened(0.5) == Box(0.5, 1.5, 3.5, 4.5)


def test_nothing_lies_beyond_the_edges_of_the_globe() -> None:
    assert Box(-179.9, -89.9, 179.9, 89.9).widened(0.5) == Box(-180.0, -90.0, 180.0, 90.0)


def test_a_degree_is_a_360th_of_the_way_around() -> None:
    assert pytest.approx(111_195, abs=1) == DEGREE_M
