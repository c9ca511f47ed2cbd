"""From A to B in a given time.

When the time is a little more than the shortest way takes, the paper's search does: raise c until
the time is met. Its searches are kept to the ellipse of nodes from which the budget can still be
met, which takes the place of trying c until the length happens to fit. When A and B are near each
other for the time, no c is enough: then the walk leads through a node on the way round.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from guidegen.geo import Floats
from guidegen.walks.graph import Arcs, Ints
from guidegen.walks.improve import mark, measure, without_spurs
from guidegen.walks.search import Ground, lead, leave, reach, turned

C_TRIED = (0.03125, 0.125, 0.5, 2.0, 8.0, 32.0)
C_OF_VIAS = (0.125, 1.0)
_BANDS = (0.55, 0.7, 0.82, 0.92, 0.97, 1.03)  # of the wished length: d(s, v) + d(v, t)


class Ellipse(NamedTuple):
    """The nodes through which a walk can pass, and the lengths of the shortest ways to its ends.

    Attributes:
        start: node.
        end: node.
        from_start: metres, inf outside, shape (nodes,).
        to_end: the same.
        nodes: those inside, ascending.
    """

    start: int
    end: int
    from_start: Floats
    to_end: Floats
    nodes: Ints


def ellipse(ground: Ground, start: int, end: int, budget_m: float) -> Ellipse:
    """The nodes v with d(start, v) + d(v, end) <= budget."""
    from_start = node_lengths(ground, start, end, budget_m)
    to_end = node_lengths(ground, end, start, budget_m) if end != start else from_start
    nodes = np.flatnonzero(from_start + to_end <= budget_m).astype(np.int32)
    return Ellipse(start, end, from_start, to_end, nodes)


@njit(cache=True, nogil=True)
def node_lengths(ground: Ground, origin: int, towards: int, bound_m: float) -> Floats:
    """`reach` as an array of its own."""
    count = reach(ground.arcs, origin, towards, bound_m, ground.desk)
    lengths = ground.desk.left.copy()
    leave(ground.desk, count)
    return lengths


def by_attraction(ground: Ground, start: int, end: int, budget_m: float) -> list[Ints]:
    """The paper's walks, one for each c tried, none longer than the budget."""
    arcs, sizes = _leads(ground, start, end, budget_m)
    return np.split(arcs, np.cumsum(sizes)[:-1])


@njit(cache=True, nogil=True)
def _leads(ground: Ground, start: int, end: int, budget_m: float) -> tuple[Ints, Ints]:
    """The arcs of all walks one after the other, and how many each has."""
    count = reach(ground.arcs, end, start, budget_m, ground.desk)
    walks = np.zeros(0, np.int32)
    sizes = np.zeros(len(C_TRIED), np.int32)
    for i in range(len(C_TRIED)):
        way = lead(ground, ground.desk.left, C_TRIED[i], (start, end), budget_m)
        sizes[i] = way.size
        walks = np.concatenate((walks, way))
    leave(ground.desk, count)
    return walks, sizes


def by_vias(ground: Ground, inside: Ellipse, wish_m: float, budget_m: float) -> list[Ints]:
    """Walks through one node each, chosen all around; none longer than the budget."""
    pull = node_pull(ground.arcs, ground.taste.worth)
    vias = _vias(ground.arcs, inside, pull, wish_m)
    return [through(ground, inside, via, c, budget_m) for via in vias for c in C_OF_VIAS]


@njit(cache=True, nogil=True)
def node_pull(arcs: Arcs, worth: Floats) -> Floats:
    """The worth per metre of the edges at each node, shape (nodes,)."""
    pull = np.zeros(arcs.x_m.size)
    for node in range(pull.size):
        total = length = 0.0
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            total += worth[arcs.edge[arc]]
            length += arcs.length_m[arcs.edge[arc]]
        if length > 0:
            pull[node] = total / length
    return pull


@njit(cache=True, nogil=True)
def _vias(arcs: Arcs, inside: Ellipse, pull: Floats, wish_m: float) -> Ints:
    """The node with the most pull in each of eight directions and five distances.

    Directions are octants around the middle of start and end.
    """
    x = (arcs.x_m[inside.start] + arcs.x_m[inside.end]) / 2
    y = (arcs.y_m[inside.start] + arcs.y_m[inside.end]) / 2
    best = np.full(8 * (len(_BANDS) - 1), -1, np.int32)
    for node in inside.nodes:
        share = (inside.from_start[node] + inside.to_end[node]) / wish_m
        band = -1
        for limit in _BANDS:
            if share >= limit:
                band += 1
        if band < 0 or band >= len(_BANDS) - 1 or node in (inside.start, inside.end):
            continue
        east, north = arcs.x_m[node] - x, arcs.y_m[node] - y
        octant = (east < 0) * 4 + (north < 0) * 2 + (abs(east) < abs(north)) * 1
        bucket = octant * (len(_BANDS) - 1) + band
        if best[bucket] < 0 or pull[node] > pull[best[bucket]]:
            best[bucket] = node
    return best[best >= 0]


@njit(cache=True, nogil=True)
def through(ground: Ground, inside: Ellipse, via: int, c: float, budget_m: float) -> Ints:
    """The walk through one node whose second half avoids the edges of the first.

    No arcs if rounding leaves nothing that fits for one of them.
    """
    rest = inside.to_end[via]
    there = lead(ground, inside.from_start, c, (via, inside.start), budget_m - rest)
    there = turned(ground.arcs, there)
    there_m = measure(ground, there)[0]
    mark(ground, there, 1)
    back = lead(ground, inside.to_end, c, (via, inside.end), budget_m - there_m)
    mark(ground, there, -1)
    if there.size == 0 or back.size == 0:
        return np.zeros(0, np.int32)
    return without_spurs(ground.arcs, np.concatenate((there, back)))
