from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest
from hypothesis import given

from guidegen.descriptions.candidate import Candidate, Wish
from guidegen.descriptions.wikimapia import (
    PROVIDER,
    AreaPage,
    area_request,
    cells,
    parse_area,
)
from guidegen.errors import AnswerError
from guidegen.geo import Box
from guidegen.web import Answer, Request
from tests.descriptions.answers import as_answer, spoilt
from tests.descriptions.wikis import assert_sound
from tests.doubles import wikimapia as double

T = TypeVar("T")

BOX = Box(10.38, 43.70, 10.44, 43.74)
TOWER, SQUARE, CROWD = (10.3966, 43.7230, 40.0), (10.4010, 43.7190, 40.0), (10.4375, 43.7375, 40.0)
ONE_PLACE = json.loads(
    double.answer(
        "/",
        {
            "function": "place.getbyarea",
            "bbox": "10.38,43.7,10.44,43.72",
            "data_blocks": "main,location",
            "key": "made-up",
        },
        {},
    )[2]
)


@dataclass
class Asker:
    """Asks the made-up Wikimapia, as `web.py` would."""

    refuses: Callable[[Request], bool] = lambda _: False
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request, parse: Callable[[Answer], T]) -> T | None:
        self.asked.append(request)
        if self.refuses(request):
            return None
        status, _, body = double.answer("/", {**request.params, "key": "made-up"}, {})
        assert status == 200
        return parse(Answer(body, fetched_at="2026-03-01"))


def wish_for(*spots: tuple[float, float, float], languages: tuple[str, ...] = ("en",)) -> Wish:
    return Wish(BOX, languages, spots=spots)


def found(ask: Asker, wish: Wish) -> dict[tuple[str, str], Candidate]:
    listed = list(PROVIDER.find(ask, wish))
    told = {(each.title, each.language): each for each in listed}
    assert len(told) == len(listed)
    return told


def test_objects_near_a_spot_become_candidates() -> None:
    candidates = found(Asker(), wish_for(TOWER))
    assert len(candidates) == 131  # two pages; the square and the crowd are elsewhere
    assert candidates["Tower of Samples", "en"] == Candidate(
        provider="wikimapia",
        subject="wikimapia:55",
        language="en",
        title="Tower of Samples",
        text="<p>First line.</p>\n"
        "<p>Second &lt;script&gt;alert(1)&lt;/script&gt; line &amp; more.</p>",
        lon=10.3966,
        lat=43.7230,
        kind="tower",
        url="https://wikimapia.org/55/",
        licence="CC BY-NC-SA 3.0",
        attribution="Wikimapia",
        fetched_at="2026-03-01",
    )


def test_names_are_asked_for_in_every_language_and_told_once() -> None:
    ask = Asker()
    candidates = found(ask, wish_for(SQUARE, TOWER, languages=("it-IT", "en")))
    tower = [key for key, each in candidates.items() if each.subject == "wikimapia:55"]
    assert tower == [("Torre dei Campioni", "it-IT"), ("Tower of Samples", "en")]
    # the square has no English name: asked for that, the service tells the Italian one
    square = [key for key, each in candidates.items() if each.subject == "wikimapia:56"]
    assert square == [("Piazza Inventata", "it-IT"), ("Piazza Inventata", "it")]
    assert {request.params["language"] for request in ask.asked} == {"it", "en"}


def test_too_much_in_an_area_is_asked_for_by_quarters() -> None:
    ask = Asker()
    assert set(found(ask, wish_for(CROWD))) == {("Crowded Corner", "en")}
    widths = {_sides(request)[0] for request in ask.asked}
    assert widths == {0.02, 0.01, 0.005, 0.0025}
    assert len({request.params["bbox"] for request in ask.asked}) == len(ask.asked)


def test_halving_ends() -> None:
    asked: list[Request] = []

    def ask(request: Request, parse: Callable[[Answer], T]) -> T | None:
        asked.append(request)
        return parse(as_answer({"debug": {"code": "1708", "message": "too many"}}))

    assert list(PROVIDER.find(ask, wish_for(CROWD))) == []
    # only quarters that are near the spot: 100 m are 0.00124 by 0.0009 degrees, and it lies in the
    # very middle of an eighth
    assert len(asked) == 1 + 1 + 1 + 4 + 4
    assert min(_sides(request)[0] for request in asked) * 1e7 > 12_100  # as the service wants it


