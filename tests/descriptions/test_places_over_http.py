"""The made-up Foursquare and Wikimapia behind a real server, asked through the real client."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidegen.descriptions import foursquare, wikimapia
from guidegen.descriptions.candidate import Candidate, Provider, Wish
from guidegen.descriptions.collect import Asker
from guidegen.errors import ServiceError
from guidegen.geo import Box
from guidegen.web import Web
from tests.doubles import foursquare as foursquare_double
from tests.doubles import wikimapia as wikimapia_double
from tests.doubles.http import Asked, Reply, Server, serving

BOX = Box(10.38, 43.70, 10.44, 43.74)
TOWER, SQUARE = (10.3966, 43.7230, 40.0), (10.4010, 43.7190, 40.0)
KEY = "made-up-key-0123456789"
KEYS = {"GUIDEGEN_FOURSQUARE_KEY": KEY, "GUIDEGEN_WIKIMAPIA_KEY": KEY}


def mounted(answer: Callable[..., tuple[int, dict[str, str], bytes]]) -> Callable[[Asked], Reply]:
    """A made-up service as a handler of `serving`."""

    def handler(asked: Asked) -> Reply:
        status, headers, body = answer(asked.path, asked.query, asked.headers)
        return Reply(body, status, headers)

    return handler


def found(
    provider: Provider, name: str, server: Server, folder: Path, **options: Any
) -> tuple[list[Candidate], list[ServiceError]]:
    """What a provider finds around tower and square, and what went wrong."""
    wish = Wish(BOX, ("en",), (TOWER, SQUARE), services={name: f"{server.url}/"}, **options)
    with Web(folder, contact="a@example.org", keys=KEYS, sleep=lambda _: None) as web:
        ask = Asker(web)
        return list(provider.find(ask, wish)), ask.failed.get(name, [])


def test_foursquare_is_asked_with_headers_page_by_page_and_once(tmp_path: Path) -> None:
    with serving(mounted(foursquare_double.answer)) as server:
        first, failed = found(foursquare.PROVIDER, "foursquare", server, tmp_path)
        asked = len(server.requests)
        again, _ = found(foursquare.PROVIDER, "foursquare", server, tmp_path)
    assert failed == []
    assert (asked, len(server.requests)) == (4, 4)  # three pages and one; then the cache
    assert {"Torre di Prova", "Bancarella 119", "Caffè Esempio & Figli"} <= {
        each.title for each in first
    }
    assert again == first
    assert all(each.fetched_at for each in first)
    assert KEY not in str(first)


def test_premium_calls_are_made_where_they_are_wanted(tmp_path: Path) -> None:
    with serving(mounted(foursquare_double.answer)) as server:
        told, failed = found(foursquare.PROVIDER, "foursquare", server, tmp_path, premium=True)
    assert failed == []
    assert [each.title for each in told if each.text] == ["Torre di Prova", "Caffè Esempio & Figli"]


def test_wikimapia_is_asked_page_by_page(tmp_path: Path) -> None:
    with serving(mounted(wikimapia_double.answer)) as server:
        told, failed = found(wikimapia.PROVIDER, "wikimapia", server, tmp_path)
    assert failed == []
    assert {"Tower of Samples", "House 129", "Piazza Inventata"} <= {each.title for each in told}
    assert KEY not in str(told)


@pytest.mark.parametrize("provider", ["foursquare", "wikimapia"])
def test_one_bad_answer_leaves_the_others(tmp_path: Path, provider: str) -> None:
    both = {
        "foursquare": (foursquare, foursquare_double),
        "wikimapia": (wikimapia, wikimapia_double),
    }
    module, double = both[provider]
    handler, spoiled = mounted(double.answer), []

    def first_is_broken(asked: Asked) -> Reply:
        spoiled.append(asked)
        return (
            Reply(b'{"results": 7}', headers={"Content-Type": "application/json"})
            if len(spoiled) == 1
            else handler(asked)
        )

    with serving(first_is_broken) as server:
        told, failed = found(module.PROVIDER, provider, server, tmp_path)
    assert told
    assert len(failed) == 1
    assert "list of" in str(failed[0])
    assert KEY not in str(failed[0])
