"""Walks worth suggesting: from, past and back to the places of a city, each unlike the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from guidegen.walks.candidates import Candidate, candidates
from guidegen.walks.graph import PlanGraph
from guidegen.walks.naming import Namer
from guidegen.walks.passing import in_metres, passes
from guidegen.walks.steps import stays, steps
from guidegen.walks.suggestion import Passing, Sight, Suggestion
from guidegen.walks.walk import Walk

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Passing", "Sight", "Suggestion", "best_of", "suggest"]

MOST_COMMON = 0.5  # two walks have less than this of the shorter one's length in common …
_SAME_M = 15.0  # … where the two sides of a street are the same
_LEAST_SHARE = 0.3  # of the best walk's rating
_SAMPLE_M = 10.0
_BESIDE_M = 25.0  # walks beside themselves are zigzags …
_LATER_M = 150.0  # … unless it is the same bend


@dataclass(frozen=True)
class _Rated:
    """A candidate with what speaks for it.

    Attributes:
        candidate: the walk.
        passes: the places that it passes.
        rating: larger is better.
        line: in metres.
        wide: the same, as wide as a street.
    """

    candidate: Candidate
    passes: tuple[Passing, ...]
    rating: float
    line: Any
    wide: Any


def suggest(
    graph: PlanGraph,
    edges: pd.DataFrame,
    sights: Sequence[Sight],
    *,
    count: int,
    minutes: Sequence[float],
) -> list[Suggestion]:
    """Walks that are worth taking, the best first.

    Args:
        graph: the streets and their scores.
        edges: `tables.EDGES`, the same streets.
        sights: the places, the most photographed first.
        count: at most so many.
        minutes: how long they may take.

    Returns:
        Loops, ways between places and tours, any two of which share less than half of the
        shorter one; none where no street has photos.
    """
    if graph.mean_score <= 0:
        return []
    return best_of(candidates(graph, sights, minutes), graph, edges, sights, count)


def best_of(
    found: Sequence[Candidate],
    graph: PlanGraph,
    edges: pd.DataFrame,
    sights: Sequence[Sight],
    count: int,
) -> list[Suggestion]:
    """What `suggest` suggests of some candidates."""
    rated = [_rated(graph, sights, each) for each in found]
    rated.sort(key=lambda each: (-each.rating, each.candidate.walk.edges.tolist()))
    namer = Namer(graph, edges, sights)
    return [_suggestion(graph, edges, namer, each) for each in _chosen(rated, count)]


def _rated(graph: PlanGraph, sights: Sequence[Sight], candidate: Candidate) -> _Rated:
    """Rate a walk: how much of it is photographed, how much it sees, how little it zigzags."""
    walk = candidate.walk
    passed = passes(walk, sights, graph, candidate.stops)
    # a tenth of the photographers on one place is worth less than on ten, so roots
    worth = {s.place_id: s.value**0.5 for s in sights if s.level == "place"}
    seen = sum(worth.get(passing.place_id, 0.0) for passing in passed) / (
        sum(worth.values()) or 1.0
    )
    line = shapely.LineString(in_metres(walk.line, float(graph.lat.mean())))
    rating = _liked_share(graph, walk) * (1 + seen) * (1 - _beside_itself(line))
    return _Rated(candidate, passed, rating, line, line.buffer(_SAME_M))


def _liked_share(graph: PlanGraph, walk: Walk) -> float:
    """The share of a walk's length that is new and photographed as much as the mean street."""
    edges = np.unique(walk.edges)
    liked = np.minimum(graph.score[edges] / graph.mean_score, 1)
    return float((liked * graph.arcs.length_m[edges]).sum() / walk.length_m)


def _beside_itself(line: Any) -> float:
    """The share of a line in metres near which it has been before or comes again."""
    size = max(int(line.length / _SAMPLE_M), 2)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(
            line, np.linspace(0, 1, size, endpoint=False), normalized=True
        )
    )
    pairs = cKDTree(points).query_pairs(_BESIDE_M, output_type="ndarray")
    apart = pairs[:, 1] - pairs[:, 0]
    if line.is_ring or line.coords[0] == line.coords[-1]:
        apart = np.minimum(apart, size - apart)  # the end of a loop is near its start
    return np.unique(pairs[apart * _SAMPLE_M > _LATER_M]).size / size


def _chosen(rated: Sequence[_Rated], count: int) -> list[_Rated]:
    """So many of the walks, the best first, unlike each other and of as many sorts as there are.

    Beginning with each, what adds a sort is taken before what is better; of these choices the one
    with the most sorts and the highest ratings is made.
    """
    worthy = [each for each in rated if each.rating >= _LEAST_SHARE * rated[0].rating]
    unlike = [[_common(one, other) < MOST_COMMON for other in worthy] for one in worthy]
    best: list[int] = []
    for first in range(len(worthy) if count > 0 else 0):
        tried = _grown(worthy, unlike, first, count)
        best = max(best, tried, key=lambda choice: _rank(worthy, choice))
    return [worthy[k] for k in sorted(best)]


def _grown(
    worthy: Sequence[_Rated], unlike: Sequence[Sequence[bool]], first: int, count: int
) -> list[int]:
    chosen = [first]
    while len(chosen) < count:
        free = [k for k in range(len(worthy)) if k not in chosen]
        fitting = [k for k in free if all(unlike[k][j] for j in chosen)]
        if not fitting:
            break
        chosen.append(max(fitting, key=lambda k: _rank(worthy, [*chosen, k])))
    return chosen


def _rank(worthy: Sequence[_Rated], choice: Sequence[int]) -> tuple[int, float, list[int]]:
    """How many sorts there are; then ratings, the second of a kind counts half and so on."""
    walks = [worthy[k].candidate.walk for k in sorted(choice)]
    sorts = {walk.kind for walk in walks} | {walk.wish_minutes for walk in walks}
    of_kind: Counter[str] = Counter()
    total = 0.0
    for k, walk in zip(sorted(choice), walks, strict=True):
        of_kind[walk.kind] += 1
        total += worthy[k].rating / of_kind[walk.kind]
    return len(sorts), round(total, 9), [-k for k in sorted(choice)]


def _common(one: _Rated, other: _Rated) -> float:
    """The share of the shorter walk that is also walked by the longer."""
    shorter, longer = sorted((one, other), key=lambda each: each.candidate.walk.length_m)
    return float(shorter.line.intersection(longer.wide).length / shorter.line.length)


def _suggestion(graph: PlanGraph, edges: pd.DataFrame, namer: Namer, each: _Rated) -> Suggestion:
    walk = each.candidate.walk
    title, walk_id = namer.name(walk, each.passes)
    climbs = graph.steps[walk.edges]
    return Suggestion(
        walk_id=walk_id,
        name=title.worded(),
        wish=each.candidate.wish,
        walk=walk,
        steps=steps(walk, graph, edges, stays(each.passes, namer.sights)),
        passes=each.passes,
        steps_m=float(graph.arcs.length_m[walk.edges][climbs].sum()),
        flights=int((climbs & ~np.append(False, climbs[:-1])).sum()),
        title=title,
    )
