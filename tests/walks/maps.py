"""Street maps drawn in characters.

A letter or ``+`` is a junction; ``-`` and ``|`` are streets, ``=`` and ``#`` photographed ones
(a score of 10 a metre, others have 0.1), ``~`` is steps and ``.`` a street known to be without
lights. A character is 50 m wide and 100 m high.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from guidegen.geo import Projection
from guidegen.streets.network import Network
from guidegen.walks.graph import PlanGraph, plan_graph

WIDE_M, HIGH_M = 50.0, 100.0
AROUND = Projection(10.0, 45.0)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Town:
    graph: PlanGraph
    names: dict[str, int]

    def at(self, name: str) -> tuple[float, float]:
        node = self.names[name]
        return float(self.graph.lon[node]), float(self.graph.lat[node])


def network_of(
    x_m: Floats, y_m: Floats, u: list[int], v: list[int], length_m: Floats, marks: str = ""
) -> Network:
    lon, lat = AROUND.to_degrees(x_m, y_m)
    points = np.column_stack((lon, lat))
    kinds = list(marks or "-" * len(u))
    edges = gpd.GeoDataFrame(
        {
            "u": np.array(u, np.int64),
            "v": np.array(v, np.int64),
            "length_m": length_m,
            "highway": ["steps" if kind == "~" else "residential" for kind in kinds],
            "lit": pd.Series(["no" if kind == "." else None for kind in kinds], dtype=object),
            "steps": [kind == "~" for kind in kinds],
            "tunnel": False,
        },
        geometry=shapely.linestrings(np.stack((points[u], points[v]), axis=1)) if u else [],
        crs="EPSG:4326",
    )
    nodes = pd.DataFrame({"lon": lon, "lat": lat, "x_m": x_m, "y_m": y_m})
    return Network(nodes, edges, {})


def town(drawing: str) -> Town:
    lines = [line.rstrip() for line in drawing.strip("\n").splitlines()]
    rows = [line.ljust(max(map(len, lines))) for line in lines]
    spots = [
        (r, c) for r, row in enumerate(rows) for c, k in enumerate(row) if k == "+" or k.isalpha()
    ]
    number = {spot: i for i, spot in enumerate(spots)}
    u, v, lengths, marks = [], [], [], ""
    for (r, c), here in number.items():
        for dr, dc, streets, size in ((0, 1, "-=~.", WIDE_M), (1, 0, "|#", HIGH_M)):
            steps = 1
            while _char(rows, r + steps * dr, c + steps * dc) in streets:
                steps += 1
            there = number.get((r + steps * dr, c + steps * dc))
            if there is not None and steps > 1:
                u.append(here)
                v.append(there)
                lengths.append(steps * size)
                marks += _char(rows, r + dr, c + dc)
    y, x = np.array(spots, float).T
    network = network_of(x * WIDE_M, -y * HIGH_M, u, v, np.array(lengths), marks)
    score = np.array([10.0 if mark in "=#" else 0.1 for mark in marks])
    names = {rows[r][c]: i for (r, c), i in number.items() if rows[r][c] != "+"}
    return Town(plan_graph(network, score), names)


def _char(rows: list[str], r: int, c: int) -> str:
    return rows[r][c] if 0 <= r < len(rows) and 0 <= c < len(rows[r]) else " "


def shaken_grid(seed: int, side: int = 8) -> tuple[Network, Floats]:
    """A grid whose crossings are moved and of which some streets are missing; and scores."""
    rng = np.random.default_rng(seed)
    x, y = (
        (axis * 100.0 + rng.normal(0, 15, axis.shape)).ravel()
        for axis in np.meshgrid(np.arange(side), np.arange(side))
    )
    number = np.arange(side * side).reshape(side, side)
    u = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    v = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    kept = rng.random(u.size) > 0.15
    u, v = u[kept], v[kept]
    lengths = np.hypot(x[u] - x[v], y[u] - y[v]) * rng.uniform(1, 1.3, u.size)
    return network_of(x, y, list(u), list(v), lengths), rng.pareto(1.2, u.size)
