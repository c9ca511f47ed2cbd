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


@dataclass(frozen=True)
class ScoredStreets:
    """The streets of a city and how much each is photographed, as it may be published.

    Attributes:
        network: the streets.
        scores: a row for each edge, with its index: score_a to score_d (see `streets.scores`; 0
            where fewer than three people photographed) and `leaning`, whose favourite it is,
            from -2 (locals') over 0 (neither's, or nothing known) to 2 (visitors').
        facts: for the report: those of the network, and how photos lie to it.
    """

    network: Network
    scores: pd.DataFrame
    facts: Mapping[str, Any]
