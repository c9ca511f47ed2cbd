"""Tours: which places to visit, in which order, in a given time.

Stops are chosen by orienteering on the shortest ways between them; the way is then made worth
walking with the time that is left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from guidegen.walks.between import node_lengths
from guidegen.walks.graph import Arcs, Ints, PlanGraph, nearest_node, stop_node
from guidegen.walks.improve import improve, length_of, mark
from guidegen.walks.orienteering import Choice, choose, order_m
from guidegen.walks.plan import (
    TOLERANCE,
    Wish,
    check_wish,
    found_on,
    grounds_for,
    photographed_per_m,
)
from guidegen.walks.search import Ground, leg
from guidegen.walks.walk import Walk, WalkError, walk_of

VISITED_M = 25.0  # who passes so near has visited a stop
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
class _Usable:
    """A stop that can be walked to.

    Attributes:
        number: among the stops.
        node: where it is visited.
        stop: the stop.
    """

    number: int
    node: int
    stop: Stop


def plan_tour(graph: PlanGraph, wish: Wish, stops: Sequence[Stop]) -> Walk:
    """A walk from the start through chosen stops to the end, or back to the start.

    An end that is at one of the stops is always visited, as the last.

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
    starts = nearest_node(graph, *wish.start, avoid_steps=wish.avoid_steps)
    finish = starts
    if wish.end:
        finish = nearest_node(graph, *wish.end, "end", avoid_steps=wish.avoid_steps)
    ends = (starts[0], finish[0])
    usable = _usable(graph, stops, ends)
    last = [each for each in usable if each.node == ends[1] != ends[0]][:1]
    rest = [each for each in usable if each not in last]
    way, visited = found_on(
        grounds_for(graph, wish), lambda ground: _toured(ground, wish, ends, (rest, last))
    )
    base = photographed_per_m(graph, ends, wish)
    walk = walk_of(graph, way, "tour", wish, base, (starts[1], finish[1]))
    minutes = walk.minutes + sum(each.stop.minutes for each in visited)
    return replace(walk, minutes=minutes, stops=tuple(each.number for each in visited))


def _toured(
    ground: Ground,
    wish: Wish,
    ends: tuple[int, int],
    stops: tuple[Sequence[_Usable], Sequence[_Usable]],
) -> tuple[Ints, list[_Usable]]:
    """The arcs of a tour and what it visits; the stops are those to choose from and the end's.

    Raises:
        WalkError: no stop fits, or no tour does.
    """
    rest, last = stops
    nodes = [*ends, *(each.node for each in rest)]
    per_minute = wish.pace_kmh * 1000 / 60
    minutes = [0.0, sum(each.stop.minutes for each in last), *(e.stop.minutes for e in rest)]
    worth = np.array([0.0, 0.0, *(each.stop.value for each in rest)])
    far = np.stack([node_lengths(ground, node, -1, wish.length_m)[nodes] for node in nodes])
    choice = Choice(far, worth, np.array(minutes) * per_minute, wish.length_m)
    order = [int(k) for k in choose(choice)]
    if (len(order) == 2 and not last) or order_m(choice, np.array(order)) > wish.length_m:
        raise WalkError(_too_short(ground, nodes, choice, wish))
    if nodes[order[-2]] == nodes[0] == nodes[1]:
        order = [0, order[-2], *order[1:-2], 1]  # who starts at a stop sees it first
    stay_m = float(choice.stay_m[order].sum())
    way = np.zeros(0, np.int32)
    low_m = (1 - TOLERANCE) * wish.length_m - stay_m
    for high in (1.0, 1 + TOLERANCE):
        way = _way(ground, [nodes[k] for k in order], (low_m, high * wish.length_m - stay_m))
        if length_of(ground.arcs, way) >= low_m - _EPSILON:
            return way, [rest[k - 2] for k in order[1:-1]] + list(last)
    longest = wish.minutes_of(length_of(ground.arcs, way) + stay_m)
    raise WalkError(
        f"no tour of {wish.minutes:g} minutes was found; the longest found takes "
        f"{longest:.0f} minutes"
    )


def _usable(graph: PlanGraph, stops: Sequence[Stop], ends: tuple[int, int]) -> list[_Usable]:
    """The stops on the start's piece of the network."""
    found = []
    for number, stop in enumerate(stops):
        try:
            node, _ = stop_node(graph, stop.lon, stop.lat, ends)
        except WalkError:
            continue  # a place without streets is nothing to be sorry for
        if graph.piece[node] == graph.piece[ends[0]] and stop.value > 0:
            found.append(_Usable(number, node, stop))
    return found


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
    way = improve(ground, way, np.array(pins, np.int32), *bounds_m)[0]
    return without_side_steps(ground.arcs, way, nodes, bounds_m[0])


def without_side_steps(arcs: Arcs, way: Ints, stops: Sequence[int], low_m: float) -> Ints:
    """The way without turning back where all stops are still visited, passed within 25 m.

    Args:
        arcs: the streets.
        way: of the tour.
        stops: nodes.
        low_m: the way gets no shorter.
    """
    at = 1
    while at < way.size:
        cut = np.delete(way, (at - 1, at))
        turns = arcs.edge[way[at - 1]] == arcs.edge[way[at]]
        if turns and length_of(arcs, cut) >= low_m and _visits(arcs, cut, stops):
            way, at = cut, max(at - 1, 1)
        else:
            at += 1
    return way


def _visits(arcs: Arcs, way: Ints, stops: Sequence[int]) -> bool:
    passed = np.append(arcs.source[way], arcs.target[way[-1:]])
    if passed.size == 0:
        return False
    gaps = np.hypot(
        arcs.x_m[passed][:, None] - arcs.x_m[stops], arcs.y_m[passed][:, None] - arcs.y_m[stops]
    )
    return bool((gaps.min(axis=0) <= VISITED_M).all())


def _too_short(ground: Ground, nodes: Sequence[int], choice: Choice, wish: Wish) -> str:
    """The least time that any stop, or the end's, needs."""
    there = node_lengths(ground, nodes[0], -1, math.inf)[list(nodes)]
    back = node_lengths(ground, nodes[1], -1, math.inf)[list(nodes)]
    first = 1 if choice.stay_m[1] > 0 else 2
    nearest_m = float(min((there + back + choice.stay_m)[first:], default=math.inf))
    nearest_m += float(choice.stay_m[1]) * (first == 2)
    if nearest_m == math.inf:
        return "no stop can be reached on foot from the start"
    minutes = math.ceil(wish.minutes_of(nearest_m) - _EPSILON)
    return (
        f"{wish.minutes:g} minutes are too short for any stop: the nearest needs at least "
        f"{minutes} minutes at {wish.pace_kmh:g} km/h"
    )
