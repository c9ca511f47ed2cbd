"""The streets as a planner reads them: flat arrays, the same in Python and in a browser.

Lengths are rounded to decimetres, places of nodes too, degrees to OSM's 1e-7, scores to 1/65535 of
the largest, so that an export as whole numbers loses nothing: a planner that reads the export
computes with the very same float64 numbers and finds the same walks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from guidegen.geo import MEAN_EARTH_RADIUS_M, Floats
from guidegen.walks.walk import WalkError

if TYPE_CHECKING:
    from guidegen.streets.network import Network

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

FARTHEST_SNAP_M = 300.0
SEEN_M = 50.0  # a place is seen from so far
SCORE_STEPS = 65535
DEGREE_STEPS = 10_000_000
_DARK_WAYS = ("path", "track", "bridleway", "steps")


class Arcs(NamedTuple):
    """Every edge as two arcs, one each way, sorted by where they start, then by edge.

    Attributes:
        first: the first arc of each node, shape (nodes + 1,).
        source: where each arc starts, shape (arcs,).
        target: where each arc ends, shape (arcs,).
        edge: number of its edge, shape (arcs,).
        length_m: of each edge, not less than the straight line between its ends, so that no way
            is shorter than the straight line between any two nodes; shape (edges,).
        x_m: metres east, shape (nodes,).
        y_m: metres north, shape (nodes,).
    """

    first: Ints
    source: Ints
    target: Ints
    edge: Ints
    length_m: Floats
    x_m: Floats
    y_m: Floats


@dataclass(frozen=True)
class PlanGraph:
    """Streets, their scores, and what walkers may want to avoid.

    Attributes:
        arcs: what searches run on.
        score: per metre of each edge, >= 0, shape (edges,).
        mean_score: S of the cost, the mean over edges.
        steps: whether an edge is steps, shape (edges,).
        dark: whether it is known or likely to have no lights, shape (edges,).
        tunnel: whether it is a tunnel, shape (edges,).
        lon: of nodes, degrees, shape (nodes,).
        lat: of nodes, degrees, shape (nodes,).
        line_first: first point of each edge's line, shape (edges + 1,).
        line_lon: points of all lines, each from its edge's u to its v, degrees.
        line_lat: the same.
        u: the node where each edge's line starts, shape (edges,).
    """

    arcs: Arcs
    score: Floats
    mean_score: float
    steps: Bools
    dark: Bools
    tunnel: Bools
    lon: Floats
    lat: Floats
    line_first: Ints
    line_lon: Floats
    line_lat: Floats
    u: Ints

    @cached_property
    def piece(self) -> Ints:
        """The connected piece that each node belongs to, shape (nodes,)."""
        arcs = self.arcs
        size = self.lon.size
        links = coo_array((np.ones(arcs.edge.size), (arcs.source, arcs.target)), (size, size))
        return cast("Ints", connected_components(links, directed=False)[1])

    @cached_property
    def level(self) -> Bools:
        """Whether a node is in the largest piece of the streets without steps, shape (nodes,)."""
        arcs, size = self.arcs, self.lon.size
        open_ = ~self.steps[arcs.edge]
        ends = (arcs.source[open_], arcs.target[open_])
        links = coo_array((np.ones(ends[0].size), ends), (size, size))
        piece = connected_components(links, directed=False)[1]
        return cast("Bools", piece == np.bincount(piece).argmax())


def plan_graph(network: Network, score: Floats) -> PlanGraph:
    """The streets of a network with one score per edge.

    Args:
        network: the streets.
        score: per metre of each edge, >= 0, for example score_d / length_m, shape (edges,).

    Raises:
        WalkError: there are no streets.
        ValueError: the scores are not one per edge, or one is negative or not a number.
    """
    nodes, edges = network.nodes, network.edges
    if len(edges) == 0:
        raise WalkError("there are no streets to walk here; look at the extract and its bbox")
    if score.shape != (len(edges),) or not (score >= 0).all() or not np.isfinite(score).all():
        raise ValueError(f"scores must be {len(edges)} finite numbers >= 0, one per edge")
    rounded = quantised(score)
    u, v = edges["u"].to_numpy(np.int32), edges["v"].to_numpy(np.int32)
    x_m, y_m = (np.round(nodes[name].to_numpy(np.float64) * 10) / 10 for name in ("x_m", "y_m"))
    lon, lat = (_degrees(nodes[name].to_numpy(np.float64)) for name in ("lon", "lat"))
    points = _degrees(shapely.get_coordinates(edges.geometry.array))
    return PlanGraph(
        arcs=arcs_of(u, v, edges["length_m"].to_numpy(np.float64), x_m, y_m),
        score=rounded,
        mean_score=float(rounded.mean()),
        steps=edges["steps"].to_numpy(bool),
        dark=_dark(edges["lit"].to_numpy(object), edges["highway"].to_numpy(object)),
        tunnel=edges["tunnel"].to_numpy(bool),
        lon=lon,
        lat=lat,
        line_first=np.append(
            0, np.cumsum(shapely.get_num_coordinates(edges.geometry.array))
        ).astype(np.int32),
        line_lon=points[:, 0].copy(),
        line_lat=points[:, 1].copy(),
        u=u,
    )


def _degrees(values: Floats) -> Floats:
    """OSM's whole numbers by division: readers that multiply are off by the last digit."""
    degrees: Floats = np.round(values * DEGREE_STEPS) / DEGREE_STEPS
    return degrees


