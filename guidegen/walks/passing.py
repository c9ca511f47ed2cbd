"""Which places a walk passes, and where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from guidegen.geo import MEAN_EARTH_RADIUS_M, Floats
from guidegen.walks.graph import PlanGraph, stop_node
from guidegen.walks.suggestion import Passing, Sight
from guidegen.walks.walk import Walk

# A place is passed so near its mode …
NEAR_M = 40.0
# … or over so many metres of its area: less is a corner that is cut.
ACROSS_M = 20.0


def passes(
    walk: Walk,
    sights: Sequence[Sight],
    graph: PlanGraph,
    stops: Sequence[tuple[Sight, float]] = (),
) -> tuple[Passing, ...]:
    """The places that a walk passes, in its order, each once.

    Quarters are too large to be passed.

    Args:
        walk: the walk.
        sights: all places.
        graph: the streets that it was planned on.
        stops: places where it begins, stays or ends, in its order, and for how many minutes;
            they count however far off the street they are.
    """
    course = _Course(walk)
    found = {stop.place_id: stop for stop in _stops(course, graph, stops)}
    for sight in sights:
        if sight.level != "quarter" and sight.place_id not in found:
            off_m = course.off_m(sight)
            if off_m <= NEAR_M:
                found[sight.place_id] = Passing(sight.place_id, course.at_m(sight), off_m)
    return tuple(sorted(found.values(), key=lambda passing: passing.at_m))


def in_metres(points: Floats, lat: float) -> Floats:
    """Degrees as metres east and north, true around a latitude; shape (n, 2)."""
    degree_m = math.radians(1) * MEAN_EARTH_RADIUS_M
    metres: Floats = points * (degree_m * np.array([math.cos(math.radians(lat)), 1.0]))
    return metres


class _Course:
    """The line of a walk, measured."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._lat = float(walk.line[0, 1])
        self._degrees = shapely.LineString(walk.line)
        shapely.prepare(self._degrees)

    @cached_property
    def _line(self) -> Any:
        return shapely.LineString(in_metres(self.walk.line, self._lat))

    def _mode(self, sight: Sight) -> Any:
        return shapely.Point(in_metres(np.array([[sight.lon, sight.lat]]), self._lat))

    def off_m(self, sight: Sight) -> float:
        """How far a place is off the walk, 0 if it leads through its area."""
        if sight.area is not None and self._degrees.intersects(sight.area):
            area = shapely.transform(sight.area, lambda points: in_metres(points, self._lat))
            if self._line.intersection(shapely.make_valid(area)).length >= ACROSS_M:
                return 0.0
        return float(self._line.distance(self._mode(sight)))

    def at_m(self, sight: Sight) -> float:
        """Where the walk is nearest to a place; what is near its start or its end is there."""
        mode, length_m = self._mode(sight), self.walk.length_m
        for end, at_m in ((0, 0.0), (-1, length_m)):
            if shapely.Point(self._line.coords[end]).distance(mode) <= NEAR_M:
                return at_m
        return float(self._line.project(mode, normalized=True)) * length_m


def _stops(
    course: _Course, graph: PlanGraph, stops: Sequence[tuple[Sight, float]]
) -> list[Passing]:
    """Where the walk comes to each stop: first after the one before, or at its end."""
    walk, arcs = course.walk, graph.arcs
    ends = int(walk.nodes[0]), int(walk.nodes[-1])
    x_m, y_m = arcs.x_m[walk.nodes], arcs.y_m[walk.nodes]
    along_m = np.append(0, np.cumsum(graph.arcs.length_m[walk.edges]))
    found: list[Passing] = []
    at = 0
    for sight, minutes in stops:
        node, off_m = stop_node(graph, sight.lon, sight.lat, ends)
        if node == ends[1] != ends[0]:
            at = walk.edges.size
        else:
            # the walk may pass a few metres from a stop
            at += int(np.argmin(np.hypot(x_m[at:] - arcs.x_m[node], y_m[at:] - arcs.y_m[node])))
        off_m = min(off_m, course.off_m(sight))
        found.append(Passing(sight.place_id, float(along_m[at]), off_m, minutes))
    return found
