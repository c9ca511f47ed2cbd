"""What places are called on pages, in each of their languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from guidegen.geo import Projection
from guidegen.languages import SOURCE_LANGUAGE, spoken, spoken_of
from guidegen.places.by_position import beside
from guidegen.website import words
from guidegen.website.guide import Story

if TYPE_CHECKING:
    from guidegen.website.guide import Guide


@dataclass(frozen=True, slots=True)
class Naming:
    """What a place is called, in each language.

    Attributes:
        given: its name in the table of places, or where it is if that has none.
        names: those that are known, by language.
        languages: of the city, the main one first.
        beside: for a place that is called after another: that one's naming, and how many metres
            east and north of it this one is.
        at: lon and lat of a place that is called after these, else None.
    """

    given: str
    names: Mapping[str, str]
    languages: Sequence[str]
    beside: tuple[Naming, float, float] | None = None
    at: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """The name in the language that is being written, or else the one in the table."""
        is_main = spoken() == spoken_of(self.languages)[0]
        if is_main and spoken() == SOURCE_LANGUAGE:
            return self.given
        if self.beside:
            other, east_m, north_m = self.beside
            return words.near(other.name, east_m, north_m)
        if self.at:
            return words.coordinates(*self.at)
        if is_main:
            return self.given
        return self.names.get(spoken(), self.given)


def namings(guide: Guide) -> dict[str, Naming]:
    """What each place of a guide is called, by its id."""
    places = guide.places.reset_index(drop=True)
    known = ~places["name_source"].isin(["near", "position"])
    facts = places[["place_id", "name", "name_source", "lon", "lat"]].to_dict("records")
    called = {row: _naming(guide, place) for row, place in enumerate(facts)}
    for row, other, east_m, north_m in beside(places, known, Projection.around(guide.city.bbox)):
        if facts[row]["name_source"] == "near":
            called[row] = replace(called[row], beside=(called[other], east_m, north_m))
    return {str(facts[row]["place_id"]): naming for row, naming in called.items()}


def _naming(guide: Guide, place: Mapping[Any, Any]) -> Naming:
    story = guide.stories.get(place["place_id"], Story())
    at = (float(place["lon"]), float(place["lat"]))
    name = place["name"] if isinstance(place["name"], str) else ""
    is_position = not name or place["name_source"] == "position"
    return Naming(
        given=name or words.coordinates(*at),
        names=story.names,
        languages=guide.city.languages,
        at=at if is_position else None,
    )
