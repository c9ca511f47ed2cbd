"""Answers of Overpass written as an extract: the map is made from both in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from guidegen.overpass import Elements, Tags

# OpenStreetMap allows no longer texts, and its ids are far below this; programs rely on both.
_LONGEST = 255
_LARGEST_ID = 2**40
_TYPES = {"node": "n", "way": "w", "relation": "r"}


def write_extract(elements: Elements, path: Path) -> None:
    """Write what answers hold, sorted by type and id, as extracts are.

    Args:
        elements: from one or several answers.
        path: the file to make, .osm.pbf.
    """
    import osmium
    from osmium.osm import mutable

    with osmium.SimpleWriter(str(path)) as writer:
        for node_id, place in _sorted(elements.nodes):
            tags = _sound(elements.labels.get(node_id, {}))
            writer.add_node(mutable.Node(id=node_id, location=place, tags=tags))
        for way_id, (tags, refs) in _sorted(elements.ways):
            near = [ref for ref in refs if ref < _LARGEST_ID]
            writer.add_way(mutable.Way(id=way_id, nodes=near, tags=_sound(tags)))
        for relation_id, (tags, members) in _sorted(elements.relations):
            every = [
                (_TYPES[kind], ref, role)
                for kind, ref, role in members
                if ref < _LARGEST_ID and _is_sound(role)
            ]
            writer.add_relation(mutable.Relation(id=relation_id, members=every, tags=_sound(tags)))


def _sorted(things: dict[int, Any]) -> list[tuple[int, Any]]:
    return sorted((each for each in things.items() if each[0] < _LARGEST_ID), key=lambda it: it[0])


def _sound(tags: Tags) -> dict[str, str]:
    return {key: value for key, value in tags.items() if _is_sound(key) and _is_sound(value)}


def _is_sound(text: str) -> bool:
    return len(text) <= _LONGEST and "\0" not in text
