"""Walks against their peers: ``python -m benchmarks.walks [--extract FILE] [--wishes N]``.

Without an extract the streets are a made-up town. Photos are simulated (`benchmarks.simulate`),
streets are scored by method d within 50 m. One run measures random wishes, point-to-point search
against networkx, igraph and scipy, and the search for a walk with 5 to 15% slack against the
paper's bisection with igraph (``pip install -e '.[benchmarks]'``).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from benchmarks.simulate import CENTRE, simulate_city
from guidegen.geo import Box, Projection
from guidegen.streets.network import Network
from guidegen.streets.scores import street_scores_by_quad
from guidegen.walks.between import C_TRIED, by_attraction
from guidegen.walks.desk import desk_for
from guidegen.walks.graph import PlanGraph, plan_graph
from guidegen.walks.improve import measure
from guidegen.walks.plan import Wish, grounds_for, plan
from guidegen.walks.search import cheapest
from guidegen.walks.walk import Walk, WalkError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LOOPS_KM = (3.0, 5.0, 10.0)
PACE_KMH = 5.0


def made_up_town(side: int, seed: int = 1) -> tuple[Network, Projection]:
    """Crossings on a shaken grid of 110 m, of whose streets a sixth is missing."""
    rng = np.random.default_rng(seed)
    at = (np.arange(side) - side / 2) * 110.0
    x, y = (grid.ravel() + rng.normal(0, 18, side * side) for grid in np.meshgrid(at, at))
    number = np.arange(side * side).reshape(side, side)
    u = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    v = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    kept = rng.random(u.size) > 1 / 6
    u, v = u[kept], v[kept]
    lon, lat = CENTRE.to_degrees(x, y)
    ends = np.stack((np.column_stack((lon, lat))[u], np.column_stack((lon, lat))[v]), axis=1)
    edges = gpd.GeoDataFrame(
        {
            "u": u,
            "v": v,
            "length_m": np.hypot(x[u] - x[v], y[u] - y[v]),
            "highway": "residential",
            "lit": None,
            "steps": False,
            "tunnel": False,
        },
        geometry=shapely.linestrings(ends),
        crs="EPSG:4326",
    )
    nodes = pd.DataFrame({"lon": lon, "lat": lat, "x_m": x, "y_m": y})
    return Network(nodes, edges, {}), CENTRE


def from_extract(path: Path) -> tuple[Network, Projection]:
    from guidegen.streets.build import build_network
    from guidegen.streets.extract import read_extract
    from guidegen.streets.ways import box_around

    ways = read_extract(path)
    box: Box = box_around(ways.lon, ways.lat)
    return build_network(ways, box, path.name), Projection.around(box)


def scored(network: Network, projection: Projection, photos: int) -> PlanGraph:
    x, y = network.nodes["x_m"], network.nodes["y_m"]
    side = float(max(x.max() - x.min(), y.max() - y.min()))
    places = int((side / 400) ** 2)
    table = simulate_city(photos, side_m=side, places=min(places, 1500)).photos
    x_m, y_m = table["x_m"].to_numpy(), table["y_m"].to_numpy()
    scores = street_scores_by_quad(x_m, y_m, network.edges, projection, window_m=50.0)
    return plan_graph(network, scores["score_d"].to_numpy())


def wishes(graph: PlanGraph, count: int, seed: int = 2) -> list[tuple[str, Wish]]:
    """A to B near (0.3 to 2 km apart in 5 to 8 km) and far (30 to 100% slack), and loops."""
    rng = np.random.default_rng(seed)
    desk = desk_for(graph.arcs)
    pieces = np.bincount(graph.piece)
    inside = np.flatnonzero(graph.piece == pieces.argmax())
    found: list[tuple[str, Wish]] = []
    while len(found) < count:
        start, end = rng.choice(inside, 2)
        straight = np.hypot(*(axis[start] - axis[end] for axis in (graph.arcs.x_m, graph.arcs.y_m)))
        kind = ("near", "far", *(f"loop {km:g} km" for km in LOOPS_KM))[len(found) % 5]
        if kind == "near" and not 300 < straight < 2000:
            continue
        if kind == "far" and not 2000 < straight < 6000:
            continue
        shortest, _ = cheapest(graph.arcs, graph.arcs.length_m, (start, end), desk)
        length = {
            "near": rng.uniform(5000, 8000),
            "far": shortest * rng.uniform(1.3, 2.0),
        }.get(kind) or 1000 * LOOPS_KM[len(found) % 5 - 2]
        if kind == "near" and length < 1.3 * shortest:
            continue
        there = (float(graph.lon[end]), float(graph.lat[end]))
        found.append(
            (
                kind,
                Wish(
                    (float(graph.lon[start]), float(graph.lat[start])),
                    None if kind.startswith("loop") else there,
                    float(length) * 60 / (1000 * PACE_KMH),
                ),
            )
        )
    return found


def tell_wishes(graph: PlanGraph, asked: list[tuple[str, Wish]]) -> None:
    rows = []
    for kind, wish in asked:
        begin, worked = time.perf_counter(), time.process_time()
        walk: Walk | None = None
        try:
            walk = plan(graph, wish)
        except WalkError as refusal:
            print(f"    {kind}: {refusal}")
        rows.append(
            {
                "kind": kind,
                "fits": walk is not None and abs(walk.minutes / wish.minutes - 1) <= 0.05,
                "repeated": walk.repeated_share if walk else np.nan,
                "gain": walk.gain if walk and walk.gain is not None else np.nan,
                "seconds": time.perf_counter() - begin,
                "cpu": time.process_time() - worked,
            }
        )
    table = pd.DataFrame(rows)
    print(f"\n{'kind':<12}{'n':>5}{'fits':>7}{'repeated p90':>14}{'gain p10':>10}{'median':>8}"
          f"{'>= 2':>6}{'s median':>10}{'s worst':>9}{'cpu worst':>11}")  # fmt: skip
    for kind, part in [*table.groupby("kind"), ("all", table)]:
        gain = part["gain"].dropna()
        print(
            f"{kind:<12}{len(part):>5}{part['fits'].mean():>7.0%}"
            f"{part['repeated'].quantile(0.9):>14.1%}{gain.quantile(0.1):>10.1f}"
            f"{gain.median():>8.1f}{(gain >= 2).mean():>6.0%}"
            f"{part['seconds'].median():>10.3f}{part['seconds'].max():>9.3f}"
            f"{part['cpu'].max():>11.3f}"
        )


def each_ms(call: Callable[[Any], Any], cases: list[Any]) -> float:
    """The mean of each case's best of two runs."""
    seconds = 0.0
    for case in cases:
        runs = []
        for _ in range(2):
            begin = time.perf_counter()
            call(case)
            runs.append(time.perf_counter() - begin)
        seconds += min(runs)
    return seconds / len(cases) * 1000


