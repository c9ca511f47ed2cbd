"""A city in cells: what is nearest to which crest of the density of people (Voronoi cells)."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter
from scipy.spatial import cKDTree

from guidegen.crowd import distinct
from guidegen.geo import Floats
from guidegen.quality.verdict import Ints

SQUARE_M = 50.0
# Standard deviation of the Gaussian, and how far apart crests are at least, in squares.
_SIGMA = 2.0
_APART = 5
_MOST_SQUARES = 4_000_000


def cells(x_m: Floats, y_m: Floats, author: Ints) -> Ints:
    """The number of the cell of each photo, shape (n,).

    People (each author counts once in a square of 50 m) are counted, the counts filtered with a
    Gaussian of 100 m; each crest of the outcome is the middle of a cell.

    Args:
        x_m: metres east, shape (n,).
        y_m: metres north, shape (n,).
        author: a number from 0 for each author, shape (n,).
    """
    if x_m.size == 0:
        return np.empty(0, np.int64)
    area_m2 = (np.ptp(x_m) + SQUARE_M) * (np.ptp(y_m) + SQUARE_M)
    side = max(SQUARE_M, float(np.sqrt(area_m2 / _MOST_SQUARES)))
    columns, rows = (np.floor(values / side).astype(np.int64) for values in (x_m, y_m))
    left, low = int(columns.min()), int(rows.min())
    shape = int(rows.max()) - low + 1, int(columns.max()) - left + 1
    square = (rows - low) * shape[1] + columns - left
    pairs = distinct(square * (int(author.max()) + 1) + author)
    people = np.bincount(pairs // (int(author.max()) + 1), minlength=shape[0] * shape[1])
    density = gaussian_filter(people.reshape(shape).astype(float), _SIGMA, mode="constant")
    crest = (density == maximum_filter(density, _APART, mode="constant")) & (density > 0)
    at_row, at_column = np.nonzero(crest)
    middles = np.column_stack((at_column + left, at_row + low)) * side + side / 2
    # one worker: which of two middles at one distance is nearest must not depend on luck
    nearest = cKDTree(middles).query(np.column_stack((x_m, y_m)))[1]
    return np.asarray(nearest, np.int64)
