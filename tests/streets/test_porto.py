"""The old town of Porto, whole (see tests/data/NOTICE.md)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from guidegen.geo import Box
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.network import Network

EXTRACT = Path(__file__).parents[1] / "data" / "porto.osm.pbf"
BOX = Box(-8.6212, 41.1247, -8.5937, 41.1560)


@pytest.fixture(scope="module")
def porto() -> Network:
    return build_network(read_extract(EXTRACT), BOX, "porto.osm.pbf")


def test_its_size(porto: Network) -> None:
    facts = porto.facts
    assert (facts["nodes"], facts["edges"]) == (len(porto.nodes), len(porto.edges))
    assert 4000 < facts["nodes"] < 4700
    assert 5700 < facts["edges"] < 6500
    assert 240 < facts["km"] < 270
    assert facts["squares"] > 300
    assert facts["covered_share"] == pytest.approx(1, abs=0.01)


def test_it_hangs_together(porto: Network) -> None:
    u, v, count = porto.edges["u"], porto.edges["v"], len(porto.nodes)
    graph = sparse.csr_array((np.ones(len(u)), (u, v)), shape=(count, count))
    parts, _ = sparse.csgraph.connected_components(graph, directed=False)
    assert parts == porto.facts["parts"] == 1


def test_lines_lead_from_u_to_v_and_are_as_long_as_they_say(porto: Network) -> None:
    edges, nodes = porto.edges, porto.nodes
    for end, at in (("u", 0), ("v", -1)):
        places = np.array([line.coords[at] for line in edges.geometry])
        assert np.array_equal(places, nodes.loc[edges[end], ["lon", "lat"]].to_numpy())
    lengths = edges.to_crs("EPSG:32629").length  # UTM, with its scale of up to 0.04% off
    assert np.allclose(lengths, edges["length_m"], rtol=6e-4)


def test_the_dom_luis_bridge_can_be_walked_on_both_decks(porto: Network) -> None:
    edges = porto.edges
    over = edges[edges["bridge"] & edges["name"].fillna("").str.contains("Luí")]
    assert over["length_m"].max() > 150
    south, north = over.geometry.bounds["miny"].min(), over.geometry.bounds["maxy"].max()
    assert south < 41.1395
    assert north > 41.1405


def test_the_square_of_the_cathedral_is_crossed(porto: Network) -> None:
    near = porto.edges[porto.edges["square"]].cx[-8.6120:-8.6108, 41.1425:41.1434]
    assert len(near) >= 4


def test_the_same_file_gives_the_same_network(porto: Network) -> None:
    again = build_network(read_extract(EXTRACT), BOX, "porto.osm.pbf")
    pd.testing.assert_frame_equal(porto.nodes, again.nodes)
    pd.testing.assert_frame_equal(porto.edges, again.edges)
    assert porto.facts == again.facts
