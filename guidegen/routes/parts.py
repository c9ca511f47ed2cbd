"""Long lines taken apart at junctions where their use changes, so that counts fit all of a line."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from shapely.ops import substring

from guidegen.geo import Floats
from guidegen.routes.support import EVERY_M, Lines, Longs

# One line has at most that many times the authors at one place than at another.
ALIKE = 2.0
# Two junctions so near to each other are one.
_NEAR_M = 15.0
# A line that touches no other is only kept if it is longer.
_ALONE_M = 120.0


def by_use(lines: Lines, here: Longs, of: Longs) -> Lines:
    """Lines, cut where others meet or cross them if authors differ on both sides.

    Args:
        lines: metres.
        here: distinct authors at the samples of the lines.
        of: the line of each sample, ascending; the first and last are its ends.
    """
    tree = shapely.STRtree(lines)
    parts: list[shapely.LineString] = []
    for number, line in enumerate(lines):
        authors = here[np.searchsorted(of, number) : np.searchsorted(of, number, "right")]
        cuts = _unlike(_junctions(number, lines, tree), authors, float(line.length))
        parts += [substring(line, a, b) for a, b in pairwise(cuts)]
    whole = np.empty(len(parts), object)
    whole[:] = parts
    return whole


def _junctions(number: int, lines: Lines, tree: shapely.STRtree) -> Floats:
    """Begin, junctions and end of a line, metres along it."""
    line = lines[number]
    others = np.sort(tree.query(line, predicate="dwithin", distance=1e-3))
    meeting = shapely.intersection(line.buffer(1e-3), lines[others[others != number]])
    points = shapely.points(shapely.get_coordinates(meeting))
    at = np.sort(shapely.line_locate_point(line, points))
    at = at[(at > _NEAR_M) & (at < line.length - _NEAR_M)]
    at = at[np.append(True, np.diff(at) > _NEAR_M)] if at.size else at
    return np.concatenate(([0.0], at, [line.length]))


def _unlike(at: Floats, authors: Longs, length_m: float) -> Floats:
    """The junctions at which the authors before and after are not alike."""
    rows = np.round(at / max(length_m, EVERY_M) * (len(authors) - 1)).astype(np.int64)
    kept, begin = [at[0]], rows[0]
    for i in range(1, len(at) - 1):
        before = float(np.median(authors[begin : rows[i] + 1]))
        after = float(np.median(authors[rows[i] : rows[i + 1] + 1]))
        if max(before, after) > ALIKE * max(min(before, after), 1):
            kept.append(at[i])
            begin = rows[i]
    return np.array([*kept, at[-1]])


def worth(lines: Lines, shortest_m: float) -> Lines:
    """Lines that are long enough, or longer still if they touch no other."""
    lines = lines[shapely.length(lines) >= shortest_m]
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=0.01)
    touches = np.isin(np.arange(lines.size), one[one != other])
    kept: Lines = lines[touches | (shapely.length(lines) >= _ALONE_M)]
    return kept
