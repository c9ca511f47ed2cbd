"""Geograph: circles that cover a city, days without hours, and nobody uncredited."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import ServiceError
from guidegen.licences import licence_of
from guidegen.photos import geograph as source
from guidegen.photos.divide import notes_of
from tests.doubles.geograph import Photo, geograph
from tests.doubles.http import Reply, serving
from tests.photos.services import BOX, asked, city_of, open_web

AT = (-0.1, 51.5)
WEST, SOUTH, EAST, NORTH = BOX


def test_a_photo() -> None:
    rows, _ = asked("geograph", geograph([Photo("123", *AT)]))
    [found] = rows.to_dict("records")
    assert (found["source"], found["photo_id"], found["author_id"]) == ("geograph", "123", "45")
    assert (found["lon"], found["lat"]) == AT
    assert found["taken_at"] == pd.Timestamp("2008-02-07")
    assert found["time_known"] == "day"
    assert found["uploaded_at"] == pd.Timestamp("2008-01-25 04:16:07")
    assert found["title"] == "View 123"
    assert found["tags"] == "river, old bridge"
    assert found["url"] == "https://www.geograph.org.uk/photo/123"
    assert found["image_url"] == "https://s0.geograph.org.uk/geophotos/00/00/123_aaaaaaaa.jpg"
    assert licence_of(found["licence"]) == "CC BY-SA 2.0"
    assert found["attribution"] == "Ann Lee"


def test_odd_values_cost_themselves_and_nothing_else() -> None:
    odd: dict[str, Any] = dict.fromkeys(
        ("title", "link", "author", "guid", "source", "date", "tags", "lat", "long", "thumb"), 1.5
    )
    photos = [
        Photo("1", *AT, more={"lat": "north", "thumb": "javascript:alert(1)"}),
        Photo("2", *AT, taken="", more={"source": None, "licence": None}),
        Photo("3", *AT, more={"long": ["x"]}),
        Photo("4", *AT, more={**odd, "guid": None, "lat": None}),
    ]
    rows, _ = asked("geograph", geograph(photos))
    assert rows["photo_id"].fillna("").tolist() == ["1", "2", "3", ""]
    assert np.isnan(rows["lat"]).tolist() == [True, False, False, True]
    assert rows["image_url"].notna().tolist() == [False, True, True, False]
    assert rows["author_id"].fillna("").tolist() == ["45", "name:Ann Lee", "45", ""]
    assert pd.isna(rows["taken_at"][1])
    assert rows["licence"][1] == "CC BY-SA 2.0"


def test_what_lies_around_the_city_is_not_counted() -> None:
    rows, _ = asked("geograph", geograph([Photo("1", *AT), Photo("2", WEST - 1e-4, 51.5)]))
    assert rows["photo_id"].tolist() == ["1"]


def test_no_word_means_nothing() -> None:
    assert asked("geograph", geograph([]))[0].empty


def test_large_cities_are_asked_in_circles_of_ten_kilometres() -> None:
    _, server = asked("geograph", geograph([]), bbox=[-0.3, 51.3, 0.2, 51.6])
    assert len(server.requests) == 16
    assert all(float(request.query["distance"]) <= 10 for request in server.requests)


@pytest.mark.parametrize("reply", [Reply("Invalid key", 403), [], {"items": None}, {}, "<html>"])
def test_what_is_no_answer_is_told(tmp_path: Path, reply: Any) -> None:
    told = {} if reply == {"items": None} else reply
    with serving(lambda _: told) as server, open_web(tmp_path) as web:
        city = city_of("geograph", server.url)
        with pytest.raises(ServiceError, match="Geograph"):
            source.ask(city.photos[0], city, web)  # type: ignore[arg-type]


@st.composite
def worlds(draw: st.DrawFn) -> list[Photo]:
    """Photos in a heap and everywhere, on the edges of boxes too; no spot has more than 250."""
    heap = (draw(st.sampled_from([WEST, -0.1, EAST])), draw(st.sampled_from([SOUTH, 51.5, NORTH])))
    photos = []
    for n in range(draw(st.sampled_from([200, 300]))):
        everywhere = (WEST + 0.008 * (n * 7 % 9) / 8, SOUTH + 0.004 * (n * 3 % 17) / 16)
        lon, lat = heap if n % 3 else everywhere
        photos.append(Photo(str(n + 1), round(lon, 6), round(lat, 6)))
    return photos


@settings(max_examples=2)
@given(worlds())
def test_every_photo_arrives_exactly_once(photos: list[Photo]) -> None:
    rows, _ = asked("geograph", geograph(photos))
    assert Counter(rows["photo_id"]) == Counter(photo.guid for photo in photos)
    assert notes_of(rows) == []


def test_more_than_can_be_had_of_one_spot_is_told() -> None:
    rows, _ = asked("geograph", geograph([Photo(str(n), *AT) for n in range(251)]))
    assert len(rows) == 250
    assert "Geograph has more photos" in notes_of(rows)[0]
