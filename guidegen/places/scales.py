"""Modes over a series of bandwidths, linked from fine to coarse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from guidegen.places.grid import Floats, Ints
from guidegen.places.meanshift import Clusters, basin_of, mean_shift
from guidegen.places.weights import Sessions, count_by_label, photo_weights

CELLS_PER_BANDWIDTH = 4  # enough for an adjusted Rand index of 0.9999 to exact mean shift


@dataclass(frozen=True)
class Scales:
    """Modes at several bandwidths.

    Attributes:
        nodes: one row a mode with enough authors, coarse before fine, heavy before light:
            scale (index of its bandwidth), bandwidth_m, mode (its label), x_m, y_m, photos,
            authors, photographer_days, parent (row of the mode at the next coarser bandwidth in
            whose basin it lies, -1 if none).
        labels: for each scale the mode of every photo, shape (n,).
    """

    nodes: pd.DataFrame
    labels: list[Ints]


def cluster(x_m: Floats, y_m: Floats, grouped: Sessions, bandwidth_m: float) -> Clusters:
    """Mean shift in which an author counts once per day and bandwidth-sized cell."""
    weights = photo_weights(grouped, x_m, y_m, bandwidth_m)
    return mean_shift(
        x_m, y_m, bandwidth_m, weights=weights, cells_per_bandwidth=CELLS_PER_BANDWIDTH
    )


def find_modes(
    x_m: Floats,
    y_m: Floats,
    grouped: Sessions,
    bandwidths_m: Sequence[float],
    minimum_authors: int,
) -> Scales:
    """The modes that enough authors photographed, at every bandwidth.

    Args:
        x_m: metres east, shape (n,), n > 0.
        y_m: metres north, shape (n,).
        grouped: the same photos by author and day.
        bandwidths_m: from large to small.
        minimum_authors: modes with fewer distinct authors in their basin are left out.
    """
    found: list[pd.DataFrame] = []
    labels: list[Ints] = []
    coarser: Clusters | None = None
    row_of_mode = np.empty(0, np.int64)  # in the table, of each mode of the coarser scale
    rows = 0
    for scale, bandwidth_m in enumerate(bandwidths_m):
        clusters = cluster(x_m, y_m, grouped, bandwidth_m)
        count = len(clusters.x_m)
        photos, authors, days = count_by_label(*grouped, clusters.labels, count)
        mode = np.flatnonzero(authors >= minimum_authors)
        mode = mode[np.lexsort((mode, -days[mode]))]
        parent = np.full(len(mode), -1, np.int64)
        if coarser is not None and len(mode):
            parent = row_of_mode[basin_of(coarser, clusters.x_m[mode], clusters.y_m[mode])]
        found.append(
            pd.DataFrame(
                {
                    "scale": scale,
                    "bandwidth_m": float(bandwidth_m),
                    "mode": mode,
                    "x_m": clusters.x_m[mode],
                    "y_m": clusters.y_m[mode],
                    "photos": photos[mode],
                    "authors": authors[mode],
                    "photographer_days": days[mode],
                    "parent": parent,
                }
            )
        )
        row_of_mode = np.full(count, -1, np.int64)
        row_of_mode[mode] = rows + np.arange(len(mode))
        rows += len(mode)
        labels.append(clusters.labels)
        coarser = clusters
    return Scales(pd.concat(found, ignore_index=True), labels)
