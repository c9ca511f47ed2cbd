"""What holds for every source that is a service: its rows keep the contract, whatever it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from guidegen.errors import ServiceError
from guidegen.geo import Box
from guidegen.photos import ONLINE
from guidegen.photos.checks import Limits, judge
from tests.doubles import flickr, geograph, inaturalist, mapillary, mediawiki
from tests.doubles.http import Asked, Reply
from tests.photos.services import BOX, asked
from tests.photos.test_sources import assert_keeps_contract

AT = (-0.1, 51.5)
LIMITS = Limits(Box(*BOX), date(2026, 1, 1))
EXIF = {"DateTimeOriginal": "2012:05:04 10:11:12", "FNumber": "56/10"}
FILE = mediawiki.File(at=AT, exif=EXIF)
SERVICES: dict[str, Callable[[Asked], Any]] = {
    "commons": mediawiki.World(files={"View.jpg": FILE}).handler,
    "flickr": flickr.flickr([flickr.Photo("1", *AT)]),
    "geograph": geograph.geograph([geograph.Photo("1", *AT)]),
    "mapillary": mapillary.mapillary([mapillary.Image("1", *AT, 1_590_919_200_000)]),
    "inaturalist": inaturalist.inaturalist([inaturalist.Observation(1, *AT, photos=[1])]),
}
PATHS = {"commons": "/commons/w/api.php"}

# numbers in places of texts, texts of numbers, and what nobody expects
ODD = (
    None, True, -1, 1e308, 10**400, "", "\ud800", "9" * 400, "NaN", "0", "\0", "1e999",
    "2012-13-45 99:99:99", "<script>", "javascript:alert(1)", [], {}, [[]], {"_content": []},
)  # fmt: skip


def ask(name: str, handler: Callable[[Asked], Any]) -> Any:
    return asked(name, handler, PATHS.get(name, ""))[0]


def test_every_service_has_a_double_here() -> None:
    assert SERVICES.keys() == ONLINE.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_rows_keep_the_contract(name: str) -> None:
    rows = ask(name, SERVICES[name])
    assert_keeps_contract(rows)
    assert judge(rows, LIMITS).tolist() == [""]
    again = ask(name, SERVICES[name])
    hosts = {"image_url"} & set(rows)  # which are in part this machine's
    assert_frame_equal(rows.drop(columns=hosts), again.drop(columns=hosts))


@st.composite
def oddities(draw: st.DrawFn) -> Callable[[Any], Any]:
    """Puts something else somewhere into an answer, always the same in the same place."""
    value, steps = draw(st.sampled_from(ODD)), draw(st.lists(st.integers(0, 50), max_size=7))

    def odd(told: Any, depth: int = 0) -> Any:
        if not isinstance(told, dict | list) or not told or depth == len(steps):
            return value
        keys = list(told) if isinstance(told, dict) else list(range(len(told)))
        changed, key = told.copy(), keys[steps[depth] % len(keys)]
        changed[key] = odd(told[key], depth + 1)
        return changed

    return odd


@pytest.mark.parametrize("name", SERVICES)
def test_hostile_answers_are_an_error_or_counted(name: str) -> None:
    @settings(max_examples=4)
    @given(oddities())
    def check(odd: Callable[[Any], Any]) -> None:
        def answer(request: Asked) -> Any:
            reply = SERVICES[name](request)
            body = reply.body if isinstance(reply, Reply) else reply
            told = json.loads(body) if isinstance(body, str | bytes) else body
            return Reply(odd(told), headers={"Content-Type": "application/json"})

        try:
            rows = ask(name, answer)
        except ServiceError:
            return
        assert_keeps_contract(rows)
        assert len(judge(rows, LIMITS)) == len(rows)

    check()
