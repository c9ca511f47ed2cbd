"""What a provider knows near a place, before anything is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from guidegen.geo import Box
from guidegen.tables import CANDIDATES, check
from guidegen.web import Ask


@dataclass(frozen=True)
class Candidate:
    """One thing near a place, told by one provider in one language.

    Attributes:
        provider: a key of `PROVIDERS`.
        subject: what it is about: its Wikidata item such as "Q39054" where that is known, else the
            provider's name and its own id, "foursquare:4bf58dd8".
        language: of title and text, as city files write it; "" if the title is in none.
        title: what it is called, one line of plain text.
        text: sanitised HTML, or "".
        lon: degrees, or None if the provider does not say.
        lat: degrees, or None.
        kind: what it is, in a few plain words, or "".
        prominence: how well known it is, 0 to 1, by the provider's own measure.
        closed: whether it is known to be closed or gone.
        url: the page to link to.
        licence: of the text, a key of `licences.LICENCES`, or "".
        attribution: whom to name beside the text.
        fetched_at: the day the provider was asked, YYYY-MM-DD.
        images: names of files on Wikimedia Commons that show it, the best first.
    """

    provider: str
    subject: str
    language: str
    title: str
    text: str = ""
    lon: float | None = None
    lat: float | None = None
    kind: str = ""
    prominence: float = 0.0
    closed: bool = False
    url: str = ""
    licence: str = ""
    attribution: str = ""
    fetched_at: str = ""
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What is asked of a provider.

    Attributes:
        box: the city.
        languages: of names and texts, the main one first.
        spots: (lon, lat, radius_m) of the places to describe.
        items: Wikidata items that editors named; they are wanted wherever they lie.
        services: other addresses by service, for mirrors and tests (see `services.SERVICES`).
        files: local files by provider name.
        premium: whether calls that are always billed may be made.
    """

    box: Box
    languages: tuple[str, ...]
    spots: tuple[tuple[float, float, float], ...] = ()
    items: frozenset[str] = frozenset()
    services: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    premium: bool = False


Find = Callable[[Ask, Wish], Iterable[Candidate]]


@dataclass(frozen=True)
class Provider:
    """Somebody who can tell what lies near a place.

    Attributes:
        title: as pages name it.
        url: its home page.
        find: asks, and yields what it learns, as it learns it.
    """

    title: str
    url: str
    find: Find


def candidate_table(candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Candidates as `tables.CANDIDATES`; each is told once a provider and language."""
    rows = [asdict(each) | {"images": "|".join(each.images)} for each in candidates]
    table = pd.DataFrame(rows, columns=list(CANDIDATES.columns))
    types = {name: str(column.dtype) for name, column in CANDIDATES.columns.items()}
    table = table.astype(types)
    table = table[table["title"].str.contains(r"\w")]  # a name that nobody can see is none
    table = table.drop_duplicates(["provider", "subject", "language"])
    return check(table.reset_index(drop=True), CANDIDATES)
