"""How much movement there is at every place in every direction: one vote an author.

A raster with a layer for each orientation (of 16 over half a turn), so that ways which cross do
not add up to a blob, and ways along each other do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import ndimage

from guidegen.geo import Floats
from guidegen.routes.segments import Ints, Segments

Raster = npt.NDArray[np.float32]

LAYERS = 16
# Larger areas are cut into tiles of that many rows and columns, so that memory is bounded.
TILE_CELLS = 400
# Directions of short movements are no better than that.
TURN_DEG = 15.0


class Bounds(NamedTuple):
    """An area, metres."""

    west: float
    south: float
    east: float
    north: float


class Votes(NamedTuple):
    """A raster of votes.

    Attributes:
        x_m: the middle of the first column.
        y_m: the middle of the first row; rows go north.
        cell_m: width and height of a cell.
        layers: votes by orientation, shape (LAYERS, rows, columns); layer i looks i * 180 /
            LAYERS degrees north of east. A lone straight way of weight 1 has 1 along its middle.
    """

    x_m: float
    y_m: float
    cell_m: float
    layers: Raster


def tiles(
    segments: Segments, width_m: float, minimum_authors: int = 1
) -> Iterator[tuple[Segments, Bounds]]:
    """The areas whose votes are counted at once, from south to north and west to east.

    They overlap, so that a crest which ends with one goes on in the next. Where they lie does not
    depend on the movements, so that nobody's farthest movement shifts what is found elsewhere; the
    middle of the city is that of a tile.

    Args:
        segments: movements.
        width_m: see `votes`.
        minimum_authors: areas with fewer are left out.

    Yields:
        The movements that may reach into an area, and the area.
    """
    x_m, y_m = (
        np.sort((segments.x0_m, segments.x1_m), axis=0),
        np.sort((segments.y0_m, segments.y1_m), axis=0),
    )
    border = 4 * width_m
    step = TILE_CELLS * width_m / 2 - 2 * border
    for south in _begins(y_m, step):
        for west in _begins(x_m, step):
            inside = (
                (x_m[1] >= west - border) & (x_m[0] <= west + step + border)
                & (y_m[1] >= south - border) & (y_m[0] <= south + step + border)
            )  # fmt: skip
            if np.unique(segments.author[inside]).size >= minimum_authors:
                some = segments.rows(inside)
                east = min(west + step, float(x_m[1][inside].max()))
                north = min(south + step, float(y_m[1][inside].max()))
                yield some, Bounds(west - border, south - border, east + border, north + border)


def _begins(at: Floats, step: float) -> Floats:
    """Where the tiles begin that all of these lie in."""
    first, last = np.floor(np.array((at.min(), at.max())) / step + 0.5)
    begins: Floats = (np.arange(first, last + 1) - 0.5) * step
    return begins


def votes(segments: Segments, within: Bounds, *, width_m: float, long_m: float) -> Votes:
    """Count the authors who moved by, with a Gaussian across their ways.

    Args:
        segments: movements, in the order of their authors.
        within: the area of the raster.
        width_m: standard deviation across a way; a cell is half of it.
        long_m: a movement as long as that weighs half, a longer one less: the straight line says
            less of the way.
    """
    west, south, east, north = within
    cell_m = width_m / 2
    shape = (int((north - south) / cell_m) + 1, int((east - west) / cell_m) + 1)
    ends = np.stack((segments.x0_m - west, segments.y0_m - south,
                     segments.x1_m - west, segments.y1_m - south)) / cell_m  # fmt: skip
    length_m = np.hypot(*(ends[2:] - ends[:2])) * cell_m
    weight = 1 / (1 + (length_m / long_m) ** 2)
    turn = np.arctan2(ends[3] - ends[1], ends[2] - ends[0])
    layer = np.round(turn / np.pi * LAYERS).astype(np.int64) % LAYERS
    layers = np.empty((LAYERS, *shape), np.float32)
    sigma = width_m / cell_m
    for i in range(LAYERS):
        of = layer == i
        if not of.any():
            layers[i] = 0
            continue
        drawn = _draw(ends[:, of], weight[of], segments.author[of], np.zeros(shape, np.float32))
        # a line along a row keeps 1 / (sqrt(2 pi) sigma) of its height
        blurred = ndimage.gaussian_filter(drawn, sigma, mode="constant", truncate=3)
        layers[i] = blurred * (np.sqrt(2 * np.pi) * sigma)
    _spread(layers, _kernel())
    return Votes(west, south, cell_m, layers)


@njit(cache=True, nogil=True)
def _draw(ends: Floats, weight: Floats, author: Ints, into: Raster) -> Raster:
    """Add segments, cell by cell in their longer direction; an author counts once in a cell.

    A slanted line has fewer cells than its length, so each counts for more.
    """
    stamp = np.full(into.shape, -1, np.int32)
    for i in range(weight.size):
        x0, y0, x1, y1 = ends[0, i], ends[1, i], ends[2, i], ends[3, i]
        steps = int(np.ceil(max(abs(x1 - x0), abs(y1 - y0)))) + 1
        each = np.hypot(x1 - x0, y1 - y0) / steps
        for step in range(steps):
            share = (step + 0.5) / steps
            column = int(np.floor(x0 + share * (x1 - x0) + 0.5))
            row = int(np.floor(y0 + share * (y1 - y0) + 0.5))
            if row < 0 or column < 0 or row >= into.shape[0] or column >= into.shape[1]:
                continue
            if stamp[row, column] != author[i]:
                stamp[row, column] = author[i]
                into[row, column] += weight[i] * each
    return into


def _kernel() -> Raster:
    """Weights of layers by how far they turn away."""
    away = np.minimum(np.arange(LAYERS), LAYERS - np.arange(LAYERS)) * (180 / LAYERS)
    kernel = np.exp(-(away**2) / (2 * TURN_DEG**2))
    kernel[away > 3 * TURN_DEG] = 0
    return kernel.astype(np.float32)


@njit(cache=True, nogil=True)
def _spread(layers: Raster, kernel: Raster) -> None:
    """Let each layer also have of those that turn a little away, in place."""
    here = np.empty(layers.shape[0], np.float32)
    for row in range(layers.shape[1]):
        for column in range(layers.shape[2]):
            here[:] = layers[:, row, column]
            if here.max() <= 0:
                continue
            for i in range(here.size):
                total = np.float32(0)
                for j in range(here.size):
                    total += kernel[(i - j) % here.size] * here[j]
                layers[i, row, column] = total
