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
from tests.doubles.http import Asked, Reply, serving


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
        "2002:7f00:1::", "2002:a00:1::", "::127.0.0.1", "::a00:1", "::ffff:0:10.0.0.1", "fec0::1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2001:0:7f00:1::", "100::1", "2001:db8::1",
        "192.0.0.8", "192.0.2.1", "240.0.0.1", "no address", "", "127.1", "0x7f000001",
        "2130706433", "0177.0.0.1", "127.0.0.1 ", "\uff11\uff12\uff17.0.0.1", "localhost",
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


def near(port: int, family: int = socket.AF_INET, address: str = "127.0.0.1") -> list[Any]:
    """What a look-up of a name gives that leads to this machine."""
    place = (address, port) if family == socket.AF_INET else (address, port, 0, 0)
    return [(family, socket.SOCK_STREAM, 6, "", place)]


@pytest.mark.parametrize("address", ["::1", "::ffff:127.0.0.1"])
def test_no_name_leads_here_by_ipv6(
    web: Web, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    with socket.socket(socket.AF_INET6) as server:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        try:
            server.bind(("::", 0))
        except OSError as error:
            pytest.skip(f"this machine has no IPv6: {error}")
        server.listen()
        server.settimeout(5)
        led = near(server.getsockname()[1], socket.AF_INET6, address)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: led)
        with pytest.raises(AnswerError, match="which is no address of the wide world"):
            web.get(Request("wikimapia", "http://api.wikimapia.org/"), lambda answer: answer.body)
        connection, _ = server.accept()
        with connection:
            assert connection.recv(1) == b""  # nothing was sent, and it was closed


def test_a_name_that_leads_here_after_a_redirect(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first address is one of the wide world, for which another of this machine stands."""
    led: list[list[Any]] = []
    look_up = lambda *_, **__: led[0] if len(led) == 1 else led.pop(0)  # noqa: E731
    public = [socket.gethostbyname("localhost")]
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr("guidegen.web.peers.is_public", lambda a: a in public or is_public(a))

    def lead_on(asked: Asked) -> Any:
        del public[:]  # from now on it is what it is
        headers = {"Location": "http://api.wikimapia.org/there", "Connection": "close"}
        return Reply(status=302, headers=headers) if asked.path == "/" else {"secret": "told"}

    with serving(lead_on) as first, serving(lambda _: {"secret": "told"}) as second:
        led += [near(int(each.url.rsplit(":")[-1])) for each in (first, second)]
        with pytest.raises(AnswerError, match=r"leads to 127\.0\.0\.1, which is no address"):
            web.get(Request("wikimapia", "http://api.wikimapia.org/"), lambda answer: answer.body)
        assert [asked.path for asked in first.requests] == ["/"]
        assert second.requests == []


def test_a_machine_that_the_operator_names_may_be_near(web: Web) -> None:
    with serving(lambda _: {"fine": 1}) as server:
        request = Request("wikipedia", f"{server.url}/w/api.php", mirror=server.url)
        assert web.get(request, lambda answer: answer.json()) == {"fine": 1}


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "1.2.3.4",
        "017700000001",
        "0x7f.0.0.1",
        "127.0.0.1.",
        "[fe80::1%25eth0]",
        "127.0.0.1:443",
        "0",
        "0x0",
    ],
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
