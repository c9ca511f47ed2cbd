"""How people walk, on the map of Pisa as it is shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, violations

pytestmark = pytest.mark.browser

LAYERS = {
    "Movement": ".map canvas.field",
    "Routes": ".map canvas.routes",
    "Tracks": ".map canvas.tracks",
    "Raw tracks": ".map canvas.tracks",
}
PAUSE = "Pause the moving flows"


@pytest.fixture
def city(site: Path) -> str:
    return (site / "pisa" / "index.html").as_uri()


# How much is drawn on a canvas. A loop over whole pixels: `reduce` over their bytes takes many
# times as long.
INK = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (const pixel of new Uint32Array(data.buffer)) sum += pixel;
  return sum;
}"""


def ink(page: Page, layer: str) -> int:
    """How much is drawn on a canvas; tells one picture from another."""
    total: int = page.locator(layer).evaluate(INK)
    return total


def changes(page: Page, frames: int) -> bool:
    """Whether what flows looks different within so many frames of the browser."""
    changed: bool = page.evaluate(
        f"""(frames) => new Promise((done) => {{
          const look = () => ({INK})(document.querySelector("canvas.field"));
          const before = look();
          const again = () => {{
            if (look() !== before) done(true);
            else if (frames-- === 0) done(false);
            else requestAnimationFrame(again);
          }};
          again();
        }})""",
        frames,
    )
    return changed


