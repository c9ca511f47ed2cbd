"""The map of a city, built from an extract into the files that its pages load.

Why tiles of our own and not the Protomaps schema with protomaps-leaflet: its code weighs as much as
all other scripts of a page without Leaflet, it draws tile by tile, so that names are cut or doubled
at the seams and blurred between whole zooms, and its tiles repeat many tags that no map of ours
shows. This map has about thirty kinds of things, told in columns of whole numbers like the
streets of the planner, and a page paints what it shows onto one canvas: a few hundred lines on
either side, no library, and no seams.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guidegen.basemap.kinds import Kind
from guidegen.basemap.read import Drawn, read_drawn
from guidegen.basemap.shapes import LEVELS, on_the_map, ready
from guidegen.basemap.tiles import pieces, tiles_of
from guidegen.geo import DEGREE_M, Box

# Around the city's box, where the extract reaches so far.
MARGIN_M = 1000.0
PIECE_BYTES = 48 * 1024  # 64 KB in base64


@dataclass(frozen=True)
class Basemap:
    """A map as pages load it.

    Attributes:
        index: what a page has to know to find a tile: `box` (west, south, east, north, degrees),
            `languages`, `levels` (zoom, extent, and of each tile its column, row and bytes),
            `files`, the names of the pieces, and `piece`, the bytes of each but the last.
        files: the pieces in base64, by name.
    """

    index: Mapping[str, Any]
    files: Mapping[str, str]


def reach(city_box: Box) -> Box:
    """How far the map of a city reaches, where it is known so far."""
    return city_box.widened(MARGIN_M / DEGREE_M)


def build_basemap(path: Path, city_box: Box, languages: Sequence[str]) -> Basemap | None:
    """The map of a city, or None if the extract draws nothing there.

    Args:
        path: the extract.
        city_box: the city's; the map reaches a little farther.
        languages: codes of those that pages are in.
    """
    box = reach(city_box)
    read = read_drawn(path, box, languages)
    return pack(read, _common(box, read.covered), languages)


def pack(things: Drawn, box: Box, languages: Sequence[str]) -> Basemap | None:
    """The map of some things, or None if none of them is in its box.

    Args:
        things: in degrees.
        box: where the map ends.
        languages: codes of those that their names are in.
    """
    drawn = on_the_map(things, box)
    if not (drawn.kind < Kind.COAST).any():
        return None
    tiles = [tiles_of(ready(drawn, level), level, drawn.names) for level in LEVELS]
    packed = [base64.b64encode(each).decode("ascii") for each in pieces(tiles, PIECE_BYTES)]
    files = {_file_name(number, text): text for number, text in enumerate(packed)}
    index = {
        "box": [box.west, box.south, box.east, box.north],
        "languages": list(languages),
        "piece": PIECE_BYTES,
        "levels": [
            {
                "zoom": level.zoom,
                "extent": level.extent,
                "tiles": [[*tile, len(content)] for tile, content in found.items()],
            }
            for level, found in zip(LEVELS, tiles, strict=True)
        ],
        "files": list(files),
    }
    return Basemap(index, files)


def _common(box: Box, covered: Box | None) -> Box:
    """What a box and what a file covers have in common; the box where that is nothing."""
    if covered is None:
        return box
    west, south = max(box.west, covered.west), max(box.south, covered.south)
    east, north = min(box.east, covered.east), min(box.north, covered.north)
    return Box(west, south, east, north) if west < east and south < north else box


def _file_name(number: int, text: str) -> str:
    """Named by what is in it, so that no page mixes pieces of two editions."""
    return f"{number}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.js"
