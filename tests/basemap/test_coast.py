"""The sea lies right of coastlines, and rivers where there are no streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from guidegen.basemap.coast import mended, sea

FRAME = shapely.box(0, 0, 10, 10)
Line = list[tuple[float, float]]


def sea_of(*lines: Line) -> shapely.Geometry:
    return shapely.union_all(sea(np.array([shapely.LineString(line) for line in lines]), FRAME))


def test_no_coast_no_sea() -> None:
    assert sea(np.array([], dtype=object), FRAME) == []
    assert sea_of([(20, 0), (20, 10)]).is_empty


def test_the_right_of_a_coastline_is_sea() -> None:
    assert sea_of([(4, -1), (4, 11)]).equals(shapely.box(4, 0, 10, 10))
    assert sea_of([(4, 11), (4, -1)]).equals(shapely.box(0, 0, 4, 10))


def test_ways_join_whatever_their_order() -> None:
    parts: list[Line] = [[(4, 5), (4, 11)], [(4, -1), (4, 5)]]
    assert sea_of(*parts).equals(shapely.box(4, 0, 10, 10))


def test_a_coast_that_the_file_loses_goes_on_to_the_edge() -> None:
    assert sea_of([(4, 0), (4, 9)]).equals(shapely.box(4, 0, 10, 10))


def test_islands_are_land() -> None:
    island: Line = [(6, 6), (8, 6), (8, 8), (6, 8), (6, 6)]  # against the clock: land inside
    assert sea_of([(4, -1), (4, 11)], island).area == pytest.approx(60 - 4)
    assert sea_of(island).area == pytest.approx(100 - 4)


def lines(*each: Line) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array([shapely.LineString(line) for line in each])


STREETS = lines([(1, 1), (1, 9)], [(3, 5), (7, 5)], [(8, 1), (8, 9)], [(9, 1), (9, 9)])


@pytest.mark.parametrize("top", [11, 9.5])
def test_a_river_whose_banks_leave_the_map(top: float) -> None:
    """The street from 3 to 7 is a bridge; the file may lose the banks before the edge."""
    banks = lines([(4, -1), (4, top)], [(6, top), (6, -1)])
    water = shapely.union_all(mended(banks, FRAME, STREETS))
    assert water.equals(shapely.box(4, 0, 6, 10))


def test_a_river_has_islands() -> None:
    island: Line = [(4.5, 4), (5.5, 4), (5.5, 6), (4.5, 6), (4.5, 4)]
    banks = lines([(4, -1), (4, 11)], [(6, 11), (6, -1)], island)
    assert shapely.union_all(mended(banks, FRAME, STREETS)).area == pytest.approx(20 - 2)


def test_banks_with_holes_are_no_water() -> None:
    assert mended(lines([(4, -1), (4, 5)], [(6, -1), (6, 11)]), FRAME, STREETS) == []
    assert mended(lines([(40, -1), (40, 5)]), FRAME, STREETS) == []


def test_without_streets_nobody_knows_which_side_is_water() -> None:
    banks = lines([(4, -1), (4, 11)], [(6, 11), (6, -1)])
    assert mended(banks, FRAME, STREETS[:0]) == []


def test_where_both_sides_have_streets_nobody_knows_either() -> None:
    edge = lines([(5, -1), (5, 11)])
    assert mended(edge, FRAME, STREETS[[0, 2]], 0.5) == []
    [park] = mended(edge, FRAME, STREETS[[0, 2, 3]], 0.5)
    assert park.equals(shapely.box(0, 0, 5, 10))
