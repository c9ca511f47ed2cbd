"""Answers that are errors, too long, or lead astray."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from guidegen.errors import AnswerError, ServiceError
from guidegen.services import MEGABYTE
from guidegen.web import Answer, Request, Web
from tests.doubles.http import Asked, Reply, in_turn, serving
from tests.web.conftest import KEYS, ask, read

JSON = {"Content-Type": "application/json"}
PICTURE = Reply(b"\xff\xd8\xff picture", headers={"Content-Type": "image/jpeg"})


@pytest.mark.parametrize(
    ("status", "service", "words"),
    [
        (400, "wikipedia", "HTTP 400 Bad Request; there is nothing"),
        (401, "foursquare", "HTTP 401 Unauthorized; look at GUIDEGEN_FOURSQUARE_KEY"),
        (402, "foursquare", "GUIDEGEN_FOURSQUARE_KEY has no credit left"),
        (403, "wikimapia", "look at GUIDEGEN_WIKIMAPIA_KEY"),
        (403, "wikipedia", "look whether GUIDEGEN_CONTACT says who you are"),
        (404, "commons_files", "HTTP 404 Not Found; the picture is there no longer"),
        (404, "wikipedia", "HTTP 404 Not Found; there is nothing"),
        (410, "foursquare", "HTTP 410 Gone; there is nothing"),
        (204, "wikipedia", "HTTP 204 No Content"),
        (399, "wikipedia", "HTTP 399;"),
    ],
)
def test_a_refusal_is_final_and_says_what_to_do(
    web: Web, status: int, service: str, words: str
) -> None:
    with serving(lambda _: Reply(status=status)) as server:
        with pytest.raises(ServiceError, match=words) as caught:
            web.get(ask(server.url, service), read)
        assert len(server.requests) == 1
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("service", "body", "words"),
    [
        ("wikipedia", {"error": {"code": "badvalue", "info": "No."}}, "it says badvalue: No."),
        ("wikipedia", {"error": {"code": "x\u202e\n\x1b[31m", "info": ["y"]}}, r"it says x \[31m"),
        ("wikipedia", {"errors": [{"code": "toobig", "text": "Too big."}]}, "toobig: Too big"),
        ("wikipedia", {"error": "what"}, "it says what"),
        ("wikimapia", {"debug": {"code": 1001, "message": "Unknown."}}, "1001: Unknown"),
        ("wikimapia", {"debug": [1]}, "it says error"),
    ],
)
def test_an_error_in_status_200_is_none_the_less_one(
    web: Web, service: str, body: Any, words: str
) -> None:
    with serving(in_turn(body, {"fine": 1})) as server:
        with pytest.raises(AnswerError, match=words):
            web.get(ask(server.url, service), read)
        assert web.get(ask(server.url, service), read) == {"fine": 1}  # it was not kept


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<!doctype html><title>Log in</title>"),
        Reply(b" \n<html>", headers=JSON),
        Reply('{"fine": 1}'),  # says it is HTML
    ],
)
def test_a_web_page_is_no_answer(web: Web, reply: Reply) -> None:
    with serving(lambda _: reply) as server:
        with pytest.raises(AnswerError, match="a web page instead of data"):
            web.get(ask(server.url), read)
        assert len(server.requests) == 1


def test_no_word_is_an_answer_of_those_only_who_say_nothing(open_web: Callable[..., Web]) -> None:
    web = open_web(keys={"GUIDEGEN_GEOGRAPH_KEY": "made-up-key"})
    with serving(lambda _: Reply(b" \n", headers=JSON)) as server:
        assert web.get(ask(server.url, "geograph"), lambda answer: answer.body) == b" \n"
        with pytest.raises(AnswerError, match="not JSON"):
            web.get(ask(server.url), lambda answer: answer.body)


def test_what_is_not_a_picture_is_no_picture(web: Web) -> None:
    with (
        serving(lambda _: Reply("<h1>No</h1>")) as server,
        pytest.raises(AnswerError, match="it sent text/html instead of a picture"),
    ):
        web.get(ask(server.url, "commons_files", "/a.jpg"), len)


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b"NaN", b'{"a": Infinity}', b"\xff\xfe", b"9" * 5000],
    ids=["deep", "NaN", "Infinity", "not UTF-8", "huge number"],
)
def test_json_that_would_break_us(web: Web, body: bytes) -> None:
    with (
        serving(lambda _: Reply(body, headers=JSON)) as server,
        pytest.raises(AnswerError, match="not JSON"),
    ):
        web.get(ask(server.url), read)


def test_half_a_surrogate_pair_can_be_written_again() -> None:
    data = Answer(rb'{"a\ud800": ["\udfff", "\ud83d\ude00", 1, null]}').json()
    assert data == {"a\ufffd": ["\ufffd", "😀", 1, None]}


def test_a_long_answer_is_refused_before_it_is_read(web: Web) -> None:
    with (
        serving(lambda _: Reply(b" " * (9 * MEGABYTE), headers=JSON)) as server,
        pytest.raises(AnswerError, match="longer than 8 MB"),
    ):
        web.get(ask(server.url), read)


def test_a_gzip_bomb_is_not_unpacked(web: Web) -> None:
    bomb = gzip.compress(b" " * (100 * MEGABYTE))
    reply = Reply(bomb, headers={**JSON, "Content-Encoding": "gzip"})
    with serving(lambda _: reply) as server:
        tracemalloc.start()
        with pytest.raises(AnswerError, match="longer than 8 MB"):
            web.get(ask(server.url), read)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 30 * MEGABYTE  # one piece off the wire would unpack to 64 MB


def test_a_packed_picture_that_is_cut_off_is_asked_for_again(web: Web) -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    headers = {"Content-Type": "image/jpeg", "Content-Encoding": "gzip"}
    cut = Reply(packed[:-30], headers=headers)
    with serving(in_turn(cut, Reply(packed, headers=headers))) as server:
        assert web.get(ask(server.url, "commons_files"), lambda a: len(a.body)) == 256 * 40


def test_packed_answers_are_unpacked(web: Web) -> None:
    reply = Reply(gzip.compress(b'{"fine": 1}'), headers={**JSON, "Content-Encoding": "gzip"})
    with serving(lambda _: reply) as server:
        assert web.get(ask(server.url), read) == {"fine": 1}
        assert server.requests[0].headers["accept-encoding"] == "gzip"
    assert web.get(ask(server.url), read) == {"fine": 1}


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "\x7f"])
def test_other_packing_was_not_asked_for(web: Web, coding: str) -> None:
    with (
        serving(lambda _: Reply(b"{}", headers={"Content-Encoding": coding})) as server,
        pytest.raises(ServiceError),
    ):
        web.get(ask(server.url), read)


def test_redirects_in_a_circle_end(web: Web) -> None:
    with serving(lambda _: Reply(status=302, headers={"Location": "/w/api.php"})) as server:
        with pytest.raises(AnswerError, match="from one address to the next, more than 3"):
            web.get(ask(server.url), read)
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost:{port}/there",
        "//localhost:{port}/there",
        "http://127.0.0.1:{other}/there",
        "http://127.0.0.1:{port}@localhost:{port}/there",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "http://[::1]:{port}/",
        "http://169.254.169.254/latest/meta-data",
        "http://[broken",
        "http://x:99999/",
        "http://\u0430.example/",
        "",
    ],
)
def test_redirects_elsewhere_are_refused(web: Web, location: str) -> None:
    with (
        serving(lambda _: {"secret": "of another server"}) as other,
        serving(
            lambda asked: (
                {"x": 1}
                if asked.path != "/w/api.php"
                else Reply(status=302, headers={"Location": fill(location)})
            )
        ) as server,
    ):

        def fill(text: str) -> str:
            port, elsewhere = server.url.rsplit(":")[-1], other.url.rsplit(":")[-1]
            return text.format(port=port, other=elsewhere).encode().decode("latin-1")

        with pytest.raises(AnswerError):
            web.get(ask(server.url, "foursquare"), read)
        assert other.requests == []
        assert {asked.path for asked in server.requests} == {"/w/api.php"}


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a.jpg",
        "https://upload.wikimedia.org.evil.example/a.jpg",
        "https://upload.wikimedia.org@evil.example/a.jpg",
        "https://me:word@upload.wikimedia.org/a.jpg",
        "https://upload.wikimedia.org:8443/a.jpg",
        "http://upload.wikimedia.org/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "//upload.wikimedia.org/a.jpg",
        "javascript:alert(1)",
        "https://",
        "",
        "https://upload.wikimedia.org\\@evil.example/",
        "https://evil.example\x00.upload.wikimedia.org/",
    ],
)
def test_pictures_come_from_where_pictures_are(web: Web, url: str) -> None:
    with pytest.raises(AnswerError) as caught:
        web.get(Request("commons_files", url), len)
    assert str(caught.value).isprintable()


def test_with_a_mirror_only_the_mirror_is_asked(web: Web) -> None:
    with serving(lambda _: PICTURE) as server:
        assert (
            web.get(ask(server.url, "commons_files", "/a.jpg"), lambda a: a.body[:2]) == b"\xff\xd8"
        )
        astray = Request("commons_files", "https://upload.wikimedia.org/a.jpg", {}, server.url)
        with pytest.raises(AnswerError, match=r"may not send us to https://upload.wikimedia.org"):
            web.get(astray, len)


def test_a_mirror_may_have_a_host_for_each_language(web: Web) -> None:
    with serving(lambda asked: {"host": asked.headers["host"]}) as server:
        port = server.url.rsplit(":")[-1]
        mirror = f"http://{{language}}.localhost:{port}/w/api.php"
        request = Request("wikipedia", f"http://it.localhost:{port}/w/api.php", {}, mirror)
        with suppress(ServiceError):  # not every machine finds names below localhost
            assert web.get(request, read) == {"host": f"it.localhost:{port}"}
        astray = Request("wikipedia", f"http://127.0.0.1:{port}/w/api.php", {}, mirror)
        with pytest.raises(AnswerError, match=r"may not send us to http://127.0.0.1"):
            web.get(astray, read)


def test_without_a_mirror_this_machine_is_not_asked(web: Web) -> None:
    with serving(lambda _: PICTURE) as server:
        with pytest.raises(AnswerError, match=r"may not send us to http://127.0.0.1"):
            web.get(Request("commons_files", f"{server.url}/a.jpg"), len)
        assert server.requests == []


def test_cookies_are_not_kept(web: Web) -> None:
    with serving(lambda _: Reply({}, headers={"Set-Cookie": "who=you; Path=/"})) as server:
        web.get(ask(server.url, n="1"), read)
        web.get(ask(server.url, n="2"), read)
    assert "cookie" not in server.requests[1].headers


def test_the_key_goes_along_at_home_only(web: Web) -> None:
    def handler(asked: Asked) -> Any:
        if asked.path == "/w/api.php":
            return Reply(status=307, headers={"Location": "/moved?limit=5"})
        return [asked.query["limit"]]

    with serving(handler) as server:
        assert web.get(ask(server.url, "foursquare"), read) == ["5"]
    sent = [asked.headers.get("authorization") for asked in server.requests]
    assert sent == [f"Bearer {KEYS['GUIDEGEN_FOURSQUARE_KEY']}"] * 2
