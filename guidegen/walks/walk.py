"""What a planned walk is, and how a wish is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from guidegen.errors import GuideError
from guidegen.geo import Floats

if TYPE_CHECKING:
    from guidegen.walks.graph import PlanGraph
    from guidegen.walks.plan import Wish

Ints = npt.NDArray[np.int32]


class WalkError(GuideError):
    """A wish that no walk can meet; the message names the nearest time that one can."""


@dataclass(frozen=True)
class Walk:
    """One walk.

    Attributes:
        kind: between, loop or tour.
        nodes: junctions in the order they are passed, shape (k + 1,).
        edges: the edge from each to the next, shape (k,).
        forward: whether each edge is walked from its u to its v, shape (k,).
        line: lon and lat in degrees, shape (points, 2).
        length_m: of the way.
        minutes: it takes at the wished pace, with the time at stops.
        wish_minutes: that were asked for.
        score: sum over the distinct edges of score per metre times length.
        gain: score per metre against the shortest path's, or for a loop or a tour against the
            mean of the photographed streets in reach; None where they have no score.
        repeated_share: of the length, on edges that were walked before.
        snapped_m: how far the start and the end (for a loop twice the start) are from the wish.
        stops: for a tour, numbers of the stops in their order.
        steps_m: metres of it that are steps.
    """

    kind: str
    nodes: Ints
    edges: Ints
    forward: npt.NDArray[np.bool_]
    line: Floats
    length_m: float
    minutes: float
    wish_minutes: float
    score: float
    gain: float | None
    repeated_share: float
    snapped_m: tuple[float, float]
    stops: tuple[int, ...] = ()
    steps_m: float = 0.0


def walk_of(
    graph: PlanGraph,
    way: Ints,
    kind: str,
    wish: Wish,
    base: float,
    snapped_m: tuple[float, float],
) -> Walk:
    """The walk along some arcs.

    Args:
        graph: the streets.
        way: arcs, shape (k,), k > 0.
        kind: of walk.
        wish: that it meets.
        base: score per metre that it is compared with.
        snapped_m: from the wish to the first and last node.
    """
    arcs = graph.arcs
    edges = arcs.edge[way]
    lengths = arcs.length_m[edges]
    length_m = float(np.cumsum(lengths)[-1])  # along the way, as the search adds
    first = np.unique(edges, return_index=True)[1]
    first.sort()
    score = float(np.cumsum(graph.score[edges[first]] * lengths[first])[-1])
    again = np.ones(edges.size, bool)
    again[first] = False
    forward = arcs.source[way] == graph.u[edges]
    return Walk(
        kind=kind,
        nodes=np.append(arcs.source[way[0]], arcs.target[way]),
        edges=edges,
        forward=forward,
        line=_line(graph, edges, forward),
        length_m=length_m,
        minutes=wish.minutes_of(length_m),
        wish_minutes=wish.minutes,
        score=score,
        gain=score / length_m / base if base > 0 else None,
        repeated_share=float(lengths[again].sum() / length_m),
        snapped_m=snapped_m,
        steps_m=float(lengths[graph.steps[edges]].sum()),
    )


def _line(graph: PlanGraph, edges: Ints, forward: npt.NDArray[np.bool_]) -> Floats:
    """The lines of the edges one after the other, each joint once."""
    parts: list[Floats] = []
    for edge, ahead in zip(edges, forward, strict=True):
        at = slice(graph.line_first[edge], graph.line_first[edge + 1])
        part = np.column_stack((graph.line_lon[at], graph.line_lat[at]))
        part = part if ahead else part[::-1]
        parts.append(part[1:] if parts else part)
    return np.concatenate(parts)
