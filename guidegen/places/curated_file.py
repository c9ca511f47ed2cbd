"""The editors' own file of places, ``cities/<slug>.places.yaml``: read only, never written here."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from guidegen import yamlfile
from guidegen.city import Options
from guidegen.cityvalues import Language, Line, Position, matching, text_schema


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
    note: str = ""
    """For other editors; never published."""
    reviewed: datetime.date | None = None
    """When an editor last looked at it."""


Entries = Annotated[dict[PlaceId, CuratedPlace], BeforeValidator(_nothing_is_empty)]


class CuratedFile(Options):
    """All that editors say about the places of a city."""

    places: Entries = Field(default_factory=dict)
    """By place id."""
    obsolete: Entries = Field(default_factory=dict)
    """Entries whose place is gone wait here."""

    @model_validator(mode="after")
    def _not_in_both(self) -> CuratedFile:
        if both := sorted(self.places.keys() & self.obsolete.keys()):
            raise ValueError(f"in places and in obsolete at once: {', '.join(both)}")
        return self


def load_curated(path: Path) -> CuratedFile:
    """Read a curated places file; one that is not there is empty.

    Raises:
        ConfigError: with every mistake in it, each with its line and key.
    """
    if not path.exists():
        return CuratedFile()
    return yamlfile.validate(yamlfile.read_yaml(path), CuratedFile)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a curated places file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **CuratedFile.model_json_schema(),
    }
