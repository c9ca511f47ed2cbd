"""Modes over a series of bandwidths, linked from fine to coarse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammainc

from guidegen.places.grid import Floats, Ints, density, density_at
from guidegen.places.meanshift import Clusters, basin_of, mean_shift
from guidegen.places.significance import adjust
from guidegen.places.weights import (
    Counts,
    Sessions,
    author_weights,
    count_by_label,
    photo_weights,
)

CELLS_PER_BANDWIDTH = 4  # enough for an adjusted Rand index of 0.9999 to exact mean shift
_TEST_CELLS = 2  # per bandwidth: within 3% of the density, which is enough for a test
_SURROUNDINGS = 2 * np.sqrt(2)  # bandwidths: what a mode is compared with
_FALSE_SHARE = 0.001  # of the modes at a bandwidth; a mode is the best of many tries, so few


@dataclass(frozen=True)
class Scales:
    """Modes at several bandwidths.

    Attributes:
        nodes: one row a mode, coarse before fine, heavy before light: scale (index of its
            bandwidth), bandwidth_m, mode (its label), x_m, y_m, photos, authors,
            photographer_days, parent (row of the mode at a coarser bandwidth in whose basin it
            lies, -1 if none).
        labels: for each scale the mode of every photo, shape (n,).
    """

    nodes: pd.DataFrame
    labels: list[Ints]


def cluster(x_m: Floats, y_m: Floats, weights: Floats, bandwidth_m: float) -> Clusters:
    """Mean shift, as finely as places need it."""
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
    """The modes that enough authors photographed and that stand out, at every bandwidth.

    Args:
        x_m: metres east, shape (n,).
        y_m: metres north, shape (n,).
        grouped: the same photos by author and day.
        bandwidths_m: from large to small.
        minimum_authors: modes with fewer distinct authors in their basin are left out; an
            author who alone has most of the photographer-days is not counted.
    """
    found: list[pd.DataFrame] = []
    labels: list[Ints] = []
    coarser: Clusters | None = None
    row_of_mode = np.empty(0, np.int64)  # of each mode of the coarser scale, or of what it is in
    rows = 0
    for scale, bandwidth_m in enumerate(bandwidths_m if x_m.size else ()):
        weights = photo_weights(grouped, x_m, y_m, bandwidth_m)
        clusters = cluster(x_m, y_m, weights, bandwidth_m)
        counts = count_by_label(grouped, clusters.labels, len(clusters.x_m))
        parent = np.full(len(clusters.x_m), -1, np.int64)
        if coarser is not None:
            parent = row_of_mode[basin_of(coarser, clusters.x_m, clusters.y_m)]
        mode = np.flatnonzero(
            _enough_authors(counts, minimum_authors) & _stands_out(clusters, x_m, y_m, grouped)
        )
        mode = mode[np.lexsort((mode, -counts.days[mode]))]
        found.append(_rows(scale, bandwidth_m, clusters, counts, mode).assign(parent=parent[mode]))
        row_of_mode = parent
        row_of_mode[mode] = rows + np.arange(len(mode))
        rows += len(mode)
        labels.append(clusters.labels)
        coarser = clusters
    return Scales(pd.concat(found, ignore_index=True), labels) if found else _nothing()


def _rows(
    scale: int, bandwidth_m: float, clusters: Clusters, counts: Counts, mode: npt.NDArray[np.intp]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "scale": scale,
            "bandwidth_m": float(bandwidth_m),
            "mode": mode,
            "x_m": clusters.x_m[mode],
            "y_m": clusters.y_m[mode],
            "photos": counts.photos[mode].astype(np.int64),
            "authors": counts.authors[mode].astype(np.int64),
            "photographer_days": counts.days[mode].astype(np.int64),
        }
    )


def _nothing() -> Scales:
    empty = pd.DataFrame(columns=["x_m", "y_m", "bandwidth_m"], dtype=float)
    whole = ["scale", "mode", "photos", "authors", "photographer_days", "parent"]
    return Scales(empty.assign(**{name: np.empty(0, np.int64) for name in whole}), [])


def _enough_authors(counts: Counts, minimum: int) -> npt.NDArray[np.bool_]:
    dominated = 2 * counts.top_days > counts.days
    enough: npt.NDArray[np.bool_] = counts.authors - dominated >= minimum
    return enough


def _stands_out(
    clusters: Clusters, x_m: Floats, y_m: Floats, grouped: Sessions
) -> npt.NDArray[np.bool_]:
    """Which modes are denser than chance makes them in surroundings like theirs, shape (k,).

    Here every author counts once in a cell, on however many days they came: whoever photographs
    their own street for years makes no place, and no page tells where they live.

    The density ρ at bandwidth h is compared with that at 2√2 h, which would be eight times as
    high in even surroundings. For authors scattered at random with mean density ρ₀ the density
    has the variance ρ₀/2, so 2ρ is about Poisson with mean 2ρ₀. The share of false discoveries
    is held down by the rule of Benjamini and Hochberg.
    """
    bandwidth_m = clusters.grid.cell_m * clusters.grid.bandwidth
    weights = author_weights(grouped, x_m, y_m, bandwidth_m)
    close = density(x_m, y_m, weights, bandwidth_m, _TEST_CELLS)
    around = density(x_m, y_m, weights, _SURROUNDINGS * bandwidth_m, _TEST_CELLS)
    here = density_at(close, clusters.x_m, clusters.y_m)
    expected = density_at(around, clusters.x_m, clusters.y_m) / _SURROUNDINGS**2
    # P(Poisson(2ρ₀) ≥ 2ρ), continued to densities that are no whole numbers
    chance = gammainc(2 * here, 2 * expected)
    outstanding: npt.NDArray[np.bool_] = adjust(chance) < _FALSE_SHARE
    return outstanding