def tell_searches(graph: PlanGraph, count: int) -> None:
    """Point to point between random nodes, all on the same weights."""
    import igraph
    import networkx as nx
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    arcs = graph.arcs
    rng = np.random.default_rng(3)
    piece = np.flatnonzero(graph.piece == np.bincount(graph.piece).argmax())
    pairs = [tuple(int(node) for node in rng.choice(piece, 2)) for _ in range(count)]
    costs = arcs.length_m * rng.uniform(0.3, 1, arcs.length_m.size)
    desk = desk_for(arcs)
    cheapest(arcs, costs, pairs[0], desk)  # compiles
    own = each_ms(lambda pair: cheapest(arcs, costs, pair, desk), pairs)
    weights = costs[arcs.edge]
    theirs = nx.MultiGraph()
    forward = arcs.source < arcs.target
    triples = zip(arcs.source[forward], arcs.target[forward], weights[forward], strict=True)
    theirs.add_weighted_edges_from((int(a), int(b), float(w)) for a, b, w in triples)
    slow = each_ms(lambda pair: nx.bidirectional_dijkstra(theirs, *pair), pairs[: count // 5])
    both = np.column_stack((arcs.source[forward], arcs.target[forward]))
    peer = igraph.Graph(n=graph.lon.size, edges=both)
    peer.es["w"] = weights[forward]
    middle = each_ms(lambda pair: peer.get_shortest_path(*pair, weights="w", output="epath"), pairs)
    matrix = csr_array((weights, (arcs.source, arcs.target)), shape=(graph.lon.size,) * 2)
    scipy = each_ms(lambda pair: dijkstra(matrix, indices=pair[0]), pairs[: count // 5])
    print(f"\npoint to point: guidegen {own:.2f} ms; networkx bidirectional {slow / own:.0f} x; "
          f"igraph {middle / own:.1f} x; scipy (to all) {scipy / own:.1f} x")  # fmt: skip


def tell_c_search(graph: PlanGraph, count: int) -> None:
    """A walk with 5 to 15% slack: ours, and a bisection of c with igraph's Dijkstra."""
    import igraph

    arcs = graph.arcs
    rng = np.random.default_rng(4)
    piece = np.flatnonzero(graph.piece == np.bincount(graph.piece).argmax())
    forward = np.flatnonzero(arcs.source < arcs.target)
    edges = arcs.edge[forward]
    peer = igraph.Graph(
        n=graph.lon.size, edges=np.column_stack((arcs.source[forward], arcs.target[forward]))
    )
    desk = desk_for(arcs)
    cases = []
    while len(cases) < count:
        start, end = (int(node) for node in rng.choice(piece, 2))
        shortest, _ = cheapest(arcs, arcs.length_m, (start, end), desk)
        if 2000 < shortest < 8000:
            cases.append((start, end, shortest * rng.uniform(1.05, 1.15)))
    [ground] = grounds_for(graph, Wish((0, 0), None, 1))
    appeal, length = ground.taste.appeal[edges], arcs.length_m[edges]

    def ours(case: tuple[int, int, float]) -> tuple[float, float]:
        start, end, wish_m = case
        ways = by_attraction(ground, start, end, wish_m * 1.05)
        found = [measure(ground, way) for way in ways]
        fitting = [(worth, m) for m, worth, _ in found if m >= 0.95 * wish_m]
        return max(fitting, default=(0.0, 0.0))

    def bisection(case: tuple[int, int, float]) -> tuple[float, float]:
        start, end, wish_m = case
        low, high = -8.0, 8.0  # of log2 c
        for _ in range(12):
            c = 2 ** ((low + high) / 2)
            costs = length * (1 - ground.taste.attraction * np.minimum(1, c * appeal))
            path = peer.get_shortest_path(start, end, weights=costs, output="epath")
            way = float(length[path].sum())
            if abs(way - wish_m) <= 0.05 * wish_m:
                return float(ground.taste.worth[edges[path]].sum()), way
            low, high = (c_log(c), high) if way < wish_m else (low, c_log(c))
        return 0.0, 0.0

    def c_log(c: float) -> float:
        return float(np.log2(c))

    ours(cases[0])
    own, theirs = each_ms(ours, cases), each_ms(bisection, cases)
    results = np.array([(ours(case)[0], bisection(case)[0]) for case in cases])
    print(f"walk with 5-15% slack: guidegen {own:.2f} ms ({len(C_TRIED)} values of c), bisection "
          f"with igraph {theirs / own:.0f} x; found {(results > 0).mean(axis=0)} of {count}, "
          f"worth in total {results[:, 0].sum() / results[:, 1].sum():.2f} x theirs")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extract", type=Path, help="an .osm.pbf; else a made-up town")
    parser.add_argument("--side", type=int, default=80, help="crossings along the town's side")
    parser.add_argument("--photos", type=int, default=200_000)
    parser.add_argument("--wishes", type=int, default=50)
    parser.add_argument("--searches", type=int, default=50)
    wanted = parser.parse_args()
    network, around = from_extract(wanted.extract) if wanted.extract else made_up_town(wanted.side)
    graph = scored(network, around, wanted.photos)
    print(f"{graph.lon.size:,} nodes, {graph.score.size:,} edges, {wanted.photos:,} photos")
    asked = wishes(graph, wanted.wishes)
    for _, wish in asked[:5]:
        plan(graph, wish)  # compiles
    tell_wishes(graph, asked)
    tell_searches(graph, wanted.searches)
    tell_c_search(graph, wanted.searches)


if __name__ == "__main__":
    main()
