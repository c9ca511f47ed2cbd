"""Which places walks on drawn streets pass: a degree of latitude is 111 km."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import shapely

from guidegen.walks.passing import passes
from guidegen.walks.suggestion import Passing, Sight
from tests.walks.maps import AROUND, Town, town
from tests.walks.test_steps import walk

# from west to east: A at 0 m, B at 200, C at 400; D is 300 m south of B
ROW = """
A---B---C
    |
    |
    D
"""


def sight(
    where: Town, name: str, off: tuple[float, float] = (0, 0), radius_m: float = 0, **values: Any
) -> Sight:
    """A place some metres east and north of a letter, called the same."""
    node = where.names[name]
    x, y = where.graph.arcs.x_m[node] + off[0], where.graph.arcs.y_m[node] + off[1]
    area = None
    if radius_m:
        area = shapely.transform(
            shapely.Point(x, y).buffer(radius_m), AROUND.to_degrees, interleaved=False
        )
    lon, lat = (float(value) for value in AROUND.to_degrees(x, y))
    return Sight(**{"place_id": name, "name": name, "level": "place", "lon": lon, "lat": lat,
                    "value": 1.0, "area": area} | values)  # fmt: skip


def passed(way: str, *sights: Sight) -> list[Passing]:
    row = town(ROW)
    return list(passes(walk(row, way), sights, row.graph))


@pytest.mark.parametrize(("off_m", "is_passed"), [(0, True), (39.5, True), (40.5, False)])
def test_a_place_is_passed_near_its_mode(off_m: float, is_passed: bool) -> None:
    found = passed("ABC", sight(town(ROW), "B", (0, off_m)))
    assert bool(found) == is_passed
    for passing in found:
        assert passing.at_m == pytest.approx(200, abs=0.5)
        assert passing.off_m == pytest.approx(off_m, abs=0.2)


@pytest.mark.parametrize(("south_m", "is_passed"), [(80, True), (99, True), (99.8, False)])
def test_an_area_is_crossed_but_its_rim_is_not(south_m: float, is_passed: bool) -> None:
    # of the street 120 m, 28 m and 13 m lie in the circle
    found = passed("ABC", sight(town(ROW), "A", (100, -south_m), radius_m=100))
    assert [passing.off_m for passing in found] == ([0] if is_passed else [])


def test_quarters_are_not_passed_and_spots_are() -> None:
    row = town(ROW)
    assert passed("ABC", sight(row, "B", level="quarter", radius_m=50)) == []
    assert [p.place_id for p in passed("ABC", sight(row, "B", level="spot"))] == ["B"]


def test_places_come_in_the_order_of_the_walk_each_once() -> None:
    row = town(ROW)
    sights = [sight(row, name, (0, -10 if name == "D" else 10)) for name in "CDAB"]
    assert [p.place_id for p in passed("ABC", *sights)] == ["A", "B", "C"]
    assert [p.place_id for p in passed("CBA", *sights)] == ["C", "B", "A"]
    back = passed("ABDBC", *sights)
    assert [p.place_id for p in back] == ["A", "B", "D", "C"]
    assert [p.at_m for p in back] == pytest.approx([0, 200, 500, 1000], abs=1)


def test_what_is_near_the_start_or_the_end_is_there() -> None:
    # the walk comes nearer to it a moment later, or was nearer before
    row = town(ROW)
    start, end = sight(row, "A", (30, 5)), sight(row, "C", (-30, 5))
    assert [p.at_m for p in passed("ABC", end, start)] == [0, 400]
    loop = passed("ABA", start)
    assert [p.at_m for p in loop] == [0]


def test_stops_count_however_far_off_and_in_their_order() -> None:
    row = town(ROW)
    far, near = sight(row, "D", (90, 0)), sight(row, "B")
    there = walk(row, "ABDBC")
    found = passes(there, [near, far], row.graph, [(far, 10.0), (near, 5.0)])
    assert [(p.place_id, p.minutes) for p in found] == [("D", 10), ("B", 5)]
    assert [p.at_m for p in found] == [500, 800]
    assert found[0].off_m == pytest.approx(90, abs=0.5)
    assert passes(there, [], row.graph, [(sight(row, "C"), 0.0)])[0].at_m == there.length_m


def test_areas_may_be_broken() -> None:
    row = town(ROW)
    at = sight(row, "B", (0, 60))
    lon, lat = row.at("B")
    bow = shapely.Polygon(
        [(lon - 1e-3, lat - 1e-3), (lon + 1e-3, lat + 1e-3), (lon + 1e-3, lat - 1e-3),
         (lon - 1e-3, lat + 1e-3)]
    )  # fmt: skip
    for area, count in ((bow, 1), (shapely.Polygon(), 0), (shapely.Point(lon, lat), 0)):
        assert len(passed("ABC", dataclasses.replace(at, area=area))) == count
