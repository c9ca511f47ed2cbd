"""When people photograph a place, as charts and files tell it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from guidegen.tables import PROFILE_KINDS
from guidegen.website.privacy import told

if TYPE_CHECKING:
    import numpy.typing as npt

_ENDS = np.cumsum([0, *map(len, PROFILE_KINDS.values())]).tolist()
_PARTS = {kind: slice(*ends) for kind, ends in zip(PROFILE_KINDS, pairwise(_ENDS), strict=True)}
"""Where the bins of each kind are in a row that holds those of all kinds."""


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
    """The profiles of all places: as tables they take a tenth of the memory."""

    def __init__(self, table: pd.DataFrame) -> None:
        """Read `tables.PROFILES`."""
        codes, names = pd.factorize(table["place_id"])
        self._rows = {str(name): row for row, name in enumerate(names)}
        first = {kind: part.start - PROFILE_KINDS[kind].start for kind, part in _PARTS.items()}
        at = codes, table["bin"].to_numpy() + table["kind"].map(first).to_numpy()
        shape = len(names), _ENDS[-1]

        def grid(values: npt.ArrayLike, empty: float = 0) -> npt.NDArray[np.generic]:
            cells = np.full(shape, empty, np.asarray(values).dtype)
            cells[at] = values
            return cells

        self._known = grid(np.ones(len(table), bool))
        self._grids = (
            grid(table["photographer_days"].to_numpy(np.int64)),
            grid(table["authors"].to_numpy(np.int64)),
            grid(table["expected"].to_numpy(float).round(3)),
            grid(table["lift"].to_numpy(float).round(6), math.nan),
            grid(table["claimed"].to_numpy(bool)),
        )

    def of(self, place_id: str) -> dict[str, Profile]:
        """The profiles of a place by kind; of the city for ""."""
        row = self._rows.get(place_id)
        if row is None:
            return {}
        cells = (*(grid[row].tolist() for grid in self._grids), self._city)
        return {
            kind: _profile(*(values[part] for values in cells))
            for kind, part in _PARTS.items()
            if self._known[row, part].any()
        }

    @cached_property
    def _city(self) -> list[bool]:
        """Which numbers of the city are told.

        What is expected is a place's total times the city's share: told of a bin in which one
        person photographed, it would tell how often that was.
        """
        row = self._rows.get("")
        if row is None:
            return [False] * _ENDS[-1]
        days, authors = (grid[row].tolist() for grid in self._grids[:2])
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
