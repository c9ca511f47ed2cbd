"""Simulated cities with known truth: planted places, tourists and locals, prolific authors.

Authors go out on days. On each day they visit a few places, take photos around each, and some on
the way from one to the next, along streets that follow a grid. A few photos lie anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.geo import Projection

Floats = npt.NDArray[np.float64]
STREET_M = 120.0  # between parallel streets
CENTRE = Projection(10.0, 45.0)


@dataclass(frozen=True)
class SimulatedCity:
    """Photos and the truth about them.

    Attributes:
        photos: `tables.PHOTOS`.
        places: x_m, y_m, spread_m, popularity, local_odds (how much likelier than elsewhere a
            visitor of the place is a local); index is the number of the place.
        place: number of the place at which each photo was taken, -1 on the way or anywhere.
        is_local: of each author, by author_id.
    """

    photos: pd.DataFrame
    places: pd.DataFrame
    place: npt.NDArray[np.int64]
    is_local: pd.Series


def simulate_city(
    photos: int,
    *,
    seed: int = 1,
    side_m: float = 20_000,
    places: int = 400,
    anywhere: float = 0.03,
    on_the_way: float = 0.1,
) -> SimulatedCity:
    """Make up a city.

    Args:
        photos: how many.
        seed: the same seed gives the same city.
        side_m: of the square that it fills.
        places: how many are planted, at least 250 m from each other.
        anywhere: share of photos that lie at random.
        on_the_way: share of photos on streets between places.
    """
    rng = np.random.default_rng(seed)
    planted = _plant(rng, places, side_m)
    days = max(photos // 8, 1)
    author_of_day, date_of_day, is_local = _days(rng, days)
    day = np.sort(rng.choice(days, photos, p=_heavy(rng, days, 1.6)))
    stop = _stops(rng, planted, is_local[author_of_day], day)
    x, y, place = _positions(rng, planted, day, stop, on_the_way)
    lost = rng.random(photos) < anywhere
    x[lost], y[lost] = rng.uniform(-side_m / 2, side_m / 2, (2, int(lost.sum())))
    place[lost] = -1
    seconds = rng.integers(9 * 3600, 20 * 3600, photos)
    lon, lat = CENTRE.to_degrees(x, y)
    names = pd.Series(np.char.add("a", np.arange(len(is_local)).astype(str)))
    table = pd.DataFrame(
        {
            "photo_id": np.char.add("file:", np.char.zfill(np.arange(photos).astype(str), 9)),
            "author_id": names.to_numpy()[author_of_day[day]],
            "lon": lon,
            "lat": lat,
            "x_m": x,
            "y_m": y,
            "taken_at": date_of_day[day] + seconds.astype("timedelta64[s]"),
            "time_known": "second",
            "source": "file",
        }
    )
    return SimulatedCity(table, planted, place, pd.Series(is_local, index=names))


def _plant(rng: np.random.Generator, count: int, side_m: float) -> pd.DataFrame:
    """Places, denser towards the middle, on the crossings of streets and apart from each other."""
    kept = np.empty((0, 2))
    while len(kept) < count:
        tries = np.clip(rng.normal(0, side_m / 5, (count, 2)), -side_m * 0.45, side_m * 0.45)
        for point in np.round(tries / STREET_M) * STREET_M:
            if len(kept) < count and (np.hypot(*(kept - point).T) > 250).all():
                kept = np.vstack((kept, point))
    return pd.DataFrame(
        {
            "x_m": kept[:, 0],
            "y_m": kept[:, 1],
            "spread_m": rng.uniform(8, 35, count),
            "popularity": _heavy(rng, count, 1.3),
            "local_odds": rng.choice([0.25, 1.0, 4.0], count),
        }
    )


def _heavy(rng: np.random.Generator, count: int, shape: float) -> Floats:
    """Shares that add up to 1 and of which few are large."""
    shares = np.minimum(rng.pareto(shape, count) + 0.3, 200)
    return shares / shares.sum()


def _days(
    rng: np.random.Generator, days: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    """Author and date of each day out, and whether each author is a local.

    A local goes out 5 to 60 times over two years, a visitor 1 to 4 days in a row.
    """
    authors = days // 4 + 1
    is_local = rng.random(authors) < 0.2
    outings = np.where(is_local, rng.integers(5, 60, authors), rng.integers(1, 5, authors))
    author = np.resize(np.repeat(np.arange(authors), outings), days)
    first = rng.integers(0, 1500, authors)
    nth = np.arange(days) - np.searchsorted(author, author) if days else np.empty(0)
    since = np.where(is_local[author], rng.integers(0, 730, days), np.abs(nth) % 4)
    date = np.datetime64("2010-01-01", "us") + (first[author] + since).astype("timedelta64[D]")
    return author, date, is_local


def _stops(
    rng: np.random.Generator,
    places: pd.DataFrame,
    local_day: npt.NDArray[np.bool_],
    day: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Number of the place where each photo is taken: up to three a day."""
    stops = np.empty((len(local_day), 3), np.int64)
    for is_local in (False, True):
        odds = places["popularity"] * (places["local_odds"] if is_local else 1.0)
        rows = np.flatnonzero(local_day == is_local)
        stops[rows] = rng.choice(len(places), (len(rows), 3), p=(odds / odds.sum()).to_numpy())
    return stops[day, rng.integers(0, 3, len(day))]


def _positions(
    rng: np.random.Generator,
    places: pd.DataFrame,
    day: npt.NDArray[np.int64],
    stop: npt.NDArray[np.int64],
    on_the_way: float,
) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Around the stop, or along the streets from it to the stop of the day's next photo."""
    at = places[["x_m", "y_m"]].to_numpy()
    spread = places["spread_m"].to_numpy()[stop]
    x, y = (at[stop] + rng.normal(0, 1, (len(stop), 2)) * spread[:, None]).T
    following = np.r_[stop[1:], stop[:1]]
    walks = (rng.random(len(stop)) < on_the_way) & (following != stop) & (np.r_[day[1:], -1] == day)
    here, there = at[stop[walks]], at[following[walks]]
    along = rng.random(len(here)) * np.abs(there - here).sum(axis=1)
    turn = np.abs(there[:, 0] - here[:, 0])  # first east or west, then north or south
    east = np.minimum(along, turn) * np.sign(there[:, 0] - here[:, 0])
    north = np.maximum(along - turn, 0) * np.sign(there[:, 1] - here[:, 1])
    x[walks] = here[:, 0] + east + rng.normal(0, 6, len(here))
    y[walks] = here[:, 1] + north + rng.normal(0, 6, len(here))
    return x, y, np.where(walks, -1, stop)
