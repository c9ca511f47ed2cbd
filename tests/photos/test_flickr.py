"""Flickr: what its answers mean, and that nothing of what it hides behind its limits is lost."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import AnswerError, MissingKeyError, ServiceError
from guidegen.licences import licence_of
from guidegen.photos import flickr as source
from guidegen.photos.divide import BEGIN, notes_of
from guidegen.photos.records import rows_of
from guidegen.web import Answer
from tests.doubles import flickr as double
from tests.doubles.flickr import NOW_S, Photo, failed, flickr, told
from tests.doubles.http import Asked, Reply, in_turn, serving
from tests.photos.services import BOX, asked, city_of, open_web

WEST, SOUTH, EAST, NORTH = BOX
AT = (-0.1, 51.5)
BEGIN_S = int(BEGIN.timestamp())


def row(**photo: Any) -> pd.Series[Any]:
    """What is read of one photo."""
    record = source._record(told(Photo("7", *AT, **photo), 0))
    return rows_of([{**record, "row": 1}], "flickr", "Europe/London").iloc[0]


def test_a_photo() -> None:
    found = row(licence=5, uploaded_s=1_336_126_272)
    assert found["source"] == "flickr"
    assert found["photo_id"] == "7"
    assert found["author_id"] == "12345678@N00"
    assert (found["lon"], found["lat"], found["accuracy"]) == (*AT, 16.0)
    assert found["taken_at"] == pd.Timestamp("2012-05-04 10:11:12")  # local, as it came
    assert found["time_known"] == "second"
    assert found["uploaded_at"] == pd.Timestamp("2012-05-04 11:11:12")  # UTC as London's time
    assert found["licence"] == "CC BY-SA 2.0"
    assert found["attribution"] == "Name of 12345678@N00"
    assert found["url"] == "https://www.flickr.com/photos/12345678%40N00/7/"
    assert found["image_url"].endswith("/7_a1b2c3d4e5_z.jpg")
    assert (found["title"], found["tags"]) == ("IMG 7", "tower leaning")


@pytest.mark.parametrize("licence", [0, 17, 99])
def test_a_picture_without_a_licence_is_never_shown(licence: int) -> None:
    found = row(licence=licence)
    assert pd.isna(found["image_url"])
    assert pd.isna(found["licence"])


@pytest.mark.parametrize(
    ("licence", "name"),
    [(4, "CC BY 2.0"), (9, "CC0 1.0"), (10, "Public domain"), (12, "CC BY-SA 4.0"),
     (8, "Public domain"), (2, ""), (6, ""), (7, ""), (16, "")],
)  # fmt: skip
def test_licences_that_allow_publishing(licence: int, name: str) -> None:
    assert licence_of(row(licence=licence)["licence"]) == name


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ({"datetakenunknown": "1"}, "none"),
        ({"datetakenunknown": 1}, "none"),
        ({"datetakengranularity": "4"}, "none"),
        ({"datetakengranularity": 8}, "none"),
        ({"datetaken": "2012-05-04 00:00:00"}, "day"),
    ],
)
def test_how_well_the_time_is_known(more: dict[str, Any], known: str) -> None:
    assert row(more=more)["time_known"] == known


@pytest.mark.parametrize(
    "more",
    [
        {"latitude": 0, "longitude": 0, "accuracy": 0},
        {"accuracy": "0"},
        {"latitude": None},
        {"latitude": "north", "longitude": [1]},
    ],
)
def test_no_position_is_a_row_without_one(more: dict[str, Any]) -> None:
    assert np.isnan(row(more=more)["lat"])


def test_odd_values_cost_themselves_and_nothing_else() -> None:
    odd = {name: {"_content": ["\ud800"]} for name in told(Photo("1", *AT), 0)}
    rows, _ = asked("flickr", flickr([Photo("1", *AT, more=odd), Photo("2", *AT)]))
    assert rows["photo_id"].fillna("").tolist() == ["2", ""]
    assert row(more={"title": {"_content": "Wrapped"}})["title"] == "Wrapped"
    assert pd.isna(row(more={"url_z": "javascript:alert(1)"}, licence=4)["image_url"])


def test_light_is_asked_for_once_and_for_good(tmp_path: Path) -> None:
    sunny = {"FNumber": "8.0", "ExposureTime": "1/125", "ISO": "100"}
    photos = [
        Photo("1", *AT, exif=sunny),
        Photo("2", *AT),
        Photo("3", *AT, exif={"ISO": "", "FNumber": "f"}),
        Photo("4", *AT, exif={"BrightnessValue": "7.5"}),
    ]
    now = [1_700_000_000.0]
    with serving(flickr(photos)) as server, open_web(tmp_path, clock=lambda: now[0]) as web:
        city = city_of("flickr", server.url, exif=True)
        first = source.ask(city.photos[0], city, web)  # type: ignore[arg-type]
        light = first["luminance_bv"].tolist()
        # log2(8² · 125) - 5
        assert light[0] == pytest.approx(7.966, abs=1e-3)
        assert np.isnan(light[1])
        assert np.isnan(light[2])
        assert light[3] == 7.5
        assert len(server.requests) == 5
        now[0] += 400 * 86_400
        pd.testing.assert_frame_equal(first, source.ask(city.photos[0], city, web))  # type: ignore[arg-type]
        assert len(server.requests) == 6


def test_what_is_asked() -> None:
    _, server = asked("flickr", flickr([]), since=date(2010, 1, 1), until=date(2012, 12, 31))
    [request] = server.requests
    query = request.query
    assert query["min_upload_date"] == str(BEGIN_S)
    assert query["min_taken_date"] == "2010-01-01 00:00:00"
    assert query["max_taken_date"] == "2012-12-31 23:59:59"
    assert (query["nojsoncallback"], query["has_geo"], query["sort"]) == (
        "1",
        "1",
        "date-posted-asc",
    )
    assert "text" not in query


@pytest.mark.parametrize("code", [0, 10, 105, 201])
def test_a_busy_service_is_asked_again(code: int) -> None:
    good = {"photos": {"total": "0", "photo": []}, "stat": "ok"}
    rows, server = asked("flickr", in_turn(failed(code, "Sorry, not available."), good))
    assert len(server.requests) == 2
    assert rows.empty


def test_too_many_requests_are_answered_by_waiting() -> None:
    good = {"photos": {"total": 0, "photo": []}, "stat": "ok"}
    busy = Reply("slow down", 429, {"Retry-After": "3"})
    assert len(asked("flickr", in_turn(busy, Reply("", 502), good))[1].requests) == 3


def test_a_bad_key_is_one_clear_message(tmp_path: Path) -> None:
    with serving(flickr([])) as server:
        city = city_of("flickr", server.url)
        keys = {"GUIDEGEN_FLICKR_KEY": "not-the-one"}
        with open_web(tmp_path, keys=keys) as web, pytest.raises(AnswerError) as caught:
            source.ask(city.photos[0], city, web)  # type: ignore[arg-type]
        assert "100: Invalid API Key" in str(caught.value)
        assert "GUIDEGEN_FLICKR_KEY" in str(caught.value)
        assert "not-the-one" not in str(caught.value)
        assert len(server.requests) == 1
        with open_web(tmp_path, keys={}) as web, pytest.raises(MissingKeyError, match="FLICKR_KEY"):
            source.ask(city.photos[0], city, web)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        {"stat": "ok"},
        {"photos": [], "stat": "ok"},
        {"photos": {"total": None}, "stat": "ok"},
        {"photos": {"total": -1, "photo": []}, "stat": "ok"},
        {"photos": {"total": 4001, "photo": []}, "stat": "ok"},
        {"stat": "fail", "code": 3, "message": "Parameterless"},
        {},
        [],
        "<html>",
    ],
    ids=str,
)
def test_what_is_no_answer_is_told(body: Any) -> None:
    with pytest.raises(ServiceError):
        asked("flickr", lambda _: Reply(body))


def test_photos_that_are_no_objects_are_left_out() -> None:
    body = {"photos": {"total": "3", "photo": [None, 5, {"id": "1"}]}, "stat": "ok"}
    assert len(source._parse(Answer(json.dumps(body).encode())).photos) == 1


# -- nothing is lost -----------------------------------------------------------------------------


@st.composite
def heaps(draw: st.DrawFn) -> list[Photo]:
    """Photos in heaps: at one spot or all over, in one second or over years."""
    photos: list[Photo] = []
    for count in draw(st.lists(st.sampled_from([1, 251, 1999, 4000]), min_size=1, max_size=2)):
        lon = draw(st.sampled_from([WEST, EAST, (WEST + EAST) / 2, -0.0993]))
        lat = draw(st.sampled_from([SOUTH, NORTH, (SOUTH + NORTH) / 2, 51.5013]))
        second = draw(st.sampled_from([BEGIN_S, BEGIN_S + 2**29 - 1, BEGIN_S + 2**29, NOW_S]))
        spread = draw(st.sampled_from(["time", "space"]))
        for n in range(count):
            at = (lon, lat) if spread == "time" else _anywhere(n)
            when = second + (n * 7919 if spread == "time" else 0)
            photos.append(Photo(str(len(photos) + 1), *at, uploaded_s=when))
    return photos


def _anywhere(n: int) -> tuple[float, float]:
    """Points all over the box, its edges included."""
    return WEST + (EAST - WEST) * (n * 7 % 101) / 100, SOUTH + (NORTH - SOUTH) * (n * 3 % 97) / 96


@settings(max_examples=3)
@given(heaps())
def test_every_photo_arrives_exactly_once(photos: list[Photo]) -> None:
    rows, _ = asked("flickr", flickr(photos))
    assert Counter(rows["photo_id"]) == Counter(photo.id for photo in photos)
    assert notes_of(rows) == []


def test_pages_that_are_shorter_than_was_asked_for_are_not_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photos = [Photo(str(n), *AT, uploaded_s=NOW_S + n) for n in range(1, 601)]
    answer = flickr(photos)

    def hiding_the_first(asked: Asked) -> Reply:
        """The first photo of each page was deleted a moment ago."""
        told = json.loads(answer(asked).body)
        told["photos"]["photo"] = told["photos"]["photo"][1:]
        return Reply(json.dumps(told), headers={"Content-Type": "application/json"})

    rows, server = asked("flickr", hiding_the_first)
    assert (len(rows), len(server.requests)) == (597, 3)
    monkeypatch.setattr(double, "_PER_PAGE", 100)
    rows, server = asked("flickr", flickr(photos))
    assert (len(rows), len(server.requests)) == (600, 6)


def test_seconds_are_told_apart_and_what_is_more_than_can_be_had_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(source, "_LIMIT", 250)
    monkeypatch.setattr(double, "_REAL", 250)
    here, there = AT, (WEST, NORTH)
    photos = [Photo(f"1{n}", *here, uploaded_s=NOW_S) for n in range(126)]
    photos += [Photo(f"2{n}", *here, uploaded_s=NOW_S + 1) for n in range(126)]
    photos += [Photo(f"3{n}", *there, uploaded_s=NOW_S) for n in range(251)]
    rows, _ = asked("flickr", flickr(photos))
    assert len(rows) == rows["photo_id"].nunique() == len(photos) - 1
    assert notes_of(rows) == [
        "Flickr has more photos of one spot or moment than it gives; some are missing"
    ]
