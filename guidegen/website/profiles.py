"""When people photograph a place, as charts and files tell it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from guidegen.tables import PROFILE_KINDS
from guidegen.website.privacy import told

if TYPE_CHECKING:
    import numpy.typing as npt

_ENDS = np.cumsum([0, *map(len, PROFILE_KINDS.values())]).tolist()
_PARTS = {kind: slice(*ends) for kind, ends in zip(PROFILE_KINDS, pairwise(_ENDS), strict=True)}
"""Where the bins of each kind are in a row that holds those of all kinds."""
_READ = ("photographer_days", "authors", "expected", "lift", "claimed")


@dataclass(frozen=True)
class Profile:
    """Photographer-days over the bins of one kind (months, weekdays or hours).

    Attributes:
        days: one per bin; None where fewer than 3 people were there.
        expected: the same if the place were like its city; None where the city's are not told.
        lift: how many times the expected; None where days or expected is.
        claimed: whether the bin is higher than the city's beyond chance.
    """

    days: tuple[int | None, ...]
    expected: tuple[float | None, ...]
    lift: tuple[float | None, ...]
    claimed: tuple[bool, ...]

    @property
    def total(self) -> int:
        """Photographer-days in the bins that may be told."""
        return sum(value or 0 for value in self.days)


class Profiles:
    """The profiles of all places, as the table has them and where in it: a place's are made anew.

    As objects they would take ten times the memory of the table.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        """Read `tables.PROFILES`."""
        codes, names = pd.factorize(table["place_id"])
        self._rows = {str(name): row for row, name in enumerate(names)}
        first = {kind: part.start - PROFILE_KINDS[kind].start for kind, part in _PARTS.items()}
        kinds, of_kinds = pd.factorize(table["kind"])
        bins = table["bin"].to_numpy() + np.array([first[kind] for kind in of_kinds], int)[kinds]
        self._where = np.full((len(names), _ENDS[-1]), -1, np.int32)
        self._where[codes, bins] = np.arange(len(table))
        self._columns = {name: table[name].to_numpy() for name in _READ}

    def of(self, place_id: str) -> dict[str, Profile]:
        """The profiles of a place by kind; of the city for ""."""
        row = self._rows.get(place_id)
        if row is None:
            return {}
        is_known = self._where[row] >= 0
        cells: tuple[list[Any], ...] = (
            self._cells(row, "photographer_days").tolist(),
            self._cells(row, "authors").tolist(),
            self._cells(row, "expected").round(3).tolist(),
            self._cells(row, "lift", math.nan).round(6).tolist(),
            self._cells(row, "claimed").tolist(),
            self._city,
        )
        return {
            kind: _profile(*(values[part] for values in cells))
            for kind, part in _PARTS.items()
            if is_known[part].any()
        }

    def _cells(self, row: int, column: str, empty: float = 0) -> npt.NDArray[Any]:
        """A column of the table in a row of all bins."""
        where = self._where[row]
        found: npt.NDArray[Any] = self._columns[column][where]
        found[where < 0] = empty
        return found

    @cached_property
    def _city(self) -> list[bool]:
        """Which numbers of the city are told.

        What is expected is a place's total times the city's share: told of a bin in which one
        person photographed, it would tell how often that was.
        """
        row = self._rows.get("")
        if row is None:
            return [False] * _ENDS[-1]
        days, authors = (self._cells(row, name).tolist() for name in _READ[:2])
        return [show for part in _PARTS.values() for show in told(days[part], authors[part])]


def _profile(
    days: list[int],
    authors: list[int],
    expected: list[float],
    lift: list[float],
    claimed: list[bool],
    city: list[bool],
) -> Profile:
    """What may be told of a profile; `city`: of which bins the city's may be."""
    shown = told(days, authors)
    return Profile(
        days=tuple([n if show else None for n, show in zip(days, shown, strict=True)]),
        expected=tuple([n if whole else None for n, whole in zip(expected, city, strict=True)]),
        lift=tuple(
            [
                n if show and whole and math.isfinite(n) else None
                for n, show, whole in zip(lift, shown, city, strict=True)
            ]
        ),
        claimed=tuple([c and show for c, show in zip(claimed, shown, strict=True)]),
    )
