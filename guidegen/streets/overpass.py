"""Overpass: streets of OpenStreetMap over the network, for cities without an extract.

Its answers are read into the same columns as extracts and become a network in the same way.
(osmnx has a builder of graphs of its own. Two builders would mean two networks of one city, with
other rules for walkers, depending on where the streets come from.)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import astuple

import numpy as np

from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.overpass import Elements, ask, parse, question
from guidegen.streets.segments import MARGIN_M
from guidegen.streets.ways import Collector, Ways
from guidegen.web import Web

# A query for more than so many degrees from side to side is cut: what is declared is reserved,
# and small queries are let in sooner.
SIDE_DEG = 0.1
_M_PER_DEG = 111_000.0


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
    every = Elements()
    for part in parts(box):
        every.add(ask(web, query(part), mirrors, parse))
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
    return question(f'way["highway"]{around};way["place"="square"]{around};')


def _columns(every: Elements, box: Box) -> Ways:
    collector = Collector()
    for way_id, (tags, refs) in every.ways.items():
        collector.add(way_id, tags, refs)
    places = np.array(list(every.nodes.values()), np.float64).reshape(-1, 2)
    ids = np.fromiter(every.nodes, np.int64, len(every.nodes))
    return collector.ways(ids, places[:, 0], places[:, 1], covered=box)
