"""Routes along streets: movements follow the shortest way, and authors of each piece are counted.

Between photos as far apart as people take them, streets tell the way better than the straight
line does; a hidden Markov model tells it no better than the shortest way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit
from scipy.spatial import cKDTree

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Floats, Projection
from guidegen.routes.pieces import Longs, Pieces, pieces_of, ways
from guidegen.routes.segments import Segments
from guidegen.routes.strokes import strokes
from guidegen.routes.support import Along, Lines, balance_of, photographer_days
from guidegen.streets.network import Network

# A photo farther from all streets was taken elsewhere: on a beach, in a park, from a boat.
SNAP_M = 50.0
# A way along streets that is longer than that was not taken, or the snapping is wrong.
DETOUR, SLACK_M = 1.7, 60.0
SHORTEST_M = 60.0


class Taken(NamedTuple):
    """Pieces that movements took, one row a movement and piece.

    Attributes:
        piece: its number.
        segment: the movement's row.
        forward: whether it was walked from a to b.
    """

    piece: Longs
    segment: Longs
    forward: npt.NDArray[np.bool_]


def lines_along_streets(
    segments: Segments, network: Network, projection: Projection
) -> tuple[Lines, Along]:
    """Routes in metres, and who took them: three authors or more every piece of them.

    Args:
        segments: movements.
        network: the streets.
        projection: the city's.
    """
    pieces = pieces_of(network, projection)
    taken = take(segments, pieces)
    authors = _distinct(taken.piece, segments.author[taken.segment], pieces.a.size)
    chains = strokes(pieces, authors, FEWEST_AUTHORS, SHORTEST_M)
    shapes = np.empty(len(chains), object)
    shapes[:] = [shapely.LineString(_line(pieces, chain)) for chain in chains]
    return shapes, _along(chains, taken, segments, pieces.a.size)


def take(segments: Segments, pieces: Pieces) -> Taken:
    """The shortest ways of movements from the node nearest to their begin to that of their end."""
    tree = cKDTree(np.column_stack((pieces.x_m, pieces.y_m)))
    off, start = _nearest(tree, segments.x0_m, segments.y0_m)
    off_too, end = _nearest(tree, segments.x1_m, segments.y1_m)
    rows = np.flatnonzero(np.isfinite(off) & np.isfinite(off_too) & (start != end))
    low, high = np.minimum(start, end)[rows], np.maximum(start, end)[rows]
    nodes = pieces.x_m.size
    pairs, of = np.unique(low * nodes + high, return_inverse=True)
    one, other = pairs // nodes, pairs % nodes
    straight = np.hypot(pieces.x_m[one] - pieces.x_m[other], pieces.y_m[one] - pieces.y_m[other])
    starts, piece, forward = ways(pieces, one, other, DETOUR * straight + SLACK_M)
    count = np.diff(starts)[of]
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    at = np.repeat(starts[:-1][of], count) + nth
    backwards = np.repeat(start[rows] > end[rows], count)
    return Taken(piece[at].astype(np.int64), np.repeat(rows, count), forward[at] != backwards)


def _nearest(tree: cKDTree, x_m: Floats, y_m: Floats) -> tuple[Floats, Longs]:
    """How far the nearest node is, infinite if it is too far; and the node."""
    off, node = tree.query(np.column_stack((x_m, y_m)), distance_upper_bound=SNAP_M)
    return np.asarray(off, np.float64), np.asarray(node, np.int64)


def _distinct(of: Longs, what: npt.NDArray[np.integer], size: int) -> Longs:
    """How many different things each of `size` has.

    Args:
        of: who has each thing, 0 to `size` - 1, shape (n,).
        what: it is: a number from 0 on that is not much larger than n.
        size: how many they are.
    """
    return _count_distinct(of, what.astype(np.int64), size)


@njit(cache=True, nogil=True)
def _count_distinct(of: Longs, what: Longs, size: int) -> Longs:
    starts = np.zeros(size + 1, np.int64)
    most = 0
    for i in range(of.size):
        starts[of[i] + 1] += 1
        most = max(most, what[i] + 1)
    starts = np.cumsum(starts)
    grouped, following = np.empty_like(what), starts.copy()
    for i in range(of.size):
        grouped[following[of[i]]] = what[i]
        following[of[i]] += 1
    count, last = np.zeros(size, np.int64), np.full(most, -1, np.int64)
    for one in range(size):
        for i in range(starts[one], starts[one + 1]):
            if last[grouped[i]] != one:
                last[grouped[i]] = one
                count[one] += 1
    return count


def _line(pieces: Pieces, chain: list[tuple[int, bool]]) -> Floats:
    parts = [
        pieces.shapes[piece] if forward else pieces.shapes[piece][::-1] for piece, forward in chain
    ]
    whole: Floats = np.concatenate([parts[0][:1], *(part[1:] for part in parts)])
    return whole


def _along(
    chains: list[list[tuple[int, bool]]], taken: Taken, segments: Segments, pieces: int
) -> Along:
    route, towards = np.full(pieces, -1, np.int64), np.zeros(pieces, np.bool_)
    for number, chain in enumerate(chains):
        for each, forward in chain:
            route[each], towards[each] = number, forward
    on = route[taken.piece] >= 0
    piece, segment = taken.piece[on], taken.segment[on]
    of, with_it = route[piece], taken.forward[on] == towards[piece]
    count = len(chains)
    # a session counts once on a piece in each direction
    sessions = _distinct(piece * 2 + with_it, segments.session[segment], 2 * pieces)
    votes = np.zeros((count, 2), np.int64)
    np.add.at(votes, route[route >= 0], sessions.reshape(-1, 2)[route >= 0])
    took = _distinct(of * 2 + with_it, segments.author[segment], 2 * count)
    # the direction with the line comes first
    votes, took = votes[:, ::-1], took.reshape(-1, 2)[:, ::-1]
    balance = balance_of(votes.astype(np.float64), took)
    days = photographer_days(segments)[segment]
    authors = _distinct(of, segments.author[segment], count)
    return Along(authors, _distinct(of, days, count), balance)
