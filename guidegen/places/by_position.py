"""What a place without a name is called: after the nearest that has one, or its coordinates."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from guidegen.geo import Projection

_NEAR_M = 400.0  # "near" is that near
_WINDS = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")


def name_by_position(places: gpd.GeoDataFrame, projection: Projection) -> None:
    """Name the nameless by the nearest place with a name, else by their coordinates, in place."""
    nameless = places["name"].isna()
    near = {row: rest for row, *rest in beside(places, ~nameless, projection)}
    known, lon, lat = (places[column].tolist() for column in ("name", "lon", "lat"))
    rows = np.flatnonzero(nameless).tolist()
    names = []
    for row in rows:
        if row in near:
            nearest, east, north = near[row]
            names.append(f"Near {known[nearest]}, {_offset(east, north)}")
        else:
            names.append(_coordinates(lon[row], lat[row]))
    sources = ["near" if row in near else "position" for row in rows]
    # a row at a time would take as long as all else that is done with thousands of places
    places.loc[nameless, ["name", "name_source"]] = np.array([names, sources], object).T


def beside(
    places: gpd.GeoDataFrame, known: pd.Series[bool], projection: Projection
) -> Iterator[tuple[int, int, float, float]]:
    """The nearest place with a name of its own to each that has none, if it is near.

    Args:
        places: `tables.PLACES`.
        known: which of them have a name of their own.
        projection: metres around the city.

    Yields:
        The number of the nameless row, that of the other, and how many metres east and north of
        the other the nameless one is.
    """
    x_m, y_m = projection.to_metres(places["lon"].to_numpy(), places["lat"].to_numpy())
    named = np.flatnonzero(known & (places["level"] != "quarter"))
    nameless = np.flatnonzero(~known)
    if not (len(named) and len(nameless)):
        return
    at = np.column_stack((x_m, y_m))
    # a little farther, and then those that are near by the numbers that are told
    around = KDTree(at[named]).query_ball_point(at[nameless], _NEAR_M + 1, return_sorted=True)
    for row, few in zip(nameless, around, strict=True):
        if not few:
            continue
        others = named[few]
        nearest = others[np.argmin(np.hypot(x_m[others] - x_m[row], y_m[others] - y_m[row]))]
        east, north = x_m[row] - x_m[nearest], y_m[row] - y_m[nearest]
        if np.hypot(east, north) <= _NEAR_M:
            yield int(row), int(nearest), float(east), float(north)


def _offset(east_m: float, north_m: float) -> str:
    """Such as "120 m south-east"; distances are rounded to 10 m."""
    wind = round(np.arctan2(north_m, east_m) / (np.pi / 4)) % 8
    return f"{max(10, round(np.hypot(east_m, north_m), -1)):.0f} m {_WINDS[wind]}"


def _coordinates(lon: float, lat: float) -> str:
    return f"{abs(lat):.4f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.4f}° {'E' if lon >= 0 else 'W'}"
