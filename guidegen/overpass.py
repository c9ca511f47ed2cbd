"""Overpass: parts of OpenStreetMap over the network, for cities without an extract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from guidegen.errors import AnswerError
from guidegen.services import address
from guidegen.web import Answer, Request, Web

T = TypeVar("T")
Tags = Mapping[str, str]
Member = tuple[str, int, str]
"""The type (node, way or relation), the id and the role."""

TIMEOUT_S = 180
MOST_BYTES = 512 * 1024**2
# A way or node may come twice in an answer: for its own sake with tags, and bare for another's.
_END = "out body qt;>;out skel qt;"


@dataclass
class Elements:
    """What an answer holds.

    Attributes:
        nodes: lon and lat, degrees, by id.
        ways: tags and the ids of the nodes, by id.
        relations: tags and members, by id.
        labels: the tags of the nodes that have some, by id.
    """

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    ways: dict[int, tuple[Tags, list[int]]] = field(default_factory=dict)
    relations: dict[int, tuple[Tags, list[Member]]] = field(default_factory=dict)
    labels: dict[int, Tags] = field(default_factory=dict)

    def add(self, other: Elements) -> None:
        """Add what another answer holds; what both hold is there once, with its tags."""
        self.nodes |= other.nodes
        self.relations |= other.relations
        self.labels |= other.labels
        for way_id, (tags, refs) in other.ways.items():
            self.add_way(way_id, tags, refs)

    def add_way(self, way_id: int, tags: Tags, refs: list[int]) -> None:
        """Add a way, unless it is known with tags and has none here."""
        if tags or way_id not in self.ways:
            self.ways[way_id] = tags, refs


def question(selectors: str) -> str:
    """The question for all that some selectors find, and the ways and nodes that it is made of."""
    return f"[out:json][timeout:{TIMEOUT_S}][maxsize:{MOST_BYTES}];({selectors});{_END}"


def ask(web: Web, asked: str, mirrors: Mapping[str, str], read: Callable[[Answer], T]) -> T:
    """What Overpass's answer to a question is read as.

    Args:
        web: the network.
        asked: a question in Overpass's language.
        mirrors: addresses of services that the city file gives.
        read: reads the answer, see `parse`.

    Raises:
        ServiceError: when Overpass cannot be reached, or has no answer in the cache offline.
        ConfigError: when the operator's contact is missing.
    """
    url, mirror = address("overpass", mirrors), mirrors.get("overpass", "")
    return web.get(Request("overpass", url, {}, mirror, {"data": asked}), read)


def parse(answer: Answer) -> Elements:
    """Read ``{"elements": [{"type": "way", "id": 1, "nodes": [2, 3], "tags": {…}}, …]}``.

    Elements that are not as they should be are left out: a way without its nodes is no street.

    Raises:
        AnswerError: when there is no list of elements.
    """
    data = answer.json()
    elements = data.get("elements") if isinstance(data, dict) else None
    if not isinstance(elements, list):
        raise AnswerError("no list of elements in it")
    found = Elements()
    readers = {
        "node": partial(_read_node, found),
        "way": partial(_read_way, found),
        "relation": partial(_read_relation, found),
    }
    for element in elements:
        reader = readers.get(str(element.get("type"))) if isinstance(element, dict) else None
        if reader and _is_id(element.get("id")):
            reader(element)
    return found


def _read_node(found: Elements, element: Mapping[str, Any]) -> None:
    lon, lat = element.get("lon", ""), element.get("lat", "")
    numbers = isinstance(lon, int | float) and isinstance(lat, int | float)
    if numbers and abs(lon) <= 180 and abs(lat) <= 90:
        found.nodes[element["id"]] = float(lon), float(lat)
        if tags := _tags(element):
            found.labels[element["id"]] = tags


def _read_way(found: Elements, element: Mapping[str, Any]) -> None:
    refs, tags = element.get("nodes"), _tags(element)
    if isinstance(refs, list) and tags is not None and all(map(_is_id, refs)):
        found.add_way(element["id"], tags, refs)


def _read_relation(found: Elements, element: Mapping[str, Any]) -> None:
    members, tags = element.get("members"), _tags(element)
    if isinstance(members, list) and tags and all(map(_is_member, members)):
        every = [(each["type"], each["ref"], each["role"]) for each in members]
        found.relations[element["id"]] = tags, every


def _tags(element: Mapping[str, Any]) -> Tags | None:
    """The tags whose values are texts; None where there is something else in their place."""
    tags = element.get("tags", {})
    if not isinstance(tags, dict):
        return None
    return {key: value for key, value in tags.items() if isinstance(value, str)}


def _is_member(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") in ("node", "way", "relation")
        and _is_id(value.get("ref"))
        and isinstance(value.get("role"), str)
    )


def _is_id(value: object) -> bool:
    return type(value) is int and 0 < value < 2**63
