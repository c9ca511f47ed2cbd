"""Ways as OpenStreetMap has them, in columns: what all sources of streets are read into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.geo import Box

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# The tags that the rules ask for, or that walkers want to know.
TAGS = (
    "highway", "place", "area", "name", "surface", "lit", "incline", "tunnel", "bridge",
    "foot", "access", "motorroad", "service", "indoor",
    "sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right",
)  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """Ways and their nodes.

    Attributes:
        tags: a row for each way, by ascending way_id: way_id (int64), and the columns `TAGS`
            (text or None).
        starts: where each way begins in `nodes`, and the end of the last; shape (ways + 1,).
        nodes: rows of `node_id`, way after way; -1 where the source does not hold the node.
        node_id: OpenStreetMap's ids, ascending, shape (n,).
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        covered: what the source says it covers, or the box around its nodes.
    """

    tags: pd.DataFrame
    starts: Ints
    nodes: Ints
    node_id: Ints
    lon: Floats
    lat: Floats
    covered: Box


@dataclass
class Collector:
    """Gathers ways and nodes one by one."""

    def __post_init__(self) -> None:
        """Start empty."""
        self.ids: list[int] = []
        self.tags: list[Mapping[str, str]] = []
        self.lengths: list[int] = []
        self.refs: list[int] = []

    def add(self, way_id: int, tags: Mapping[str, str], refs: list[int]) -> None:
        """Add a way with the ids of its nodes."""
        self.ids.append(way_id)
        self.tags.append(tags)
        self.lengths.append(len(refs))
        self.refs += refs

    def ways(self, node_id: Ints, lon: Floats, lat: Floats, covered: Box | None = None) -> Ways:
        """All of them in columns; of a way that came twice the first counts.

        Args:
            node_id: of the nodes that are known, in any order, some perhaps several times.
            lon: degrees.
            lat: degrees.
            covered: what the source covers, if it says so.
        """
        node_id, first = np.unique(node_id, return_index=True)
        lon, lat = lon[first], lat[first]
        ids, order = np.unique(np.array(self.ids, np.int64), return_index=True)
        lengths = np.array(self.lengths, np.int64)
        places, starts = _ranges(np.cumsum(lengths) - lengths, lengths, order)
        refs = np.array(self.refs, np.int64)[places]
        chosen = [self.tags[each] for each in order]
        columns: dict[str, Any] = {tag: _column(chosen, tag) for tag in TAGS}
        return Ways(
            pd.DataFrame({"way_id": ids, **columns}),
            starts, rows_of(refs, node_id), node_id, lon, lat,
            covered or box_around(lon, lat),
        )  # fmt: skip


def _column(tags: Iterable[Mapping[str, str]], name: str) -> pd.Series[Any]:
    return pd.Series([each.get(name) for each in tags], dtype=object)


def rows_of(ids: Ints, known: Ints) -> Ints:
    """The row of each id among the known ones, which ascend; -1 where it is not among them."""
    if not known.size:
        return np.full(ids.size, -1, np.int64)
    rows = np.minimum(np.searchsorted(known, ids), known.size - 1)
    found: Ints = np.where(known[rows] == ids, rows, -1)
    return found


def _ranges(starts: Ints, lengths: Ints, order: Ints) -> tuple[Ints, Ints]:
    """The places of some ranges one after the other, and where each begins among them."""
    lengths = lengths[order]
    ends = np.concatenate(([0], np.cumsum(lengths)))
    shift = np.repeat(starts[order] - ends[:-1], lengths)
    return np.arange(ends[-1]) + shift, ends


def box_around(lon: Floats, lat: Floats) -> Box:
    """The smallest box around some points, shape (n,), n > 0; around none, one at 0, 0."""
    if not lon.size:
        return Box(0, 0, 0, 0)
    return Box(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
