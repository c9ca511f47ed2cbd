from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HOSTILE_NAME, OpenPage, expect_narrow, unfold, violations

pytestmark = pytest.mark.browser

WALK = "walks/market-to-station.html"
LOOP = "walks/old-town-loop.html"
TOUR = "walks/town-tour.html"
PAGES = {
    "one way": WALK,
    "tour": TOUR,
    "city with walks": "index.html#walk=old-town-loop&show=places,dots,walks,streets",
    "about": "about.html",
}
STREETS = "canvas.streets"


@pytest.fixture
def home(walks_site: Path) -> str:
    return f"{walks_site.as_uri()}/sampletown"


def drawn(page: Page, selector: str) -> int:
    """How many pixels of a canvas are more than faintly covered."""
    count = page.locator(selector).evaluate(
        """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let drawn = 0;
          for (let i = 3; i < data.length; i += 4) drawn += data[i] > 128;
          return drawn;
        }"""
    )
    return int(count)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, home: str, axe: str, name: str) -> None:
    page = open_page(f"{home}/{PAGES[name]}")
    unfold(page)
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_narrow_screens_never_scroll_sideways(open_page: OpenPage, home: str, name: str) -> None:
    page = open_page(f"{home}/{PAGES[name]}", width=320, height=640)
    unfold(page)
    expect_narrow(page, 320, 390)


