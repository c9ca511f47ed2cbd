"""Streets cut into short pieces, and the shortest ways along them."""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit

from guidegen.geo import Floats, Projection
from guidegen.routes.segments import Ints
from guidegen.streets.network import Network

Longs = npt.NDArray[np.int64]

# Photos go to the nearest end of a piece, so pieces are short.
LONGEST_M = 25.0


class Pieces(NamedTuple):
    """Streets in pieces, each from node a to node b.

    Attributes:
        x_m: nodes, metres east: first the network's, then those within its edges.
        y_m: metres north.
        a: where each piece starts, shape (pieces,).
        b: where it ends.
        length_m: of each.
        shapes: the points of each, metres, from a to b.
        first: first arc of each node, shape (nodes + 1,).
        target: where each arc leads to; every piece has two arcs.
        piece: of each arc.
    """

    x_m: Floats
    y_m: Floats
    a: Longs
    b: Longs
    length_m: Floats
    shapes: list[Floats]
    first: Longs
    target: Longs
    piece: Longs


def pieces_of(network: Network, projection: Projection) -> Pieces:
    """Cut the edges of a network, in the metres of the projection."""
    x_m, y_m = projection.to_metres(
        network.nodes["lon"].to_numpy(), network.nodes["lat"].to_numpy()
    )
    edges = network.edges
    points, of = shapely.get_coordinates(edges.geometry.array, return_index=True)
    metres = np.column_stack(projection.to_metres(points[:, 0].copy(), points[:, 1].copy()))
    starts = np.searchsorted(of, np.arange(len(edges) + 1))
    cut, bounds, parts = _cut(metres, np.hypot(*np.diff(metres, axis=0).T), starts)
    ends = edges["u"].to_numpy(np.int64), edges["v"].to_numpy(np.int64)
    a, b, inner = _ends(*ends, parts, len(x_m))
    within = cut[bounds[1:][inner] - 1]
    x_m, y_m = np.concatenate((x_m, within[:, 0])), np.concatenate((y_m, within[:, 1]))
    length_m = _sums(np.hypot(*np.diff(cut, axis=0).T), bounds)
    shapes = [cut[low:high] for low, high in pairwise(bounds.tolist())]
    source, number = np.concatenate((a, b)), np.tile(np.arange(a.size), 2)
    order = np.lexsort((number, source))
    first = np.searchsorted(source[order], np.arange(x_m.size + 1))
    target = np.concatenate((b, a))[order]
    return Pieces(x_m, y_m, a, b, length_m, shapes, first, target, number[order])


def _ends(u: Longs, v: Longs, parts: Longs, nodes: int) -> tuple[Longs, Longs, Longs]:
    """The nodes of every piece, and which pieces end within an edge.

    Args:
        u: where each edge starts, shape (edges,).
        v: where it ends.
        parts: how many pieces each has.
        nodes: of the network; those within its edges come after them.
    """
    last = np.cumsum(parts) - 1
    is_last = np.zeros(parts.sum(), np.bool_)
    is_last[last] = True
    inner = np.flatnonzero(~is_last)
    a, b = np.empty((2, is_last.size), np.int64)
    b[last], b[inner] = v, nodes + np.arange(inner.size)
    a[last - parts + 1], a[inner + 1] = u, b[inner]
    return a, b, inner


@njit(cache=True, nogil=True)
def _cut(points: Floats, steps: Floats, starts: Longs) -> tuple[Floats, Longs, Longs]:
    """Lines in equal parts, none longer than `LONGEST_M`.

    Args:
        points: metres, shape (n, 2).
        steps: from each point to the next, shape (n - 1,).
        starts: where each line starts, and the end, shape (lines + 1,).

    Returns:
        The points of the parts, where each part starts in them and the end, and how many parts
        each line has.
    """
    parts = np.ones(starts.size - 1, np.int64)
    along = np.zeros(points.shape[0])
    for line in range(parts.size):
        for i in range(starts[line] + 1, starts[line + 1]):
            along[i] = along[i - 1] + steps[i - 1]
        parts[line] = max(int(np.ceil(along[starts[line + 1] - 1] / LONGEST_M)), 1)
    cut = np.empty((points.shape[0] + 2 * (parts.sum() - parts.size), 2))
    bounds = np.zeros(parts.sum() + 1, np.int64)
    size = done = 0
    for line in range(parts.size):
        at, last = starts[line], starts[line + 1] - 1
        step_m = along[last] / parts[line]
        for part in range(parts[line]):
            # a part starts where the one before ends
            cut[size] = cut[size - 1] if part else points[at]
            at += int(parts[line] == 1)
            while parts[line] > 1 and at < last and along[at] <= part * step_m:
                at += 1  # stands there already
            is_last = part + 1 == parts[line]
            end_m = (part + 1) * step_m
            if is_last:
                end_m = along[last] if part else np.inf
            size, at = _copied(points, along, cut, size + 1, at, last, end_m)
            if is_last:
                cut[size] = points[last]
            else:
                _between(points, along, at, end_m, cut[size])
            size, done = size + 1, done + 1
            bounds[done] = size
    return cut[:size].copy(), bounds, parts


