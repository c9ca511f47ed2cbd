"""The nearest city of a photo.

The table beside this file has all cities of 15,000 people or more that are no suburbs, 10 km or
more from any larger one: GeoNames, CC BY 4.0, made by ``scripts/cities``. What is nearest is asked
for the middle of the photo's square of 1/64 degree (at most 1.7 km wide), so that a million photos
cost no more questions than there are squares.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from scipy.spatial import cKDTree

from guidegen.geo import MEAN_EARTH_RADIUS_M, Box
from guidegen.photos.corpus.layout import corner_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

FARTHEST_M = 30_000.0
_SQUARES = 64  # a degree
_CHORD = 2 * np.sin(FARTHEST_M / MEAN_EARTH_RADIUS_M / 2)


def nearest_cities(cell: int, lon: Floats, lat: Floats) -> Integers:
    """The nearest city of each position, shape (n,); 0 where none is within `FARTHEST_M`.

    Args:
        cell: the corpus's cell that all positions lie in.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
    """
    west, south = corner_of(cell)
    across = ((lon - west) * _SQUARES).astype(np.int32)
    up = ((lat - south) * _SQUARES).astype(np.int32)
    square = up * _SQUARES + across
    found = np.zeros(_SQUARES * _SQUARES, dtype=np.int32)
    used = np.flatnonzero(np.bincount(square, minlength=len(found)))
    middle_lon = west + (used % _SQUARES + 0.5) / _SQUARES
    middle_lat = south + (used // _SQUARES + 0.5) / _SQUARES
    found[used] = _nearest(middle_lon, middle_lat)
    nearest: Integers = found[square]
    return nearest


def cities_near(box: Box, metres: float) -> Integers:
    """The cities whose centres lie in a box or within so many metres of it, sorted.

    Args:
        box: degrees.
        metres: at most a few hundred kilometres.
    """
    city, lon, lat = _table()
    nearest_lon = np.clip(lon, box.west, box.east)
    nearest_lat = np.clip(lat, box.south, box.north)
    chord = np.linalg.norm(_on_sphere(lon, lat) - _on_sphere(nearest_lon, nearest_lat), axis=1)
    near: Integers = city[chord <= 2 * np.sin(metres / MEAN_EARTH_RADIUS_M / 2)]
    return near


def _nearest(lon: Floats, lat: Floats) -> Integers:
    city, _, _ = _table()
    _, row = _tree().query(_on_sphere(lon, lat), distance_upper_bound=_CHORD)
    # where none is near enough the row is one too many
    found: Integers = np.append(city, np.int32(0)).astype(np.int32)[row]
    return found


def _on_sphere(lon: Floats, lat: Floats) -> Floats:
    across, up = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(up) * np.cos(across), np.cos(up) * np.sin(across), np.sin(up)])


@cache
def _table() -> tuple[Integers, Floats, Floats]:
    table = pq.read_table(Path(__file__).with_name("cities.parquet"))
    city, lon, lat = (table[name].to_numpy() for name in ("city", "lon", "lat"))
    return city, lon.astype(np.float64), lat.astype(np.float64)


@cache
def _tree() -> cKDTree:
    _, lon, lat = _table()
    return cKDTree(_on_sphere(lon, lat))
