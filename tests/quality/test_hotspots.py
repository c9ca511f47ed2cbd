from __future__ import annotations

import numpy as np
import pandas as pd

from guidegen.cityquality import Hotspots
from guidegen.quality import hotspots
from tests.quality.sample import CENTRE, at, gone, photos


def crowd(count: int, spread_m: float = 40.0, seed: int = 1) -> pd.DataFrame:
    """Photos of as many people around the centre, with six decimals."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(0, spread_m, (2, count))
    table = photos(list(x), y_m=y).assign(author_id=[f"a{n}" for n in range(count)])
    return at(table, table["lon"].round(6), table["lat"].round(6))


def some_on(table: pd.DataFrame, count: int, lon: float, lat: float) -> pd.DataFrame:
    """The table with its first photos put on one point."""
    lons, lats = table["lon"].to_numpy().copy(), table["lat"].to_numpy().copy()
    lons[:count], lats[:count] = lon, lat
    return at(table, lons, lats)


def test_a_point_of_many_among_few() -> None:
    table = some_on(crowd(40), 12, 10.000123, 45.000077)
    verdict = hotspots.find(table, Hotspots())
    assert gone(verdict, table) == list(range(12))
    assert verdict.notes["spots"] == [(10.000123, 45.000077, 12, 12)]


def test_a_few_of_very_many_are_chance() -> None:
    table = some_on(crowd(600, spread_m=20), 8, 10.000123, 45.000077)
    assert gone(hotspots.find(table, Hotspots()), table) == []


def test_fewer_authors_than_asked_for_make_no_hot_spot() -> None:
    table = some_on(crowd(40), 4, 10.000123, 45.000077)
    assert gone(hotspots.find(table, Hotspots()), table) == []
    assert len(gone(hotspots.find(table, Hotspots(authors=4)), table)) == 4


def test_one_author_never_makes_a_hot_spot() -> None:
    table = some_on(crowd(40), 12, 10.000123, 45.000077)
    table.loc[:11, "author_id"] = "a0"
    assert gone(hotspots.find(table, Hotspots()), table) == []


def test_a_lattice_that_the_source_uses_is_no_hot_spot() -> None:
    for decimals in (3, 4):
        table = crowd(300, spread_m=10)
        table = at(table, table["lon"].round(decimals), table["lat"].round(decimals))
        assert gone(hotspots.find(table, Hotspots()), table) == []


def test_a_hot_spot_stands_out_of_a_lattice_of_four_decimals() -> None:
    table = crowd(300, spread_m=40)
    table = at(table, table["lon"].round(4), table["lat"].round(4))
    table = some_on(table, 200, 10.0001, 45.0001)
    assert len(gone(hotspots.find(table, Hotspots()), table)) >= 200


def test_a_source_that_always_shares_points_means_it() -> None:
    x, y = np.repeat(np.arange(20) * 300.0, 10), np.zeros(200)
    lon, lat = (np.round(values, 6) for values in CENTRE.to_degrees(x, y))
    table = at(photos([0] * 200).assign(author_id=[f"a{n}" for n in range(200)]), lon, lat)
    verdict = hotspots.find(table, Hotspots())
    assert gone(verdict, table) == []
    assert verdict.notes == {"spots": [], "not_judged": ["file"]}