@njit(cache=True, nogil=True)
def _copied(
    points: Floats, along: Floats, cut: Floats, size: int, at: int, last: int, end_m: float
) -> tuple[int, int]:
    """Copy the points of a line that lie before an end; what is after them in both arrays."""
    while at < last and along[at] < end_m:
        cut[size] = points[at]
        size, at = size + 1, at + 1
    return size, at


@njit(cache=True, nogil=True)
def _between(points: Floats, along: Floats, at: int, end_m: float, into: Floats) -> None:
    """The point so far along a line, which lies between two of its points."""
    for axis in range(2):
        rise = points[at, axis] - points[at - 1, axis]
        slope = rise / (along[at] - along[at - 1])
        into[axis] = slope * (end_m - along[at - 1]) + points[at - 1, axis]


@njit(cache=True, nogil=True)
def _sums(steps: Floats, bounds: Longs) -> Floats:
    """The length of each line of points, from the steps between all of them, shape (lines,)."""
    found = np.zeros(bounds.size - 1)
    for line in range(found.size):
        for i in range(bounds[line], bounds[line + 1] - 1):
            found[line] += steps[i]
    return found


def ways(
    pieces: Pieces, start: Longs, end: Longs, most_m: Floats
) -> tuple[Longs, Ints, npt.NDArray[np.bool_]]:
    """Shortest ways between pairs of nodes, sorted by start.

    Args:
        pieces: the streets.
        start: nodes, ascending, shape (n,).
        end: nodes, shape (n,).
        most_m: how long each way may be.

    Returns:
        Where each way begins in the arrays after it, shape (n + 1,); nothing if there is none.
        Its pieces, from end to start, and whether each is walked from a to b on the way there.
    """
    return _ways(
        pieces.first, pieces.target, pieces.piece, pieces.b, pieces.length_m, start, end, most_m
    )


@njit(cache=True, nogil=True)
def _ways(
    first: Longs, target: Longs, piece: Longs, b: Longs, length_m: Floats,
    start: Longs, end: Longs, most_m: Floats,
) -> tuple[Longs, Ints, npt.NDArray[np.bool_]]:  # fmt: skip
    far, by = np.full(first.size - 1, np.inf), np.full(first.size - 1, -1, np.int64)
    before = np.full(first.size - 1, -1, np.int64)
    starts = np.zeros(start.size + 1, np.int64)
    taken, forward = np.empty(1024, np.int32), np.empty(1024, np.bool_)
    size = low = 0
    while low < start.size:
        high = low
        bound = 0.0
        while high < start.size and start[high] == start[low]:
            bound = max(bound, most_m[high])
            high += 1
        touched = _reach(first, target, piece, length_m, start[low], bound, far, by, before)
        for i in range(low, high):
            node = end[i]
            if far[node] <= most_m[i]:
                while node != start[i]:
                    if size == taken.size:
                        taken = np.append(taken, np.empty(size, np.int32))
                        forward = np.append(forward, np.empty(size, np.bool_))
                    taken[size], forward[size] = by[node], b[by[node]] == node
                    size += 1
                    node = before[node]
            starts[i + 1] = size
        for node in touched:
            far[node] = np.inf
        low = high
    return starts, taken[:size].copy(), forward[:size].copy()


@njit(cache=True, nogil=True)
def _reach(
    first: Longs, target: Longs, piece: Longs, length_m: Floats, start: int, bound: float,
    far: Floats, by: Longs, before: Longs,
) -> list[int]:  # fmt: skip
    """Dijkstra's search from a node as far as the bound; which nodes were reached."""
    far[start] = 0.0
    touched = [start]
    heap = [(0.0, start)]
    while len(heap) > 0:
        here, node = heapq.heappop(heap)
        if here > far[node]:
            continue
        for arc in range(first[node], first[node + 1]):
            there = here + length_m[piece[arc]]
            to = target[arc]
            if there < far[to] and there <= bound:
                if far[to] == np.inf:
                    touched.append(to)
                far[to], by[to], before[to] = there, piece[arc], node
                heapq.heappush(heap, (there, to))
    return touched
