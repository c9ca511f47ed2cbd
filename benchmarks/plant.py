"""What is wrong with real photos, planted in simulated cities: who did it is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.simulate import CENTRE, SimulatedCity, simulate_city


@dataclass(frozen=True)
class Planted:
    """Photos, and what is wrong with them.

    Attributes:
        photos: `tables.PHOTOS`, in no order.
        kind: of each photo: "" (ordinary), hotspot, event, burst, copy, coarse, bulk, jump, dark.
        number: which of its kind each photo belongs to, -1 for ordinary ones.
    """

    photos: pd.DataFrame
    kind: npt.NDArray[np.str_]
    number: npt.NDArray[np.int64]


def plant(photos: int = 20_000, seed: int = 1, each: int = 8) -> Planted:
    """A simulated city with some of everything planted in it.

    Args:
        photos: ordinary ones.
        seed: the same seed gives the same city.
        each: how many of each kind of anomaly.
    """
    rng = np.random.default_rng(seed)
    city = simulate_city(photos, seed=seed, side_m=8000, places=120)
    base = city.photos.assign(luminance_bv=np.where(rng.random(photos) < 0.5, 9.0, np.nan))
    # ordinary photos are not all to the second six decimals apart: some devices round
    base = _rounded(base, rng)
    makers = {"hotspot": _hotspot, "event": _event, "burst": _burst, "copy": _copy,
              "coarse": _coarse, "bulk": _bulk, "jump": _jump, "dark": _dark}  # fmt: skip
    parts, kinds, numbers = [base], [np.full(photos, "")], [np.full(photos, -1)]
    for kind, make in makers.items():
        for number in range(each):
            part = make(base, city, rng)
            ids = [f"{part['source'].iloc[0]}:{kind}-{number}-{i:04d}" for i in range(len(part))]
            parts.append(part.assign(photo_id=ids))
            kinds.append(np.full(len(part), kind))
            numbers.append(np.full(len(part), number))
    table = pd.concat(parts, ignore_index=True)
    table["taken_at"] = table["taken_at"].astype("datetime64[us]")
    order = rng.permutation(len(table))
    return Planted(
        table.iloc[order].reset_index(drop=True),
        np.concatenate(kinds)[order],
        np.concatenate(numbers)[order],
    )


def _at(part: pd.DataFrame, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> pd.DataFrame:
    """The photos moved to some points, to six decimals of a degree."""
    x, y = np.broadcast_to(x_m, len(part)), np.broadcast_to(y_m, len(part))
    lon, lat = (np.round(values, 6) for values in CENTRE.to_degrees(x.copy(), y.copy()))
    x, y = CENTRE.to_metres(lon, lat)
    return part.assign(lon=lon, lat=lat, x_m=x, y_m=y)


def _rounded(base: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """All with six decimals, one in twelve to hundredths of minutes."""
    lon, lat = base["lon"].round(6), base["lat"].round(6)
    coarse = rng.random(len(base)) < 1 / 12
    lon = lon.mask(coarse, ((lon * 6000).round() / 6000).round(6))
    lat = lat.mask(coarse, ((lat * 6000).round() / 6000).round(6))
    x, y = CENTRE.to_metres(lon.to_numpy(), lat.to_numpy())
    return base.assign(lon=lon, lat=lat, x_m=x, y_m=y)


def _of_authors(base: pd.DataFrame, rng: np.random.Generator, count: int) -> pd.DataFrame:
    """A photo of each of some authors."""
    chosen = rng.choice(base["author_id"].unique(), count, replace=False)
    mine = base[base["author_id"].isin(chosen)].drop_duplicates("author_id")
    return mine.reset_index(drop=True)


def _hotspot(base: pd.DataFrame, _: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """One to four in a hundred authors put photos on one point, at any time."""
    authors = base["author_id"].nunique()
    part = _of_authors(base, rng, max(12, int(authors * rng.uniform(0.01, 0.04))))
    part = part.loc[part.index.repeat(rng.integers(1, 4, len(part)))].reset_index(drop=True)
    later = rng.integers(0, 86_400 * 30, len(part)).astype("timedelta64[s]")
    x, y = rng.normal(0, 1500, 2)
    return _at(part.assign(taken_at=part["taken_at"] + later), x, y)


def _event(base: pd.DataFrame, city: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """25 to 60 people at one place on one day."""
    part = _of_authors(base, rng, int(rng.integers(25, 61)))
    place = city.places.iloc[rng.integers(len(city.places))]
    day = np.datetime64("2010-06-01", "us") + np.timedelta64(int(rng.integers(1200)), "D")
    clock = rng.integers(18 * 3600, 23 * 3600, len(part)).astype("timedelta64[s]")
    x, y = rng.normal(0, 30, (2, len(part)))
    return _at(part.assign(taken_at=day + clock), place["x_m"] + x, place["y_m"] + y)


def _burst(base: pd.DataFrame, _: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """Shots in the seconds after a photo."""
    one = base.iloc[[rng.integers(len(base))] * 4]
    return one.assign(taken_at=one["taken_at"] + np.arange(4).astype("timedelta64[s]"))


def _copy(base: pd.DataFrame, _: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """A photo that another source has too, under another name of its author."""
    one = base.iloc[[rng.integers(len(base))]]
    return one.assign(source="other", author_id="other-" + one["author_id"])


def _coarse(base: pd.DataFrame, _: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """A photo somewhere within a kilometre."""
    one = base.iloc[[rng.integers(len(base))]]
    lon, lat = one["lon"].round(2), one["lat"].round(2)
    x, y = CENTRE.to_metres(lon.to_numpy(), lat.to_numpy())
    return one.assign(lon=lon, lat=lat, x_m=x, y_m=y)


def _bulk(base: pd.DataFrame, _: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """A day's photos on one point."""
    one = base.iloc[[rng.integers(len(base))] * 20]
    hours = np.linspace(0, 5 * 3600, 20).astype("timedelta64[s]")
    midday = one["taken_at"].to_numpy("datetime64[D]") + np.timedelta64(12, "h")
    return _at(one.assign(taken_at=midday + hours), *rng.normal(0, 1500, 2))


def _jump(base: pd.DataFrame, _: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """Three photos of somebody, the second of them across the city half a minute later."""
    x, y = rng.uniform(-3000, 3000, 2)
    one = base.iloc[[rng.integers(len(base))] * 3].assign(author_id=f"jumper {rng.integers(1e9)}")
    clock = np.array([0, 30, 60]).astype("timedelta64[s]")
    far = np.array([0.0, 5000.0 if x < 0 else -5000.0, 0.0])
    return _at(one.assign(taken_at=one["taken_at"] + clock), x + far, y)


def _dark(base: pd.DataFrame, _: SimulatedCity, rng: np.random.Generator) -> pd.DataFrame:
    """A photo at night."""
    return base.iloc[[rng.integers(len(base))]].assign(luminance_bv=rng.uniform(-5, 3.9))
