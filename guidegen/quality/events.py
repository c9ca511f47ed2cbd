"""Days on which an event drew a crowd: only as many of its people stay as on other days.

Two rules, both by Voronoi cells (`cells`) and by the days of photos whose date is known.

paper (Kachkaev and Wood 2014): in each cell, of the days with more than 10 active users the
    busiest 30; users beyond the tenth are rejected, with all that they took there that day.
statistical: see `surges`; the number that stays is what was to be expected.

Which users stay is drawn by a hash of author and day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from guidegen.cityquality import Events
from guidegen.crowd import distinct
from guidegen.languages import N_, _
from guidegen.localformats import percent
from guidegen.quality import surges
from guidegen.quality.cells import cells
from guidegen.quality.verdict import Ints, Mask, Verdict, codes, days_of, lot


class CellDays(NamedTuple):
    """Days of cells on which somebody took photos.

    Attributes:
        of: number of the cell-day of each photo, -1 if its date is not known, shape (n,).
        cell: number of the cell, shape (k,).
        day: days since 1970, shape (k,).
        users: distinct authors, shape (k,).
    """

    of: Ints
    cell: Ints
    day: Ints
    users: Ints


def words(options: Events) -> str:
    """What the filter does, for people."""
    if options.rule == "paper":
        return _(
            "around each crest of the density, on up to %(days)s days with more than %(people)s "
            "photographers, the photos of so many stay"
        ) % {"days": options.days, "people": options.users_per_day}
    return _(
        "around each crest of the density, on days with more photographers than chance explains "
        "by month and weekday (negative binomial, %(share)s of such days falsely found), the "
        "photos of as many stay as were to be expected"
    ) % {"share": percent(surges.FALSE_SHARE)}


def find(photos: pd.DataFrame, options: Events) -> Verdict:
    """Photos of the users that were too many.

    Args:
        photos: `tables.PHOTOS`.
        options: the rule, and its numbers.
    """
    author = codes(photos["author_id"])
    days = cell_days(photos, author)
    limit = _paper(days, options) if options.rule == "paper" else surges.limits(*days[1:])
    event = limit < days.users
    found = _beyond(photos, author, days, np.where(event, limit, np.iinfo(np.int64).max))
    return Verdict({N_("one of a crowd that an event drew"): found}, {"events": int(event.sum())})


def cell_days(photos: pd.DataFrame, author: Ints) -> CellDays:
    """Count the users of each cell on each day.

    Args:
        photos: `tables.PHOTOS`.
        author: a number from 0 for each author, shape (n,).
    """
    dated = np.flatnonzero((photos["time_known"] != "none").to_numpy())
    some = photos.iloc[dated]
    cell = cells(some["x_m"].to_numpy(), some["y_m"].to_numpy(), author[dated])
    day = days_of(some)
    first = day.min(initial=0)
    span = day.max(initial=0) - first + 1
    keys, number = np.unique(cell * span + day - first, return_inverse=True)
    people = int(author.max(initial=0)) + 1
    pairs = distinct(number * people + author[dated])
    of = np.full(len(photos), -1)
    of[dated] = number
    users = np.bincount(pairs // people, minlength=keys.size)
    return CellDays(of, keys // span, keys % span + first, users.astype(np.int64))


def _paper(days: CellDays, options: Events) -> Ints:
    """How many users may stay on each cell-day, shape (k,)."""
    most, fewest = options.days or 0, options.users_per_day or 0
    order = np.lexsort((days.day, -days.users, days.cell))  # the busiest first, then the earlier
    cell = days.cell[order]
    nth = np.arange(cell.size) - np.searchsorted(cell, cell)
    limit = days.users.copy()
    picked = order[nth < most]
    limit[picked] = np.minimum(limit[picked], fewest)
    return limit


def _beyond(photos: pd.DataFrame, author: Ints, days: CellDays, limit: Ints) -> Mask:
    """Photos of users that are drawn beyond the limit of their cell-day, shape (n,)."""
    known = days.of >= 0
    asked = np.flatnonzero(known & (np.append(limit, 0)[days.of] < np.iinfo(np.int64).max))
    pairs, of = np.unique(np.column_stack((days.of[asked], author[asked])), axis=0,
                          return_inverse=True)  # fmt: skip
    names = photos["author_id"].iloc[asked].to_numpy()
    first = np.unique(of, return_index=True)[1]
    drawn = np.array([lot(names[at], int(days.day[day])) for at, day in
                      zip(first, pairs[:, 0], strict=True)], np.uint64)  # fmt: skip
    order = np.lexsort((drawn, pairs[:, 0]))
    day = pairs[order, 0]
    nth = np.arange(day.size) - np.searchsorted(day, day)
    surplus = np.zeros(len(pairs), bool)
    surplus[order] = nth >= limit[day]
    found = np.zeros(len(photos), bool)
    found[asked] = surplus[of.ravel()]
    return found
