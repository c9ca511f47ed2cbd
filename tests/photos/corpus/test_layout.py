from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from guidegen.geo import MEAN_EARTH_RADIUS_M, Box
from guidegen.photos.corpus import cities
from guidegen.photos.corpus.cities import FARTHEST_M, nearest_cities
from guidegen.photos.corpus.keys import keys_of
from guidegen.photos.corpus.layout import cell_name, cell_numbers, cells_touched, corner_of


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (10.4, 43.7, "E010N43"),
        (-0.1, 51.5, "W001N51"),
        (-180.0, -90.0, "W180S90"),
        (180.0, 90.0, "E180N90"),
        (-10.0, -0.0, "W010N00"),
    ],
)
def test_cells(lon: float, lat: float, name: str) -> None:
    [cell] = cell_numbers(np.array([lon]), np.array([lat]))
    assert cell_name(int(cell)) == name
    assert corner_of(int(cell)) == (np.floor(lon), np.floor(lat))


def test_cells_that_a_box_touches() -> None:
    found = [cell_name(cell) for cell in cells_touched(Box(-0.5, 51.2, 0.3, 51.9))]
    assert found == ["W001N51", "E000N51"]


def test_the_nearest_city_is_the_nearest() -> None:
    """But for the width of a square, of 1/64 degree, by which it may be farther."""
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(10, 11, 300), rng.uniform(43, 44, 300)
    found = nearest_cities(int(cell_numbers(lon[:1], lat[:1])[0]), lon, lat)
    city, city_lon, city_lat = cities._table()
    place = dict(zip(city.tolist(), zip(city_lon, city_lat, strict=True), strict=True))
    for x, y, name in zip(lon, lat, found, strict=True):
        metres = np.hypot((city_lon - x) * np.cos(np.radians(y)), city_lat - y)
        nearest = np.radians(metres.min()) * MEAN_EARTH_RADIUS_M
        if not name:
            assert nearest > FARTHEST_M - 2500
            continue
        its_lon, its_lat = place[int(name)]
        its = np.hypot((its_lon - x) * np.cos(np.radians(y)), its_lat - y)
        assert np.radians(its) * MEAN_EARTH_RADIUS_M < nearest + 2500


def test_no_city_is_near_in_the_ocean() -> None:
    lon, lat = np.array([-40.5]), np.array([30.5])
    assert nearest_cities(int(cell_numbers(lon, lat)[0]), lon, lat).tolist() == [0]


def test_keys_are_those_of_the_text() -> None:
    texts = ["", "a", "abcdefgh", "abcdefghi", "a\0", "x" * 40, "é", "a"]
    keys = keys_of(pa.array(texts))
    assert keys[1] == keys[-1]
    assert len(set(keys.tolist())) == len(set(texts))
    # wherever in a longer array they stand
    assert (
        keys_of(pa.array(["before", *texts, "after"]).slice(1, len(texts))).tolist()
        == keys.tolist()
    )
    assert keys_of(pa.array([], pa.string())).tolist() == []
