"""Areas of which only lines are known: the sea, and what lies partly outside the extract.

OpenStreetMap has the sea as coastlines: lines with land on their left. Rivers, lakes, parks and
woods are relations of lines, and most tools that cut extracts leave out those that lie outside. In
both cases the lines and the edge of the map cut it into faces, of which some belong to the area.
Where the file loses a line, it is taken to lead straight to the nearest edge of the map.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# How far beside a piece of a line it is asked which face is there, in lengths of the piece.
_BESIDE = 1e-3
# An outline that ends farther from the edge, in sides of the map, has a hole that nobody can mend.
_FARTHEST = 0.1


def sea(coastlines: Shapes, frame: shapely.Polygon) -> list[shapely.Polygon]:
    """The parts of a frame that are sea; none where no coastline is known.

    Args:
        coastlines: with land on their left, in coordinates whose y grows to the north, shape (n,).
        frame: a rectangle.
    """
    coast = _joined(coastlines, frame, directed=True)
    faces = _faces(coast, frame)
    votes = np.zeros(len(faces))
    for line in coast:
        right, left, length = _beside(line, faces)
        np.add.at(votes, right[right >= 0], length[right >= 0])
        np.add.at(votes, left[left >= 0], -length[left >= 0])
    return [face for face, vote in zip(faces, votes, strict=True) if vote > 0]


def mended(
    outline: Shapes, frame: shapely.Polygon, streets: Shapes, most_streets: float = 1.0
) -> list[shapely.Polygon]:
    """The parts of a frame that are one water, park or wood, of whose outline some is not known.

    The outline parts it from all else, so faces are by turns in it and not; it is where there are
    fewer streets.

    Args:
        outline: all known lines of it, shape (n,).
        frame: a rectangle.
        streets: lines, shape (m,).
        most_streets: their length per area inside, at most, as a share of that outside; where it
            is more, nothing is said.
    """
    lines = _joined(outline, frame, directed=False)
    farthest = _FARTHEST * frame.length / 4
    ends = [shapely.Point(line.coords[at]) for line in _merged(outline, frame) for at in (0, -1)
            if not line.is_ring]  # fmt: skip
    if any(frame.exterior.distance(end) > farthest for end in ends):
        return []
    faces = _faces(lines, frame)
    turn = _turns(faces, lines)
    points = shapely.line_interpolate_point(streets, 0.5, normalized=True)
    which, face = shapely.STRtree(faces).query(points, predicate="within")
    metres = np.bincount(turn[face] + 1, shapely.length(streets)[which], minlength=3)[1:]
    area = np.bincount(turn + 1, shapely.area(faces), minlength=3)[1:]
    if not metres.any() or not area.all():
        return []  # nothing tells which is which
    density = metres / area
    if density.min() > most_streets * density.max():
        return []
    inside = int(np.argmin(density))
    return [each for each, its in zip(faces, turn, strict=True) if its == inside]


def _merged(shapes: Shapes, frame: shapely.Polygon, *, directed: bool = False) -> Shapes:
    inside = _lines_of(shapely.intersection(shapes, frame))
    merged = shapely.line_merge(shapely.MultiLineString(list(inside)), directed=directed)
    return _lines_of(np.array([merged]))


def _joined(shapes: Shapes, frame: shapely.Polygon, *, directed: bool) -> list[shapely.LineString]:
    """Lines in a frame as few as possible, whose loose ends lead to its edge."""
    merged = _merged(shapes, frame, directed=directed)
    return [_to_the_edge(line, frame.exterior) for line in merged]


def _lines_of(shapes: Shapes) -> Shapes:
    parts = shapely.get_parts(shapely.get_parts(shapes))
    is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    lines: Shapes = parts[is_line & ~shapely.is_empty(parts)]
    return lines


def _to_the_edge(line: shapely.LineString, edge: shapely.LinearRing) -> shapely.LineString:
    if line.is_ring:
        return line
    corners = list(line.coords)
    before, after = (_nearest(edge, shapely.Point(end)) for end in (corners[0], corners[-1]))
    whole = shapely.LineString([before, *corners, after])
    return shapely.remove_repeated_points(whole)


def _nearest(edge: shapely.LinearRing, point: shapely.Point) -> tuple[float, ...]:
    if edge.distance(point) == 0:
        return tuple(point.coords[0])
    return tuple(edge.interpolate(edge.project(point)).coords[0])


def _faces(lines: Sequence[shapely.LineString], frame: shapely.Polygon) -> Shapes:
    """What lines cut a frame into; nothing without lines."""
    if not lines:
        return np.array([], object)
    cut = shapely.union_all([*lines, frame.exterior])
    faces: Shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(cut)))
    return faces


def _beside(line: shapely.LineString, faces: Shapes) -> tuple[Ints, Ints, Floats]:
    """The face right of each piece of a line and that on its left, -1 for none, and its length."""
    corners = shapely.get_coordinates(line)
    steps = np.diff(corners, axis=0)
    middles = (corners[:-1] + corners[1:]) / 2
    to_right = np.column_stack([steps[:, 1], -steps[:, 0]]) * _BESIDE
    sides = []
    for sign in (1, -1):
        found = np.full(len(steps), -1, np.int64)
        points = shapely.points(middles + sign * to_right)
        which, face = shapely.STRtree(faces).query(points, predicate="within")
        found[which] = face
        sides.append(found)
    return sides[0], sides[1], np.hypot(*steps.T)


def _turns(faces: Shapes, lines: Sequence[shapely.LineString]) -> Ints:
    """0 or 1 for each face, other than its neighbours; -1 for those that no line touches."""
    pairs = {
        pair
        for line in lines
        for pair in zip(*(each.tolist() for each in _beside(line, faces)[:2]), strict=True)
        if -1 not in pair and pair[0] != pair[1]
    }
    turn = np.full(len(faces), -1, np.int64)
    for start, _ in sorted(pairs):
        if turn[start] < 0:
            turn[start] = 0
            _spread(turn, start, pairs)
    return turn


def _spread(turn: Ints, start: int, pairs: set[tuple[int, int]]) -> None:
    waiting = [start]
    while waiting:
        face = waiting.pop()
        for one, other in pairs:
            for here, there in ((one, other), (other, one)):
                if here == face and turn[there] < 0:
                    turn[there] = 1 - turn[face]
                    waiting.append(there)
