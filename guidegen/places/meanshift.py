"""Gaussian mean shift on a grid: every photo climbs the photo density to its mode.

The shift of a point x is m(x) = Σ K(x-xᵢ) xᵢ / Σ K(x-xᵢ) - x = h² ∇ρ(x) / ρ(x) with the density
ρ(x) = Σ K(x-xᵢ), K(u) = exp(-|u|²/2h²) (Cheng 1995; Tikhonov, "Mining geo-tagged photos", 2018).
A cluster is the basin of one mode. Computed naively every step costs O(n); here the density is
filtered once on a grid, nodes climb it and remember where others arrived, and only photos next
to the border between two basins are followed between the nodes.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from scipy.spatial import cKDTree

from guidegen.places.climb import (
    UNKNOWN,
    cells_with_photos,
    climb_from,
    follow,
    refine,
    rename,
    window_of,
)
from guidegen.places.grid import TILE, Floats, Grid, Ints, Singles, density

_MERGE = 0.1  # modes closer than this many bandwidths are one


class Clusters(NamedTuple):
    """The basins of a density.

    Attributes:
        labels: index of each photo's mode, shape (n,).
        x_m: modes, metres east, shape (k,); the highest density first.
        y_m: modes, metres north, shape (k,).
        grid: the density they were found on.
        nodes: index of the mode for the nodes of the grid that photos climbed through, negative
            elsewhere; shape (tiles, 64, 64).
        cells: the same for the cells whose four corners agree, named by their first node.
    """

    labels: Ints
    x_m: Floats
    y_m: Floats
    grid: Grid
    nodes: Ints
    cells: Ints


def mean_shift(
    x_m: Floats,
    y_m: Floats,
    bandwidth_m: float,
    *,
    weights: Floats | None = None,
    cells_per_bandwidth: int = 5,
) -> Clusters:
    """Cluster points by Gaussian mean shift.

    Args:
        x_m: metres east, shape (n,).
        y_m: metres north, shape (n,).
        bandwidth_m: h, metres: the editor's "sensitivity".
        weights: one per point, shape (n,); all 1 if not given.
        cells_per_bandwidth: how fine the grid is; 4 agrees with exact mean shift to an adjusted
            Rand index of 0.999, and 8 costs four times as much.

    Raises:
        ValueError: no points, or a bandwidth that is not positive.
    """
    if x_m.size == 0:
        raise ValueError("mean shift needs at least one point")
    if not bandwidth_m > 0:
        raise ValueError(f"the bandwidth must be positive, not {bandwidth_m}")
    if weights is None:
        weights = np.ones(x_m.size)
    grid = density(x_m, y_m, weights, bandwidth_m, cells_per_bandwidth)
    rows, cols = _to_nodes(grid, x_m, y_m)
    nodes = np.full((len(grid.values), TILE, TILE), UNKNOWN, np.int32)
    cells = cells_with_photos(grid, rows, cols)
    peaks = climb_from(grid, nodes, cells)
    mode_rows, mode_cols, heights = refine(grid, peaks)
    kept, merged = _merge(mode_rows, mode_cols, heights, _MERGE * cells_per_bandwidth)
    rename(nodes, merged)
    rename(cells, merged)
    mode_rows, mode_cols = mode_rows[kept], mode_cols[kept]
    labels = follow(grid, nodes, cells, rows, cols)
    mode_x_m, mode_y_m = grid.x_m + mode_cols * grid.cell_m, grid.y_m + mode_rows * grid.cell_m
    return Clusters(labels, mode_x_m, mode_y_m, grid, nodes, cells)


def basin_of(clusters: Clusters, x_m: Floats, y_m: Floats) -> Ints:
    """Index of the mode in whose basin each position (metres, shape (n,)) lies.

    A position far from all photos belongs to the nearest mode.
    """
    rows, cols = _to_nodes(clusters.grid, x_m, y_m)
    labels = follow(clusters.grid, clusters.nodes, clusters.cells, rows, cols)
    for i in np.flatnonzero(labels < 0):
        labels[i] = np.argmin((clusters.x_m - x_m[i]) ** 2 + (clusters.y_m - y_m[i]) ** 2)
    return labels


def window(
    clusters: Clusters, rows: tuple[int, int], cols: tuple[int, int]
) -> tuple[Singles, Ints]:
    """Density and basin of the nodes in a rectangle of the grid.

    Args:
        clusters: what to look at.
        rows: first row and the row after the last.
        cols: first column and the column after the last.

    Returns:
        Two arrays of shape (rows, columns); the basin is -1 where there is no density.
    """
    return window_of(clusters.grid, clusters.nodes, rows, cols)


def _to_nodes(grid: Grid, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
    return (y_m - grid.y_m) / grid.cell_m, (x_m - grid.x_m) / grid.cell_m


def _merge(rows: Floats, cols: Floats, heights: Floats, within: float) -> tuple[Ints, Ints]:
    """Join modes that are nearer than `within` cells to a higher one.

    Returns the modes kept, highest first, and for each old mode the index of its new one.
    """
    order = np.lexsort((cols, rows, -heights))
    points = np.column_stack((rows, cols))[order]
    near = cast(
        "list[list[int]]", cKDTree(points).query_ball_point(points, within, return_sorted=True)
    )
    leader = np.empty(len(order), np.int32)
    for i, others in enumerate(near):
        # the first is the highest there; it has led itself already, or is this one
        leader[i] = leader[others[0]] if others[0] < i else i
    kept = np.flatnonzero(leader == np.arange(len(order)))
    merged = np.empty(len(order), np.int32)
    merged[order] = np.searchsorted(kept, leader)
    return order[kept].astype(np.int32), merged
