"""What is known of each place: made from a guide's tables when it is asked for, soon forgotten.

As objects, ten thousand places would take several times the memory of the tables they are from;
only what pages and files ask for most is made of all of them at once.
Counts of fewer than three people end here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from guidegen.city import FEWEST_AUTHORS
from guidegen.places.best_time import BestTime, best_times
from guidegen.website.guide import Guide, Story
from guidegen.website.links import PhotoLink, photo_links
from guidegen.website.naming import Naming, namings
from guidegen.website.privacy import withhold
from guidegen.website.profiles import Profile, Profiles

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from guidegen.website.stories import StoryView

REMEMBERED = 512
"""Places whose particulars are at hand: more than a page asks for, or a part of the pages."""

_GROUPS = ("tourists", "locals", "unknown")


class Particulars:
    """What is known of one place, each thing made when it is first asked for.

    Attributes:
        kept: what others make of it in some language, for as long as it is remembered itself.
    """

    def __init__(self, book: PlaceBook, row: int) -> None:
        """Of a row of the book."""
        self._book, self._row = book, row
        self.kept: dict[tuple[str, str], Any] = {}

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """The columns of the places table without the geometry, as JSON can tell them."""
        row = self._row
        return withheld({name: values[row] for name, values in self._book.columns.items()})

    @cached_property
    def area(self) -> dict[str, Any] | None:
        """The outline as a GeoJSON geometry, or None."""
        text = self._book.areas[self._row]
        return json.loads(text) if text else None

    @cached_property
    def profiles(self) -> Mapping[str, Profile]:
        """Profiles by kind."""
        return self._book.profiles.of(self._book.ids[self._row])


class PlaceBook:
    """The tables of a guide's places, those that may be told of.

    Attributes:
        ids: by row.
        columns: of the places table without the geometry, as JSON can tell them; parents that are
            not published are None, but counts are as they are: see `Particulars.facts`.
        areas: outlines as GeoJSON, to a tenth of a metre; "" where there is none.
        names: what to call each place, by id.
        stories: what is told of some, by id.
        seasons: when some are at their best, by id.
        links: photos with pages of their own of some, by id.
        profiles: of places, and of the city under "".
        told: stories as pages tell them, by row and language, of those that were asked for.
    """

    def __init__(self, guide: Guide) -> None:
        """Read the tables."""
        table = guide.places[guide.places["authors"] >= FEWEST_AUTHORS]
        self.ids: list[str] = table["place_id"].tolist()
        self.columns = {
            str(name): _cells(column) for name, column in table.drop(columns="geometry").items()
        }
        published = set(self.ids)
        above = self.columns["parent"]
        self.columns["parent"] = [each if each in published else None for each in above]
        self.areas = _geojson(table.geometry.to_numpy())
        self.names: Mapping[str, Naming] = namings(guide)
        self.stories: Mapping[str, Story] = guide.stories
        self.seasons: Mapping[str, BestTime] = best_times(guide.profiles)
        self.links: Mapping[str, list[PhotoLink]] = photo_links(guide)
        self.profiles = Profiles(guide.profiles)
        self.told: dict[tuple[int, str], StoryView] = {}
        self._remembered: dict[int, Particulars] = {}

    def __getstate__(self) -> dict[str, Any]:
        """For helpers, who remember what they need themselves."""
        return {**vars(self), "told": {}, "_remembered": {}}

    def particulars(self, row: int) -> Particulars:
        """What is known of the place in a row."""
        found = self._remembered.get(row)
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
            found = self._remembered[row] = Particulars(self, row)
        return found


def _cells(column: pd.Series[Any]) -> list[Any]:
    """The values of a column as JSON can tell them; a text that is in several rows is kept once."""
    seen: dict[str, str] = {}
    cells = (plain(value) for value in column.tolist())
    return [seen.setdefault(cell, cell) if isinstance(cell, str) else cell for cell in cells]


def _geojson(shapes: npt.NDArray[np.object_]) -> list[str]:
    """Outlines as GeoJSON, some at a time: what they are rounded to takes as much again."""
    texts: list[str] = []
    for first in range(0, len(shapes), REMEMBERED):
        some = shapes[first : first + REMEMBERED]
        rounded = shapely.transform(some, lambda corners: corners.round(6))
        told = shapely.to_geojson(rounded)
        told[shapely.is_missing(some) | shapely.is_empty(some)] = ""
        texts += map(str, told)
    return texts


def withheld(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a place without counts of too few people, and what would give them away."""
    groups = withhold({name: facts[name] for name in _GROUPS})
    # A share with many digits gives its parts away. In whole percent it does not where a percent
    # is several people; where it is fewer, its parts have to be told themselves.
    visitors = facts["tourists"], facts["locals"]
    known = min(visitors) >= FEWEST_AUTHORS and (
        sum(visitors) >= 100 * FEWEST_AUTHORS
        or (groups["tourists"] is not None and groups["locals"] is not None)
    )
    shares = {
        name: round(facts[name], 2) if known and facts[name] is not None else None
        for name in ("tourist_share", "share_low", "share_high")
    }
    return facts | groups | shares


def plain(value: Any) -> Any:
    """A value of a table as JSON can tell it; None for what is missing."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value if isinstance(value, str | int) else None  # pandas has several ways to say NA
