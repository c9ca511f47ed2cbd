"""Small towns with known ways: people walk along them with noisy positions."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from guidegen.geo import Floats
from guidegen.routes.segments import Segments
from guidegen.routes.sessions import movements
from guidegen.streets.network import Network
from guidegen.tables import EDGES, NODES, check
from tests.routes.drawn import CENTRE, photos, walking

Points = Sequence[tuple[float, float]]


def walked(
    ways: Sequence[Points], people: int, every_m: float = 40, noise_m: float = 5
) -> Segments:
    """Each way is walked by as many people, each on a walk of their own."""
    rng = np.random.default_rng(7)
    walks = []
    for number, way in enumerate(ways):
        line = shapely.LineString(way)
        for person in range(people):
            along = np.append(
                np.arange(rng.uniform(0, every_m / 2), line.length, every_m), line.length
            )
            at = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
            noisy = at + rng.normal(0, noise_m, at.shape)
            walks.append((f"p{number}-{person}", walking([(x, y) for x, y in noisy])))
    return movements(photos(*walks)).cleaned


def network(lines: Sequence[Points]) -> Network:
    """Streets that meet where their ends are the same points."""
    ends = sorted({point for line in lines for point in (line[0], line[-1])})
    x, y = np.array(ends, float).T
    lon, lat = CENTRE.to_degrees(x.copy(), y.copy())
    nodes = pd.DataFrame(
        {"osm_id": np.arange(len(ends)), "lon": lon, "lat": lat, "x_m": x, "y_m": y}
    )
    shapes = [shapely.LineString(line) for line in lines]
    unknown = pd.array([None] * len(lines), dtype="str")
    degrees = shapely.transform(np.array(shapes), CENTRE.to_degrees, interleaved=False)
    edges = gpd.GeoDataFrame(
        {
            "u": [ends.index(line[0]) for line in lines],
            "v": [ends.index(line[-1]) for line in lines],
            "length_m": [shape.length for shape in shapes],
            "name": unknown,
            "highway": pd.array(["path"] * len(lines), dtype="str"),
            **dict.fromkeys(("surface", "lit", "incline"), unknown),
            **dict.fromkeys(("steps", "tunnel", "bridge", "square"), False),
        },
        geometry=degrees,
        crs="EPSG:4326",
    )
    check(edges, EDGES)
    return Network(check(nodes, NODES), edges, {})


def metres(table: gpd.GeoDataFrame) -> np.ndarray:
    """The lines of routes or streets, metres."""
    lines = np.asarray(table.geometry.array)
    return shapely.transform(lines, CENTRE.to_metres, interleaved=False)


def far_m(point: tuple[float, float], lines: np.ndarray) -> float:
    """How far the nearest line is from a point."""
    return float(shapely.distance(shapely.union_all(lines), shapely.Point(point)))


def coordinates(line: shapely.LineString) -> Floats:
    return shapely.get_coordinates(line)
