"""Nothing that is drawn rests on fewer than three people, whatever one or two of them do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from guidegen.geo import Floats
from guidegen.routes.ends import REACH_M
from guidegen.routes.find import find_routes
from guidegen.routes.raster import Grid
from guidegen.routes.segments import Segments
from guidegen.routes.slices import slices
from guidegen.routes.smooth import curve, sampled
from guidegen.routes.support import NEAR_M, balance_of
from guidegen.streets.network import Network
from tests.routes.drawn import CENTRE
from tests.routes.movers import BOX, joined, movements
from tests.routes.towns import Points, far_m, metres, network, walked

# curves stray at most 10 m from routes, and routes 4 m from what people moved along
SLACK_M = 14.0


def with_two(segments: Segments, *ways: Points, outings: int = 12) -> Segments:
    """With two further people who go those ways again and again."""
    theirs = walked(list(ways) * 2 * outings, people=1, noise_m=2)
    of_session = np.unique(theirs.session, return_inverse=True)[1]
    theirs = replace(
        theirs,
        author=(of_session % 2 + segments.author.max() + 1).astype(np.int32),
        session=(theirs.session + segments.session.max() + 1).astype(np.int32),
    )
    theirs = theirs.rows(np.argsort(theirs.author, kind="stable"))
    return joined(segments, theirs)


def drawn(segments: Segments, streets: Network | None = None) -> Floats:
    """Points about 2 m apart along the curves that are drawn, metres."""
    table = find_routes(segments, CENTRE, streets).table
    curves = [sampled(curve(shapely.get_coordinates(line))) for line in metres(table)]
    return np.concatenate(
        [
            np.empty((0, 2)),
            *(
                shapely.get_coordinates(shapely.segmentize(shapely.LineString(each), 2))
                for each in curves
            ),
        ]
    )


def people_at(points: Floats, segments: Segments) -> np.ndarray:
    """How many people moved within 25 m of each point, and what curves may stray."""
    count = np.zeros(len(points), int)
    ends = np.stack((segments.x0_m, segments.y0_m, segments.x1_m, segments.y1_m), axis=1)
    for author in np.unique(segments.author):
        theirs = shapely.multilinestrings(
            shapely.linestrings(ends[segments.author == author].reshape(-1, 2, 2))
        )
        count += shapely.dwithin(shapely.points(points), theirs, NEAR_M + SLACK_M)
    return count


@pytest.mark.parametrize(("gap_m", "most_m"), [(20, 14), (40, 10), (60, 6), (110, 4)])
def test_what_joins_two_ends_is_not_the_way_that_one_or_two_took(
    gap_m: float, most_m: float
) -> None:
    """A crowd on both sides of a gap, and two people who walk around it in a bow of 20 m."""
    sides = walked([[(-400, 0), (-gap_m / 2, 0)], [(gap_m / 2, 0), (400, 0)]], 6, noise_m=2)
    bow = [(-200, 0), (-gap_m / 2, 0), (0, 20), (gap_m / 2, 0), (200, 0)]
    points = drawn(with_two(sides, bow))
    assert np.abs(points[:, 1]).max() < most_m


@pytest.mark.parametrize("seed", range(3))
def test_all_that_is_drawn_is_near_three_people_or_joins_what_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    crowd = walked([rng.uniform(-400, 400, (3, 2)).tolist() for _ in range(3)], people=4)
    ways = [rng.uniform(-400, 400, (3, 2)).tolist() for _ in range(5)]
    everybody = with_two(crowd, *ways, outings=3)
    points = drawn(everybody)
    assert len(points)
    good = people_at(points, everybody) >= 3
    far = shapely.distance(shapely.points(points[~good]), shapely.MultiPoint(points[good]))
    assert far.size == 0 or far.max() <= REACH_M + SLACK_M


@pytest.mark.parametrize("known", [False, True], ids=["tracks", "streets"])
def test_a_side_street_of_two_people_is_not_drawn(known: bool) -> None:
    ways: list[Points] = [[(-300, 0), (0, 0)], [(0, 0), (300, 0)], [(0, 0), (0, 300)]]
    streets = network(ways) if known else None
    crowd = walked([[(-300, 0), (300, 0)]], people=6, noise_m=3)
    everybody = with_two(crowd, [(-100, 0), (0, 0), (0, 300)])
    points = drawn(everybody, streets)
    assert far_m((200, 0), shapely.points(points)) < 15
    assert points[:, 1].max() < 50


def test_a_balance_does_not_tell_which_way_one_or_two_went() -> None:
    votes = np.array([[9.0, 1], [6, 6], [3, 9], [0, 5], [2, 1], [0, 0]])
    authors = np.array([[9, 1], [6, 3], [2, 9], [0, 3], [2, 1], [0, 0]])
    assert balance_of(votes, authors).tolist() == [0.5, 0, -0.5, -0.5, 0, 0]


@pytest.mark.parametrize("known", [False, True], ids=["tracks", "streets"])
def test_two_who_come_back_do_not_change_the_balance(known: bool) -> None:
    way: Points = [(-300, 0), (300, 0)]
    streets = network([way]) if known else None
    there = walked([way], people=6, noise_m=2)
    [balance] = find_routes(with_two(there, way[::-1]), CENTRE, streets).table["balance"]
    assert abs(balance) == 0.5
    [balance] = find_routes(joined(there, three_back(there)), CENTRE, streets).table["balance"]
    assert abs(balance) == pytest.approx(1 / 6, abs=0.05)


def three_back(there: Segments) -> Segments:
    """Three of them walk the same way back, as people of their own."""
    three = there.rows(there.author < 3)
    return replace(
        three,
        x0_m=three.x1_m, y0_m=three.y1_m, x1_m=three.x0_m, y1_m=three.y0_m,
        author=(three.author + 100).astype(np.int32),
        session=(three.session + 1000).astype(np.int32),
    )  # fmt: skip


GRID = Grid.over(BOX, 60)


def test_two_people_of_several_hours_are_two_people() -> None:
    """One in the evening and at night, another in the evening: three pairs, but two people."""
    way = (-300, 0, 300, 0)
    crowd = movements([way] * 120, left_at="2024-05-04T08:00")
    two = movements([way] * 3, [500, 501, 500], ["2024-05-04T20:00"] * 2 + ["2024-05-04T23:00"])
    found = slices(joined(crowd, two), ["unknown"] * 123, GRID)
    assert [each.name for each in found] == ["all", "spring"]


def test_magnets_do_not_tell_from_afar_of_one_person() -> None:
    """In the south in the evening, alone; in the north there are crowds at all other hours."""
    ways = [(-300, 400, 300, 400)] * 240
    hours = ["2024-05-04T08:00"] * 110 + ["2024-05-04T12:00"] * 130
    crowd = movements(ways, left_at=hours)
    one = movements([(-300, -400, 300, -400)], [900], ["2024-05-04T20:00"])
    three = movements([(-300, -400, 300, -400)] * 3, [900, 901, 902], "2024-05-04T20:00")

    def names(others: Segments, form: str) -> list[str]:
        everybody = joined(crowd, others)
        found = slices(everybody, [""] * len(everybody), GRID, form=form)  # type: ignore[arg-type]
        return [each.name for each in found if each.kind == "hours"]

    assert names(one, "magnets") == ["midday"]  # the whole without it: 110 people and the one
    assert names(three, "magnets") == ["morning", "midday"]
    assert names(one, "local") == ["morning", "midday"]  # which is silent where the one was
