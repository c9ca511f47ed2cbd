"""A city as its pages see it: plain facts, with every count that must stay private gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from scipy.spatial import KDTree

from guidegen.geo import Floats, Projection
from guidegen.languages import _, ngettext, spoken
from guidegen.places.best_time import BestTime, best_time_sentence
from guidegen.website import words
from guidegen.website.dots import Dots
from guidegen.website.guide import Guide, Story
from guidegen.website.links import PhotoLink
from guidegen.website.naming import Naming
from guidegen.website.particulars import Particulars, PlaceBook
from guidegen.website.profiles import Profile
from guidegen.website.stories import StoryView, story_view

if TYPE_CHECKING:
    from guidegen.website.movement import RouteView
    from guidegen.website.walks import WalkView

T = TypeVar("T")
_NOTHING = Story()


class PlaceView:
    """One node of the scale tree, as pages and published files tell of it.

    There are as many as places, so they hold nothing themselves: see `particulars`.
    """

    __slots__ = ("_book", "row")

    def __init__(self, book: PlaceBook, row: int) -> None:
        """A place by its row in the book."""
        self._book, self.row = book, row

    @property
    def facts(self) -> Mapping[str, Any]:
        """The columns of tables.PLACES without the geometry, JSON-ready.

        What is missing or counts fewer than 3 people is None.
        """
        return self._known.facts

    @property
    def naming(self) -> Naming:
        """What to call it."""
        return self._book.names[self.id]

    @property
    def told(self) -> Story:
        """Its names, texts and pictures, and whose they are."""
        return self._book.stories.get(self.id, _NOTHING)

    @property
    def season(self) -> BestTime | None:
        """When it is at its best, or None if nothing can be said."""
        return self._book.seasons.get(self.id)

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """By kind: "month", "weekday", "hour"."""
        return self._known.profiles

    @property
    def area(self) -> Mapping[str, Any] | None:
        """Its outline as a GeoJSON geometry, or None."""
        return self._known.area

    @property
    def photos(self) -> Sequence[PhotoLink]:
        """Representative photos."""
        return self._book.links.get(self.id, ())

    @property
    def label_at(self) -> tuple[float, float] | None:
        """The (lon, lat) where editors want its name on the map, or None."""
        return self.told.label_at

    @property
    def id(self) -> str:
        """The place's id, safe in links and file names."""
        return self._book.ids[self.row]

    @property
    def level(self) -> str:
        """One of tables.LEVELS."""
        return str(self._cell("level"))

    @property
    def parent(self) -> str:
        """The id of what it lies in, or ""."""
        return self._cell("parent") or ""

    @property
    def at(self) -> tuple[float, float]:
        """(lon, lat) of its mode."""
        return self._cell("lon"), self._cell("lat")

    @property
    def days(self) -> int:
        """Photographer-days."""
        return int(self._cell("photographer_days"))

    @property
    def name(self) -> str:
        """What to call it; never empty."""
        return self.naming.name

    @property
    def story(self) -> StoryView:
        """Its names, texts and pictures, and whose they are."""
        stories, key = self._book.told, (self.row, spoken())
        if key not in stories:  # all files of a city tell of them, so they are kept
            stories[key] = self._story()
        return stories[key]

    @property
    def who(self) -> str:
        """Who goes there, in a few words."""
        return words.who(self.facts["label"], self.facts["tourist_share"])

    @property
    def best(self) -> str:
        """When it is at its best, in a few words, or "" if nothing can be said."""
        season = self.season
        return self._once("best", lambda: words.at_its_best(season)) if season else ""

    @property
    def at_its_best(self) -> str:
        """The same after "at its best", or ""."""
        return _("at its best %(when)s") % {"when": self.best} if self.season else ""

    @property
    def photographed(self) -> str:
        """By how many people, in a few words."""
        people = self.facts["authors"]
        text = ngettext(
            "photographed by %(people)s person", "photographed by %(people)s people", people
        )
        return text % {"people": words.number(people)}

    @property
    def best_sentence(self) -> str:
        """The same with its evidence, or ""."""
        season = self.season
        return self._once("sentence", lambda: best_time_sentence(season)) if season else ""

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

    def _story(self) -> StoryView:
        return story_view(self.told, self.facts["name"] and self.name, self.naming.languages)

    def _once(self, what: str, make: Callable[[], T]) -> T:
        """What pages ask for again and again, made once in each language."""
        key, kept = (what, spoken()), self._known.kept
        if key not in kept:
            kept[key] = make()
        made: T = kept[key]
        return made

    def _cell(self, column: str) -> Any:
        """What is in the table itself, of a column that is told as it is."""
        return self._book.columns[column][self.row]

    @property
    def _known(self) -> Particulars:
        return self._book.particulars(self.row)


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

    def __getstate__(self) -> dict[str, Any]:
        """For helpers, who write the pages of places."""
        sent = {each.name: getattr(self, each.name) for each in fields(self)}
        return sent | {"guide": self.guide.without_tables()}

    @cached_property
    def by_id(self) -> Mapping[str, PlaceView]:
        """The places by id."""
        return {place.id: place for place in self.places}

    @cached_property
    def children(self) -> Mapping[str, list[PlaceView]]:
        """The places right below each place, by its id."""
        below: dict[str, list[PlaceView]] = {place.id: [] for place in self.places}
        for place in self.places:
            below.get(place.parent, []).append(place)
        return below

    @cached_property
    def descendants(self) -> Mapping[str, list[PlaceView]]:
        """All that is below each place, by its id, most photographed first."""
        below: dict[str, list[PlaceView]] = {place.id: [] for place in self.places}
        for place in self.places:
            for above in self.ancestors(place):
                below[above.id].append(place)
        for inside in below.values():
            inside.sort(key=lambda place: (-place.days, place.id))
        return below

    @property
    def no_walks(self) -> str:
        """Why there are no walks, a sentence; "" if there are some."""
        return _(self.guide.no_walks)

    def ancestors(self, place: PlaceView) -> list[PlaceView]:
        """What is above a place, nearest first."""
        above: list[PlaceView] = []
        while (parent := self.by_id.get(place.parent)) and parent not in above:
            above.append(parent)
            place = parent
        return above

    def of_level(self, level: str) -> list[PlaceView]:
        """The places of one level, by rank."""
        return self._by_level.get(level, [])

    @cached_property
    def _by_level(self) -> Mapping[str, list[PlaceView]]:
        levels: dict[str, list[PlaceView]] = {}
        for place in self.places:
            levels.setdefault(place.level, []).append(place)
        return levels

    @cached_property
    def place_tree(self) -> KDTree:
        """The places of the level place, by rank, in metres."""
        return KDTree(self.metres(self.of_level("place")))

    @cached_property
    def side_by_side(self) -> list[PlaceView]:
        """All places, near ones following each other: pages of such show much the same."""
        if not self.places:
            return []
        return [self.places[row] for row in KDTree(self.metres(self.places)).indices]

    def metres(self, places: Sequence[PlaceView]) -> Floats:
        """Where some places are, metres east and north of the city's middle, shape (n, 2)."""
        return self._metres[[place.row for place in places]]

    @cached_property
    def _metres(self) -> Floats:
        """The same of all, by their row in the book."""
        rows = [place.row for place in self.places]
        at = np.zeros((max(rows, default=-1) + 1, 2))
        at[rows] = np.reshape([place.at for place in self.places], (-1, 2))
        return np.column_stack(Projection.around(self.guide.city.bbox).to_metres(*at.T))
