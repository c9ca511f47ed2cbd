"""The second shipped theme in a browser, and that colours of a theme reach what scripts draw."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page, expect

from guidegen.basemap.build import pack
from guidegen.basemap.kinds import Kind
from guidegen.basemap.read import Drawn
from guidegen.website.render import render_site
from guidegen.website.theme_colours import rgb
from guidegen.website.themes import load_theme
from tests.browser.conftest import MOODS, OpenPage, expect_narrow, unfold, violations
from tests.browser.test_basemap import PAINTED
from tests.website.sample import CITY, sample_guide
from tests.website.sample_walks import with_walks

pytestmark = pytest.mark.browser

PAGES = {
    "index": "index.html",
    "city": "sampletown/index.html",
    "place": "sampletown/places/market.html",
    "walk": "sampletown/walks/old-town-loop.html",
    "planner": "sampletown/planner.html",
    "about": "sampletown/about.html",
}
VALUE = "(name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
BARS = """() => [...document.querySelectorAll('meta[name="theme-color"]')]
  .filter((meta) => matchMedia(meta.media).matches).map((meta) => meta.content)"""


@pytest.fixture(scope="module")
def blueprint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sampletown on water, with walks, as the second theme shows it."""
    folder = tmp_path_factory.mktemp("blueprint")
    guide = with_walks(sample_guide(folder, city=f"{CITY}theme: blueprint\n"))
    box = guide.city.bbox
    water = np.array([shapely.box(box.west, box.south, box.east, box.north)])
    drawn = Drawn(np.array([Kind.WATER]), np.array([0]), water, [("", "")])
    render_site([replace(guide, basemap=pack(drawn, box, ["en"]))], folder / "site")
    return folder / "site"


def colours(mood: str) -> dict[str, str]:
    return dict(getattr(load_theme("blueprint", Path("city.yaml")).colours, mood))


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, blueprint: Path, axe: str, name: str) -> None:
    page = open_page(f"{blueprint.as_uri()}/{PAGES[name]}")
    unfold(page)
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_narrow_screens_never_scroll_sideways(
    open_page: OpenPage, blueprint: Path, name: str
) -> None:
    expect_narrow(open_page(f"{blueprint.as_uri()}/{PAGES[name]}", width=320, height=640), 320)


@pytest.mark.parametrize("mood", MOODS)
def test_all_colours_and_the_typeface_are_in_use(
    open_page: OpenPage, blueprint: Path, mood: str
) -> None:
    page = open_page(f"{blueprint.as_uri()}/{PAGES['place']}", color_scheme=mood)
    for name, colour in colours(mood).items():
        assert rgb(page.evaluate(VALUE, f"--{name}")) == rgb(colour), name
    page.evaluate("document.fonts.ready")
    faces = """[...document.fonts].filter((face) => face.status === "loaded")
      .map((face) => face.family.replaceAll('"', ""))"""
    assert "Jost" in page.evaluate(faces)


@pytest.mark.parametrize("mood", MOODS)
def test_the_map_is_painted_in_the_colours_of_the_theme(
    open_page: OpenPage, blueprint: Path, mood: str
) -> None:
    page = open_page(f"{blueprint.as_uri()}/{PAGES['city']}", color_scheme=mood)
    water = ",".join(map(str, (*rgb(colours(mood)["map-water"]), 255)))
    page.wait_for_function(
        f"(water) => ({PAINTED})(document.querySelector('#map')) === water", arg=water
    )


def test_the_browsers_bars_follow_the_button(open_page: OpenPage, blueprint: Path) -> None:
    page: Page = open_page(f"{blueprint.as_uri()}/index.html", color_scheme="dark")
    light, dark = (colours(mood)["ground"] for mood in MOODS)
    button = page.locator("button[data-mood]")
    assert page.evaluate(BARS) == [dark]
    for mood, bar in (("paper", light), ("night", dark)):
        button.click()
        expect(page.locator(f'html[data-mood="{mood}"]')).to_be_attached()
        assert page.evaluate(BARS) == [bar]


def test_on_paper_ink_is_black_on_white(open_page: OpenPage, blueprint: Path) -> None:
    page = open_page(f"{blueprint.as_uri()}/{PAGES['place']}", color_scheme="dark")
    page.emulate_media(media="print")
    assert rgb(page.evaluate(VALUE, "--ground")) == (255, 255, 255)
    assert rgb(page.evaluate(VALUE, "--ink")) == (0, 0, 0)
