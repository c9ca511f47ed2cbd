"""Asking in parts where a service gives no more than the first so many of what it has.

A part that does not come whole is halved in time, as far as the service can be asked by time, and
after that its box is halved along both sides. Parts tile: time is half-open, and boxes share only
their edges, so a photo that two answers hold is one photo (`distinct`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from guidegen.errors import AnswerError
from guidegen.geo import Box
from guidegen.jsonvalues import word

Row = Mapping[str, Any]
_NOTES = "notes"

# All of the time in which anybody can have put a photo on the web. A power of two in seconds, and
# without today in it, so that parts, and with them the questions in the cache, stay the same.
BEGIN = datetime(2004, 1, 1, tzinfo=UTC)
END = BEGIN + timedelta(seconds=2**30)

# Bounds for a service that goes on saying that there is more. Ten million photos are asked for in
# some ten thousand parts; and a spot that cannot be divided is the entrance of a museum.
MOST_PARTS = 100_000
MOST_CUT = 300

MARGIN_DEG = 1e-6
"""How much wider than a part to ask: services round, and some leave out what lies on an edge."""


@dataclass(frozen=True)
class Part:
    """What one question is about.

    Attributes:
        box: where, edges included.
        since: from when on, UTC.
        until: until before when, UTC.
    """

    box: Box
    since: datetime = BEGIN
    until: datetime = END


@dataclass(frozen=True)
class Page:
    """What a service has on a part.

    Attributes:
        rows: what it gave, each a dict with at least what `distinct` is told to look for.
        whole: whether that is all; a part that is too large to ask for is not whole either.
        too_wide: whether only a smaller box helps, and not a shorter time.
    """

    rows: Iterable[Row]
    whole: bool
    too_wide: bool = False


def divided(
    part: Part,
    ask: Callable[[Part], Page],
    title: str,
    *,
    smallest_deg: float,
    shortest: timedelta | None,
) -> Iterator[Page]:
    """All that a service has on a part, in pages.

    Args:
        part: what to ask about, first in one.
        ask: puts the question; the rows of a page that is not whole are asked for again in smaller
            parts, so it need not get more than shows that there is too much.
        title: the service's.
        smallest_deg: no side of a box is made shorter than this.
        shortest: intervals shorter than twice this are not divided, whole seconds; None where
            the service cannot be asked by time.

    Yields:
        Pages in the order of time, then from south-west to north-east. One that is not whole is
        of a part that cannot be divided: more is there than can be had.

    Raises:
        AnswerError: when it does not come to an end.
    """
    waiting = [part]
    asked_for = cut = 0
    while waiting:
        asked = waiting.pop()
        page = ask(asked)
        asked_for += 1
        by_time = None if page.too_wide else shortest
        smaller = [] if page.whole else _smaller(asked, smallest_deg, by_time)
        if smaller:
            waiting += reversed(smaller)
        else:
            cut += not page.whole
            yield page
        if asked_for > MOST_PARTS or cut > MOST_CUT:
            raise AnswerError(f"{title}: it has ever more, whatever small part is asked for")


def distinct(pages: Iterable[Page], name: str) -> tuple[list[Row], int]:
    """The rows of pages, each once, by id: where these are numbers, new ones come last.

    Args:
        pages: of `divided`.
        name: of the id, text or a whole number; of equal ones the first stays. Rows without one
            all stay, to be counted as what cannot be used.

    Returns:
        The rows, and how many pages were not whole.
    """
    found: dict[str, Row] = {}
    nameless: list[Row] = []
    cut = 0
    for page in pages:
        for row in page.rows:
            if key := word(row.get(name)):
                found.setdefault(key, row)
            else:
                nameless.append(row)
        cut += not page.whole
    return [*(found[key] for key in sorted(found, key=lambda key: (len(key), key))), *nameless], cut


def _smaller(part: Part, smallest_deg: float, shortest: timedelta | None) -> list[Part]:
    """Parts that make up a part, or none."""
    length = part.until - part.since
    if shortest is not None and length >= 2 * shortest:
        middle = part.since + timedelta(seconds=length // timedelta(seconds=2))
        return [replace(part, until=middle), replace(part, since=middle)]
    box = part.box
    rows, columns = (
        _halves(*side, smallest_deg) for side in ((box.south, box.north), (box.west, box.east))
    )
    boxes = [
        Box(west, south, east, north)
        for south, north in pairwise(rows)
        for west, east in pairwise(columns)
    ]
    return [replace(part, box=each) for each in boxes] if len(boxes) > 1 else []


def _halves(begin: float, end: float, shortest: float) -> list[float]:
    """Where a side begins and ends, and its middle if the halves are not too short."""
    return [begin, end] if end - begin < 2 * shortest else [begin, (begin + end) / 2, end]


def noted(rows: pd.DataFrame, title: str, cut: int) -> pd.DataFrame:
    """The rows, with a note for people if a service has more than it gave.

    Args:
        rows: of a source.
        title: the service's.
        cut: how many pages were not whole.
    """
    if cut:
        spots = "one spot or moment" if cut == 1 else f"{cut} spots or moments"
        rows.attrs[_NOTES] = [f"{title} has more photos of {spots} than it gives; some are missing"]
    return rows


def notes_of(rows: pd.DataFrame) -> list[str]:
    """What `noted` said about rows; tables keep it on disk too."""
    return [str(note) for note in rows.attrs.get(_NOTES, [])]
