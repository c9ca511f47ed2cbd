"""A small web server that answers as a test wants, badly if need be."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request that came.

    Attributes:
        path: without the query.
        query: the last value of each parameter.
        headers: by lower-case name.
        started: on the monotonic clock, in seconds.
        form: what was sent by POST; None if it was a GET.
    """

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    started: float = 0.0
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Reply:
    """What to answer.

    Attributes:
        body: bytes or text as they are; anything else becomes JSON.
        status: of HTTP.
        headers: instead of or beside Content-Type and Content-Length.
        delay_s: before anything is sent.
        cut: only so many bytes of the body are sent, though more are announced.
        close: the connection is closed without a word.
        hang: nothing is sent until the server is closed.
        drip_s: a pause after each byte of the body.
    """

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    cut: int | None = None
    close: bool = False
    hang: bool = False
    drip_s: float = 0.0


@dataclass
class Server:
    """A server that runs.

    Attributes:
        url: its address, without a slash at the end.
        requests: all that came, in order.
        most_at_once: how many requests were under way at one time, at most.
    """

    url: str
    requests: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    under_way: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def counted(self, asked: Asked) -> Iterator[None]:
        with self.lock:
            self.requests.append(asked)
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            yield
        finally:
            with self.lock:
                self.under_way -= 1


@contextmanager
def serving(handler: Callable[[Asked], Any]) -> Iterator[Server]:
    """Run a server; its handler gets each request and returns a `Reply`, or only its body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self.answer(dict(parse_qsl(self.rfile.read(length).decode())))

        def do_GET(self) -> None:
            self.answer(None)

        def answer(self, form: dict[str, str] | None) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(parts.path, query, headers, time.monotonic(), form)
            with server.counted(asked):
                reply = handler(asked)
                reply = reply if isinstance(reply, Reply) else Reply(reply)
                time.sleep(reply.delay_s)
            # from the first byte on whoever asked may ask again
            with suppress(OSError):  # whoever asked has gone
                _send(self, reply, server)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


def in_turn(*replies: Any) -> Callable[[Asked], Any]:
    """A handler that gives one reply after the other, and then the last one again and again."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def _send(to: BaseHTTPRequestHandler, reply: Reply, server: Server) -> None:
    if reply.hang:
        server.closing.wait(10)
    if reply.hang or reply.close:
        return
    body, kind = _encoded(reply.body)
    headers = {"Content-Type": kind, "Content-Length": str(len(body)), **reply.headers}
    to.send_response(reply.status)
    for name, value in headers.items():
        to.send_header(name, value)
    to.end_headers()
    pieces = (
        [body[: reply.cut]] if not reply.drip_s else [body[i : i + 1] for i in range(len(body))]
    )
    for piece in pieces:
        to.wfile.write(piece)
        if reply.drip_s and server.closing.wait(reply.drip_s):
            return


def _encoded(body: Any) -> tuple[bytes, str]:
    if isinstance(body, bytes):
        return body, "application/octet-stream"
    if isinstance(body, str):
        return body.encode(), "text/html; charset=utf-8"
    return json.dumps(body).encode(), "application/json; charset=utf-8"
