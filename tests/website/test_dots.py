from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from guidegen.geo import Box, Projection
from guidegen.website.dots import Dots, published_dots

PROJECTION = Projection.around(Box(11.0, 45.0, 11.05, 45.03))


def photos(x_m: list[float], y_m: list[float], authors: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"x_m": x_m, "y_m": y_m, "author_id": authors})


def test_dots_are_rounded_sorted_and_counted() -> None:
    table = photos([11.0, 9.0, -2.0, 900.0], [0.0, 1.0, 2.4, 0.0], ["a", "b", "c", "d"])
    dots = published_dots(table, PROJECTION)
    # 11 and 9 m both round to 10 m; the fourth photo is one person's own
    x_m, y_m = PROJECTION.to_metres(dots.lon, dots.lat)
    assert x_m == pytest.approx([0, 10], abs=0.1)
    assert y_m == pytest.approx([0, 0], abs=0.1)
    assert dots.photos.tolist() == [1, 2]
    assert dots.withheld == 1


def test_neither_order_nor_names_of_authors_show() -> None:
    random = np.random.default_rng(2)
    x_m, y_m = random.normal(0, 80, (2, 200)).tolist()
    authors = [f"{n}" for n in random.integers(0, 20, 200)]
    order = random.permutation(200)
    table = photos(x_m, y_m, authors)
    one = published_dots(table, PROJECTION)
    two = published_dots(table.iloc[order].replace({"author_id": {"3": "z"}}), PROJECTION)
    assert (one.lon == two.lon).all()
    assert (one.lat == two.lat).all()
    assert (one.photos == two.photos).all()


def test_the_dots_near_a_box_are_all_in_it_and_few_others() -> None:
    random = np.random.default_rng(3)
    lon, lat = random.uniform(-0.05, 0.05, 2000), random.uniform(-0.03, 0.03, 2000)
    dots = Dots(lon, lat, np.arange(2000), 5)
    near = dots.near(-0.01, -0.01, 0.02, 0.004)
    inside = (lon >= -0.01) & (lon <= 0.02) & (lat >= -0.01) & (lat <= 0.004)
    assert set(dots.photos[inside]) <= set(near.photos)
    assert near.lon.min() >= -0.0151
    assert near.lon.max() < 0.0251
    assert (lon[near.photos] == near.lon).all()
    assert dots.near(1, 1, 2, 2).lon.size == 0