def test_pages_end_when_nothing_more_comes_whatever_is_promised() -> None:
    asked: list[Request] = []

    def ask(request: Request, parse: Callable[[Answer], T]) -> T | None:
        asked.append(request)
        places = [{"id": 1}] * (100 if len(asked) < 4 else 0)
        return parse(as_answer({"found": "99999999", "places": places}))

    assert list(PROVIDER.find(ask, wish_for(TOWER))) == []
    assert [request.params["page"] for request in asked] == ["1", "2", "3", "4"]


def test_what_cannot_be_had_leaves_the_rest() -> None:
    assert found(Asker(lambda _: True), wish_for(TOWER)) == {}
    second_page = Asker(lambda request: request.params["page"] == "2")
    assert ("Tower of Samples", "en") in found(second_page, wish_for(TOWER))


def test_areas_are_squares_of_a_grid_within_the_city() -> None:
    assert cells(wish_for(TOWER)) == [Box(10.38, 43.72, 10.4, 43.74)]
    # 100 m are 0.0009 degrees of latitude: the square lies as near to the next row
    assert [box.south for box in cells(wish_for((10.39, 43.7205, 10.0)))] == [43.7, 43.72]
    assert len(cells(wish_for((10.41, 43.72, 1e6)))) == 12  # 0.06 by 0.04 degrees, edges included
    assert cells(wish_for()) == []


def test_a_request_holds_the_area_and_no_key() -> None:
    wish = replace(wish_for(), services={"wikimapia": "http://127.0.0.1:8080/"})
    request = area_request(wish, Box(10.38, 43.72, 10.4, 43.74), "pt-BR", 2)
    assert request.url == request.mirror == "http://127.0.0.1:8080/"
    assert dict(request.params) == {
        "function": "place.getbyarea",
        "coordsby": "bbox",
        "bbox": "10.38,43.72,10.4,43.74",
        "data_blocks": "main,location",
        "language": "pt",
        "format": "json",
        "count": "100",
        "page": "2",
    }
    assert area_request(wish_for(), BOX, "en", 1).url == "http://api.wikimapia.org/"


def test_the_older_box_with_numbers_as_text_is_read_too() -> None:
    params = {"function": "box", "bbox": "10.38,43.7,10.44,43.73", "key": "made-up", "page": "1"}
    page = parse_area(Answer(double.answer("/", params, {})[2]), "en")
    assert (page.found, page.rows) == (132, 50)
    first = page.candidates[0]
    assert (first.subject, first.title, first.lon) == ("wikimapia:55", "Tower of Samples", 10.3966)
    assert first.language == "en"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],  # what the service has answered for every area when it was broken
        "x",
        {},
        {"found": 0},
        {"places": {}},
        {"debug": {"code": 1004, "message": "Key limit has been reached"}},
        {"debug": {"code": 1708.5}},
        {"debug": "no"},
        {"debug": None, "places": []},
    ],
)
def test_anything_else_is_refused(body: Any) -> None:
    with pytest.raises(AnswerError):
        parse_area(as_answer(body), "en")


def test_what_an_error_says_is_not_repeated() -> None:
    body = {"debug": {"code": 1002, "message": "Invalid key SECRET-KEY"}}
    with pytest.raises(AnswerError) as caught:
        parse_area(as_answer(body), "en")
    assert str(caught.value) == "its error 1002"


def test_too_much_is_no_error() -> None:
    assert parse_area(as_answer({"debug": {"code": 1708}}), "en") == AreaPage(too_many=True)


@given(spoilt(ONE_PLACE))
def test_a_spoilt_answer_gives_sound_candidates_or_an_error(body: Any) -> None:
    try:
        page = parse_area(as_answer(body), "en")
    except AnswerError:
        assert not isinstance(body.get("places"), list)
        return
    assert page.rows >= len(page.candidates)
    for each in page.candidates:
        assert_sound(each)
        assert each.url.removeprefix("https://wikimapia.org/").removesuffix("/").isdecimal()
        assert each.language.isalpha()
        assert isinstance(each.lon, float)


def _sides(request: Request) -> tuple[float, float]:
    west, south, east, north = (float(part) for part in request.params["bbox"].split(","))
    return round(east - west, 7), round(north - south, 7)
