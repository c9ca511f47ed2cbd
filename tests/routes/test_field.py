from __future__ import annotations

import numpy as np
import pytest
from scipy.special import erf

from guidegen.geo import Floats, Projection
from guidegen.routes.field import (
    MAGNET,
    REACH,
    Form,
    faded,
    flow,
    make_field,
    movement_weights,
    people_near,
)
from guidegen.routes.raster import Grid
from guidegen.routes.segments import Segments
from tests.routes.movers import BOX, Way, crowd, joined, movements

GRID = Grid.over(BOX)
FORMS: tuple[Form, ...] = ("local", "magnets")


def nodes_m() -> tuple[Floats, Floats]:
    """Where the grid's points lie, metres around its centre."""
    lon = np.linspace(BOX.west, BOX.east, GRID.columns)
    lat = np.linspace(BOX.north, BOX.south, GRID.rows)
    x, y = Projection.around(BOX).to_metres(*(axis.ravel() for axis in np.meshgrid(lon, lat)))
    return x.reshape(GRID.rows, -1), y.reshape(GRID.rows, -1)


def summed(segments: Segments, weights: Floats, form: Form) -> tuple[Floats, Floats, Floats]:
    """The field as the formulas say, movement by movement."""
    x, y = nodes_m()
    east, north, traffic = (np.zeros(x.shape) for _ in range(3))
    sigma = GRID.sigma_m
    ends = (segments.x0_m, segments.y0_m, segments.x1_m, segments.y1_m)
    for k, weight in enumerate(weights):
        ax, ay, bx, by = (float(axis[k]) for axis in ends)
        length = np.hypot(bx - ax, by - ay)
        tx, ty = (bx - ax) / length, (by - ay) / length
        u, v = (x - ax) * tx + (y - ay) * ty, (y - ay) * tx - (x - ax) * ty
        root = np.sqrt(2) * sigma
        line = 0.5 * np.exp(-(v**2) / root**2) * (erf(u / root) - erf((u - length) / root))
        traffic += weight * line
        from_a, from_b = (
            (px, py, px**2 + py**2 + (MAGNET * sigma) ** 2)
            for px, py in ((x - ax, y - ay), (x - bx, y - by))
        )
        pull = [from_a[i] / from_a[2] - from_b[i] / from_b[2] for i in (0, 1)]
        along = [tx * line, ty * line]
        east += weight * (along if form == "local" else pull)[0]
        north += weight * (along if form == "local" else pull)[1]
    return east, north, traffic


def assert_within_a_hundredth(segments: Segments, weights: Floats, form: Form) -> None:
    """Of the strongest flow and of the most traffic."""
    east, north, traffic = flow(segments, GRID, weights, form=form)
    true_east, true_north, true_traffic = summed(segments, weights, form)
    off = np.hypot(east - true_east, north - true_north)
    assert off.max() <= 0.01 * np.hypot(true_east, true_north).max()
    assert np.abs(traffic - true_traffic).max() <= 0.01 * true_traffic.max()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "ways",
    [
        [(-200, 0, 200, 0)],
        [(-31.7, 11.3, 55.1, 180.9)],
        [(3.1, 2.2, 21.0, 9.7)],  # shorter than the Gaussian is wide
        [(7.7, 0, 7.7, 15)],
        [(-700, -700, 600, 500), (100, 0, 40, 300), (40, 300, 100, 0)],
    ],
)
def test_the_field_is_the_sum_over_all_movements(form: Form, ways: list[Way]) -> None:
    segments, weights = movements(ways), np.linspace(1, 0.3, len(ways))
    assert_within_a_hundredth(segments, weights, form)


@pytest.mark.parametrize("form", FORMS)
def test_the_field_of_a_crowd_is_the_sum_too(form: Form) -> None:
    segments = crowd(200)
    assert_within_a_hundredth(segments, movement_weights(segments), form)


def test_a_long_way_to_the_east() -> None:
    east, north, traffic = flow(movements([(-400, 0, 400, 0)]), GRID, np.ones(1))
    middle = GRID.columns // 2  # far from its ends
    beside_m = nodes_m()[1][:, middle]
    one_movement = np.exp(-(beside_m**2) / (2 * GRID.sigma_m**2))
    np.testing.assert_allclose(east[:, middle], one_movement, atol=0.005)
    np.testing.assert_allclose(traffic, np.abs(east), atol=0.005)
    assert np.abs(north).max() < 0.005


@pytest.mark.parametrize("form", FORMS)
def test_fields_add_up(form: Form) -> None:
    one, other = crowd(30, seed=1), crowd(40, seed=2)
    both = joined(one, other)
    parts = [flow(each, GRID, np.full(len(each), 0.5), form=form) for each in (one, other)]
    whole = flow(both, GRID, np.ones(len(both)), form=form)
    for total, first, second in zip(whole, *parts, strict=True):
        np.testing.assert_allclose(total, 2 * (first + second), atol=1e-9)


