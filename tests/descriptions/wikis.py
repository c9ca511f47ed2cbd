"""A world of wikis to ask over real HTTP, and what has to hold of whatever they tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guidegen.descriptions.candidate import Candidate, Wish
from guidegen.errors import ServiceError
from guidegen.geo import Box
from guidegen.jsonvalues import file_name, web_address
from guidegen.licences import LICENCES
from guidegen.markup import safe_html
from guidegen.web import Answer, Request, Web
from tests.descriptions.answers import as_answer
from tests.doubles.http import Asked, Reply, Server, serving
from tests.doubles.mediawiki import World, answer

PISA = Box(10.37, 43.70, 10.43, 43.74)
TOWER = (10.3966, 43.7230)


@dataclass
class Asking:
    """An `Ask` over a server.

    Attributes:
        web: the real one.
        server: with the requests that came.
        services: addresses at the server.
        failed: what went wrong.
    """

    web: Web
    server: Server
    services: Mapping[str, str]
    failed: list[ServiceError] = field(default_factory=list)

    def __call__(self, request: Request, parse: Callable[[Answer], Any]) -> Any:
        try:
            return self.web.get(request, parse)
        except ServiceError as error:
            self.failed.append(error)
            return None

    def wish(self, *languages: str, **more: Any) -> Wish:
        spots = more.pop("spots", ((*TOWER, 60.0),))
        box = more.pop("box", PISA)
        return Wish(box, languages or ("en",), spots, services=self.services, **more)

    def asked(self, **params: str) -> list[Asked]:
        """The requests with these parameters."""
        return [each for each in self.server.requests if params.items() <= each.query.items()]


@contextmanager
def asking(
    world: World, folder: Path, refuse: Callable[[Asked], bool] = lambda _: False
) -> Iterator[Asking]:
    """Serve a world; requests that are refused get a page that is no answer."""

    def handler(asked: Asked) -> Reply:
        return Reply("<h1>Sorry</h1>", 403) if refuse(asked) else world.handler(asked)

    with (
        serving(handler) as server,
        Web(folder, contact="ann@example.org", sleep=lambda _: None) as web,
    ):
        yield Asking(web, server, world.services(server.url))


def told(world: World, path: str, **params: str) -> Any:
    """The JSON that a world answers with."""
    common = {"action": "query", "format": "json", "formatversion": "2"}
    return json.loads(answer(world, path, common | params)[2])


def assert_sound(candidate: Candidate) -> None:
    """Everything has its type, and nothing can run, mislead or break out of a page."""
    texts = ("provider", "subject", "language", "title", "text", "kind", "url", "attribution")
    assert all(type(getattr(candidate, name)) is str for name in texts)
    assert candidate.title
    assert candidate.subject
    assert safe_html(candidate.text) == candidate.text
    assert len(candidate.text) < 2000 * 6
    for text in (candidate.title, candidate.kind, candidate.attribution):
        assert len(text) <= 220
        assert text.isprintable() or " " not in text.split()
        assert not set("\u202e\u2066\x00\x1b\ud800\n") & set(text)
    assert candidate.url == web_address(candidate.url)
    assert candidate.licence in {*LICENCES, ""}
    assert 0 <= candidate.prominence <= 1
    assert type(candidate.closed) is bool
    assert (candidate.lon is None) == (candidate.lat is None)
    assert candidate.lon is None or abs(candidate.lon) <= 180
    assert candidate.lat is None or abs(candidate.lat) <= 90
    assert all(file_name(name) == name for name in candidate.images)
    json.dumps(candidate.subject).encode()


@dataclass
class Fixed:
    """An `Ask` that knows its answers by the beginning of what is asked, such as "list=…"."""

    answers: Mapping[str, Any]
    wish: Wish

    def __call__(self, request: Request, parse: Callable[[Answer], Any]) -> Any:
        asked = [f"{name}={value}" for name, value in request.params.items()]
        data = next(
            data
            for start, data in self.answers.items()
            if any(each.startswith(start) for each in asked)
        )
        try:
            return parse(as_answer(data))
        except ServiceError:
            return None


def fixed(answers: Mapping[str, Any], **wish: Any) -> Fixed:
    """Ask for the tower in English, or whatever the wish says."""
    return Fixed(
        answers, Wish(**{"box": PISA, "languages": ("en",), "spots": ((*TOWER, 60.0),)} | wish)
    )
