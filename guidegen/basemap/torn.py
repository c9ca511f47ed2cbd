"""The known outlines of areas that are not all in the extract."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guidegen.basemap.kinds import AREA_KEYS, Kind, area_kind

Shapes = npt.NDArray[np.object_]

# Houses and squares that are cut are small; of these kinds a map would miss much.
_MENDED = (Kind.WATER, Kind.SAND, Kind.GREEN, Kind.WOOD)
_OUTLINES = ("multipolygon", "boundary")


def torn_outlines(path: Path, whole: Collection[int], lines_of: Any) -> list[tuple[Kind, Shapes]]:
    """The kind and the known lines of each area that the extract holds only in part.

    Args:
        path: the extract.
        whole: ids of the relations whose outline it holds.
        lines_of: gives the known pieces of a way as lines.
    """
    members = {each: found for each, found in _areas(path).items() if each not in whole}
    if not members:
        return []
    ways = _ways(path, {way for _, ids in members.values() for way in ids}, lines_of)
    every = [
        (kind, [line for way in ids for line in ways.get(way, [])])
        for kind, ids in members.values()
        # rivers are drawn also where a whole outline is mapped wrongly
        if kind == Kind.WATER or not all(way in ways for way in ids)
    ]
    return [(kind, np.array(lines, object)) for kind, lines in every if lines]


def _areas(path: Path) -> dict[int, tuple[Kind, list[int]]]:
    """The kind and the ways of each area that a relation tells, by its id."""
    import osmium

    relations: Any = osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(
        osmium.filter.KeyFilter(*AREA_KEYS)
    )
    found = {}
    for each in relations:
        tags = dict(each.tags)
        kind = area_kind(tags, is_closed_way=False)
        if kind in _MENDED and tags.get("type") in _OUTLINES:
            found[each.id] = kind, [member.ref for member in each.members if member.type == "w"]
    return found


def _ways(path: Path, ids: set[int], lines_of: Any) -> dict[int, list[Any]]:
    import osmium

    ways: Any = (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.IdFilter(ids))
    )
    return {way.id: lines_of(way) for way in ways}
