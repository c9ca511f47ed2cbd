"""Answers of services that are spoilt: rows are lost, or the service fails, and that is all."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen import gazetteer, overpass
from guidegen.basemap.build import build_basemap
from guidegen.basemap.written import write_extract
from guidegen.descriptions.candidate import Wish, candidate_table
from guidegen.descriptions.collect import PROVIDERS
from guidegen.errors import AnswerError, GuideError
from guidegen.geo import Box
from guidegen.overpass import Elements
from guidegen.photos import ONLINE
from guidegen.photos.checks import Limits, judge
from guidegen.streets.build import build_network
from guidegen.streets.overpass import fetch_ways
from guidegen.web import Answer, Request, Web
from guidegen.web.judge import parsed
from tests.descriptions.answers import spoilt
from tests.descriptions.city_of_services import KEYS
from tests.descriptions.city_of_services import answer as all_services
from tests.descriptions.city_of_services import wish as wish_of
from tests.descriptions.wikis import assert_sound
from tests.doubles.http import serving
from tests.fuzz.damage import amount, damaged
from tests.fuzz.guard import guarded, outcome
from tests.photos.samples import DAY
from tests.photos.services import BOX as PHOTO_BOX
from tests.photos.services import city_of, open_web
from tests.photos.test_online import PATHS, SERVICES
from tests.photos.test_sources import assert_keeps_contract
from tests.streets.maps import BOX, CENTRE, SQUARE, STREET, places

T = TypeVar("T")
_MOST_ASKED = 5000


@dataclass
class Recorded:
    """A web that was asked once; now one of its answers is another.

    Attributes:
        answers: the bodies, in the order in which they were asked for.
        spoilt: at which of them, and what comes instead; from then on, again and again.
        asked: how often it was asked.
    """

    answers: list[bytes]
    spoilt: tuple[int, bytes] | None = None
    asked: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, _: Request, parse: Callable[[Answer], T]) -> T:
        at = min(self.asked, len(self.answers) - 1)
        self.asked += 1
        if self.asked > _MOST_ASKED:
            raise AnswerError("enough was asked")
        body = self.answers[at]
        if self.spoilt and (at == self.spoilt[0] or self.asked > len(self.answers)):
            body = self.spoilt[1]
        return parsed(Answer(body, self.headers, "2026-05-04"), parse)

    def __call__(self, request: Request, parse: Callable[[Answer], T]) -> T | None:
        try:
            return self.get(request, parse)
        except GuideError:
            return None


@dataclass
class _Recorder:
    """Notes what a web answers."""

    web: Web
    answers: list[bytes] = field(default_factory=list)

    def get(self, request: Request, parse: Callable[[Answer], T]) -> T:
        def read(answer: Answer) -> T:
            self.answers.append(answer.body)
            return parse(answer)

        return self.web.get(request, read)

    def __call__(self, request: Request, parse: Callable[[Answer], T]) -> T:
        return self.get(request, parse)


@st.composite
def spoilt_answers(draw: st.DrawFn, answers: list[bytes]) -> Recorded:
    at = draw(st.integers(0, len(answers) - 1))
    if draw(st.booleans()):
        body = draw(damaged(answers))
    else:
        body = json.dumps(draw(spoilt(json.loads(answers[at] or b"{}")))).encode()
    return Recorded(answers, (at, body))


@cache
def _photo_answers(service: str) -> list[bytes]:
    with TemporaryDirectory() as folder, serving(SERVICES[service]) as server:
        city = city_of(service, server.url + PATHS.get(service, ""))
        with open_web(Path(folder)) as web:
            recorder = _Recorder(web)
            ONLINE[service](city.photos[0], city, cast(Web, recorder))
    return recorder.answers


@pytest.mark.parametrize("service", SERVICES)
def test_photos_of_services(tmp_path: Path, service: str) -> None:
    city = city_of(service, "https://example.org/api")
    limits = Limits(Box(*PHOTO_BOX), DAY)

    def read(web: Recorded) -> None:
        rows = ONLINE[service](city.photos[0], city, cast(Web, web))
        assert_keeps_contract(rows)
        assert len(judge(rows, limits)) == len(rows)

    @amount(15)
    @given(spoilt_answers(_photo_answers(service)))
    def check(web: Recorded) -> None:
        with guarded(tmp_path):
            outcome(lambda: read(web))

    check()


@cache
def _told(provider: str, folder: Path) -> list[bytes]:
    with serving(all_services) as server:
        wish = wish_of(server.url, folder)
        with Web(folder / "web", contact="a@example.org", keys=KEYS, sleep=lambda _: None) as web:
            recorder = _Recorder(web)
            assert list(PROVIDERS[provider].find(recorder, wish))
    return recorder.answers


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name != "os_places"])
def test_descriptions(tmp_path: Path, provider: str) -> None:
    wish: Wish = wish_of("https://example.org", tmp_path)

    @amount(15)
    @given(spoilt_answers(_told(provider, tmp_path)))
    def check(web: Recorded) -> None:
        with guarded(tmp_path):
            found = list(PROVIDERS[provider].find(web, wish))
            candidate_table(found)
        for candidate in found:
            assert_sound(candidate)

    check()


CITIES = [
    {
        "lat": "43.7", "lon": "10.4", "boundingbox": ["43.6", "43.8", "10.3", "10.5"],
        "addresstype": "city", "importance": 0.6, "name": "Pisa",
        "display_name": "Pisa, Toscana, Italia", "address": {"country_code": "it", "city": "Pisa"},
    }
]  # fmt: skip


def test_cities(tmp_path: Path) -> None:
    @amount(40)
    @given(spoilt_answers([json.dumps(CITIES).encode()]))
    def check(web: Recorded) -> None:
        with guarded(tmp_path):
            found = outcome(lambda: gazetteer.find_city("Pisa", cast(Web, web), {}))
        for city in found or []:
            assert -180 <= city.box.west < city.box.east <= 180
            # characters that no font has are dull; controls and halves of pairs are not
            assert not {"Cc", "Cs", "Zl", "Zp"} & set(map(unicodedata.category, city.title))

    check()


def _elements() -> dict[str, Any]:
    spots = places("A-B-C\n|   |\nD---E", 10.0)
    nodes = [
        {"type": "node", "id": ord(name), "lon": float(at[0]), "lat": float(at[1])}
        for name, at in ((name, CENTRE.to_degrees(x, y)) for name, (x, y) in spots.items())
    ]
    nodes[0] |= {"tags": {"place": "square", "name": "Praça"}}
    tags = [STREET | {"name": "Rua"}, SQUARE, {"building": "yes"}, {"natural": "water"}]
    ways = [
        {"type": "way", "id": 100 + n, "nodes": [ord(each) for each in letters], "tags": tag}
        for n, (letters, tag) in enumerate(zip(("ABC", "ADECA", "ADEA", "BCEB"), tags, strict=True))
    ]
    members = [{"type": "way", "ref": 103, "role": "outer"}]
    relation = {"type": "relation", "id": 3, "members": members}
    relation |= {"tags": {"type": "multipolygon", "natural": "water"}}
    return {"elements": [*ways, relation, *nodes]}


def test_streets_and_maps_of_overpass(tmp_path: Path) -> None:
    path = tmp_path / "answers.osm.pbf"

    def read(web: Recorded) -> None:
        build_network(fetch_ways(cast(Web, web), BOX, {}), BOX, "Overpass")

    def draw(web: Recorded) -> None:
        every = Elements()
        every.add(web.get(Request("overpass", "x"), overpass.parse))
        path.unlink(missing_ok=True)
        write_extract(every, path)
        build_basemap(path, BOX, ["en"])

    @amount(25, share=0.3)
    @given(spoilt_answers([json.dumps(_elements()).encode()]))
    def check(web: Recorded) -> None:
        with guarded(tmp_path):
            outcome(lambda: read(web))
            outcome(lambda: draw(web))

    check()
