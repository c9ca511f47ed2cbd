"""Ways cut into straight segments between two nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from guidegen.geo import Box, Projection
from guidegen.streets.ways import Floats, Ints, Ways

Mask = npt.NDArray[np.bool_]

# Around the city's box, so that walks at its edge have a way around.
MARGIN_M = 250.0


@dataclass(frozen=True)
class Nodes:
    """Places of nodes; the row is the node's number, as in `Ways`.

    Attributes:
        osm_id: ascending, shape (n,).
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        x_m: metres east of the city's centre, shape (n,).
        y_m: metres north of it, shape (n,).
    """

    osm_id: Ints
    lon: Floats
    lat: Floats
    x_m: Floats
    y_m: Floats

    def length_m(self, a: Ints, b: Ints) -> Floats:
        """Straight lengths between nodes, shape (m,); true to 3 in 100,000 like the projection."""
        lengths: Floats = np.hypot(self.x_m[a] - self.x_m[b], self.y_m[a] - self.y_m[b])
        return lengths


@dataclass(frozen=True)
class Segments:
    """Straight pieces of ways, in the order and direction of the ways.

    Attributes:
        a: the node that each starts from, shape (m,).
        b: the node that it leads to.
        way: the row of its way.
        length_m: its length.
    """

    a: Ints
    b: Ints
    way: Ints
    length_m: Floats

    def __getitem__(self, which: Mask | Ints | slice) -> Segments:
        return Segments(self.a[which], self.b[which], self.way[which], self.length_m[which])

    def graph(self, nodes: int, weights: Floats | None = None) -> sparse.csr_array:
        """The segments as an undirected graph, for scipy; no two may join the same nodes."""
        values = self.length_m if weights is None else weights
        shape = (nodes, nodes)
        return sparse.csr_array((values, (self.a, self.b)), shape=shape)


def joined(parts: Sequence[Segments]) -> Segments:
    """Segments one after the other."""
    return Segments(
        np.concatenate([each.a for each in parts]),
        np.concatenate([each.b for each in parts]),
        np.concatenate([each.way for each in parts]),
        np.concatenate([each.length_m for each in parts]),
    )


def project(ways: Ways, around: Box) -> Nodes:
    """The ways' nodes in metres around the middle of a box."""
    x_m, y_m = Projection.around(around).to_metres(ways.lon, ways.lat)
    return Nodes(ways.node_id, ways.lon, ways.lat, x_m, y_m)


def cut(ways: Ways, kept: Mask, nodes: Nodes, box: Box) -> Segments:
    """Segments of some ways that begin or end in the box or not far from it.

    Where two ways share a segment, it is the first one's. Nodes at the same place that a way
    joins become one: it has no length to walk.

    Args:
        ways: all.
        kept: which of them, shape (ways,).
        nodes: theirs.
        box: the city's, degrees.
    """
    way = np.repeat(np.arange(len(ways.tags)), np.diff(ways.starts))
    a, b, of = ways.nodes[:-1], ways.nodes[1:], way[:-1]
    near = _near(nodes, box)
    inside = (of == way[1:]) & (a >= 0) & (b >= 0) & (a != b) & kept[of] & (near[a] | near[b])
    segments = Segments(a[inside], b[inside], of[inside], np.empty(0))
    return first_of_each(_without_empty(segments, nodes), nodes)


def first_of_each(segments: Segments, nodes: Nodes) -> Segments:
    """The same segments without those that join the same nodes as one before; with lengths."""
    low, high = np.minimum(segments.a, segments.b), np.maximum(segments.a, segments.b)
    _, first = np.unique(low * nodes.lon.size + high, return_index=True)
    first.sort()
    a, b = segments.a[first], segments.b[first]
    return Segments(a, b, segments.way[first], nodes.length_m(a, b))


def _near(nodes: Nodes, box: Box) -> Mask:
    x_m, y_m = Projection.around(box).to_metres(
        np.array([box.west, box.east, box.west, box.east]),
        np.array([box.south, box.south, box.north, box.north]),
    )
    near: Mask = (
        (nodes.x_m >= x_m.min() - MARGIN_M) & (nodes.x_m <= x_m.max() + MARGIN_M)
        & (nodes.y_m >= y_m.min() - MARGIN_M) & (nodes.y_m <= y_m.max() + MARGIN_M)
    )  # fmt: skip
    return near


def _without_empty(segments: Segments, nodes: Nodes) -> Segments:
    """Without segments of no length; their two nodes become one."""
    empty = nodes.length_m(segments.a, segments.b) == 0
    if not empty.any():
        return segments
    graph = sparse.csr_array(
        (np.ones(empty.sum()), (segments.a[empty], segments.b[empty])),
        shape=(nodes.lon.size, nodes.lon.size),
    )
    _, part = sparse.csgraph.connected_components(graph, directed=False)
    _, first = np.unique(part, return_index=True)
    a, b = first[part[segments.a]], first[part[segments.b]]
    apart = a != b
    return Segments(a[apart], b[apart], segments.way[apart], np.empty(0))
