from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest

from guidegen.descriptions.candidate import Candidate, Wish
from guidegen.descriptions.foursquare import (
    DETAILS_FIELDS,
    PREMIUM_FIELDS,
    PROVIDER,
    SEARCH_FIELDS,
    Details,
    Tip,
    next_request,
    parse_search,
    search_request,
    story,
)
from guidegen.descriptions.near import groups
from guidegen.geo import Box
from guidegen.services import SERVICES
from guidegen.web import Answer, Request
from tests.descriptions.answers import as_answer
from tests.doubles import foursquare as double

T = TypeVar("T")

BOX = Box(10.38, 43.70, 10.44, 43.74)
TOWER, CAFE = (10.3966, 43.7230, 40.0), (10.4010, 43.7190, 40.0)
URL = "https://places-api.foursquare.com/places/search"


@dataclass
class Asker:
    """Asks the made-up Foursquare, as `web.py` would."""

    refuses: Callable[[Request], bool] = lambda _: False
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request, parse: Callable[[Answer], T]) -> T | None:
        self.asked.append(request)
        if self.refuses(request):
            return None
        sent = SERVICES["foursquare"].headers | {"Authorization": "Bearer made-up"}
        path = request.url.removeprefix("https://places-api.foursquare.com")
        status, headers, body = double.answer(path, request.params, sent)
        assert status == 200, body
        link = {name.lower(): value for name, value in headers.items() if name == "Link"}
        return parse(Answer(body, link, "2026-03-01"))


def wish_for(*spots: tuple[float, float, float], premium: bool = False) -> Wish:
    return Wish(BOX, ("it", "en"), spots=spots, premium=premium)


def found(ask: Asker, wish: Wish) -> dict[str, Candidate]:
    listed = list(PROVIDER.find(ask, wish))
    assert len({each.subject for each in listed}) == len(listed)
    return {each.title: each for each in listed}


def test_places_near_a_spot_become_candidates() -> None:
    candidates = found(Asker(), wish_for(CAFE))
    assert set(candidates) == {"Caffè Esempio & Figli", "Cinema Chiuso"}
    assert candidates["Caffè Esempio & Figli"] == Candidate(
        provider="foursquare",
        subject=f"foursquare:{double.place_id(2)}",
        language="",
        title="Caffè Esempio & Figli",
        lon=10.4010,
        lat=43.7190,
        kind="Café",
        url=f"https://foursquare.com/v/{double.place_id(2)}",
        attribution="Powered by Foursquare",
        fetched_at="2026-03-01",
    )
    assert candidates["Cinema Chiuso"].closed


def test_pages_are_followed_by_the_link_header() -> None:
    # 121 places are around the tower: three pages of at most 50
    ask = Asker()
    candidates = found(ask, wish_for(TOWER))
    assert len(ask.asked) == 3
    assert [set(request.params) for request in ask.asked[1:]] == [{"cursor"}, {"cursor"}]
    assert {"Torre di Prova", "Bancarella 0", "Bancarella 119"} <= set(candidates)


def test_no_more_than_three_pages_are_asked_for() -> None:
    asked: list[Request] = []

    def ask(request: Request, parse: Callable[[Answer], T]) -> T | None:
        asked.append(request)
        link = f'<{URL}?cursor={len(asked)}>; rel="next"'
        return parse(as_answer({"results": []}, link=link))

    assert list(PROVIDER.find(ask, wish_for(TOWER))) == []
    assert [request.params.get("cursor") for request in asked] == [None, "1", "2"]


def test_what_cannot_be_had_leaves_the_rest() -> None:
    assert found(Asker(lambda _: True), wish_for(TOWER, CAFE)) == {}
    # the second page fails; the first, and the other spot, are still told
    candidates = found(Asker(lambda request: "cursor" in request.params), wish_for(TOWER, CAFE))
    assert {"Torre di Prova", "Caffè Esempio & Figli"} <= set(candidates)
    assert "Bancarella 119" not in candidates


def test_nothing_that_is_billed_is_asked_for_unless_wanted() -> None:
    ask = Asker()
    found(ask, wish_for(TOWER, CAFE))
    assert ask.asked
    for request in ask.asked:
        assert request.url == URL
        fields = request.params["fields"].split(",") if "cursor" not in request.params else []
        assert not PREMIUM_FIELDS & set(fields)
    assert "fields" in ask.asked[0].params
    assert set(SEARCH_FIELDS) <= double.FREE
    assert double.BILLED == PREMIUM_FIELDS
    assert PREMIUM_FIELDS & set(DETAILS_FIELDS)  # so they are not for everybody


def test_the_nearest_of_a_spot_is_told_about_where_premium_calls_are_wanted() -> None:
    ask = Asker()
    near_the_closed = (10.4011, 43.7191, 40.0)
    candidates = found(ask, wish_for(TOWER, near_the_closed, premium=True))
    about = [r.url.partition("/places/")[2] for r in ask.asked if not r.url.endswith("search")]
    tower, cafe = double.place_id(1), double.place_id(2)  # the cinema is nearer, but closed
    assert about == [f"{n}{part}" for n in (tower, cafe) for part in ("", "/tips", "/photos")]
    told = candidates["Torre di Prova"]
    assert told.prominence == 0.98
    assert told.text == (
        "<p>A tower that was made up.</p>\n<p>It leans &lt;i&gt;nowhere&lt;/i&gt;.</p>"
        "<blockquote><p>Andateci presto.</p></blockquote>"
        "<blockquote><p>Go &lt;script&gt;alert(1)&lt;/script&gt; early.</p></blockquote>"
        '<p><a href="https://fastly.4sqi.net/img/general/width960/made_up_001_0.jpg" '
        'rel="noopener noreferrer">Foursquare 1</a>, '
        '<a href="https://fastly.4sqi.net/img/general/width960/made_up_001_1.jpg" '
        'rel="noopener noreferrer">Foursquare 2</a></p>'
    )
    assert candidates["Caffè Esempio & Figli"].prominence == 0.74
    assert candidates["Bancarella 7"].text == ""


