"""What readers keep: stars, notes, their list, its files; and what is near them."""

from __future__ import annotations

import json
from pathlib import Path

import gpxpy
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HOSTILE_NAME, OpenPage

pytestmark = pytest.mark.browser

NOTE = 'Come at dusk & bring "the" <tripod>\nשלום'

FILL = """() => {
  for (let size = 1 << 20; size; size >>= 1) {
    for (let at = 0; ; at += 1) {
      try { localStorage.setItem(`${size}-${at}`, "x".repeat(size)); } catch { break; }
    }
  }
}"""


def keep(page: Page, note: str = "") -> None:
    page.get_by_role("button", name="Add to your list").click()
    page.get_by_label("Your note").fill(note)


def test_the_map_s_panel_has_a_star_too(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(f"{told_site.as_uri()}/sampletown/index.html#place=market")
    page.locator(".panel .star-button").click()
    expect(page.locator(".favourites li")).to_have_count(1)
    # a note that is being written is not torn from under its writer
    page.get_by_label("Your note").press_sequentially("At dusk")
    expect(page.get_by_label("Your note")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Your note")).to_have_value("At dusk")


def saved(page: Page, kind: str) -> str:
    with page.expect_download() as download:
        page.locator(".favourites").get_by_role("button", name=kind, exact=True).click()
    return Path(download.value.path()).read_text("utf-8")


def test_a_place_with_a_note_is_in_the_list_of_its_city(
    open_page: OpenPage, told_site: Path
) -> None:
    home = f"{told_site.as_uri()}/sampletown"
    page = open_page(f"{home}/places/market.html")
    keep(page, NOTE)
    page.goto(f"{home}/index.html")
    row = page.locator(".favourites li")
    expect(row.get_by_role("link")).to_have_attribute("href", "places/market.html")
    expect(row.get_by_label("Your note")).to_have_value(NOTE)
    expect(page.locator(".entry.kept")).to_have_attribute("data-place", "market")

    [point] = gpxpy.parse(saved(page, "GPX")).waypoints
    [feature] = json.loads(saved(page, "GeoJSON"))["features"]
    assert (point.name, point.description) == (feature["properties"]["name"], NOTE)
    assert [point.longitude, point.latitude] == feature["geometry"]["coordinates"]
    assert NOTE in saved(page, "Text")

    row.get_by_role("button").click()
    expect(page.locator(".favourites")).to_be_hidden()
    page.goto(f"{home}/places/market.html")
    expect(page.get_by_role("button", name="Add to your list")).to_be_visible()


def test_walks_can_be_kept_too_and_stay_after_a_reload(
    open_page: OpenPage, walks_site: Path
) -> None:
    page = open_page(f"{walks_site.as_uri()}/sampletown/walks/town-tour.html")
    keep(page, "Sunday")
    page.reload()
    expect(page.get_by_role("button", name="In your list")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_label("Your note")).to_have_value("Sunday")


def test_pages_that_are_open_at_once_say_the_same(open_page: OpenPage, told_site: Path) -> None:
    home = f"{told_site.as_uri()}/sampletown"
    page = open_page(f"{home}/places/market.html")
    keep(page, "Sunday")
    other = page.context.new_page()
    other.goto(f"{home}/index.html#place=market")
    other.get_by_label("Your note").fill("Monday")
    expect(page.get_by_label("Your note")).to_have_value("Monday")
    other.get_by_role("button", name="off your list").click()
    expect(other.locator(".panel .star-button")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".star-button")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_label("Your note")).to_be_hidden()
    other.close()


def test_where_storage_is_full_the_page_remembers(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(f"{told_site.as_uri()}/sampletown/index.html#place=market")
    page.locator(".panel .star-button").click()
    page.evaluate(FILL)
    page.get_by_label("Your note").fill("שלום " * 400)
    page.get_by_label("Your note").blur()
    expect(page.get_by_label("Your note")).to_have_value("שלום " * 400)
    page.get_by_role("button", name="off your list").click()
    expect(page.locator(".favourites")).to_be_hidden()


def test_after_one_is_taken_off_the_next_has_the_focus(
    open_page: OpenPage, told_site: Path
) -> None:
    page = open_page(f"{told_site.as_uri()}/sampletown/index.html#place=market")
    page.locator(".panel .star-button").click()
    for other in ("station", "old-town"):
        page.evaluate(f"location.hash = 'place={other}'")
        page.locator(".panel .star-button[aria-pressed=false]").click()
    rows = page.locator(".favourites li")
    expect(rows).to_have_count(3)
    rows.nth(1).get_by_role("button").click()
    expect(rows.nth(1).get_by_role("button")).to_be_focused()


def test_what_others_wrote_into_the_storage_does_no_harm(
    open_page: OpenPage, told_site: Path
) -> None:
    page = open_page(f"{told_site.as_uri()}/sampletown/places/market.html")
    bad = {"kind": "place", "id": "x", "name": "X", "note": "", "lon": 11, "lat": 45}
    stored = [None, 7, {**bad, "url": "javascript:alert(1)"}, {**bad, "url": "places/../../x.html"}]
    page.evaluate(
        "(text) => localStorage.setItem('guidegen:favourites:sampletown', text)",
        json.dumps(stored),
    )
    page.goto(f"{told_site.as_uri()}/sampletown/index.html")
    expect(page.locator(".favourites")).to_be_hidden()


def test_names_of_strangers_stay_names(open_page: OpenPage, hostile_site: Path) -> None:
    home = f"{hostile_site.as_uri()}/sampletown"
    page = open_page(f"{home}/places/market.html")
    keep(page)
    page.goto(f"{home}/index.html")
    expect(page.locator(".favourites bdi")).to_have_text(HOSTILE_NAME)
    assert gpxpy.parse(saved(page, "GPX")).waypoints[0].name == HOSTILE_NAME


def test_near_me_orders_the_list_by_distance_and_tells_nobody(
    open_page: OpenPage, told_site: Path
) -> None:
    page = open_page(
        f"{told_site.as_uri()}/sampletown/index.html",
        permissions=["geolocation"],
        geolocation={"longitude": 11.0314, "latitude": 45.0087},  # at the station
    )
    page.get_by_role("button", name="Near me").click()
    expect(page.locator("[data-status]")).to_have_text("By distance from where you are")
    first = page.locator("[data-list] > li").first
    expect(first.locator("[data-place]").first).to_have_attribute("data-place", "station")
    expect(first.locator(".entry-month").first).to_contain_text(" m from you")
    expect(page.locator("path.reader")).to_be_visible()
    page.get_by_role("button", name="Near me").click()
    expect(page.locator("[data-status]")).to_have_text("By photographer-days all year")
    expect(page.locator("path.reader")).to_have_count(0)


def test_a_reader_far_away_is_told_how_far(open_page: OpenPage, told_site: Path) -> None:
    page = open_page(
        f"{told_site.as_uri()}/sampletown/index.html",
        permissions=["geolocation"],
        geolocation={"longitude": 2.35, "latitude": 48.85},
    )
    page.get_by_role("button", name="Near me").click()
    expect(page.locator("[data-status]")).to_contain_text("km away from here")
