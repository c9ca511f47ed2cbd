"""How many people moved through each square: movements before and after they were cleaned.

Single lines tell of single people, so only squares are shown that three people or more passed, and
a square is only told to have more or fewer of them after cleaning if these are three.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from guidegen.city import FEWEST_AUTHORS
from guidegen.crowd import PER_DOUBLING, apart, levels, packed
from guidegen.geo import Box, Floats
from guidegen.routes.raster import Grid
from guidegen.routes.segments import Ints, Segments

Counts = npt.NDArray[np.int64]

CELL_M = 10.0
MOST_CELLS = 400_000


def squares(box: Box) -> Grid:
    """Squares of 10 m, larger ones in a large city; the grid's points are their middles."""
    return Grid.over(box, 2 * CELL_M, most_nodes=MOST_CELLS)


def people_through(segments: Segments, grid: Grid) -> Counts:
    """Distinct authors that passed each square, shape (rows, columns).

    Args:
        segments: movements, in the order of their authors.
        grid: the middles of the squares.
    """
    cell_x, cell_y = grid.cell_m
    (x0, y0), (x1, y1) = (
        grid.metres(segments.x0_m, segments.y0_m),
        grid.metres(segments.x1_m, segments.y1_m),
    )
    people = np.zeros((grid.rows, grid.columns), np.int64)
    last = np.full(people.shape, -1, np.int32)  # who passed there last
    _pass(x0 / cell_x, y0 / cell_y, x1 / cell_x, y1 / cell_y, segments.author, last, people)
    return people


def pack_densities(movements: Mapping[str, Segments], box: Box) -> dict[str, Any]:
    """Some kinds of movements as a JSON object for the page.

    Args:
        movements: by the name of their layer, each in the order of its authors.
        box: the city's.

    Returns:
        box: [west, south, east, north] of the outermost squares' edges, degrees.
        columns, rows: of squares, from west to east and from north to south.
        fewest, per_doubling: a square of level n was passed by at least
        fewest · 2^((n - 1) / per_doubling) people; one of level 0 is not told of.
        layers: by name: most, the highest level; bytes, a level each (uint8; zlib, then base64).
    """
    grid = squares(box)
    half_lon, half_lat = (step / 2 for step in grid.step_deg)
    counts = (people_through(segments, grid) for segments in movements.values())
    layers = {
        name: packed(levels(told))
        for name, told in zip(movements, accumulate(counts, apart), strict=True)
    }
    return {
        "box": [box.west - half_lon, box.south - half_lat, box.east + half_lon,
                box.north + half_lat],
        "columns": grid.columns,
        "rows": grid.rows,
        "fewest": FEWEST_AUTHORS,
        "per_doubling": PER_DOUBLING,
        "layers": layers,
    }  # fmt: skip


@njit(cache=True, nogil=True)
def _pass(
    x0: Floats, y0: Floats, x1: Floats, y1: Floats, author: Ints, last: Ints, people: Counts
) -> None:
    """Count the squares of each line, looked at every quarter of a square; once an author."""
    rows, columns = people.shape
    for i in range(author.size):
        steps = int(np.ceil(4 * max(abs(x1[i] - x0[i]), abs(y1[i] - y0[i])))) + 1
        for step in range(steps + 1):
            share = step / steps
            column = int(np.rint(x0[i] + share * (x1[i] - x0[i])))
            row = int(np.rint(y0[i] + share * (y1[i] - y0[i])))
            if not (0 <= row < rows and 0 <= column < columns):
                continue
            if last[row, column] != author[i]:
                last[row, column] = author[i]
                people[row, column] += 1
