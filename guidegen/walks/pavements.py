"""Which street a nameless way runs beside: people know a pavement by the name of its street."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from guidegen.walks.course import DEGREE_M

if TYPE_CHECKING:
    from guidegen.geo import Floats
    from guidegen.walks.graph import Bools, Ints, PlanGraph

# A way runs beside a street so near to it …
BESIDE_M = 15.0
# … in its direction, up to this angle …
PARALLEL_DEG = 25.0
# … over this share of its length, looked at every so many metres.
LEAST_SHARE = 0.6
EVERY_M = 10.0


class _Pieces(NamedTuple):
    """Straight pieces of the lines of some edges, shape (n,) or (n, 2).

    Attributes:
        edge: number of each one's edge.
        begin_m: metres east and north.
        along_m: from their begin to their end, metres east and north.
    """

    edge: Ints
    begin_m: Floats
    along_m: Floats


class _Samples(NamedTuple):
    """Places on ways, shape (n,) or (n, 2).

    Attributes:
        edge: number of the way's edge.
        at_m: metres east and north.
        along: a vector along the way there, of length 1.
    """

    edge: Ints
    at_m: Floats
    along: Floats


def streets_beside(graph: PlanGraph, named: Bools, ways: Ints) -> dict[int, list[int]]:
    """The named edges that run beside some ways.

    Args:
        graph: the streets.
        named: which edges may give a name, shape (edges,).
        ways: numbers of edges, each once, shape (k,).

    Returns:
        For each way the nearest named edge at each place that was looked at, -1 for none.
    """
    if not ways.size:
        return {}
    points_m = _metres(graph, ways)
    samples = _samples(_pieces(graph, points_m, ways))
    low, high = samples.at_m.min(axis=0) - BESIDE_M, samples.at_m.max(axis=0) + BESIDE_M
    lowest, highest = (
        extreme.reduceat(points_m, graph.line_first[:-1], axis=0)
        for extreme in (np.minimum, np.maximum)
    )
    near = ((highest >= low) & (lowest <= high)).all(axis=1)
    pieces = _pieces(graph, points_m, np.flatnonzero(named & near).astype(np.int32))
    nearest = _nearest(samples, pieces)
    return {int(way): nearest[samples.edge == way].tolist() for way in ways}


def _nearest(samples: _Samples, pieces: _Pieces) -> Ints:
    """The edge of the piece nearest beside each sample, the first of several, -1 for none."""
    lines = shapely.linestrings(np.stack((pieces.begin_m, pieces.begin_m + pieces.along_m), axis=1))
    tree = shapely.STRtree(shapely.points(samples.at_m))
    piece, sample = tree.query(lines, predicate="dwithin", distance=BESIDE_M + 1)
    along_m = pieces.along_m[piece]
    length_m = np.hypot(*along_m.T)
    from_m = samples.at_m[sample] - pieces.begin_m[piece]
    share = (from_m * along_m).sum(axis=1) / length_m**2
    off_m = np.abs(_cross(from_m, along_m)) / length_m
    angle = np.abs(_cross(samples.along[sample], along_m)) / length_m
    beside = (share >= 0) & (share <= 1) & (off_m <= BESIDE_M)
    beside &= angle <= math.sin(math.radians(PARALLEL_DEG))
    sample, edge = sample[beside], pieces.edge[piece[beside]]
    order = np.lexsort((edge, np.round(off_m[beside], 1), sample))
    found, first = np.unique(sample[order], return_index=True)
    nearest = np.full(samples.edge.size, -1, np.int32)
    nearest[found] = edge[order][first]
    return nearest


def _cross(one: Floats, other: Floats) -> Floats:
    area: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return area


def _metres(graph: PlanGraph, ways: Ints) -> Floats:
    """All points of all lines in metres around the first of some ways, shape (points, 2)."""
    first = graph.line_first[ways[0]]
    wide_m = math.cos(math.radians(graph.line_lat[first])) * DEGREE_M
    east = (graph.line_lon - graph.line_lon[first]) * wide_m
    north = (graph.line_lat - graph.line_lat[first]) * DEGREE_M
    return np.column_stack((east, north))


def _pieces(graph: PlanGraph, points_m: Floats, ways: Ints) -> _Pieces:
    counts = np.diff(graph.line_first)[ways] - 1
    edge = np.repeat(ways, counts).astype(np.int32)
    nth = np.arange(edge.size) - np.repeat(np.cumsum(counts) - counts, counts)
    first = np.repeat(graph.line_first[:-1][ways], counts) + nth
    begin_m = points_m[first]
    along_m = points_m[first + 1] - begin_m
    long = np.hypot(*along_m.T) > 0
    return _Pieces(edge[long], begin_m[long], along_m[long])


def _samples(pieces: _Pieces) -> _Samples:
    """Places on pieces: in the middle of each of some equal parts of every one."""
    length_m = np.hypot(*pieces.along_m.T)
    counts = np.maximum(np.ceil(length_m / EVERY_M), 1).astype(np.int64)
    number = np.repeat(np.arange(counts.size), counts)
    nth = np.arange(number.size) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (nth + 0.5) / counts[number]
    at_m = pieces.begin_m[number] + share[:, None] * pieces.along_m[number]
    along = (pieces.along_m / length_m[:, None])[number]
    return _Samples(pieces.edge[number], at_m, along)
