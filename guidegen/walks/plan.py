"""The door to the planner: a wish in, a walk out, or a refusal that names what can be done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from guidegen.city import LONGEST_WALK_MINUTES
from guidegen.geo import Floats
from guidegen.walks.between import Ellipse, by_attraction, by_vias, ellipse
from guidegen.walks.costs import taste
from guidegen.walks.desk import desk_for
from guidegen.walks.graph import Ints, PlanGraph, nearest_node
from guidegen.walks.improve import improve, measure, without_spurs
from guidegen.walks.loops import by_circles
from guidegen.walks.search import Ground, cheapest
from guidegen.walks.walk import Walk, WalkError, walk_of

TOLERANCE = 0.05
PACE_KMH = 5.0
ATTRACTION = 0.7
FASTEST_KMH = 10.0
REPEATED_SHARE = 0.05  # more than this is taken only where nothing else fits
_SEEDS = 2  # walks that are worth improving …
_TRIES = 4  # … and for each, how many are tried until one fits
_TIMES_TRIED = 8  # before a refusal names none


@dataclass(frozen=True)
class Wish:
    """What somebody wants to walk.

    Attributes:
        start: lon, lat in degrees.
        end: the same; None for a loop.
        minutes: the walk takes, within 5%.
        pace_kmh: kilometres an hour.
        attraction: M, how much streets with photos are preferred, 0 <= M < 1.
        avoid_steps: whether steps count as six times as long.
        avoid_unlit: whether streets without lights count as six times as long (after dark).
        preference: a factor per edge for its score: tourists' or locals' favourites.
    """

    start: tuple[float, float]
    end: tuple[float, float] | None
    minutes: float
    pace_kmh: float = PACE_KMH
    attraction: float = ATTRACTION
    avoid_steps: bool = False
    avoid_unlit: bool = False
    preference: Floats | None = None

    @property
    def length_m(self) -> float:
        """What is walked in the time."""
        return self.minutes * self.pace_kmh * 1000 / 60

    def minutes_of(self, length_m: float) -> float:
        """How long a length takes."""
        return length_m * 60 / (self.pace_kmh * 1000)


def plan(graph: PlanGraph, wish: Wish) -> Walk:
    """The walk that a wish asks for.

    Args:
        graph: the streets and their scores.
        wish: from where, to where, how long, and what is liked.

    Raises:
        WalkError: the wish makes no sense, or no walk within 5% of its time was found; the
            message names the nearest time that can be done.
    """
    return _plans(graph, wish)[0]


def alternatives(graph: PlanGraph, wish: Wish, count: int = 3) -> list[Walk]:
    """Walks for one wish, the best first, any two sharing less than half of their edges.

    Args:
        graph: the streets and their scores.
        wish: as for `plan`.
        count: at most so many.

    Raises:
        WalkError: as `plan`.
    """
    chosen: list[Walk] = []
    for walk in _plans(graph, wish, 3 * count):
        if len(chosen) < count and all(jaccard(walk, other) < 0.5 for other in chosen):
            chosen.append(walk)
    return chosen


def jaccard(one: Walk, other: Walk) -> float:
    """The share of common edges among the edges of two walks."""
    a, b = np.unique(one.edges), np.unique(other.edges)
    common = np.intersect1d(a, b, assume_unique=True).size
    return common / max(a.size + b.size - common, 1)


def check_wish(wish: Wish) -> None:
    """Refuse numbers that make no sense.

    Raises:
        WalkError: a time or a pace that nobody walks.
    """
    if not 0 < wish.pace_kmh <= FASTEST_KMH:
        raise WalkError(
            f"the pace must be more than 0 and at most {FASTEST_KMH:g} km/h, not {wish.pace_kmh:g}"
        )
    if not 0 < wish.minutes <= LONGEST_WALK_MINUTES:
        raise WalkError(
            f"a walk takes more than 0 and at most {LONGEST_WALK_MINUTES:g} minutes, "
            f"not {wish.minutes:g}"
        )


def ground_for(graph: PlanGraph, wish: Wish) -> Ground:
    """What the searches for a wish run on."""
    liked = taste(
        graph,
        wish.attraction,
        avoid_steps=wish.avoid_steps,
        avoid_unlit=wish.avoid_unlit,
        preference=wish.preference,
    )
    used = np.zeros(graph.score.size, np.int32)
    return Ground(graph.arcs, liked, used, desk_for(graph.arcs))


def _plans(graph: PlanGraph, wish: Wish, seeds: int = _SEEDS) -> list[Walk]:
    """Walks that meet the wish, the best first, from so many beginnings."""
    check_wish(wish)
    ground = ground_for(graph, wish)
    start, start_off_m = nearest_node(graph, *wish.start)
    end, end_off_m = (start, start_off_m)
    if wish.end is not None:
        end, end_off_m = nearest_node(graph, *wish.end, who="end")
        if start == end:
            raise WalkError(
                "the start and the end are at the same junction: leave out the end for a loop"
            )
    shortest = _shortest(graph, ground, (start, end), wish)
    inside = ellipse(ground, start, end, _bounds(wish)[1])
    ways = _improved(ground, _beginnings(ground, inside, wish), _bounds(wish), seeds)
    fitting = _best(ground, ways, _bounds(wish))
    if not fitting:
        raise WalkError(_refusal(ground, (start, end), ways, wish))
    kind = "loop" if wish.end is None else "between"
    base = score_per_m(graph, inside, shortest)
    snapped = (start_off_m, end_off_m)
    return [walk_of(graph, way, kind, wish, base, snapped) for way in fitting]


def _bounds(wish: Wish) -> tuple[float, float]:
    return wish.length_m * (1 - TOLERANCE), wish.length_m * (1 + TOLERANCE)


def _shortest(graph: PlanGraph, ground: Ground, ends: tuple[int, int], wish: Wish) -> Ints:
    """The arcs of the shortest way, none for a loop.

    Raises:
        WalkError: there is none, or it takes longer than the wish.
    """
    if graph.piece[ends[0]] != graph.piece[ends[1]]:
        raise WalkError(
            "no streets lead from the start to the end: they are on different pieces of the network"
        )
    length_m, way = cheapest(ground.arcs, ground.arcs.length_m, ends, ground.desk)
    if length_m > wish.length_m * (1 + TOLERANCE):
        minutes = math.ceil(wish.minutes_of(length_m) - 1e-9)
        raise WalkError(
            f"{wish.minutes:g} minutes are too short: from the start to the end it takes at least "
            f"{minutes} minutes at {wish.pace_kmh:g} km/h"
        )
    return way


def _beginnings(ground: Ground, inside: Ellipse, wish: Wish) -> list[Ints]:
    """Walks that fit the budget, to be improved."""
    bounds = _bounds(wish)
    if inside.start == inside.end:
        ways = by_circles(ground, inside, wish.length_m, bounds)
    else:
        ways = by_attraction(ground, inside.start, inside.end, bounds[1])
        if _best(ground, ways, bounds):
            return ways
    return ways + by_vias(ground, inside, wish.length_m, bounds[1])


def _improved(
    ground: Ground, ways: Sequence[Ints], bounds_m: tuple[float, float], seeds: int
) -> list[Ints]:
    """The best of some walks made better, until so many fit the bounds with few repeats."""
    no_pins = np.zeros(0, np.int32)
    found: list[Ints] = []
    fitting = 0
    for way in _best(ground, ways, (0.0, bounds_m[1]))[: _TRIES * seeds]:
        better, _ = improve(ground, way, no_pins, *bounds_m)
        found.append(without_spurs(ground.arcs, better))
        length_m, _, repeated_m = measure(ground, found[-1])
        fitting += length_m >= bounds_m[0] and repeated_m <= REPEATED_SHARE * length_m
        if fitting == seeds:
            break
    return found


def _best(ground: Ground, ways: Sequence[Ints], bounds_m: tuple[float, float]) -> list[Ints]:
    """Different ways with a length in the bounds, those with few repeats first, then by worth."""
    ranked = {}
    for way in ways:
        length_m, worth, repeated_m = measure(ground, way)
        if way.size > 0 and bounds_m[0] <= length_m <= bounds_m[1]:
            key = (repeated_m > REPEATED_SHARE * length_m, -worth, way.tolist())
            ranked[way.tobytes()] = (key, way)
    return [way for _, way in sorted(ranked.values(), key=lambda entry: entry[0])]


def _refusal(ground: Ground, ends: tuple[int, int], ways: Sequence[Ints], wish: Wish) -> str:
    """What to say when no walk fits; a time is named only when a walk of it was found."""
    words = f"no walk of {wish.minutes:g} minutes was found"
    tried = wish
    for _ in range(_TIMES_TRIED):
        lengths = [measure(ground, way)[0] for way in ways if way.size > 0]
        if not lengths:
            return f"{words}: no streets lead round from the start"
        nearest_m = min(lengths, key=lambda length_m: abs(length_m - wish.length_m))
        tried = replace(tried, minutes=float(max(round(wish.minutes_of(nearest_m)), 1)))
        inside = ellipse(ground, *ends, _bounds(tried)[1])
        ways = _improved(ground, _beginnings(ground, inside, tried), _bounds(tried), 1)
        if _best(ground, ways, _bounds(tried)):
            return (
                f"{words}; the nearest takes {tried.minutes:.0f} minutes at {wish.pace_kmh:g} km/h"
            )
    return f"{words}, nor one of nearly that time: start elsewhere, or wish for much less"


def score_per_m(graph: PlanGraph, inside: Ellipse, shortest: Ints) -> float:
    """What a walk's score is compared with: the shortest way's, or the streets' in reach."""
    edges = graph.arcs.edge[shortest]
    if shortest.size == 0:
        near = np.zeros(graph.lon.size, bool)
        near[inside.nodes] = True
        edges = np.unique(graph.arcs.edge[near[graph.arcs.source]])
    length = graph.arcs.length_m[edges]
    return float((graph.score[edges] * length).sum() / length.sum()) if edges.size else 0.0
