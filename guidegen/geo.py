"""Coordinates: the one place that knows reference systems.

Tables carry degrees (EPSG:4326, lon before lat); everything that measures works in metres east
and north of the city's centre, in a transverse Mercator projection whose scale is 1 there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pyproj import Transformer

Floats = npt.NDArray[np.float64]

MEAN_EARTH_RADIUS_M = 6_371_008.8
DEGREE_M = math.radians(1) * MEAN_EARTH_RADIUS_M
"""Metres of a degree of latitude, or of longitude on the equator."""


@dataclass(frozen=True)
class Box:
    """A box in degrees; east is larger than west, so none crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, as (lon, lat) in degrees."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def contains(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Whether each point (degrees, shape (n,)) lies in the box, edges included."""
        inside: npt.NDArray[np.bool_] = (
            (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)
        )
        return inside

    def widened(self, margin_deg: float) -> Box:
        """A box that reaches farther on every side, but not beyond the globe's edges."""
        return Box(
            max(self.west - margin_deg, -180.0),
            max(self.south - margin_deg, -90.0),
            min(self.east + margin_deg, 180.0),
            min(self.north + margin_deg, 90.0),
        )

    def quarters(self) -> list[Box]:
        """The four quarters, from south-west to north-east; they share their edges."""
        lon, lat = self.centre
        return [
            Box(west, south, east, north)
            for south, north in ((self.south, lat), (lat, self.north))
            for west, east in ((self.west, lon), (lon, self.east))
        ]


@dataclass(frozen=True)
class Projection:
    """Degrees to metres and back, around one city.

    A transverse Mercator on the WGS 84 ellipsoid: within 50 km of its centre, lengths are true
    to 3 in 100,000.
    """

    lon: float
    lat: float

    @classmethod
    def around(cls, box: Box) -> Projection:
        """The projection centred on a box."""
        return cls(*box.centre)

    @property
    def crs(self) -> str:
        """The projection as a PROJ string, for GeoPandas."""
        return (
            f"+proj=tmerc +lon_0={self.lon!r} +lat_0={self.lat!r} +k=1 +x_0=0 +y_0=0 "
            "+datum=WGS84 +units=m +no_defs"
        )

    def to_metres(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Metres east and north of the centre for degrees, shape (n,) each."""
        x, y = _transformer(self.crs).transform(lon, lat)
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def to_degrees(self, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
        """Degrees (lon, lat) for metres east and north of the centre, shape (n,) each."""
        lon, lat = _transformer(self.crs).transform(x_m, y_m, direction="INVERSE")
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def as_complex(points: Floats) -> npt.NDArray[np.complex128]:
    """Points, shape (n, 2), as single numbers in the same order: to sort them takes a tenth."""
    return np.ascontiguousarray(points, dtype=np.float64).view(np.complex128).ravel()


@lru_cache(64)  # PROJ takes as long for a new one as for a million points
def _transformer(crs: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)
