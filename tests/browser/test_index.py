"""The page of many cities: sorted, with small pictures and a field to find one."""

from __future__ import annotations

import json
import shutil

import pytest
from playwright.sync_api import expect

from guidegen.website.cards import CARD
from guidegen.website.render import render_site
from tests.browser.conftest import OpenPage, expect_narrow, violations
from tests.website.sample import sample_guide

pytestmark = pytest.mark.browser

NAMES = ["Évora", "Zürich", "Écija", *(f"City {letter}" for letter in "ABCDEFGHIJ")]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page of 14 cities: Sampletown, and its copies under other names."""
    site = tmp_path_factory.mktemp("many") / "site"
    guide = sample_guide(site.parent)
    render_site([guide], site)
    for number, name in enumerate(NAMES):
        for path in (CARD, "data/photos.json"):
            copy = site / f"copy{number}" / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(site / guide.city.slug / path, copy)
        card = site / f"copy{number}" / CARD
        card.write_text(json.dumps({**json.loads(card.read_text("utf-8")), "name": name}), "utf-8")
    render_site([guide], site)
    return (site / "index.html").as_uri()


def test_accents_do_not_change_the_order(open_page: OpenPage, many: str) -> None:
    names = open_page(many).locator(".city-name").all_inner_texts()
    assert names == [*sorted(NAMES[3:]), "Écija", "Évora", "Sampletown", "Zürich"]


def test_a_city_is_found_by_a_part_of_its_name(open_page: OpenPage, many: str) -> None:
    page = open_page(many)
    page.get_by_label("Find a city").fill("evo")
    expect(page.locator(".cities > li:visible .city-name")).to_have_text(["Évora"])
    expect(page.get_by_role("status")).to_have_text("1 city")
    page.get_by_label("Find a city").fill("Atlantis")
    expect(page.get_by_role("status")).to_have_text("No city here is called so.")
    page.get_by_label("Find a city").fill("")
    expect(page.locator(".cities > li:visible")).to_have_count(14)


def test_axe_finds_nothing(open_page: OpenPage, many: str, axe: str) -> None:
    page = open_page(many, width=320, height=640)
    expect_narrow(page, 320)
    assert violations(page, axe) == []
