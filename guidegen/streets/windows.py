"""Photo windows: which photos lie how near to which streets, measured once for all scores."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from guidegen.geo import Projection
from guidegen.streets.quads import (
    BLOCK,
    Floats,
    Index,
    Ints,
    Longs,
    Piece,
    in_cells,
    in_threads,
    index_of,
    lines_of,
    nearest,
    pieces,
    square_of,
)

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Windows:
    """Pairs of a photo and a street at most a window apart, by photo, then by street.

    Attributes:
        starts: where the pairs of each photo start, and the last end; shape (photos + 1,).
        edge: row of the street, shape (pairs,).
        distance_m: from the photo to the nearest point of the street, shape (pairs,).
        edges: how many streets there are.
        window_m: the largest distance that was looked for.
    """

    starts: Longs
    edge: Ints
    distance_m: Floats
    edges: int
    window_m: float

    @property
    def photos(self) -> int:
        """How many photos there are, with and without a street near."""
        return self.starts.size - 1

    @property
    def photo(self) -> Ints:
        """Row of the photo of each pair, shape (pairs,)."""
        return np.repeat(np.arange(self.photos, dtype=np.int32), np.diff(self.starts))


def photo_windows(
    x_m: Floats,
    y_m: Floats,
    edges: gpd.GeoDataFrame,
    projection: Projection,
    *,
    window_m: float,
    threads: int | None = None,
) -> Windows:
    """All pairs of a photo and a street that are at most a window apart.

    Args:
        x_m: photos, metres east in the projection, shape (n,); one that is not finite is near
            nothing.
        y_m: metres north, shape (n,).
        edges: LineStrings in EPSG:4326; straight between their vertices in metres.
        projection: the city's.
        window_m: the largest window that will be asked for; smaller ones need no new distances.
        threads: how many quads are worked on at once; all processors if not given. It does not
            change the result.

    Raises:
        ValueError: a window that is not positive.
    """
    lines, most = lines_of(edges, projection), square_of(window_m)

    def measure(piece: Piece) -> _Found:
        x, y = x_m[piece.photos], y_m[piece.photos]
        order, near, edge, distance_m = _measure(index_of(piece, lines, window_m), x, y, most)
        return _Found(piece.photos[order], near, edge, distance_m)

    found = deque(in_threads(measure, pieces(x_m, y_m, lines, window_m), threads))
    counts = np.zeros(x_m.size + 1, np.int64)
    for part in found:
        counts[1 + part.photos] = part.near
    starts = np.cumsum(counts)
    edge, distance_m = np.empty(starts[-1], np.int32), np.empty(starts[-1])
    while found:  # let go of each as soon as it has its place
        _place(found.popleft(), starts, edge, distance_m)
    return Windows(starts, edge, distance_m, len(edges), window_m)


class _Found(NamedTuple):
    """The pairs of some photos, one photo after the other."""

    photos: Ints
    near: Ints  # streets of each photo
    edge: Ints  # of each pair
    distance_m: Floats


@njit(cache=True, nogil=True)
def _measure(
    index: Index, x_m: Floats, y_m: Floats, most: float
) -> tuple[Ints, Ints, Ints, Floats]:
    """The photos sorted by cell, how many streets each has near, and its pairs.

    Args:
        index: of the quad that the photos are in.
        x_m: metres east, shape (n,).
        y_m: metres north, shape (n,).
        most: squared distance of what is near.
    """
    cells, order = in_cells(index, x_m, y_m)
    x_m, y_m = x_m[order], y_m[order]
    near, best = np.zeros(x_m.size, np.int32), np.empty((np.diff(index.starts).max(), BLOCK))
    at, names = np.empty(BLOCK, np.int64), np.empty(best.shape[0], np.int32)
    # room for all that is listed; of what is not written to, no memory is taken
    room = (np.diff(cells).astype(np.int64) * np.diff(index.starts)).sum()
    edge, distance_m = np.empty(room, np.int32), np.empty(room)
    total = 0
    for cell in range(cells.size - 1):
        for first in range(cells[cell], cells[cell + 1], BLOCK):
            last = min(first + BLOCK, cells[cell + 1])
            k, end, streets = index.starts[cell], index.starts[cell + 1], 0
            while k < end:
                names[streets] = index.edge[index.listed[k]]
                k = nearest(index, k, end, x_m, y_m, first, last, best[streets])
                for j in range(last - first):
                    near[first + j] += best[streets, j] <= most
                streets += 1
            for j in range(last - first):
                at[j] = total
                total += near[first + j]
            for street in range(streets):
                squares = best[street, : last - first]
                _write(squares, most, names[street], at, edge, distance_m)
    return order, near, edge[:total].copy(), distance_m[:total].copy()


@njit(inline="always")
def _write(
    squares: Floats, most: float, street: int, at: Longs, edge: Ints, distance_m: Floats
) -> None:
    """Write the pairs of a street and some photos, each where its photo's next pair goes."""
    for j in range(squares.size):
        if squares[j] <= most:
            edge[at[j]], distance_m[at[j]] = street, np.sqrt(squares[j])
            at[j] += 1


@njit(cache=True, nogil=True)
def _place(found: _Found, starts: Longs, edge: Ints, distance_m: Floats) -> None:
    """Copy the pairs of some photos to where each photo's start."""
    pair = 0
    for i in range(found.photos.size):
        start = starts[found.photos[i]]
        for k in range(found.near[i]):
            edge[start + k], distance_m[start + k] = found.edge[pair], found.distance_m[pair]
            pair += 1
