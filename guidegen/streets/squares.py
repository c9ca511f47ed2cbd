"""Squares: areas that people cross where they like, of which maps only have the outline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from guidegen.streets.reach import shortest
from guidegen.streets.segments import Mask, Nodes, Segments, first_of_each, joined
from guidegen.streets.ways import Floats, Ints, Ways

# A way across is drawn where the way around is longer by this share and this length.
LONGER = 1.2
LONGER_M = 5.0
# Squares of this mean width (twice the area by the outline) or more have a walk around them, too:
# 40 m by 40 m are 20 m. The outline of a strip is a pavement's two edges.
WIDE_M = 20.0
# Squares with more doors than this are crossed between so many of them, evenly chosen.
MOST_DOORS = 64
# How far outside the outline a line may run, where outlines are drawn a little askew.
_ASKEW_M = 0.5
# Streets so near to a square's box count as the way around it.
_AROUND_M = 20.0


@dataclass(frozen=True)
class _Square:
    """A closed outline.

    Attributes:
        way: the row of its way.
        ring: its nodes, the first also last.
        outline: in metres.
    """

    way: int
    ring: Ints
    outline: shapely.Polygon

    @property
    def is_wide(self) -> bool:
        return bool(2 * self.outline.area >= WIDE_M * self.outline.length)

    def border(self, nodes: Nodes) -> Segments:
        """Its outline."""
        a, b = self.ring[:-1], self.ring[1:]
        return Segments(a, b, np.full(a.size, self.way), nodes.length_m(a, b))


def cross(
    segments: Segments, ways: Ways, square: Mask, nodes: Nodes
) -> tuple[Segments, dict[str, int]]:
    """Replace the outlines of squares by ways across them, from door to door.

    Doors are where streets, or other squares, meet the outline, or end inside it. Between two
    doors one walks straight, or along the outline where it bends inwards. Such a way is drawn
    only where without it one would walk a fifth and 5 m further, along streets and ways drawn
    before, the shortest first. (That is a greedy spanner; Althöfer et al. 1993. It has few lines
    for each door where all pairs would be a thicket, joins all doors, and no walk across is much
    longer than it need be.) Wide squares keep their outline besides.

    Args:
        segments: all that remain, the outlines of squares among them.
        ways: which they are of.
        square: which of the ways are squares, shape (ways,).
        nodes: of the segments.

    Returns:
        The segments with ways across, each of the way of its square; and how many squares are
        crossed by how many segments, for the report.
    """
    degree = np.bincount(np.concatenate((segments.a, segments.b)), minlength=nodes.lon.size)
    found = list(_squares(segments, ways, square, nodes))
    narrow = np.array([each.way for each in found if not each.is_wide], np.int64)
    streets = segments[~np.isin(segments.way, narrow)]
    eastwards = streets[np.argsort(nodes.x_m[streets.a], kind="stable")]
    drawn = [_ways_across(each, eastwards, nodes, degree) for each in found]
    crossed = sum(bool(each.a.size) for each in drawn)
    whole = first_of_each(joined([streets, *drawn]), nodes)
    return whole, {"squares": crossed, "crossings": int(whole.a.size - streets.a.size)}


def _squares(segments: Segments, ways: Ways, square: Mask, nodes: Nodes) -> Iterator[_Square]:
    """The closed outlines among the ways that have any segments; open and twisted ones stay."""
    present = set(np.unique(np.concatenate((segments.a, segments.b))).tolist())
    for row in np.unique(segments.way[square[segments.way]]):
        ring = ways.nodes[ways.starts[row] : ways.starts[row + 1]]
        if ring.size > 3 and ring[0] == ring[-1] and present.issuperset(ring.tolist()):
            outline = shapely.Polygon(np.column_stack((nodes.x_m[ring], nodes.y_m[ring])))
            if outline.is_valid:
                yield _Square(int(row), ring, outline)


def _ways_across(square: _Square, streets: Segments, nodes: Nodes, degree: Ints) -> Segments:
    """The segments across one square, or none if it has fewer than two doors."""
    around = _within(square.outline, streets, nodes)
    doors = _doors(square, around, nodes, degree)
    border = square.border(nodes)
    if doors.size < 2:
        return border[:0]
    points = _with_corners(doors, square.ring, nodes)
    one, other = np.triu_indices(points.size, 1)
    straight = _straight(square, points[one], points[other], nodes)
    inside = first_of_each(joined([straight, border]), nodes)
    known, local = _numbered(inside)
    doors = np.intersect1d(doors, known)  # from an end behind a corner no line leads anywhere
    at = np.searchsorted(known, doors)
    length_m, before = shortest(local.a, local.b, local.length_m, known.size, at)
    chosen = _spanner(length_m[:, at], _distances(doors, around))
    used = np.zeros(inside.a.size, np.bool_)
    for i, j in chosen:
        used |= _on(local, _path(before[i], int(at[j])), known.size)
    return inside[used]


def _within(outline: shapely.Polygon, segments: Segments, nodes: Nodes) -> Segments:
    """Of segments that are sorted by where they begin, those in the outline's box or near it."""
    west, south, east, north = outline.bounds
    sides = [west - _AROUND_M, east + _AROUND_M]
    first, last = np.searchsorted(nodes.x_m[segments.a], sides)
    some = segments[first:last]
    inside = (nodes.x_m[some.b] >= sides[0]) & (nodes.x_m[some.b] <= sides[1])
    for end in (some.a, some.b):
        inside &= (nodes.y_m[end] >= south - _AROUND_M) & (nodes.y_m[end] <= north + _AROUND_M)
    return some[inside]


