from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from guidegen.descriptions.candidate import Candidate, Wish
from guidegen.descriptions.near import (
    ADDRESSES,
    ARTICLES,
    are_near,
    near,
    nearest,
    placed,
    surroundings,
    touches,
)
from guidegen.geo import Box

PISA = Box(10.37, 43.70, 10.43, 43.74)
SPOT = (10.4, 43.72, 40.0)


def test_articles_are_near_within_three_radii_but_at_least_250_m() -> None:
    # 0.001° of latitude are 111 m
    wish = Wish(PISA, ("en",), ((10.4, 43.70, 10.0), (10.4, 43.73, 200.0)))
    things = {"a": 43.7022, "b": 43.7024, "c": 43.7353, "d": 43.7356, "far": -43.0}
    here = near(wish, ARTICLES, ((name, (10.4, lat)) for name, lat in things.items()))
    assert here == ["a", "c"]
    assert near(wish, ARTICLES, []) == []


@pytest.mark.parametrize("at", [(180.0, 90.0), (-180.0, -90.0), (0.0, 0.0), (100.4, 0.0)])
def test_what_is_on_the_other_side_of_the_globe_is_not_near(at: tuple[float, float]) -> None:
    assert near(Wish(PISA, ("en",), ((10.4, 43.7, 1e4),)), ARTICLES, [("x", at)]) == []


def test_addresses_are_near_within_one_and_a_half_radii_but_at_least_100_m() -> None:
    # 0.001° of latitude are 111 m
    wish = Wish(PISA, ("en",), ((10.4, 43.70, 10.0), (10.4, 43.73, 200.0)))
    things = {"a": 43.7008, "b": 43.7010, "c": 43.7326, "d": 43.7328}
    assert near(wish, ADDRESSES, ((name, (10.4, lat)) for name, lat in things.items())) == [
        "a",
        "c",
    ]


def test_the_far_side_of_the_earth_is_not_near() -> None:
    wish = Wish(PISA, (), spots=(SPOT,))
    lon, lat = np.array([-169.6, 100.4, 10.4]), np.array([-43.72, 0.0, 43.72])
    assert are_near(wish, ADDRESSES, lon, lat).tolist() == [False, False, True]


def test_the_nearest_of_each_spot_is_told_if_it_is_near() -> None:
    # 0.001° of longitude are 80 m here
    wish = Wish(PISA, (), spots=(SPOT, (10.41, 43.72, 40.0), (10.42, 43.72, 40.0)))
    things = [("a", (10.4009, 43.72)), ("b", (10.3995, 43.72)), ("c", (10.4195, 43.72))]
    assert nearest(wish, ADDRESSES, things) == ["b", "c"]
    assert nearest(wish, ADDRESSES, []) == []
    assert nearest(replace(wish, spots=()), ADDRESSES, things) == []


def test_what_has_no_position_is_not_placed() -> None:
    here = Candidate("wikidata", "Q1", "en", "A", lon=10.4, lat=43.7)
    nowhere = replace(here, subject="Q2", lon=None, lat=None)
    assert list(placed([nowhere, here])) == [(here, (10.4, 43.7))]


@pytest.mark.parametrize("lat", [0.0, 43.72, -60.0])
def test_surroundings_hold_what_is_near(lat: float) -> None:
    wish = Wish(Box(10.0, lat - 0.1, 11.0, lat + 0.1), (), spots=((10.4, lat, 100.0),))
    [[west, south, east, north]] = surroundings(wish, ARTICLES).tolist()
    # four points a little further out, by more than the Earth is flattened, and as many within
    points = [(10.4, south), (10.4, north), (west, lat), (east, lat)]
    for factor, expected in ((0.99, True), (1.01, False)):
        lon = np.array([10.4 + (x - 10.4) * factor for x, _ in points])
        away = np.array([lat + (y - lat) * factor for _, y in points])
        assert are_near(wish, ARTICLES, lon, away).tolist() == [expected] * 4


def test_boxes_touch_at_edges_and_corners() -> None:
    boxes = np.array([[0.0, 0.0, 1.0, 1.0], [5.0, 5.0, 6.0, 6.0]])
    assert touches(Box(1.0, 1.0, 2.0, 2.0), boxes)
    assert touches(Box(5.2, 5.2, 5.4, 5.4), boxes)
    assert not touches(Box(1.1, 0.0, 4.9, 9.0), boxes)
    assert not touches(Box(0.0, 0.0, 1.0, 1.0), boxes[:0])
