"""A photo is not a vote, a photographer is: counting photographer-days.

A photographer-day is one author on one day; Wood et al. (2013) validated it at 836 sites as a
proxy for visits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


class Sessions(NamedTuple):
    """Photos grouped by author and day.

    Attributes:
        order: photos sorted by author and day, shape (n,).
        author: index of the author of each sorted photo, shape (n,).
        day: index of the photographer-day of each sorted photo, shape (n,); each author's days
            are numbered on from the last author's.
    """

    order: Ints
    author: Ints
    day: Ints


def sessions(photos: pd.DataFrame) -> Sessions:
    """Group photos (`tables.PHOTOS`) by author and day.

    Photos without a known time count as taken on one day of their own.
    """
    author = pd.factorize(photos["author_id"])[0].astype(np.int64)
    days = photos["taken_at"].to_numpy("datetime64[D]").astype(np.int64)
    days = np.where(photos["time_known"].to_numpy() == "none", -1_000_000, days)
    order = np.lexsort((days, author)).astype(np.int32)
    author, days = author[order], days[order]
    starts = np.ones(len(order), np.int32)
    starts[1:] = (author[1:] != author[:-1]) | (days[1:] != days[:-1])
    return Sessions(order, author.astype(np.int32), np.cumsum(starts, dtype=np.int32) - 1)


def photo_weights(grouped: Sessions, x_m: Floats, y_m: Floats, cell_m: float) -> Floats:
    """One over the number of photos that the same author took in the same cell on the same day.

    The weights (shape (n,), in the order of x_m and y_m) of a cluster then add up to its
    photographer-days, if it is about as large as a cell.
    """
    return _inverse_counts(grouped.order, grouped.day, _cells(x_m, y_m, cell_m))


def author_weights(grouped: Sessions, x_m: Floats, y_m: Floats, cell_m: float) -> Floats:
    """One over the number of photos that the same author ever took in the same cell, shape (n,)."""
    return _inverse_counts(grouped.order, grouped.author, _cells(x_m, y_m, cell_m))


def _cells(x_m: Floats, y_m: Floats, cell_m: float) -> npt.NDArray[np.int64]:
    across = np.floor(x_m / cell_m).astype(np.int64)
    up = np.floor(y_m / cell_m).astype(np.int64)
    cells: npt.NDArray[np.int64] = (across << 32) + up
    return cells


@njit(cache=True, nogil=True)
def _inverse_counts(order: Ints, owner: Ints, keys: npt.NDArray[np.int64]) -> Floats:
    weights = np.ones(order.size)
    start = 0
    while start < order.size:
        end = start + 1
        while end < order.size and owner[end] == owner[start]:
            end += 1
        if end - start > 1:
            group = order[start:end]
            by_key = group[np.argsort(keys[group])]
            first = 0
            for last in range(1, by_key.size + 1):
                if last == by_key.size or keys[by_key[last]] != keys[by_key[first]]:
                    weights[by_key[first:last]] = 1.0 / (last - first)
                    first = last
        start = end
    return weights


class Counts(NamedTuple):
    """What each label holds, shape (k,) each."""

    photos: Ints
    authors: Ints
    days: Ints  # photographer-days
    day_squares: Floats  # each author's days squared, summed

    def effective_authors(self) -> Floats:
        """How many authors with equally many days would make such a mixture (Simpson's index)."""
        effective: Floats = self.days.astype(float) ** 2 / np.maximum(self.day_squares, 1.0)
        return effective


@njit(cache=True, nogil=True)
def count_by_label(grouped: Sessions, labels: Ints, count: int) -> Counts:
    """Count photos, distinct authors and photographer-days of each of `count` labels.

    Negative labels (shape (n,), in the order of the photos) count for nothing.
    """
    photos, authors = np.zeros(count, np.int32), np.zeros(count, np.int32)
    days, day_squares = np.zeros(count, np.int32), np.zeros(count)
    own_days = np.zeros(count, np.int32)
    last_author, last_day = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    for i in range(grouped.order.size):
        label = labels[grouped.order[i]]
        if label < 0:
            continue
        photos[label] += 1
        if last_author[label] != grouped.author[i]:
            last_author[label] = grouped.author[i]
            authors[label] += 1
            own_days[label] = 0
        if last_day[label] != grouped.day[i]:
            last_day[label] = grouped.day[i]
            days[label] += 1
            own_days[label] += 1
            day_squares[label] += 2 * own_days[label] - 1  # from the square of one day less
    return Counts(photos, authors, days, day_squares)
