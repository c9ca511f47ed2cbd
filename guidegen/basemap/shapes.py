"""Things to draw made ready for a level of the map: merged, simplified, in the level's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from guidegen.basemap.coast import mended, sea
from guidegen.basemap.kinds import FIRST_LINE, FIRST_POINT, Kind
from guidegen.basemap.names import Name
from guidegen.basemap.read import Drawn
from guidegen.geo import Box

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Level:
    """One of the zooms that tiles are cut for.

    Attributes:
        zoom: as of map tiles on the web.
        extent: units from one side of a tile to the other.
        least: areas of fewer square units are left out.
        tolerance: units that a line may be off.
        is_named: whether streets have names there.
    """

    zoom: int
    extent: int
    least: float
    tolerance: float
    is_named: bool = False

    @property
    def units(self) -> int:
        """Units around the whole world."""
        return self.extent << self.zoom


# Each is drawn until the next begins, the last as close as the map goes. Levels between them
# would make the map larger by a third, and no more beautiful.
LEVELS = (
    Level(10, 2048, least=600, tolerance=2.5),
    Level(12, 2048, least=200, tolerance=2),
    Level(14, 4096, least=50, tolerance=1.2, is_named=True),
)
# Rivers have bridges, but a torn outline is only taken for that of a park where it has so few
# streets beside what is around.
_MOST_STREETS = 0.5
_FROM_ZOOM = {
    **dict.fromkeys(
        (Kind.WATER, Kind.GREEN, Kind.WOOD, Kind.SAND, Kind.RIVER, Kind.RAIL, Kind.SECONDARY,
         Kind.PRIMARY, Kind.MOTORWAY, Kind.DISTRICT, Kind.WATER_NAME), 10,
    ),
    **dict.fromkeys(
        (Kind.PAVED, Kind.STREAM, Kind.PIER, Kind.PEDESTRIAN, Kind.MINOR, Kind.TERTIARY,
         Kind.NEIGHBOURHOOD, Kind.GREEN_NAME, Kind.STATION), 12,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """What a level shows, in its units; x grows to the east, y to the south.

    Attributes:
        kind: shape (n,), ascending.
        name: rows of the names, shape (n,).
        shape: polygons, lines and points, each in one part, shape (n,).
        size: half the side of the square that is as large as what a point names; 0 for all else,
            shape (n,).
    """

    kind: Ints
    name: Ints
    shape: Shapes
    size: Ints


def projected(degrees: Floats) -> Floats:
    """Web Mercator, 0 to 1 from west to east and from north to south; shape (n, 2)."""
    sine = np.sin(np.radians(np.clip(degrees[:, 1], -85.06, 85.06)))  # nobody draws the poles
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return np.column_stack([degrees[:, 0] / 360 + 0.5, y])


def frame_of(box: Box) -> shapely.Polygon:
    """A box as a polygon in degrees."""
    frame: shapely.Polygon = shapely.box(box.west, box.south, box.east, box.north)
    return frame


def on_the_map(drawn: Drawn, box: Box) -> Drawn:
    """The same within a box and on a map, see `projected`.

    Coastlines have become the sea, and torn outlines areas. Names are sorted, and those that are
    not used are left out.
    """
    is_coast = drawn.kind == Kind.COAST
    frame = frame_of(box)
    is_street = (drawn.kind >= Kind.PEDESTRIAN) & (drawn.kind <= Kind.PRIMARY)
    streets = drawn.shape[is_street]
    areas = [(Kind.WATER, face) for face in sea(drawn.shape[is_coast], frame)]
    for each, lines in drawn.torn:
        most = 1.0 if each == Kind.WATER else _MOST_STREETS
        areas += [(each, face) for face in mended(lines, frame, streets, most)]
    faces = np.array([face for _, face in areas], object)
    shape = shapely.transform(np.concatenate([drawn.shape[~is_coast], faces]), projected)
    (west, north), (east, south) = projected(
        np.array([[box.west, box.north], [box.east, box.south]])
    )
    inside = shapely.clip_by_rect(shape, west, north, east, south)
    kind = np.concatenate([drawn.kind[~is_coast], [each for each, _ in areas]]).astype(np.int64)
    name = np.concatenate([drawn.name[~is_coast], np.zeros(len(areas), np.int64)])
    some = ~shapely.is_empty(inside)
    numbers, names = _in_order(name[some], drawn.names)
    return Drawn(kind[some], numbers, inside[some], names)


def _in_order(rows: Ints, names: Sequence[Name]) -> tuple[Ints, Sequence[Name]]:
    """The same names, only those in use and sorted: what else a file holds decides no byte."""
    used = sorted({0, *rows.tolist()}, key=lambda row: (row > 0, names[row]))
    numbers = np.zeros(len(names), np.int64)
    numbers[used] = np.arange(len(used))
    return numbers[rows], [names[row] for row in used]


def ready(drawn: Drawn, level: Level) -> Ready:
    """What a level shows.

    Args:
        drawn: from `on_the_map`.
        level: which.
    """
    kinds = [kind for kind in Kind if _FROM_ZOOM.get(kind, 14) <= level.zoom]
    shown = np.isin(drawn.kind, kinds)
    kind, name = drawn.kind[shown], drawn.name[shown]
    shape = shapely.transform(drawn.shape[shown], lambda world: world * level.units)
    areas = np.unique(kind[kind < FIRST_LINE])
    made = [
        *(_areas(Kind(each), shape[kind == each], level) for each in areas),
        _lines(kind, name, shape, level),
        _points(kind, name, shape),
    ]
    kind, name, shape, size = (np.concatenate(column) for column in zip(*made, strict=True))
    order = np.argsort(kind, kind="stable")
    return Ready(kind[order], name[order], shape[order], size[order])


Columns = tuple[Ints, Ints, Shapes, Ints]


def _areas(kind: Kind, shape: Shapes, level: Level) -> Columns:
    parts = shapely.get_parts(shapely.get_parts(shape))  # polygons of collections, too
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    parts = parts[shapely.area(parts) >= level.least]
    simple = shapely.simplify(parts, level.tolerance, preserve_topology=False)
    parts = shapely.orient_polygons(shapely.get_parts(simple))
    none = np.zeros(len(parts), np.int64)
    return np.full(len(parts), int(kind)), none, parts, none


def _lines(kind: Ints, name: Ints, shape: Shapes, level: Level) -> Columns:
    """Lines of one kind and name become as few as possible."""
    rows = np.flatnonzero((kind >= FIRST_LINE) & (kind < FIRST_POINT))
    keeps_name = level.is_named | (kind[rows] == Kind.RIVER)
    both = np.column_stack([kind[rows], np.where(keeps_name, name[rows], 0)])
    groups, group = np.unique(both, axis=0, return_inverse=True)
    parts, of = shapely.get_parts(shape[rows], return_index=True)
    order = np.argsort(group.ravel()[of], kind="stable")
    merged = shapely.line_merge(
        shapely.multilinestrings(parts[order], indices=group.ravel()[of][order])
    )
    lines, of = shapely.get_parts(merged, return_index=True)
    lines = shapely.simplify(lines, level.tolerance, preserve_topology=False)
    return groups[of, 0], groups[of, 1], lines, np.zeros(len(lines), np.int64)


def _points(kind: Ints, name: Ints, shape: Shapes) -> Columns:
    """Where names stand, and how large what they name is."""
    rows = np.flatnonzero(kind >= FIRST_POINT)
    centre = shapely.centroid(shape[rows])
    inside = shapely.intersects(shape[rows], centre)
    at = np.where(inside, centre, shapely.point_on_surface(shape[rows]))
    size = np.sqrt(shapely.area(shape[rows])) / 2
    return kind[rows], name[rows], at, np.round(size).astype(np.int64)
