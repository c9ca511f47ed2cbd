"""Steps of a guide as others' libraries take them, for benchmarks of growth and of a whole city.

Each starts from the same files as guidegen: a table of photos, and streets (`prepare`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

BANDWIDTH_M, WINDOW_M = 100.0, 20.0
_WALK_M, _TRIES = 5000.0, 12


def reading(folder: Path) -> Any:
    """DuckDB: the table within the city's box, without doubles, as a frame of pandas."""
    import duckdb

    from guidegen.city import load_city

    box = load_city(folder / "city.yaml").bbox
    return duckdb.execute(
        f"SELECT DISTINCT * FROM '{folder / 'photos.parquet'}'"  # noqa: S608 - our own file
        " WHERE lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?",
        [box.west, box.east, box.south, box.north],
    ).df()


def places(folder: Path) -> Any:
    """scikit-learn: mean shift with one bandwidth, where guidegen takes eleven and chooses."""
    from sklearn.cluster import MeanShift

    points = _points(folder)
    at = np.column_stack((points.geometry.x, points.geometry.y))
    return MeanShift(bandwidth=BANDWIDTH_M, bin_seeding=True).fit(at)


def streets(folder: Path) -> Any:
    """osmnx: the walkable ways as a simplified graph; its file holds nothing else."""
    import osmnx

    osmnx.settings.use_cache = False
    return osmnx.graph_from_xml(folder / "walkable.osm", bidirectional=True, simplify=True)


def scores(folder: Path) -> Any:
    """geopandas: photos within 20 m of each street, counted by street and by author."""
    import geopandas as gpd

    lines = _streets(folder)
    near = gpd.sjoin(_points(folder), lines, predicate="dwithin", distance=WINDOW_M)
    return near.groupby("index_right")["author_id"].agg(["size", "nunique"])


def walks(folder: Path) -> Any:
    """networkx: six ways of 5 km, each by a bisection of how much photographed streets attract."""
    import networkx as nx

    lines = _streets(folder)
    liked = np.random.default_rng(0).pareto(1.2, len(lines))
    appeal = np.minimum(liked / np.quantile(liked, 0.9), 1)
    graph = nx.Graph()
    graph.add_nodes_from(range(int(max(lines["u"].max(), lines["v"].max())) + 1))
    for u, v, length, worth in zip(lines["u"], lines["v"], lines["length_m"], appeal, strict=True):
        graph.add_edge(u, v, length=length, appeal=worth)
    inside = sorted(max(nx.connected_components(graph), key=len))
    ends = np.random.default_rng(1).choice(inside, (6, 2))
    return [_way(graph, int(start), int(end)) for start, end in ends]


def _way(graph: Any, start: int, end: int) -> list[int]:
    """The way whose length is nearest to the wish, of twelve."""
    import networkx as nx

    low, high, way = 0.0, 1.0, []
    for _ in range(_TRIES):
        pull = (low + high) / 2

        def cost(_u: int, _v: int, edge: dict[str, float], pull: float = pull) -> float:
            return edge["length"] * (1 - pull * edge["appeal"])

        way = nx.bidirectional_dijkstra(graph, start, end, weight=cost)[1]
        if nx.path_weight(graph, way, "length") < _WALK_M:
            low = pull
        else:
            high = pull
    return way


PEERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "photos": ("DuckDB", reading),
    "places": ("scikit-learn", places),
    "streets": ("osmnx", streets),
    "scores": ("geopandas", scores),
    "walks": ("networkx", walks),
}
"""By the stage that they stand for: whose library it is, and what it does."""


def prepare(folder: Path) -> None:
    """Write what the peers cannot make of the city's files themselves; its time is not counted."""
    from benchmarks.streets import write_walkable
    from guidegen.streets.build import build_network
    from guidegen.streets.extract import read_extract

    extract = folder / "streets.osm.pbf"
    write_walkable(extract, folder / "walkable.osm")
    ways = read_extract(extract)
    edges = build_network(ways, ways.covered, extract.name).edges
    edges[["u", "v", "length_m", "geometry"]].to_parquet(folder / "edges.parquet")


def _points(folder: Path) -> Any:
    import geopandas as gpd
    import pandas as pd

    table = pd.read_parquet(folder / "photos.parquet", columns=["author_id", "lon", "lat"])
    points = gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=points).to_crs(_crs(folder))


def _streets(folder: Path) -> Any:
    import geopandas as gpd

    return gpd.read_parquet(folder / "edges.parquet").to_crs(_crs(folder))


def _crs(folder: Path) -> Any:
    from guidegen.city import load_city
    from guidegen.geo import Projection

    return Projection.around(load_city(folder / "city.yaml").bbox).crs
