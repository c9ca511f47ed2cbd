"""Lines and points on a grid, and what a Fourier transform makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import fft

from guidegen.geo import Box, Floats, Projection

Longs = npt.NDArray[np.int64]

# The Gaussian's standard deviation, metres.
SIGMA_M = 30.0
# Two points per standard deviation keep the error below 1 %; more points than this are not needed
# on a screen: a larger city gets a coarser grid and a wider Gaussian.
CELLS_PER_SIGMA = 2.0
MOST_NODES = 100_000
_MARGIN = 8  # nodes around the grid, for what lies just outside; what lies beyond is left out


@dataclass(frozen=True)
class Grid:
    """Points in rows from north to south, each from west to east, regular in degrees.

    Regular in degrees is what other programs read. The distances between the points are taken
    as those in the middle of the box; over 20 km that is true to 0.2 %.

    Attributes:
        box: the outermost points lie on its edges.
        columns: points in a row, at least 2.
        rows: the same, at least 2.
        cell_m: distance between points, metres east and metres north.
    """

    box: Box
    columns: int
    rows: int
    cell_m: tuple[float, float]

    @classmethod
    def over(cls, box: Box, sigma_m: float = SIGMA_M, *, most_nodes: int = MOST_NODES) -> Grid:
        """The grid for a city's box, fine enough for a standard deviation, if that is possible."""
        middle_lon, middle_lat = box.centre
        lon = np.array([box.west, box.east, middle_lon, middle_lon])
        lat = np.array([middle_lat, middle_lat, box.south, box.north])
        x_m, y_m = Projection.around(box).to_metres(lon, lat)
        width_m, height_m = float(x_m[1] - x_m[0]), float(y_m[3] - y_m[2])
        cell_m = max(sigma_m / CELLS_PER_SIGMA, float(np.sqrt(width_m * height_m / most_nodes)))
        columns, rows = (max(2, int(np.ceil(size / cell_m)) + 1) for size in (width_m, height_m))
        return cls(box, columns, rows, (width_m / (columns - 1), height_m / (rows - 1)))

    @property
    def sigma_m(self) -> float:
        """The least standard deviation that this grid can show, metres."""
        return CELLS_PER_SIGMA * max(self.cell_m)

    @property
    def step_deg(self) -> tuple[float, float]:
        """Distance between points, degrees of longitude and of latitude."""
        box = self.box
        return (box.east - box.west) / (self.columns - 1), (box.north - box.south) / (self.rows - 1)

    def metres(self, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
        """Metres east and south of the first point, for metres in the city's projection."""
        lon, lat = Projection.around(self.box).to_degrees(x_m, y_m)
        (step_lon, step_lat), (cell_x, cell_y) = self.step_deg, self.cell_m
        east = (lon - self.box.west) / step_lon * cell_x
        south = (self.box.north - lat) / step_lat * cell_y
        return east, south


class Lines(NamedTuple):
    """Movements in metres east and south of the grid's first point, shape (n,) each."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    weight: Floats

    @property
    def length(self) -> Floats:
        """In metres, shape (n,)."""
        length: Floats = np.hypot(self.x1 - self.x0, self.y1 - self.y0)
        return length


class Samples(NamedTuple):
    """Points along the lines, each for a piece of one of them, shape (m,) each."""

    of: Longs
    x: Floats
    y: Floats
    piece: Floats  # its length


def sampled(lines: Lines, step_m: float) -> Samples:
    """The middles of pieces no longer than a step."""
    length = lines.length
    pieces = np.maximum(1, np.ceil(length / step_m).astype(np.int64))
    of = np.repeat(np.arange(pieces.size), pieces)
    number = np.arange(of.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (number + 0.5) / pieces[of]
    x = lines.x0[of] + share * (lines.x1 - lines.x0)[of]
    y = lines.y0[of] + share * (lines.y1 - lines.y0)[of]
    return Samples(of, x, y, (length / pieces)[of])


def spread(x: Floats, y: Floats, amount: Floats, grid: Grid) -> Floats:
    """Amounts on the nine nodes around each place, by quadratic B-splines.

    Shape (rows, columns), with a margin around.
    """
    nodes = np.zeros((grid.rows + 2 * _MARGIN, grid.columns + 2 * _MARGIN))
    _spread(x / grid.cell_m[0] + _MARGIN, y / grid.cell_m[1] + _MARGIN, amount, nodes)
    return nodes


@njit(cache=True, nogil=True)
def _spread(column: Floats, row: Floats, amount: Floats, nodes: Floats) -> None:
    for i in range(amount.size):
        left, top = int(np.rint(column[i])), int(np.rint(row[i]))
        if not (0 < top < nodes.shape[0] - 1 and 0 < left < nodes.shape[1] - 1):
            continue
        for down in (-1, 0, 1):
            share = amount[i] * _spline(row[i] - top - down)
            for right in (-1, 0, 1):
                nodes[top + down, left + right] += share * _spline(column[i] - left - right)


@njit(inline="always")
def _spline(distance: float) -> float:
    """Quadratic B-spline, for distances up to 1.5 cells."""
    d = abs(distance)
    if d < 0.5:
        return 0.75 - d * d
    return 0.5 * (1.5 - d) * (1.5 - d)


def convolved(nodes: Floats, kernel: Floats, grid: Grid) -> Floats:
    """What amounts on nodes make of a kernel, without the blur that spreading them added."""
    rows, columns = kernel.shape
    blur = np.sinc(fft.fftfreq(rows))[:, None] * np.sinc(fft.rfftfreq(columns))
    spectrum = fft.rfft2(nodes, kernel.shape) * fft.rfft2(kernel) / blur**3
    field: Floats = fft.irfft2(spectrum, kernel.shape)
    return field[_MARGIN : _MARGIN + grid.rows, _MARGIN : _MARGIN + grid.columns]


def offsets_m(grid: Grid) -> tuple[Floats, Floats]:
    """Metres east and south from a node, in the order of a Fourier transform.

    Large enough that nothing comes around from the other side.
    """
    sizes = [fft.next_fast_len(2 * (n + 2 * _MARGIN), real=True) for n in (grid.rows, grid.columns)]
    down, right = (fft.fftfreq(size, 1 / size) for size in sizes)
    return right[None, :] * grid.cell_m[0], down[:, None] * grid.cell_m[1]


def disc(radius_m: float, grid: Grid) -> Longs:
    """Rows and columns from a node to all within a radius, shape (k, 2)."""
    cell_x, cell_y = grid.cell_m
    rows, columns = int(radius_m // cell_y), int(radius_m // cell_x)
    down, right = np.mgrid[-rows : rows + 1, -columns : columns + 1]
    within = np.hypot(down * cell_y, right * cell_x) <= radius_m
    return np.column_stack([down[within], right[within]])
