"""Tours: which places to visit, in which order, in a given time.

Orienteering by insertion: the place that adds the most value per metre of detour and of standing
goes in where it costs least, until nothing fits; crossings of the way are untied (2-opt) and
places that stayed out take the turn of those that are worth less. The way between the places is
then made worth walking with the time that is left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from guidegen.geo import Floats
from guidegen.walks.between import ellipse, node_lengths
from guidegen.walks.graph import Ints, PlanGraph, nearest_node
from guidegen.walks.improve import improve, length_of, mark
from guidegen.walks.plan import TOLERANCE, Wish, check_wish, ground_for, score_per_m
from guidegen.walks.search import Ground, leg
from guidegen.walks.walk import Walk, WalkError, walk_of

_ROUNDS = 20
_EPSILON = 1e-9
_C = 0.5


@dataclass(frozen=True)
class Stop:
    """A place that a tour may visit.

    Attributes:
        lon: degrees.
        lat: degrees.
        value: what it is worth to visit, > 0; more for a place that is at its best at the month
            and hour of the tour.
        minutes: spent there.
    """

    lon: float
    lat: float
    value: float
    minutes: float = 0.0


@dataclass(frozen=True)
class _Choice:
    """The stops to choose from: row 0 is the start, row 1 the end, then the stops.

    Attributes:
        far: lengths of the shortest ways between them in metres, shape (k, k).
        worth: of each, shape (k,).
        stay_m: the metres that could be walked in the minutes spent there, shape (k,).
        budget_m: for walking and standing.
    """

    far: Floats
    worth: Floats
    stay_m: Floats
    budget_m: float

    def length_m(self, order: Sequence[int]) -> float:
        """Of the shortest way through some of them in this order, standing included."""
        walked = sum(float(self.far[a, b]) for a, b in pairwise(order))
        return walked + sum(float(self.stay_m[k]) for k in order)


def plan_tour(graph: PlanGraph, wish: Wish, stops: Sequence[Stop]) -> Walk:
    """A walk from the start through chosen stops to the end, or back to the start.

    Args:
        graph: the streets and their scores.
        wish: from where, to where (None: back to the start), how long with all stays.
        stops: to choose from.

    Returns:
        A walk of kind tour; `Walk.stops` are numbers of the stops in the order they are visited,
        and its minutes hold the stays.

    Raises:
        WalkError: the wish makes no sense, no stop can be visited in its time, or no tour within
            5% of it was found.
    """
    check_wish(wish)
    ground = ground_for(graph, wish)
    ends = [nearest_node(graph, *wish.start)]
    ends.append(nearest_node(graph, *wish.end, who="end") if wish.end else ends[0])
    usable = _usable(graph, stops, ends[0][0])
    nodes = [node for node, _ in ends] + [nearest_node(graph, s.lon, s.lat)[0] for _, s in usable]
    choice = _choice(ground, nodes, [stop for _, stop in usable], wish)
    order = choose(choice)
    if len(order) == 2:
        raise WalkError(_too_short(choice, wish))
    if nodes[order[-2]] == nodes[0] == nodes[1]:
        order = [0, order[-2], *order[1:-2], 1]  # who starts at a stop sees it first
    walked_m = wish.length_m - sum(float(choice.stay_m[k]) for k in order)
    spare_m = TOLERANCE * wish.length_m
    way = _way(ground, [nodes[k] for k in order], (walked_m - spare_m, walked_m + spare_m))
    stay = sum(usable[k - 2][1].minutes for k in order[1:-1])
    inside = ellipse(ground, nodes[0], nodes[1], wish.length_m + spare_m)
    base = score_per_m(graph, inside, np.zeros(0, np.int32))
    walk = walk_of(graph, way, "tour", wish, base, (ends[0][1], ends[1][1]))
    minutes = walk.minutes + stay
    if minutes < wish.minutes * (1 - TOLERANCE) - _EPSILON:
        raise WalkError(
            f"no tour of {wish.minutes:g} minutes was found; the longest found takes "
            f"{minutes:.0f} minutes"
        )
    return replace(walk, minutes=minutes, stops=tuple(usable[k - 2][0] for k in order[1:-1]))


def _usable(graph: PlanGraph, stops: Sequence[Stop], start: int) -> list[tuple[int, Stop]]:
    """The stops on the start's piece of the network, with their numbers."""
    found = []
    for number, stop in enumerate(stops):
        try:
            node, _ = nearest_node(graph, stop.lon, stop.lat)
        except WalkError:
            continue  # a place without streets is nothing to be sorry for
        if graph.piece[node] == graph.piece[start] and stop.value > 0:
            found.append((number, stop))
    return found


