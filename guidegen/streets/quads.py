"""Quads: the city in squares of bounded size, each with an index of the streets around it.

After Kachkaev & Wood, "Automated planning of leisure walks based on crowd-sourced photographic
content" (2014), section 3: a quad sees the streets of its own box extended by the window, and
what is found belongs to the quad of its photo. Here a quad lists, for each small cell of it, the
segments that the window can reach from there; photos are measured against those of their cell
and nothing else. Nothing that is found depends on how the city is cut.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

from guidegen.cores import cores
from guidegen.geo import Projection

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Result = TypeVar("Result")

QUAD_M = 1400.0  # the side; the paper's quads have 2 km² at most
QUAD_PHOTOS = 20_000  # a quad with more is worked on in several pieces
BLOCK = 256  # photos of one cell that are measured at a time
_LEAST_CELL_M = 20.0  # else cells have the side of a window; smaller ones cost more than they save
_SLACK_M = 1e-3  # listed a little farther than the window, so that rounding loses nothing


class Lines(NamedTuple):
    """Streets as vertices, metres; two vertices in a row of one street are a segment."""

    x_m: Floats
    y_m: Floats
    edge: Ints


class _Quads(NamedTuple):
    """Squares over the streets and the window around them; what lies outside is near no street."""

    west_m: float
    south_m: float
    side_m: float
    rows: int
    columns: int


class Piece(NamedTuple):
    """Some photos of one quad, and the quad's place."""

    photos: Ints
    segments: Ints
    west_m: float
    south_m: float


class Index(NamedTuple):
    """The segments that photos in each cell of a quad may be near to, in their order."""

    starts: Ints  # of each cell in `listed`, shape (cells + 1,)
    listed: Ints  # rows of `segments`
    segments: Floats  # x, y, across, up, 1 / length²; shape (k, 5)
    edge: Ints  # of each of them
    west_m: float
    south_m: float
    cell_m: float
    columns: int


def lines_of(edges: gpd.GeoDataFrame, projection: Projection) -> Lines:
    """The vertices of LineStrings in EPSG:4326, in metres."""
    import shapely

    degrees, edge = shapely.get_coordinates(edges.geometry.to_numpy(), return_index=True)
    x_m, y_m = projection.to_metres(degrees[:, 0], degrees[:, 1])
    return Lines(x_m, y_m, edge.astype(np.int32))


def square_of(window_m: float) -> float:
    """The largest number whose square root is at most the window, so that no root is needed.

    Raises:
        ValueError: a window that is not positive.
    """
    if not 0 < window_m < np.inf:
        raise ValueError(f"the window must be a positive number of metres, not {window_m}")
    square = window_m * window_m
    while math.sqrt(square) > window_m:
        square = math.nextafter(square, 0)
    while math.sqrt(math.nextafter(square, math.inf)) <= window_m:
        square = math.nextafter(square, math.inf)
    return square


def pieces(x_m: Floats, y_m: Floats, lines: Lines, window_m: float) -> Iterator[Piece]:
    """Cut the city into quads, and quads with very many photos into pieces of them."""
    if lines.edge.size == 0 or x_m.size == 0:
        return
    quads = _cut(lines, window_m + _SLACK_M)
    photo_starts, photos = _photos_by_quad(x_m, y_m, quads)
    near_starts, near = _segments_by_quad(lines, quads, window_m + _SLACK_M)
    for quad in np.flatnonzero(np.diff(photo_starts)):
        row, column = divmod(int(quad), quads.columns)
        west, south = quads.west_m + column * QUAD_M, quads.south_m + row * QUAD_M
        segments = near[near_starts[quad] : near_starts[quad + 1]]
        for start in range(photo_starts[quad], photo_starts[quad + 1], QUAD_PHOTOS):
            end = min(start + QUAD_PHOTOS, photo_starts[quad + 1])
            yield Piece(photos[start:end], segments, west, south)


