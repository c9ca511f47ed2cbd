"""What holds for every provider of the registry, when all is well and when nothing is."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from guidegen.descriptions.collect import PROVIDERS, Asker, collect
from guidegen.licences import LICENCES
from guidegen.services import SERVICES
from guidegen.web import Web
from tests.descriptions.city_of_services import KEYS, answer, faulty, wish
from tests.doubles.http import Asked, Reply, serving

ONLINE = [name for name in PROVIDERS if name in SERVICES]


@contextmanager
def web(folder: Path, **more: Any) -> Iterator[Web]:
    """The way to local services; waits take no time."""
    settings = {"contact": "me@example.org", "keys": KEYS, "silence_s": 0.5} | more
    with Web(folder, sleep=lambda _: None, **settings) as opened:
        yield opened


def asked(
    folder: Path, provider: str, handler: Callable[[Asked], Any] = answer
) -> tuple[pd.DataFrame, list[str]]:
    with serving(handler) as server, web(folder / "web") as opened:
        ask = Asker(opened)
        return collect(ask, wish(server.url, folder), [provider]), ask.problems()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_keeps_the_contract(tmp_path: Path, provider: str) -> None:
    found, problems = asked(tmp_path, provider)
    assert problems == []
    assert set(found["provider"]) == {provider}
    assert found["title"].str.contains("Tower|Torre").any()
    for row in found.to_dict("records"):
        assert re.fullmatch(r"Q\d+|[a-z]+:.+", row["subject"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["fetched_at"])
        assert row["licence"] in {"", *LICENCES}
        assert row["url"].startswith("https://") or row["url"].startswith("http://wikimapia.org/")
        assert row["language"] in {"", "en", "it"}
        assert "\n" not in row["title"] + row["kind"] + row["attribution"]
        assert not re.search(r"<script|<b>|onerror|javascript:", row["text"])
    assert PROVIDERS[provider].title
    assert PROVIDERS[provider].url.startswith("https://")


MAXLAG = {"error": {"code": "maxlag", "info": "Waiting for a host: 6.5 seconds lagged."}}
LIMIT = {"debug": {"code": 1004, "message": "Key limit has been reached"}}
FAULTS: dict[str, Callable[[Reply], Reply]] = {
    "too many requests": lambda _: Reply({}, 429, {"Retry-After": "7"}),
    "too many for today": lambda _: Reply({}, 429, {"Retry-After": "86400"}),
    "lagging": lambda _: Reply(MAXLAG, 200, {"Retry-After": "5"}),
    "limited": lambda _: Reply(LIMIT),
    "silent": lambda _: Reply(hang=True),
    "hung up": lambda _: Reply(close=True),
    "broken off": lambda reply: replace(reply, cut=len(reply.body) // 2),
    "half a JSON": lambda reply: replace(
        reply, body=reply.body[: len(reply.body) // 2], headers={"Content-Type": "application/json"}
    ),
    "a page instead": lambda _: Reply("<!doctype html><title>Sign in</title>"),
    "elsewhere": lambda _: Reply("", 302, {"Location": "http://elsewhere.example/"}),
    "in circles": lambda _: Reply("", 302, {"Location": "?"}),
    "nothing in it": lambda _: Reply({}),
    "a list": lambda _: Reply([]),
    "down": lambda _: Reply("oops", 500),
    "forbidden": lambda _: Reply("no", 403),
    "gone": lambda _: Reply("gone", 410),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("provider", ONLINE)
def test_a_service_that_fails_is_told_and_stops_nothing(
    tmp_path: Path, provider: str, fault: str
) -> None:
    found, problems = asked(tmp_path, provider, faulty(provider, FAULTS[fault]))
    assert found.empty
    assert any(line.startswith(SERVICES[provider].title) for line in problems), problems
    assert not any(secret in line for line in problems for secret in KEYS.values())


@pytest.mark.parametrize("provider", ["wikipedia", "wikidata", "wikivoyage"])
def test_what_came_before_a_failure_is_kept(tmp_path: Path, provider: str) -> None:
    whole, _ = asked(tmp_path, provider)
    counted = 0

    def count(request: Asked) -> Reply:
        nonlocal counted
        counted += request.path.startswith(f"/{provider}")
        return answer(request)

    (tmp_path / "count").mkdir()
    asked(tmp_path / "count", provider, count)
    assert counted > 1
    for after in range(1, counted):
        folder = tmp_path / f"after-{after}"
        folder.mkdir()
        part, problems = asked(folder, provider, faulty(provider, FAULTS["down"], after))
        assert problems
        assert set(part["subject"]) <= set(whole["subject"])
    assert not part.empty  # the last request only adds to the rest


def mangled(value: Any, kind: int) -> Any:
    """JSON of the same shape with every value of another type."""
    if isinstance(value, dict):
        return {key: mangled(inner, kind) for key, inner in value.items()}
    if isinstance(value, list):
        return [mangled(inner, kind) for inner in value]
    return [None, "<script>", -1e300, [[]], {"a": {}}][kind]


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize("provider", ONLINE)
def test_wrong_types_everywhere(tmp_path: Path, provider: str, kind: int) -> None:
    def mangle(reply: Reply) -> Reply:
        body = json.dumps(mangled(json.loads(reply.body), kind)).encode()
        return replace(reply, body=body, headers={"Content-Type": "application/json"})

    found, _ = asked(tmp_path, provider, faulty(provider, mangle))
    assert not found["text"].str.contains("<script").any()


def test_keys_are_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in what the cache keeps, nor in the log, nor in what is told."""
    caplog.set_level(logging.DEBUG)
    top, told = tmp_path, []
    for provider in ("foursquare", "wikimapia"):
        for fault in (lambda reply: reply, FAULTS["forbidden"], FAULTS["down"]):
            found, problems = asked(tmp_path, provider, faulty(provider, fault))
            told += [*problems, found.to_csv()]
            tmp_path = tmp_path / "next"
            tmp_path.mkdir()
    assert "Torre di Prova" in "".join(told)  # the keys were used
    files = [path for path in top.rglob("*") if path.is_file()]
    assert len(files) > 6
    kept = b"".join(path.read_bytes() for path in files)
    for secret in KEYS.values():
        assert secret.encode() not in kept
        assert secret not in caplog.text + "".join(told)


def test_offline_uses_what_is_known_and_names_the_rest(tmp_path: Path) -> None:
    with serving(answer) as server:
        wanted = wish(server.url, tmp_path)
        with web(tmp_path / "web") as opened:
            before = collect(Asker(opened), wanted, ["wikipedia"])
    with web(tmp_path / "web", offline=True, contact="", keys={}) as opened:
        ask = Asker(opened)
        after = collect(ask, wanted, ["wikipedia", "wikidata"])
    pd.testing.assert_frame_equal(after[after["provider"] == "wikipedia"], before)
    assert any("not in the cache" in line and "Wikidata" in line for line in ask.problems())


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with serving(answer) as server, web(tmp_path / "web", keys={}) as opened:
        ask = Asker(opened)
        assert collect(ask, wish(server.url, tmp_path), ["foursquare"]).empty
    [problem] = ask.problems()
    assert "GUIDEGEN_FOURSQUARE_KEY" in problem
