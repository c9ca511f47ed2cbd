"""Climbing a density on its grid: the compiled steps of mean shift.

Nodes are addressed by (row, col) of the whole grid. What is found out about a node or a cell is
written down in arrays of shape (tiles, 64, 64), so that others need not climb the same way again.
A cell is named by its first node; its corners are that node and the next in each direction.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from guidegen.places.grid import MARGIN, MASK, SHIFT, TILE, Floats, Grid, Ints, Singles, at, tile_at

UNKNOWN = -1  # nobody has climbed from this node yet
_BORDER = -2  # the corners of this cell lie in several basins
_NOWHERE = -3  # no density
_ASKED = -4  # a cell whose basin is wanted
_MAX_STEPS = 10_000
_CONVERGED = 1e-4  # cells


@njit(inline="always")
def _gradient(tile: Singles, row: int, col: int) -> tuple[float, float]:
    """Central differences of fourth order, per cell; row and col count with the margin."""
    by_row = (
        8 * (tile[row + 1, col] - tile[row - 1, col]) - (tile[row + 2, col] - tile[row - 2, col])
    ) / 12
    by_col = (
        8 * (tile[row, col + 1] - tile[row, col - 1]) - (tile[row, col + 2] - tile[row, col - 2])
    ) / 12
    return by_row, by_col


@njit(cache=True, nogil=True, error_model="numpy")
def _uphill(grid: Grid, row: int, col: int) -> tuple[int, int]:
    """The node that a node with density shifts to: itself if it is a peak."""
    tile = grid.values[grid.tiles[row >> SHIFT, col >> SHIFT]]
    r, c = (row & MASK) + MARGIN, (col & MASK) + MARGIN
    here = tile[r, c]
    by_row, by_col = _gradient(tile, r, c)
    factor = grid.bandwidth * grid.bandwidth / here
    down, right = int(np.rint(by_row * factor)), int(np.rint(by_col * factor))
    if at(grid, row + down, col + right) > here:
        return row + down, col + right
    best, down, right = here, 0, 0
    for dr in range(-1, 2):
        for dc in range(-1, 2):
            there = tile[r + dr, c + dc]
            # on a plateau the later node wins, so that it has one peak
            if there > best or (there == best and (dr > down or (dr == down and dc > right))):
                best, down, right = there, dr, dc
    return row + down, col + right


@njit(cache=True, nogil=True, error_model="numpy")
def _climb(
    grid: Grid, nodes: Ints, row: int, col: int, new_label: int, way: Ints
) -> tuple[int, int, int]:
    """The basin of a node and the last node on the way; nodes on the way are marked with it.

    A peak that nobody has reached before gets `new_label`. `way` is scratch space, shape (k, 3);
    on a longer way only the first k nodes are marked, and others mark the rest when they pass.
    """
    steps = 0
    if at(grid, row, col) <= 0:
        return _NOWHERE, row, col
    while True:
        tile = tile_at(grid, row, col)
        # a tile's margin may lead up to a node whose own tile is not kept
        label = nodes[tile, row & MASK, col & MASK] if tile >= 0 else _NOWHERE
        if label != UNKNOWN:
            break
        if steps < way.shape[0]:
            way[steps, 0], way[steps, 1], way[steps, 2] = tile, row & MASK, col & MASK
            steps += 1
        to_row, to_col = _uphill(grid, row, col)
        if to_row == row and to_col == col:
            label = new_label
            nodes[tile, row & MASK, col & MASK] = label
            break
        row, col = to_row, to_col
    for step in range(steps):
        nodes[way[step, 0], way[step, 1], way[step, 2]] = label
    return label, row, col


@njit(cache=True, nogil=True, error_model="numpy")
def cells_with_photos(grid: Grid, rows: Floats, cols: Floats) -> Ints:
    """Mark the cells that hold a photo, by their first node."""
    cells = np.full((len(grid.values), TILE, TILE), UNKNOWN, np.int32)
    for i in range(rows.size):
        row, col = int(rows[i]), int(cols[i])
        cells[grid.tiles[row >> SHIFT, col >> SHIFT], row & MASK, col & MASK] = _ASKED
    return cells


@njit(cache=True, nogil=True, error_model="numpy")
def climb_from(grid: Grid, nodes: Ints, cells: Ints) -> Floats:
    """Find the basin of every cell that was asked for; the peaks reached, shape (k, 2).

    Tile by tile, because neighbouring cells share most of their ways up.
    """
    way = np.empty((1024, 3), np.int32)
    peaks = [(0, 0) for _ in range(0)]
    for tile_row in range(grid.tiles.shape[0]):
        for tile_col in range(grid.tiles.shape[1]):
            tile = grid.tiles[tile_row, tile_col]
            if tile < 0:
                continue
            for r in range(TILE):
                for c in range(TILE):
                    if cells[tile, r, c] == _ASKED:
                        row, col = (tile_row << SHIFT) + r, (tile_col << SHIFT) + c
                        cells[tile, r, c] = _basin_of_cell(grid, nodes, row, col, way, peaks, False)
    found = np.empty((len(peaks), 2))
    for i in range(len(peaks)):
        found[i, 0], found[i, 1] = peaks[i]
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _basin_of_cell(
    grid: Grid,
    nodes: Ints,
    row: int,
    col: int,
    way: Ints,
    peaks: list[tuple[int, int]],
    settled: bool,
) -> int:
    """The basin that the four corners of a cell lie in, or _BORDER.

    A peak that nobody has reached before is appended to `peaks`; once the modes are settled it
    is nowhere.
    """
    found = UNKNOWN
    for r in range(row, row + 2):
        for c in range(col, col + 2):
            label = _known(grid, nodes, r, c)
            if label == UNKNOWN:
                new_label = _NOWHERE if settled else len(peaks)
                label, last_row, last_col = _climb(grid, nodes, r, c, new_label, way)
                if label == len(peaks) and not settled:
                    peaks.append((last_row, last_col))
            if label == _NOWHERE:
                continue
            found = label if found in (UNKNOWN, label) else _BORDER
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _shift(grid: Grid, row: float, col: float) -> tuple[float, float, float]:
    """m(x) in cells and the density, between nodes, both interpolated by cubics (Catmull-Rom)."""
    top, left = int(np.floor(row)), int(np.floor(col))
    by_row = by_col = value = 0.0
    for dr in range(-1, 3):
        across = _cubic(row - top - dr)
        for dc in range(-1, 3):
            weight = across * _cubic(col - left - dc)
            r, c = top + dr, left + dc
            if at(grid, r, c) <= 0:
                continue
            tile = grid.values[grid.tiles[r >> SHIFT, c >> SHIFT]]
            r, c = (r & MASK) + MARGIN, (c & MASK) + MARGIN
            slope_row, slope_col = _gradient(tile, r, c)
            by_row += weight * slope_row
            by_col += weight * slope_col
            value += weight * tile[r, c]
    if value <= 0:
        return 0.0, 0.0, 0.0
    factor = grid.bandwidth * grid.bandwidth / value
    return by_row * factor, by_col * factor, value


@njit(inline="always")
def _cubic(distance: float) -> float:
    """Weight of a node at this distance in Catmull-Rom interpolation."""
    d = abs(distance)
    if d < 1:
        return (1.5 * d - 2.5) * d * d + 1
    return ((-0.5 * d + 2.5) * d - 4) * d + 2


@njit(cache=True, nogil=True, error_model="numpy")
def refine(grid: Grid, peaks: Floats) -> tuple[Floats, Floats, Floats]:
    """Shift every peak of the grid until it stands still: rows, columns and densities, (k,)."""
    rows, cols, heights = peaks[:, 0].copy(), peaks[:, 1].copy(), np.empty(len(peaks))
    for i in range(len(peaks)):
        for _ in range(_MAX_STEPS):
            by_row, by_col, heights[i] = _shift(grid, rows[i], cols[i])
            rows[i] += by_row
            cols[i] += by_col
            if abs(by_row) + abs(by_col) < _CONVERGED:
                break
    return rows, cols, heights


@njit(cache=True, nogil=True, error_model="numpy")
def rename(nodes: Ints, merged: Ints) -> None:
    """Write the index of the mode that each mode was merged into, in place."""
    flat = nodes.reshape(-1)
    for i in range(flat.size):
        if flat[i] >= 0:
            flat[i] = merged[flat[i]]


@njit(cache=True, nogil=True, error_model="numpy")
def follow(grid: Grid, nodes: Ints, cells: Ints, rows: Floats, cols: Floats) -> Ints:
    """The basin of each position, followed between the nodes while it is next to a border."""
    way = np.empty((1024, 3), np.int32)
    peaks = [(0, 0) for _ in range(0)]
    labels = np.empty(rows.size, np.int32)
    for i in range(rows.size):
        row, col = rows[i], cols[i]
        label = _NOWHERE
        for _ in range(_MAX_STEPS):
            r, c = int(np.floor(row)), int(np.floor(col))
            label = _known(grid, cells, r, c)
            if label == UNKNOWN:
                label = _basin_of_cell(grid, nodes, r, c, way, peaks, True)
            if label >= 0 or label == _NOWHERE:
                break
            by_row, by_col, _ = _shift(grid, row, col)
            row += by_row
            col += by_col
            if abs(by_row) + abs(by_col) < _CONVERGED:
                label = _known(grid, nodes, int(np.rint(row)), int(np.rint(col)))
                break
        labels[i] = label
    return labels


@njit(inline="always")
def _known(grid: Grid, labels: Ints, row: int, col: int) -> int:
    """What is written at a node, _NOWHERE off the kept tiles."""
    tile = tile_at(grid, row, col)
    if tile < 0:
        return _NOWHERE
    label: int = labels[tile, row & MASK, col & MASK]
    return label


@njit(cache=True, nogil=True, error_model="numpy")
def window_of(
    grid: Grid, nodes: Ints, rows: tuple[int, int], cols: tuple[int, int]
) -> tuple[Singles, Ints]:
    """Density and basin (-1 where there is no density) of the nodes in a rectangle."""
    way = np.empty((1024, 3), np.int32)
    density = np.empty((rows[1] - rows[0], cols[1] - cols[0]), np.float32)
    basins = np.full(density.shape, -1, np.int32)
    for r in range(density.shape[0]):
        for c in range(density.shape[1]):
            row, col = rows[0] + r, cols[0] + c
            density[r, c] = at(grid, row, col)
            if density[r, c] > 0:
                basins[r, c], _, _ = _climb(grid, nodes, row, col, UNKNOWN, way)
    return density, basins
