"""What is near the spots to describe: one answer for things, and the areas to ask services about.

Whoever chooses among what is near comes later; here only what cannot be meant is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from guidegen.descriptions.candidate import Candidate, Wish
from guidegen.geo import DEGREE_M, Box, Floats, Projection

T = TypeVar("T")
Spot = tuple[float, float, float]

_SQUARE_M = 200.0
_WHOLE_M = 50


@dataclass(frozen=True)
class Reach:
    """How far from a spot something may be said to lie and still be what is seen there.

    Attributes:
        least_m: of any spot.
        radii: of a large spot, as many times its radius.
    """

    least_m: float
    radii: float

    def of(self, radius_m: Floats) -> Floats:
        """The reach in metres of spots with these radii, shape (n,)."""
        return np.maximum(self.least_m, self.radii * radius_m)


ARTICLES = Reach(least_m=250.0, radii=3.0)
"""Of wikis. They write about few things, and large ones: a cathedral, a park or a quarter has its
one position far from where it is photographed."""

ADDRESSES = Reach(least_m=100.0, radii=1.5)
"""Of lists of businesses and buildings. They have hundreds of small things around any spot, each
where its door is: farther off it is something else, and asking for it costs calls."""


def near(wish: Wish, reach: Reach, things: Iterable[tuple[T, tuple[float, float]]]) -> list[T]:
    """Those things whose (lon, lat) in degrees lies within reach of a spot, in their order."""
    pairs = list(things)
    kept = are_near(wish, reach, *_columns([at for _, at in pairs]))
    return [thing for (thing, _), keep in zip(pairs, kept, strict=True) if keep]


def are_near(wish: Wish, reach: Reach, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    """Whether each point lies within reach of a spot.

    Args:
        wish: its spots count, and its box for the projection.
        reach: of a spot.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).

    Returns:
        Shape (n,).
    """
    found = np.zeros(len(lon), dtype=np.bool_)
    if not len(lon) or not wish.spots:
        return found
    modes, reach_m = _modes(wish, reach)
    for members in KDTree(_metres(wish, lon, lat)).query_ball_point(modes, reach_m):
        found[members] = True
    return found


def nearest(wish: Wish, reach: Reach, things: Iterable[tuple[T, tuple[float, float]]]) -> list[T]:
    """The thing nearest to each spot, if it is within reach; in the order of the spots."""
    pairs = list(things)
    if not pairs or not wish.spots:
        return []
    modes, reach_m = _modes(wish, reach)
    points = _metres(wish, *_columns([at for _, at in pairs]))
    away = np.linalg.norm(points[None, :, :] - modes[:, None, :], axis=2)
    close = away.argmin(axis=1)[away.min(axis=1) <= reach_m]
    return [pairs[index][0] for index in close]


def placed(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, tuple[float, float]]]:
    """Candidates and where they are, without those of which that is not known."""
    for each in candidates:
        if each.lon is not None and each.lat is not None:
            yield each, (each.lon, each.lat)


def surroundings(wish: Wish, reach: Reach) -> Floats:
    """A box around each spot that holds what is near it, as if the Earth were a ball.

    Returns:
        West, south, east and north in degrees, shape (n, 4); off by less than 1 % of the reach.
    """
    lon, lat, radius_m = _spots(wish).T
    up = reach.of(radius_m) / DEGREE_M
    across = up / np.maximum(np.cos(np.radians(lat)), 0.01)
    return np.column_stack([lon - across, lat - up, lon + across, lat + up])


def touches(box: Box, boxes: Floats) -> bool:
    """Whether a box has a point in common with one of `surroundings`."""
    west, south, east, north = boxes.T
    common = (west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south)
    return bool(common.any())


def groups(wish: Wish) -> list[tuple[Spot, ...]]:
    """The spots, those in one square of 200 m together, in their order."""
    squares: dict[tuple[float, ...], list[Spot]] = {}
    lon, lat, _ = _spots(wish).T
    for spot, mode in zip(wish.spots, _metres(wish, lon, lat), strict=True):
        squares.setdefault(tuple(mode // _SQUARE_M), []).append(spot)
    return [tuple(spots) for spots in squares.values()]


def circle(wish: Wish, reach: Reach) -> tuple[float, float, int]:
    """A circle that holds all that is near the spots of one group, as lon, lat and radius in m.

    It is drawn around the square, not the spots, and its radius is a whole number of 50 m: places
    move a little from build to build, and an answer in the cache should do for all of them.
    """
    modes, reach_m = _modes(wish, reach)
    centre = (np.floor(modes[0] / _SQUARE_M) + 0.5) * _SQUARE_M
    farthest = (np.hypot(*(modes - centre).T) + reach_m).max()
    lon, lat = Projection.around(wish.box).to_degrees(centre[:1], centre[1:])
    return float(lon[0]), float(lat[0]), math.ceil(farthest / _WHOLE_M) * _WHOLE_M


def _spots(wish: Wish) -> Floats:
    return np.array(wish.spots, dtype=np.float64).reshape(-1, 3)


def _modes(wish: Wish, reach: Reach) -> tuple[Floats, Floats]:
    """Where the spots are, in metres, shape (n, 2), and the reach of each, shape (n,)."""
    lon, lat, radius_m = _spots(wish).T
    return _metres(wish, lon, lat), reach.of(radius_m)


def _columns(points: Sequence[tuple[float, float]]) -> tuple[Floats, Floats]:
    lon, lat = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return lon, lat


def _metres(wish: Wish, lon: Floats, lat: Floats) -> Floats:
    """Points in metres, shape (n, 2); those on the far side of the Earth are merely far away."""
    points = np.column_stack(Projection.around(wish.box).to_metres(lon, lat))
    return np.nan_to_num(points, nan=1e9, posinf=1e9, neginf=-1e9)
