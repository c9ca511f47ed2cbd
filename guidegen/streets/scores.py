"""Scores of streets: how much each is photographed, in four ways.

Kachkaev & Wood (2014), section 3, describe four methods and give no verdict between them: a, the
photos within the window; b, these for each metre of the street; c, every photo shared among the
streets in its window, so that a crossing counts once; d, photos weighing less the farther off
they are. All are computed in one pass over photo windows that were measured once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
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
from guidegen.streets.windows import Windows

if TYPE_CHECKING:
    import geopandas as gpd

Booleans = npt.NDArray[np.bool_]

_LEAST_LENGTH_M = 1.0  # a shorter street counts as this long; some have no length at all


def street_scores(
    windows: Windows,
    edges: pd.DataFrame,
    *,
    window_m: float,
    photo_weights: Floats | None = None,
    photo_filter: Booleans | None = None,
) -> pd.DataFrame:
    """Score streets by the photos near them; no distance is computed anew.

    Args:
        windows: pairs of photos and streets.
        edges: `tables.EDGES`, of which length_m is used.
        window_m: w, at most that of the windows.
        photo_weights: v of each photo, shape (photos,), for example such that they add up to
            photographer-days; all 1 if not given.
        photo_filter: which photos count, shape (photos,); all if not given.

    Returns:
        Aligned with `edges`, with the sums over the photos at distances x <= w of the street:
        score_a = Σ v; score_b = score_a / length_m; score_c = Σ v / (streets within w of the
        photo); score_d = Σ v (1 - x/w) / length_m. Streets shorter than a metre are divided by
        one metre.

    Raises:
        ValueError: a window that is not positive or larger than that of the windows, or weights,
            a filter or streets that are not those of the windows.
    """
    sums = np.zeros((windows.edges, 3))
    _check(windows, edges, window_m)
    weights = np.ascontiguousarray(_weights(windows.photos, photo_weights, photo_filter), float)
    _add(windows.starts, windows.edge, windows.distance_m, weights, window_m, sums)
    return _scores(sums, edges)


def street_scores_by_quad(
    x_m: Floats,
    y_m: Floats,
    edges: gpd.GeoDataFrame,
    projection: Projection,
    *,
    window_m: float,
    photo_weights: Floats | None = None,
    photo_filter: Booleans | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """Score streets without keeping their photo windows: the memory is that of a few quads.

    Arguments are those of `photo_windows` and `street_scores`; so is the result, but for the
    rounding of sums that are added up in another order.

    Raises:
        ValueError: a window that is not positive, or weights or a filter that do not fit.
    """
    weights = _weights(x_m.size, photo_weights, photo_filter)
    lines, most = lines_of(edges, projection), square_of(window_m)

    def score(piece: Piece) -> tuple[Ints, Floats]:
        x, y, index = x_m[piece.photos], y_m[piece.photos], index_of(piece, lines, window_m)
        return _of_piece(index, x, y, weights[piece.photos], most)

    sums = np.zeros((len(edges), 3))
    for streets, of_piece in in_threads(score, pieces(x_m, y_m, lines, window_m), threads):
        sums[streets] += of_piece
    return _scores(sums, edges)


def edge_authors(
    windows: Windows,
    author_codes: Ints,
    window_m: float,
    photo_filter: Booleans | None = None,
) -> Longs:
    """How many different authors photographed within the window of each street, shape (edges,).

    A published map shows streets of fewer than three as if nobody had been there.

    Args:
        windows: pairs of photos and streets.
        author_codes: number of each photo's author, shape (photos,); negative ones are nobody's.
        window_m: at most that of the windows.
        photo_filter: which photos count, shape (photos,); all if not given.

    Raises:
        ValueError: as for `street_scores`.
    """
    _check_window(windows, window_m)
    _check_photos(windows.photos, "author codes", author_codes)
    order = np.argsort(author_codes, kind="stable")
    if photo_filter is not None:
        _check_photos(windows.photos, "the filter", photo_filter)
        order = order[photo_filter[order]]
    return _distinct(
        windows.starts,
        windows.edge,
        windows.distance_m,
        author_codes,
        order,
        window_m,
        windows.edges,
    )


def _check(windows: Windows, edges: pd.DataFrame, window_m: float) -> None:
    _check_window(windows, window_m)
    if len(edges) != windows.edges:
        raise ValueError(f"windows of {windows.edges} streets, but {len(edges)} streets")


def _check_window(windows: Windows, window_m: float) -> None:
    if not 0 < window_m <= windows.window_m:
        raise ValueError(
            f"the window must be more than 0 and at most {windows.window_m} m, not {window_m}"
        )


def _check_photos(photos: int, name: str, values: npt.NDArray[np.generic]) -> None:
    if values.shape != (photos,):
        raise ValueError(f"{name} must have shape ({photos},), not {values.shape}")


def _weights(photos: int, photo_weights: Floats | None, photo_filter: Booleans | None) -> Floats:
    """The weight of each photo, 0 for those that do not count."""
    weights = np.broadcast_to(1.0, photos) if photo_weights is None else photo_weights
    _check_photos(photos, "weights", weights)
    if not ((weights >= 0) & (weights < np.inf)).all():
        raise ValueError("weights must be numbers from 0 on")
    if photo_filter is not None:
        _check_photos(photos, "the filter", photo_filter)
        weights = np.where(photo_filter, weights, 0.0)
    return weights


def _scores(sums: Floats, edges: pd.DataFrame) -> pd.DataFrame:
    length_m = np.maximum(edges["length_m"].to_numpy(np.float64), _LEAST_LENGTH_M)
    return pd.DataFrame(
        {
            "score_a": sums[:, 0],
            "score_b": sums[:, 0] / length_m,
            "score_c": sums[:, 1],
            "score_d": sums[:, 2] / length_m,
        },
        index=edges.index,
    )


@njit(cache=True, nogil=True)
def _add(
    starts: Longs, edges: Ints, distances_m: Floats, weights: Floats, window_m: float, sums: Floats
) -> None:
    """Add the photos to the sums of their streets: whole, shared, and by distance."""
    for i in range(weights.size):
        weight = weights[i]
        if weight == 0:
            continue
        near = 0
        for pair in range(starts[i], starts[i + 1]):
            near += distances_m[pair] <= window_m
        for pair in range(starts[i], starts[i + 1]):
            if distances_m[pair] <= window_m:
                street = sums[edges[pair]]
                street[0] += weight
                street[1] += weight / near
                street[2] += weight * (1 - distances_m[pair] / window_m)


@njit(cache=True, nogil=True)
def _distinct(
    starts: Longs,
    edges: Ints,
    distances_m: Floats,
    authors: Ints,
    order: Longs,
    window_m: float,
    count: int,
) -> Longs:
    """Count the authors of each street; `order` has the photos of an author together."""
    counts, last = np.zeros(count, np.int64), np.full(count, -1, np.int64)
    for i in order:
        for pair in range(starts[i], starts[i + 1]):
            edge = edges[pair]
            if distances_m[pair] <= window_m and last[edge] != authors[i]:
                last[edge] = authors[i]
                counts[edge] += 1
    return counts


@njit(cache=True, nogil=True)
def _of_piece(
    index: Index, x_m: Floats, y_m: Floats, weights: Floats, most: float
) -> tuple[Ints, Floats]:
    """The streets near a quad and their sums over its photos, as `_add` has them.

    Photos of one cell are taken in blocks, all streets of the cell at a time, so that how many
    streets share a photo is known before it is shared and nothing larger is kept.
    """
    number, names = _numbered(index.edge)
    sums = np.zeros((names.size, 3))
    cells, order = in_cells(index, x_m, y_m)
    x_m, y_m, weights = x_m[order], y_m[order], weights[order]
    widest = np.diff(index.starts).max()
    squares, listed = np.empty((widest, BLOCK)), np.empty(widest, np.int32)
    near, shares = np.empty(BLOCK, np.int32), np.empty(BLOCK)
    for cell in range(cells.size - 1):
        for first in range(cells[cell], cells[cell + 1], BLOCK):
            last = min(first + BLOCK, cells[cell + 1])
            k, end, streets = index.starts[cell], index.starts[cell + 1], 0
            near[:] = 0
            while k < end:
                listed[streets] = number[index.listed[k]]
                k = nearest(index, k, end, x_m, y_m, first, last, squares[streets])
                for j in range(last - first):
                    near[j] += squares[streets, j] <= most
                streets += 1
            for j in range(last - first):
                shares[j] = weights[first + j] / max(near[j], 1)
            for street in range(streets):
                _add_block(squares[street], weights[first:last], shares, most, sums[listed[street]])
    return names, sums


@njit(inline="always")
def _add_block(
    squares: Floats, weights: Floats, shares: Floats, most: float, street: Floats
) -> None:
    """Add some photos, whose squared distances are given, to the sums of a street."""
    whole, shared, fallen = 0.0, 0.0, 0.0
    for j in range(weights.size):
        if squares[j] <= most:
            whole += weights[j]
            shared += shares[j]
            fallen += weights[j] * (1 - np.sqrt(squares[j] / most))
    street[0] += whole
    street[1] += shared
    street[2] += fallen


@njit(cache=True, nogil=True)
def _numbered(edge: Ints) -> tuple[Ints, Ints]:
    """Number the streets of a quad in their order: of each segment, and their rows."""
    number, names = np.empty_like(edge), np.empty_like(edge)
    count = 0
    for k in range(edge.size):
        if k == 0 or edge[k] != edge[k - 1]:
            names[count] = edge[k]
            count += 1
        number[k] = count - 1
    return number, names[:count]
