"""What may count in what is published: nothing that could betray a home, or tells of few people."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Floats

WITHIN_M = 100.0

# A cell's diagonal is under 100 m, so a cell with enough authors settles all its photos; two
# cells are more than 100 m.
_CELL_M = WITHIN_M / 1.5
_REACH = range(-2, 3)
_HEAVY_SHARE = 0.05
_NEVER_HEAVY = 1000
_MOST_PAIRS = 4_000_000

# Counts are told in steps, so that one person more seldom shows: a level is half a doubling.
PER_DOUBLING = 2

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Levels = npt.NDArray[np.uint8]


def levels(people: Integers) -> Levels:
    """0 where there are fewer than three people; 1 from three on, 3 from six on, and so on."""
    share = np.maximum(people, FEWEST_AUTHORS) / FEWEST_AUTHORS
    level = 1 + np.floor(PER_DOUBLING * np.log2(share) + 1e-9)
    told: Levels = np.where(people >= FEWEST_AUTHORS, level, 0).astype(np.uint8)
    return told


def apart(told: Integers, people: Integers) -> Integers:
    """The numbers of people to tell after others, so that the difference is nobody's alone.

    Args:
        told: the numbers that were told before.
        people: those of now; where they differ by one or two the old ones are told again.
    """
    return np.where(np.abs(told - people) >= FEWEST_AUTHORS, people, told)


def packed(told: Levels) -> dict[str, Any]:
    """Levels for a page: most, the highest; bytes, a level each (uint8; zlib, then base64)."""
    packed = base64.b64encode(zlib.compress(told.tobytes(), 9)).decode("ascii")
    return {"most": int(told.max(initial=0)), "bytes": packed}


def distinct(keys: Integers) -> Integers:
    """The distinct keys, sorted; numpy's own `unique` hashes, which takes 40 times as long."""
    keys = np.sort(keys)
    return keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys


def seen_by_several(x_m: Floats, y_m: Floats, authors: Integers) -> Mask:
    """Whether at least three distinct authors photographed within 100 m of each photo.

    Args:
        x_m: metres east, shape (n,).
        y_m: metres north, shape (n,).
        authors: a number from 0 for each author, shape (n,).
    """
    cells, width = _cells(x_m, y_m)
    people = authors.max(initial=0) + 1
    pairs = distinct(cells * people + authors)
    cell, author = np.divmod(pairs, people)
    yes = np.isin(cells, _crowded(cell))
    quiet = ~yes
    wanted = distinct(cells[quiet])
    # whoever is within 100 m is in one of the 5 x 5 cells around
    around = (cell + row * width + column for row in _REACH for column in _REACH)
    known = [(some * people + author)[np.isin(some, wanted)] for some in around]
    near = _crowded(distinct(np.concatenate(known)) // people)
    open_ = quiet & np.isin(cells, near)
    asked = distinct(cells[open_])
    known = [asked + row * width + column for row in _REACH for column in _REACH]
    beside = np.isin(cells, distinct(np.concatenate(known)))
    points = np.column_stack([x_m, y_m])
    yes[open_] = _search(points[beside], authors[beside], points[open_])
    return yes


def _cells(x_m: Floats, y_m: Floats) -> tuple[Integers, int]:
    """A number for each photo's cell, and how much it grows from one row to the next."""
    columns, rows = (np.floor(values / _CELL_M).astype(np.int64) for values in (x_m, y_m))
    # an empty margin keeps the neighbours of the last column out of the next row
    width = int(np.ptp(columns)) + 2 * len(_REACH) if columns.size else 1
    return (rows - rows.min(initial=0)) * width + columns - columns.min(initial=0), width


def _crowded(cell: Integers) -> Integers:
    """The cells that stand in enough (cell, author) pairs, given the cell of each pair."""
    names, people = np.unique(cell, return_counts=True)
    crowded: Integers = names[people >= FEWEST_AUTHORS]
    return crowded


def _search(points: Floats, authors: Integers, asked: Floats) -> Mask:
    """Whether enough authors photographed within 100 m of the asked points, shape (m, 2)."""
    from scipy.spatial import cKDTree

    # Whoever took a large share of the photos would fill the neighbourhood of many others: each
    # of these few is looked for alone, where the nearest of their photos is enough to know.
    heavy = np.bincount(authors) > max(_HEAVY_SHARE * authors.size, _NEVER_HEAVY)
    people = np.zeros(len(asked), dtype=np.int64)
    for author in np.flatnonzero(heavy):
        tree = cKDTree(points[authors == author])
        people += tree.query(asked)[0] <= WITHIN_M
    light = ~heavy[authors]
    return _count_nearest(points[light], authors[light], asked, people)


def _count_nearest(known: Floats, authors: Integers, asked: Floats, people: Integers) -> Mask:
    """Look at ever more of the nearest photos until each asked point is decided.

    Args:
        known: where photos were taken, shape (n, 2).
        authors: by whom, shape (n,).
        asked: points to decide about, shape (m, 2).
        people: others already found near them, shape (m,).
    """
    from scipy.spatial import cKDTree

    # one photo per author and position is enough to tell who was there
    seen = pd.DataFrame({"x": known[:, 0], "y": known[:, 1], "author": authors})
    first = np.flatnonzero(~seen.duplicated())
    tree = cKDTree(known[first])
    enough = people >= FEWEST_AUTHORS
    undecided, neighbours = np.flatnonzero(~enough), 0
    while undecided.size and neighbours < first.size:
        neighbours = min(max(neighbours * 8, 8), first.size)
        again = []
        for some in np.array_split(undecided, undecided.size * neighbours // _MOST_PAIRS + 1):
            shape = (some.size, neighbours)  # the tree leaves out a dimension of 1
            distance, near = map(np.asarray, tree.query(asked[some], neighbours))
            inside = distance.reshape(shape) <= WITHIN_M
            who = np.where(inside, authors[first][near.reshape(shape)], -1)
            enough[some] = _distinct(who) + people[some] >= FEWEST_AUTHORS
            again.append(some[~enough[some] & inside[:, -1]])
        undecided = np.concatenate(again)
    return enough


def _distinct(who: Integers) -> Integers:
    """Distinct numbers of at least 0 in each row; -1 is nobody."""
    ordered = np.sort(who, axis=1)
    fresh = np.diff(ordered, axis=1, prepend=-1) > 0
    counts: Integers = fresh.sum(axis=1)
    return counts