def _cut(lines: Lines, reach_m: float) -> _Quads:
    west, south = float(lines.x_m.min()) - reach_m, float(lines.y_m.min()) - reach_m
    columns = int((lines.x_m.max() + reach_m - west) / QUAD_M) + 1
    rows = int((lines.y_m.max() + reach_m - south) / QUAD_M) + 1
    return _Quads(west, south, QUAD_M, rows, columns)


def in_threads(
    work: Callable[[Piece], Result], todo: Iterator[Piece], threads: int | None
) -> Iterator[Result]:
    """What `work` returns for each piece, in their order; few are held at once."""
    threads = threads or cores()
    if threads == 1:
        yield from map(work, todo)
        return
    with ThreadPoolExecutor(max_workers=threads) as workers:
        waiting: deque[Future[Result]] = deque()
        for piece in todo:
            waiting.append(workers.submit(work, piece))
            if len(waiting) > 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def index_of(piece: Piece, lines: Lines, window_m: float) -> Index:
    """The index of the streets around a piece."""
    cell_m = max(window_m, _LEAST_CELL_M)
    return _index(lines, piece, cell_m, int(QUAD_M / cell_m) + 1, window_m + _SLACK_M)


@njit(cache=True, nogil=True)
def _photos_by_quad(x_m: Floats, y_m: Floats, quads: _Quads) -> tuple[Longs, Ints]:
    """Rows of the photos sorted by quad, and where each quad starts; those outside are left out."""
    starts = np.zeros(quads.rows * quads.columns + 1, np.int64)
    for i in range(x_m.size):
        starts[_quad_at(x_m[i], y_m[i], quads) + 1] += 1
    starts[0] = 0  # there those outside were counted
    starts = np.cumsum(starts)
    photos, at = np.empty(starts[-1], np.int32), starts.copy()
    for i in range(x_m.size):
        quad = _quad_at(x_m[i], y_m[i], quads)
        if quad >= 0:
            photos[at[quad]] = i
            at[quad] += 1
    return starts, photos


@njit(inline="always")
def _quad_at(x_m: float, y_m: float, quads: _Quads) -> int:
    """The quad of a position, -1 outside of all."""
    column, row = (x_m - quads.west_m) / quads.side_m, (y_m - quads.south_m) / quads.side_m
    # written so that NaN is outside
    if column >= 0 and row >= 0 and column < quads.columns and row < quads.rows:
        return int(row) * quads.columns + int(column)
    return -1


@njit(cache=True, nogil=True)
def _segments_by_quad(lines: Lines, quads: _Quads, reach_m: float) -> tuple[Longs, Ints]:
    """Segments (by their first vertex) whose box comes within reach of each quad."""
    starts = np.zeros(quads.rows * quads.columns + 1, np.int64)
    near, at = np.empty(0, np.int32), starts
    for filling in (False, True):
        if filling:
            starts = np.cumsum(starts)
            near, at = np.empty(starts[-1], np.int32), starts.copy()
        for i in range(lines.edge.size - 1):
            if lines.edge[i] != lines.edge[i + 1]:
                continue
            first, last = _span(lines.x_m[i], lines.x_m[i + 1], reach_m, quads.west_m, quads.side_m)
            low, high = _span(lines.y_m[i], lines.y_m[i + 1], reach_m, quads.south_m, quads.side_m)
            for row in range(max(low, 0), min(high, quads.rows - 1) + 1):
                for column in range(max(first, 0), min(last, quads.columns - 1) + 1):
                    quad = row * quads.columns + column
                    if filling:
                        near[at[quad]] = i
                        at[quad] += 1
                    else:
                        starts[quad + 1] += 1
    return starts, near


@njit(inline="always")
def _span(a: float, b: float, reach_m: float, origin_m: float, side_m: float) -> tuple[int, int]:
    """First and last cell on a line that lies within reach of what is between a and b."""
    low, high = min(a, b) - reach_m - origin_m, max(a, b) + reach_m - origin_m
    return int(np.floor(low / side_m)), int(np.floor(high / side_m))


