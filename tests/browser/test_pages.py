from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HOSTILE_NAME, OpenPage, expect_narrow, unfold, violations

pytestmark = pytest.mark.browser

PAGES = {
    "index": "index.html",
    "city": "pisa/index.html",
    "city with a place open": "pisa/index.html#place=piazza-dei-miracoli&show=places,clusters",
    "place": "pisa/places/piazza-dei-miracoli.html",
    "place with little": "pisa/places/aeroporto-galileo-galilei.html",
    "about": "pisa/about.html",
    "planner": "pisa/planner.html",
    "walk": "pisa/walks/ponte-di-mezzo-and-borgo-stretto-piazza-dei-cavalieri.html",
    "nowhere": "404.html",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, site: Path, axe: str, name: str) -> None:
    page = open_page(f"{site.as_uri()}/{PAGES[name]}")
    unfold(page)
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_narrow_screens_never_scroll_sideways(open_page: OpenPage, site: Path, name: str) -> None:
    page = open_page(f"{site.as_uri()}/{PAGES[name]}", width=320, height=640)
    unfold(page)
    expect_narrow(page, 320, 390)


def test_on_a_phone_the_selected_place_is_not_under_the_panel(
    open_page: OpenPage, site: Path
) -> None:
    page = open_page(f"{site.as_uri()}/pisa/index.html#place=ponte-di-mezzo", width=360, height=700)
    mark = page.locator(".node.chosen .mark").bounding_box()
    panel = page.get_by_role("region", name="Selected place").bounding_box()
    assert mark
    assert panel
    assert mark["y"] + mark["height"] < panel["y"]


def test_on_a_phone_the_layers_unfold(open_page: OpenPage, site: Path) -> None:
    page = open_page(f"{site.as_uri()}/pisa/index.html", width=390, height=844)
    button = page.get_by_role("button", name="Layers and months")
    expect(page.get_by_role("checkbox", name="Visitors")).to_be_visible()
    expect(page.get_by_label("Heat map")).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("Heat map")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/pisa/index.html#show=places,heat")  # nothing shown is out of sight
    expect(page.get_by_label("Heat map")).to_be_checked()
    expect(page.get_by_label("Heat map")).to_be_visible()


def background(page: Any) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_the_mood_follows_the_system_until_the_reader_chooses(
    open_page: OpenPage, site: Path
) -> None:
    paper, night = "rgb(247, 243, 234)", "rgb(18, 20, 26)"
    page = open_page(f"{site.as_uri()}/index.html", color_scheme="dark")
    assert background(page) == night
    button = page.get_by_role("button", name="Colours")
    button.click()
    assert background(page) == paper
    page.goto(f"{site.as_uri()}/pisa/about.html")
    assert background(page) == paper  # remembered on the next page
    button.click()
    assert background(page) == night
    button.click()
    expect(button).to_contain_text("System")


def test_the_dots_follow_the_mood(open_page: OpenPage, site: Path) -> None:
    page = open_page(f"{site.as_uri()}/pisa/index.html", color_scheme="light")
    brightness = """() => {
      const canvas = document.querySelector("canvas.dots");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let sum = 0, count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) { sum += data[i]; count++; }
      return sum / count;
    }"""
    assert page.evaluate(brightness) < 120  # brown on paper
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => ({brightness})() > 200")  # amber at night


def test_on_paper_a_dark_page_is_light_and_whole(open_page: OpenPage, site: Path) -> None:
    page = open_page(f"{site.as_uri()}/pisa/index.html", color_scheme="dark", width=794)
    expect(page.locator("ol.places > li").last).to_be_hidden()
    page.emulate_media(media="print")
    assert background(page) == "rgb(255, 255, 255)"
    expect(page.locator("ol.places > li").last).to_be_visible()
    expect(page.locator(".legend")).to_be_hidden()


def test_without_scripts_the_list_holds_everything(open_page: OpenPage, site: Path) -> None:
    page = open_page(f"{site.as_uri()}/pisa/index.html", java_script_enabled=False)
    expect(page.locator("ol.places > li").last).to_be_visible()
    expect(page.get_by_text("The map needs JavaScript")).to_be_visible()
    expect(page.locator(".legend")).to_be_hidden()


@pytest.mark.parametrize("path", ["index.html", "places/piazza-dei-miracoli.html"])
def test_nothing_shifts_when_fonts_arrive(open_page: OpenPage, site: Path, path: str) -> None:
    page = open_page(f"{site.as_uri()}/pisa/{path}")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    shift = page.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          const watch = (list) => list.getEntries().forEach((entry) => (sum += entry.value));
          new PerformanceObserver(watch).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 100);
        })"""
    )
    assert shift < 0.005
    assert page.evaluate("document.fonts.check('16px Alegreya')")


def test_hostile_names_are_harmless_text(open_page: OpenPage, hostile_site: Path) -> None:
    for path in (
        "index.html",
        "sampletown/index.html#place=market",
        "sampletown/places/market.html",
    ):
        page = open_page(f"{hostile_site.as_uri()}/{path}")
        assert HOSTILE_NAME in page.locator("body").inner_text()
        assert page.locator("img[src=x]").count() == 0


def test_it_works_below_any_address_of_a_server(open_page: OpenPage, site: Path) -> None:
    handler = partial(QuietHandler, directory=str(site.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = open_page(f"http://127.0.0.1:{server.server_port}/site/pisa/#place=duomo")
        expect(page.get_by_role("region", name="Selected place")).to_contain_text("Cathedral")
        page.get_by_role("link", name="City guides").click()
        expect(page.get_by_role("heading", name="City guides")).to_be_visible()
    finally:
        server.shutdown()
        server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        del format, args
