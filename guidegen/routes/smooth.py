"""Curves of lines: centripetal Catmull-Rom splines as cubic Béziers, kept near the line.

Yuksel, Schaefer and Keyser, "Parameterization and applications of Catmull-Rom curves" (2011): the
centripetal kind makes no cusps or loops within a piece. A curve passes all vertices of its line,
so that lines which share a vertex still meet there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from guidegen.geo import Floats, Projection

if TYPE_CHECKING:
    import geopandas as gpd

MOST_M = 10.0
PER_CURVE = 16  # straight pieces that a sampled curve has between two vertices
_ROUNDS = 6
_SAME_M = 1e-6


def curve(line: Floats, *, most_m: float = MOST_M) -> Floats:
    """Control points of a curve along a line.

    Where a piece would stray farther, or would cross another that its line does not cross, its
    handles are drawn in; in the end it is straight.

    Args:
        line: vertices in metres, shape (n, 2), not all the same; a ring ends where it begins.
        most_m: how far the curve may be from the line, and the line from the curve.

    Returns:
        Shape (3 m + 1, 2): the first vertex, and then for each of the m pieces two control points
        and the next vertex. Vertices that repeat the one before are left out.
    """
    points = line[np.append(True, np.hypot(*np.diff(line, axis=0).T) > _SAME_M)]
    start, end = points[:-1], points[1:]
    one, other = _handles(points)
    one = _near(start, end, start, one, most_m)
    other = _near(start, end, end, other, most_m)
    chords = _pieces(start, start, end, end)
    for round_ in range(_ROUNDS + 1):
        crossing = _crossing(chords, _pieces(start, one, other, end))
        if not crossing.size:
            break
        kept = 0.5 if round_ < _ROUNDS - 2 else 0.0
        one[crossing] = start[crossing] + kept * (one - start)[crossing]
        other[crossing] = end[crossing] + kept * (other - end)[crossing]
    controls: Floats = np.stack((one, other, end), axis=1).reshape(-1, 2)
    return np.concatenate((points[:1], controls))


def sampled(controls: Floats, per_curve: int = PER_CURVE) -> Floats:
    """A curve's points at equal steps of its parameter, shape (m * per_curve + 1, 2)."""
    pieces = (len(controls) - 1) // 3
    corners = controls[np.arange(pieces)[:, None] * 3 + np.arange(4)]
    points = np.einsum("tk,mkd->mtd", _bernstein(per_curve), corners)[:, :-1].reshape(-1, 2)
    return np.concatenate((points, controls[-1:]))


def route_curves(table: gpd.GeoDataFrame, projection: Projection) -> list[Floats]:
    """Control points in degrees of every route of `tables.ROUTES`; see `curve`."""
    curves = []
    for line in table.geometry.array:
        lon, lat = shapely.get_coordinates(line).T
        metres = np.column_stack(projection.to_metres(lon.copy(), lat.copy()))
        controls = curve(metres)
        degrees = projection.to_degrees(controls[:, 0].copy(), controls[:, 1].copy())
        curves.append(np.column_stack(degrees))
    return curves


def _bernstein(steps: int) -> Floats:
    """Weights of the four control points at steps + 1 places, shape (steps + 1, 4)."""
    t = np.linspace(0, 1, steps + 1)
    return np.column_stack(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3))


def _handles(points: Floats) -> tuple[Floats, Floats]:
    """The two inner control points of each piece, shape (n - 1, 2) each."""
    ring = len(points) > 3 and np.hypot(*(points[0] - points[-1])) <= _SAME_M
    before = points[-2] if ring else 2 * points[0] - points[1]
    after = points[1] if ring else 2 * points[-1] - points[-2]
    whole = np.vstack((before, points, after))
    roots = np.sqrt(np.hypot(*np.diff(whole, axis=0).T))[:, None]
    a, b, c = roots[:-2], roots[1:-1], roots[2:]
    p0, p1, p2, p3 = whole[:-3], whole[1:-2], whole[2:-1], whole[3:]
    one = (a**2 * p2 - b**2 * p0 + (2 * a**2 + 3 * a * b + b**2) * p1) / (3 * a * (a + b))
    other = (c**2 * p1 - b**2 * p3 + (2 * c**2 + 3 * c * b + b**2) * p2) / (3 * c * (c + b))
    return one, other


def _near(start: Floats, end: Floats, vertex: Floats, handle: Floats, most_m: float) -> Floats:
    """Handles drawn in towards their vertices, start or end, until the curve is near its chord.

    Ends on the chord weigh nothing and the handles at most 3/4 together, and the distance to a
    chord is convex: so a curve strays at most 3/4 as far as its handles. It leads from the
    chord's begin to its end, so it passes beside every point of it.
    """
    chord = end - start
    share = ((handle - start) * chord).sum(axis=1) / (chord**2).sum(axis=1)
    off = handle - start - np.clip(share, 0, 1)[:, None] * chord
    factor = np.minimum(1, most_m * 4 / 3 / np.maximum(np.hypot(*off.T), 1e-12))
    near: Floats = vertex + factor[:, None] * (handle - vertex)
    return near


def _pieces(start: Floats, one: Floats, other: Floats, end: Floats) -> Floats:
    """Sampled pieces, shape (m, PER_CURVE + 1, 2), with exact ends."""
    corners = np.stack((start, one, other, end), axis=1)
    points: Floats = np.einsum("tk,mkd->mtd", _bernstein(PER_CURVE), corners)
    points[:, 0], points[:, -1] = start, end
    return points


def _crossing(chords: Floats, pieces: Floats) -> np.typing.NDArray[np.intp]:
    """Pieces that cross one whose chord theirs does not cross, ascending."""
    shapes, straight = shapely.linestrings(pieces), shapely.linestrings(chords[:, [0, -1]])
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    new = _crossings(shapes[one], shapes[other], pieces[one], pieces[other]) & ~_crossings(
        straight[one], straight[other], pieces[one], pieces[other]
    )
    looped = np.flatnonzero(~shapely.is_simple(shapes))
    return np.unique(np.concatenate((one[new], other[new], looped)))


def _crossings(
    one: np.typing.NDArray[np.object_], other: np.typing.NDArray[np.object_],
    first: Floats, second: Floats,
) -> np.typing.NDArray[np.bool_]:  # fmt: skip
    """Whether two pieces share anything but an end of both."""
    shared = shapely.intersection(one, other)
    common = np.zeros(len(one), np.int64)
    for a in (0, -1):
        for b in (0, -1):
            common += (first[:, a] == second[:, b]).all(axis=1)
    only_points = np.isin(shapely.get_type_id(shared), (0, 4))
    more = shapely.get_num_geometries(shared) > common
    crossings: np.typing.NDArray[np.bool_] = ~shapely.is_empty(shared) & (~only_points | more)
    return crossings
