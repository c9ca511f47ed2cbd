from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from guidegen.descriptions import foursquare
from guidegen.descriptions.foursquare import (
    Details,
    SearchPage,
    parse_details,
    parse_photos,
    parse_search,
    parse_tips,
    story,
)
from guidegen.errors import AnswerError
from guidegen.web import Answer
from tests.descriptions.answers import as_answer, spoilt
from tests.descriptions.wikis import assert_sound
from tests.doubles import foursquare as double


@pytest.mark.parametrize("body", [None, [], "x", {}, {"results": {}}, {"message": "no"}])
def test_a_search_without_results_is_refused(body: Any) -> None:
    with pytest.raises(AnswerError):
        parse_search(as_answer(body))


@pytest.mark.parametrize("parse", [parse_tips, parse_photos])
@pytest.mark.parametrize("body", [None, {}, "x", {"tips": []}])
def test_tips_and_photos_are_lists(parse: Callable[[Answer], Any], body: Any) -> None:
    with pytest.raises(AnswerError):
        parse(as_answer(body))


@pytest.mark.parametrize("body", [None, [], {}, {"fsq_place_id": 7}])
def test_details_are_of_a_place(body: Any) -> None:
    with pytest.raises(AnswerError):
        parse_details(as_answer(body))


def test_prominence_is_popularity_else_rating_and_a_share() -> None:
    def prominence(**told: Any) -> float:
        return parse_details(as_answer({"fsq_place_id": "a"} | told)).prominence

    assert prominence(popularity=0.5, rating=9) == 0.5
    assert prominence(rating=9) == 0.9
    assert prominence(popularity="much", rating=True) == 0
    assert prominence(popularity=-1) == 0
    assert prominence(popularity=7, rating=11) == 0


def test_photos_are_https_addresses_and_nothing_else() -> None:
    rows = [
        {"prefix": "https://a.example/x/", "suffix": "/1.jpg"},
        {"prefix": "http://a.example/x/", "suffix": "/2.jpg"},
        {"prefix": "javascript:alert(1)//", "suffix": "/3.jpg"},
        {"prefix": "https://a.example/", "suffix": '/4.jpg" onload="alert(1)'},
        {"prefix": "https://a.example/"},
        {"suffix": "/5.jpg"},
        "https://a.example/6.jpg",
    ]
    assert parse_photos(as_answer(rows)) == ("https://a.example/x/width960/1.jpg",)


def test_long_texts_are_cut() -> None:
    told = parse_details(as_answer({"fsq_place_id": "a", "description": "x" * 10**6}))
    assert len(told.description) == foursquare.MOST_LETTERS
    assert len(parse_tips(as_answer([{"text": "x" * 10**6}]))[0].text) == foursquare.MOST_LETTERS


@given(spoilt({"results": [double.WORLD[2], double.WORLD[3]]}))
def test_a_spoilt_search_gives_sound_candidates_or_an_error(body: Any) -> None:
    try:
        page = parse_search(as_answer(body))
    except AnswerError:
        assert not isinstance(body.get("results"), list)
        return
    assert isinstance(page, SearchPage)
    for each in page.candidates:
        assert_sound(each)
        assert each.url.removeprefix("https://foursquare.com/v/").isalnum()
        assert isinstance(each.lon, float)


DETAILS = {"fsq_place_id": "a", "description": "<b>x", "popularity": 0.5, "rating": 7}
TIPS = [{"fsq_tip_id": "1", "text": "y <i>", "lang": "en"}, {"text": "z"}]
PHOTOS = [{"prefix": "https://a.example/x/", "suffix": "/1.jpg", "width": 1}] * 2


@given(spoilt(DETAILS), spoilt(TIPS), spoilt(PHOTOS))
def test_spoilt_details_tips_and_photos_give_sound_html(
    details: object, tips: object, photos: object
) -> None:
    told = [
        _parsed(parse_details, details, Details()),
        _parsed(parse_tips, tips, ()),
        _parsed(parse_photos, photos, ()),
    ]
    assert 0 <= told[0].prominence <= 1
    html = story(*told, ("en",))
    assert not any(bad in html for bad in ("<script", "\u202e", "<b>", "<i>"))


def _parsed(parse: Callable[[Answer], Any], body: Any, otherwise: Any) -> Any:
    try:
        return parse(as_answer(body))
    except AnswerError:
        return otherwise
