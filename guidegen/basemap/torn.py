"""The banks of waters whose outline is not all in the extract."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guidegen.basemap.kinds import Kind, area_kind

Shapes = npt.NDArray[np.object_]


def torn_banks(path: Path, whole: Collection[int], lines_of: Any) -> list[Shapes]:
    """The known banks of each water that the extract holds only in part.

    Args:
        path: the extract.
        whole: ids of the relations whose outline it holds.
        lines_of: gives the known pieces of a way as lines.
    """
    members = {relation: ways for relation, ways in _waters(path).items() if relation not in whole}
    if not members:
        return []
    ways = _ways(path, {way for ways in members.values() for way in ways}, lines_of)
    every = [[line for way in members[each] for line in ways.get(way, [])] for each in members]
    return [np.array(lines, object) for lines in every if lines]


def _waters(path: Path) -> dict[int, list[int]]:
    """The ways of each relation that is water, by its id."""
    import osmium

    relations: Any = osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(
        osmium.filter.KeyFilter("natural", "waterway", "landuse")
    )
    return {
        each.id: [member.ref for member in each.members if member.type == "w"]
        for each in relations
        if area_kind(dict(each.tags), is_closed_way=False) == Kind.WATER
    }


def _ways(path: Path, ids: set[int], lines_of: Any) -> dict[int, list[Any]]:
    import osmium

    ways: Any = (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.IdFilter(ids))
    )
    return {way.id: lines_of(way) for way in ways}
