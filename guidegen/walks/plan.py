"""The door to the planner: a wish in, a walk out, or a refusal that names what can be done."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from guidegen.city import LONGEST_WALK_MINUTES
from guidegen.geo import Floats
from guidegen.walks.between import ellipse
from guidegen.walks.costs import taste
from guidegen.walks.desk import desk_for
from guidegen.walks.graph import Ints, PlanGraph, nearest_node
from guidegen.walks.improve import length_of
from guidegen.walks.search import Ground, cheapest, without
from guidegen.walks.seek import ranked, seek
from guidegen.walks.walk import Walk, WalkError, walk_of

TOLERANCE = 0.05
PACE_KMH = 5.0
ATTRACTION = 0.7
FASTEST_KMH = 10.0
# of the wished length, from and to: who has an hour does not want to walk longer
_LENGTHS = ((1 - TOLERANCE, 1.0), (1 - TOLERANCE, 1 + TOLERANCE))
_FADED = 0.1  # what is left of the score of streets for the next of several walks
_TIMES_TRIED = 8  # before a refusal names none

T = TypeVar("T")


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
    chosen = _plans(graph, wish)[:1]
    while len(chosen) < count:
        others = _plans(graph, wish, chosen)
        unlike = [w for w in others if all(jaccard(w, other) < 0.5 for other in chosen)]
        if not unlike:
            break
        chosen.append(unlike[0])
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


def grounds_for(graph: PlanGraph, wish: Wish) -> list[Ground]:
    """What the searches for a wish run on, one after the other until a walk is found.

    Who avoids steps is led over some only where there is no walk without any: the streets
    without steps come first.
    """
    liked = taste(
        graph,
        wish.attraction,
        avoid_steps=wish.avoid_steps,
        avoid_unlit=wish.avoid_unlit,
        preference=wish.preference,
    )
    used = np.zeros(graph.score.size, np.int32)
    ground = Ground(graph.arcs, liked, used, desk_for(graph.arcs))
    if wish.avoid_steps and graph.steps.any():
        return [without(ground, graph.steps), ground]
    return [ground]


def found_on(grounds: Sequence[Ground], find: Callable[[Ground], T]) -> T:
    """What is found on the first ground that has it.

    Raises:
        WalkError: that of the last ground.
    """
    for ground in grounds[:-1]:
        with contextlib.suppress(WalkError):
            return find(ground)
    return find(grounds[-1])


def _plans(graph: PlanGraph, wish: Wish, chosen: Sequence[Walk] = ()) -> list[Walk]:
    """Walks that meet the wish, the best first; on the streets of others as little as can be."""
    check_wish(wish)
    start, start_off_m = nearest_node(graph, *wish.start, avoid_steps=wish.avoid_steps)
    end, end_off_m = (start, start_off_m)
    if wish.end is not None:
        end, end_off_m = nearest_node(graph, *wish.end, "end", avoid_steps=wish.avoid_steps)
        if start == end:
            raise WalkError(
                "the start and the end are at the same junction: leave out the end for a loop"
            )
    if graph.piece[start] != graph.piece[end]:
        raise WalkError(
            "no streets lead from the start to the end: they are on different pieces of the network"
        )
    faded = replace(wish, preference=_faded(graph, wish, chosen))
    ways = found_on(grounds_for(graph, faded), lambda ground: _ways(ground, (start, end), wish))
    base = _base(graph, (start, end), wish)
    kind = "loop" if wish.end is None else "between"
    snapped = (start_off_m, end_off_m)
    return [walk_of(graph, way, kind, wish, base, snapped) for way in ways]


def _faded(graph: PlanGraph, wish: Wish, chosen: Sequence[Walk]) -> Floats | None:
    """The preference of a walker who has taken some walks already."""
    if not chosen:
        return wish.preference
    fresh = np.ones(graph.score.size) if wish.preference is None else wish.preference.copy()
    for walk in chosen:
        fresh[np.unique(walk.edges)] *= _FADED
    return fresh


def _ways(ground: Ground, ends: tuple[int, int], wish: Wish) -> list[Ints]:
    """The arcs of walks that meet a wish, the best first.

    Raises:
        WalkError: there are none.
    """
    length_m, _ = cheapest(ground.arcs, ground.arcs.length_m, ends, ground.desk)
    if length_m > _LENGTHS[-1][1] * wish.length_m:
        raise WalkError(_too_short(length_m, wish))
    fitting, tried = _fitting(ground, ends, wish)
    if not fitting:
        raise WalkError(_refusal(ground, ends, tried, wish))
    return fitting


def _fitting(
    ground: Ground,
    ends: tuple[int, int],
    wish: Wish,
    shares: Sequence[tuple[float, float]] = _LENGTHS,
) -> tuple[list[Ints], list[Ints]]:
    """The ways that fit, first those that take no longer than wished; and all that were made."""
    tried: list[Ints] = []
    for low, high in shares:
        bounds = (low * wish.length_m, high * wish.length_m)
        inside = ellipse(ground, *ends, bounds[1])
        if inside.nodes.size > 0:
            tried = seek(ground, inside, wish.length_m, bounds)
        fitting = ranked(ground, tried, bounds)
        if fitting:
            return fitting, tried
    return [], tried


def _too_short(length_m: float, wish: Wish) -> str:
    if length_m == math.inf:
        return "no streets without steps lead from the start to the end"
    minutes = math.ceil(wish.minutes_of(length_m) - 1e-9)
    return (
        f"{wish.minutes:g} minutes are too short: from the start to the end it takes at least "
        f"{minutes} minutes at {wish.pace_kmh:g} km/h"
    )


def _refusal(ground: Ground, ends: tuple[int, int], ways: Sequence[Ints], wish: Wish) -> str:
    """What to say when no walk fits; a time is named only when a walk of it was found."""
    words = f"no walk of {wish.minutes:g} minutes was found"
    for _ in range(_TIMES_TRIED):
        lengths = [length_of(ground.arcs, way) for way in ways if way.size > 0]
        if not lengths:
            return f"{words}: no streets lead round from the start"
        nearest_m = min(lengths, key=lambda length_m: abs(length_m - wish.length_m))
        tried = replace(wish, minutes=float(max(round(wish.minutes_of(nearest_m)), 1)))
        fitting, ways = _fitting(ground, ends, tried, _LENGTHS[-1:])
        if fitting:
            return (
                f"{words}; the nearest takes {tried.minutes:.0f} minutes at {wish.pace_kmh:g} km/h"
            )
    return f"{words}, nor one of nearly that time: start elsewhere, or wish for much less"


def _base(graph: PlanGraph, ends: tuple[int, int], wish: Wish) -> float:
    """The score per metre that a walk is compared with."""
    desk = desk_for(graph.arcs)
    if ends[0] == ends[1]:
        return photographed_per_m(graph, ends, wish)
    edges = graph.arcs.edge[cheapest(graph.arcs, graph.arcs.length_m, ends, desk)[1]]
    length = graph.arcs.length_m[edges]
    return float((graph.score[edges] * length).sum() / length.sum())


def photographed_per_m(graph: PlanGraph, ends: tuple[int, int], wish: Wish) -> float:
    """The mean score per metre of the photographed streets in reach, 0 if there are none.

    Streets that nobody photographed say nothing: how many there are depends on where a map ends.
    """
    arcs = graph.arcs
    used = np.zeros(graph.score.size, np.int32)
    liked = taste(graph, 0.0)
    inside = ellipse(
        Ground(arcs, liked, used, desk_for(arcs)), *ends, _LENGTHS[-1][1] * wish.length_m
    )
    near = np.zeros(graph.lon.size, bool)
    near[inside.nodes] = True
    edges = np.unique(arcs.edge[near[arcs.source]])
    edges = edges[graph.score[edges] > 0]
    length = arcs.length_m[edges]
    return float((graph.score[edges] * length).sum() / length.sum()) if edges.size else 0.0
