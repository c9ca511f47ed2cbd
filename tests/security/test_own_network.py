"""Addresses that lead into the operator's own network are not followed, whatever they are called.

What redirects may say is held by tests/web/test_hostile.py.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from guidegen.errors import AnswerError
from guidegen.services import SERVICES, may_be_asked
from guidegen.web import Request, Web
from guidegen.web.peers import is_public
from tests.doubles.http import serving


@pytest.fixture
def web(tmp_path: Any) -> Iterator[Web]:
    keys = {"GUIDEGEN_FLICKR_KEY": "flickr5ec2e7", "GUIDEGEN_WIKIMAPIA_KEY": "wikimapia5ec2e7"}
    with closing(Web(tmp_path, contact="me@example.org", keys=keys, silence_s=1.0)) as web:
        yield web


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "::", "::1", "fc00::1", "fd12:3456::1", "fe80::1%eth0", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::a00:1",
        "2002:7f00:1::", "no address", "",
    ],
)  # fmt: skip
def test_addresses_of_ones_own_network(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a02:ec80:300:ed1a::1", "::ffff:8.8.8.8"])
def test_addresses_of_the_wide_world(address: str) -> None:
    assert is_public(address)


def test_a_name_that_leads_to_this_machine_is_not_asked(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a name does whose owner gives it another address: nothing is sent, so also no key."""
    with serving(lambda _: {}) as server:
        port = int(server.url.rsplit(":")[-1])

        def lead_here(*_: Any, **__: Any) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        for service in ("flickr", "commons_files", "photo_files"):
            request = Request(service, SERVICES[service].url)
            with monkeypatch.context() as patched:
                patched.setattr(socket, "getaddrinfo", lead_here)
                with pytest.raises(AnswerError) as caught:
                    web.get(request, lambda answer: answer.body)
            assert "leads to 127.0.0.1, which is no address of the wide world" in str(caught.value)
        assert server.requests == []


def test_a_machine_that_the_operator_names_may_be_near(web: Web) -> None:
    with serving(lambda _: {"fine": 1}) as server:
        request = Request("wikipedia", f"{server.url}/w/api.php", mirror=server.url)
        assert web.get(request, lambda answer: answer.json()) == {"fine": 1}


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "1.2.3.4"],
)
def test_numbers_are_no_names_of_a_service_with_several(host: str) -> None:
    for name in ("photo_files", "wikipedia"):
        assert not may_be_asked(SERVICES[name], "https", host)


@pytest.mark.parametrize(
    ("service", "scheme"),
    [(name, scheme) for name in ("wikipedia", "flickr", "photo_files")
     for scheme in ("http", "file", "ftp", "javascript", "data", "gopher", "")],
)  # fmt: skip
def test_other_schemes_are_not_asked(service: str, scheme: str) -> None:
    host = SERVICES[service].url.split("/")[2].replace("{language}", "en")
    assert may_be_asked(SERVICES[service], "https", host)
    assert not may_be_asked(SERVICES[service], scheme, host)


def test_the_test_would_notice(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the look at the connection the same request would be sent."""
    nothing: Callable[..., Any] = lambda _: lambda *_: None  # noqa: E731
    monkeypatch.setattr("guidegen.web.wire.refuse_own_network", nothing)
    with serving(lambda _: {}) as server:
        port = int(server.url.rsplit(":")[-1])
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
        request = Request("wikimapia", "http://api.wikimapia.org/")
        assert web.get(request, lambda answer: answer.body) == b"{}"
        assert len(server.requests) == 1
