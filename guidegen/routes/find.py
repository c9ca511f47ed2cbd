"""Photographers' routes: along streets where these are known, else from movements alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from guidegen import tables
from guidegen.geo import Projection
from guidegen.routes.along_streets import lines_along_streets
from guidegen.routes.from_tracks import lines_from_tracks
from guidegen.routes.segments import Segments
from guidegen.routes.support import Along, Lines
from guidegen.streets.network import Network

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Routes:
    """The routes of a city.

    Attributes:
        table: `tables.ROUTES`, the most used first; lines in EPSG:4326, straight between their
            vertices; `routes.smooth` makes curves of them.
        facts: for the report: engine ("streets" or "tracks"), routes, km, movements.
    """

    table: gpd.GeoDataFrame
    facts: Mapping[str, Any]


def find_routes(
    segments: Segments,
    projection: Projection,
    network: Network | None = None,
) -> Routes:
    """The routes that three people or more took.

    Args:
        segments: cleaned movements, in the metres of the projection.
        projection: the city's.
        network: its streets, if they are known.
    """
    if network is None:
        lines, who = lines_from_tracks(segments)
    else:
        lines, who = lines_along_streets(segments, network, projection)
    facts = {
        "engine": "tracks" if network is None else "streets",
        "routes": lines.size,
        "km": round(float(shapely.length(lines).sum()) / 1000, 1),
        "movements": len(segments),
    }
    return Routes(_table(lines, who, projection), facts)


def _table(lines: Lines, who: Along, projection: Projection) -> gpd.GeoDataFrame:
    import geopandas as gpd

    length_m = shapely.length(lines)
    order = np.lexsort((np.arange(lines.size), -length_m, -who.days))
    columns = {
        "route_id": np.arange(1, lines.size + 1),
        "authors": who.authors[order],
        "photographer_days": who.days[order],
        "balance": who.balance[order],
        "length_m": length_m[order],
    }
    degrees = shapely.transform(lines[order], projection.to_degrees, interleaved=False)
    table = gpd.GeoDataFrame(columns, geometry=degrees, crs="EPSG:4326")
    tables.check(table, tables.ROUTES)
    return table
