"""Which photos become dots on the map: positions only, and none that could betray a home."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from guidegen.crowd import Integers, seen_by_several
from guidegen.geo import Floats, Projection, as_complex

if TYPE_CHECKING:
    import pandas as pd

ROUNDED_TO_M = 5.0
_CELL_DEG = 0.005
_CELLS_A_ROW = 1_000_000  # more than there are around the Earth


@dataclass(frozen=True)
class Dots:
    """The published positions, from south to north and west to east: no order tells of a time.

    Attributes:
        lon: degrees, shape (n,), rounded to the 5 m grid.
        lat: degrees, shape (n,).
        photos: photos at each position, shape (n,).
        withheld: photos that are not published.
    """

    lon: Floats
    lat: Floats
    photos: Integers
    withheld: int

    def near(self, west: float, south: float, east: float, north: float) -> Dots:
        """The dots in a box of degrees, and a few around it: to find them takes a place's time."""
        keys, order = self._by_cell
        first, last = (int(lon // _CELL_DEG) for lon in (west, east))
        found = [np.empty(0, np.int64)]
        for row in range(int(south // _CELL_DEG), int(north // _CELL_DEG) + 1):
            key = row * _CELLS_A_ROW
            begin, end = np.searchsorted(keys, [key + first, key + last + 1])
            found.append(order[begin:end])
        chosen = np.concatenate(found)
        return Dots(self.lon[chosen], self.lat[chosen], self.photos[chosen], 0)

    @cached_property
    def _by_cell(self) -> tuple[Integers, Integers]:
        """The number of each dot's cell, from south to north and west to east; and whose it is."""
        row, column = (np.floor(at / _CELL_DEG).astype(np.int64) for at in (self.lat, self.lon))
        keys = row * _CELLS_A_ROW + column
        order = np.argsort(keys, kind="stable")
        return keys[order], order


def published_dots(photos: pd.DataFrame, projection: Projection) -> Dots:
    """The dots of a table of photos (tables.PHOTOS)."""
    x_m, y_m = photos["x_m"].to_numpy(), photos["y_m"].to_numpy()
    authors = photos["author_id"].factorize()[0].astype(np.int64)
    shown = seen_by_several(x_m, y_m, authors)
    grid = np.column_stack([y_m[shown], x_m[shown]])
    cells, counts = np.unique(as_complex(np.rint(grid / ROUNDED_TO_M)), return_counts=True)
    lon, lat = projection.to_degrees(cells.imag * ROUNDED_TO_M, cells.real * ROUNDED_TO_M)
    return Dots(lon.round(6), lat.round(6), counts.astype(np.int64), int((~shown).sum()))
