"""Names, texts and pictures of places in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, expect_narrow, unfold, violations

pytestmark = pytest.mark.browser

PAGES = {
    "city": "index.html#place=market",
    "place with pictures": "places/market.html",
    "place to review": "places/bridge.html",
    "about": "about.html",
}
LOADED = "image => image.decode().then(() => image.naturalWidth)"


def address(site: Path, path: str) -> str:
    return f"{site.as_uri()}/sampletown/{path}"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, told_site: Path, axe: str, name: str) -> None:
    page = open_page(address(told_site, PAGES[name]))
    unfold(page)
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_narrow_screens_never_scroll_sideways(
    open_page: OpenPage, told_site: Path, name: str
) -> None:
    page = open_page(address(told_site, PAGES[name]), width=320, height=640)
    unfold(page)
    expect_narrow(page, 320, 360, 700)


@pytest.mark.parametrize("width", [360, 1280])
def test_pictures_load_from_the_folder_and_move_nothing(
    open_page: OpenPage, told_site: Path, width: int
) -> None:
    page = open_page(address(told_site, "places/market.html"), width=width)
    images = page.locator(".pictures img")
    expect(images).to_have_count(2)
    for image in images.all():
        image.scroll_into_view_if_needed()
        assert image.evaluate(LOADED) > 0
        assert image.evaluate("image => image.currentSrc").endswith(".avif")
    shift = page.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          const watch = (list) => list.getEntries().forEach((entry) => (sum += entry.value));
          new PerformanceObserver(watch).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 100);
        })"""
    )
    assert shift < 0.02


def test_the_picture_keeps_its_shape(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(address(told_site, "places/market.html"))
    box = page.locator(".best-picture img").bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(900 / 600, rel=0.01)


def test_a_picture_shows_in_the_panel_and_the_list(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(address(told_site, "index.html#place=market"))
    assert page.locator(".panel-picture").evaluate(LOADED) == 400
    thumbnail = page.locator(".thumbnail")
    thumbnail.scroll_into_view_if_needed()
    assert thumbnail.evaluate(LOADED) == 400
    page.goto(address(told_site, "index.html#place=hill"))
    expect(page.locator(".panel")).to_be_visible()
    expect(page.locator(".panel-picture")).to_have_count(0)


def test_other_languages_unfold(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(address(told_site, "places/market.html"))
    expect(page.get_by_text("Bancarelle.")).to_be_hidden()
    page.get_by_text("In Italian").click()
    expect(page.get_by_text("Bancarelle.")).to_be_visible()


def test_former_addresses_lead_on(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(address(told_site, "places/old-market.html"))
    page.wait_for_url("**/places/market.html")
    page.goto(address(told_site, "places/ferry.html"))
    page.wait_for_url("**/sampletown/index.html")


def test_on_paper_pictures_stay_within_the_page(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(address(told_site, "places/market.html"), width=794, color_scheme="dark")
    page.emulate_media(media="print")
    for image in page.locator(".pictures img").all():
        box = image.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 794
        assert image.evaluate("image => getComputedStyle(image).filter") == "none"


def test_a_name_stands_where_editors_moved_it(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(address(told_site, "index.html#at=16/45.0150/11.0275"))
    mark = page.locator("[data-node=bridge]")
    assert mark.locator(".name").count() == 0
    name = page.locator(".name-alone .name", has_text="Long Bridge")
    assert name.is_visible()
    at, of = name.bounding_box(), mark.bounding_box()
    assert at is not None
    assert of is not None
    assert at["y"] < of["y"] - 40  # north of the mark
