"""What Overpass is asked for a map: all that the rules draw or name, and little else.

The box is cut along a grid that lies fixed on the globe, so that a city whose box grows a little
asks for little anew. Overpass finds a way in every cell that it runs through, whole, and nothing is
lost at the edges; it is the same way each time. Outlines made of several ways are asked for at
once in the whole box, with all their ways.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from guidegen.basemap.kinds import AREAS, LINES, POINTS, RELATIONS, SPRAWLING
from guidegen.geo import Box
from guidegen.overpass import question

# Sides of boxes are whole hundredths of a degree; cells are so many of them wide and high. What a
# dense city has there is some 40 MB as JSON.
_PER_DEGREE = 100
_CELL = 5
# No question is asked for a strip of one hundredth: the cell beside it is so much larger.
_SLIVER = 1
MOST_QUESTIONS = 100
"""A city of half a degree from side to side; for a larger one an extract is the way."""
# Islands and bays may be continents and oceans, with coasts of all lands around them.
_MOST_MEMBERS = 100


def questions(box: Box) -> list[str]:
    """The questions for what a map shows in a box; too many of them are for the caller to judge.

    Args:
        box: degrees; somewhat more is asked for.
    """
    wide = _rounded(box)
    outlines = "".join(_relations(_around(_degrees(*wide))))
    return [question(outlines), *(question(_things(_around(each))) for each in cells(box))]


def cells(box: Box) -> Iterator[Box]:
    """The cells of the grid that a box touches, cut to it, from the southwest."""
    west, south, east, north = _rounded(box)
    for low, high in pairwise(_cuts(south, north)):
        for left, right in pairwise(_cuts(west, east)):
            yield _degrees(left, low, right, high)


def _rounded(box: Box) -> tuple[int, int, int, int]:
    """West, south, east, north in hundredths of a degree, outwards."""
    west, south = (math.floor(round(side * _PER_DEGREE, 4)) for side in (box.west, box.south))
    east, north = (math.ceil(round(side * _PER_DEGREE, 4)) for side in (box.east, box.north))
    return west, south, max(east, west + 1), max(north, south + 1)


def _cuts(low: int, high: int) -> list[int]:
    """Where lines of the grid cut a side, and its ends."""
    if high - low <= _CELL + 2 * _SLIVER:
        return [low, high]
    first = ((low + _SLIVER) // _CELL + 1) * _CELL
    return [low, *range(first, high - _SLIVER, _CELL), high]


def _degrees(west: int, south: int, east: int, north: int) -> Box:
    return Box(*(side / _PER_DEGREE for side in (west, south, east, north)))


def _around(box: Box) -> str:
    return f"({box.south:.2f},{box.west:.2f},{box.north:.2f},{box.east:.2f})"


def _things(around: str) -> str:
    """Selectors of nodes and ways."""
    nodes = (f'node["name"]{each}{around};' for each in _filters(POINTS))
    ways = {f"way{each}{around};": None for kinds in (AREAS, LINES) for each in _filters(kinds)}
    return "".join([*nodes, *ways])


def _relations(around: str) -> Iterator[str]:
    for each in _filters(RELATIONS):
        yield f"relation{each}{around};"
    for each in _filters(SPRAWLING):
        yield f"relation{each}{around}(if:count_members()<={_MOST_MEMBERS});"


def _filters(kinds: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for key, values in kinds.items():
        yield f'["{key}"~"^({"|".join(values)})$"]' if values else f'["{key}"]'
