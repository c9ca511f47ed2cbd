"""Streets cut into short pieces, and the shortest ways along them."""

from __future__ import annotations

import heapq
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
    more: list[Floats] = []
    ends: list[tuple[int, int]] = []
    shapes: list[Floats] = []
    nodes = len(x_m)
    for edge, (u, v) in enumerate(zip(edges["u"], edges["v"], strict=True)):
        parts = _cut(metres[starts[edge] : starts[edge + 1]])
        inner = [nodes + len(more) + i for i in range(len(parts) - 1)]
        more += [part[-1] for part in parts[:-1]]
        ends += zip([int(u), *inner], [*inner, int(v)], strict=True)
        shapes += parts
    within = np.array(more).reshape(-1, 2)
    a, b = np.array(ends, np.int64).reshape(-1, 2).T.copy()
    x_m, y_m = np.concatenate((x_m, within[:, 0])), np.concatenate((y_m, within[:, 1]))
    length_m = np.array([np.hypot(*np.diff(shape, axis=0).T).sum() for shape in shapes])
    source, number = np.concatenate((a, b)), np.tile(np.arange(a.size), 2)
    order = np.lexsort((number, source))
    first = np.searchsorted(source[order], np.arange(x_m.size + 1))
    target = np.concatenate((b, a))[order]
    return Pieces(x_m, y_m, a, b, length_m, shapes, first, target, number[order])


def _cut(line: Floats) -> list[Floats]:
    """A line in equal parts."""
    lengths = np.append(0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    count = max(int(np.ceil(lengths[-1] / LONGEST_M)), 1)
    if count == 1:
        return [line]
    at = np.linspace(0, lengths[-1], count + 1)
    cuts = np.column_stack([np.interp(at, lengths, line[:, i]) for i in (0, 1)])
    rows = np.searchsorted(lengths, at)
    parts = []
    for i in range(count):
        inner = line[rows[i] : rows[i + 1]]
        inner = inner[(lengths[rows[i] : rows[i + 1]] > at[i])]
        parts.append(np.vstack((cuts[i], inner, cuts[i + 1])))
    return parts


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