def toggle(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=name, exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_layer_goes_on_and_off(open_page: OpenPage, city: str, scheme: str) -> None:
    page = open_page(city, color_scheme=scheme)
    for name, canvas in LAYERS.items():
        layer = page.locator(canvas)
        expect(layer).to_have_count(0)
        toggle(page, name)
        expect(layer).to_be_attached()
        assert ink(page, canvas) > 0
        toggle(page, name)
        expect(layer).to_have_count(0)
        toggle(page, name)
        expect(layer).to_be_attached()
        toggle(page, name)


def test_nothing_of_it_is_loaded_with_the_page(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    names = "Object.keys(window.guidegen).filter((name) => /routes|field|tracks/.test(name))"
    assert page.evaluate(names) == []
    toggle(page, "Routes")
    expect(page.locator("canvas.routes")).to_be_attached()
    assert page.evaluate(names) == ["routes"]


def test_the_last_wish_counts(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    page.evaluate(
        """() => {
          const box = document.querySelector("input[value=movement]");
          for (let i = 0; i < 4; i++) box.click(); // on and off before anything is loaded
        }"""
    )
    toggle(page, "Routes")
    expect(page.locator("canvas.routes")).to_be_attached()
    expect(page.locator("canvas.field")).to_have_count(0)
    expect(page.get_by_role("button", name=PAUSE)).to_have_count(0)


def test_the_button_in_the_text_lets_it_flow(open_page: OpenPage, city: str) -> None:
    page = open_page(city, reduced_motion="no-preference")
    page.get_by_role("button", name="Watch the movement").focus()
    page.keyboard.press("Enter")
    expect(page.locator("canvas.field")).to_be_attached()
    expect(page.locator("#map")).to_be_focused()
    assert changes(page, 300)
    assert "show=places,dots,movement" in page.url


def test_it_is_paused_by_keyboard(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#show=movement", reduced_motion="no-preference")
    button = page.get_by_role("button", name=PAUSE)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert not changes(page, 30)
    page.keyboard.press("Enter")
    assert changes(page, 300)


def test_who_wants_no_motion_gets_a_picture(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#show=movement", reduced_motion="reduce")
    expect(page.get_by_role("button", name=PAUSE)).to_have_attribute("aria-pressed", "true")
    assert ink(page, "canvas.field") > 0
    assert not changes(page, 30)


def test_parts_of_the_movement_are_chosen(open_page: OpenPage, city: str) -> None:
    page = open_page(city)
    chooser = page.get_by_role("combobox", name="Watch")
    expect(chooser).to_be_hidden()
    toggle(page, "Movement")
    expect(chooser).to_be_visible()
    expect(page.locator("canvas.field")).to_be_attached()
    whole = ink(page, "canvas.field")
    chooser.select_option("evening")
    assert page.url.endswith("#show=places,dots,movement&flow=evening")
    page.wait_for_function(
        """(before) => {
          const canvas = document.querySelector("canvas.field");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.reduce((sum, value) => sum + value, 0) !== before;
        }""",
        arg=whole,
    )
    again = open_page(page.url)
    expect(again.get_by_role("combobox", name="Watch")).to_have_value("evening")


def test_colours_tell_which_way_people_go(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#show=movement")
    expect(page.locator("canvas.field")).to_be_attached()
    chooser = page.get_by_role("combobox", name="Colours")
    wheel = page.get_by_text("→ east")
    expect(wheel).to_be_hidden()
    before = ink(page, "canvas.field")
    chooser.select_option("which way they go")
    expect(wheel).to_be_visible()
    page.wait_for_function(
        """(before) => {
          const canvas = document.querySelector("canvas.field");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.reduce((sum, value) => sum + value, 0) !== before;
        }""",
        arg=before,
    )
    assert page.url.endswith("#show=movement&tint=direction")
    again = open_page(page.url)
    expect(again.get_by_role("combobox", name="Colours")).to_have_value("direction")


def test_what_is_shown_has_a_key_to_its_colours(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#show=places")
    keys = page.locator(".colour-key:visible")
    expect(keys).to_have_count(2)
    for name, said in [
        ("", "many photos"),
        ("", "many people"),
        ("Tracks", "people, tracks"),
        ("Raw tracks", "people, raw tracks"),
    ]:
        if name:
            toggle(page, name)
        key = keys.filter(has_text=re.compile(rf"{said}$"))
        expect(key).to_have_count(1)
        assert key.evaluate("(each) => each.scrollWidth <= each.clientWidth")
    toggle(page, "Tracks")
    expect(keys).to_have_count(3)


@pytest.mark.parametrize("flow", ["nonsense", "%3Cb%3E", "", "__proto__"])
def test_an_unknown_part_is_everything(open_page: OpenPage, city: str, flow: str) -> None:
    page = open_page(f"{city}#show=movement&flow={flow}")
    expect(page.locator("canvas.field")).to_be_attached()
    assert ink(page, "canvas.field") > 0


def test_a_route_tells_who_walked_it(open_page: OpenPage, city: str) -> None:
    page = open_page(f"{city}#show=routes")
    canvas = page.locator("canvas.routes")
    expect(canvas).to_be_attached()
    # a pixel of the darkest route that nothing covers
    at = canvas.evaluate(
        """(canvas) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const box = canvas.getBoundingClientRect();
          const covers = document.querySelector(".legend").getBoundingClientRect();
          for (let y = Math.round(height / 3); y < height; y++) {
            for (let x = 0; x < width; x++) {
              if (data[4 * (y * width + x) + 3] < 255) continue;
              const pageX = box.x + (x * box.width) / width;
              const pageY = box.y + (y * box.height) / height;
              const free = pageX > covers.right + 20 && pageX < 700 && pageY < 700;
              if (free) return [pageX, pageY];
            }
          }
          return null;
        }"""
    )
    page.mouse.move(*at)
    told = page.locator(".route-told")
    expect(told).to_contain_text("people walked here")
    page.mouse.move(at[0], 70)
    expect(told).to_have_count(0)
    page.mouse.click(*at)  # as fingers do, which do not hover
    expect(told).to_contain_text("people walked here")
    toggle(page, "Routes")
    expect(told).to_have_count(0)


def test_axe_finds_nothing(open_page: OpenPage, city: str, axe: str) -> None:
    page = open_page(f"{city}#show=places,movement,routes,raw,cleaned")
    expect(page.locator("canvas.field")).to_be_attached()
    assert violations(page, axe) == []


@pytest.mark.parametrize("page_name", ["index.html#show=movement,routes", "about.html#movement"])
def test_on_a_narrow_screen_nothing_scrolls_sideways(
    open_page: OpenPage, site: Path, page_name: str
) -> None:
    page = open_page((site / "pisa").as_uri() + f"/{page_name}", width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if "index" in page_name:
        expect(page.get_by_role("combobox", name="Watch")).to_be_visible()


@pytest.mark.parametrize("show", ["places,movement", "movement,routes,cleaned,raw,streets"])
def test_the_title_stays_in_sight_beside_the_legend(
    open_page: OpenPage, city: str, show: str
) -> None:
    page = open_page(f"{city}#show={show}")
    expect(page.locator("canvas.field")).to_be_attached()
    for height in (800, 640):
        page.set_viewport_size({"width": 1280, "height": height})
        page.evaluate("scrollTo(0, 0)")
        title, legend = (page.locator(each).bounding_box() for each in (".cartouche", ".legend"))
        assert title
        assert legend
        assert title["y"] + title["height"] < legend["y"]
        assert legend["y"] + legend["height"] <= height
        when = page.get_by_role("combobox", name="When")
        when.scroll_into_view_if_needed()
        expect(when).to_be_in_viewport()


def test_the_planner_saves_walks_without_naming_openstreetmap(
    open_page: OpenPage, site: Path
) -> None:
    page = open_page((site / "pisa" / "planner.html").as_uri())
    expect(page.get_by_text("they are not exact")).to_be_visible()
    page.locator("#from").select_option(index=2)
    save = page.get_by_role("button", name="Save as GPX")
    expect(save).to_be_visible()
    with page.expect_download() as download:
        save.click()
    text = Path(download.value.path()).read_text("utf-8")
    assert "TripBuilder" in text
    assert "OpenStreetMap" not in text
