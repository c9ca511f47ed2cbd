"""Shortest ways in small graphs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from guidegen.streets.reach import shortest

pairs = st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 9)).filter(
    lambda edge: edge[0] < edge[1]
)


@given(st.lists(pairs, max_size=20, unique_by=lambda edge: edge[:2]), st.integers(0, 7))
def test_as_scipy_finds_them(drawn: list[tuple[int, int, int]], source: int) -> None:
    a, b, length_m = np.array(drawn, np.int64).reshape(-1, 3).T.copy()
    total_m, before = shortest(a, b, length_m.astype(float), 8, np.array([source]))
    graph = sparse.csr_array((length_m.astype(float), (a, b)), shape=(8, 8))
    expected = sparse.csgraph.dijkstra(graph, directed=False, indices=source)
    np.testing.assert_array_equal(total_m[0], expected)
    edges = {(i, j): w for i, j, w in drawn}
    for node in np.flatnonzero(before[0] >= 0).tolist():
        last = int(before[0, node])
        assert total_m[0, node] == total_m[0, last] + edges[min(node, last), max(node, last)]
