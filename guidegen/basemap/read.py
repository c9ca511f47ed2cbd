"""What an extract holds that is drawn: areas, lines and names at points.

The file is read apart from the streets: these are also scored by photos, so they are read anew
when photos are, and the map is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from guidegen.basemap.kinds import (
    AREA_KEYS,
    KEYS,
    Kind,
    area_kind,
    line_kind,
    name_kind,
    point_kind,
)
from guidegen.basemap.names import Name, Names
from guidegen.basemap.torn import torn_outlines
from guidegen.errors import InputError
from guidegen.geo import Box

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]

# So many things are looked at together; a country has millions, most of them elsewhere.
_MOST_ROWS = 100_000


@dataclass(frozen=True)
class Drawn:
    """Things to draw, in degrees.

    Attributes:
        kind: of each thing, a `Kind`, shape (n,).
        name: of each, its row in `names`; 0 for none, shape (n,).
        shape: polygons and multipolygons, lines, points; shape (n,).
        names: every name once, in each language.
        covered: the box that the file says it covers, if it does.
        torn: of each area that the file holds only in part, its kind and the known lines of its
            outline, shape (m,).
    """

    kind: Ints
    name: Ints
    shape: Shapes
    names: Sequence[Name]
    covered: Box | None = None
    torn: Sequence[tuple[Kind, Shapes]] = ()


@dataclass
class _Found:
    """Things one by one; those outside the box are forgotten now and then."""

    box: Box
    names: Names
    rows: list[tuple[int, int, bytes]] = field(default_factory=list)
    parts: list[tuple[Ints, Ints, Shapes]] = field(default_factory=list)
    whole: set[int] = field(default_factory=set)

    def add(self, kind: Kind, name: int, outline: bytes) -> None:
        self.rows.append((kind, name, outline))
        if len(self.rows) == _MOST_ROWS:
            self._sift()

    def drawn(self, covered: Box | None, torn: Sequence[tuple[Kind, Shapes]]) -> Drawn:
        self._sift()
        kind, name, shape = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        return Drawn(kind, name, shape, self.names.rows, covered, torn)

    def _sift(self) -> None:
        table = np.array(self.rows, object).reshape(-1, 3)
        shape = shapely.from_wkb(table[:, 2])
        west, south, east, north = shapely.bounds(shape).T
        box = self.box
        near = (west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south)
        kind, name = (table[near, column].astype(np.int64) for column in (0, 1))
        self.parts.append((kind, name, shape[near]))
        self.rows = []


def read_drawn(path: Path, box: Box, languages: Sequence[str]) -> Drawn:
    """Everything in an extract that is drawn and touches a box.

    What the file holds only in part is drawn in part; areas whose outline it does not close are
    left out, but of the large kinds the known lines are told. In files whose nodes come last
    nothing is found: they say where all else is.

    Args:
        path: .osm.pbf, .osm, .osm.gz or .osm.bz2; `streets.extract.read_extract` tells whether
            it is sound.
        box: what is wanted.
        languages: codes of those that pages are in.

    Raises:
        InputError: when it cannot be read; areas want it sorted, which streets do not.
    """
    try:
        return _read(path, box, languages)
    except (RuntimeError, ValueError, OSError) as error:
        remedy = "osmium sort FILE -o SORTED.osm.pbf mends the first"
        raise InputError(f"{path}: not sorted, or damaged ({error}); {remedy}") from error


def _read(path: Path, box: Box, languages: Sequence[str]) -> Drawn:
    import osmium

    found = _Found(box, Names(languages))
    outlines = osmium.geom.WKBFactory()
    things = (
        osmium.FileProcessor(osmium.io.File(str(path)))
        .with_areas(osmium.filter.KeyFilter(*AREA_KEYS))
        .with_filter(osmium.filter.KeyFilter(*KEYS))
    )
    thing: Any
    for thing in things:
        if thing.is_node():
            _add_point(found, thing, outlines)
        elif thing.is_way():
            _add_way(found, thing, outlines)
        elif thing.is_area():
            _add_area(found, thing, outlines)
    torn = torn_outlines(path, found.whole, lambda way: [*map(shapely.LineString, _pieces(way))])
    return found.drawn(_covered(things.header), torn)


def _covered(header: Any) -> Box | None:
    box = header.box()
    if not box.valid():
        return None
    return Box(box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)


def _add_point(found: _Found, node: Any, outlines: Any) -> None:
    tags = dict(node.tags)
    kind = point_kind(tags)
    if kind and (name := found.names.number_of(tags)):
        found.add(kind, name, bytes.fromhex(outlines.create_point(node)))


def _add_way(found: _Found, way: Any, outlines: Any) -> None:
    import osmium

    tags = dict(way.tags)
    if (kind := line_kind(tags)) is None:
        return
    name = found.names.number_of(tags)
    try:
        found.add(kind, name, bytes.fromhex(outlines.create_linestring(way)))
    except osmium.InvalidLocationError:
        for piece in _pieces(way):
            found.add(kind, name, shapely.LineString(piece).wkb)
    except RuntimeError:
        return  # a way of one place


def _pieces(way: Any) -> Iterator[list[tuple[float, float]]]:
    """The pieces of a way whose nodes are in the file."""
    for known, nodes in groupby(way.nodes, lambda node: node.location.valid()):
        piece = [(node.lon, node.lat) for node in nodes] if known else []
        if len(piece) > 1:
            yield piece


def _add_area(found: _Found, area: Any, outlines: Any) -> None:
    import osmium

    tags = dict(area.tags)
    kind = area_kind(tags, is_closed_way=area.from_way())
    named = name_kind(tags, kind)
    name = found.names.number_of(tags) if named else 0
    if kind is None and not name:
        return
    try:
        outline = bytes.fromhex(outlines.create_multipolygon(area))
    except (RuntimeError, osmium.InvalidLocationError):
        return  # its outline is not closed, or not all in the file
    if not area.from_way():
        found.whole.add(area.orig_id())
    if kind is not None:
        found.add(kind, 0, outline)
    if named and name:
        found.add(named, name, outline)