def _doors(square: _Square, around: Segments, nodes: Nodes, degree: Ints) -> Ints:
    """Where others meet the border, or end inside without reaching it."""
    near = np.unique(np.concatenate((around.a, around.b)))
    ends = near[degree[near] == 1]
    ends = ends[shapely.contains_xy(square.outline, nodes.x_m[ends], nodes.y_m[ends])]
    doors = np.union1d(square.ring[degree[square.ring] > 2], ends)
    if doors.size <= MOST_DOORS:
        return doors
    return doors[np.linspace(0, doors.size - 1, MOST_DOORS).astype(np.int64)]


def _with_corners(doors: Ints, ring: Ints, nodes: Nodes) -> Ints:
    """The doors and the corners where the outline bends inwards, unless those are too many.

    Around such corners the shortest ways bend. Outlines with very many are pavements, along which
    the border is as short.
    """
    ring = ring[:-1]
    x_m, y_m = nodes.x_m[ring], nodes.y_m[ring]
    x_in, y_in = x_m - np.roll(x_m, 1), y_m - np.roll(y_m, 1)
    turn = x_in * np.roll(y_in, -1) - y_in * np.roll(x_in, -1)
    area = (x_m * np.roll(y_m, -1) - y_m * np.roll(x_m, -1)).sum()
    points = np.union1d(doors, ring[turn * area < 0])
    return points if points.size <= MOST_DOORS else doors


def _straight(square: _Square, a: Ints, b: Ints, nodes: Nodes) -> Segments:
    """The straight lines between doors that stay within the outline."""
    x_m, y_m = nodes.x_m, nodes.y_m
    lines = shapely.linestrings(
        np.stack((x_m[a], y_m[a], x_m[b], y_m[b]), axis=1).reshape(-1, 2, 2)
    )
    room = square.outline.buffer(_ASKEW_M)
    shapely.prepare(room)
    seen = shapely.covers(room, lines)
    a, b = a[seen], b[seen]
    return Segments(a, b, np.full(a.size, square.way), nodes.length_m(a, b))


def _numbered(segments: Segments) -> tuple[Ints, Segments]:
    """The nodes of some segments, ascending, and the segments in their numbers."""
    known = np.unique(np.concatenate((segments.a, segments.b)))
    a, b = np.searchsorted(known, segments.a), np.searchsorted(known, segments.b)
    return known, Segments(a, b, segments.way, segments.length_m)


def _distances(doors: Ints, around: Segments) -> Floats:
    """Shortest ways from each door to each along streets, metres; shape (doors, doors)."""
    known, local = _numbered(around)
    distances = np.full((doors.size, doors.size), np.inf)
    np.fill_diagonal(distances, 0)
    if known.size:
        there = np.flatnonzero(np.isin(doors, known))
        rows = np.searchsorted(known, doors[there])
        along, _ = shortest(local.a, local.b, local.length_m, known.size, rows)
        distances[np.ix_(there, there)] = along[:, rows]
    return distances


def _spanner(across_m: Floats, way_m: Floats) -> list[tuple[int, int]]:
    """The pairs of doors, nearest first, whose way is still much longer when their turn comes."""
    chosen = []
    one, other = np.triu_indices(len(across_m), 1)
    order = np.argsort(across_m[one, other], kind="stable")
    for i, j in zip(one[order].tolist(), other[order].tolist(), strict=True):
        length_m = across_m[i, j]
        if way_m[i, j] > max(LONGER * length_m, length_m + LONGER_M):
            chosen.append((i, j))
            through = way_m[:, i, None] + length_m + way_m[None, j]
            way_m = np.minimum(way_m, np.minimum(through, through.T))
    return chosen


def _path(before: Ints, end: int) -> list[int]:
    """The nodes of the shortest way to a node, from its end."""
    path = [end]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path


def _on(segments: Segments, path: list[int], nodes: int) -> Mask:
    """Which segments a path runs along."""
    after = np.full(nodes, -1)
    after[path[:-1]] = path[1:]
    mask: Mask = (after[segments.a] == segments.b) | (after[segments.b] == segments.a)
    return mask
