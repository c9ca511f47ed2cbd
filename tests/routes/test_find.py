"""Both engines behind the one function."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely

from guidegen.routes.find import find_routes
from guidegen.routes.planar import network_of
from guidegen.routes.sessions import movements
from guidegen.streets.network import Network
from tests.routes import movers
from tests.routes.drawn import CENTRE, photos, walking
from tests.routes.towns import far_m, metres, network, walked

CROSS = [[(-300, 0), (0, 0)], [(0, 0), (300, 0)], [(0, -300), (0, 0)], [(0, 0), (0, 300)]]
STREETS = network(CROSS)
NO_STREETS = Network(STREETS.nodes.iloc[:0], STREETS.edges.iloc[:0], {})
ENGINES = [None, STREETS]
WAYS = [[(-300, 0), (300, 0)], [(0, -300), (0, 300)]]


@pytest.mark.parametrize("streets", ENGINES, ids=["tracks", "streets"])
def test_ways_that_people_walked_are_routes(streets: Network | None) -> None:
    found = find_routes(walked(WAYS, people=6), CENTRE, streets)
    lines = metres(found.table)
    assert found.facts["engine"] == ("tracks" if streets is None else "streets")
    for x in range(-250, 251, 50):
        assert far_m((x, 0), lines) < 10
        assert far_m((0, x), lines) < 10
    truth = shapely.MultiLineString(WAYS)
    points = shapely.points(np.concatenate([shapely.get_coordinates(line) for line in lines]))
    assert shapely.distance(points, truth).max() < 15
    assert 1000 < shapely.length(lines).sum() < 1300


@pytest.mark.parametrize("streets", ENGINES, ids=["tracks", "streets"])
@pytest.mark.parametrize(("people", "routes"), [(2, 0), (3, 1)])
def test_nothing_rests_on_fewer_than_three(
    streets: Network | None, people: int, routes: int
) -> None:
    segments = walked([[(-300, 0), (300, 0)]], people=people, noise_m=2)
    found = find_routes(segments, CENTRE, streets).table
    assert bool(len(found)) == bool(routes)
    assert (found["authors"] >= 3).all()


@pytest.mark.parametrize("streets", ENGINES, ids=["tracks", "streets"])
def test_one_person_on_many_days_is_one_person(streets: Network | None) -> None:
    segments = walked([[(-300, 0), (300, 0)]], people=8, noise_m=2)
    alone = dataclasses.replace(segments, author=np.zeros(len(segments), np.int32))
    assert len(find_routes(segments, CENTRE, streets).table) > 0
    assert len(find_routes(alone, CENTRE, streets).table) == 0


@pytest.mark.parametrize("streets", ENGINES, ids=["tracks", "streets"])
def test_balance_says_which_way_people_go(streets: Network | None) -> None:
    one = walked([[(-300, 0), (300, 0)]], people=6, noise_m=2)
    backwards = dataclasses.replace(one, x0_m=one.x1_m, y0_m=one.y1_m, x1_m=one.x0_m, y1_m=one.y0_m)
    there, back = (find_routes(each, CENTRE, streets).table for each in (one, backwards))
    assert np.abs(there["balance"]).min() > 0.4

    def eastward(table: object) -> bool:
        begin, end = shapely.get_coordinates(metres(table)[0])[[0, -1], 0]  # type: ignore[arg-type]
        return bool((table["balance"].iloc[0] > 0) == (end > begin))  # type: ignore[index]

    assert eastward(there)
    assert not eastward(back)


@pytest.mark.parametrize("streets", ENGINES, ids=["tracks", "streets"])
def test_the_same_movements_give_the_same_routes(streets: Network | None) -> None:
    segments = walked(WAYS, people=5)
    one, other = (find_routes(segments, CENTRE, streets).table for _ in range(2))
    assert one.to_wkb().equals(other.to_wkb())


@pytest.mark.parametrize("streets", ENGINES, ids=["tracks", "streets"])
def test_nobody_moved(streets: Network | None) -> None:
    segments = walked(WAYS, people=1).rows(np.zeros(0, np.int64))
    found = find_routes(segments, CENTRE, streets)
    assert len(found.table) == 0
    assert found.facts["km"] == 0


@pytest.mark.parametrize("streets", [*ENGINES, NO_STREETS], ids=["tracks", "streets", "none"])
@pytest.mark.parametrize(
    ("way", "people"),
    [
        ((0, 0, 0, 0), 5),  # all at one point
        ((0, 0, 1e-9, 0), 5),
        ((0, 0, 20, 0), 5),  # too short to be a way
        ((0, 0, 300, 0), 1),  # one session
        ((0, 0, 9000, 0), 5),  # too long to tell of one
    ],
)
def test_what_tells_of_no_way_is_no_route(
    streets: Network | None, way: tuple[float, float, float, float], people: int
) -> None:
    found = find_routes(movers.movements([way] * people), CENTRE, streets)
    assert len(found.table) == 0
    assert network_of(found.table, CENTRE) is None


@pytest.mark.parametrize("streets", ENGINES, ids=["tracks", "streets"])
def test_who_is_far_away_changes_nothing(streets: Network | None) -> None:
    """A box of 60 km; what is found here does not depend on what is there."""
    here, far = [(0, 0, 300, 0)] * 4, [(60_000, 60_000, 60_300, 60_000)] * 2
    alone, both = (
        find_routes(movers.movements(ways), CENTRE, streets).table for ways in (here, here + far)
    )
    assert len(alone) > 0
    assert alone.to_wkb().equals(both.to_wkb())


def test_ways_along_streets_follow_their_corners() -> None:
    """Photos at both ends of an L, none between: the straight line would cut the corner."""
    streets = network([[(0, 0), (300, 0)], [(300, 0), (300, 300)]])
    segments = movements(
        photos(*((f"p{i}", walking([(i, 0), (300, 300 - i)])) for i in range(4)))
    ).cleaned
    lines = metres(find_routes(segments, CENTRE, streets).table)
    assert far_m((300, 0), lines) < 1
    assert far_m((150, 150), lines) > 100


def test_streets_far_away_are_not_walked() -> None:
    segments = walked([[(0, 0), (300, 0)]], people=5)
    streets = network([[(0, 100), (300, 100)]])
    assert len(find_routes(segments, CENTRE, streets).table) == 0


def test_tracks_leave_out_where_too_few_went_on() -> None:
    """Five walk to the middle, two of them on."""
    ways = [[(-300.0, 0.0), (0.0, 0.0)]] * 3 + [[(-300.0, 0.0), (300.0, 0.0)]] * 2
    lines = metres(find_routes(walked(ways, people=1, noise_m=2), CENTRE).table)
    assert far_m((-150, 0), lines) < 10
    assert far_m((100, 0), lines) > 50


def test_ends_whose_extensions_meet_are_closed() -> None:
    """Nobody photographs at the corner itself."""
    ways = [[(0.0, 0.0), (260.0, 0.0)], [(300.0, 40.0), (300.0, 300.0)]]
    lines = metres(find_routes(walked(ways, people=5, noise_m=2), CENTRE).table)
    assert far_m((300, 0), lines) < 15
