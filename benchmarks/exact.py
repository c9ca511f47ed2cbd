"""Exact Gaussian mean shift of single points, the slow way: what the grid is judged by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
TRUNCATE = 5.0  # bandwidths


def exact_mean_shift(
    start_x: Floats, start_y: Floats, x_m: Floats, y_m: Floats, bandwidth_m: float
) -> tuple[Floats, Floats]:
    """Where mean shift over all points (n,) takes some starting positions (k,), metres.

    Sums run over the points within five bandwidths, found by blocks of that size; a position
    stands still when it moves by less than 1e-5 bandwidths.
    """
    block = TRUNCATE * bandwidth_m
    west, south = x_m.min(), y_m.min()
    across = ((x_m - west) // block).astype(np.int64) + 1
    up = ((y_m - south) // block).astype(np.int64) + 1
    columns = int(across.max()) + 2
    key = up * columns + across
    order = np.argsort(key, kind="stable")
    bounds = np.searchsorted(key[order], np.arange((int(up.max()) + 2) * columns + 1))
    x, y = _climb(
        np.column_stack((start_x - west, start_y - south)),
        np.column_stack((x_m - west, y_m - south))[order],
        bounds,
        columns,
        bandwidth_m,
    )
    return x + west, y + south


@njit(cache=True)
def _climb(
    starts: Floats, points: Floats, bounds: npt.NDArray[np.int64], columns: int, h: float
) -> tuple[Floats, Floats]:
    ends = starts.copy()
    for i in range(len(ends)):
        for _ in range(10_000):
            x, y = ends[i]
            total = to_x = to_y = 0.0
            middle = (int(y // (TRUNCATE * h)) + 1) * columns + int(x // (TRUNCATE * h)) + 1
            for row in (-columns, 0, columns):
                for j in range(bounds[middle + row - 1], bounds[middle + row + 2]):
                    dx, dy = points[j, 0] - x, points[j, 1] - y
                    squared = dx * dx + dy * dy
                    if squared < TRUNCATE * TRUNCATE * h * h:
                        weight = np.exp(-squared / (2 * h * h))
                        total += weight
                        to_x += weight * dx
                        to_y += weight * dy
            ends[i, 0] += to_x / total
            ends[i, 1] += to_y / total
            if abs(to_x) + abs(to_y) < 1e-5 * h * total:
                break
    return ends[:, 0], ends[:, 1]
