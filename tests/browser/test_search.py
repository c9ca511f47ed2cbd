"""The search in the head of a city's pages, from a folder, by keyboard and by touch."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import HOSTILE_NAME, OpenPage

pytestmark = pytest.mark.browser


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search places, walks and streets")


def search(page: Page, typed: str) -> None:
    """Type into the search as those do who know its key, and wait for what is found."""
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type(typed)
    expect(page.locator("[data-found]")).to_be_visible()


def active(page: Page) -> str:
    """The name of the result that Enter opens, as the field tells assistive technology."""
    return str(
        page.evaluate(
            """() => {
              const id = document.activeElement.getAttribute("aria-activedescendant");
              return id && document.getElementById(id).querySelector(".found-name").textContent;
            }"""
        )
    )


def test_all_of_it_by_keyboard(open_page: OpenPage, walks_site: Path) -> None:
    page = open_page(f"{walks_site.as_uri()}/sampletown/index.html#show=dots&month=7")
    loaded = "() => [...document.scripts].filter((s) => /search/.test(s.src)).length"
    found = page.locator("[data-found]")
    assert page.evaluate(loaded) == 0  # nobody has wanted to search yet
    search(page, "stret")
    assert page.evaluate(loaded) == 2
    expect(page.get_by_role("group", name="Streets")).to_contain_text("Quay Street")
    first = active(page)
    page.keyboard.press("ArrowDown")
    assert active(page) != first
    page.keyboard.press("ArrowUp")
    assert active(page) == first
    page.keyboard.press("ArrowUp")
    expect(found.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    expect(field(page)).not_to_be_focused()
    search(page, "piazza merc")  # what was typed before is gone
    expect(found.get_by_role("option")).to_have_count(1)
    expect(page.locator("[data-search-status]")).to_have_text("1 place found.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Selected place")).to_contain_text("Market Square")
    expect(page.locator("#map")).to_be_focused()
    # what the reader had chosen to see stays
    page.wait_for_function("() => /show=dots&month=7&place=market/.test(location.hash)")


def test_a_street_is_gone_to_and_marked(open_page: OpenPage, walks_site: Path) -> None:
    page = open_page(f"{walks_site.as_uri()}/sampletown/walks/old-town-loop.html", width=390)
    search(page, "tanners row")
    page.get_by_role("option", name="Tanners’ Row").click()
    panel = page.get_by_role("region", name="Selected place")
    expect(panel).to_contain_text("Street, ")
    line = page.locator("path.street-line")
    drawn = line.bounding_box()
    told = panel.bounding_box()
    around = page.locator("#map").bounding_box()
    assert drawn
    assert told
    assert around
    assert around["x"] <= drawn["x"]
    assert drawn["x"] + drawn["width"] <= around["x"] + around["width"]
    assert drawn["y"] + drawn["height"] < told["y"]  # not under what tells of it
    address = page.url
    expect(panel.get_by_role("link", name="Plan a walk from here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(line).to_have_count(0)
    page.goto("about:blank")
    page.goto(address)  # sent to somebody else
    expect(panel).to_contain_text("Tanners’ Row")


def test_elsewhere_places_and_walks_are_pages(open_page: OpenPage, walks_site: Path) -> None:
    page = open_page(f"{walks_site.as_uri()}/sampletown/places/bridge.html")
    search(page, "round")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sampletown/walks/old-town-loop.html")
    search(page, "station")
    page.get_by_role("group", name="Places").get_by_role("option").first.click()
    page.wait_for_url("**/sampletown/places/station.html")


def test_where_nothing_is_found_the_page_says_so(open_page: OpenPage, walks_site: Path) -> None:
    page = open_page(f"{walks_site.as_uri()}/sampletown/about.html")
    search(page, "<zz>zzqqxx</zz>")
    expect(page.locator("[data-remark]")).to_contain_text("Nothing found for “<zz>zzqqxx</zz>”.")
    expect(page.locator("[data-search-status]")).to_contain_text("Nothing found for")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    assert page.locator("[data-found] zz").count() == 0


def test_the_key_is_a_letter_where_readers_write(open_page: OpenPage, walks_site: Path) -> None:
    page = open_page(f"{walks_site.as_uri()}/sampletown/index.html")
    page.locator("select[name=month]").focus()
    page.keyboard.press("/")
    expect(field(page)).not_to_be_focused()
    page.locator("#map").focus()
    search(page, "a/b")
    expect(field(page)).to_have_value("a/b")


def test_hostile_names_stay_text(open_page: OpenPage, hostile_site: Path) -> None:
    page = open_page(f"{hostile_site.as_uri()}/sampletown/index.html")
    search(page, "onerror")
    found = page.locator("[data-found]")
    for kind in ("Places", "Walks", "Streets"):
        group = page.get_by_role("group", name=kind)
        expect(group.locator(".found-name").first).to_have_text(HOSTILE_NAME)
    assert found.locator("img, script").count() == 0
    expect(found.locator("mark").first).to_have_text("onerror")
    page.get_by_role("group", name="Streets").get_by_role("option").click()
    expect(page.locator(".panel-name")).to_have_text(HOSTILE_NAME)


@pytest.mark.parametrize(("width", "mood"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing(
    open_page: OpenPage, walks_site: Path, axe: str, width: int, mood: str
) -> None:
    address = f"{walks_site.as_uri()}/sampletown/places/market.html"
    page = open_page(address, width=width, height=640, color_scheme=mood)
    page.evaluate(axe)
    for typed in ("s", "zzqqxx"):
        search(page, typed)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        violations = page.evaluate(
            "axe.run('.masthead', { preload: false }).then((result) => result.violations)"
        )
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []
        page.keyboard.press("Escape")
