"""A walk in words: where to turn, into which street, and after how many metres."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from guidegen.geo import MEAN_EARTH_RADIUS_M
from guidegen.markup import one_line

if TYPE_CHECKING:
    import pandas as pd

    from guidegen.walks.graph import PlanGraph
    from guidegen.walks.walk import Walk

# A change of direction smaller than this is a bend, and not called a turn …
BEND_DEG = 40.0
# … and one larger than this is a sharp turn.
SHARP_DEG = 130.0
# Directions are those of the last and the next metres: kinks at a crossing are no turns. Shorter
# pieces, as across a road, are not worth a word, nor is a second turn to the same side so near to
# the first, as around a rounded corner.
NEAR_M = 15.0
LONGEST_NAME = 80

_NOUNS = {
    "footway": "a footpath", "path": "a footpath", "pedestrian": "a pedestrian street",
    "living_street": "a lane", "service": "a lane", "track": "a track",
    "cycleway": "a cycle path", "bridleway": "a bridle path", "crossing": "a crossing",
    "route": "a way",  # of photographers, where no street is known
    "residential": "a street", "unclassified": "a street",
}  # fmt: skip
_WINDS = (
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"
)  # fmt: skip
_CLIMBS = {1: "climb the steps", -1: "go down the steps", 0: "take the steps"}


@dataclass(frozen=True)
class Step:
    """One thing to do on a walk.

    Attributes:
        text: English, plain text on one line: names in it are as the map has them, so it has to
            be escaped wherever it is put into HTML.
        length_m: from here to the next step, 0 for the last; they add up to the walk's.
        lon: degrees, where it is done.
        lat: degrees.
        kind: start, ahead, left, right, sharp left, sharp right, back or arrive.
    """

    text: str
    length_m: float
    lon: float
    lat: float
    kind: str


@dataclass(frozen=True)
class _Way:
    """What one walks on; edges of one way in a row are one step.

    Attributes:
        kind: street, steps or square.
        name: the map's, or none.
        noun: what a nameless one is called.
        slope: of steps, 1 up, -1 down, 0 unknown.
    """

    kind: str
    name: str
    noun: str = ""
    slope: int = 0


@dataclass(frozen=True)
class _Leg:
    """A part of the walk that is one step.

    Attributes:
        way: what it is on.
        begin: number of its first edge along the walk.
        kind: of its step.
    """

    way: _Way
    begin: int
    kind: str


class _Course:
    """The directions along a walk's line, in metres around its start."""

    def __init__(self, walk: Walk, graph: PlanGraph) -> None:
        degree_m = math.radians(1) * MEAN_EARTH_RADIUS_M
        lon, lat = walk.line.T
        self._x_m = (lon - lon[0]) * (math.cos(math.radians(lat[0])) * degree_m)
        self._y_m = (lat - lat[0]) * degree_m
        along = np.hypot(np.diff(self._x_m), np.diff(self._y_m))
        self._along_m = np.append(0, np.cumsum(along))
        points = graph.line_first[walk.edges + 1] - graph.line_first[walk.edges] - 1
        self._joints = np.append(0, np.cumsum(points))
        # One looks no further than to where one turns back.
        back = self._joints[1:-1][walk.edges[1:] == walk.edges[:-1]]
        self._limits_m = self._along_m[np.concatenate(([0], back, [lon.size - 1]))]

    def into(self, joint: int) -> float:
        """The direction in which one comes to a joint, degrees clockwise from north."""
        at_m = self._along_m[self._joints[joint]]
        limit = self._limits_m[max(np.searchsorted(self._limits_m, at_m) - 1, 0)]
        return self._direction(max(at_m - NEAR_M, limit), at_m)

    def out_of(self, joint: int) -> float:
        """The direction in which one leaves a joint, degrees clockwise from north."""
        at_m = self._along_m[self._joints[joint]]
        limit = self._limits_m[np.searchsorted(self._limits_m[:-1], at_m, side="right")]
        return self._direction(at_m, min(at_m + NEAR_M, limit))

    def turn(self, joint: int, later: int) -> float:
        """How much the direction changes from one joint to a later one: -180 <= degrees < 180."""
        return (self.out_of(later) - self.into(joint) + 180) % 360 - 180

    def _direction(self, start_m: float, end_m: float) -> float:
        (x, right), (y, up) = (
            np.interp([start_m, end_m], self._along_m, axis) for axis in (self._x_m, self._y_m)
        )
        return math.degrees(math.atan2(right - x, up - y))


def steps(walk: Walk, graph: PlanGraph, edges: pd.DataFrame) -> tuple[Step, ...]:
    """What to do on a walk, from its start to its end.

    Turns are called where the street changes, and where one street turns by `BEND_DEG` or more
    while another goes on from there. On squares one walks straight to the other side, and a
    nameless way that goes straight on as another kind is not told.

    Args:
        walk: the walk.
        graph: the streets that it was planned on.
        edges: `tables.EDGES`, the same streets.
    """
    table = edges.iloc[walk.edges]
    at_m = np.append(0, np.cumsum(graph.arcs.length_m[walk.edges]))
    course = _Course(walk, graph)
    legs = list(_legs(walk, graph, course, _ways(table, walk.forward)))
    bounds = [*(leg.begin for leg in legs), walk.edges.size]
    lengths = np.diff(at_m[bounds])
    texts = [f"Start {_place(legs[0].way)}, heading {_wind(course.out_of(0))}"]
    texts += [
        f"After {_metres(length)} {_action(leg, before.way)}"
        for length, (before, leg) in zip(lengths, pairwise(legs), strict=False)
    ]
    parts = [table.iloc[first:last] for first, last in pairwise(bounds)]
    texts = [
        text + _passed(part, leg.way) for text, part, leg in zip(texts, parts, legs, strict=True)
    ]
    texts.append("You have arrived")
    kinds = [*(leg.kind for leg in legs), "arrive"]
    nodes = walk.nodes[bounds]
    return tuple(
        Step(text, float(length), float(graph.lon[node]), float(graph.lat[node]), kind)
        for text, length, node, kind in zip(texts, [*lengths, 0], nodes, kinds, strict=True)
    )


