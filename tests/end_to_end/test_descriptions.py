"""Pisa as Wikipedia, Wikidata and Commons describe it, spoken over the wire by local servers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from guidegen.city import load_city
from guidegen.explanation import explain
from guidegen.pipeline import BuildSummary, build_guide
from guidegen.store import Store
from guidegen.web import Web
from guidegen.website.check import check_site
from tests.doubles.http import Reply, Server, serving
from tests.end_to_end.pisa import built_pisa
from tests.end_to_end.pisa_world import pisa_world

CITIES = Path(__file__).parents[2] / "cities"


@dataclass(frozen=True)
class Work:
    """A folder with the city of Pisa, without the editors' file, and a server to ask.

    Its cache holds what another build made of the photos, which is as good as made here.
    """

    folder: Path
    server: Server

    @property
    def pages(self) -> dict[str, str]:
        files = sorted((self.folder / "output/pisa/places").glob("*.html"))
        return {file.stem: file.read_text("utf-8") for file in files}

    def build(self, *, offline: bool = False) -> BuildSummary:
        store = Store(self.folder / "cache")
        city = load_city(self.folder / "cities/pisa.yaml")
        web = Web(
            store.folder / "web", contact="me@example.org", offline=offline, sleep=lambda _: None
        )
        with web:
            return build_guide([city], self.folder / "output", store=store, web=web)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    folder = tmp_path_factory.mktemp("described")
    shutil.copytree(built_pisa(tmp_path_factory) / "cache", folder / "cache")
    (folder / "cities").mkdir()
    shutil.copytree(CITIES / "data", folder / "cities/data")
    world = pisa_world()
    with serving(world.handler) as server:
        services = json.dumps(world.services(server.url))
        text = (CITIES / "pisa.yaml").read_text("utf-8")
        text = text.replace("source: overpass", "source: none").replace("suggest: 6", "suggest: 0")
        (folder / "cities/pisa.yaml").write_text(f"{text}services: {services}\n", "utf-8")
        made = Work(folder, server)
        summary = made.build()
        assert summary.missing == []
        yield made


def test_most_places_have_a_name_a_text_in_two_languages_and_a_picture(work: Work) -> None:
    whole = [
        page
        for page in work.pages.values()
        if re.search(r'<section[^>]* lang="en"', page)
        and re.search(r'lang="it"', page)
        and "<picture>" in page
        and "Wikipedia" in page
    ]
    assert len(whole) >= 25
    facts = json.loads((work.folder / "output/pisa/data/places.geojson").read_text("utf-8"))
    named = [f for f in facts["features"] if f["properties"]["name_source"] == "wikidata"]
    assert len(named) >= 25


def test_everything_names_its_source_and_licence(work: Work) -> None:
    for name, page in work.pages.items():
        if "<picture>" in page:
            assert re.search(r"(CC BY|CC0|Public domain)", page), name
            assert "commons.wikimedia.org/wiki/File:" in page, name
    about = (work.folder / "output/pisa/about.html").read_text("utf-8")
    assert "CC BY-SA 4.0" in about
    assert "Painter 3" in about


def test_pictures_carry_nothing_but_pixels(work: Work) -> None:
    files = sorted((work.folder / "output/pisa/images").iterdir())
    assert {file.suffix for file in files} == {".avif", ".webp"}
    for file in files:
        content = file.read_bytes()
        assert not any(word in content for word in (b"Exif", b"GPS", b"http://ns.adobe", b"ICC_"))


def test_the_site_is_sound_and_the_same_again_without_a_network(work: Work) -> None:
    assert check_site(work.folder / "output") == []

    def contents() -> dict[Path, bytes]:
        return {f: f.read_bytes() for f in (work.folder / "output").rglob("*") if f.is_file()}

    first, asked = contents(), len(work.server.requests)
    assert work.build(offline=True).missing == []
    assert contents() == first
    assert len(work.server.requests) == asked


def test_explain_shows_what_was_chosen_and_its_rivals(work: Work) -> None:
    city = load_city(work.folder / "cities/pisa.yaml")
    lines = list(explain(city, Store(work.folder / "cache")))
    assert any(line.startswith("  * ") and "Leaning Tower" in line for line in lines)
    assert any("another pair fits better" in line for line in lines)


def test_a_city_without_answers_is_whole_and_says_what_is_missing(
    work: Work, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shutil.copytree(built_pisa(tmp_path_factory) / "cache", tmp_path / "cache")
    with serving(lambda _: Reply("down", 500)) as broken:
        shutil.copytree(work.folder / "cities", tmp_path / "cities")
        (tmp_path / "cities/pisa.places.lock.json").unlink(missing_ok=True)
        file = tmp_path / "cities/pisa.yaml"
        file.write_text(file.read_text("utf-8").replace(work.server.url, broken.url), "utf-8")
        summary = Work(tmp_path, broken).build()
    assert {line.split(":")[0] for line in summary.missing} >= {"pisa"}
    assert any("Wikipedia" in line for line in summary.missing)
    assert check_site(tmp_path / "output") == []
    assert "Wikipedia" in (tmp_path / "output/pisa/about.html").read_text("utf-8")


def test_editors_and_services_together(work: Work, tmp_path: Path) -> None:
    """With the demo's own editors' file: their names and texts, the services' pictures."""
    shutil.copytree(work.folder / "cities", tmp_path / "cities")
    shutil.copytree(work.folder / "cache", tmp_path / "cache")
    for name in ("pisa.places.yaml", "pisa.places.lock.json"):
        shutil.copy(CITIES / name, tmp_path / "cities")
    curated = tmp_path / "cities/pisa.places.yaml"
    text = curated.read_text("utf-8")
    curated.write_text(re.sub(r"(?m)^    wikidata: Q\d+", "    wikidata: Q99999999", text), "utf-8")
    together = Work(tmp_path, work.server)
    summary = together.build()
    assert summary.missing == []  # a wrong pin is no failing service
    assert any(".wikidata: nobody knows Q99999999" in line for line in summary.warnings)
    pages = together.pages
    assert sum("By the editors of this guide" in page for page in pages.values()) >= 25
    assert sum("<picture>" in page for page in pages.values()) >= 25
    about = (tmp_path / "output/pisa/about.html").read_text("utf-8")
    assert "Q99999999" not in about
    assert check_site(tmp_path / "output") == []
