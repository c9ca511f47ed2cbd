"""Ways of second choice: used only where parts of the network would be cut off without them."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import connected_components, dijkstra

from guidegen.streets.segments import Mask, Nodes, Segments
from guidegen.streets.ways import Floats, Ints

# Walking what is first choice costs next to nothing here; zero would mean no edge at all.
_FREE = 1e-6


def needed(segments: Segments, spare: Mask, nodes: Nodes) -> Mask:
    """Which segments remain: all of first choice, and the spare ones that something needs.

    Each part that first choice leaves cut off from the largest is joined to it by the shortest
    way along spare segments, if there is one.

    Args:
        segments: all that can be walked.
        spare: which of them are of second choice, shape (m,).
        nodes: of the segments.
    """
    if not spare.any() or spare.all():
        return np.ones(spare.size, np.bool_)
    count = nodes.lon.size
    _, part = connected_components(segments[~spare].graph(count), directed=False)
    ends = segments.a[~spare]
    largest = np.bincount(part[ends]).argmax()
    start = int(ends[part[ends] == largest][0])
    weights = np.where(spare, segments.length_m, _FREE)
    graph = segments.graph(count, weights)
    distance, before = dijkstra(graph, directed=False, indices=[start], return_predecessors=True)
    before = before[0].astype(np.int64)
    used = _on_ways_back(_nearest_of_each(ends, part[ends].astype(np.int64), distance[0]), before)
    a, b = segments.a, segments.b
    on_way = (used[a] & (before[a] == b)) | (used[b] & (before[b] == a))
    remaining: Mask = ~spare | on_way
    return remaining


def _nearest_of_each(ends: Ints, part: Ints, distance: Floats) -> Ints:
    """The node of each part that is nearest to the start, where it can be reached."""
    order = np.lexsort((ends, distance[ends], part))
    _, first = np.unique(part[order], return_index=True)
    nearest = ends[order[first]]
    reached: Ints = nearest[np.isfinite(distance[nearest])]
    return reached


def _on_ways_back(targets: Ints, before: Ints) -> Mask:
    """The nodes on the ways from some targets back to the start."""
    used = np.zeros(before.size, np.bool_)
    for target in targets:
        node = int(target)
        while node >= 0 and not used[node]:
            used[node] = True
            node = int(before[node])
    return used
