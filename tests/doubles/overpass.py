"""A small Overpass: it answers for the ways of an extract, as the real one does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from guidegen.streets.extract import read_extract
from guidegen.streets.ways import Ways
from tests.doubles.http import Asked, Reply

BUSY = 'runtime error: Query timed out in "query" at line 1 after 180 seconds.'
MEMORY = "runtime error: Query run out of memory using about 2048 MB of RAM."
PAGE = '<?xml version="1.0"?><html><body><strong style="color:#FF0000">Error</strong></body></html>'
_BOX = re.compile(r'way\["highway"\]\(([-0-9.]+),([-0-9.]+),([-0-9.]+),([-0-9.]+)\);')


def overpass(extract: Path) -> Callable[[Asked], Reply]:
    """A handler for `serving` that knows what an extract holds."""
    ways = read_extract(extract)

    def handler(asked: Asked) -> Reply:
        if "guidegen" not in asked.headers.get("user-agent", ""):
            return Reply(PAGE, 406)
        found = _BOX.search((asked.form or {}).get("data", ""))
        if not found:
            return Reply(PAGE, 400)
        south, west, north, east = (float(side) for side in found.groups())
        return said(elements(ways, south, west, north, east))

    return handler


def said(elements: list[dict[str, Any]], **others: str) -> Reply:
    """The answer around some elements."""
    head = {"version": 0.6, "generator": "Overpass API", "osm3s": {"copyright": "ODbL"}}
    return Reply({**head, "elements": elements, **others})


def remark(text: str) -> Reply:
    """A failure that looks like an answer."""
    return said([], remark=text)


def elements(
    ways: Ways, south: float, west: float, north: float, east: float
) -> list[dict[str, Any]]:
    """Ways with a node in the box, and all their nodes."""
    inside = (ways.lon >= west) & (ways.lon <= east) & (ways.lat >= south) & (ways.lat <= north)
    found, nodes = [], set()
    for row, tags in enumerate(ways.tags.to_dict("records")):
        at = ways.nodes[ways.starts[row] : ways.starts[row + 1]]
        if tags["highway"] is None or not inside[at].any():
            continue
        texts = {key: value for key, value in tags.items() if isinstance(value, str)}
        refs = ways.node_id[at].tolist()
        found.append({"type": "way", "id": tags["way_id"], "nodes": refs, "tags": texts})
        nodes.update(at.tolist())
    places = np.array(sorted(nodes))
    return [
        *found,
        *(
            {"type": "node", "id": int(ways.node_id[row]),
             "lat": round(float(ways.lat[row]), 7), "lon": round(float(ways.lon[row]), 7)}
            for row in places
        ),
    ]  # fmt: skip
