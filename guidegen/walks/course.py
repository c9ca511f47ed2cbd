"""A walk measured: lengths, directions and choices at its junctions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from guidegen.geo import MEAN_EARTH_RADIUS_M

if TYPE_CHECKING:
    from guidegen.geo import Floats
    from guidegen.walks.graph import PlanGraph
    from guidegen.walks.walk import Walk

# Directions are those of the last and the next metres: kinks at a crossing are no turns.
NEAR_M = 15.0
# A change of direction smaller than this is a bend, and not called a turn.
BEND_DEG = 40.0
DEGREE_M = math.radians(1) * MEAN_EARTH_RADIUS_M


class Course:
    """A walk's junctions, 0 to its last, and its line in metres around its start.

    Attributes:
        size: number of its edges.
        at_m: from the start to each junction, shape (size + 1,).
    """

    def __init__(self, walk: Walk, graph: PlanGraph) -> None:
        self.size = walk.edges.size
        self.at_m: Floats = np.append(0, np.cumsum(graph.arcs.length_m[walk.edges]))
        self._walk, self._graph = walk, graph
        lon, lat = walk.line.T
        self._x_m = (lon - lon[0]) * (math.cos(math.radians(lat[0])) * DEGREE_M)
        self._y_m = (lat - lat[0]) * DEGREE_M
        along = np.hypot(np.diff(self._x_m), np.diff(self._y_m))
        self._along_m = np.append(0, np.cumsum(along))
        points = graph.line_first[walk.edges + 1] - graph.line_first[walk.edges] - 1
        self._joints = np.append(0, np.cumsum(points))
        # One looks no further than to where one turns back.
        back = self._joints[1:-1][walk.edges[1:] == walk.edges[:-1]]
        self._limits_m = self._along_m[np.concatenate(([0], back, [lon.size - 1]))]
        self._back = np.append(False, walk.edges[1:] == walk.edges[:-1])
        self._on_spur = np.zeros(self.size, bool)
        for joint in np.flatnonzero(self._back):
            self._mark_spur(int(joint))

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
        return difference(self.out_of(later), self.into(joint))

    def length_m(self, first: int, last: int) -> float:
        """From one junction to another."""
        return float(self.at_m[last] - self.at_m[first])

    def is_back(self, joint: int) -> bool:
        """Whether one turns back there."""
        return joint < self.size and bool(self._back[joint] and not self._on_spur[joint])

    def has_spur(self, first: int, last: int) -> bool:
        """Whether one goes aside and comes back between two junctions."""
        return bool(self._on_spur[first:last].any())

    def has_choice(self, joint: int) -> bool:
        """Whether more than one way goes on from there."""
        node = self._walk.nodes[joint]
        first = self._graph.arcs.first
        return bool(first[node + 1] - first[node] > 2)

    def is_fork(self, joint: int) -> bool:
        """Whether another way leads more straight on there than the walk."""
        arcs, node = self._graph.arcs, self._walk.nodes[joint]
        others = set(arcs.edge[arcs.first[node] : arcs.first[node + 1]].tolist())
        others -= set(self._walk.edges[joint - 1 : joint + 1].tolist())
        ahead, turn = self.into(joint), abs(self.turn(joint, joint))
        leads = (_lead(self._graph, int(node), other) for other in sorted(others))
        return any(abs(difference(lead, ahead)) < turn for lead in leads)

    def _mark_spur(self, joint: int) -> None:
        """A few metres aside and back, as to a place beside the street, are no way to tell."""
        edges, reach = self._walk.edges, 1
        while reach < min(joint, self.size - joint) and (
            edges[joint - reach - 1] == edges[joint + reach]
        ):
            reach += 1
        begin, end = joint - reach, joint + reach
        if begin > 0 and end < self.size and self.length_m(begin, joint) < NEAR_M:
            self._on_spur[begin:end] = True

    def _direction(self, start_m: float, end_m: float) -> float:
        (x, right), (y, up) = (
            np.interp([start_m, end_m], self._along_m, axis) for axis in (self._x_m, self._y_m)
        )
        return math.degrees(math.atan2(right - x, up - y))


def difference(one_deg: float, other_deg: float) -> float:
    """From one direction to another, -180 <= degrees < 180, positive where the first is right."""
    return (one_deg - other_deg + 180) % 360 - 180


def _lead(graph: PlanGraph, node: int, edge: int) -> float:
    """The direction in which an edge leaves its node, degrees clockwise from north."""
    points = range(graph.line_first[edge], graph.line_first[edge + 1])
    here, *others = points if graph.u[edge] == node else points[::-1]
    wide = math.cos(math.radians(graph.lat[node]))
    lead = 0.0
    for point in others:
        east_m = (graph.line_lon[point] - graph.line_lon[here]) * wide * DEGREE_M
        north_m = (graph.line_lat[point] - graph.line_lat[here]) * DEGREE_M
        lead = math.degrees(math.atan2(east_m, north_m))
        if math.hypot(east_m, north_m) >= NEAR_M:
            break
    return lead
