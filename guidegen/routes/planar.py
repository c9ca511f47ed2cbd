"""Routes as a network that can be walked, for cities whose streets are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from guidegen import tables
from guidegen.geo import Floats, Projection
from guidegen.routes.support import Lines, Longs
from guidegen.streets.network import Network

if TYPE_CHECKING:
    import geopandas as gpd

# Nodes nearer to each other than that are one.
_GRID_M = 0.01
# Parts of the network with a smaller share of its length lead nowhere.
SMALLEST_SHARE = 0.05


def network_of(routes: gpd.GeoDataFrame, projection: Projection) -> Network | None:
    """Nodes where routes end, meet or cross, and edges between them.

    Args:
        routes: `tables.ROUTES`.
        projection: the city's.

    Returns:
        None if there are no routes. Its `osm_id` are numbers from 1; names are unknown, and every
        edge is a route.
    """
    if not len(routes):
        return None
    lines = shapely.transform(
        np.asarray(routes.geometry.array), projection.to_metres, interleaved=False
    )
    whole = shapely.line_merge(shapely.union_all(lines, grid_size=_GRID_M))
    edges = shapely.get_parts(whole)
    at = np.concatenate((shapely.get_point(edges, 0), shapely.get_point(edges, -1)))
    places, of = np.unique(np.round(shapely.get_coordinates(at), 3), axis=0, return_inverse=True)
    u, v = of.reshape(2, -1)
    kept, parts = _large(u, v, shapely.length(edges), len(places))
    known = np.unique((u[kept], v[kept]))
    network_edges = _edges(
        edges[kept], np.searchsorted(known, u[kept]), np.searchsorted(known, v[kept]), projection
    )
    nodes = _nodes(places[known], projection)
    facts = {
        "nodes": len(nodes),
        "edges": len(network_edges),
        "km": round(float(network_edges["length_m"].sum()) / 1000, 1),
        "parts": parts,
        "isolates_km": round(float(shapely.length(edges[~kept]).sum()) / 1000, 1),
    }
    return Network(nodes, network_edges, facts)


def _large(
    u: Longs, v: Longs, length_m: Floats, nodes: int
) -> tuple[np.typing.NDArray[np.bool_], int]:
    """Edges of the parts that are large enough, and how many such parts there are."""
    joined = coo_array((np.ones(u.size), (u, v)), (nodes, nodes))
    count, part = connected_components(joined, directed=False)
    share = np.bincount(part[u], length_m, minlength=count) / length_m.sum()
    large = share >= min(SMALLEST_SHARE, share.max())
    return large[part[u]], int(large.sum())


def _nodes(places: Floats, projection: Projection) -> pd.DataFrame:
    lon, lat = projection.to_degrees(places[:, 0].copy(), places[:, 1].copy())
    nodes = pd.DataFrame(
        {
            "osm_id": np.arange(1, len(places) + 1),
            "lon": lon,
            "lat": lat,
            "x_m": places[:, 0],
            "y_m": places[:, 1],
        }
    )
    return tables.check(nodes, tables.NODES)


def _edges(lines: Lines, u: Longs, v: Longs, projection: Projection) -> gpd.GeoDataFrame:
    import geopandas as gpd

    length_m = shapely.length(lines)
    order = np.lexsort((length_m, v, u))
    unknown = pd.array([None] * len(lines), dtype="str")
    columns = {
        "u": u[order],
        "v": v[order],
        "length_m": length_m[order],
        "name": unknown,
        "highway": pd.array(["route"] * len(lines), dtype="str"),
        "surface": unknown,
        "lit": unknown,
        "incline": unknown,
        **{
            name: np.zeros(len(lines), np.bool_) for name in ("steps", "tunnel", "bridge", "square")
        },
    }
    degrees = shapely.transform(lines[order], projection.to_degrees, interleaved=False)
    edges = gpd.GeoDataFrame(columns, geometry=degrees, crs="EPSG:4326")
    tables.check(edges, tables.EDGES)
    return edges