def test_the_nearest_of_a_spot_is_told_about_once_and_only_if_it_is_near() -> None:
    # metres east of the box's middle, where a square begins; a degree is 80.5 km here
    def at(east_m: float) -> tuple[float, float]:
        return 10.41 + east_m / 80_500, 43.7209

    def entry(number: int, east_m: float) -> dict[str, Any]:
        return double.place(number, f"Place {number}", *at(east_m), "Kiosk")

    world = [entry(1, 10), entry(2, 70), entry(3, 230)]

    def ask(request: Request, parse: Callable[[Answer], T]) -> T | None:
        search = request.url.endswith("/search")
        asked.append(request.url.partition("/places/")[2])
        return parse(as_answer({"results": world})) if search else None

    def told_about(*spots: float) -> list[str]:
        asked.clear()
        wish = wish_for(*((*at(spot), 40.0) for spot in spots), premium=True)
        titles = [each.title for each in PROVIDER.find(ask, wish)]
        assert len(set(titles)) == len(titles)
        return [each[-1] for each in asked if each[-1].isdigit()]

    asked: list[str] = []
    assert told_about(10) == ["1"]
    # in the same square; the second place is the nearest to it, and 110 m away
    assert told_about(10, 180 - 1e-3) == ["1", "3"]
    world.pop()
    assert told_about(10, 180) == ["1"]
    # in the next square, from where the second place is the nearest; it is near both
    world[1] = entry(2, 105)
    assert told_about(10, 204) == ["1", "2"]


def test_details_that_cannot_be_had_leave_the_rest() -> None:
    ask = Asker(lambda request: request.url.endswith(double.place_id(1)))
    told = found(ask, wish_for(TOWER, premium=True))["Torre di Prova"]
    assert told.text.startswith("<blockquote><p>Andateci presto.")
    assert told.prominence == 0


def test_at_most_three_tips_are_quoted_the_main_language_first() -> None:
    tips = [
        Tip("1", "fr"),
        Tip("2"),
        Tip("3", "en"),
        Tip("4", "pt"),
        Tip("5", "en"),
        Tip("6", "pt"),
    ]
    quoted = "".join(f"<blockquote><p>{n}</p></blockquote>" for n in (4, 6, 3))
    assert story(Details(), tips, (), ("pt-BR", "en")) == quoted
    assert story(Details(), (), (), ("en",)) == ""


def test_near_spots_are_asked_for_together_and_small_moves_ask_the_same() -> None:
    # 1e-5 degrees are about a metre
    spots = [TOWER, (10.39661, 43.72301, 20.0), CAFE]
    assert groups(wish_for(*spots)) == [(TOWER, spots[1]), (CAFE,)]
    here, moved = wish_for(TOWER), wish_for((10.39662, 43.72299, 41.0))
    assert search_request(here) == search_request(moved)
    assert search_request(here) != search_request(wish_for(CAFE))


@pytest.mark.parametrize("radius_m", [10.0, 200.0, 5e5])
def test_the_circle_holds_what_is_near_a_spot(radius_m: float) -> None:
    params = search_request(wish_for((*TOWER[:2], radius_m))).params
    lat, lon = (float(part) for part in params["ll"].split(","))
    away = ((lat - TOWER[1]) ** 2 + ((lon - TOWER[0]) * 0.7227) ** 2) ** 0.5 * 111_195
    assert away < 145
    reach = max(100, 1.5 * radius_m)
    assert min(reach + away - 1, 100_000) <= int(params["radius"]) <= min(reach + 250, 100_000)


def test_other_addresses_are_asked_instead() -> None:
    wish = replace(wish_for(TOWER), services={"foursquare": "http://127.0.0.1:8080/fsq/"})
    request = search_request(wish)
    assert request.url == "http://127.0.0.1:8080/fsq/places/search"
    assert request.mirror == "http://127.0.0.1:8080/fsq/"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/places/search?cursor=1",
        "http://places-api.foursquare.com/places/search?cursor=1",
        "https://places-api.foursquare.com:444/places/search?cursor=1",
        "https://a@places-api.foursquare.com/places/search?cursor=1",
        "https://places-api.foursquare.com/places/other?cursor=1",
        "https://places-api.foursquare.com/places/search?cursor=1&fields=name,rating",
        "//evil.example/places/search?cursor=1",
        "https://[bad/places/search",
        "",
    ],
)
def test_links_that_lead_elsewhere_or_cost_more_are_not_followed(link: str) -> None:
    assert next_request(Request("foursquare", URL, {"ll": "1,2"}), link) is None


def test_the_next_page_is_asked_for_as_it_is_told() -> None:
    link = (
        f'<{URL}?cursor=0>; rel="prev", <{URL}?cursor=a%2Bb%3D&fields=name>; title="x"; '
        'rel="last next"'
    )
    page = parse_search(as_answer({"results": []}, link=link))
    following = next_request(Request("foursquare", URL, {"ll": "1,2"}, "m"), page.following)
    assert following == Request("foursquare", URL, {"cursor": "a+b=", "fields": "name"}, "m")
    assert parse_search(as_answer({"results": []}, link=f'<{URL}>; rel="prev"')).following == ""