def _ways(table: pd.DataFrame, forward: npt.NDArray[np.bool_]) -> list[_Way]:
    columns = (table[name] for name in ("name", "highway", "incline", "steps", "square"))
    return [_way(*row) for row in zip(*columns, forward, strict=True)]


def _way(name: Any, highway: str, incline: Any, steps: bool, square: bool, ahead: bool) -> _Way:
    name = one_line(name, LONGEST_NAME) if isinstance(name, str) else ""
    if steps:
        return _Way("steps", name, slope=slope_of(incline) if ahead else -slope_of(incline))
    if square:
        return _Way("square", name)
    return _Way("street", name, "" if name else _NOUNS.get(highway, "a road"))


def slope_of(incline: Any) -> int:
    """Whether a way leads up (1) or down (-1) in its own direction, or nobody knows (0)."""
    text = incline.strip().lower() if isinstance(incline, str) else ""
    if re.match(r"up$|\+?[0-9.]*[1-9]", text):
        return 1
    return -1 if re.match(r"down$|-[0-9.]*[1-9]", text) else 0


def _legs(walk: Walk, graph: PlanGraph, course: _Course, ways: Sequence[_Way]) -> Iterator[_Leg]:
    """The parts of a walk, each with what is done at its begin."""
    at_m = np.append(0, np.cumsum(graph.arcs.length_m[walk.edges]))
    choice = np.diff(graph.arcs.first)[walk.nodes] > 2
    leg = _Leg(ways[0], 0, "start")
    end = 0  # of what has been looked at and is worth a word
    for first, last in _runs(walk, ways):
        if at_m[last] - at_m[end] < NEAR_M and _is_link(walk, first, last):
            continue
        for edge in range(max(first, 1), last):
            joint = end if edge == first else edge
            kind = _manoeuvre(walk, course, joint, edge)
            turns = kind != "ahead" and (choice[joint] or joint < edge)
            again = kind == leg.kind and at_m[joint] - at_m[leg.begin] < NEAR_M
            turns &= ways[edge].kind != "square" and not again
            nameless = kind == "ahead" and ways[edge].noun and leg.way.noun
            if kind == "back" or turns or (ways[edge] != leg.way and not nameless):
                yield leg
                leg = _Leg(ways[edge], joint, kind)
        end = last
    yield leg


def _runs(walk: Walk, ways: Sequence[_Way]) -> Iterator[tuple[int, int]]:
    """The first edge and the one after the last of each way, or until one turns back."""
    first = 0
    for edge in range(1, len(ways)):
        if ways[edge] != ways[first] or walk.edges[edge] == walk.edges[edge - 1]:
            yield first, edge
            first = edge
    yield first, len(ways)


def _is_link(walk: Walk, first: int, last: int) -> bool:
    """Whether some edges join two others, and one turns back neither before nor after them."""
    if first == 0 or last == walk.edges.size:
        return False
    return not any(walk.edges[k] == walk.edges[k - 1] for k in (first, last))


def _manoeuvre(walk: Walk, course: _Course, joint: int, edge: int) -> str:
    if joint == edge and walk.edges[edge] == walk.edges[edge - 1]:
        return "back"
    turn = course.turn(joint, edge)
    if abs(turn) < BEND_DEG:
        return "ahead"
    side = "right" if turn > 0 else "left"
    return f"sharp {side}" if abs(turn) > SHARP_DEG else side


def _place(way: _Way) -> str:
    if way.kind == "square":
        return f"across the square{_called(way)}"
    return f"on the steps{_called(way)}" if way.kind == "steps" else f"on {way.name or way.noun}"


def _action(leg: _Leg, before: _Way) -> str:
    """What is done at the begin of a leg, after another."""
    way = leg.way
    turn = "" if leg.kind == "ahead" else f"turn {leg.kind}"
    if way.kind != "street":
        there = "cross the square" if way.kind == "square" else _CLIMBS[way.slope]
        return " and ".join(filter(None, (turn, there + _called(way))))
    if leg.kind == "back":
        return turn
    if not turn:
        return f"continue on {way.name or way.noun}"
    if way.name and way == before:
        return f"{turn} to stay on {way.name}"
    return f"{turn} into {way.name or way.noun}"


def _called(way: _Way) -> str:
    return f" ({way.name})" if way.name else ""


def _passed(table: pd.DataFrame, way: _Way) -> str:
    """Over what and through what some edges lead."""
    steps = way.kind != "steps" and table["steps"].any()
    noted = (
        (steps, ", over a few steps"),
        (table["bridge"].any(), ", over the bridge"),
        (table["tunnel"].any(), ", through the tunnel"),
    )
    return "".join(words for there, words in noted if there)


def _wind(direction: float) -> str:
    return _WINDS[round(direction / 45) % 8]


def _metres(length_m: float) -> str:
    """A length as one says it: to 10 m, from a kilometre on to 100 m."""
    if length_m >= 995:
        return f"{length_m / 1000:.1f} km"
    return f"{max(round(float(length_m), -1), 10):.0f} m"
