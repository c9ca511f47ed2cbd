"""Wikimapia: outlines of places that anybody could draw, with names and texts. Off by default.

The service is no longer looked after: keys of one's own have worked longer than the public one,
and `place.getbyarea` has been seen to answer a bare `[]` for every area, which is refused here, so
that the build says it. Its texts may not be used commercially, and whatever is made of them must
be shared alike (CC BY-NC-SA): they must not be mixed into texts of other licences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from guidegen import markup
from guidegen.descriptions.candidate import Candidate, Provider, Wish
from guidegen.descriptions.near import (
    ADDRESSES,
    near,
    placed,
    surroundings,
    touches,
)
from guidegen.errors import AnswerError
from guidegen.geo import Box
from guidegen.jsonvalues import (
    as_dict,
    as_text,
    language_code,
    number,
    position,
    rows,
)
from guidegen.services import address
from guidegen.web import Answer, Ask, Request

NAME = "wikimapia"
LICENCE = "CC BY-NC-SA 3.0"
ATTRIBUTION = "Wikimapia"

PAGE_ROWS = 100
MOST_PAGES = 100  # the service tells of 10,000 objects an area and no more
TOO_MANY = 1708
CELLS_PER_DEG = 50
MOST_HALVINGS = 4  # below that an area is narrower than the service takes: 0.00121 degrees
_MOST_LETTERS = 5000

_ID = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class AreaPage:
    """One page of what lies in an area.

    Attributes:
        candidates: what is on it.
        rows: how many entries it has, usable or not.
        found: how many entries the area has.
        too_many: whether the area has more than the service tells of; then there is nothing else.
    """

    candidates: tuple[Candidate, ...] = ()
    rows: int = 0
    found: int = 0
    too_many: bool = False


def find(ask: Ask, wish: Wish) -> Iterator[Candidate]:
    """What lies near the spots, asked for in each of the guide's languages."""
    seen: set[tuple[str, str]] = set()
    for language in wish.languages:
        for cell in cells(wish):
            for candidate in near(wish, ADDRESSES, placed(_in_area(ask, wish, cell, language))):
                key = candidate.subject, candidate.language
                if key not in seen:
                    seen.add(key)
                    yield candidate


def cells(wish: Wish) -> list[Box]:
    """The squares of 1/50 degree that are near a spot, from south-west to north-east.

    They are those of a fixed grid, so what is in the cache serves when places have moved a little.
    """
    squares: set[tuple[int, int]] = set()
    for west, south, east, north in surroundings(wish, ADDRESSES).tolist():
        lines = _range(max(south, wish.box.south), min(north, wish.box.north))
        columns = _range(max(west, wish.box.west), min(east, wish.box.east))
        squares.update((line, column) for line in lines for column in columns)
    return [_box(row, column) for row, column in sorted(squares)]


def area_request(wish: Wish, box: Box, language: str, page: int) -> Request:
    """Ask what is in an area, a page of it."""
    corners = (box.west, box.south, box.east, box.north)
    params = {
        "function": "place.getbyarea",
        "coordsby": "bbox",
        "bbox": ",".join(f"{corner:.7f}".rstrip("0").rstrip(".") for corner in corners),
        "data_blocks": "main,location",
        "language": language.partition("-")[0].lower(),
        "format": "json",
        "count": str(PAGE_ROWS),
        "page": str(page),
    }
    mirror = wish.services.get(NAME, "")
    return Request(NAME, address(NAME, wish.services), params, mirror)


def parse_area(answer: Answer, language: str) -> AreaPage:
    """A page of places; those without an id, a name or a position are left out.

    Args:
        answer: to `area_request`, or to the older function "box".
        language: that was asked for; it is that of entries that do not say theirs.

    Raises:
        AnswerError: when it is no page of places, or a mistake that asking for less does not mend.
    """
    body = as_dict(answer.json())
    if "debug" in body:
        return _refused(body["debug"])
    listed = body.get("places", body.get("folder"))
    if not isinstance(listed, list):
        raise AnswerError("no list of places")
    usable = (_candidate(row, language, answer.fetched_at) for row in rows(listed))
    found = number(body.get("found"), 1e9)
    return AreaPage(tuple(each for each in usable if each), len(listed), int(found or 0))


def _in_area(ask: Ask, wish: Wish, box: Box, language: str, halved: int = 0) -> Iterator[Candidate]:
    """Everything in an area, page by page, or quarter by quarter where there is too much."""
    parse = partial(parse_area, language=language)
    for count in range(1, MOST_PAGES + 1):
        page = ask(area_request(wish, box, language, count), parse)
        if page is None:
            return
        if page.too_many and halved < MOST_HALVINGS:
            wanted = surroundings(wish, ADDRESSES)
            for quarter in (each for each in box.quarters() if touches(each, wanted)):
                yield from _in_area(ask, wish, quarter, language, halved + 1)
        yield from page.candidates
        if not page.rows or count * PAGE_ROWS >= page.found:
            return


def _refused(debug: object) -> AreaPage:
    # its message is not repeated: it may hold the key
    code = number(as_dict(debug).get("code"), 1e6)
    if code == TOO_MANY:
        return AreaPage(too_many=True)
    raise AnswerError("an error" if code is None else f"its error {int(code)}")


def _candidate(row: dict[str, Any], language: str, fetched_at: str) -> Candidate | None:
    place_id = str(row.get("id"))
    title = markup.plain(as_text(row.get("title", row.get("name"))))
    where = as_dict(row.get("location"))
    at = position(number(where.get("lon"), 180), number(where.get("lat"), 90))
    if not (_ID.fullmatch(place_id) and title and at):
        return None
    description = as_text(row.get("description")).strip()[:_MOST_LETTERS]
    kinds = [as_text(each.get("title")) for each in rows(row.get("tags"))]
    return Candidate(
        provider=NAME,
        subject=f"{NAME}:{place_id}",
        language=_language(row.get("language_iso"), language),
        title=title,
        text=markup.paragraphs(description) if description else "",
        lon=at[0],
        lat=at[1],
        kind=markup.plain(kinds[0]) if kinds else "",
        url=f"https://wikimapia.org/{place_id}/",
        licence=LICENCE,
        attribution=ATTRIBUTION,
        fetched_at=fetched_at,
    )


def _language(told: object, asked: str) -> str:
    """The language of an entry, spelled as in the city file where it is the one asked for."""
    code = language_code(told)
    return asked if code in ("", asked.partition("-")[0].lower()) else code


def _range(low: float, high: float) -> range:
    return range(math.floor(low * CELLS_PER_DEG), math.floor(high * CELLS_PER_DEG) + 1)


def _box(row: int, column: int) -> Box:
    """A square of the grid; corners are divided, not added up, so neighbours share theirs."""
    return Box(
        west=column / CELLS_PER_DEG,
        south=row / CELLS_PER_DEG,
        east=(column + 1) / CELLS_PER_DEG,
        north=(row + 1) / CELLS_PER_DEG,
    )


PROVIDER = Provider(title="Wikimapia", url="https://wikimapia.org/", find=find)
