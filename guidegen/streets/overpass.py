"""Overpass: streets of OpenStreetMap over the network, for cities without an extract.

Its answers are read into the same columns as extracts and become a network in the same way.
(osmnx has a builder of graphs of its own. Two builders would mean two networks of one city, with
other rules for walkers, depending on where the streets come from.)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from functools import partial
from typing import Any

import numpy as np

from guidegen.errors import AnswerError, InputError
from guidegen.geo import Box
from guidegen.services import address
from guidegen.streets.segments import MARGIN_M
from guidegen.streets.ways import Collector, Ways
from guidegen.web import Answer, Request, Web

# A query for more than so many degrees from side to side is cut: what is declared is reserved,
# and small queries are let in sooner.
SIDE_DEG = 0.1
TIMEOUT_S = 180
MOST_BYTES = 512 * 1024**2
_M_PER_DEG = 111_000.0


@dataclass
class Elements:
    """What an answer holds.

    Attributes:
        nodes: lon and lat, degrees, by id.
        ways: tags and the ids of the nodes, by id.
    """

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    ways: dict[int, tuple[Mapping[str, str], list[int]]] = field(default_factory=dict)


def fetch_ways(web: Web, box: Box, mirrors: Mapping[str, str]) -> Ways:
    """The ways in a box and a little around it that may be streets or squares.

    Args:
        web: the network.
        box: the city's, degrees.
        mirrors: addresses of services that the city file gives.

    Raises:
        ServiceError: when Overpass cannot be reached, or has no answer in the cache offline.
        InputError: when it knows no streets there.
    """
    url, mirror = address("overpass", mirrors), mirrors.get("overpass", "")
    every = Elements()
    for part in parts(box):
        form = {"data": query(part)}
        found = web.get(Request("overpass", url, {}, mirror, form), parse)
        every.nodes |= found.nodes
        every.ways |= found.ways
    if not any("highway" in tags for tags, _ in every.ways.values()):
        where = list(astuple(box))
        raise InputError(f"Overpass: knows no streets in {where}; look at bbox in the city file")
    return _columns(every, box)


def parts(box: Box) -> Iterator[Box]:
    """The box and its margin, cut into equal parts that are not too large, from the southwest."""
    lat = max(abs(box.south), abs(box.north))
    up = MARGIN_M / _M_PER_DEG
    across = up / max(math.cos(math.radians(lat)), 0.01)
    west, south = box.west - across, box.south - up
    width, height = box.east + across - west, box.north + up - south
    columns, rows = math.ceil(width / SIDE_DEG), math.ceil(height / SIDE_DEG)
    for row in range(rows):
        for column in range(columns):
            yield Box(
                west + width * column / columns, south + height * row / rows,
                west + width * (column + 1) / columns, south + height * (row + 1) / rows,
            )  # fmt: skip


def query(box: Box) -> str:
    """The question for all ways that may be streets or squares, and their nodes."""
    around = f"({box.south:.6f},{box.west:.6f},{box.north:.6f},{box.east:.6f})"
    return (
        f"[out:json][timeout:{TIMEOUT_S}][maxsize:{MOST_BYTES}];"
        f'(way["highway"]{around};way["place"="square"]{around};);out body qt;>;out skel qt;'
    )


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
    readers = {"node": partial(_read_node, found), "way": partial(_read_way, found)}
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


def _read_way(found: Elements, element: Mapping[str, Any]) -> None:
    refs, tags = element.get("nodes"), element.get("tags", {})
    if isinstance(refs, list) and isinstance(tags, dict) and all(map(_is_id, refs)):
        texts = {key: value for key, value in tags.items() if isinstance(value, str)}
        found.ways[element["id"]] = texts, refs


def _is_id(value: object) -> bool:
    return type(value) is int and 0 < value < 2**63


def _columns(every: Elements, box: Box) -> Ways:
    collector = Collector()
    for way_id, (tags, refs) in every.ways.items():
        collector.add(way_id, tags, refs)
    places = np.array(list(every.nodes.values()), np.float64).reshape(-1, 2)
    ids = np.fromiter(every.nodes, np.int64, len(every.nodes))
    return collector.ways(ids, places[:, 0], places[:, 1], covered=box)
