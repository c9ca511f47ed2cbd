"""Requests that send a form."""

from __future__ import annotations

from guidegen.web import Request, Web
from tests.doubles.http import serving
from tests.web.conftest import ask, read


def form(url: str, **fields: str) -> Request:
    return Request("wikipedia", url, {"a": "1"}, url, fields)


def test_a_form_is_sent_by_post(web: Web) -> None:
    with serving(lambda asked: [dict(asked.query), dict(asked.form or {})]) as server:
        said = web.get(form(server.url, data="way(1,2);", more="ü&="), read)
    assert said == [{"a": "1"}, {"data": "way(1,2);", "more": "ü&="}]


def test_other_forms_are_other_questions(web: Web) -> None:
    with serving(lambda asked: [dict(asked.form or {})]) as server:
        first, other = form(server.url, data="1"), form(server.url, data="2")
        answers = [web.get(each, read) for each in (first, other, first)]
        web.get(ask(server.url), read)
    assert answers == [[{"data": "1"}], [{"data": "2"}], [{"data": "1"}]]
    assert [asked.form for asked in server.requests] == [{"data": "1"}, {"data": "2"}, None]


def test_fields_of_a_form_are_no_parameters() -> None:
    plain = Request("wikipedia", "https://x", {"a": "1"})
    assert plain.key() != Request("wikipedia", "https://x", {}, form={"a": "1"}).key()
    # what a form says is long, and of no help to whoever reads a message
    assert Request("overpass", "https://x", form={"data": "q"}).shown() == "https://x"
