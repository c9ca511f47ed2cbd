"""Exchange: a stretch of a walk that is worth little makes room for a way past an anchor.

Windows of `improve` find what is near a walk; anchors may be far from it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from guidegen.geo import Floats
from guidegen.walks.anchors import Anchors
from guidegen.walks.graph import Arcs, Ints
from guidegen.walks.improve import REPEAT, length_of, mark, measure, without_spurs
from guidegen.walks.search import Ground, lead, turned

_TRIED = 5  # anchors whose ways are searched, those that promise most
_ROUNDS = 8
_SEEN = 0.5  # what a way past an anchor sees of the worth around it
_PRICE = 0.3  # worth of a metre of length, of the walk's mean
_C = 0.5


@njit(cache=True, nogil=True)
def exchange(ground: Ground, way: Ints, anchors: Anchors, high_m: float) -> Ints:
    """Lead a walk past anchors while that is worth the length; it may get shorter.

    Args:
        ground: streets, taste, scratch space; nothing is `used` before or after.
        way: arcs of the walk, not longer than high_m.
        anchors: spots worth a detour.
        high_m: the largest length.
    """
    length_m, worth, _ = measure(ground, way)
    price = _PRICE * max(worth, 0.0) / max(length_m, 1.0)
    for _ in range(_ROUNDS):
        other = _best_exchange(ground, way, anchors, high_m, price)
        if other.size == 0:
            break
        way = other
    return way


@njit(cache=True, nogil=True)
def _best_exchange(
    ground: Ground, way: Ints, anchors: Anchors, high_m: float, price: float
) -> Ints:
    """The walk with the exchange that adds most; no arcs if none adds anything."""
    mark(ground, way, 1)
    along, total = _sums(ground, way)
    unseen = _unseen(ground, anchors)
    room = high_m - along[-1]
    count = anchors.node.size
    nets = np.full(count, -np.inf)
    spans = np.zeros((count, 2), np.int32)
    for k in range(count):
        if unseen[k] > 0:
            cost, begin, end = _span(
                ground.arcs, way, (along, total), anchors.far[k], (room, price)
            )
            nets[k] = _SEEN * unseen[k] - cost
            spans[k, 0], spans[k, 1] = begin, end
    best, best_net = np.zeros(0, np.int32), 1e-6
    for _ in range(_TRIED):
        k = int(np.argmax(nets)) if count > 0 else 0
        if count == 0 or not nets[k] > 0:
            break
        nets[k] = -np.inf
        begin, end = spans[k]
        window = way[begin:end]
        past = _past(ground, way, (begin, end), (anchors.node[k], anchors.far[k]), room)
        if past.size == 0:
            continue
        old_m, old, _ = _beside(ground, window, window)
        new_m, new, _ = _beside(ground, window, past)
        net = new - old - price * (new_m - old_m)
        if net > best_net and along[-1] + new_m - old_m <= high_m:
            best_net = net
            best = np.concatenate((way[:begin], past, way[end:]))
    mark(ground, way, -1)
    return without_spurs(ground.arcs, best)


@njit(cache=True, nogil=True)
def _beside(ground: Ground, window: Ints, other: Ints) -> tuple[float, float, float]:
    """Measure a way that takes the turn of a window of a marked walk."""
    mark(ground, window, -1)
    measured = measure(ground, other)
    mark(ground, window, 1)
    return measured


@njit(cache=True, nogil=True)
def _sums(ground: Ground, way: Ints) -> tuple[Floats, Floats]:
    """Length and worth from the start of a marked walk to each of its nodes, shape (k + 1,)."""
    along, total = np.zeros(way.size + 1), np.zeros(way.size + 1)
    for i in range(way.size):
        edge = ground.arcs.edge[way[i]]
        worth = ground.taste.worth[edge]
        if ground.used[edge] > 1:
            worth = -REPEAT * ground.taste.base[edge]
        along[i + 1] = along[i] + ground.arcs.length_m[edge]
        total[i + 1] = total[i] + worth
    return along, total


@njit(cache=True, nogil=True)
def _unseen(ground: Ground, anchors: Anchors) -> Floats:
    """The worth around each anchor that the marked walk has not taken, shape (k,)."""
    unseen = np.zeros(anchors.node.size)
    arcs = ground.arcs
    for i in range(anchors.member.size):
        node = anchors.member[i]
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            if ground.used[arcs.edge[arc]] == 0:
                unseen[anchors.whose[i]] += max(ground.taste.worth[arcs.edge[arc]], 0.0) / 2
    return unseen


@njit(cache=True, nogil=True)
def _span(
    arcs: Arcs,
    way: Ints,
    sums: tuple[Floats, Floats],
    far: Floats,
    limits: tuple[float, float],
) -> tuple[float, int, int]:
    """What a way past a node costs where it costs least, and the positions it leaves and joins."""
    along, total = sums
    room, price = limits
    best, best_begin, best_end = np.inf, 0, 0
    for begin in range(way.size + 1):
        there = far[arcs.source[way[begin]] if begin < way.size else arcs.target[way[-1]]]
        if there == np.inf:
            continue
        for end in range(begin, way.size + 1):
            back = far[arcs.source[way[end]] if end < way.size else arcs.target[way[-1]]]
            more_m = there + back - (along[end] - along[begin])
            if more_m > room:
                continue
            cost = total[end] - total[begin] + price * more_m
            if cost < best:
                best, best_begin, best_end = cost, begin, end
    return best, best_begin, best_end


@njit(cache=True, nogil=True)
def _past(
    ground: Ground, way: Ints, span: tuple[int, int], anchor: tuple[int, Floats], room: float
) -> Ints:
    """The way from one position of a marked walk past a node to another; none if nothing fits."""
    arcs = ground.arcs
    begin, end = span
    node, far = anchor
    start = arcs.source[way[begin]] if begin < way.size else arcs.target[way[-1]]
    finish = arcs.source[way[end]] if end < way.size else arcs.target[way[-1]]
    window = way[begin:end]
    spare = room + length_of(arcs, window) - far[start] - far[finish]
    mark(ground, window, -1)
    there = back = np.zeros(0, np.int32)
    if start != node:
        there = lead(ground, far, _C, (start, node), far[start] + spare / 2)
        spare -= length_of(arcs, there) - far[start]
        mark(ground, there, 1)
    if finish != node:
        back = turned(arcs, lead(ground, far, _C, (finish, node), far[finish] + spare))
    if start != node:
        mark(ground, there, -1)
    mark(ground, window, 1)
    if (start != node and there.size == 0) or (finish != node and back.size == 0):
        return np.zeros(0, np.int32)
    return np.concatenate((there, back))
