"""A city as its pages see it: plain facts, with every count that must stay private gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from guidegen.website.dots import Dots
from guidegen.website.guide import Guide
from guidegen.website.stories import StoryView

if TYPE_CHECKING:
    from guidegen.website.movement import RouteView
    from guidegen.website.walks import WalkView


@dataclass(frozen=True)
class PhotoLink:
    """A photo on its service's own page, under a licence that allows publishing.

    Attributes:
        url: http or https.
        title: its title, or "" if it has none.
        licence: its short name.
    """

    url: str
    title: str
    licence: str


@dataclass(frozen=True)
class Profile:
    """Photographer-days over the bins of one kind (months, weekdays or hours).

    Attributes:
        days: one per bin; None where fewer than 3 people were there.
        expected: the same if the place were like its city.
        lift: how many times the expected; None where days is.
        claimed: whether the bin is higher than the city's beyond chance.
    """

    days: tuple[int | None, ...]
    expected: tuple[float, ...]
    lift: tuple[float | None, ...]
    claimed: tuple[bool, ...]

    @property
    def total(self) -> int:
        """Photographer-days in the bins that may be told."""
        return sum(value or 0 for value in self.days)


@dataclass(frozen=True)
class PlaceView:
    """One node of the scale tree, as pages and published files tell of it.

    Attributes:
        facts: the columns of tables.PLACES without the geometry, JSON-ready; what is missing or
            counts fewer than 3 people is None.
        name: what to call it; never empty.
        story: its names, texts and pictures, and whose they are.
        who: who goes there, in a few words.
        best: when it is at its best, in a few words, or "" if nothing can be said.
        best_sentence: the same with its evidence, or "".
        profiles: by kind: "month", "weekday", "hour".
        area: its outline as a GeoJSON geometry, or None.
        photos: representative photos.
        label_at: [lon, lat] where editors want its name on the map, or None.
    """

    facts: Mapping[str, Any]
    name: str
    story: StoryView
    who: str
    best: str
    best_sentence: str
    profiles: Mapping[str, Profile]
    area: Mapping[str, Any] | None
    photos: tuple[PhotoLink, ...]
    label_at: tuple[float, float] | None = None

    @property
    def id(self) -> str:
        """The place's id, safe in links and file names."""
        return str(self.facts["place_id"])

    @property
    def level(self) -> str:
        """One of tables.LEVELS."""
        return str(self.facts["level"])

    @property
    def polygons(self) -> list[Any]:
        """The area as a list of polygons, each a list of rings."""
        if self.area is None:
            return []
        corners = self.area["coordinates"]
        return [corners] if self.area["type"] == "Polygon" else list(corners)

    @property
    def url(self) -> str:
        """The place's page, seen from the city's folder."""
        return f"places/{self.id}.html"


@dataclass(frozen=True)
class CityView:
    """One city, as pages and published files tell of it.

    Attributes:
        guide: what it was made from.
        places: places by rank, then quarters, then spots.
        profiles: the whole city's, by kind.
        dots: the published positions.
        years: the first and last year with enough photographers, or None.
        people: how many are "tourist", "probable_tourist", "local", "unknown"; None if too few.
        tourist_share: visitors among the people known to be one or the other, 0 to 1, or None.
        usual_share: the same at the average place, by level: what labels are measured against.
            It is lower, because a local is seen at more places than a visitor.
        walks: that are suggested, the best first.
        routes: that photographers took, the most used first.
    """

    guide: Guide
    places: tuple[PlaceView, ...]
    profiles: Mapping[str, Profile]
    dots: Dots
    years: tuple[int, int] | None
    people: Mapping[str, int | None]
    tourist_share: float | None
    usual_share: Mapping[str, float | None]
    walks: tuple[WalkView, ...] = ()
    routes: tuple[RouteView, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, PlaceView]:
        """The places by id."""
        return {place.id: place for place in self.places}

    @cached_property
    def children(self) -> Mapping[str, list[PlaceView]]:
        """The places right below each place, by its id."""
        below: dict[str, list[PlaceView]] = {place.id: [] for place in self.places}
        for place in self.places:
            below.get(place.facts["parent"], []).append(place)
        return below

    @cached_property
    def descendants(self) -> Mapping[str, list[PlaceView]]:
        """All that is below each place, by its id, most photographed first."""
        below: dict[str, list[PlaceView]] = {place.id: [] for place in self.places}
        for place in self.places:
            for above in self.ancestors(place):
                below[above.id].append(place)
        for inside in below.values():
            inside.sort(key=lambda place: (-place.facts["photographer_days"], place.id))
        return below

    def ancestors(self, place: PlaceView) -> list[PlaceView]:
        """What is above a place, nearest first."""
        above: list[PlaceView] = []
        while (parent := self.by_id.get(place.facts["parent"] or "")) and parent not in above:
            above.append(parent)
            place = parent
        return above

    def of_level(self, level: str) -> list[PlaceView]:
        """The places of one level, by rank."""
        return [place for place in self.places if place.level == level]
