"""A web whose waits take no time, and whose services run on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from guidegen.web import Answer, Request, Web

DAY_S = 86_400
KEYS = {
    "GUIDEGEN_FOURSQUARE_KEY": "fsq/SECRET+4711==",
    "GUIDEGEN_WIKIMAPIA_KEY": "WIKIMAPIA-5EC2E7",
    "GUIDEGEN_FLICKR_KEY": "flickr5ec2e7key",
    "GUIDEGEN_GEOGRAPH_KEY": "geograph5ec2e7",
    "GUIDEGEN_MAPILLARY_TOKEN": "MLY|4711|5ec2e7+token",
}


@dataclass
class FakeTime:
    """A clock that only moves when somebody sleeps.

    Attributes:
        now: seconds since 1970.
        slept: every wait, in seconds.
    """

    now: float = 1_700_000_000.0
    slept: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.slept.append(seconds)
            self.now += seconds

    def pass_days(self, days: float) -> None:
        self.now += days * DAY_S


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def open_web(tmp_path: Path, time: FakeTime) -> Iterator[Callable[..., Web]]:
    """Opens webs that share one cache."""
    with ExitStack() as opened:

        def make(**options: Any) -> Web:
            chosen = {"contact": "me@example.org", "keys": KEYS, "silence_s": 1.0, **options}
            web = Web(tmp_path / "web", sleep=time.sleep, clock=time.clock, **chosen)
            return opened.enter_context(web)

        yield make


@pytest.fixture
def web(open_web: Callable[..., Web]) -> Web:
    return open_web()


def ask(
    server_url: str, service: str = "wikipedia", path: str = "/w/api.php", **params: str
) -> Request:
    """A request to a service whose mirror runs on this machine."""
    return Request(service, server_url + path, params, mirror=server_url)


def read(answer: Answer) -> Any:
    return answer.json()