@pytest.mark.parametrize("form", FORMS)
def test_the_way_back_is_the_opposite(form: Form) -> None:
    there = crowd(50)
    back = Segments(
        there.x1_m, there.y1_m, there.x0_m, there.y0_m,
        there.author, there.session, there.left_at, there.seconds,
    )  # fmt: skip
    east, north, traffic = flow(there, GRID, np.ones(50), form=form)
    east_back, north_back, traffic_back = flow(back, GRID, np.ones(50), form=form)
    np.testing.assert_allclose(east_back, -east, atol=1e-9)
    np.testing.assert_allclose(north_back, -north, atol=1e-9)
    np.testing.assert_allclose(traffic_back, traffic, atol=1e-9)


def test_to_and_fro_cancels_but_is_traffic() -> None:
    field = make_field(movements([(-300, 0, 300, 0), (300, 0, -300, 0)] * 3), GRID)
    assert np.abs(field.east).max() < 1e-9
    assert field.traffic.max() == pytest.approx(6, rel=0.05)


def test_a_movement_repeated_on_a_day_counts_once() -> None:
    again = movements(
        [(10, 10, 400, 10), (12, 11, 402, 11), (400, 10, 10, 10), (10, 10, 400, 10)],
        authors=[1, 1, 1, 1],
        left_at=["2024-05-04T12:00", "2024-05-04T15:00", "2024-05-04T16:00", "2024-05-05T12:00"],
    )
    assert movement_weights(again, near_m=60).tolist() == [0.5, 0.5, 1, 1]
    # another's is not a repetition
    others = movements([(10, 10, 400, 10)] * 3)
    assert movement_weights(others, near_m=60).tolist() == [1, 1, 1]


def test_what_somebody_does_every_day_counts_for_three() -> None:
    days = [f"2024-05-{day:02}T08:00" for day in range(1, 31)]
    weights = movement_weights(movements([(0, 0, 90, 0)] * 30, authors=[1] * 30, left_at=days))
    assert weights.sum() == pytest.approx(3)
    twice = movements([(0, 0, 90, 0)] * 2, authors=[1, 1], left_at=days[:2])
    assert movement_weights(twice).tolist() == [1, 1]
    assert movement_weights(movements([])).size == 0


def test_a_movement_of_no_length_is_nothing() -> None:
    for form in FORMS:
        for values in flow(movements([(5, 5, 5, 5)]), GRID, np.ones(1), form=form):
            assert np.abs(values).max() < 1e-12


def test_where_fewer_than_three_people_passed_there_is_nothing() -> None:
    ways = [(-400, 300, 400, 300)] * 9 + [(-400, -300, 400, -300)] * 3
    two_and_three = movements(ways, authors=[0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4])
    for form in FORMS:
        field = make_field(two_and_three, GRID, form=form)
        _, y = nodes_m()
        for values in (field.east, field.north, field.traffic):
            assert not values[y > 0].any()
            assert not values[field.people < 3].any()
            assert np.isfinite(values).all()
        assert field.east[y < 0].max() > 0.9 * np.abs(field.east).max() > 0


def test_people_are_those_within_reach() -> None:
    _, y = nodes_m()
    people = people_near(movements([(-900, 0, 900, 0)] * 4, authors=[5, 5, 9, 700]), GRID)
    reach = REACH * GRID.sigma_m
    assert people.max() == 3
    assert not people[np.abs(y) > reach + 0.1].any()
    assert (people[np.abs(y) < reach - 2 * max(GRID.cell_m)] == 3).all()


def test_a_field_fades_towards_where_it_must_be_silent() -> None:
    allowed = np.zeros((GRID.rows, GRID.columns), bool)
    allowed[20:60, 20:60] = True
    fade = faded(allowed, GRID)
    assert not fade[~allowed].any()
    assert (fade[allowed] > 0).all()
    assert fade[40, 40] == 1
    assert (np.diff(fade[40, 19:30]) >= 0).all()
    assert (faded(np.ones_like(allowed), GRID) == 1).all()


def test_nobody_moved() -> None:
    field = make_field(movements([]), GRID)
    assert not field.traffic.any()
    assert not field.people.any()


def test_what_lies_outside_of_the_box_is_no_error() -> None:
    field = make_field(movements([(-5000, 0, 5000, 0)] * 3), GRID)
    assert field.east.max() == pytest.approx(3, rel=0.05)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_movements_make_the_same_field(form: Form) -> None:
    first, second = (make_field(crowd(300), GRID, form=form) for _ in range(2))
    for name in ("east", "north", "traffic", "people"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
