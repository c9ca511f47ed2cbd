"""How long a service is waited for, and when it is given up."""

from __future__ import annotations

import threading
import time as real_time
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import formatdate

import httpx
import pytest

from guidegen.errors import AnswerError, ServiceError
from guidegen.services import SERVICES
from guidegen.web import Request, Web
from guidegen.web.body import read_body
from guidegen.web.patience import Line, PassingError, retry_after_s
from tests.doubles.http import Asked, Reply, in_turn, serving
from tests.web.conftest import FakeTime, ask, read

FINE = {"query": {"pages": []}}
MAXLAG = Reply(
    {"error": {"code": "maxlag", "info": "Waiting for 10.0.0.1: 6.5 seconds lagged.", "lag": 6.5}},
    headers={"Retry-After": "7", "MediaWiki-API-Error": "maxlag"},
)


def waits(time: FakeTime) -> list[float]:
    return [round(wait, 2) for wait in time.slept]


def test_retry_after_in_seconds(web: Web, time: FakeTime) -> None:
    with serving(in_turn(Reply(status=429, headers={"Retry-After": "12"}), FINE)) as server:
        assert web.get(ask(server.url), read) == FINE
    assert waits(time) == [12]


def test_retry_after_as_a_date(web: Web, time: FakeTime) -> None:
    date = formatdate(time.now + 30, usegmt=True)
    with serving(in_turn(Reply(status=503, headers={"Retry-After": date}), FINE)) as server:
        assert web.get(ask(server.url), read) == FINE
    assert waits(time) == [30]


@pytest.mark.parametrize("header", ["", "soon", "-5", "1.5e3", "Fri, 99 Foo 2023", "²"])
def test_a_retry_after_without_use_is_none(header: str) -> None:
    assert retry_after_s(header, 0) is None


def test_a_date_that_has_passed_is_no_wait(time: FakeTime) -> None:
    assert retry_after_s("Tue, 14 Nov 2023 00:00:00 GMT", time.now) == 0
    assert retry_after_s("Wed, 15 Nov 2023 00:00:00 GMT", time.now) == 6400


@pytest.mark.parametrize("code", ["ratelimited", "readonly", "internal_api_error_DBQueryError"])
def test_a_busy_mediawiki_is_asked_again(web: Web, time: FakeTime, code: str) -> None:
    busy = {"errors": [{"code": code, "text": "Not now.", "module": "main"}]}
    with serving(in_turn(busy, busy, FINE)) as server:
        assert web.get(ask(server.url), read) == FINE
    assert waits(time) == [5, 10]


def test_maxlag_is_not_an_answer(web: Web, time: FakeTime) -> None:
    with serving(in_turn(MAXLAG, FINE)) as server:
        assert web.get(ask(server.url), read) == FINE
    assert waits(time) == [7]


def test_attempts_are_bounded(web: Web, time: FakeTime) -> None:
    with serving(lambda _: MAXLAG) as server:
        with pytest.raises(ServiceError, match=r"Wikipedia: http\S*: it says maxlag: Waiting for"):
            web.get(ask(server.url), read)
        assert len(server.requests) == 5
    assert waits(time) == [7, 7, 7, 7]


def test_all_waits_together_are_bounded(web: Web, time: FakeTime) -> None:
    with (
        serving(lambda _: Reply(status=503, headers={"Retry-After": "50"})) as server,
        pytest.raises(ServiceError, match="HTTP 503 Service Unavailable; try again later"),
    ):
        web.get(ask(server.url), read)
    assert waits(time) == [50, 50]


@pytest.mark.parametrize("seconds", [61, 3600])
def test_a_long_wait_is_told_not_waited(web: Web, time: FakeTime, seconds: int) -> None:
    with serving(lambda _: Reply(status=429, headers={"Retry-After": str(seconds)})) as server:
        with pytest.raises(ServiceError, match=f"wants us to wait for {seconds} s"):
            web.get(ask(server.url), read)
        with pytest.raises(ServiceError, match=f"not asked any more .*{seconds} s"):
            web.get(ask(server.url, other="question"), read)
        assert len(server.requests) == 1
    assert waits(time) == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_service_with_troubles_is_asked_again(web: Web, status: int) -> None:
    with serving(in_turn(Reply("<h1>Oops</h1>", status), FINE)) as server:
        assert web.get(ask(server.url), read) == FINE


