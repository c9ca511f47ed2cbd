"""The memory of the search: a known place is not dropped for a narrow reason.

A place found once is looked for again in the next build. More photos, fewer, or another bandwidth
can tip the scales although nothing happened there: a mode falls just short of the test for
chance, or the tree takes another bandwidth of the same branch. In Pisa 12 to 24% of the 50
most visited places change so when 30% of the photos are left out, and 0 to 2% with a memory. So
the places of the last build are kept (hysteresis) as long as

* what is chosen afresh holds nothing at about the same position and size,
* there still is a mode: within one bandwidth of where it was, at a bandwidth within half an
  octave (a factor √2) of the one it was found at,
* enough authors photographed there, none of them for nearly all of it, as everywhere. Only the
  test for chance is waived: it was passed once.

Where bandwidths are fixed, modes are also sought at those of the known places that lie within
half an octave of a fixed one. Beyond that a place was asked to go, and goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial import KDTree

from guidegen.geo import Projection
from guidegen.places.grid import Floats, Ints

KnownPlace = tuple[float, float, float, str]
"""lon and lat in degrees, bandwidth in metres, level."""

_STEP = 1.02 * np.sqrt(2)  # factor between bandwidths that are about the same, with rounding
_OCTAVES = 1.0  # between the bandwidths of a known place and of one chosen afresh for it
_COVERED = 0.5  # bandwidths between their modes
_LEAST_M = 25.0  # nobody sees a shift as small as this
_TWICE = 0.95  # what shares that much of all its photos with another is the same place
_NEVER = 1e6


class Known(NamedTuple):
    """Known places, shape (k,) each: metres east and north, bandwidth in metres, level."""

    x_m: Floats
    y_m: Floats
    bandwidth_m: Floats
    level: npt.NDArray[np.str_]


def known_places(places: Sequence[KnownPlace], projection: Projection) -> Known:
    """Known places in metres."""
    lon, lat, bandwidth_m, level = zip(*places, strict=True)
    return Known(
        *projection.to_metres(np.array(lon, float), np.array(lat, float)),
        np.array(bandwidth_m, float),
        np.array(level, str),
    )


def with_known_bandwidths(bandwidths_m: Sequence[float], known: Known) -> list[float]:
    """The bandwidths and those of known places that are near one of them, from large to small."""
    own = np.unique(known.bandwidth_m)
    near = np.abs(np.log(own[:, None] / np.array(bandwidths_m))).min(axis=1) < np.log(_STEP)
    return sorted({*bandwidths_m, *own[near].tolist()}, reverse=True)


def near_known(known: Known, x_m: Floats, y_m: Floats, bandwidth_m: float) -> npt.NDArray[np.bool_]:
    """Which modes (metres, shape (n,)) of a bandwidth lie where a place is known."""
    same = np.abs(np.log(known.bandwidth_m / bandwidth_m)) < np.log(_STEP)
    if not same.any() or not len(x_m):
        return np.zeros(len(x_m), np.bool_)
    away, _ = KDTree(np.column_stack((known.x_m[same], known.y_m[same]))).query(
        np.column_stack((x_m, y_m))
    )
    return np.asarray(away <= _reach(bandwidth_m))


def fresh_only(nodes: pd.DataFrame, fresh: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Some of the nodes of the scale tree, each below the nearest of them that it lies in."""
    row = np.cumsum(fresh) - 1
    above = np.full(len(nodes) + 1, -1)  # the last is what lies above the coarsest
    for node, parent in enumerate(nodes["parent"]):
        above[node] = row[parent] if parent >= 0 and fresh[parent] else above[parent]
    return nodes.assign(parent=above[:-1])[fresh].reset_index(drop=True)


def keep_known(
    nodes: pd.DataFrame, chosen: pd.DataFrame, labels: Sequence[Ints], known: Known
) -> pd.DataFrame:
    """Add to the choice the known places that it lacks and that can still be found.

    Args:
        nodes: all nodes of the scale tree (`scales.Scales.nodes`).
        chosen: the result of `tree.choose` or `tree.fixed_levels`.
        labels: of the photos, by scale.
        known: the places of the last build.

    Returns:
        The choice, then what was kept, a spot if it lies in a place, a quarter if places lie in
        it, else a place; what lies in something kept has it as its parent.
    """
    covered = _pairs(known, chosen, 2.0**_OCTAVES, _COVERED)
    missing = np.setdiff1d(np.arange(len(known.x_m)), list(covered))
    keys = _keys(chosen)
    free = nodes[~_keys(nodes).isin(set(keys))]
    found = _pairs(Known(*(column[missing] for column in known)), free, _STEP, 1.0)
    kept = {int(free.index[node]): str(known.level[missing[i]]) for i, node in found.items()}
    mine = pd.Series(nodes.index, _keys(nodes))[keys].to_numpy()
    published = mine.tolist()
    for node in sorted(kept):
        if _is_twice(nodes, node, published, labels):
            del kept[node]
        else:
            published.append(node)
    kept = dict(sorted(kept.items()))
    return _published(nodes, chosen, mine, kept) if kept else chosen