@njit(cache=True, nogil=True)
def _index(lines: Lines, piece: Piece, cell_m: float, side: int, reach_m: float) -> Index:
    """List for each of side x side cells of a quad the segments within reach of it."""
    segments = np.empty((piece.segments.size, 5))
    edge, starts = np.empty(piece.segments.size, np.int32), np.zeros(side * side + 1, np.int32)
    listed, at = np.empty(0, np.int32), starts
    for k in range(piece.segments.size):
        i = piece.segments[k]
        across, up = lines.x_m[i + 1] - lines.x_m[i], lines.y_m[i + 1] - lines.y_m[i]
        square = across * across + up * up
        segments[k, 0], segments[k, 1] = lines.x_m[i], lines.y_m[i]
        segments[k, 2], segments[k, 3] = across, up
        segments[k, 4] = 1 / square if square > 0 else 0.0
        edge[k] = lines.edge[i]
    for filling in (False, True):
        if filling:
            starts = np.cumsum(starts).astype(np.int32)
            listed, at = np.empty(starts[-1], np.int32), starts.copy()
        for k in range(piece.segments.size):
            x, y, across, up = segments[k, 0], segments[k, 1], segments[k, 2], segments[k, 3]
            low, high = _span(y, y + up, reach_m, piece.south_m, cell_m)
            for row in range(max(low, 0), min(high, side - 1) + 1):
                # only the part of a long slanting segment that is within reach of this row
                south = piece.south_m + row * cell_m - reach_m
                a, b = _between(x, y, across, up, south, south + cell_m + 2 * reach_m)
                first, last = _span(a, b, reach_m, piece.west_m, cell_m)
                for column in range(max(first, 0), min(last, side - 1) + 1):
                    cell = row * side + column
                    if filling:
                        listed[at[cell]] = k
                        at[cell] += 1
                    else:
                        starts[cell + 1] += 1
    return Index(starts, listed, segments, edge, piece.west_m, piece.south_m, cell_m, side)


@njit(inline="always")
def _between(
    x: float, y: float, across: float, up: float, south: float, north: float
) -> tuple[float, float]:
    """East-west extent of the part of a segment between two parallels."""
    if up == 0:
        return x, x + across
    s, t = (south - y) / up, (north - y) / up
    s, t = min(max(s, 0.0), 1.0), min(max(t, 0.0), 1.0)
    return x + s * across, x + t * across


@njit(cache=True, nogil=True)
def in_cells(index: Index, x_m: Floats, y_m: Floats) -> tuple[Ints, Ints]:
    """Positions sorted by cell, and where each cell starts."""
    cell = np.empty(x_m.size, np.int32)
    starts = np.zeros(index.starts.size, np.int32)
    for i in range(x_m.size):
        column = int((x_m[i] - index.west_m) / index.cell_m)
        cell[i] = int((y_m[i] - index.south_m) / index.cell_m) * index.columns + column
        starts[cell[i] + 1] += 1
    starts = np.cumsum(starts).astype(np.int32)
    order, at = np.empty(x_m.size, np.int32), starts.copy()
    for i in range(x_m.size):
        order[at[cell[i]]] = i
        at[cell[i]] += 1
    return starts, order


@njit(inline="always")
def nearest(
    index: Index, k: int, end: int, x_m: Floats, y_m: Floats, first: int, last: int, best: Floats
) -> int:
    """Squared distance from photos first to last to the street that is listed from k on.

    Returns where the next street is listed; the segments of one stand together, because all
    lists keep their order. The loop over the photos of a cell is one for vector instructions.
    """
    edge = index.edge[index.listed[k]]
    best[: last - first] = np.inf
    while k < end and index.edge[index.listed[k]] == edge:
        segment = index.segments[index.listed[k]]
        x, y, across, up, scale = segment[0], segment[1], segment[2], segment[3], segment[4]
        for j in range(last - first):
            dx, dy = x_m[first + j] - x, y_m[first + j] - y
            along = (dx * across + dy * up) * scale
            along = along if along > 0.0 else 0.0
            along = along if along < 1.0 else 1.0
            dx -= along * across
            dy -= along * up
            square = dx * dx + dy * dy
            best[j] = square if square < best[j] else best[j]
        k += 1
    return k
