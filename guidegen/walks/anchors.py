"""Anchors: the spots most worth a detour within reach, and walks that lead from one to the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from guidegen.geo import Floats
from guidegen.walks.between import Ellipse, node_lengths
from guidegen.walks.graph import Arcs, Ints
from guidegen.walks.improve import length_of, mark, without_spurs
from guidegen.walks.orienteering import Choice, choose
from guidegen.walks.search import Ground, lead

MOST = 20
CELL_M = 120.0
SHARES = (0.5, 0.7, 0.85, 0.99)  # of the budget that shortest ways between anchors may take
_C = 0.5


class Anchors(NamedTuple):
    """Spots that are worth a detour, those with the most worth around them first.

    Attributes:
        node: of each, shape (k,).
        worth: of the streets in its cell, shape (k,).
        far: lengths of the shortest ways from each, inf where out of reach, shape (k, nodes).
        member: the nodes in the cells, shape (m,).
        whose: the anchor in whose cell each of these nodes is, shape (m,).
    """

    node: Ints
    worth: Floats
    far: Floats
    member: Ints
    whose: Ints


def anchors_in(ground: Ground, inside: Ellipse, budget_m: float) -> Anchors:
    """The most worthy node in each of the cells with the most worth.

    Args:
        ground: streets and taste.
        inside: the nodes that a walk can pass.
        budget_m: of the walk.
    """
    arcs, nodes = ground.arcs, inside.nodes
    own = own_worth(arcs, ground.taste.worth)
    column = np.floor(arcs.x_m[nodes] / CELL_M).astype(np.int64)
    row = np.floor(arcs.y_m[nodes] / CELL_M).astype(np.int64)
    cells, cell = np.unique(np.column_stack((column, row)), axis=0, return_inverse=True)
    mass = np.bincount(cell.ravel(), own[nodes], minlength=len(cells)).astype(np.float64)
    best = np.argsort(-mass, kind="stable")[:MOST]
    best = best[mass[best] > 0]
    rank = np.full(len(cells), -1, np.int32)
    rank[best] = np.arange(best.size)
    whose = rank[cell.ravel()]
    member, whose = nodes[whose >= 0], whose[whose >= 0]
    node = np.array(
        [member[whose == k][np.argmax(own[member[whose == k]])] for k in range(best.size)], np.int32
    )
    far = np.full((node.size, arcs.x_m.size), np.inf)
    for k, at in enumerate(node):
        # a walk through it still has to come from the start or go on to the end
        rest = min(inside.from_start[at], inside.to_end[at])
        far[k] = node_lengths(ground, at, -1, budget_m - rest)
    return Anchors(node, mass[best], far, member, whose)


@njit(cache=True, nogil=True)
def own_worth(arcs: Arcs, worth: Floats) -> Floats:
    """Half the worth of the edges at each node, shape (nodes,)."""
    own = np.zeros(arcs.x_m.size)
    for node in range(own.size):
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            own[node] += max(worth[arcs.edge[arc]], 0.0) / 2
    return own


def by_anchors(ground: Ground, inside: Ellipse, anchors: Anchors, budget_m: float) -> list[Ints]:
    """Walks from anchor to anchor, none longer than the budget."""
    k = anchors.node.size
    if k == 0:
        return []
    far = np.zeros((k + 2, k + 2))
    far[2:, 2:] = anchors.far[:, anchors.node]
    far[0, 2:] = far[2:, 0] = inside.from_start[anchors.node]
    far[1, 2:] = far[2:, 1] = inside.to_end[anchors.node]
    far[0, 1] = far[1, 0] = inside.from_start[inside.end]
    worth = np.concatenate((np.zeros(2), anchors.worth))
    ways = []
    for share in SHARES:
        choice = Choice(far, worth, np.zeros(k + 2), share * budget_m)
        ways.append(_chained(ground, inside, anchors, choose(choice), budget_m))
    return ways


@njit(cache=True, nogil=True)
def _chained(
    ground: Ground, inside: Ellipse, anchors: Anchors, order: Ints, budget_m: float
) -> Ints:
    """The walk through anchors (rows of a choice) that is worth walking, within the budget."""
    spare = budget_m
    at = inside.start
    lengths = np.zeros(order.size)
    for i in range(1, order.size):
        left = inside.to_end if order[i] == 1 else anchors.far[order[i] - 2]
        lengths[i] = left[at]
        spare -= left[at]
        at = inside.end if order[i] == 1 else anchors.node[order[i] - 2]
    way = np.zeros(0, np.int32)
    if not spare >= 0:
        return way
    at = inside.start
    for i in range(1, order.size):
        left = inside.to_end if order[i] == 1 else anchors.far[order[i] - 2]
        to = inside.end if order[i] == 1 else anchors.node[order[i] - 2]
        if to != at:
            part = lead(ground, left, _C, (at, to), lengths[i] + spare / 2)
            spare -= length_of(ground.arcs, part) - lengths[i]
            mark(ground, part, 1)
            way = np.concatenate((way, part))
            at = to
    mark(ground, way, -1)
    return without_spurs(ground.arcs, way)
