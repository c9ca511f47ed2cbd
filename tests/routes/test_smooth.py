from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guidegen.routes.find import find_routes
from guidegen.routes.smooth import PER_CURVE, curve, route_curves, sampled
from tests.routes.drawn import CENTRE
from tests.routes.towns import walked

_line = st.lists(
    st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=2, max_size=14
).map(lambda points: np.array(points, float))


def cleaned(line: np.ndarray) -> np.ndarray:
    return line[np.append(True, np.hypot(*np.diff(line, axis=0).T) > 0)]


def farthest_m(one: shapely.LineString, other: shapely.LineString) -> float:
    """From the points of one line, a metre apart, to the other: half of Hausdorff's distance."""
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(one, 1)))
    return float(shapely.distance(other, points).max())


def test_a_straight_line_stays_straight() -> None:
    controls = curve(np.array([[0.0, 0], [90, 0], [300, 0]]))
    assert controls.shape == (7, 2)
    np.testing.assert_allclose(controls[:, 1], 0, atol=1e-9)
    assert (np.diff(controls[:, 0]) > 0).all()


def test_a_curve_passes_its_vertices_without_a_corner() -> None:
    line = np.array([[0.0, 0], [100, 20], [200, -10], [300, 30]])
    controls = curve(line)
    np.testing.assert_allclose(controls[::3], line)
    for vertex in (3, 6):
        before = controls[vertex] - controls[vertex - 1]
        after = controls[vertex + 1] - controls[vertex]
        cosine = before @ after / np.hypot(*before) / np.hypot(*after)
        assert cosine == pytest.approx(1, abs=1e-3)


def test_a_ring_is_smooth_where_it_closes() -> None:
    line = np.array([[0.0, 0], [60, 30], [60, 90], [0, 120], [-60, 90], [-60, 30], [0, 0]])
    controls = curve(line, most_m=100)
    before, after = controls[-1] - controls[-2], controls[1] - controls[0]
    assert before @ after == pytest.approx(np.hypot(*before) * np.hypot(*after), rel=1e-6)


def test_vertices_that_repeat_do_not_matter() -> None:
    line = np.array([[0.0, 0], [100, 20], [200, -10]])
    np.testing.assert_array_equal(curve(np.repeat(line, 2, axis=0)), curve(line))


@settings(deadline=None, max_examples=80)
@given(_line)
def test_a_curve_is_near_its_line(line: np.ndarray) -> None:
    assume(len(cleaned(line)) > 1)
    straight, smooth = shapely.LineString(line), shapely.LineString(sampled(curve(line)))
    assert farthest_m(smooth, straight) <= 10.001
    assert farthest_m(straight, smooth) <= 10.001


@settings(deadline=None, max_examples=80)
@given(_line)
def test_a_curve_crosses_itself_only_where_its_line_does(line: np.ndarray) -> None:
    assume(len(cleaned(line)) > 1)
    if shapely.LineString(cleaned(line)).is_simple:
        assert shapely.LineString(sampled(curve(line))).is_simple


@pytest.mark.parametrize("seed", range(8))
def test_pieces_of_a_tangled_line_cross_only_where_its_chords_do(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(20):
        turn = np.cumsum(rng.normal(0, 0.9, 30))
        steps = np.column_stack((np.cos(turn), np.sin(turn))) * rng.uniform(1, 60, 30)[:, None]
        line = np.cumsum(steps, axis=0)
        points = sampled(curve(line))
        rows = np.arange(len(line) - 1)[:, None] * PER_CURVE + np.arange(PER_CURVE + 1)
        assert crossings(shapely.linestrings(points[rows])) <= crossings(
            shapely.linestrings(np.stack((line[:-1], line[1:]), axis=1))
        )


def crossings(pieces: np.ndarray) -> set[tuple[int, int]]:
    one, other = shapely.STRtree(pieces).query(pieces, predicate="crosses")
    return set(zip(one.tolist(), other.tolist(), strict=True))


def test_handles_are_drawn_in_where_a_curve_would_cross() -> None:
    """A hairpin whose arms are nearer to each other than the curve bulges."""
    line = np.array([[0.0, 0], [100, 0], [100, 1], [50, 1], [0, 1.5]])
    assert shapely.LineString(sampled(curve(line))).is_simple


def test_curves_of_routes_are_in_degrees() -> None:
    segments = walked([[(-300, 0), (0, 40), (300, 0)]], people=5)
    table = find_routes(segments, CENTRE).table
    for controls, line in zip(route_curves(table, CENTRE), table.geometry, strict=True):
        np.testing.assert_allclose(controls[[0, -1]], shapely.get_coordinates(line)[[0, -1]])
        assert (len(controls) - 1) % 3 == 0
