"""Round walks: circles through the start at eight headings, bent onto the streets."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from guidegen.walks.between import Ellipse
from guidegen.walks.graph import Ints
from guidegen.walks.improve import mark, measure, without_spurs
from guidegen.walks.search import Ground, leg

_HALF = math.sqrt(0.5)
# the middle of the circle seen from the start; east and north
HEADINGS = ((0.0, 1.0), (_HALF, _HALF), (1.0, 0.0), (_HALF, -_HALF),
            (0.0, -1.0), (-_HALF, -_HALF), (-1.0, 0.0), (-_HALF, _HALF))  # fmt: skip
_FIRST = 0.8  # kappa: streets are longer than the circle
_ROUNDS = 4
_C = 0.5


def by_circles(
    ground: Ground, inside: Ellipse, wish_m: float, bounds_m: tuple[float, float]
) -> list[Ints]:
    """One walk for each heading that gives one, none longer than the upper bound."""
    walks = [_fitted(ground, inside, heading, wish_m, bounds_m) for heading in HEADINGS]
    return [walk for walk in walks if walk.size > 0]


def _fitted(
    ground: Ground,
    inside: Ellipse,
    heading: tuple[float, float],
    wish_m: float,
    bounds_m: tuple[float, float],
) -> Ints:
    """Draw the circle smaller or larger until the walk's length fits; the longest that does."""
    kappa, best, best_m = _FIRST, np.zeros(0, np.int32), 0.0
    for _ in range(_ROUNDS):
        way = _around(ground, inside, heading, kappa * wish_m / (2 * math.pi))
        length_m = measure(ground, way)[0]
        if best_m < length_m <= bounds_m[1]:
            best, best_m = way, length_m
        if length_m == 0 or bounds_m[0] <= length_m <= bounds_m[1]:
            break
        kappa *= min(max(wish_m / length_m, 0.5), 2.0)
    return best


def _around(ground: Ground, inside: Ellipse, heading: tuple[float, float], radius_m: float) -> Ints:
    """Legs from the start through the nodes nearest to a quarter, half and three quarters."""
    arcs = ground.arcs
    x, y = arcs.x_m[inside.start], arcs.y_m[inside.start]
    east, north = heading[0] * radius_m, heading[1] * radius_m
    corners = ((east + north, north - east), (2 * east, 2 * north), (east - north, north + east))
    nodes = inside.nodes
    stops = [inside.start]
    for dx, dy in corners:
        squared = (arcs.x_m[nodes] - (x + dx)) ** 2 + (arcs.y_m[nodes] - (y + dy)) ** 2
        stops.append(int(nodes[np.argmin(squared)]))
    stops.append(inside.start)
    way = np.zeros(0, np.int32)
    for ends in pairwise(stops):
        if ends[0] != ends[1]:
            part = leg(ground, _C, ends, math.inf)
            mark(ground, part, 1)
            way = np.concatenate((way, part))
    mark(ground, way, -1)
    return without_spurs(arcs, way)
