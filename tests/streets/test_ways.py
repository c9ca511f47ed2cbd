"""Ways in columns."""

from __future__ import annotations

import numpy as np

from guidegen.geo import Box
from guidegen.streets.ways import Collector, rows_of


def test_ways_are_sorted_and_the_first_of_equal_ones_counts() -> None:
    collector = Collector()
    collector.add(9, {"highway": "path", "lit": "no", "note": "x"}, [30, 10])
    collector.add(4, {"highway": "steps"}, [20, 30, 99])
    collector.add(9, {"highway": "steps"}, [10, 20])
    ids = np.array([30, 10, 20, 10])
    ways = collector.ways(ids, np.array([3.0, 1, 2, 7]), np.array([0.3, 0.1, 0.2, 7]))
    assert ways.tags["way_id"].tolist() == [4, 9]
    assert ways.tags["lit"].tolist() == [None, "no"]
    assert "note" not in ways.tags
    assert ways.node_id.tolist() == [10, 20, 30]
    assert ways.lon.tolist() == [1, 2, 3]
    assert ways.starts.tolist() == [0, 3, 5]
    assert ways.nodes.tolist() == [1, 2, -1, 2, 0]
    assert ways.covered == Box(1, 0.1, 3, 0.3)


def test_among_no_nodes_none_is_known() -> None:
    assert rows_of(np.array([1, 2]), np.array([], np.int64)).tolist() == [-1, -1]
