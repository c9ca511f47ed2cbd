"""Compiled searches on arcs: deterministic, without libraries, so that a browser can do the same.

Labels are settled in the order of their cost, then of their node's number, and a label is replaced
only by a smaller one. Sums run along the way from its start. All numbers are float64.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from guidegen.geo import Floats
from guidegen.walks.costs import AGAIN, Taste, cost_of
from guidegen.walks.desk import NO_ARC, Desk, drop_top, push
from guidegen.walks.graph import Arcs, Ints


class Ground(NamedTuple):
    """What the searches of one wish share.

    Attributes:
        arcs: the streets.
        taste: of the wish.
        used: how often the walk so far takes each edge, shape (edges,); used edges cost more.
        desk: scratch space.
    """

    arcs: Arcs
    taste: Taste
    used: Ints
    desk: Desk


def without(ground: Ground, closed: npt.NDArray[np.bool_]) -> Ground:
    """The ground without some edges, shape (edges,): they are longer than any walk."""
    taste = ground.taste
    return ground._replace(
        arcs=ground.arcs._replace(length_m=np.where(closed, np.inf, ground.arcs.length_m)),
        taste=taste._replace(
            base=np.where(closed, np.inf, taste.base), worth=np.where(closed, 0.0, taste.worth)
        ),
    )


@njit(inline="always")
def _line_m(arcs: Arcs, a: int, b: int) -> float:
    """A lower bound of the way between two nodes."""
    east, north = arcs.x_m[a] - arcs.x_m[b], arcs.y_m[a] - arcs.y_m[b]
    # a hair less, so that rounding never makes it longer than the way
    bound: float = np.sqrt(east * east + north * north) * (1.0 - 1e-9)
    return bound


@njit(cache=True, nogil=True)
def reach(arcs: Arcs, origin: int, towards: int, bound_m: float, desk: Desk) -> int:
    """Lengths of the shortest ways from a node, into `desk.left`, as far as a bound.

    Args:
        arcs: the streets.
        origin: the node.
        towards: only nodes from which this node can be reached within the bound; -1 for all.
        bound_m: metres.
        desk: scratch space.

    Returns:
        How many nodes have a length: the first of `desk.left_touched`. `leave` resets them.
    """
    left, keys, heap = desk.left, desk.keys, desk.heap
    left[origin] = 0.0
    desk.left_touched[0] = origin
    count = 1
    size = push(desk, 0, 0, 0.0, origin)
    while size > 0:
        far, node = keys[0, 0], heap[0, 0]
        size = drop_top(desk, 0, size)
        if far > left[node]:
            continue
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            to = arcs.target[arc]
            length = far + arcs.length_m[arcs.edge[arc]]
            if length >= left[to] or length > bound_m:
                continue
            if towards >= 0 and length + _line_m(arcs, to, towards) > bound_m:
                continue
            if left[to] == np.inf:
                desk.left_touched[count] = to
                count += 1
            left[to] = length
            size = push(desk, 0, size, length, to)
    return count


@njit(cache=True, nogil=True)
def leave(desk: Desk, count: int) -> None:
    """Reset what `reach` wrote."""
    for i in range(count):
        desk.left[desk.left_touched[i]] = np.inf


@njit(cache=True, nogil=True)
def lead(ground: Ground, left: Floats, c: float, ends: tuple[int, int], budget_m: float) -> Ints:
    """The cheapest way between two nodes whose every step can still reach the end in budget.

    A label that cannot is not made. Whatever label a node keeps, the shortest way from there
    fits, so that a way within the budget is found if there is one; it need not be the cheapest
    of all that fit.

    Args:
        ground: streets, taste, what is used, scratch space.
        left: lengths of the shortest ways to the end (see `reach`), shape (nodes,).
        c: of the cost.
        ends: from and to.
        budget_m: metres; inf to search without `left`.

    Returns:
        The arcs of the way, empty if there is none.
    """
    arcs, desk, used = ground.arcs, ground.desk, ground.used
    start, end = ends
    bound = budget_m < np.inf
    cost, by, touched = desk.cost[0], desk.by[0], desk.touched[0]
    walked, keys, heap = desk.walked, desk.keys, desk.heap
    cost[start], walked[start], by[start] = 0.0, 0.0, NO_ARC
    touched[0] = start
    count = 1
    size = push(desk, 0, 0, 0.0, start)
    while size > 0:
        here, node = keys[0, 0], heap[0, 0]
        size = drop_top(desk, 0, size)
        if here > cost[node]:
            continue
        if node == end:
            break
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            to, edge = arcs.target[arc], arcs.edge[arc]
            length = walked[node] + arcs.length_m[edge]
            if bound and length + left[to] > budget_m:
                continue
            step = cost_of(ground.taste, edge, c)
            there = here + (step * AGAIN if used[edge] > 0 else step)
            if there >= cost[to]:
                continue
            if cost[to] == np.inf:
                touched[count] = to
                count += 1
            cost[to], walked[to], by[to] = there, length, arc
            size = push(desk, 0, size, there, to)
    way = _trace(arcs, by, start, end) if cost[end] < np.inf else np.zeros(0, np.int32)
    _forget(desk, 0, count)
    return way


@njit(inline="always")
def _forget(desk: Desk, side: int, count: int) -> None:
    """Reset the labels of a side."""
    for i in range(count):
        desk.cost[side, desk.touched[side, i]] = np.inf


@njit(cache=True, nogil=True)
def _trace(arcs: Arcs, by: Ints, start: int, end: int) -> Ints:
    """The arcs from start to end, read back from the arcs that nodes were reached by."""
    steps = 0
    node = end
    while node != start:
        node = arcs.source[by[node]]
        steps += 1
    way = np.empty(steps, np.int32)
    node = end
    for i in range(steps - 1, -1, -1):
        way[i] = by[node]
        node = arcs.source[by[node]]
    return way


@njit(cache=True, nogil=True)
def leg(ground: Ground, c: float, ends: tuple[int, int], budget_m: float) -> Ints:
    """`lead` with the lengths to the end found first; the arcs, empty if nothing fits."""
    desk = ground.desk
    count = 0
    if budget_m < np.inf:
        count = reach(ground.arcs, ends[1], ends[0], budget_m, desk)
    way = np.zeros(0, np.int32)
    if budget_m == np.inf or desk.left[ends[0]] < np.inf:
        way = lead(ground, desk.left, c, ends, budget_m)
    leave(desk, count)
    return way


@njit(cache=True, nogil=True)
def cheapest(arcs: Arcs, costs: Floats, ends: tuple[int, int], desk: Desk) -> tuple[float, Ints]:
    """The cheapest way between two nodes by Dijkstra's search from both of them.

    Args:
        arcs: the streets.
        costs: of each edge, > 0, shape (edges,); they may change from call to call.
        ends: from and to.
        desk: scratch space.

    Returns:
        Its cost and its arcs; inf and none if the end cannot be reached.
    """
    cost, by, keys, heap = desk.cost, desk.by, desk.keys, desk.heap
    counts, sizes = np.ones(2, np.int64), np.ones(2, np.int64)
    for side in range(2):
        cost[side, ends[side]] = 0.0
        desk.touched[side, 0] = ends[side]
        push(desk, side, 0, 0.0, ends[side])
    best, middle = (0.0, ends[0]) if ends[0] == ends[1] else (np.inf, -1)
    while sizes[0] > 0 and sizes[1] > 0 and keys[0, 0] + keys[1, 0] < best:
        side = 0 if keys[0, 0] <= keys[1, 0] else 1
        here, node = keys[side, 0], heap[side, 0]
        sizes[side] = drop_top(desk, side, sizes[side])
        if here > cost[side, node]:
            continue
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            to = arcs.target[arc]
            there = here + costs[arcs.edge[arc]]
            if there >= cost[side, to]:
                continue
            if cost[side, to] == np.inf:
                desk.touched[side, counts[side]] = to
                counts[side] += 1
            cost[side, to], by[side, to] = there, arc
            sizes[side] = push(desk, side, sizes[side], there, to)
            if there + cost[1 - side, to] < best:
                best, middle = there + cost[1 - side, to], to
    _forget(desk, 0, counts[0])
    _forget(desk, 1, counts[1])
    return best, _joined(arcs, by, ends, middle)


@njit(cache=True, nogil=True)
def _joined(arcs: Arcs, by: Ints, ends: tuple[int, int], middle: int) -> Ints:
    """The arcs of the ways from both ends to where they meet, in the direction of the walk."""
    if middle < 0:
        return np.zeros(0, np.int32)
    there = _trace(arcs, by[0], ends[0], middle)
    back = _trace(arcs, by[1], ends[1], middle)
    return np.concatenate((there, turned(arcs, back)))


@njit(cache=True, nogil=True)
def turned(arcs: Arcs, way: Ints) -> Ints:
    """A way walked backwards."""
    back = np.empty(way.size, np.int32)
    for i in range(way.size):
        back[way.size - 1 - i] = twin(arcs, way[i])
    return back


@njit(cache=True, nogil=True)
def twin(arcs: Arcs, arc: int) -> int:
    """The same edge the other way."""
    node = arcs.target[arc]
    for back in range(arcs.first[node], arcs.first[node + 1]):
        if arcs.edge[back] == arcs.edge[arc]:
            return back
    return NO_ARC
