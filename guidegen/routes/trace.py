"""Crests of a raster of votes, followed from the strongest on."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from guidegen.geo import Floats
from guidegen.routes.votes import LAYERS, Raster, Votes

Longs = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint16]

STEP = 1.0  # cells
AHEAD = 4  # steps that are looked ahead
TURN = np.radians(6.0)  # of the directions that are tried
TURNS = 4  # how many of them to each side
MISSING = 4  # steps that a crest may sink below the threshold
_BEND = 12  # steps after which a way that meets itself is a ring; less than the tightest circle's
_LONGEST = 50_000  # steps


class Thresholds(NamedTuple):
    """In votes, except for the last two.

    Attributes:
        seed: what a crest has at least at its highest place.
        follow: what it has at least everywhere.
        share: or that much of its highest place, whatever is more.
        claim: cells to each side in which nothing runs in its direction.
        shortest: steps of a crest.
    """

    seed: float
    follow: float
    share: float
    claim: float
    shortest: int


def crests(cast: Votes, thresholds: Thresholds, known: Floats) -> list[Floats]:
    """Lines along the crests, the highest first: metres, shape (n, 2) each, about a cell a step.

    A crest ends where it sinks below the threshold, or where it comes beside one that was
    followed before; it crosses others.

    Args:
        cast: the raster.
        thresholds: what is a crest.
        known: points of lines that were found elsewhere, at most a cell from each other, beside
            which no crest runs in their direction: x, y (metres), direction; shape (n, 3).
    """
    layers = cast.layers
    row, column, layer, height = _seeds(layers, thresholds.seed)
    order = np.lexsort((column, row, -height))
    claims = np.zeros(layers.shape[1:], np.uint16)
    origin = np.array((cast.x_m, cast.y_m))
    column_row = (known[:, :2] - origin) / cast.cell_m
    near = ((column_row >= 0) & (column_row < layers.shape[:0:-1])).all(axis=1)
    for (x, y), turn in zip(column_row[near], known[near, 2], strict=True):
        _claim(claims, x, y, turn, thresholds.claim)
    points, starts = _follow_all(
        layers, claims, row[order], column[order], layer[order], thresholds
    )
    lines = points * cast.cell_m + origin
    return [lines[a:b] for a, b in pairwise(starts)]


@njit(cache=True, nogil=True)
def _seeds(layers: Raster, least: float) -> tuple[Longs, Longs, Longs, Floats]:
    """Cells that are not lower than what is beside them."""
    rows, columns, best, heights = [0], [0], [0], [0.0]
    for row in range(2, layers.shape[1] - 2):
        for column in range(2, layers.shape[2] - 2):
            layer = int(np.argmax(layers[:, row, column]))
            height = layers[layer, row, column]
            if height < least:
                continue
            turn = layer * np.pi / LAYERS
            east, north = -np.sin(turn), np.cos(turn)
            if (
                _height(layers, column + east, row + north, turn) <= height
                and _height(layers, column - east, row - north, turn) <= height
            ):
                rows.append(row)
                columns.append(column)
                best.append(layer)
                heights.append(height)
    return (
        np.array(rows)[1:], np.array(columns)[1:], np.array(best)[1:], np.array(heights)[1:]
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _height(layers: Raster, x: float, y: float, turn: float) -> float:
    """Votes at a place in a direction, between cells and layers; 0 outside."""
    column, row = int(np.floor(x)), int(np.floor(y))
    if column < 0 or row < 0 or column + 1 >= layers.shape[2] or row + 1 >= layers.shape[1]:
        return 0.0
    a, b = x - column, y - row
    at = turn / np.pi * LAYERS
    low = int(np.floor(at))
    share = at - low
    total = 0.0
    for layer, weight in ((low % LAYERS, 1 - share), ((low + 1) % LAYERS, share)):
        f = layers[layer]
        total += weight * (
            (1 - b) * ((1 - a) * f[row, column] + a * f[row, column + 1])
            + b * ((1 - a) * f[row + 1, column] + a * f[row + 1, column + 1])
        )
    return total


@njit(cache=True, nogil=True)
def _is_claimed(claims: Masks, x: float, y: float, turn: float) -> bool:
    row, column = int(y + 0.5), int(x + 0.5)
    if row < 0 or column < 0 or row >= claims.shape[0] or column >= claims.shape[1]:
        return True
    layer = int(np.round(turn / np.pi * LAYERS)) % LAYERS
    return bool((claims[row, column] >> layer) & 1)


@njit(cache=True, nogil=True)
def _claim(claims: Masks, x: float, y: float, turn: float, radius: float) -> None:
    """Nothing shall run there any more in a direction like that (within 34 degrees)."""
    layer = int(np.round(turn / np.pi * LAYERS))
    mask = 0
    for away in range(-3, 4):
        mask |= 1 << ((layer + away) % LAYERS)
    reach = int(np.ceil(radius))
    for row in range(int(y + 0.5) - reach, int(y + 0.5) + reach + 1):
        for column in range(int(x + 0.5) - reach, int(x + 0.5) + reach + 1):
            inside = 0 <= row < claims.shape[0] and 0 <= column < claims.shape[1]
            if inside and (row - y) ** 2 + (column - x) ** 2 <= radius * radius:
                claims[row, column] |= np.uint16(mask)


@njit(cache=True, nogil=True)
def _ahead(layers: Raster, x: float, y: float, turn: float) -> float:
    """Votes along a straight line from there."""
    total = 0.0
    for step in range(1, AHEAD + 1):
        total += _height(layers, x + step * np.cos(turn), y + step * np.sin(turn), turn)
    return total / AHEAD


@njit(cache=True, nogil=True)
def _steer(layers: Raster, x: float, y: float, turn: float) -> float:
    """The direction in which the most votes lie ahead; straight on if all are the same."""
    best, chosen = _ahead(layers, x, y, turn), turn
    for k in range(1, TURNS + 1):
        for side in (-1, 1):
            tried = turn + side * k * TURN
            found = _ahead(layers, x, y, tried)
            if found > best * 1.01:
                best, chosen = found, tried
    return chosen


@njit(cache=True, nogil=True)
def _centre(layers: Raster, x: float, y: float, turn: float) -> tuple[float, float]:
    """Half a cell across towards the crest, or less to its top."""
    east, north = -np.sin(turn) * 0.5, np.cos(turn) * 0.5
    left = _height(layers, x + east, y + north, turn)
    here = _height(layers, x, y, turn)
    right = _height(layers, x - east, y - north, turn)
    bend = left - 2 * here + right
    shift = (left - right) / (-2 * bend) if bend < 0 else np.sign(left - right)
    shift = min(max(shift, -1.0), 1.0)
    return x + shift * east, y + shift * north


@njit(cache=True, nogil=True)
def _follow(
    layers: Raster, claims: Masks, own: Longs, trace: int, start: tuple[float, float, float],
    floor: float, back: bool,
) -> Floats:  # fmt: skip
    """One half of a crest, from its seed on; columns x, y (cells), direction."""
    x, y, turn = start
    path = np.empty((16, 3))
    count, low, step = 0, 0, 0
    while low <= MISSING and step < _LONGEST:
        turn = _steer(layers, x, y, turn)
        x, y = x + STEP * np.cos(turn), y + STEP * np.sin(turn)
        x, y = _centre(layers, x, y, turn)
        if _is_claimed(claims, x, y, turn):
            break
        step += 1
        mark = -step if back else step
        at = own[int(y + 0.5), int(x + 0.5)]
        if at // 1_000_000 == trace and abs(at % 1_000_000 - 500_000 - mark) > _BEND:
            break
        own[int(y + 0.5), int(x + 0.5)] = trace * 1_000_000 + 500_000 + mark
        low = low + 1 if _height(layers, x, y, turn) < floor else 0
        if count == len(path):
            longer = np.empty((2 * count, 3))
            longer[:count] = path
            path = longer
        path[count] = x, y, turn
        count += 1
    return path[: max(count - low, 0)]


@njit(cache=True, nogil=True)
def _follow_all(
    layers: Raster,
    claims: Masks,
    row: Longs,
    column: Longs,
    layer: Longs,
    thresholds: Thresholds,
) -> tuple[Floats, Longs]:
    """Every crest from its seed in both directions, its points one after the other."""
    own = np.zeros(layers.shape[1:], np.int64)
    points, starts = [np.empty((0, 2))], [0]
    trace = 0
    for i in range(row.size):
        turn = layer[i] * np.pi / LAYERS
        x, y = _centre(layers, column[i], row[i], turn)
        if _is_claimed(claims, column[i], row[i], turn) or _is_claimed(claims, x, y, turn):
            continue
        trace += 1
        peak = _height(layers, x, y, turn)
        floor = max(thresholds.follow, thresholds.share * peak)
        there = _follow(layers, claims, own, trace, (x, y, turn), floor, False)
        back = _follow(layers, claims, own, trace, (x, y, turn + np.pi), floor, True)
        whole = np.concatenate((back[::-1], np.array([[x, y, turn]]), there))
        kept = len(whole) > thresholds.shortest
        for j in range(len(whole)):
            radius = thresholds.claim if kept else 1.0
            _claim(claims, whole[j, 0], whole[j, 1], whole[j, 2], radius)
        if kept:
            points.append(whole[:, :2].copy())
            starts.append(starts[-1] + len(whole))
    total = np.empty((starts[-1], 2))
    for i in range(1, len(points)):
        total[starts[i - 1] : starts[i]] = points[i]
    return total, np.array(starts)
