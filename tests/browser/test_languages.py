"""The same page in several languages, from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from guidegen.website.render import render_site
from tests.browser.conftest import OpenPage, violations
from tests.website.sample import sample_guide, speaking_guide
from tests.website.sample_walks import with_walks

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    guide = speaking_guide(with_walks(sample_guide(folder)), "en", "he")
    render_site([guide], folder / "site")
    return folder / "site"


def test_another_language_shows_the_same_view(open_page: OpenPage, two: Path) -> None:
    page = open_page(f"{two.as_uri()}/sampletown/index.html#month=7")
    page.get_by_role("link", name="עברית").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert "/sampletown/he/index.html#" in page.url
    assert "month=7" in page.url
    expect(page.locator("select[name=month]")).to_have_value("7")


@pytest.mark.parametrize("path", ["index", "places/market", "planner", "about"])
def test_a_page_from_right_to_left_fits(open_page: OpenPage, two: Path, path: str) -> None:
    page = open_page(f"{two.as_uri()}/sampletown/he/{path}.html", width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_pictures_and_layers_are_found_from_a_folder_of_a_language(
    open_page: OpenPage, two: Path
) -> None:
    page = open_page(f"{two.as_uri()}/sampletown/he/places/market.html")
    page.wait_for_load_state("load")
    broken = "[...document.images].filter((each) => each.complete && !each.naturalWidth).length"
    assert page.evaluate(broken) == 0


@pytest.mark.parametrize("path", ["index", "places/market", "planner", "about"])
def test_axe_finds_nothing(open_page: OpenPage, two: Path, axe: str, path: str) -> None:
    page = open_page(f"{two.as_uri()}/sampletown/he/{path}.html")
    assert violations(page, axe) == []
