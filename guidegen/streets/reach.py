"""Shortest ways in small graphs, where building scipy's takes longer than searching them."""

from __future__ import annotations

import numpy as np
from numba import njit

from guidegen.streets.ways import Floats, Ints


@njit(cache=True, nogil=True)
def shortest(a: Ints, b: Ints, length_m: Floats, nodes: int, sources: Ints) -> tuple[Floats, Ints]:
    """Shortest ways from some nodes to all, along edges in both directions (Bellman-Ford).

    Args:
        a: one end of each edge, shape (m,).
        b: the other.
        length_m: of each, more than 0.
        nodes: how many there are.
        sources: where to start, shape (k,).

    Returns:
        Lengths, infinite where no way leads; and the node before each on its way, -1 if there is
        none. Shape (k, nodes) each.
    """
    total_m = np.full((sources.size, nodes), np.inf)
    before = np.full((sources.size, nodes), -1, np.int64)
    for row in range(sources.size):
        far, last = total_m[row], before[row]
        far[sources[row]] = 0.0
        changed = True
        while changed:
            changed = False
            for edge in range(a.size):
                for one, other in ((a[edge], b[edge]), (b[edge], a[edge])):
                    if far[one] + length_m[edge] < far[other]:
                        far[other] = far[one] + length_m[edge]
                        last[other] = one
                        changed = True
    return total_m, before
