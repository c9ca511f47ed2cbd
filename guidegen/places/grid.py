"""A block-sparse grid of photo density: memory follows the photographed area, not the box.

The plane is cut into tiles of 64 x 64 cells. Only tiles within two bandwidths of a photo exist:
every mode of a Gaussian density has a photo within sqrt(2) bandwidths, because the Laplacian is
not positive there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

TILE = 64
SHIFT = 6  # TILE is 1 << SHIFT
MASK = TILE - 1
MARGIN = 2  # nodes kept around a tile, so that slopes and neighbours are read without a look-up
TRUNCATE = 5.0  # bandwidths; what lies beyond adds less than 4e-6 of a photo
_NEAR = 2.0  # bandwidths around a photo in which density is kept


class Grid(NamedTuple):
    """Density at the corners of square cells; node (row, col) lies at origin + cell * (col, row).

    Attributes:
        tiles: index of each tile in `values`, -1 where there is none; shape (tile rows, columns).
        values: weighted photos times exp(-d²/2h²), summed; shape (tiles, 68, 68), each tile
            with a margin of two nodes of its neighbours.
        x_m: where column 0 lies, metres.
        y_m: where row 0 lies, metres.
        cell_m: side of a cell, metres.
        bandwidth: h in cells.
    """

    tiles: Ints
    values: Singles
    x_m: float
    y_m: float
    cell_m: float
    bandwidth: float


def density(
    x_m: Floats, y_m: Floats, weights: Floats, bandwidth_m: float, cells_per_bandwidth: int = 8
) -> Grid:
    """Gaussian density of weighted photos on a block-sparse grid.

    Args:
        x_m: metres east, shape (n,), n > 0.
        y_m: metres north, shape (n,).
        weights: one per photo, shape (n,).
        bandwidth_m: standard deviation h of the Gaussian, metres.
        cells_per_bandwidth: how fine the grid is; its error in the density falls with the
            fourth power.

    Photos are spread over nine nodes by quadratic B-splines (triangular shaped cloud). That adds
    a variance of exactly a quarter of a squared cell wherever the photo lies between the nodes,
    which is taken off the filter's.
    """
    cell = bandwidth_m / cells_per_bandwidth
    # One empty tile all around, so that neighbours of any photo's node can be looked up.
    x0 = float(np.floor(x_m.min() / cell)) * cell - 2 * TILE * cell
    y0 = float(np.floor(y_m.min() / cell)) * cell - 2 * TILE * cell
    columns = int((x_m.max() - x0) / cell) // TILE + 3
    rows = int((y_m.max() - y0) / cell) // TILE + 3
    col = (x_m - x0) / cell
    row = (y_m - y0) / cell
    near = int(np.ceil(_NEAR * cells_per_bandwidth))
    binned_tiles, kept_tiles = _occupied(row, col, rows, columns, near)
    binned = _bin(row, col, weights, binned_tiles, int(binned_tiles.max()) + 1)
    kernel = _kernel(cells_per_bandwidth)
    values = _convolve(binned, binned_tiles, kept_tiles, int(kept_tiles.max()) + 1, kernel)
    return Grid(kept_tiles, values, x0, y0, cell, float(cells_per_bandwidth))


def _kernel(cells_per_bandwidth: int) -> Singles:
    radius = int(np.ceil(TRUNCATE * cells_per_bandwidth))
    if radius + MARGIN > TILE:
        raise ValueError(f"{cells_per_bandwidth} cells per bandwidth do not fit tiles of {TILE}")
    variance = cells_per_bandwidth**2 - 1 / 4
    # normalised so that the spread-out photo keeps the height of a Gaussian of bandwidth h
    height = cells_per_bandwidth / np.sqrt(variance)
    offsets = np.arange(-radius, radius + 1)
    kernel: Singles = (height * np.exp(-(offsets**2) / (2 * variance))).astype(np.float32)
    return kernel


@njit(cache=True, nogil=True)
def _occupied(row: Floats, col: Floats, rows: int, columns: int, near: int) -> tuple[Ints, Ints]:
    """Number the tiles that photos are spread on, and those within `near` cells of a photo."""
    binned = np.full((rows, columns), -1, np.int32)
    kept = np.full((rows, columns), -1, np.int32)
    for i in range(row.size):
        r, c = int(np.rint(row[i])), int(np.rint(col[i]))
        for dr in (-1, 1):
            for dc in (-1, 1):
                binned[(r + dr) >> SHIFT, (c + dc) >> SHIFT] = 0
        for tile_row in range((r - near) >> SHIFT, ((r + near) >> SHIFT) + 1):
            for tile_col in range((c - near) >> SHIFT, ((c + near + 1) >> SHIFT) + 1):
                kept[tile_row, tile_col] = 0
    return _numbered(binned), _numbered(kept)


@njit(cache=True, nogil=True)
def _numbered(tiles: Ints) -> Ints:
    """Number the marked tiles in their order; the others stay -1."""
    flat = tiles.reshape(-1)
    marked = np.flatnonzero(flat == 0)
    flat[marked] = np.arange(marked.size)
    return tiles


@njit(cache=True, nogil=True)
def _bin(row: Floats, col: Floats, weights: Floats, tiles: Ints, count: int) -> Floats:
    """Spread every photo over the nine nodes around it.

    In double precision: single would lose photos where there are millions at one spot.
    """
    binned = np.zeros((count, TILE, TILE))
    for i in range(row.size):
        r, c = int(np.rint(row[i])), int(np.rint(col[i]))
        for dr in (-1, 0, 1):
            share = _spline(row[i] - r - dr) * weights[i]
            for dc in (-1, 0, 1):
                tile = tiles[(r + dr) >> SHIFT, (c + dc) >> SHIFT]
                binned[tile, (r + dr) & MASK, (c + dc) & MASK] += share * _spline(col[i] - c - dc)
    return binned


@njit(inline="always")
def _spline(distance: float) -> float:
    """Quadratic B-spline, for distances up to 1.5 cells."""
    d = abs(distance)
    if d < 0.5:
        return 0.75 - d * d
    return 0.5 * (1.5 - d) * (1.5 - d)


@njit(cache=True, nogil=True)
def _convolve(
    binned: Floats, binned_tiles: Ints, kept_tiles: Ints, count: int, kernel: Singles
) -> Singles:
    """Separable filter, tile by tile: along the rows that hold photos, then across them."""
    width = TILE + 2 * MARGIN
    side = width + kernel.size - 1
    values = np.zeros((count, width, width), np.float32)
    window = np.zeros((side, side), np.float32)
    across = np.zeros(width, np.float32)
    for tile_row in range(1, kept_tiles.shape[0] - 1):
        for tile_col in range(1, kept_tiles.shape[1] - 1):
            tile = kept_tiles[tile_row, tile_col]
            if tile < 0:
                continue
            filled = _gather(binned, binned_tiles, tile_row, tile_col, window)
            for r in np.flatnonzero(filled):
                _filter(window[r], kernel, across)
                _spread(across, int(r), kernel, values[tile])
    return values


@njit(inline="always")
def _filter(row: Singles, kernel: Singles, across: Singles) -> None:
    """Filter a row of the window into one as wide as a tile with its margins."""
    across[:] = 0
    for k in range(kernel.size):
        weight = kernel[k]
        for c in range(across.size):
            across[c] += weight * row[c + k]


@njit(inline="always")
def _spread(across: Singles, row: int, kernel: Singles, tile: Singles) -> None:
    """Add a filtered row of the window to the rows of the tile that it reaches."""
    for target in range(max(0, row - kernel.size + 1), min(tile.shape[0], row + 1)):
        weight = kernel[row - target]
        for c in range(across.size):
            tile[target, c] += weight * across[c]


@njit(cache=True, nogil=True)
def _gather(
    binned: Floats, tiles: Ints, tile_row: int, tile_col: int, window: Singles
) -> npt.NDArray[np.bool_]:
    """Copy a tile and its surroundings into `window`; say which rows hold any photo."""
    side = window.shape[0]
    around = (side - TILE) // 2
    window[:] = 0
    filled = np.zeros(side, np.bool_)
    for neighbour_row in range(tile_row - 1, tile_row + 2):
        for neighbour_col in range(tile_col - 1, tile_col + 2):
            source = tiles[neighbour_row, neighbour_col]
            if source < 0:
                continue
            top = (neighbour_row - tile_row) * TILE + around
            left = (neighbour_col - tile_col) * TILE + around
            for r in range(max(0, -top), min(TILE, side - top)):
                for c in range(max(0, -left), min(TILE, side - left)):
                    value = binned[source, r, c]
                    if value != 0:
                        window[top + r, left + c] = value
                        filled[top + r] = True
    return filled


@njit(inline="always")
def tile_at(grid: Grid, row: int, col: int) -> int:
    """Index of the tile that a node lies in, -1 where none is kept."""
    tile_row, tile_col = row >> SHIFT, col >> SHIFT
    if tile_row < 0 or tile_col < 0:
        return -1
    if tile_row >= grid.tiles.shape[0] or tile_col >= grid.tiles.shape[1]:
        return -1
    tile: int = grid.tiles[tile_row, tile_col]
    return tile


@njit(inline="always")
def at(grid: Grid, row: int, col: int) -> float:
    """Density at a node, 0 where no tile is kept."""
    tile = tile_at(grid, row, col)
    if tile < 0:
        return 0.0
    value: float = grid.values[tile, (row & MASK) + MARGIN, (col & MASK) + MARGIN]
    return value


@njit(cache=True, nogil=True)
def density_at(grid: Grid, x_m: Floats, y_m: Floats) -> Floats:
    """Density at positions (metres, shape (n,)), interpolated linearly between the nodes."""
    values = np.empty(x_m.size)
    for i in range(x_m.size):
        row, col = (y_m[i] - grid.y_m) / grid.cell_m, (x_m[i] - grid.x_m) / grid.cell_m
        r, c = int(np.floor(row)), int(np.floor(col))
        down, right = row - r, col - c
        values[i] = (
            (1 - down) * ((1 - right) * at(grid, r, c) + right * at(grid, r, c + 1))
            + down * ((1 - right) * at(grid, r + 1, c) + right * at(grid, r + 1, c + 1))
        )  # fmt: skip
    return values
