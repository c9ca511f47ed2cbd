"""Days with more people than chance explains, against the month, the weekday and the season.

In cell c on day d, λ = r_c · s_cm · g_d authors are expected. g_d is the city's activity: the mean
of a day in that month of that year, times a factor of the weekday. r_c is the cell's share of it,
and s_cm how much more than the city the cell is a place of calendar month m, drawn towards 1:
s = (n_cm + 10) / (λ_cm + 10). The counts vary as a negative binomial distribution with
Var = λ + αλ², α by moments over all days of all cells. Days are found by its upper tail and
Benjamini and Hochberg's rule over all days of all cells; what was found is left out, and
expectations are made anew, until the same days are found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import nbinom

from guidegen.geo import Floats
from guidegen.quality.verdict import Ints, Mask, discoveries

FALSE_SHARE = 0.05
# Fewer people than this are no crowd.
FEWEST = 5
_DRAWN_TO_CITY = 10.0  # authors
_ROUNDS = 10
_MONTHS = 12
_LEAST = 1e-6  # instead of an expectation or a dispersion of 0


class _Calendar(NamedTuple):
    """Of each day from the first to the last, shape (days,) each."""

    month: Ints  # since 1970
    season: Ints  # the calendar month, from 0
    weekday: Ints


def limits(cell: Ints, day: Ints, users: Ints) -> Ints:
    """How many users may stay on each cell-day, shape (k,): all of them, if it is no surge.

    Args:
        cell: number of the cell of each cell-day on which there was anybody, shape (k,).
        day: days since 1970, shape (k,).
        users: distinct authors, shape (k,).
    """
    if not users.size:
        return users
    since = int(day.min())
    calendar = _calendar(since, int(day.max()) + 1)
    day = day - since
    tests = (int(cell.max()) + 1) * calendar.month.size
    surge = np.zeros(users.size, bool)
    for nth in range(_ROUNDS):
        expected, dispersion = _expectations(calendar, cell, day, np.where(surge, 0, users))
        # the surges themselves, while they are not known, would pass for dispersion
        found = _unexpected(users, expected, dispersion if nth else _LEAST, tests)
        if nth > 1 and np.array_equal(found, surge):
            break
        surge = found
    return np.where(surge, _stay(expected), users)


def _unexpected(users: Ints, expected: Floats, dispersion: float, tests: int) -> Mask:
    """Which cell-days have more users than chance explains, shape (k,)."""
    crowd = np.flatnonzero(users >= FEWEST)
    shape = 1 / dispersion
    tail = nbinom.sf(users[crowd] - 1, shape, shape / (shape + expected[crowd]))
    found = np.zeros(users.size, bool)
    found[crowd] = discoveries(np.asarray(tail, float), tests, FALSE_SHARE)
    return found & (users > _stay(expected))


def _stay(expected: Floats) -> Ints:
    """As many as were to be expected, rounded up."""
    return np.maximum(1, np.ceil(expected)).astype(np.int64)


def _calendar(first: int, end: int) -> _Calendar:
    days = np.arange(first, end).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    return _Calendar(months, months % _MONTHS, (np.arange(first, end) + 3) % 7)


def _expectations(calendar: _Calendar, cell: Ints, day: Ints, users: Ints) -> tuple[Floats, float]:
    """λ of each cell-day, shape (k,), and α."""
    city = _city_days(calendar, day, users)
    cells = int(cell.max()) + 1
    of_season = np.bincount(calendar.season, city, _MONTHS)
    share = np.bincount(cell, users, cells) / max(city.sum(), _LEAST)
    counted = np.bincount(cell * _MONTHS + calendar.season[day], users, cells * _MONTHS)
    counted = counted.reshape(cells, _MONTHS)
    seasonal = (counted + _DRAWN_TO_CITY) / (share[:, None] * of_season + _DRAWN_TO_CITY)
    rate = share[:, None] * seasonal
    expected = np.maximum(rate[cell, calendar.season[day]] * city[day], _LEAST)
    kept: Mask = users > 0
    # of all days, those without anybody too, whose part is λ² - λ
    squares = np.sum(rate**2 @ np.bincount(calendar.season, city**2, _MONTHS))
    seen = np.sum((users - expected)[kept] ** 2 - expected[kept])
    zeros = squares - np.sum(expected[kept] ** 2)
    zeros -= np.sum(rate @ of_season) - np.sum(expected[kept])
    dispersion = (seen + zeros) / max(squares, _LEAST)
    return expected, max(float(dispersion), _LEAST)


def _city_days(calendar: _Calendar, day: Ints, users: Ints) -> Floats:
    """The city's activity on each day, shape (days,): by month and weekday."""
    months = calendar.month - calendar.month[0]
    of_month = np.bincount(months[day], users, months[-1] + 1)
    mean = of_month / np.bincount(months)
    of_weekday = np.bincount(calendar.weekday[day], users, 7)
    wanted = np.bincount(calendar.weekday, mean[months], 7)
    factor = (of_weekday + _DRAWN_TO_CITY) / (wanted + _DRAWN_TO_CITY)
    city: Floats = mean[months] * factor[calendar.weekday]
    return city
