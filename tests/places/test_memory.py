from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.simulate import CENTRE, simulate_city
from guidegen.geo import Projection
from guidegen.places.find import find_places
from guidegen.places.memory import KnownPlace
from tests.places.conftest import make_photos


def known(places: pd.DataFrame) -> list[KnownPlace]:
    columns = (places[name] for name in ("lon", "lat", "bandwidth_m", "level"))
    return list(zip(*columns, strict=True))


def town() -> pd.DataFrame:
    """A square with 60 authors, 600 evenly around it, and 5 more at a corner."""
    rng = np.random.default_rng(5)
    at = np.vstack(
        (
            rng.normal(0, 15, (60, 2)),
            rng.normal((500, 0), 12, (5, 2)),
            rng.uniform(-900, 900, (600, 2)),
        )
    )
    return make_photos(at[:, 0], at[:, 1], [f"a{i}" for i in range(len(at))])


def corner(projection: Projection, level: str = "place") -> KnownPlace:
    lon, lat = projection.to_degrees(np.array([500.0]), np.zeros(1))
    return float(lon[0]), float(lat[0]), 40.0, level


def near_corner(projection: Projection, places: pd.DataFrame) -> pd.DataFrame:
    x_m, y_m = projection.to_metres(places["lon"].to_numpy(), places["lat"].to_numpy())
    return places[np.hypot(x_m - 500, y_m) < 40]


def test_a_known_place_need_not_stand_out_again(projection: Projection) -> None:
    photos = town()
    assert near_corner(projection, find_places(photos, projection)[0]).empty
    places, members = find_places(photos, projection, known=[corner(projection)])
    kept = near_corner(projection, places)
    assert kept["level"].tolist() == ["place"]
    assert members["place_id"].isin(kept["place_id"]).sum() == kept["photos"].iloc[0]


def test_enough_authors_must_still_come(projection: Projection) -> None:
    photos = town()
    places, _ = find_places(photos, projection, known=[corner(projection)], minimum_authors=30)
    assert near_corner(projection, places).empty


def test_where_nothing_is_nothing_is_kept(projection: Projection) -> None:
    photos = town().iloc[:60]
    places, _ = find_places(photos, projection)
    again, _ = find_places(photos, projection, known=[corner(projection), *known(places)])
    assert again.equals(places)
    nothing, _ = find_places(photos.iloc[:0], projection, known=known(places))
    assert nothing.empty


@pytest.mark.parametrize("bandwidths", [None, [60.0], [20.0, 60.0, 150.0]])
def test_known_places_that_are_all_found_change_nothing(bandwidths: list[float] | None) -> None:
    photos = simulate_city(5_000, seed=4, side_m=3000, places=30).photos
    places, members = find_places(photos, CENTRE, bandwidths_m=bandwidths)
    again, same = find_places(photos, CENTRE, bandwidths_m=bandwidths, known=known(places))
    assert again.equals(places)
    assert same.equals(members)


@pytest.mark.parametrize("factor", [0.75, 1.25, 2.5])
def test_another_bandwidth_keeps_what_it_is_near_to(factor: float) -> None:
    photos = simulate_city(20_000, seed=4, side_m=5000, places=80).photos
    places, _ = find_places(photos, CENTRE, bandwidths_m=[20, 60])
    other = [20 * factor, 60 * factor]
    fresh, _ = find_places(photos, CENTRE, bandwidths_m=other)
    again, _ = find_places(photos, CENTRE, bandwidths_m=other, known=known(places))
    if factor > 2:  # that far away a place was asked to go
        assert len(again) == len(fresh)
        return
    assert set(zip(fresh["lon"], fresh["lat"], strict=True)) <= set(
        zip(again["lon"], again["lat"], strict=True)
    )
    level = again.set_index("place_id")["level"]
    above = {"quarter": {"quarter"}, "place": {"quarter"}, "spot": {"place", "spot"}}
    for row in again[again["parent"].notna()].itertuples():
        assert level[row.parent] in above[row.level]
    assert (again["authors"] >= 5).all()
