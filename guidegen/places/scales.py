"""Modes over a series of bandwidths, linked from fine to coarse."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammainc

from guidegen.places.grid import Floats, Grid, Ints, density, density_at
from guidegen.places.meanshift import Clusters, basin_of, mean_shift
from guidegen.places.memory import Known, near_known
from guidegen.places.significance import adjust
from guidegen.places.weights import (
    Counts,
    Sessions,
    author_weights,
    count_by_label,
    photo_weights,
)

CELLS_PER_BANDWIDTH = 4  # enough for an adjusted Rand index of 0.999 to exact mean shift
_TEST_CELLS = 2  # per bandwidth: within 3% of the density, which is enough for a test
_EVENNESS = 0.75  # of the minimum must be left of the authors if all came equally often
_SURROUNDINGS = 2 * np.sqrt(2)  # bandwidths: what a mode is compared with
_FALSE_SHARE = 0.001  # of the modes at a bandwidth; a mode is the best of many tries, so few


@dataclass(frozen=True)
class Scales:
    """Modes at several bandwidths.

    Attributes:
        nodes: one row a mode, coarse before fine, heavy before light: scale (index of its
            bandwidth), bandwidth_m, mode (its label), x_m, y_m, photos, authors,
            photographer_days, parent (row of the mode at a coarser bandwidth in whose basin it
            lies, -1 if none), stands_out (False only for what is here because it was known).
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
    known: Known | None = None,
) -> Scales:
    """The modes that enough authors photographed and that stand out, at every bandwidth.

    Args:
        x_m: metres east, shape (n,).
        y_m: metres north, shape (n,).
        grouped: the same photos by author and day.
        bandwidths_m: from large to small.
        minimum_authors: modes with fewer distinct authors in their basin are left out, and
            those where one or two authors have nearly all photographer-days.
        known: where places are known, modes need not stand out, but need enough authors.
    """
    levels: list[_Level] = []
    above: list[Ints] = []  # for each level but the coarsest: the coarser mode around each mode
    # from fine to coarse, so that only one density is held at a time
    with ThreadPoolExecutor(max_workers=1) as helper:
        for bandwidth_m in reversed(bandwidths_m if x_m.size else ()):
            authors = helper.submit(_author_densities, x_m, y_m, grouped, bandwidth_m)
            weights = photo_weights(grouped, x_m, y_m, bandwidth_m)
            clusters = cluster(x_m, y_m, weights, bandwidth_m)
            if levels:
                above.append(basin_of(clusters, levels[-1].x_m, levels[-1].y_m))
            counts = count_by_label(grouped, clusters.labels, len(clusters.x_m))
            stands_out = _stands_out(clusters.x_m, clusters.y_m, *authors.result())
            valid = _enough_authors(counts, minimum_authors)
            valid &= stands_out | _is_known(known, clusters, bandwidth_m)
            levels.append(_Level(*clusters[:3], counts, valid, stands_out))
            del clusters
    if not levels:
        return _nothing()
    levels.reverse()
    return Scales(_linked(levels, above[::-1], bandwidths_m), [level.labels for level in levels])


class _Level(NamedTuple):
    """What is kept of the clusters at one bandwidth."""

    labels: Ints
    x_m: Floats
    y_m: Floats
    counts: Counts
    valid: npt.NDArray[np.bool_]
    stands_out: npt.NDArray[np.bool_]


def _is_known(
    known: Known | None, clusters: Clusters, bandwidth_m: float
) -> npt.NDArray[np.bool_] | Literal[False]:
    return known is not None and near_known(known, clusters.x_m, clusters.y_m, bandwidth_m)


def _linked(
    levels: Sequence[_Level], above: Sequence[Ints], bandwidths_m: Sequence[float]
) -> pd.DataFrame:
    """The valid modes as nodes, each below the nearest valid one that it lies in."""
    found: list[pd.DataFrame] = []
    row_of_mode = np.full(1, -1, np.int64)  # of each coarser mode, or of what that lies in
    rows = 0
    for scale, level in enumerate(levels):
        parent = row_of_mode[above[scale - 1] if scale else np.zeros(len(level.x_m), np.int64)]
        mode = np.flatnonzero(level.valid)
        mode = mode[np.lexsort((mode, -level.counts.days[mode]))]
        nodes = {
            "scale": scale,
            "bandwidth_m": float(bandwidths_m[scale]),
            "mode": mode,
            "x_m": level.x_m[mode],
            "y_m": level.y_m[mode],
            "photos": level.counts.photos[mode].astype(np.int64),
            "authors": level.counts.authors[mode].astype(np.int64),
            "photographer_days": level.counts.days[mode].astype(np.int64),
            "parent": parent[mode],
            "stands_out": level.stands_out[mode],
        }
        found.append(pd.DataFrame(nodes))
        row_of_mode = parent
        row_of_mode[mode] = rows + np.arange(len(mode))
        rows += len(mode)
    return pd.concat(found, ignore_index=True)


def _nothing() -> Scales:
    empty = pd.DataFrame(columns=["x_m", "y_m", "bandwidth_m"], dtype=float)
    whole = ["scale", "mode", "photos", "authors", "photographer_days", "parent"]
    empty = empty.assign(**{name: np.empty(0, np.int64) for name in whole})
    return Scales(empty.assign(stands_out=np.empty(0, np.bool_)), [])


def _enough_authors(counts: Counts, minimum: int) -> npt.NDArray[np.bool_]:
    """Whether enough authors came, and not one or two of them for nearly all of the days."""
    enough: npt.NDArray[np.bool_] = (counts.authors >= minimum) & (
        counts.effective_authors() >= _EVENNESS * minimum
    )
    return enough


def _author_densities(
    x_m: Floats, y_m: Floats, grouped: Sessions, bandwidth_m: float
) -> tuple[Grid, Grid]:
    """The density of authors at a bandwidth, and around: each counts once in a cell."""
    weights = author_weights(grouped, x_m, y_m, bandwidth_m)
    return (
        density(x_m, y_m, weights, bandwidth_m, _TEST_CELLS),
        density(x_m, y_m, weights, _SURROUNDINGS * bandwidth_m, _TEST_CELLS),
    )


def _stands_out(x_m: Floats, y_m: Floats, close: Grid, around: Grid) -> npt.NDArray[np.bool_]:
    """Which modes (metres, shape (k,)) are denser than chance makes them in such surroundings.

    Every author counts once in a cell, on however many days they came: whoever photographs
    their own street for years makes no place, and no page tells where they live.

    The density ρ at bandwidth h is compared with that at 2√2 h, which would be eight times as
    high in even surroundings. For authors scattered at random with mean density ρ₀ the density
    has the variance ρ₀/2, so 2ρ is about Poisson with mean 2ρ₀. The share of false discoveries
    is held down by the rule of Benjamini and Hochberg.
    """
    here = density_at(close, x_m, y_m)
    expected = density_at(around, x_m, y_m) / _SURROUNDINGS**2
    # P(Poisson(2ρ₀) ≥ 2ρ), continued to densities that are no whole numbers
    chance = gammainc(2 * here, 2 * expected)
    outstanding: npt.NDArray[np.bool_] = adjust(chance) < _FALSE_SHARE
    return outstanding
