"""The network of streets that the stages after it work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Network:
    """Streets that can be walked, in both directions; each edge stands once.

    Attributes:
        nodes: `tables.NODES`, junctions and ends; the row is the node's number.
        edges: `tables.EDGES`, the streets between them; the row is the edge's number. Two nodes
            may have several edges, and an edge may lead back to its own node (u == v).
        facts: for the report, by name: nodes, edges, km, isolates, what was dropped and why.
    """

    nodes: pd.DataFrame
    edges: gpd.GeoDataFrame
    facts: Mapping[str, Any]
