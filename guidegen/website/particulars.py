"""What is known of each place: made from a guide's tables when it is asked for, soon forgotten.

As objects, ten thousand places would take several times the memory of the tables they are from.
Counts of fewer than three people end here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from guidegen.city import FEWEST_AUTHORS
from guidegen.places.best_time import BestTime, best_times
from guidegen.tables import PROFILE_KINDS
from guidegen.website.guide import Guide, Story
from guidegen.website.links import PhotoLink, photo_links
from guidegen.website.naming import Naming, namings
from guidegen.website.privacy import told, withhold
from guidegen.website.profiles import Profile

if TYPE_CHECKING:
    import numpy.typing as npt

REMEMBERED = 512
"""Places whose particulars are at hand: more than a page asks for, or a part of the pages."""

_GROUPS = ("tourists", "locals", "unknown")
_NOBODY = (0, 0, 0.0, None, False)


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
        """The row of the places table as JSON can tell it."""
        row = {name: plain(values[self._row]) for name, values in self._book.columns.items()}
        return withheld(row | {"parent": self._book.parents[self._row]})

    @cached_property
    def area(self) -> dict[str, Any] | None:
        """The outline as a GeoJSON geometry, to a tenth of a metre."""
        shape = self._book.areas[self._row]
        if not shape:  # none, or an empty one
            return None
        rounded = shapely.transform(shape, lambda corners: corners.round(6))
        found: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
        return found

    @cached_property
    def profiles(self) -> Mapping[str, Profile]:
        """Profiles by kind."""
        return self._book.profiles.of(self._book.ids[self._row])


class PlaceBook:
    """The tables of a guide's places, those that may be told of.

    Attributes:
        ids: by row.
        columns: of the places table without the geometry.
        parents: the id of what each place lies in, or None.
        areas: outlines.
        names: what to call each place, by id.
        stories: what is told of some, by id.
        seasons: when some are at their best, by id.
        links: photos with pages of their own of some, by id.
        profiles: of places, and of the city under "".
    """

    def __init__(self, guide: Guide) -> None:
        """Read the tables."""
        table = guide.places[guide.places["authors"] >= FEWEST_AUTHORS]
        self.columns = {
            str(name): column.to_numpy() for name, column in table.drop(columns="geometry").items()
        }
        self.ids: list[str] = table["place_id"].tolist()
        published = set(self.ids)
        above = (plain(parent) for parent in table["parent"].tolist())
        self.parents = [parent if parent in published else None for parent in above]
        self.areas = table.geometry.to_numpy()
        self.names: Mapping[str, Naming] = namings(guide)
        self.stories: Mapping[str, Story] = guide.stories
        self.seasons: Mapping[str, BestTime] = best_times(guide.profiles)
        self.links: Mapping[str, list[PhotoLink]] = photo_links(guide)
        self.profiles = Profiles(guide.profiles)
        self._remembered: dict[int, Particulars] = {}

    def __getstate__(self) -> dict[str, Any]:
        """For helpers, who remember what they need themselves."""
        return {**vars(self), "_remembered": {}}

    def particulars(self, row: int) -> Particulars:
        """What is known of the place in a row."""
        found = self._remembered.get(row)
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
            found = self._remembered[row] = Particulars(self, row)
        return found


class Profiles:
    """The profiles of all places, in the columns of their table."""

    def __init__(self, table: pd.DataFrame) -> None:
        """Read `tables.PROFILES`."""
        codes, names = pd.factorize(table["place_id"])
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._order], np.arange(len(names) + 1))
        self._rows_of = {str(name): number for number, name in enumerate(names)}
        self._kind, self._kinds = _coded(table["kind"])
        columns = ("bin", "photographer_days", "authors", "expected", "lift", "claimed")
        self._columns = [table[name].to_numpy() for name in columns]

    def of(self, place_id: str) -> dict[str, Profile]:
        """The profiles of a place by kind; of the city for ""."""
        profiles = self._whole(place_id)
        return {kind: _as_told(profile, self._city.get(kind)) for kind, profile in profiles.items()}

    @cached_property
    def _city(self) -> Mapping[str, Profile]:
        return self._whole("")

    def _whole(self, place_id: str) -> dict[str, Profile]:
        number = self._rows_of.get(place_id)
        if number is None:
            return {}
        rows = self._order[self._starts[number] : self._starts[number + 1]]
        bins: dict[str, dict[int, tuple[Any, ...]]] = {}
        values = zip(*(column[rows].tolist() for column in self._columns), strict=True)
        for kind, (bin_, *told_) in zip(self._kind[rows].tolist(), values, strict=True):
            bins.setdefault(self._kinds[kind], {})[bin_] = tuple(told_)
        return {kind: _profile(kind, by_bin) for kind, by_bin in bins.items()}


def _coded(texts: pd.Series[str]) -> tuple[npt.NDArray[np.int8], list[str]]:
    codes, names = pd.factorize(texts)
    return codes.astype(np.int8), [str(name) for name in names]


def _profile(kind: str, by_bin: Mapping[int, tuple[Any, ...]]) -> Profile:
    days, authors, expected, lift, claimed = zip(
        *(by_bin.get(bin_, _NOBODY) for bin_ in PROFILE_KINDS[kind]), strict=True
    )
    shown = told(days, authors)
    return Profile(
        days=tuple(int(n) if show else None for n, show in zip(days, shown, strict=True)),
        expected=tuple(round(float(value), 3) for value in expected),
        lift=tuple(plain(n) if show else None for n, show in zip(lift, shown, strict=True)),
        claimed=tuple(bool(c) and show for c, show in zip(claimed, shown, strict=True)),
    )


def _as_told(profile: Profile, city: Profile | None) -> Profile:
    """A profile without what is made of numbers of the city that are withheld.

    What is expected is the place's total times the city's share: told of a bin in which one person
    photographed, it would tell how often that was.
    """
    days = city.days if city else (None,) * len(profile.days)
    expected, lift = (
        tuple(None if whole is None else value for value, whole in zip(values, days, strict=True))
        for values in (profile.expected, profile.lift)
    )
    return replace(profile, expected=expected, lift=lift)


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