@pytest.mark.parametrize(
    "reply",
    [
        Reply(close=True),
        Reply(FINE, cut=5),
        Reply(b'{"query": {"pa', headers={"Content-Type": "application/json"}),
        Reply(b"", headers={"Content-Type": "application/json"}),
        Reply(b"\x1f\x8b broken", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["closed", "cut body", "cut JSON", "empty", "broken gzip"],
)
def test_half_an_answer_is_asked_for_again(web: Web, reply: Reply) -> None:
    with serving(in_turn(reply, FINE)) as server:
        assert web.get(ask(server.url), read) == FINE


def test_json_that_stays_cut_off_is_an_answer_error(web: Web) -> None:
    cut = Reply(b'{"query": {"pa', headers={"Content-Type": "application/json"})
    with serving(lambda _: cut) as server:
        for n in range(3):  # the service is there: it is not given up
            with pytest.raises(AnswerError, match="not JSON, or cut off"):
                web.get(ask(server.url, n=str(n)), read)
        assert len(server.requests) == 9


def test_silence_is_not_waited_out(open_web: Callable[..., Web]) -> None:
    web = open_web(silence_s=0.05)
    with serving(lambda _: Reply(hang=True)) as server:
        with pytest.raises(ServiceError, match="did not answer in time; try again later"):
            web.get(ask(server.url), read)
        assert len(server.requests) == 2


def test_an_answer_that_drips_is_not_waited_out(open_web: Callable[..., Web]) -> None:
    web = open_web(silence_s=0.05)
    # whole, it would take a minute and be no JSON; on a busy machine it may seem silent
    with (
        serving(lambda _: Reply(b" " * 6000, drip_s=0.01)) as server,
        pytest.raises(ServiceError, match=r"took too long|did not answer in time"),
    ):
        web.get(ask(server.url), read)


def test_nothing_is_read_after_the_deadline() -> None:
    read_so_far: list[int] = []

    def drip() -> Iterator[bytes]:
        for n in range(100):
            read_so_far.append(n)
            yield b" "

    response = httpx.Response(200, content=drip())
    with pytest.raises(PassingError, match="took too long"):
        read_body(response, 1000, deadline_s=real_time.monotonic() - 1)
    assert read_so_far == [0]


def test_a_dead_service_is_given_up(web: Web, time: FakeTime) -> None:
    with serving(lambda _: Reply(close=True)) as server:
        for n in range(2):
            with pytest.raises(ServiceError, match="no connection"):
                web.get(ask(server.url, n=str(n)), read)
        asked = len(server.requests)
        for n in range(50):
            with pytest.raises(ServiceError, match="not asked any more"):
                web.get(ask(server.url, n=f"more {n}"), read)
        assert len(server.requests) == asked == 6
    assert sum(time.slept) < 10


def test_two_failures_that_are_not_in_a_row_are_borne(web: Web) -> None:
    def handler(asked: Asked) -> Reply:
        return Reply(close=True) if asked.query["n"] == "bad" else Reply(FINE)

    with serving(handler) as server:
        for n in range(3):
            with pytest.raises(ServiceError, match="no connection"):
                web.get(ask(server.url, n="bad"), read)
            assert web.get(ask(server.url, n=str(n)), read) == FINE


def test_one_service_that_is_dead_does_not_stop_another(web: Web) -> None:
    with serving(lambda _: Reply(close=True)) as dead, serving(lambda _: FINE) as alive:
        for n in range(3):
            with pytest.raises(ServiceError):
                web.get(ask(dead.url, n=str(n)), read)
        assert web.get(ask(alive.url, "wikidata"), read) == FINE


def test_nobody_there(web: Web) -> None:
    with serving(lambda _: {}) as server:
        pass
    with pytest.raises(ServiceError, match=r"no connection \(.*refused"):
        web.get(ask(server.url), read)


def test_requests_keep_their_distance_and_services_share_it(
    web: Web, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(lambda _: FINE) as server:
        for name in ("wikipedia", "wikidata"):
            here = replace(SERVICES[name], url=f"{server.url}/w/api.php", interval_s=0.5)
            monkeypatch.setitem(SERVICES, name, here)

        def work(service: str) -> None:
            for n in range(3):
                web.get(Request(service, f"{server.url}/w/api.php", {"n": str(n)}), read)

        threads = [
            threading.Thread(target=work, args=(name,)) for name in ("wikipedia", "wikidata")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.requests) == 6
    assert waits(time) == [0.5] * 5
    assert server.most_at_once == 1


def test_a_service_may_bear_several_requests_at_once(web: Web) -> None:
    with serving(lambda asked: Reply([asked.query["n"]], delay_s=0.05)) as server:

        def work(n: int) -> None:
            web.get(ask(server.url, "foursquare", n=str(n)), read)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.most_at_once == SERVICES["foursquare"].concurrency == 2


def test_a_longer_wait_holds_those_who_wait_already(time: FakeTime) -> None:
    """Another thread is told to wait while this one sleeps before its turn."""
    wishes = [30.0]

    def sleep(seconds: float) -> None:
        if wishes:
            line.hold(wishes.pop())
        time.sleep(seconds)

    line = Line(0.5, 2, time.clock, sleep)
    started = time.now
    with line.turn():
        assert time.slept == []
    with line.turn():
        assert time.now - started >= 30
    assert len(time.slept) == 2


def test_a_clock_that_was_set_back_stops_nobody_for_long(time: FakeTime) -> None:
    line = Line(0.5, 1, time.clock, time.sleep)
    with line.turn():
        time.pass_days(-1)
    with line.turn():
        assert time.slept == [60]


def test_wikimapia_names_its_limits(web: Web, time: FakeTime) -> None:
    limit = {"debug": {"code": 1004, "message": "Key limit has been reached"}}
    with serving(in_turn(limit, {"folder": []})) as server:
        assert web.get(ask(server.url, "wikimapia", "/"), read) == {"folder": []}
    assert waits(time) == [30]
