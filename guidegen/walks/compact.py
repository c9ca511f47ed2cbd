"""The streets as one small file, from which a browser plans the walks that Python plans.

The file is a JSON object:

    nodes, edges: how many there are.
    score_step: scores are whole multiples of it.
    mean_score: `PlanGraph.mean_score`, which depends on the order in which it is summed up.
    bytes: columns of whole numbers, then a text; zlib, then base64.

Numbers are zigzag varints: n is written as 2n, or as -2n - 1 if it is negative, in groups of seven
bits, the lowest first, each in a byte whose highest bit says that more follow. Differences (Δ) are
to the row before, or to 0 in the first. The columns, each of them whole:

    of nodes: Δ lon, Δ lat (1e-7 degrees), Δ x_m, Δ y_m (decimetres)
    of edges: Δ u, v - u, length (decimetres), score (steps), flags, leaning, kind, name,
        the number of points inside its line
    of points: Δ lon, Δ lat (1e-7 degrees)

A line begins and ends at its nodes; only the points between them are written, and the first of them
as the difference to node u. Flags are `FLAGS`, from the lowest bit on, and above them 1 more than
the slope of steps: -1 down, 0 unknown, 1 up. Kinds and names are numbers in the lists of the text,
which is JSON in ASCII, {"kinds": […], "names": […]}, the rest of the bytes. Name 0 is "". Arcs are
not written: they follow from u and v, see `graph.arcs_of`.

All is exact: a graph from `graph.plan_graph` holds nothing but such multiples.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.geo import Floats
from guidegen.markup import one_line
from guidegen.streets.network import Network
from guidegen.varints import varints
from guidegen.walks.graph import DEGREE_STEPS, SCORE_STEPS, PlanGraph
from guidegen.walks.steps import LONGEST_NAME, slope_of

FLAGS = ("steps", "dark", "tunnel", "bridge", "square")
Longs = npt.NDArray[np.int64]


def compact(network: Network, graph: PlanGraph, leaning: npt.NDArray[np.int8]) -> dict[str, Any]:
    """The streets as a JSON object, see above.

    Args:
        network: the streets.
        graph: the same, from `plan_graph`.
        leaning: whose favourite each edge is, see `ScoredStreets`, shape (edges,).

    Raises:
        ValueError: the graph or the leaning has other edges, or scores are no whole steps.
    """
    edges, size = network.edges, graph.score.size
    if len(edges) != size or leaning.shape != (size,):
        raise ValueError(f"{len(edges)} edges, {size} scores and {leaning.size} leanings differ")
    step = _score_step(graph.score)
    kind, kinds = pd.factorize(edges["highway"])
    name, names = _names(edges["name"])
    v = edges["v"].to_numpy(np.int64)
    columns = [
        *(_differences(_whole(axis, DEGREE_STEPS)) for axis in (graph.lon, graph.lat)),
        *(_differences(_whole(axis, 10)) for axis in (graph.arcs.x_m, graph.arcs.y_m)),
        _differences(graph.u), v - graph.u, _whole(graph.arcs.length_m, 10),
        _whole(graph.score, 1 / step), _flags(network, graph), leaning, kind, name,
        *_lines(graph),
    ]  # fmt: skip
    text = json.dumps({"kinds": list(kinds), "names": names}, separators=(",", ":"))
    packed = zlib.compress(b"".join(map(varints, columns)) + text.encode("ascii"), 9)
    return {
        "nodes": graph.lon.size,
        "edges": size,
        "score_step": step,
        "mean_score": graph.mean_score,
        "bytes": base64.b64encode(packed).decode("ascii"),
    }


def _whole(values: Floats, steps: float) -> Longs:
    """Values as multiples of a step, of which there are so many in 1."""
    return np.round(values * steps).astype(np.int64)


def _differences(column: npt.NDArray[np.integer[Any]]) -> Longs:
    numbers = column.astype(np.int64)
    before: Longs = np.append(0, numbers[:-1])
    return numbers - before


def _score_step(score: Floats) -> float:
    """The step of `graph.quantised`, found again: it may be off by the last digit."""
    guess = float(score.max()) / SCORE_STEPS
    for step in (guess, np.nextafter(guess, 0), np.nextafter(guess, np.inf)):
        if step == 0:
            return 1.0
        if np.array_equal(np.round(score * (1 / step)) * step, score):
            return float(step)
    raise ValueError("scores are no whole steps; plan_graph makes them so")


def _names(column: pd.Series[str]) -> tuple[Longs, list[str]]:
    """The number of each edge's name, and the names."""
    shown = [one_line(name, LONGEST_NAME) if isinstance(name, str) else "" for name in column]
    number, names = pd.factorize(np.array(["", *shown], dtype=object))
    return number[1:], list(names)


def _flags(network: Network, graph: PlanGraph) -> Longs:
    edges = network.edges
    slopes = [slope_of(incline) if steps else 0 for incline, steps in
              zip(edges["incline"], graph.steps, strict=True)]  # fmt: skip
    flags = (np.array(slopes, np.int64) + 1) << len(FLAGS)
    bits = (graph.steps, graph.dark, graph.tunnel, edges["bridge"], edges["square"])
    for place, bit in enumerate(bits):
        flags |= np.asarray(bit, np.int64) << place
    return flags


def _lines(graph: PlanGraph) -> Sequence[Longs]:
    """How many points are inside each line, and how far each lies from the point before it."""
    first = graph.line_first
    is_inside = np.ones(graph.line_lon.size, bool)
    is_inside[first[:-1]] = is_inside[first[1:] - 1] = False
    axes = (_whole(axis, DEGREE_STEPS) for axis in (graph.line_lon, graph.line_lat))
    return [np.diff(first) - 2, *(_differences(axis)[is_inside] for axis in axes)]
