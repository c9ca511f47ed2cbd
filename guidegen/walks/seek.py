"""The search for a walk of a given length: beginnings of many sorts, the best of them made better.

Beginnings are ways by attraction, through a node or round a circle, and walks from anchor to
anchor. What looks best is improved in windows, then led past anchors that it misses, in turns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from guidegen.walks.anchors import Anchors, anchors_in, by_anchors
from guidegen.walks.between import Ellipse, by_attraction, by_vias
from guidegen.walks.exchange import exchange
from guidegen.walks.graph import Ints
from guidegen.walks.improve import LATE, improve, measure, without_spurs
from guidegen.walks.loops import by_circles
from guidegen.walks.search import Ground

REPEATED_SHARE = 0.05  # more than this is taken only where nothing else fits
_SEEDS = 2  # walks that are worth improving …
_TRIES = 8  # … how many are tried until so many fit with few repeats …
_ENOUGH = 4  # … and after how many any that fits will do
_TURNS = 3  # of exchange and improvement

Bounds = tuple[float, float]


def seek(ground: Ground, inside: Ellipse, wish_m: float, bounds_m: Bounds) -> list[Ints]:
    """The walks that were made better, whether they fit or not.

    Args:
        ground: streets, taste, scratch space.
        inside: the nodes that a walk can pass.
        wish_m: the length that circles and ways through a node are drawn for.
        bounds_m: the least and the largest length.
    """
    anchors = anchors_in(ground, inside, bounds_m[1])
    ways = _beginnings(ground, inside, wish_m, bounds_m)
    ways += by_anchors(ground, inside, anchors, bounds_m[1])
    found: list[Ints] = []
    good, fits = 0, False
    for way in ranked(ground, ways, (0.0, bounds_m[1]))[:_TRIES]:
        found.append(_polished(ground, way, anchors, bounds_m))
        length_m, _, repeated_m = measure(ground, found[-1])
        if length_m >= bounds_m[0]:
            fits = True
            good += repeated_m <= REPEATED_SHARE * length_m
        if good == _SEEDS or (fits and len(found) >= _ENOUGH):
            break
    return found


def _beginnings(ground: Ground, inside: Ellipse, wish_m: float, bounds_m: Bounds) -> list[Ints]:
    """Walks that fit the budget, to be improved."""
    if inside.start == inside.end:
        ways = by_circles(ground, inside, wish_m, bounds_m)
    else:
        ways = by_attraction(ground, inside.start, inside.end, bounds_m[1])
        if ranked(ground, ways, bounds_m):
            return ways
    return ways + by_vias(ground, inside, wish_m, bounds_m[1])


def _polished(ground: Ground, way: Ints, anchors: Anchors, bounds_m: Bounds) -> Ints:
    """A walk made better in windows and past anchors, in turns while that helps."""
    best = _improved(ground, way, bounds_m)
    for _ in range(_TURNS):
        tried = exchange(ground, best, anchors, bounds_m[1]) if best.size else best
        if tried.size == best.size and (tried == best).all():
            break
        both = ranked(ground, [best, _improved(ground, tried, bounds_m, LATE)], bounds_m)
        if not both or (both[0].size == best.size and (both[0] == best).all()):
            break
        best = both[0]
    return best


def _improved(ground: Ground, way: Ints, bounds_m: Bounds, first_pass: int = 0) -> Ints:
    better, _ = improve(ground, way, np.zeros(0, np.int32), *bounds_m, first_pass)
    return without_spurs(ground.arcs, better)


def ranked(ground: Ground, ways: Sequence[Ints], bounds_m: Bounds) -> list[Ints]:
    """Different ways with a length in the bounds, those with few repeats first, then by worth."""
    keys = {}
    for way in ways:
        length_m, worth, repeated_m = measure(ground, way)
        if way.size > 0 and bounds_m[0] <= length_m <= bounds_m[1]:
            key = (repeated_m > REPEATED_SHARE * length_m, -worth, way.tolist())
            keys[way.tobytes()] = (key, way)
    return [way for _, way in sorted(keys.values(), key=lambda entry: entry[0])]
