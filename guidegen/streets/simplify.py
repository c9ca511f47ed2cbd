"""Chains of segments between junctions become one edge each; their shape is kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from guidegen.streets.segments import Mask, Segments
from guidegen.streets.ways import Ints


class Chains(NamedTuple):
    """Segments in the order in which one walks them, chain after chain.

    Attributes:
        segment: rows of the segments, shape (m,).
        turned: whether a segment is walked from b to a, shape (m,).
        starts: where each chain begins in `segment`, and the end of the last.
    """

    segment: Ints
    turned: Mask
    starts: Ints


def chains(segments: Segments, kind: Ints, nodes: int) -> Chains:
    """Join segments where nothing branches off and their kind stays the same.

    Args:
        segments: no two may join the same nodes.
        kind: of each, shape (m,); edges do not mix kinds.
        nodes: how many there are.

    Rings without a junction become one chain from their first node back to it.
    """
    ends = np.concatenate((segments.a, segments.b))
    order = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[order], np.arange(nodes + 1))
    halves = order % max(segments.a.size, 1)
    return Chains(*_walk(segments.a, segments.b, kind, first, halves))


@njit(cache=True, nogil=True)
def _walk(a: Ints, b: Ints, kind: Ints, first: Ints, halves: Ints) -> tuple[Ints, Mask, Ints]:
    """First from all junctions, then around what rings are left."""
    segment = np.empty(a.size, np.int64)
    turned = np.empty(a.size, np.bool_)
    starts = np.zeros(a.size + 1, np.int64)
    done = np.zeros(a.size, np.bool_)
    count = at = 0
    for rings in (False, True):
        for node in range(first.size - 1):
            if not rings and not _is_junction(node, kind, first, halves):
                continue
            for half in range(first[node], first[node + 1]):
                if done[halves[half]]:
                    continue
                at = _follow(
                    node, halves[half], a, b, kind, first, halves, done, segment, turned, at
                )
                count += 1
                starts[count] = at
    return segment, turned, starts[: count + 1]


@njit(cache=True, nogil=True)
def _follow(
    node: int, current: int, a: Ints, b: Ints, kind: Ints, first: Ints, halves: Ints,
    done: Mask, segment: Ints, turned: Mask, at: int,
) -> int:  # fmt: skip
    """Write the chain that leaves a node by a segment; returns the place after it."""
    while True:
        done[current] = True
        segment[at] = current
        turned[at] = b[current] == node
        node = a[current] if turned[at] else b[current]
        at += 1
        if _is_junction(node, kind, first, halves):
            return at
        one, other = halves[first[node]], halves[first[node] + 1]
        current = other if one == current else one
        if done[current]:
            return at


@njit(inline="always")
def _is_junction(node: int, kind: Ints, first: Ints, halves: Ints) -> bool:
    """Whether anything else than two segments of one kind meets there."""
    at = first[node]
    if first[node + 1] - at != 2:
        return True
    return bool(kind[halves[at]] != kind[halves[at + 1]])
