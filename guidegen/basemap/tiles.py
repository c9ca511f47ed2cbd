"""Tiles as bytes, and the files that they are shipped in.

A tile is columns of zigzag varints, then a text; all of it is compressed by zlib. First comes the
number of layers; then, layer by layer:

    kind, see `kinds`
    n, the number of rings (of areas), lines or points in it
    of each ring or line: how many points it has
    of each line and point: its name, a number in the text's lists; 0 is none
    of each point: its size, see `shapes.Ready`
    of all points: Δ x; then Δ y; in units from the tile's corner in the north-west

Differences (Δ) are to the point before, also to that of another ring, and at first to 0. Rings are
not closed by a last point; outer ones go round one way and holes the other, so that areas are
filled by the rule "nonzero". The text is JSON, a list of names for each language: the first holds
names as they are on the spot, and a list that would be the same is empty.

The tiles stand one after the other, level by level and neighbours together, and this is cut into
pieces of equal length: a page loads those that it needs by script.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from guidegen.basemap.kinds import FIRST_LINE, FIRST_POINT, Kind
from guidegen.basemap.names import Name
from guidegen.basemap.shapes import Level, Ready
from guidegen.varints import varints

Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]
Tile = tuple[int, int]

# Areas reach over the edge of their tile by so many units: else a hair would show between two.
_OVERLAP = 16


def tiles_of(ready: Ready, level: Level, names: Sequence[Name]) -> dict[Tile, bytes]:
    """The tiles of a level that have anything in them, by column and row; neighbours together."""
    if not ready.shape.size:
        return {}
    tree = shapely.STRtree(ready.shape)
    west, north, east, south = shapely.total_bounds(ready.shape) // level.extent
    every = [
        (column, row)
        for column in range(int(west), int(east) + 1)
        for row in range(int(north), int(south) + 1)
    ]
    found = {
        tile: _tile(ready, tree, tile, level, names) for tile in sorted(every, key=_along_a_curve)
    }
    return {tile: packed for tile, packed in found.items() if packed}


def _along_a_curve(tile: Tile) -> int:
    """The bits of column and row in turn (Morton's order), which keeps neighbours together."""
    column, row = (int(f"{place:b}", 4) for place in tile)
    return column + 2 * row


def _tile(
    ready: Ready, tree: shapely.STRtree, tile: Tile, level: Level, names: Sequence[Name]
) -> bytes:
    corner = np.array(tile) * level.extent
    low, high = corner - _OVERLAP, corner + level.extent + _OVERLAP
    near = np.sort(tree.query(shapely.box(*low, *high)))
    layers = []
    for kind in np.unique(ready.kind[near]):
        rows = near[ready.kind[near] == kind]
        layers += [
            (Kind(kind), *layer)
            for layer in (_layer(Kind(kind), ready, rows, corner, level.extent),)
            if len(layer[0])
        ]
    return _encoded(layers, names) if layers else b""


Layer = tuple[Ints, Ints, Ints, Ints]
"""Lengths, names, sizes and points."""


def _layer(kind: Kind, ready: Ready, rows: Ints, corner: Ints, extent: int) -> Layer:
    if kind >= FIRST_POINT or kind == Kind.BUILDING:
        rows = rows[_owned(ready.shape[rows], corner, extent)]
    shape, of = ready.shape[rows], np.arange(len(rows))
    if kind < FIRST_POINT and kind != Kind.BUILDING:
        over = _OVERLAP if kind < FIRST_LINE else 0
        low, high = corner - over, corner + extent + over
        shape, of = shapely.get_parts(shapely.clip_by_rect(shape, *low, *high), return_index=True)
    if kind < FIRST_LINE:
        shape, ring_of = shapely.get_rings(shape, return_index=True)
        of = of[ring_of]
    lengths, points, kept = _points(shape, corner, is_ring=kind < FIRST_LINE)
    of = of[kept]
    return lengths, ready.name[rows][of], ready.size[rows][of], points


def _owned(shape: Shapes, corner: Ints, extent: int) -> npt.NDArray[np.bool_]:
    """Which things belong to this tile of the several that they may lie in."""
    west, north, east, south = shapely.bounds(shape).T
    middle = np.column_stack([west + east, north + south]) / 2 - corner
    owned: npt.NDArray[np.bool_] = np.all((middle >= 0) & (middle < extent), axis=1)
    return owned


def _points(shape: Shapes, corner: Ints, *, is_ring: bool) -> tuple[Ints, Ints, Ints]:
    """How many points each thing has, all points, and the rows of things that have enough."""
    places, of = shapely.get_coordinates(shape, return_index=True)
    points = np.rint(places).astype(np.int64) - corner
    is_line = len(shape) and shapely.get_type_id(shape[0]) != shapely.GeometryType.POINT
    if is_line:
        again = np.r_[False, (np.diff(points, axis=0) == 0).all(axis=1) & (np.diff(of) == 0)]
        last = np.r_[np.diff(of) != 0, True] & is_ring
        points, of = points[~again & ~last], of[~again & ~last]
    lengths = np.bincount(of, minlength=len(shape))
    enough = lengths >= (3 if is_ring else 2 if is_line else 1)
    return lengths[enough], points[enough[of]], np.flatnonzero(enough)


def _encoded(layers: Sequence[tuple[Any, ...]], names: Sequence[Name]) -> bytes:
    used = np.unique(np.concatenate([[0], *(layer[2] for layer in layers)])).astype(np.int64)
    columns: list[Ints] = [np.array([len(layers)])]
    for kind, lengths, name, sizes, points in layers:
        columns.append(np.array([kind, len(lengths)]))
        columns += [lengths] if kind < FIRST_POINT else []
        columns += [np.searchsorted(used, name)] if kind >= FIRST_LINE else []
        columns += [sizes] if kind >= FIRST_POINT else []
        columns += [np.diff(axis, prepend=0) for axis in points.T]
    text = json.dumps(_names(used, names), separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(b"".join(map(varints, columns)) + text.encode(), 9)


def _names(used: Ints, names: Sequence[Name]) -> list[list[str]]:
    local, *others = ([names[row][language] for row in used] for language in range(len(names[0])))
    return [local, *([] if other == local else other for other in others)]


def pieces(tiles: Sequence[Mapping[Tile, bytes]], length: int) -> Iterator[bytes]:
    """All tiles one after the other, cut into pieces of a length in bytes."""
    whole = b"".join(packed for level in tiles for packed in level.values())
    for start in range(0, len(whole), length):
        yield whole[start : start + length]