def _reach(bandwidth_m: npt.ArrayLike) -> Floats:
    return np.maximum(bandwidth_m, _LEAST_M)


def _keys(nodes: pd.DataFrame) -> pd.Series[int]:
    return nodes["scale"].astype(np.int64) * 2**32 + nodes["mode"]


def _pairs(known: Known, modes: pd.DataFrame, factor: float, bandwidths: float) -> dict[int, int]:
    """Known places and the modes that are nearest in position and bandwidth, one to one.

    Args:
        known: k places.
        modes: rows of `scales.Scales.nodes`.
        factor: by which the bandwidths may differ.
        bandwidths: how far the positions may lie apart.
    """
    if not len(modes) or not len(known.x_m):
        return {}
    bandwidth_m = modes["bandwidth_m"].to_numpy()
    away_m = np.hypot(
        known.x_m[:, None] - modes["x_m"].to_numpy(), known.y_m[:, None] - modes["y_m"].to_numpy()
    )
    octaves = np.abs(np.log2(known.bandwidth_m[:, None] / bandwidth_m))
    reach = _reach(bandwidths * np.sqrt(known.bandwidth_m[:, None] * bandwidth_m))
    possible = (away_m <= reach) & (octaves <= np.log2(factor) + 1e-9)
    cost = np.where(possible, away_m / reach + octaves, _NEVER)
    pairs = zip(*linear_sum_assignment(cost), strict=True)
    return {int(i): int(j) for i, j in pairs if possible[i, j]}


def _is_twice(
    nodes: pd.DataFrame, node: int, published: Sequence[int], labels: Sequence[Ints]
) -> bool:
    """Whether a node holds nearly the same photos as one that is published."""
    held = np.flatnonzero(labels[nodes["scale"][node]] == nodes["mode"][node])
    others = nodes.loc[list(published)]
    for scale, rows in others.groupby("scale"):
        mode = labels[int(str(scale))][held]
        common = np.bincount(mode[mode >= 0], minlength=int(rows["mode"].max()) + 1)[rows["mode"]]
        if (common >= _TWICE * (len(held) + rows["photos"] - common)).any():
            return True
    return False


def _published(
    nodes: pd.DataFrame, chosen: pd.DataFrame, mine: Ints, kept: dict[int, str]
) -> pd.DataFrame:
    above = nodes["parent"].to_numpy()
    level = dict(zip(mine.tolist(), chosen["level"], strict=True))
    holding = _holding(above, [node for node, name in level.items() if name != "spot"])
    parted = _holding(above, [node for node, name in kept.items() if name != "spot"])
    for node, was in kept.items():  # coarse before fine
        around = next((level[each] for each in _up(above, node) if each in level), None)
        is_quarter = node in holding or (was == "quarter" and node in parted)
        outside = "quarter" if is_quarter else "place"
        level[node] = "spot" if around in ("place", "spot") else outside
    table = nodes.loc[list(kept)].assign(
        level=[level[node] for node in kept],
        from_m=nodes.loc[list(kept), "bandwidth_m"] / 2**0.25,
        to_m=nodes.loc[list(kept), "bandwidth_m"] * 2**0.25,
        parent=-1,
    )
    row = {int(node): i for i, node in enumerate([*mine, *kept])}
    whole = pd.concat([chosen, table], ignore_index=True)
    parents = whole["parent"].to_numpy(copy=True)
    for node, i in row.items():
        parent = next((each for each in _up(above, node) if _holds(level, each, level[node])), -1)
        if node in kept or parent in kept:
            parents[i] = row.get(parent, -1)
    return whole.assign(parent=parents)


def _up(above: Ints, node: int) -> Iterator[int]:
    while (node := int(above[node])) >= 0:
        yield node


def _holding(above: Ints, nodes: Sequence[int]) -> set[int]:
    return {around for node in nodes for around in _up(above, node)}


def _holds(level: dict[int, str], node: int, inner: str) -> bool:
    """Whether something published may be the parent of what has the level `inner`."""
    return level.get(node) in (("place", "spot") if inner == "spot" else ("quarter",))
