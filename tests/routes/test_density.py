"""How many people moved through each square."""

from __future__ import annotations

import base64
import dataclasses
import zlib

import numpy as np
import pytest

from guidegen.crowd import levels
from guidegen.routes.density import pack_densities, people_through, squares
from guidegen.routes.raster import Grid
from tests.routes.movers import BOX, crowd, joined, movements

EAST = (-300.0, 0.0, 300.0, 0.0)


def test_a_line_passes_the_squares_under_it() -> None:
    grid = squares(BOX)
    people = people_through(movements([EAST]), grid)
    [row] = np.flatnonzero(people.any(axis=1))
    columns = np.flatnonzero(people[row])
    assert people.max() == 1
    assert (np.diff(columns) == 1).all()  # none is jumped over
    assert columns.size * grid.cell_m[0] == pytest.approx(600, abs=2 * grid.cell_m[0])
    assert row == pytest.approx((grid.rows - 1) / 2, abs=1)


def test_people_count_once_however_often_they_pass() -> None:
    grid = squares(BOX)
    back = (300.0, 0.0, -300.0, 0.0)
    people = people_through(movements([EAST, back, EAST, EAST, back], [0, 0, 0, 1, 1]), grid)
    assert people.max() == 2


def test_what_leaves_the_box_is_left_out() -> None:
    people = people_through(movements([(-5000.0, 0.0, 5000.0, 0.0)]), squares(BOX))
    assert (people.sum(axis=1) > 0).sum() == 1
    assert people.sum() == people.shape[1]


def test_it_agrees_with_counting_by_hand() -> None:
    segments, grid = crowd(400, spread_m=300), squares(BOX)
    seen = set()
    for i in range(len(segments)):
        share = np.linspace(0, 1, 2000)
        x = segments.x0_m[i] + share * (segments.x1_m - segments.x0_m)[i]
        y = segments.y0_m[i] + share * (segments.y1_m - segments.y0_m)[i]
        east, south = grid.metres(x, y)
        columns, rows = np.rint(east / grid.cell_m[0]), np.rint(south / grid.cell_m[1])
        seen |= set(zip(rows, columns, np.full(2000, segments.author[i]), strict=True))
    by_hand = np.zeros((grid.rows, grid.columns), int)
    for row, column, _ in seen:
        by_hand[int(row), int(column)] += 1
    people = people_through(segments, grid)
    assert (people <= by_hand).all()  # corners that a line only touches may be missed
    assert people.sum() > 0.9 * by_hand.sum()


def test_nothing_is_told_of_fewer_than_three() -> None:
    counts = np.array([[0, 1, 2, 3, 4, 5, 6, 12, 24, 300]])
    assert levels(counts).tolist() == [[0, 0, 0, 1, 1, 2, 3, 5, 7, 14]]


@pytest.mark.parametrize(("people", "shown"), [(2, False), (3, True)])
def test_a_way_is_shown_from_three_people_on(people: int, shown: bool) -> None:
    segments = movements([EAST] * people * 9, np.repeat(np.arange(people), 9).tolist())
    packed = pack_densities({"cleaned": segments}, BOX)
    assert bool(packed["layers"]["cleaned"]["most"]) == shown


@pytest.mark.parametrize(("cleaned", "same"), [(4, True), (3, True), (2, False), (8, False)])
def test_the_difference_of_two_layers_is_of_three_people(cleaned: int, same: bool) -> None:
    """Five people are a level of their own, so that one fewer would show."""
    layers = {"raw": movements([EAST] * 5), "cleaned": movements([EAST] * cleaned)}
    told = pack_densities(layers, BOX)["layers"]
    assert (told["raw"] == told["cleaned"]) == same


def test_one_more_person_seldom_shows() -> None:
    many = movements([EAST] * 40)
    one = dataclasses.replace(movements([EAST]), author=np.array([40], np.int32))
    before, after = (pack_densities({"raw": each}, BOX) for each in (many, joined(many, one)))
    assert before == after


def test_the_page_can_read_it() -> None:
    segments = movements([EAST] * 6)
    packed = pack_densities({"raw": segments, "cleaned": segments}, BOX)
    layer = packed["layers"]["raw"]
    data = zlib.decompress(base64.b64decode(layer["bytes"]))
    read = np.frombuffer(data, np.uint8).reshape(packed["rows"], packed["columns"])
    np.testing.assert_array_equal(read, levels(people_through(segments, squares(BOX))))
    west, south, east, north = packed["box"]
    grid = squares(BOX)
    assert (east - west) / packed["columns"] == pytest.approx(grid.step_deg[0])
    assert (north - south) / packed["rows"] == pytest.approx(grid.step_deg[1])
    assert packed["layers"]["cleaned"] == layer


def test_squares_are_of_ten_metres_in_a_town_and_larger_in_a_large_city() -> None:
    assert max(squares(BOX).cell_m) <= 10
    large = dataclasses.replace(BOX, west=BOX.west - 0.5, south=BOX.south - 0.3)
    grid = squares(large)
    assert grid.rows * grid.columns < 410_000
    assert isinstance(grid, Grid)
