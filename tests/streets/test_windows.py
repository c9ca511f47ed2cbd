from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from guidegen.geo import Projection
from guidegen.streets import quads
from guidegen.streets.windows import Windows, photo_windows
from tests.streets.drawn import METRES, photos, streets, streets_of

Floats = npt.NDArray[np.float64]

STREET = """
  *

  A    B
"""


def pairs(windows: Windows) -> list[tuple[int, int, float]]:
    return list(
        zip(
            windows.photo.tolist(),
            windows.edge.tolist(),
            windows.distance_m.tolist(),
            strict=True,
        )
    )


def test_a_photo_twenty_metres_from_the_end_of_a_street() -> None:
    windows = photo_windows(*photos(STREET), streets(STREET, "AB"), METRES, window_m=50.0)
    assert pairs(windows) == [(0, 0, 20.0)]


@pytest.mark.parametrize("window_m", [20.0, np.nextafter(20.0, 0)])
def test_a_photo_exactly_at_the_window_belongs_to_it(window_m: float) -> None:
    windows = photo_windows(*photos(STREET), streets(STREET, "AB"), METRES, window_m=window_m)
    assert len(pairs(windows)) == (window_m == 20)


@pytest.mark.parametrize("window_m", [0.1, 0.3, 1 / 3, 7.7, 123.456])
def test_the_window_is_exact_where_its_square_is_rounded(window_m: float) -> None:
    street = streets_of([[(0, 0), (0, 50)]])
    x_m = np.array([-window_m, np.nextafter(window_m, 0), np.nextafter(window_m, np.inf)])
    windows = photo_windows(x_m, np.full(3, 20.0), street, METRES, window_m=window_m)
    assert windows.photo.tolist() == [0, 1]


def test_beyond_its_ends_a_street_is_as_far_as_its_end() -> None:
    drawing = """
*

    A  B   *
"""
    windows = photo_windows(*photos(drawing), streets(drawing, "AB"), METRES, window_m=100.0)
    assert pairs(windows) == [(0, 0, pytest.approx(np.hypot(40, 20))), (1, 0, 40.0)]


def test_a_bent_street_is_paired_once_at_its_nearest_part() -> None:
    drawing = """
A      B
    *
       C
"""
    windows = photo_windows(*photos(drawing), streets(drawing, "ABC"), METRES, window_m=50.0)
    assert pairs(windows) == [(0, 0, 10.0)]


def test_a_street_without_length_is_a_point() -> None:
    street = streets_of([[(5, 5), (5, 5)]])
    windows = photo_windows(np.array([5.0]), np.array([8.0]), street, METRES, window_m=3.0)
    assert pairs(windows) == [(0, 0, 3.0)]


def test_photos_that_are_far_away_or_nowhere_are_near_nothing() -> None:
    x_m, y_m = np.array([1e9, np.nan, np.inf, 2.0]), np.array([0.0, 0.0, 0.0, 0.0])
    windows = photo_windows(x_m, y_m, streets(STREET, "AB"), METRES, window_m=50.0)
    assert windows.photo.tolist() == [3]
    assert windows.photos == 4


@pytest.mark.parametrize("threads", [1, 2])
def test_without_photos_or_without_streets_there_are_no_pairs(threads: int) -> None:
    none, one = np.empty(0), np.zeros(1)
    street, no_street = streets(STREET, "AB"), streets(STREET)
    no_photos = photo_windows(none, none, street, METRES, window_m=50.0, threads=threads)
    assert (no_photos.photos, no_photos.edges, len(pairs(no_photos))) == (0, 1, 0)
    no_streets = photo_windows(one, one, no_street, METRES, window_m=50.0, threads=threads)
    assert (no_streets.photos, no_streets.edges, len(pairs(no_streets))) == (1, 0, 0)


@pytest.mark.parametrize("window_m", [0, -5, float("nan"), float("inf")])
def test_a_window_is_a_positive_number(window_m: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        photo_windows(np.zeros(1), np.zeros(1), streets(STREET, "AB"), METRES, window_m=window_m)


def test_degrees_become_metres_of_the_projection() -> None:
    pisa = Projection(10.4, 43.7)
    lon, lat = pisa.to_degrees(np.array([0.0, 500.0]), np.array([0.0, 0.0]))
    street = streets_of([list(zip(lon.tolist(), lat.tolist(), strict=True))])
    windows = photo_windows(np.array([250.0]), np.array([30.0]), street, pisa, window_m=50.0)
    assert pairs(windows) == [(0, 0, pytest.approx(30, abs=0.01))]


def random_town(
    seed: int, spread_m: float
) -> tuple[Floats, Floats, list[list[tuple[float, float]]]]:
    """Photos, and bent streets of which some are long and slanting and some have no length."""
    rng = np.random.default_rng(seed)
    x_m, y_m = rng.normal(0, spread_m, (2, 60)).round(1)
    starts = rng.normal(0, spread_m, (25, 1, 2))
    bends = starts + np.cumsum(rng.normal(0, 1, (25, 3, 2)) * spread_m * rng.random((25, 1, 1)), 1)
    bends[:2] = starts[:2]
    return x_m, y_m, [[tuple(point) for point in line] for line in bends.tolist()]


@given(
    seed=st.integers(0, 10_000),
    spread_m=st.sampled_from([30.0, 400.0, 3000.0]),
    window_m=st.sampled_from([5.0, 50.0, 900.0, 2500.0]),
    threads=st.sampled_from([1, 3]),
)
def test_the_pairs_are_those_of_all_distances(
    seed: int, spread_m: float, window_m: float, threads: int
) -> None:
    x_m, y_m, lines = random_town(seed, spread_m)
    edges = streets_of(lines)
    found = photo_windows(x_m, y_m, edges, METRES, window_m=window_m, threads=threads)
    points = shapely.points(x_m, y_m)
    matrix = shapely.distance(points[:, None], edges.geometry.to_numpy()[None, :])
    photo, edge = np.nonzero(matrix <= window_m)
    assert found.photo.tolist() == photo.tolist()
    assert found.edge.tolist() == edge.tolist()
    np.testing.assert_allclose(found.distance_m, matrix[photo, edge], rtol=0, atol=1e-9)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("quad_m", "most"), [(70.0, 100_000), (333.3, 7), (1400.0, 1)])
def test_quads_find_exactly_what_one_piece_finds(
    monkeypatch: pytest.MonkeyPatch, quad_m: float, most: int, threads: int
) -> None:
    x_m, y_m, lines = random_town(4, 300.0)
    edges = streets_of(lines)
    monkeypatch.setattr(quads, "QUAD_M", 1e5)
    whole = photo_windows(x_m, y_m, edges, METRES, window_m=60.0, threads=1)
    monkeypatch.setattr(quads, "QUAD_M", quad_m)
    monkeypatch.setattr(quads, "QUAD_PHOTOS", most)
    in_quads = photo_windows(x_m, y_m, edges, METRES, window_m=60.0, threads=threads)
    assert whole.edge.size > 50
    for name in ("starts", "edge", "distance_m"):
        assert getattr(in_quads, name).tobytes() == getattr(whole, name).tobytes()
