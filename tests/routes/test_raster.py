from __future__ import annotations

import numpy as np
import pytest

from guidegen.geo import Box, Projection
from guidegen.routes.raster import MOST_NODES, SIGMA_M, Grid, spread
from tests.routes.movers import BOX

GRID = Grid.over(BOX)


def test_a_grid_covers_the_box() -> None:
    """Columns and rows of a place are how far it is from the north-western corner."""
    projection = Projection.around(BOX)
    for lon, lat, column, row in [
        (BOX.west, BOX.north, 0, 0),
        (BOX.east, BOX.south, GRID.columns - 1, GRID.rows - 1),
        (*BOX.centre, (GRID.columns - 1) / 2, (GRID.rows - 1) / 2),
    ]:
        east, south = GRID.metres(*projection.to_metres(np.array([lon]), np.array([lat])))
        assert east[0] / GRID.cell_m[0] == pytest.approx(column, abs=1e-6)
        assert south[0] / GRID.cell_m[1] == pytest.approx(row, abs=1e-6)


def test_its_metres_are_those_of_the_projection() -> None:
    east, south = GRID.metres(np.array([-500.0, 500.0]), np.array([500.0, -500.0]))
    assert np.diff(east) == pytest.approx(1000, rel=0.002)
    assert np.diff(south) == pytest.approx(1000, rel=0.002)
    assert GRID.sigma_m == pytest.approx(SIGMA_M, rel=0.01)


def test_a_large_city_gets_a_coarser_grid() -> None:
    city = Grid.over(Box(-0.5, 51.3, 0.3, 51.7))
    assert 0.9 * MOST_NODES < city.columns * city.rows < 1.02 * MOST_NODES
    assert city.sigma_m > 200


def test_spreading_keeps_amounts_and_where_they_are() -> None:
    x, y = np.array([203.3, 700.0]), np.array([411.9, 90.2])
    nodes = spread(x, y, np.array([2.0, 3.0]), GRID)
    rows, columns = np.indices(nodes.shape)
    margin = (nodes.shape[1] - GRID.columns) // 2
    assert nodes.sum() == pytest.approx(5)
    mean_x = ((columns - margin) * nodes).sum() / 5 * GRID.cell_m[0]
    mean_y = ((rows - margin) * nodes).sum() / 5 * GRID.cell_m[1]
    assert mean_x == pytest.approx((2 * 203.3 + 3 * 700) / 5)
    assert mean_y == pytest.approx((2 * 411.9 + 3 * 90.2) / 5)