def test_the_map_shows_the_walk_its_direction_and_its_ends(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    line = page.locator("path.way.walk").bounding_box()
    frame = page.locator("#map").bounding_box()
    assert line
    assert frame
    assert line["height"] > frame["height"] / 2
    assert line["y"] > frame["y"]
    assert line["y"] + line["height"] < frame["y"] + frame["height"]
    assert page.locator(".walk-arrow").count() >= 5
    expect(page.locator(".walk-end")).to_have_count(2)
    expect(page.locator(".step-mark:visible").first).to_be_visible()
    expect(page.locator(".node[data-node=bridge] .mark")).to_be_visible()


def test_a_round_walk_has_one_end(open_page: OpenPage, home: str) -> None:
    expect(open_page(f"{home}/{LOOP}").locator(".walk-end")).to_have_count(1)


def test_dots_and_streets_lie_below(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    assert drawn(page, "canvas.dots") > 100
    expect(page.locator(STREETS)).to_be_attached()  # when the browser is idle
    assert drawn(page, STREETS) > 1000


def test_a_walk_is_shown_without_the_streets(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    page.route(
        "**/network.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.reload()
    expect(page.locator("path.way.walk")).to_be_attached()
    expect(page.locator(".walk-arrow").first).to_be_visible()
    expect(page.locator(STREETS)).to_have_count(0)


def test_a_step_is_shown_on_the_map(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    steps = page.locator("button.step")
    steps.nth(2).hover()
    expect(page.locator(".step-mark.meant")).to_have_text("3")
    steps.nth(5).click()
    steps.nth(0).hover()
    chosen = page.locator(".step-mark.meant", has_text=re.compile("^6$"))
    mark, frame = chosen.bounding_box(), page.locator("#map").bounding_box()
    assert mark
    assert frame
    middle = frame["x"] + frame["width"] / 2
    assert abs(mark["x"] + mark["width"] / 2 - middle) < 3
    expect(steps.nth(5)).to_have_attribute("aria-current", "step")
    steps.nth(1).press("Enter")
    expect(page.locator(".step[aria-current]")).to_have_count(1)
    expect(steps.nth(1)).to_have_attribute("aria-current", "step")


def test_on_a_phone_the_map_stays_above_the_steps(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{TOUR}", width=390, height=844)
    step = page.locator("button.step").nth(12)
    step.evaluate("(button) => button.scrollIntoView({ block: 'start' })")
    step.click()
    frame, button = page.locator("#map").bounding_box(), step.bounding_box()
    mark = page.locator(".step-mark.meant").bounding_box()
    assert frame
    assert button
    assert mark
    assert 0 < frame["y"] < mark["y"] < frame["y"] + frame["height"] < button["y"] < 844


def test_a_place_on_the_way_is_pointed_at(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    page.locator("[data-passed=bridge] a").focus()
    expect(page.locator(".node[data-node=bridge]")).to_have_class(re.compile("hinted"))
    page.locator(".node[data-node=bridge] .mark").click()
    expect(page).to_have_url(re.compile("places/bridge.html$"))


def test_stops_have_their_letters_on_the_map(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{TOUR}")
    expect(page.locator(".node .name", has_text="B · Long Bridge")).to_be_visible()


def test_share_copies_the_address_or_shows_it(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    page.evaluate(
        """() => {
          window.shared = [];
          Object.defineProperty(navigator, "share", { value: undefined, configurable: true });
          Object.defineProperty(navigator, "clipboard", {
            value: { writeText: async (text) => shared.push(text) }, configurable: true });
        }"""
    )
    share = page.get_by_role("button", name="Share")
    share.click()
    expect(page.get_by_text("Address copied")).to_be_visible()
    assert page.evaluate("shared") == [page.url]
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    share.click()
    expect(page.get_by_role("textbox", name="The address of this page")).to_have_value(page.url)


def test_share_hands_the_page_to_the_system(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    page.evaluate(
        """() => Object.defineProperty(navigator, "share", {
          value: async (what) => (window.shared = what), configurable: true })"""
    )
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("shared.url") == page.url


def test_on_paper_are_the_map_and_the_steps_and_nothing_to_press(
    open_page: OpenPage, home: str
) -> None:
    page = open_page(f"{home}/{WALK}", color_scheme="dark")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    for gone in (".actions", ".masthead", ".leaflet-control-zoom"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("path.way.walk")).to_be_visible()
    expect(page.locator(".step").last).to_be_visible()
    frame, line = page.locator("#map").bounding_box(), page.locator("path.way.walk").bounding_box()
    assert frame
    assert line
    assert frame["x"] <= line["x"]
    assert line["x"] + line["width"] <= frame["x"] + frame["width"]


def test_without_scripts_the_steps_and_downloads_are_there(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}", java_script_enabled=False)
    expect(page.get_by_text("You have arrived")).to_be_visible()
    expect(page.get_by_role("link", name="GPX")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    expect(page.get_by_text("The map needs JavaScript")).to_be_visible()


def test_the_line_is_drawn_before_the_readers_eyes_unless_they_want_calm(
    open_page: OpenPage, home: str
) -> None:
    calm = open_page(f"{home}/{WALK}")
    expect(calm.locator("path.way.drawing")).to_have_count(0)
    lively = open_page(f"{home}/{WALK}", reduced_motion="no-preference")
    expect(lively.locator("path.way.walk")).to_have_attribute("pathLength", "1")
    expect(lively.locator("path.way.drawing")).to_have_count(0)  # when it is done


def test_the_city_shows_all_walks_and_the_one_that_is_clicked(
    open_page: OpenPage, home: str
) -> None:
    page = open_page(f"{home}/index.html")
    expect(page.locator("path.way")).to_have_count(0)
    page.get_by_role("checkbox", name="Walks", exact=True).click()
    expect(page.locator("path.way.thin.walk")).to_have_count(3)
    page.locator("path.way.hits").last.dispatch_event("click")
    panel = page.get_by_role("region", name="Selected place or walk")
    expect(panel).to_contain_text("Fountain, bridge and station")
    expect(page.locator("path.way.walk:not(.thin)")).to_have_count(1)
    expect(page.locator("path.way.thin.walk.faint")).to_have_count(2)
    expect(page.locator("path.way.thin.walk.beneath")).to_be_hidden()
    assert page.url.endswith("&show=places,dots,walks&walk=town-tour")
    panel.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Fountain, bridge and station")).to_be_visible()


def test_walks_on_the_map_have_their_numbers_in_the_list(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/index.html")
    page.get_by_role("checkbox", name="Walks", exact=True).click()
    starts = page.locator(".walk-start")
    assert sorted(starts.all_inner_texts()) == ["1", "2", "3"]
    boxes = [start.bounding_box() for start in starts.all()]
    corners = {(box["x"] // 10, box["y"] // 10) for box in boxes if box}
    assert len(corners) == 3  # all three begin at the market, and stand side by side
    frame = page.locator("#map").bounding_box()
    assert frame
    for line in page.locator("path.way.thin.walk").all():
        box = line.bounding_box()
        assert box
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    starts.filter(has_text="2").hover()
    expect(page.locator("path.way.walk:not(.thin)")).to_have_count(1)
    expect(page.locator("path.way.thin.walk.faint")).to_have_count(2)
    expect(page.locator(".walk-start.faint")).to_have_count(2)
    starts.filter(has_text="2").click()
    assert page.url.split("walk=")[1] == "old-town-loop"


def test_streets_have_a_key(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/index.html")
    key = page.locator(".colour-key.of-street")
    expect(key).to_have_text("few (light) to many photos")
    frame = page.locator(".legend").bounding_box()
    told = key.evaluate("(each) => each.scrollWidth")
    assert frame
    assert told < frame["width"]


def test_the_head_of_a_city_has_room_for_its_pages(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/{WALK}")
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        head = page.locator(".masthead").bounding_box()
        assert head
        for name in ("City guides", "Walks", "Plan a walk", "About"):
            link = page.locator(".masthead").get_by_role("link", name=name)
            box = link.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= head["y"] + head["height"] + 1
            assert link.evaluate("(each) => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_head_leads_to_the_walks(open_page: OpenPage, home: str, width: int) -> None:
    page = open_page(f"{home}/{WALK}", width=width, height=700)
    page.locator(".masthead").get_by_role("link", name="Walks").click()
    expect(page.get_by_role("heading", name="Walks")).to_be_in_viewport()


def test_a_walk_in_the_list_points_at_the_map(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/index.html")
    page.get_by_role("link", name="Round the Old Town").hover()
    expect(page.locator("path.way.walk")).to_have_count(1)
    page.get_by_role("link", name="Plan your own walk").hover()
    expect(page.locator("path.way.walk")).to_have_count(0)
    button = page.get_by_role("button", name="Show Round the Old Town on the map")
    button.click()
    panel = page.get_by_role("region", name="Selected place or walk")
    line, told = page.locator("path.way.walk").bounding_box(), panel.bounding_box()
    assert line
    assert told
    assert line["y"] + line["height"] < told["y"]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    assert "walk=" not in page.url


def test_a_place_and_a_walk_are_not_selected_together(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/index.html#walk=town-tour")
    page.get_by_role("button", name="Show Market Square on the map").click()
    assert re.search("place=market$", page.url)
    expect(page.get_by_role("region", name="Selected place or walk")).to_contain_text("Market")
    expect(page.locator("path.way.walk:not(.thin)")).to_have_count(0)


def test_streets_are_loaded_when_they_are_wanted(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/index.html")
    assert page.evaluate("window.guidegen.network") is None
    box = page.get_by_role("checkbox", name="Streets", exact=True)
    box.click()
    expect(page.locator(STREETS)).to_be_attached()
    assert drawn(page, STREETS) > 500
    box.click()
    expect(page.locator(STREETS)).to_have_count(0)
    box.dblclick()
    expect(page.locator(STREETS)).to_have_count(0)


def test_an_address_may_name_a_part_of_the_page(open_page: OpenPage, home: str) -> None:
    page = open_page(f"{home}/index.html#walks-title")
    expect(page.get_by_role("heading", name="Walks")).to_be_in_viewport()


@pytest.mark.parametrize("path", [WALK, "index.html#show=walks&walk=market-to-station"])
def test_hostile_names_are_harmless_text(
    open_page: OpenPage, hostile_site: Path, path: str
) -> None:
    page = open_page(f"{hostile_site.as_uri()}/sampletown/{path}", width=390)
    expect(page.get_by_text(HOSTILE_NAME).first).to_be_attached()
    assert HOSTILE_NAME in page.locator("body").inner_text()
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
