"""Scratch space of searches and the heap in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from guidegen.geo import Floats
from guidegen.walks.graph import Arcs, Ints

NO_ARC = -1


class Desk(NamedTuple):
    """Scratch space of searches, reused from one to the next; between searches all is reset.

    Whatever has two rows serves searches from two sides; others use the first.

    Attributes:
        cost: of the best label so far, inf where there is none, shape (2, nodes).
        by: the arc it came by, shape (2, nodes).
        touched: the nodes with a label, shape (2, nodes).
        walked: the length of its way in metres, shape (nodes,).
        left: lengths to the end that a search is bound for, inf where unknown, shape (nodes,).
        left_touched: the nodes with a length to the end, shape (nodes,).
        keys: of the heap, shape (2, arcs + 2).
        heap: its nodes, shape (2, arcs + 2).
    """

    cost: Floats
    by: Ints
    touched: Ints
    walked: Floats
    left: Floats
    left_touched: Ints
    keys: Floats
    heap: Ints


def desk_for(arcs: Arcs) -> Desk:
    """Scratch space for searches on these arcs."""
    nodes, size = arcs.x_m.size, arcs.edge.size + 2
    return Desk(
        np.full((2, nodes), np.inf),
        np.full((2, nodes), NO_ARC, np.int32),
        np.zeros((2, nodes), np.int32),
        np.zeros(nodes),
        np.full(nodes, np.inf),
        np.zeros(nodes, np.int32),
        np.zeros((2, size)),
        np.zeros((2, size), np.int32),
    )


@njit(inline="always")
def push(desk: Desk, side: int, size: int, key: float, node: int) -> int:
    """Put a node into a side's heap of this size; its new size."""
    keys, heap = desk.keys, desk.heap
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if keys[side, up] < key or (keys[side, up] == key and heap[side, up] <= node):
            break
        keys[side, at], heap[side, at] = keys[side, up], heap[side, up]
        at = up
    keys[side, at], heap[side, at] = key, node
    return size + 1


@njit(inline="always")
def drop_top(desk: Desk, side: int, size: int) -> int:
    """Take the smallest away: the last takes its place and sinks; the heap's new size."""
    keys, heap = desk.keys, desk.heap
    size -= 1
    key, node = keys[side, size], heap[side, size]
    at = 0
    while True:
        down = 2 * at + 1
        if down >= size:
            break
        if down + 1 < size and (
            keys[side, down + 1] < keys[side, down]
            or (
                keys[side, down + 1] == keys[side, down] and heap[side, down + 1] < heap[side, down]
            )
        ):
            down += 1
        if key < keys[side, down] or (key == keys[side, down] and node <= heap[side, down]):
            break
        keys[side, at], heap[side, at] = keys[side, down], heap[side, down]
        at = down
    keys[side, at], heap[side, at] = key, node
    return size
