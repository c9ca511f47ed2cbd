import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from guidegen.places.grid import density, density_at
from guidegen.places.meanshift import basin_of, mean_shift


def exact_shift(points: np.ndarray, h: float) -> np.ndarray:
    """Mean shift as its definition says, without a grid: where every point ends."""
    at = points
    for _ in range(2000):
        weight = np.exp(-cdist(at, points, "sqeuclidean") / (2 * h * h))
        new = weight @ points / weight.sum(axis=1, keepdims=True)
        done = np.abs(new - at).max() < 1e-6 * h
        at = new
        if done:
            break
    return at


@pytest.fixture(scope="module")
def town() -> tuple[np.ndarray, np.ndarray]:
    """Points around 25 centres, and where each ends at h = 100 m."""
    rng = np.random.default_rng(7)
    centres = rng.uniform(0, 3000, (25, 2))
    points = centres[rng.integers(0, 25, 1500)] + rng.normal(0, 60, (1500, 2))
    return points, exact_shift(points, 100.0)


def test_two_points_far_apart_are_two_clusters() -> None:
    # 1 km apart at h = 100 m: each is its own mode, exactly where it lies
    found = mean_shift(np.array([0.0, 1000.0]), np.array([0.0, 0.0]), 100.0)
    assert found.labels.tolist() in ([0, 1], [1, 0])
    assert sorted(found.x_m) == pytest.approx([0, 1000], abs=0.5)
    assert found.y_m == pytest.approx([0, 0], abs=0.5)


def test_two_points_near_each_other_share_a_mode_between_them() -> None:
    # two Gaussians merge when they are nearer than 2 h; the mode is the middle
    found = mean_shift(np.array([0.0, 100.0]), np.array([0.0, 0.0]), 100.0)
    assert found.labels.tolist() == [0, 0]
    assert (found.x_m[0], found.y_m[0]) == pytest.approx((50, 0), abs=0.5)


def test_modes_are_ordered_by_height_and_weights_decide() -> None:
    found = mean_shift(np.array([0.0, 1000.0]), np.zeros(2), 50.0, weights=np.array([1.0, 3.0]))
    assert found.x_m == pytest.approx([1000, 0], abs=0.5)
    assert found.labels.tolist() == [1, 0]


def test_the_density_is_the_sum_of_gaussians() -> None:
    rng = np.random.default_rng(1)
    x, y, h = rng.normal(0, 200, 50), rng.normal(0, 200, 50), 80.0
    grid = density(x, y, np.ones(50), h, 8)
    expected = np.exp(-((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) / (2 * h * h)).sum(axis=1)
    # linear interpolation between nodes h/8 apart errs by at most (1/8)²/8 = 0.2% per Gaussian
    assert density_at(grid, x, y) == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize("cells", [4, 5, 8])
def test_it_agrees_with_exact_mean_shift(town: tuple[np.ndarray, np.ndarray], cells: int) -> None:
    points, ends = town
    x, y = points.T
    found = mean_shift(x, y, 100.0, cells_per_bandwidth=cells)
    off = np.hypot(*(ends - np.column_stack((found.x_m, found.y_m))[found.labels]).T)
    assert np.median(off) < 0.1
    assert (off < 5).mean() > 0.998  # nearly every point is in the right basin


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_points_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 2000, 200), rng.uniform(0, 2000, 200)
    order = rng.permutation(200)
    one, other = mean_shift(x, y, 80.0), mean_shift(x[order], y[order], 80.0)
    assert one.x_m == pytest.approx(other.x_m, abs=1e-2)
    assert (one.labels[order] == other.labels).all()


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.floats(-5e4, 5e4), st.floats(-5e4, 5e4)), min_size=1, max_size=30),
    st.sampled_from([5.0, 60.0, 700.0]),
)
def test_every_point_gets_a_mode_within_reach(points: list[tuple[float, float]], h: float) -> None:
    x, y = np.array(points).T
    found = mean_shift(x, y, h)
    assert (found.labels >= 0).all()
    assert set(found.labels) == set(range(len(found.x_m)))
    assert np.isfinite([found.x_m, found.y_m]).all()


def test_many_points_at_one_spot() -> None:
    found = mean_shift(np.full(1000, 12.5), np.full(1000, -3.0), 40.0)
    assert (len(found.x_m), set(found.labels)) == (1, {0})
    assert (found.x_m[0], found.y_m[0]) == pytest.approx((12.5, -3), abs=0.05)


def test_millions_at_one_spot_are_all_counted() -> None:
    # in single precision the sum would stop growing at 16,777,216
    spot = np.zeros(20_000_000)
    grid = density(spot, spot, np.ones(spot.size), 40.0, 4)
    assert density_at(grid, np.zeros(1), np.zeros(1))[0] == pytest.approx(2e7, rel=1e-3)


def test_positions_without_photos_belong_to_the_basin_around_or_the_nearest_mode() -> None:
    found = mean_shift(np.array([0.0, 1000.0]), np.zeros(2), 100.0)
    right = int(found.labels[1])
    x_m = np.array([900.0, 9000.0, 400.0, -1e6, 1e6, 1000.0, 0.0])
    y_m = np.array([0.0, 0.0, 0.0, -1e6, 1e6, 1e5, -1e5])
    left = 1 - right
    assert basin_of(found, x_m, y_m).tolist() == [right, right, left, left, right, right, left]


def test_nothing_to_cluster_and_impossible_bandwidths() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        mean_shift(np.empty(0), np.empty(0), 10.0)
    for wrong in (0.0, -5.0, float("nan")):
        with pytest.raises(ValueError, match="must be positive"):
            mean_shift(np.zeros(1), np.zeros(1), wrong)
