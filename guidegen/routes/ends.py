"""Ends of lines: joined where their extensions meet, led to a line that is near, or cut off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.ops import substring

from guidegen.geo import Floats

# How far an end may be led on.
REACH_M = 60.0
# Where a line may be led to beside it.
NEAR_M = 45.0
# What sticks out over a crossing by less is cut off.
SPUR_M = 35.0
_BACK_M = 25.0
# Cosines of how askew an end may be to what it is joined to: straight on, or with a bend.
STRAIGHT, BENT = np.cos(np.radians((25.0, 50.0)))


class _Link(NamedTuple):
    """Two ends that belong together; an end is 2 * line + (1 if it is the line's last point)."""

    length_m: float
    one: int
    other: int
    via: Floats  # points between them, shape (0 or 1, 2)


def directions(lines: Sequence[Floats]) -> tuple[Floats, Floats]:
    """All ends, begin and end of each line, shape (2 lines, 2), and outward unit vectors."""
    at, out = [], []
    for line in lines:
        for way in (line[::-1], line):
            far = np.hypot(*(way - way[-1]).T)
            inner = way[np.flatnonzero(far >= min(_BACK_M, far.max()))[-1]]
            at.append(way[-1])
            out.append((way[-1] - inner) / max(float(np.hypot(*(way[-1] - inner))), 1e-9))
    return np.array(at).reshape(-1, 2), np.array(out).reshape(-1, 2)


def join(lines: Sequence[Floats], reach_m: float = REACH_M) -> list[Floats]:
    """Lines whose ends lie ahead of each other, or whose extensions meet, become one.

    Args:
        lines: metres, shape (n, 2) each.
        reach_m: how long an extension may be.

    Returns:
        Fewer lines, in the order of the first of those that each is made of.
    """
    if len(lines) == 0:
        return []
    at, out = directions(lines)
    links: dict[int, tuple[int, Floats]] = {}
    for link in sorted(_links(at, out, reach_m), key=lambda each: (each.length_m, each[1:3])):
        if link.one not in links and link.other not in links:
            links[link.one] = link.other, link.via
            links[link.other] = link.one, link.via
    return _chains(lines, links)


def _links(at: Floats, out: Floats, reach_m: float) -> list[_Link]:
    found = []
    for one, other in sorted(cKDTree(at).query_pairs(2 * reach_m)):
        if one // 2 == other // 2:
            continue
        way = at[other] - at[one]
        gap = float(np.hypot(*way))
        if gap < 1e-6:
            found.append(_Link(0.0, one, other, np.empty((0, 2))))
        elif gap <= reach_m and _is_ahead(out[one], out[other], way, STRAIGHT):
            found.append(_Link(gap, one, other, np.empty((0, 2))))
        elif corner := _corner(at, out, one, other, reach_m):
            found += corner
        elif gap <= reach_m and _is_ahead(out[one], out[other], way, BENT):
            found.append(_Link(gap, one, other, np.empty((0, 2))))
    return found


def _is_ahead(out: Floats, out_too: Floats, way: Floats, cosine: float) -> bool:
    """Whether each of two ends looks at the other."""
    least = cosine * np.hypot(*way)
    return bool(out @ way >= least and -(out_too @ way) >= least)


def _corner(at: Floats, out: Floats, one: int, other: int, reach_m: float) -> list[_Link]:
    """Where two extensions meet."""
    cross = float(out[one][0] * out[other][1] - out[one][1] * out[other][0])
    if abs(cross) < 0.3 or out[one] @ out[other] > 0.5:  # along each other, or a turn back
        return []
    way = at[other] - at[one]
    far = float(way[0] * out[other][1] - way[1] * out[other][0]) / cross
    back = float(way[0] * out[one][1] - way[1] * out[one][0]) / cross
    if not (0 <= far <= reach_m and 0 <= back <= reach_m):
        return []
    return [_Link(far + back, one, other, (at[one] + far * out[one])[None])]


def _chains(lines: Sequence[Floats], links: dict[int, tuple[int, Floats]]) -> list[Floats]:
    """Walk from line to line over the links; rings are opened at their first line."""
    done: set[int] = set()
    chains = []
    for line in range(len(lines)):
        if line in done:
            continue
        start, seen = 2 * line, {line}
        while start in links and links[start][0] // 2 not in seen:
            start = links[start][0] ^ 1
            seen.add(start // 2)
        chains.append(_walk(lines, links, start, done))
    return chains


def _walk(
    lines: Sequence[Floats], links: dict[int, tuple[int, Floats]], start: int, done: set[int]
) -> Floats:
    parts = []
    while start // 2 not in done:
        done.add(start // 2)
        parts.append(lines[start // 2] if start % 2 == 0 else lines[start // 2][::-1])
        if start ^ 1 in links:
            start, via = links[start ^ 1]
            parts.append(via)
    points = np.concatenate(parts)
    moved = np.append(True, np.hypot(*np.diff(points, axis=0).T) > 1e-6)
    whole: Floats = points[moved]
    return whole


def attach(lines: Sequence[Floats], reach_m: float = REACH_M) -> list[Floats]:
    """Lead free ends to a line ahead of them or beside them, and cut off what sticks out.

    The line that an end is led to gets a vertex there, so that the two share it exactly.
    """
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    tree = shapely.STRtree(shapes)
    at, out = directions(lines)
    longer = [line.copy() for line in lines]
    vertices: list[tuple[int, Floats]] = []
    for end in range(len(at)):
        line = end // 2
        point, other = _target(shapes, tree, at[end], out[end], line, reach_m)
        if other < 0:
            continue
        way = longer[line] if end % 2 else longer[line][::-1]
        way = np.vstack((_cut_back(way, point), point))
        longer[line] = way if end % 2 else way[::-1]
        vertices.append((other, point))
    for other, point in vertices:
        longer[other] = _with_vertex(longer[other], point)
    return longer


def _target(
    shapes: np.typing.NDArray[np.object_], tree: shapely.STRtree, at: Floats, out: Floats,
    line: int, reach_m: float,
) -> tuple[Floats, int]:  # fmt: skip
    """A point on another line, and that line; -1 if none is near.

    First where the line itself crosses another near its end, then ahead, then beside.
    """
    nowhere = np.zeros(2)
    tail = shapely.LineString([at - SPUR_M * out, at])
    probe = shapely.LineString([at - SPUR_M * out, at + reach_m * out])
    for test, from_ in ((tail, at), (probe, at)):
        hits = [
            (float(np.hypot(*(point - from_))), int(other), point)
            for other in sorted(tree.query(test, predicate="intersects"))
            if other != line
            for point in shapely.get_coordinates(shapely.intersection(test, shapes[other]))
        ]
        if hits:
            best = min(hits, key=lambda hit: hit[:2])
            return best[2], best[1]
    near = [
        (float(shapely.distance(shapes[other], shapely.Point(at))), int(other))
        for other in sorted(tree.query(shapely.Point(at), predicate="dwithin", distance=NEAR_M))
        if other != line
    ]
    if not near:
        return nowhere, -1
    other = min(near)[1]
    along = shapely.line_locate_point(shapes[other], shapely.Point(at))
    return shapely.get_coordinates(shapely.line_interpolate_point(shapes[other], along))[0], other


def _cut_back(way: Floats, point: Floats) -> Floats:
    """Without what lies after the place near its end that is nearest to the point."""
    shape = shapely.LineString(way)
    begin = max(shape.length - 2 * SPUR_M, 0.0)
    tail = substring(shape, begin, shape.length)  # the line may pass the point elsewhere too
    along = begin + shapely.line_locate_point(tail, shapely.Point(point))
    lengths = np.append(0, np.cumsum(np.hypot(*np.diff(way, axis=0).T)))
    # a vertex at the place itself goes too, unless the whole line is kept
    keep = lengths <= along if along >= lengths[-1] - 1e-6 else lengths < along - 1e-6
    keep[0] = True
    rest: Floats = way[keep]
    return rest


def _with_vertex(line: Floats, point: Floats) -> Floats:
    """The line with a further vertex where it passes the point."""
    if (np.hypot(*(line - point).T) < 1e-6).any():
        return line
    shape = shapely.LineString(line)
    if shapely.distance(shape, shapely.Point(point)) > 1:
        return line  # its own end was cut off there
    along = shapely.line_locate_point(shape, shapely.Point(point))
    lengths = np.append(0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    row = int(np.clip(np.searchsorted(lengths, along), 1, len(line) - 1))
    return np.insert(line, row, point, axis=0)