def _choice(ground: Ground, nodes: Sequence[int], stops: Sequence[Stop], wish: Wish) -> _Choice:
    # what a walk may take more than wished is left for ways that are worth walking
    budget_m = wish.length_m
    far = np.stack([node_lengths(ground, node, -1, budget_m)[list(nodes)] for node in nodes])
    per_minute = wish.pace_kmh * 1000 / 60
    stays = np.array([0.0, 0.0, *(stop.minutes * per_minute for stop in stops)])
    return _Choice(far, np.array([0.0, 0.0, *(stop.value for stop in stops)]), stays, budget_m)


def choose(choice: _Choice) -> list[int]:
    """Rows in the order of the tour, from 0 to 1; only these two if no stop fits."""
    order = _filled(choice, [0, 1])
    for _ in range(_ROUNDS):
        better = _filled(choice, _untied(choice, order))
        for out in order[1:-1]:
            rest = [k for k in order if k != out]
            tried = _filled(choice, _untied(choice, rest), without=out)
            better = max(better, _filled(choice, tried), key=lambda o: _rank(choice, o))
        if _rank(choice, better) <= _rank(choice, order):
            break
        order = better
    return order


def _rank(choice: _Choice, order: Sequence[int]) -> tuple[float, float, list[int]]:
    """Value first, then shortness; rounded, so that sums in another order are the same."""
    worth = sum(float(choice.worth[k]) for k in order)
    return round(worth, 9), -round(choice.length_m(order), 6), [-k for k in order]


def _filled(choice: _Choice, order: Sequence[int], without: int = -1) -> list[int]:
    """The order with stops put in, the most value per metre first, while they fit."""
    order = list(order)
    while True:
        room = choice.budget_m - choice.length_m(order)
        best: tuple[float, int, int] | None = None
        for k in range(2, choice.worth.size):
            if k in order or k == without:
                continue
            more, at = _cheapest_insertion(choice, order, k)
            rank = choice.worth[k] / max(more, 1.0)
            if more <= room and (best is None or rank > best[0]):
                best = (float(rank), k, at)
        if best is None:
            return order
        order.insert(best[2], best[1])


def _cheapest_insertion(choice: _Choice, order: Sequence[int], k: int) -> tuple[float, int]:
    """Metres that a stop adds where it adds least, and the position."""
    pairs = list(pairwise(order))
    more = [choice.far[a, k] + choice.far[k, b] - choice.far[a, b] for a, b in pairs]
    at = int(np.argmin(more))
    return float(more[at] + choice.stay_m[k]), at + 1


def _untied(choice: _Choice, order: Sequence[int]) -> list[int]:
    """2-opt: pieces are turned round while that shortens the way."""
    order = list(order)
    turned = True
    while turned:
        turned = False
        for i in range(1, len(order) - 2):
            for j in range(i + 1, len(order) - 1):
                other = order[:i] + order[i : j + 1][::-1] + order[j + 1 :]
                if choice.length_m(other) < choice.length_m(order) - 1e-6:
                    order, turned = other, True
    return order


def _way(ground: Ground, nodes: Sequence[int], bounds_m: tuple[float, float]) -> Ints:
    """The arcs through the nodes in their order, worth walking and within the bounds if it can."""
    spare = bounds_m[1]
    lengths = [float(node_lengths(ground, a, -1, math.inf)[b]) for a, b in pairwise(nodes)]
    spare -= sum(lengths)
    way, pins = np.zeros(0, np.int32), []
    for a, b, shortest in zip(nodes, nodes[1:], lengths, strict=False):
        if a == b:
            continue
        budget = shortest + max(spare, 0.0)
        part = leg(ground, _C, (a, b), budget + _EPSILON)
        spare -= length_of(ground.arcs, part) - shortest
        mark(ground, part, 1)
        way = np.concatenate((way, part))
        pins.append(way.size)
    mark(ground, way, -1)
    if way.size == 0:
        raise WalkError("the stops that fit are all where the tour starts: give it more time")
    return improve(ground, way, np.array(pins, np.int32), *bounds_m)[0]


def _too_short(choice: _Choice, wish: Wish) -> str:
    lengths = [choice.length_m([0, k, 1]) for k in range(2, choice.worth.size)]
    nearest_m = min(lengths, default=math.inf)
    if nearest_m == math.inf:
        return f"no stop can be reached within {wish.minutes:g} minutes"
    minutes = math.ceil(wish.minutes_of(nearest_m) - _EPSILON)
    return (
        f"{wish.minutes:g} minutes are too short for any stop: the nearest needs at least "
        f"{minutes} minutes at {wish.pace_kmh:g} km/h"
    )
