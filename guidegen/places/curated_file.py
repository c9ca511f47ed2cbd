"""The editors' own file of places, ``cities/<slug>.places.yaml``: what it may say.

Read only; `curate` alone writes it. What stands under `review` and `note` is for editors:
`review` goes to the file, to warnings and to `explain`, and readers see at most that a look is
awaited, never its text.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from guidegen import yamlfile
from guidegen.cityvalues import Language, Line, Options, Position, matching, text_schema
from guidegen.errors import ConfigError, Problem
from guidegen.mistakes import did_you_mean


def _nothing_is_empty(value: Any) -> Any:
    """``places:`` with nothing under it is an empty mapping."""
    return {} if value is None else value


_PLACE_ID = "[a-z0-9][a-z0-9-]*"
PlaceId = Annotated[
    str,
    Field(max_length=100),
    matching(_PLACE_ID, "of a-z, 0-9 and hyphens"),
    text_schema(_PLACE_ID),
]
_ITEM = "Q[1-9][0-9]*"
Item = Annotated[str, matching(_ITEM, "an item's number, such as Q39054"), text_schema(_ITEM)]
Markdown = Annotated[str, Field(min_length=1, max_length=20_000)]


class CuratedPlace(Options):
    """What editors say about one place."""

    at: Position
    """[longitude, latitude] in degrees: where it was when it was named."""
    level: Literal["quarter", "place", "spot"] | None = None
    """quarter | place | spot; left out, the nearest that fits."""
    name: dict[Language, Line] = Field(default_factory=dict)
    """Its name by language."""
    description: dict[Language, Markdown] = Field(default_factory=dict)
    """Markdown by language."""
    wikidata: Item | None = None
    """The item that fixes which article describes it, such as Q39054."""
    hide: bool = False
    """Whether the guide leaves it out."""
    merge: Annotated[tuple[PlaceId, ...], Field(strict=False)] = ()
    """Ids of places that are part of this one and get no page of their own."""
    label_at: Position | None = None
    """[longitude, latitude] in degrees: where its name stands on the map."""
    note: str = ""
    """For other editors; never published."""
    review: str = ""
    """Why to look at it again; "guidegen curate" writes it, who has looked takes it out."""
    reviewed: datetime.date | None = None
    """When an editor last looked at it."""


Entries = Annotated[dict[PlaceId, CuratedPlace], BeforeValidator(_nothing_is_empty)]


class CuratedFile(Options):
    """All that editors say about the places of a city."""

    places: Entries = Field(default_factory=dict)
    """By place id."""
    obsolete: Entries = Field(default_factory=dict)
    """Entries whose place is gone wait here."""


def load_curated(path: Path, known: Collection[str] | None = None) -> CuratedFile:
    """Read a curated places file; one that is not there is empty.

    Args:
        path: the file.
        known: ids that a place has or had (`lock.Lock.used_ids`), so that a merge of any other
            is a mistake; None does not look.

    Raises:
        ConfigError: with every mistake in it, each with its line and key.
    """
    if not path.exists():
        return CuratedFile()
    document = yamlfile.read_yaml(path)
    curated = yamlfile.validate(document, CuratedFile)
    if problems := [
        Problem(message, path, document.line_of(key), yamlfile.dotted(key))
        for key, message in (*_in_both(curated), *_merge_mistakes(curated, known))
    ]:
        raise ConfigError(problems)
    return curated


def merged_into(entries: dict[str, CuratedPlace]) -> dict[str, str]:
    """For every id that editors made a part of another place the id of that, at the end of chains.

    Args:
        entries: as `load_curated` lets them pass: nothing is part of two or of itself.
    """
    into = {part: name for name, entry in entries.items() for part in entry.merge}
    return {part: list(_chain(part, into))[-1] for part in into}


def with_returned(curated: CuratedFile, back: Iterable[str]) -> dict[str, CuratedPlace]:
    """The entries of places, and those in obsolete whose place is back.

    While such an entry waited, another may have taken the parts it merges: then it merges none.
    """
    entries = dict(curated.places)
    for name in sorted(back):
        entry = curated.obsolete[name]
        together = CuratedFile(places={**entries, name: entry})
        clashes = any(_merge_mistakes(together, None))
        entries[name] = entry.model_copy(update={"merge": ()}) if clashes else entry
    return entries


def check_return(curated: CuratedFile, back: Iterable[str], path: Path) -> None:
    """Whether entries in obsolete can stand under places again.

    Raises:
        ConfigError: when they merge what another entry merges by now.
    """
    returning = {name: curated.obsolete[name] for name in back if name in curated.obsolete}
    together = CuratedFile(places={**curated.places, **returning})
    problems = [
        Problem(message, path, key=yamlfile.dotted(("obsolete", *key[1:])))
        for key, message in _merge_mistakes(together, None)
    ]
    if problems:
        raise ConfigError(problems)


def _chain(part: str, into: dict[str, str]) -> Iterator[str]:
    """What a part belongs to, from near to far; a circle is walked once."""
    start = part
    while part in into:
        part = into[part]
        yield part
        if part == start:
            return


def _in_both(curated: CuratedFile) -> Iterator[tuple[yamlfile.Key, str]]:
    for name in curated.places.keys() & curated.obsolete.keys():
        yield ("obsolete", name), f"in places and in obsolete at once: {name}; take one out"


def _merge_mistakes(
    curated: CuratedFile, known: Collection[str] | None
) -> Iterator[tuple[yamlfile.Key, str]]:
    named = {*curated.places, *curated.obsolete, *(known or ())}
    into: dict[str, str] = {}
    for name, entry in curated.places.items():
        for index, part in enumerate(entry.merge):
            key = ("places", name, "merge", index)
            if part in into:
                yield key, f"{part!r} is merged into {into[part]!r} already; it can be part of one"
                continue
            into[part] = name
            if part in _chain(part, into):
                yield key, f"{part!r} would be part of itself; take one of the merges out"
                del into[part]
            elif known is not None and part not in named:
                yield key, f"no place has or had the id {part!r}{did_you_mean(part, named)}"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a curated places file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **CuratedFile.model_json_schema(),
    }
