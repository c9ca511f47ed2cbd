"""Pages of a wiki that lie near the places to describe."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.mediawiki import query
from guidegen.descriptions.near import ARTICLES, surroundings, touches
from guidegen.geo import DEGREE_M, Box
from guidegen.jsonvalues import as_dict, as_text, position, rows, whole_number
from guidegen.web import Answer, Ask, Request
from guidegen.wikimedia.query import envelope

LIMIT = 500  # the most rows of an answer; there is no second page
_CELL_M = 15_000.0  # a wiki refuses boxes of more than 20 by 20 km
_WIDEST_M = 10_000  # the largest radius
_SMALLEST_M = 100.0  # and those of less than 10 by 10 m


@dataclass(frozen=True)
class Hit:
    """A page with a position.

    Attributes:
        pageid: its number.
        title: its title.
        lon: degrees.
        lat: degrees.
    """

    pageid: int
    title: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Found:
    """The pages in a cell.

    Attributes:
        hits: by distance to its middle.
        truncated: whether there may be more.
    """

    hits: Sequence[Hit]
    truncated: bool


def geosearch(ask: Ask, wish: Wish, service: str, host: str = "") -> list[Hit]:
    """Pages in the cells that hold a place, in the order of their numbers.

    The box is asked in cells as large as a wiki allows, so that cells, and with them the cached
    answers, stay the same when places move; a cell with more pages than an answer holds is
    asked again in quarters. Cells without a place are never asked. What lies in a cell that
    could not be asked is missing.
    """
    wanted = surroundings(wish, ARTICLES)
    cells = [cell for cell in _cells(wish.box) if touches(cell, wanted)]
    hits: dict[int, Hit] = {}
    while cells:
        cell = cells.pop()
        found = ask(search(cell, wish, service, host), parse_found)
        if found is None:
            continue
        hits |= {hit.pageid: hit for hit in found.hits}
        if found.truncated:
            cells += [quarter for quarter in _quarters(cell) if touches(quarter, wanted)]
    return [hits[pageid] for pageid in sorted(hits)]


def around(ask: Ask, wish: Wish, service: str, host: str) -> list[Hit]:
    """Pages at most 10 km from the middle of the box, which need not lie in it."""
    lon, lat = wish.box.centre
    circle = {"gscoord": f"{lat:.6f}|{lon:.6f}", "gsradius": str(_WIDEST_M)}
    request = query(wish, service, host, list="geosearch", gslimit=str(LIMIT), **circle)
    found = ask(request, parse_found)
    return list(found.hits) if found else []


def search(cell: Box, wish: Wish, service: str, host: str) -> Request:
    """Asks for the pages in a box."""
    corners = (cell.north, cell.west, cell.south, cell.east)
    gsbbox = "|".join(f"{degrees:.6f}" for degrees in corners)
    return query(wish, service, host, list="geosearch", gsbbox=gsbbox, gslimit=str(LIMIT))


def parse_found(answer: Answer) -> Found:
    """The pages in a cell.

    Raises:
        AnswerError: when it is an error, or no answer to a query.
    """
    found = rows(envelope(as_dict(answer.json()), "query").get("geosearch"))
    hits = [
        Hit(pageid, title, *at)
        for row in found
        if (pageid := whole_number(row.get("pageid")))
        and (title := as_text(row.get("title")))
        and (at := position(row.get("lon"), row.get("lat")))
    ]
    return Found(hits, len(found) >= LIMIT)


def _cells(box: Box) -> Iterator[Box]:
    """A box in cells of equal size in degrees, none with a side of more than 15 km."""
    widest = 0.0 if box.south <= 0 <= box.north else min(abs(box.south), abs(box.north))
    height_m = (box.north - box.south) * DEGREE_M
    width_m = (box.east - box.west) * DEGREE_M * math.cos(math.radians(widest))
    up = _edges(box.south, box.north, height_m)
    across = _edges(box.west, box.east, width_m)
    for south, north in pairwise(up):
        for west, east in pairwise(across):
            yield Box(west, south, east, north)


def _edges(low: float, high: float, length_m: float) -> list[float]:
    count = max(1, math.ceil(length_m / _CELL_M))
    return [low + (high - low) * step / count for step in range(count + 1)]


def _quarters(cell: Box) -> list[Box]:
    """The quarters of a cell, unless they are smaller than a wiki takes."""
    small = (cell.north - cell.south) * DEGREE_M < 2 * _SMALLEST_M
    return [] if small else cell.quarters()
