"""Streets drawn in letters: one column is ten metres east, one row ten metres, north is up.

The top left corner is at (0, 0). Letters are places; an asterisk is a photo.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from guidegen.geo import Projection

Floats = npt.NDArray[np.float64]


class Metres(Projection):
    """Leaves coordinates as they are, so that streets can be drawn in whole metres."""

    def to_metres(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        return np.ascontiguousarray(lon), np.ascontiguousarray(lat)


METRES = Metres(0, 0)


def places(drawing: str) -> dict[str, tuple[float, float]]:
    rows = drawing.strip("\n").split("\n")
    return {
        mark: (10.0 * column, -10.0 * row)
        for row, line in enumerate(rows)
        for column, mark in enumerate(line)
        if mark.isalpha()
    }


def photos(drawing: str) -> tuple[Floats, Floats]:
    rows = drawing.strip("\n").split("\n")
    at = [
        (10.0 * c, -10.0 * r) for r, line in enumerate(rows) for c, m in enumerate(line) if m == "*"
    ]
    table = np.array(at, dtype=float).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def streets(drawing: str, *names: str) -> gpd.GeoDataFrame:
    """Streets by the places that they pass: "AB" leads from A to B."""
    at = places(drawing)
    return streets_of([[at[letter] for letter in name] for name in names])


def streets_of(lines: list[list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    shapes = [shapely.LineString(line) for line in lines]
    length_m = shapely.length(np.array(shapes, dtype=object))
    return gpd.GeoDataFrame({"length_m": length_m}, geometry=shapes, crs="EPSG:4326")
