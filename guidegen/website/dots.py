"""Which photos become dots on the map: positions only, and none that could betray a home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guidegen.crowd import Integers, seen_by_several
from guidegen.geo import Floats, Projection

if TYPE_CHECKING:
    import pandas as pd

ROUNDED_TO_M = 5.0


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


def published_dots(photos: pd.DataFrame, projection: Projection) -> Dots:
    """The dots of a table of photos (tables.PHOTOS)."""
    x_m, y_m = photos["x_m"].to_numpy(), photos["y_m"].to_numpy()
    authors = photos["author_id"].factorize()[0].astype(np.int64)
    shown = seen_by_several(x_m, y_m, authors)
    grid = np.column_stack([y_m[shown], x_m[shown]])
    cells, counts = np.unique(np.rint(grid / ROUNDED_TO_M), axis=0, return_counts=True)
    lon, lat = projection.to_degrees(cells[:, 1] * ROUNDED_TO_M, cells[:, 0] * ROUNDED_TO_M)
    return Dots(lon.round(6), lat.round(6), counts.astype(np.int64), int((~shown).sum()))