def quantised(score: Floats) -> Floats:
    """Scores as whole multiples of 1/65535 of the largest, as an export holds them."""
    step = float(score.max()) / SCORE_STEPS
    return np.round(score / step) * step if step > 0 else np.zeros(score.size)


def arcs_of(u: Ints, v: Ints, length_m: Floats, x_m: Floats, y_m: Floats) -> Arcs:
    """Both directions of edges (u, v), shape (edges,).

    A loop (u == v) leads nowhere and has no arc.
    """
    line = np.sqrt((x_m[u] - x_m[v]) ** 2 + (y_m[u] - y_m[v]) ** 2)
    tenths = np.maximum(np.round(length_m * 10), np.maximum(np.ceil(line * 10), 1))
    number = np.flatnonzero(u != v).astype(np.int32)
    source = np.concatenate((u[number], v[number])).astype(np.int32)
    target = np.concatenate((v[number], u[number])).astype(np.int32)
    edge = np.concatenate((number, number))
    order = np.lexsort((edge, source))
    first = np.searchsorted(source[order], np.arange(x_m.size + 1)).astype(np.int32)
    return Arcs(first, source[order], target[order], edge[order], tenths / 10, x_m, y_m)


def nearest_node(
    graph: PlanGraph, lon: float, lat: float, who: str = "start", *, avoid_steps: bool = False
) -> tuple[int, float]:
    """The junction nearest to a position, and how far it is in metres.

    Who avoids steps begins and ends where others can be reached without any, if that is near.

    Args:
        graph: the streets.
        lon: degrees.
        lat: degrees.
        who: what the position is, for the message.
        avoid_steps: whether to look for one on the streets without steps first.

    Raises:
        WalkError: no junction within 300 m.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise WalkError(f"the {who} {lon}, {lat} is no position: give lon,lat in degrees")
    squared = _squared_m2(graph, lon, lat)
    node = int(np.argmin(squared))
    if avoid_steps:
        level = int(np.argmin(np.where(graph.level, squared, np.inf)))
        node = level if squared[level] <= SEEN_M * SEEN_M else node
    far_m = math.sqrt(float(squared[node]))
    if far_m > FARTHEST_SNAP_M:
        raise WalkError(
            f"the {who} {lon:.5f}, {lat:.5f} is {_far(far_m)} from the nearest street of this "
            f"network (at most {FARTHEST_SNAP_M:.0f} m): is it inside the city, and lon before lat?"
        )
    return node, far_m


def stop_node(graph: PlanGraph, lon: float, lat: float, ends: tuple[int, int]) -> tuple[int, float]:
    """The junction where a place is seen from, and how far it is in metres.

    That is the one with the most score around it within 50 m: the nearest may be on the quay
    below a bridge. A walk's own end comes first.

    Args:
        graph: the streets.
        lon: degrees.
        lat: degrees.
        ends: the nodes where the walk starts and ends.

    Raises:
        WalkError: no junction within 300 m.
    """
    nearest, nearest_m = nearest_node(graph, lon, lat, "stop")
    if nearest in ends or nearest_m > SEEN_M:
        return nearest, nearest_m
    gaps_m = np.sqrt(_squared_m2(graph, lon, lat))
    near = np.flatnonzero((gaps_m <= SEEN_M) & (graph.piece == graph.piece[nearest]))
    arcs = graph.arcs
    around = [
        float((graph.score * arcs.length_m)[arcs.edge[arcs.first[n] : arcs.first[n + 1]]].sum())
        for n in near
    ]
    # the nearer of equals
    best = min(range(near.size), key=lambda k: (-around[k], gaps_m[near[k]]))
    return int(near[best]), float(gaps_m[near[best]])


def _squared_m2(graph: PlanGraph, lon: float, lat: float) -> Floats:
    """How far each junction is from a position, squared; inf for nodes without streets."""
    degree_m = math.radians(1) * MEAN_EARTH_RADIUS_M
    east = (graph.lon - lon) * (math.cos(math.radians(lat)) * degree_m)
    north = (graph.lat - lat) * degree_m
    squared = east * east + north * north
    squared[np.diff(graph.arcs.first) == 0] = np.inf
    return squared


def _far(metres: float) -> str:
    if metres == math.inf:
        return "infinitely far"
    return f"{metres:.0f} m" if metres < 10_000 else f"{metres / 1000:.0f} km"


def _dark(lit: npt.NDArray[np.object_], highway: npt.NDArray[np.object_]) -> Bools:
    """Known to be without lights, or nothing known and a kind of way that mostly has none."""
    wild = np.isin(highway.astype(str), _DARK_WAYS)
    known = np.array([isinstance(value, str) for value in lit], bool)
    unlit = np.array([value in ("no", "disused") for value in lit], bool)
    dark: Bools = unlit | (wild & ~known)
    return dark
