"""Wikimedia Commons as a source of photos: whose, when, where, and all of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.photos import commons
from guidegen.photos.divide import notes_of
from tests.doubles.http import Asked, Server
from tests.doubles.mediawiki import File, World
from tests.photos.services import BOX, asked

AT = (-0.1, 51.5)
WEST, SOUTH, EAST, NORTH = BOX
EXIF = {"DateTimeOriginal": "2012:05:04 10:11:12"}


def rows_of(files: dict[str, File], **options: Any) -> tuple[pd.DataFrame, Server]:
    return asked("commons", World(files=files).handler, "/commons/w/api.php", **options)


def test_a_file() -> None:
    exif = {**EXIF, "FNumber": "80/10", "ExposureTime": "10/1250",
            "ISOSpeedRatings": [{"name": 0, "value": "100"}]}  # fmt: skip
    facts = {
        "License": "cc-by-sa-4.0",
        "Artist": '<a href="//commons.wikimedia.org/wiki/User:Ann_Lee" title="x">Ann</a>',
    }
    [found] = rows_of({"Old tower.jpg": File(at=AT, exif=exif, facts=facts)})[0].to_dict("records")
    assert (found["source"], found["photo_id"]) == ("commons", "5001")
    assert found["author_id"] == "user:Ann Lee"
    assert (found["lon"], found["lat"]) == AT
    assert found["taken_at"] == pd.Timestamp("2012-05-04 10:11:12")
    assert found["time_known"] == "second"
    assert found["uploaded_at"] == pd.Timestamp("2019-04-16 23:54:28")
    assert found["luminance_bv"] == pytest.approx(7.966, abs=1e-3)
    assert found["title"] == "Old tower"
    assert found["url"] == "https://commons.wikimedia.org/wiki/File:Old_tower.jpg"
    assert found["image_url"].endswith("/files/thumb/1280px/Old_tower.jpg")
    assert (found["licence"], found["attribution"]) == ("CC BY-SA 4.0", "Ann")


@pytest.mark.parametrize(
    ("artist", "user", "author"),
    [
        ('<a href="https://x/wiki/User:J%C3%B6rg_X">J</a>', "Bot", "user:Jörg X"),
        ('<a href="/w/index.php?title=User:JD&amp;action=edit">J</a>', "B", "user:JD"),
        ('<a href="//x/wiki/User_talk:B">b</a><a href="//x/wiki/user:c">c</a>', "", "user:C"),
        ('<a href="//x/wiki/User:Panoramio_bot">p</a><bdi>Ann  Lee</bdi>', "", "name:pAnn Lee"),
        ("Jane <b>Doe</b>", "Uploader", "name:Jane Doe"),
        ("Unknown author", "Uploader", None),
        ("", "Ann", "user:Ann"),
        ("", "File Upload Bot (Magnus Manske)", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_photographer_is_not_who_uploaded(artist: str, user: str, author: str | None) -> None:
    assert commons._author({"Artist": artist}, {"user": user}) == author


@pytest.mark.parametrize(
    ("exif", "said", "taken"),
    [
        (EXIF, "2001-01-01", "2012:05:04 10:11:12"),
        ({"DateTimeOriginal": "0000:00:00 00:00:00", "DateTimeDigitized": "2012:05:04 10:11"}, "",
         "2012:05:04 10:11"),
        ({"DateTime": "2012:05:04 10:11:12"}, "", None),
        ({}, '<time class="dtstart" datetime="2012-05-04">4 May 2012</time>, 10:11:12',
         "2012-05-04 10:11:12"),
        ({}, '<time class="dtstart" datetime="2012-05-04T10:11">4 May</time>', "2012-05-04 10:11"),
        ({}, '<time datetime="2012-05-04">4 May 2012</time>', "2012-05-04"),
        ({}, "2012-05-04 10:11:12", "2012-05-04 10:11:12"),
        ({"DateTimeOriginal": ["x"]}, "<i>circa</i> 1990", "circa 1990"),
        ({}, '<time datetime="2012-05">May 2012</time>', "May 2012"),
    ],
)  # fmt: skip
def test_the_camera_knows_the_time_best(exif: Any, said: str, taken: str | None) -> None:
    assert commons._taken_at(exif, {"DateTimeOriginal": said}) == taken


def test_pictures_are_only_shown_under_their_licence() -> None:
    free, bound = {"License": "cc0"}, {"License": "cc-by-nc-2.0", "Artist": "Ann"}
    nameless = {"License": "cc-by-2.0"}
    files = {
        "A.jpg": File(at=AT, facts=free),
        "B.jpg": File(at=AT, facts=bound),
        "C.jpg": File(at=AT, facts=nameless, user="Upload bot"),
    }
    rows, _ = rows_of(files)
    assert rows["image_url"].notna().tolist() == [True, False, False]
    assert rows["licence"].fillna("").tolist() == ["CC0 1.0", "", "CC BY 2.0"]


def test_only_the_position_of_a_camera_counts() -> None:
    files = {"A.jpg": File(at=AT, exif=EXIF), "B.jpg": File(at=AT, kind="object", exif=EXIF)}
    rows, _ = rows_of(files)
    assert np.isnan(rows["lat"]).tolist() == [False, True]


def test_what_is_no_photograph_is_left_out() -> None:
    kinds = ("image/svg+xml", "video/webm", "application/pdf", "image/jpeg")
    rows, _ = rows_of({f"F{n}.jpg": File(at=AT, mime=kind) for n, kind in enumerate(kinds)})
    assert rows["photo_id"].tolist() == ["5004"]


def test_files_tell_of_themselves_fifty_at_a_time() -> None:
    rows, server = rows_of({f"F{n:03}.jpg": File(at=AT, exif=EXIF) for n in range(101)})
    asked_for = [request.query.get("pageids", "").split("|") for request in server.requests]
    assert [len(ids) for ids in asked_for] == [1, 50, 50, 1]
    assert len(rows) == 101


def test_boxes_are_no_larger_than_a_wiki_takes() -> None:
    rows, server = rows_of({"A.jpg": File(at=AT)}, bbox=[-0.3, 51.3, 0.2, 51.6])
    assert len(rows) == 1
    assert len(server.requests) == 17  # 16 boxes of 14 by 8 km


def test_more_than_can_be_had_of_one_spot_is_told() -> None:
    rows, _ = rows_of({f"F{n}.jpg": File(at=(-0.0991, 51.5003)) for n in range(501)})
    assert len(rows) == 500
    assert "Wikimedia Commons has more photos of one spot" in notes_of(rows)[0]


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, File]:
    """Files in heaps and everywhere, on the edges of boxes too; no spot has more than 499."""
    heap = (draw(st.sampled_from([WEST, -0.1, EAST])), draw(st.sampled_from([SOUTH, 51.5, NORTH])))
    files = {}
    for n in range(draw(st.sampled_from([499, 900]))):
        everywhere = (WEST + (EAST - WEST) * (n * 7 % 33) / 32, SOUTH + 0.004 * (n * 3 % 17) / 16)
        files[f"F{n}.jpg"] = File(at=heap if n % 2 else everywhere)
    return files


@settings(max_examples=2)
@given(worlds())
def test_every_file_arrives_exactly_once(files: dict[str, File]) -> None:
    rows, _ = rows_of(files)
    assert Counter(rows["title"]) == Counter(name.removesuffix(".jpg") for name in files)
    assert notes_of(rows) == []


def test_odd_answers_cost_a_file_and_no_more() -> None:
    odd = {"query": {"geosearch": [{"pageid": 1}, {"pageid": "x"}, 7, {"pageid": 2, "lat": "n"}]}}
    told = {"query": {"pages": [
        {"pageid": 1, "title": ["?"], "imageinfo": [{"mime": "image/jpeg", "metadata": {"a": 1},
         "extmetadata": [], "user": 5, "timestamp": 5}]},
        {"pageid": 2, "title": "File:B.jpg", "imageinfo": [{"mime": "image/jpeg", "metadata": [
         {"name": ["x"]}, {"name": "ISOSpeedRatings", "value": [5]}, None]}]},
        {"pageid": 3, "imageinfo": []},
    ]}}  # fmt: skip

    def answer(request: Asked) -> Any:
        return told if "pageids" in request.query else odd

    rows, _ = asked("commons", answer)
    assert rows["photo_id"].tolist() == ["1", "2"]
    assert rows["author_id"].isna().all()
