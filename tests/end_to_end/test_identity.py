"""The places of Pisa over rebuilds: photos come and go, everything shifts, bandwidths change."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from guidegen.city import City, load_city
from guidegen.geo import Projection
from guidegen.photos import load_photos
from guidegen.places.curate import Changes, NewPlace, curate
from guidegen.places.curated_file import CuratedFile, load_curated
from guidegen.places.curation import NamedPlaces, name_places, settle
from guidegen.places.find import find_places
from guidegen.places.identity import Identified, identify
from guidegen.places.lock import Lock, load_lock, write_lock
from guidegen.places.relock import next_lock, redirects

CITIES = Path(__file__).parents[2] / "cities"
CITY: City = load_city(CITIES / "pisa.yaml")
HERE = Projection.around(CITY.bbox)
TOP = 50
SURVIVING = 0.95
STRANGE = 0.2  # such a share of photos, or a difference between two, is by chance
SCALES: dict[str, tuple[float, ...] | None] = {"auto": None, "three": (20, 60, 150), "one": (60,)}


@dataclass(frozen=True)
class Build:
    found: gpd.GeoDataFrame
    members: pd.DataFrame
    identified: Identified
    named: NamedPlaces
    lock: Lock

    @property
    def ids(self) -> set[str]:
        return set(self.named.places["place_id"])

    def redirects(self) -> dict[str, str]:
        return redirects(self.lock, self.identified, self.named.ids, self.named.instead, self.ids)

    def by_id(self) -> gpd.GeoDataFrame:
        """Modes (x_m, y_m) and areas in metres by final id."""
        found = self.found.assign(place_id=self.found["place_id"].map(self.named.ids))
        x_m, y_m = HERE.to_metres(found["lon"].to_numpy(), found["lat"].to_numpy())
        return found.assign(x_m=x_m, y_m=y_m).to_crs(HERE.crs).set_index("place_id")

    def photos_of(self) -> dict[str, set[str]]:
        place = self.members["place_id"].map(self.named.ids)
        return {name: set(ids) for name, ids in self.members["photo_id"].groupby(place)}


def build(
    photos: pd.DataFrame,
    bandwidths_m: tuple[float, ...] | None,
    lock: Lock,
    curated: CuratedFile,
) -> Build:
    found, members = find_places(
        photos, HERE, bandwidths_m=bandwidths_m, known=lock.living(),
        minimum_authors=CITY.places.minimum_authors,
    )  # fmt: skip
    identified = identify(found, members, lock, HERE)
    settled = settle(found, identified.ids, curated.places, lock, HERE)
    used = lock.used_ids() | curated.obsolete.keys()
    named = name_places(found, curated.places, HERE, CITY.languages, settled=settled, used=used)
    after = next_lock(lock, found, identified, named.ids, curated.places.keys())
    return Build(found, members, identified, named, after)


def moved(photos: pd.DataFrame, east_m: npt.ArrayLike, north_m: npt.ArrayLike) -> pd.DataFrame:
    x_m, y_m = photos["x_m"].to_numpy() + east_m, photos["y_m"].to_numpy() + north_m
    lon, lat = HERE.to_degrees(x_m, y_m)
    return photos.assign(x_m=x_m, y_m=y_m, lon=lon, lat=lat)


def with_more(photos: pd.DataFrame, seed: int) -> pd.DataFrame:
    """30% more: photos like those that are there, 10 m off, half of them by new authors."""
    rng = np.random.default_rng(seed)
    more = photos.sample(frac=0.3, replace=True, random_state=seed).reset_index(drop=True)
    more = moved(more, *rng.normal(0, 10, (2, len(more))))
    new = rng.random(len(more)) < 0.5
    more["photo_id"] = [f"new:{i}" for i in range(len(more))]
    more["author_id"] = np.where(new, more["author_id"] + "-new", more["author_id"])
    return pd.concat([photos, more], ignore_index=True)


def changed(photos: pd.DataFrame, change: str, seed: int) -> pd.DataFrame:
    if change == "fewer":
        return photos.sample(frac=0.7, random_state=seed, ignore_index=True)
    if change == "more":
        return with_more(photos, seed)
    if change == "shifted":
        angle = 2 * np.pi * seed / 3
        return moved(photos, 20 * np.cos(angle), 20 * np.sin(angle))
    return photos.sample(frac=1, random_state=seed, ignore_index=True)


@pytest.fixture(scope="module")
def photos() -> pd.DataFrame:
    return load_photos(CITY, b"salt", today=date(2026, 11, 22)).photos


@pytest.fixture(scope="module")
def curated() -> CuratedFile:
    return load_curated(CITY.curated_path)


@pytest.fixture(scope="module")
def before(photos: pd.DataFrame, curated: CuratedFile) -> dict[str, Build]:
    return {
        name: build(photos, scales, Lock(version=1), curated) for name, scales in SCALES.items()
    }


def check(old: Build, new: Build) -> None:
    """Nearly all of the most visited places have a page under their id, all others lead on."""
    most = old.found.sort_values("photographer_days", ascending=False, kind="stable").head(TOP)
    top = [old.named.ids[place] for place in most["place_id"]]
    shown = [name for name in top if name in new.ids]
    leads = new.redirects()
    assert len(shown) >= SURVIVING * len(top), sorted(set(top) - set(shown))
    for name in old.ids - new.ids:
        assert leads[name] in new.ids | {""}
    assert sum(bool(leads[name]) for name in set(top) - set(shown)) >= len(top) - len(shown) - 1
    nothing_wandered(old, new)


def nothing_wandered(old: Build, new: Build) -> None:
    """Each id's mode lies where the place was, or next to it, and it has the place's photos."""
    was, now = old.by_id(), new.by_id()
    for name in was.index.intersection(now.index):
        mode = gpd.points_from_xy([now.loc[name, "x_m"]], [now.loc[name, "y_m"]])[0]
        smaller = min(was.loc[name, "bandwidth_m"], now.loc[name, "bandwidth_m"])
        assert was.loc[name, "geometry"].distance(mode) <= max(25, smaller / 2), name
    no_photos_wandered(old.photos_of(), new)


def no_photos_wandered(was: dict[str, set[str]], new: Build) -> None:
    """No place has the photos of another id, unless editors are asked to look at it."""
    now = new.photos_of()
    for name in was.keys() & now.keys():
        own = jaccard(was[name], now[name])
        assert own > STRANGE, name
        rival = max(jaccard(was[other], now[name]) for other in was if other != name)
        assert rival < own + STRANGE or new.lock.places[name].review, name


def jaccard(one: set[str], other: set[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def no_edit_is_lost(old: CuratedFile, new: Build, folder: Path) -> None:
    """All entries speak of places, or wait; curate keeps every one with all that it says."""
    path = folder / "pisa.places.yaml"
    shutil.copy(CITY.curated_path, path)
    matched = {name for name, entry in new.named.entries.items() if entry == old.places.get(name)}
    assert matched | set(new.named.unmatched) == old.places.keys()
    rows = new.named.places[~new.named.places["place_id"].isin(new.named.entries)]
    added = rows[["place_id", "lon", "lat", "level", "authors"]].itertuples(index=False)
    lacking = Changes(
        new=[NewPlace(*each, label="mixed") for each in added],
        vanished=new.named.unmatched,
        reviews={name: place.review for name, place in new.lock.places.items() if place.review},
    )
    told = curate(path, "pisa", lacking)
    after = load_curated(path, new.lock.used_ids())
    for name, entry in {**old.places, **old.obsolete}.items():
        kept = {**after.places, **after.obsolete}[name]
        assert kept.model_copy(update={"review": ""}) == entry
    assert len(told) >= len(lacking.new)
    assert curate(path, "pisa", lacking) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("change", ["fewer", "more", "shifted", "shuffled"])
def test_other_photos(
    change: str,
    seed: int,
    photos: pd.DataFrame,
    before: dict[str, Build],
    curated: CuratedFile,
    tmp_path: Path,
) -> None:
    old = before["auto"]
    new = build(changed(photos, change, seed), None, old.lock, curated)
    check(old, new)
    if seed == 1:
        no_edit_is_lost(curated, new, tmp_path)


@pytest.mark.parametrize("factor", [0.75, 1.25])
@pytest.mark.parametrize("scales", ["three", "one"])
def test_another_bandwidth(
    scales: str,
    factor: float,
    photos: pd.DataFrame,
    before: dict[str, Build],
    curated: CuratedFile,
    tmp_path: Path,
) -> None:
    old = before[scales]
    other = tuple(factor * bandwidth_m for bandwidth_m in SCALES[scales] or ())
    new = build(photos, other, old.lock, curated)
    check(old, new)
    if scales == "three":
        no_edit_is_lost(curated, new, tmp_path)


def test_where_all_has_shifted_each_id_has_its_photos(
    photos: pd.DataFrame, before: dict[str, Build], curated: CuratedFile
) -> None:
    old = before["auto"]
    was = old.photos_of()
    for seed in (1, 2):
        new = build(changed(photos, "shifted", seed), None, old.lock, curated)
        now = new.photos_of()
        for name in was.keys() & now.keys():
            common = len(was[name] & now[name])
            assert common > 0.6 * len(was[name] | now[name]), name


def test_many_builds_in_a_row(
    photos: pd.DataFrame, before: dict[str, Build], curated: CuratedFile
) -> None:
    old = new = before["auto"]
    for seed, change in enumerate(["fewer", "more", "fewer", "shuffled", "more"], 11):
        new = build(changed(photos, change, seed), None, new.lock, curated)
        nothing_wandered(old, new)
    check(old, build(photos, None, new.lock, curated))


def test_the_same_photos_again_change_nothing(
    photos: pd.DataFrame, before: dict[str, Build], curated: CuratedFile, tmp_path: Path
) -> None:
    for name, old in before.items():
        path = tmp_path / f"{name}.places.lock.json"
        write_lock(path, old.lock)
        again = build(photos, SCALES[name], load_lock(path), curated)
        assert again.named.places.equals(old.named.places)
        assert again.identified.events == ()
        assert again.identified.reviews == {}
        assert not write_lock(path, again.lock)
