"""Streets in pieces: where they are cut, and what was counted of each."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from guidegen.geo import Projection
from guidegen.routes.along_streets import _distinct
from guidegen.routes.field import _numbered
from guidegen.routes.pieces import LONGEST_M, Pieces, _cut, pieces_of
from guidegen.streets.network import Network

AROUND = Projection(10.0, 45.0)
# A short street, one of 60 m with a bend at 40 m, one of 96 m with points where it is cut, and
# with its first point twice.
LINES = (
    [(0, 0), (0, 10)],
    [(0, 10), (40, 10), (40, 30)],
    [(40, 30), (40, 30), (64, 30), (88, 30), (136, 30)],
)


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    nodes = np.array([(0, 0), (0, 10), (40, 30), (136, 30)], float)
    lon, lat = AROUND.to_degrees(nodes[:, 0].copy(), nodes[:, 1].copy())
    lines = [np.column_stack(AROUND.to_degrees(*np.array(line, float).T.copy())) for line in LINES]
    edges = gpd.GeoDataFrame(
        {"u": [0, 1, 2], "v": [1, 2, 3]},
        geometry=[shapely.LineString(line) for line in lines],
        crs="EPSG:4326",
    )
    return pieces_of(Network(pd.DataFrame({"lon": lon, "lat": lat}), edges, {}), AROUND)


def test_no_piece_is_longer_than_it_may_be(pieces: Pieces) -> None:
    assert pieces.length_m == pytest.approx([10, 20, 20, 20, 24, 24, 24, 24], abs=1e-4)
    assert pieces.length_m.max() <= LONGEST_M + 1e-4


def test_pieces_lead_from_node_to_node_along_their_street(pieces: Pieces) -> None:
    assert pieces.a.tolist() == [0, 1, 4, 5, 2, 6, 7, 8]
    assert pieces.b.tolist() == [1, 4, 5, 2, 6, 7, 8, 3]
    for a, b, shape in zip(pieces.a, pieces.b, pieces.shapes, strict=True):
        ends = np.array([[pieces.x_m[each], pieces.y_m[each]] for each in (a, b)])
        assert shape[[0, -1]] == pytest.approx(ends, abs=1e-6)


def test_points_within_a_piece_stay_and_stand_there_once() -> None:
    line = np.array(LINES[2], float)
    points, bounds, parts = _cut(line, np.hypot(*np.diff(line, axis=0).T), np.array([0, 5]))
    assert (parts.tolist(), bounds.tolist()) == ([4], [0, 2, 4, 6, 8])
    assert points[:, 0].tolist() == [40, 64, 64, 88, 88, 112, 112, 136]
    bent = np.array([(0, 0), (5, 0), (5, 30)], float)
    points, bounds, _ = _cut(bent, np.array([5.0, 30.0]), np.array([0, 3]))
    assert points[: bounds[1]].tolist() == [[0, 0], [5, 0], [5, 12.5]]


def test_distinct_things_are_counted_as_sets_count_them() -> None:
    rng = np.random.default_rng(0)
    of, what = rng.integers(0, 7, 400), rng.integers(0, 90, 400)
    found = _distinct(of, what, 9)
    assert found.tolist() == [len(set(what[of == one].tolist())) for one in range(9)]
    assert _distinct(of[:0], what[:0], 2).tolist() == [0, 0]


@pytest.mark.parametrize("scale", [1, 10**12])
def test_rows_are_numbered_in_their_order(scale: int) -> None:
    columns = [np.random.default_rng(seed).integers(-3, 4, 200) * scale for seed in range(4)]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    ordered = sorted(set(rows))
    assert _numbered(columns).tolist() == [ordered.index(row) for row in rows]
