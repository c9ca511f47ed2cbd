"""Services that hang, drip, lie about lengths or never end: bounded time, bounded memory, words.

The rest of what services may do is in `tests/web`: silence, dripping bodies, gzip bombs, redirects
in circles, answers that are cut off.
"""

from __future__ import annotations

import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from guidegen.errors import AnswerError, ServiceError
from guidegen.services import MEGABYTE
from guidegen.web import Request, Web
from guidegen.web.deadline import within
from guidegen.web.patience import PassingError
from tests.web.conftest import ask, read

SILENCE_S = 0.1
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Talk = Callable[[socket.socket, threading.Event], None]


@contextmanager
def wicked(talk: Talk) -> Iterator[str]:
    """A server that says what it likes to each who connects, until the block ends."""
    closing = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def speak(to: socket.socket) -> None:
        with to, suppress(OSError):  # whoever asked has gone
            to.recv(65536)
            talk(to, closing)

    def listen() -> None:
        with suppress(OSError):  # closed
            while True:
                speakers.append(threading.Thread(target=speak, args=(listening.accept()[0],)))
                speakers[-1].start()

    speakers: list[threading.Thread] = []
    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        closing.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        listener.join()
        for speaker in speakers:
            speaker.join()


def say(*parts: bytes) -> Talk:
    """Say it and hang up."""
    return lambda to, _: to.sendall(b"".join(parts))


def for_ever(first: bytes, again: bytes, pause_s: float = 0.0) -> Talk:
    """Say something, and then something again and again."""

    def talk(to: socket.socket, closing: threading.Event) -> None:
        to.sendall(first)
        while not closing.wait(pause_s):
            to.sendall(again)

    return talk


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n"
NOTHING_IN_GZIP = zlib.compressobj(wbits=31).flush(zlib.Z_SYNC_FLUSH)
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # of deflate: packs nothing
TOO_LONG = "took too long|did not answer in time"


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (for_ever(OK + b"X-Drip: ", b"a", SILENCE_S / 4), TOO_LONG),
        (for_ever(CONTINUE, CONTINUE, 0.01), TOO_LONG),
        (for_ever(CHUNKED + b"\r\n", chunk(b" " * 65536)), "longer than 8 MB"),
        (for_ever(OK + b"\r\n", b" " * 65536), "longer than 8 MB"),
        (for_ever(OK, b"X-More: and more\r\n"), "no connection"),
        (for_ever(CHUNKED + b"\r\n", b"1\r\n \r\n", SILENCE_S / 4), TOO_LONG),
        (
            for_ever(
                CHUNKED + b"Content-Encoding: gzip\r\n\r\n" + chunk(NOTHING_IN_GZIP),
                chunk(EMPTY_BLOCK * 1000),
                0.001,
            ),
            "took too long",
        ),
        (say(OK, b"Content-Length: 50\r\n\r\n", b'{"a": 1}'), "no connection"),
        (say(OK, b"Content-Length: 5\r\n\r\n", b'{"a": 1}'), "not JSON, or cut off"),
        (say(OK, b"Content-Length: 99999999999999\r\n\r\n", b'{"a": 1}'), "no connection"),
        (say(OK, b"Content-Length: -1\r\n\r\n", b'{"a": 1}'), "no connection"),
        (say(CHUNKED, b"\r\n", chunk(b'{"a": 1}')), "no connection"),
        (say(CHUNKED, b"\r\n", b"zz\r\n"), "no connection"),
        (say(b"SSH-2.0-OpenSSH_9.2\r\n"), "no connection"),
        (say(b"\x16\x03\x01\x02\x00"), "no connection"),
        (say(b""), "no connection"),
    ],
    ids=["header drips", "never begins", "endless chunks", "endless body", "endless headers",
         "chunks drip", "gzip of nothing", "shorter than told", "longer than told",
         "endless length", "negative length", "no last chunk", "bad chunk", "not HTTP", "TLS",
         "no word"],
)  # fmt: skip
def test_what_services_may_do(open_web: Callable[..., Web], talk: Talk, told: str) -> None:
    web = open_web(silence_s=SILENCE_S)
    with wicked(talk) as url:
        tracemalloc.start()
        with pytest.raises(ServiceError, match=told) as caught:
            web.get(ask(url), read)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 40 * MEGABYTE
    assert url in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_service_that_speaks_no_tls(web: Web) -> None:
    with wicked(say(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as url:
        mirror = url.replace("http:", "https:")
        with pytest.raises(ServiceError, match="no connection"):
            web.get(Request("wikipedia", f"{mirror}/w/api.php", {}, mirror), read)


def test_what_ends_in_time_is_as_if_it_had_not_been_watched() -> None:
    def fail() -> int:
        raise AnswerError("no")

    assert within(60, lambda: 5) == 5
    assert within(60, lambda: None) is None
    with pytest.raises(AnswerError, match="no"):
        within(60, fail)
    ends = threading.Event()
    with pytest.raises(PassingError, match="took too long"):
        within(0.01, ends.wait)
    ends.set()
