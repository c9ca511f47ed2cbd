"""Services learn who asks: the operator's contact, and a key where they want one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guidegen.errors import ConfigError, MissingKeyError
from guidegen.services import SERVICES
from guidegen.web import Web
from tests.doubles.http import serving
from tests.web.conftest import KEYS, ask, read

Open = Callable[..., Web]


@pytest.mark.parametrize(
    "contact", ["", "  ", "me@example.org\r\nX-Evil: 1", "me\x00", "ich@exämple.org"]
)
def test_nothing_goes_out_without_a_contact(open_web: Open, contact: str) -> None:
    with serving(lambda _: {}) as server, pytest.raises(ConfigError, match="GUIDEGEN_CONTACT"):
        open_web(contact=contact).get(ask(server.url), read)
    assert server.requests == []


def test_the_environment_says_who_asks(open_web: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDEGEN_CONTACT", "https://guides.example.org/about")
    monkeypatch.setenv("GUIDEGEN_FOURSQUARE_KEY", " from-environment ")
    with serving(lambda _: {}) as server:
        open_web(contact=None, keys=None).get(ask(server.url, "foursquare"), read)
    headers = server.requests[0].headers
    assert "(https://guides.example.org/about) httpx/" in headers["user-agent"]
    assert headers["user-agent"].startswith("guidegen/")
    assert headers["authorization"] == "Bearer from-environment"
    assert headers["x-places-api-version"] == "2025-06-17"


@pytest.mark.parametrize("service", ["foursquare", "wikimapia"])
def test_a_missing_key_is_named(open_web: Open, service: str) -> None:
    key = SERVICES[service].key
    assert key
    with serving(lambda _: {}) as server, pytest.raises(MissingKeyError, match=key.variable):
        open_web(keys={}).get(ask(server.url, service), read)
    assert server.requests == []


def test_the_key_goes_where_the_service_wants_it(web: Web) -> None:
    with serving(lambda _: {}) as server:
        web.get(ask(server.url, "wikimapia", "/", function="box"), read)
    assert server.requests[0].query == {
        "function": "box",
        "key": KEYS["GUIDEGEN_WIKIMAPIA_KEY"],
    }
