"""Votes and their crests, and who moved along a line."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely

from guidegen.geo import Floats
from guidegen.routes.find import find_routes
from guidegen.routes.segments import Segments
from guidegen.routes.support import along, authors_at, samples
from guidegen.routes.trace import Thresholds, crests
from guidegen.routes.votes import LAYERS, Votes, tiles, votes
from tests.routes.drawn import CENTRE
from tests.routes.towns import Points, walked

LIMITS = Thresholds(seed=1.8, follow=0.9, share=0.03, claim=4.0, shortest=6)
NOTHING = np.empty((0, 3))


def straight(*ways: Points, people: int = 5) -> Segments:
    return walked(ways, people=people, every_m=60, noise_m=1)


def cast_of(segments: Segments, long_m: float = 1e9) -> Votes:
    ((some, within),) = tiles(segments, 10)
    return votes(some, within, width_m=10, long_m=long_m)


def found(segments: Segments, known: Floats = NOTHING) -> list[shapely.LineString]:
    cast = cast_of(segments, long_m=1000)
    return [shapely.LineString(line) for line in crests(cast, LIMITS, known)]


def test_a_lone_way_has_one_vote_in_its_direction() -> None:
    cast = cast_of(straight([(0, 0), (600, 0)], people=1))
    row, column = round(-cast.y_m / cast.cell_m), round((300 - cast.x_m) / cast.cell_m)
    assert cast.layers[0, row, column] == pytest.approx(1, abs=0.15)
    assert cast.layers[LAYERS // 2, row, column] < 0.05


def test_an_author_votes_once_where_they_go_back_and_forth() -> None:
    once = straight([(0, 0), (600, 0)], people=1)
    thrice = once.rows(np.tile(np.arange(len(once)), 3))
    thrice = dataclasses.replace(thrice, session=np.arange(len(thrice), dtype=np.int32))
    one, other = (cast_of(each).layers for each in (once, thrice))
    np.testing.assert_allclose(one, other, atol=1e-4)


def test_ways_that_cross_are_two_crests() -> None:
    lines = found(straight([(-300, 0), (300, 0)], [(-250, -250), (250, 250)]))
    assert len(lines) == 2
    assert all(line.length > 500 for line in lines)
    assert lines[0].crosses(lines[1])


def test_ways_beside_each_other_are_two_crests() -> None:
    lines = found(straight([(0, 0), (500, 0)], [(0, 50), (500, 50)]))
    assert sorted(round(line.centroid.y / 10) for line in lines) == [0, 5]


def test_a_ring_is_followed_once() -> None:
    turn = np.linspace(0, 2 * np.pi, 60)
    ring = [(150 * np.cos(t), 150 * np.sin(t)) for t in turn]
    lines = found(straight(ring))
    assert sum(line.length for line in lines) == pytest.approx(2 * np.pi * 150, rel=0.2)


def test_nothing_runs_beside_what_is_known() -> None:
    segments = straight([(-300, 0), (300, 0)], [(0, -300), (0, 300)])
    x = np.arange(-320.0, 321, 5)
    known = np.column_stack((x, np.full(x.size, 10.0), np.zeros(x.size)))
    (line,) = found(segments, known)
    assert abs(line.centroid.x) < 5  # the other one


def test_authors_are_counted_beside_a_line_in_its_direction() -> None:
    segments = straight([(0, 0), (300, 0)], [(0, 20), (300, 20)], [(150, -200), (150, 200)],
                        [(0, 60), (300, 60)], people=2)  # fmt: skip
    line = np.array([shapely.LineString([(0, 0), (300, 0)])])
    who = along(line, segments)
    assert who.authors.tolist() == [4]  # not those across, nor those 60 m away
    assert who.days.tolist() == [4]
    assert who.balance.tolist() == [0.5]
    here, of = authors_at(line, segments)
    assert here.max() == 4
    assert of.tolist() == [0] * len(here)


def test_samples_have_both_ends() -> None:
    at, way, of = samples(np.array([shapely.LineString([(0, 0), (12, 0)]),
                                    shapely.LineString([(0, 9), (0, 10)])]))  # fmt: skip
    assert at.tolist() == [[0, 0], [4, 0], [8, 0], [12, 0], [0, 9], [0, 10]]
    assert of.tolist() == [0, 0, 0, 0, 1, 1]
    assert way.tolist() == [[4, 0], [8, 0], [8, 0], [4, 0], [0, 1], [0, 1]]


def test_a_way_through_several_tiles_is_one_route(monkeypatch: pytest.MonkeyPatch) -> None:
    segments = straight([(0, 0), (2000, 30)])
    whole = find_routes(segments, CENTRE).table
    monkeypatch.setattr("guidegen.routes.votes.TILE_CELLS", 120)
    assert len(list(tiles(segments, 10))) > 3
    parts = find_routes(segments, CENTRE).table
    assert len(whole) == len(parts) == 1
    assert parts["length_m"].sum() == pytest.approx(whole["length_m"].sum(), rel=0.02)
