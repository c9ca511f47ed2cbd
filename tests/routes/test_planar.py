from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from guidegen.routes.find import find_routes
from guidegen.routes.planar import network_of
from guidegen.tables import EDGES, NODES, check
from tests.routes.drawn import CENTRE
from tests.routes.towns import Points, walked


def routes(*lines: Points) -> gpd.GeoDataFrame:
    shapes = np.array([shapely.LineString(line) for line in lines])
    degrees = shapely.transform(shapes, CENTRE.to_degrees, interleaved=False)
    return gpd.GeoDataFrame({"route_id": range(len(lines))}, geometry=degrees, crs="EPSG:4326")


def test_routes_that_cross_meet_in_a_node() -> None:
    network = network_of(routes([(-100, 0), (100, 0)], [(0, -100), (0, 100)]), CENTRE)
    assert network is not None
    check(network.nodes, NODES)
    check(network.edges, EDGES)
    assert len(network.nodes) == 5
    assert network.edges["length_m"].to_numpy() == pytest.approx([100] * 4)
    middle = np.hypot(network.nodes["x_m"], network.nodes["y_m"]).argmin()
    assert ((network.edges["u"] == middle) | (network.edges["v"] == middle)).all()
    assert network.nodes["osm_id"].tolist() == [1, 2, 3, 4, 5]


def test_lines_run_from_u_to_v() -> None:
    network = network_of(routes([(0, 0), (50, 10), (100, 0)], [(100, 0), (100, 90)],
                                [(100, 0), (180, 0)]), CENTRE)  # fmt: skip
    assert network is not None
    at = network.nodes[["lon", "lat"]].to_numpy()
    for u, v, line in zip(
        network.edges["u"], network.edges["v"], network.edges.geometry, strict=True
    ):
        ends = shapely.get_coordinates(line)[[0, -1]]
        np.testing.assert_allclose(ends, at[[u, v]], atol=1e-8)


def test_bits_that_lead_nowhere_are_left_out() -> None:
    network = network_of(routes([(0, 0), (1000, 0)], [(0, 500), (30, 500)]), CENTRE)
    assert network is not None
    assert network.facts["km"] == 1.0
    assert network.facts["parts"] == 1


def test_no_routes_no_network() -> None:
    assert network_of(routes(), CENTRE) is None


def test_what_photographers_walked_hangs_together() -> None:
    ways = [[(-300, 0), (300, 0)], [(0, -300), (0, 300)], [(0, 200), (250, 200)]]
    network = network_of(find_routes(walked(ways, people=5), CENTRE).table, CENTRE)
    assert network is not None
    assert network.facts["parts"] == 1
    assert 1.2 < network.facts["km"] < 1.7
