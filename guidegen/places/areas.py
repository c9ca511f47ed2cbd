"""The area of a place: the part of its basin where most of its photos were taken."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from scipy.ndimage import gaussian_filter
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from guidegen.places.grid import Floats, Ints
from guidegen.places.meanshift import Clusters, window

HELD_SHARE = 0.8  # of the cluster's weight lies above the density of its edge
SIMPLIFY_M = 5.0
_LEAST_RADIUS = 0.5  # bandwidths; also a cluster of photos at one point has an area
_SMOOTH = 0.7  # cells; takes the stairs off the border between two basins
_LEAST_PART = 0.1  # of the largest part


def draw_areas(
    clusters: Clusters, modes: Sequence[int], x_m: Floats, y_m: Floats, weights: Floats
) -> list[BaseGeometry]:
    """Polygons, in metres, of some modes of a density.

    Args:
        clusters: basins at one bandwidth.
        modes: which modes.
        x_m: the photos that were clustered, metres east, shape (n,).
        y_m: metres north, shape (n,).
        weights: of the photos, shape (n,).
    """
    grid = clusters.grid
    rows, cols = (y_m - grid.y_m) / grid.cell_m, (x_m - grid.x_m) / grid.cell_m
    order = np.argsort(clusters.labels, kind="stable")
    bounds = np.searchsorted(clusters.labels[order], np.arange(len(clusters.x_m) + 1))
    areas = []
    for mode in modes:
        members = order[bounds[mode] : bounds[mode + 1]]
        areas.append(_area(clusters, mode, rows[members], cols[members], weights[members]))
    return areas


def _area(
    clusters: Clusters, mode: int, rows: Floats, cols: Floats, weights: Floats
) -> BaseGeometry:
    first_row, first_col = int(rows.min()) - 2, int(cols.min()) - 2
    density, basins = window(
        clusters, (first_row, int(rows.max()) + 4), (first_col, int(cols.max()) + 4)
    )
    held = density[np.rint(rows - first_row).astype(int), np.rint(cols - first_col).astype(int)]
    peak = float(density[basins == mode].max())
    edge = min(_weighted_quantile(held, weights, 1 - HELD_SHARE), peak * _at(_LEAST_RADIUS))
    # positive inside, and as far below zero in the neighbour's basin as it is above here
    height = np.log(np.maximum(density, edge * 1e-6) / edge)
    height = np.where(basins == mode, height, -np.abs(height) - 1e-3)
    grid = clusters.grid
    return _polygon(
        gaussian_filter(np.pad(height, 2, constant_values=-1.0), _SMOOTH),
        grid.x_m + (first_col - 2) * grid.cell_m,
        grid.y_m + (first_row - 2) * grid.cell_m,
        grid.cell_m,
    )


def _at(bandwidths: float) -> float:
    """Height of a Gaussian at a distance, where its peak is 1."""
    return float(np.exp(-(bandwidths**2) / 2))


def _weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """The value below which lies this share of the weight."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(below, share * below[-1])])


def _polygon(height: Floats, x_m: float, y_m: float, cell_m: float) -> BaseGeometry:
    """Where the height is above zero, simplified, in metres."""
    generator = contour_generator(
        x=x_m + cell_m * np.arange(height.shape[1]),
        y=y_m + cell_m * np.arange(height.shape[0]),
        z=np.clip(height, -1.0, 1.0),
        fill_type=FillType.OuterOffset,
    )
    filled = cast(tuple[list[Floats], list[Ints]], generator.filled(0.0, 2.0))
    parts = []
    for points, starts in zip(*filled, strict=True):
        rings = [points[a:b] for a, b in pairwise(starts) if b - a >= 4]
        if rings:
            parts.append(Polygon(rings[0], rings[1:]))
    largest = max((part.area for part in parts), default=0.0)
    parts = [part for part in parts if part.area >= _LEAST_PART * largest]
    area = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    return shapely.normalize(area.simplify(min(SIMPLIFY_M, cell_m / 2)))
