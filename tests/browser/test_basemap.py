"""The map under everything, opened from a folder."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page, expect

from guidegen.basemap.build import Basemap, pack
from guidegen.basemap.kinds import Kind
from guidegen.basemap.read import Drawn
from guidegen.city import City
from guidegen.website.render import render_site
from tests.browser.conftest import HOSTILE_NAME, OpenPage, painted
from tests.website.sample import sample_guide
from tests.website.sample_walks import with_walks

pytestmark = pytest.mark.browser

# What the middle of the map is painted with, and the same for a colour of the style sheet.
PAINTED = """(map) => {
  const canvas = map.querySelector("canvas.basemap");
  if (!canvas) return null;
  const [seen, own] = [map.getBoundingClientRect(), canvas.getBoundingClientRect()];
  const x = (seen.x + seen.width / 2 - own.x) * canvas.width / own.width;
  const y = (seen.y + seen.height / 2 - own.y) * canvas.height / own.height;
  return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].join();
}"""
COLOUR = """(name) => {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].join();
}"""
INK = """() => {
  const canvas = document.querySelectorAll("canvas.basemap")[1];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value) => sum + (value > 0), 0);
}"""

# Notes the corners of each name that is written from now on, in pixels of the page.
NOTE_NAMES = """() => {
  window.written = [];
  const own = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const { width } = this.measureText(text);
    const seen = this.canvas.getBoundingClientRect();
    const ratio = this.canvas.width / seen.width;
    const half = parseFloat(/([\\d.]+)px/.exec(this.font)[1]) / 2.6;
    const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([across, down]) => {
      const corner = new DOMPoint(x + across * width / 2, y + down * half);
      const point = corner.matrixTransform(this.getTransform());
      return [point.x / ratio + seen.x, point.y / ratio + seen.y];
    });
    window.written.push({ text, corners });
    return own.call(this, text, x, y);
  };
}"""
BOXES_OF_GUIDE = """() => [...document.querySelectorAll("#map .name:not(.crowded), #map .mark")]
  .map((each) => each.getBoundingClientRect()).filter(({ width }) => width)
  .map(({ left, top, right, bottom }) => [left, top, right, bottom])"""


def drawn_map(city: City) -> Basemap:
    """A lake in the west, a wood in the east, and a grid of streets between.

    The first street has a name that means harm.
    """
    box = city.bbox
    lon, lat = np.linspace(box.west, box.east, 4), box.centre[1]
    across = [
        shapely.LineString([(lon[1], lat + step), (lon[2], lat + step)])
        for step in np.arange(6) * 0.0005
    ]
    along = [
        shapely.LineString([(west, lat), (west, box.north)])
        for west in np.linspace(lon[1], lon[2], 40)
    ]
    shapes = [
        shapely.box(lon[0], box.south, lon[1], box.north),
        shapely.box(lon[2], box.south, lon[3], box.north),
        *across,
        *along,
    ]
    streets = len(across) + len(along)
    kinds = np.array([Kind.WATER, Kind.WOOD, *[Kind.MINOR] * streets])
    name = np.array([0, 0, *range(1, streets + 1)])
    local = ["", HOSTILE_NAME, *(f"Street of number {number}" for number in range(2, streets + 1))]
    names = [(each, each) for each in local]
    made = pack(Drawn(kinds, name, np.array(shapes), names), box, ["en"])
    assert made is not None
    return made


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sampletown on a map."""
    folder = tmp_path_factory.mktemp("mapped")
    guide = with_walks(sample_guide(folder))
    render_site([replace(guide, basemap=drawn_map(guide.city))], folder / "site")
    return folder / "site" / guide.city.slug


@pytest.fixture
def city(tmp_path: Path) -> City:
    return sample_guide(tmp_path).city


def looking_at(folder: Path, city: City, share: float, zoom: float = 16) -> str:
    """The city's page, at a share of the way from the west of its box to the east."""
    box = city.bbox
    lon = box.west + share * (box.east - box.west)
    return f"{(folder / 'index.html').as_uri()}#at={zoom}/{box.centre[1]:.5f}/{lon:.5f}"


def expect_painted(page: Page, name: str) -> None:
    """Wait until the middle of the map has a colour of the style sheet."""
    page.wait_for_function(
        f"(name) => ({PAINTED})(document.querySelector('#map')) === ({COLOUR})(name)", arg=name
    )


@pytest.mark.parametrize(
    ("share", "name"), [(1 / 6, "--map-water"), (5 / 6, "--map-wood"), (1 / 2, "--map-street")]
)
def test_every_thing_is_where_it_belongs(
    open_page: OpenPage, mapped: Path, city: City, share: float, name: str
) -> None:
    expect_painted(open_page(looking_at(mapped, city, share)), name)


def test_colours_change_without_loading_anew(open_page: OpenPage, mapped: Path, city: City) -> None:
    page = open_page(looking_at(mapped, city, 1 / 6), color_scheme="light")
    expect_painted(page, "--map-water")
    light = page.evaluate(COLOUR, "--map-water")
    page.emulate_media(color_scheme="dark")
    expect_painted(page, "--map-water")
    assert page.evaluate(COLOUR, "--map-water") != light
    page.emulate_media(media="print")
    expect_painted(page, "--map-water")
    assert page.evaluate(COLOUR, "--map-water") == light


def test_it_is_sharp_at_zooms_between(open_page: OpenPage, mapped: Path, city: City) -> None:
    page = open_page(looking_at(mapped, city, 1 / 6, 14.5), device_scale_factor=2)
    expect_painted(page, "--map-water")
    ratio = "canvas => canvas.width / canvas.getBoundingClientRect().width"
    assert page.locator("canvas.basemap").first.evaluate(ratio) == pytest.approx(2, abs=0.01)


def test_names_are_written_and_mean_no_harm(open_page: OpenPage, mapped: Path, city: City) -> None:
    page = open_page(looking_at(mapped, city, 1 / 2, 18))
    expect_painted(page, "--map-street")
    page.wait_for_function(f"({INK})() > 500")


def test_no_name_lies_on_another(open_page: OpenPage, mapped: Path, city: City) -> None:
    page = open_page(looking_at(mapped, city, 1 / 2, 17))
    expect_painted(page, "--map-street")
    page.evaluate(NOTE_NAMES)
    # what is switched off and on is painted anew
    page.get_by_role("checkbox", name="City map", exact=True).uncheck()
    page.get_by_role("checkbox", name="City map", exact=True).check()
    page.wait_for_function("written.length > 8")
    # the same name may have been written there more than once, when marks had moved
    names = {shapely.Polygon(name["corners"]) for name in page.evaluate("written")}
    of_the_guide = [shapely.box(*box) for box in page.evaluate(BOXES_OF_GUIDE)]
    assert of_the_guide
    every = [*names, *of_the_guide]
    for number, name in enumerate(names):
        assert not any(name.intersects(other) for other in every[number + 1 :])


def test_it_goes_on_and_off(open_page: OpenPage, mapped: Path, city: City) -> None:
    page = open_page(looking_at(mapped, city, 1 / 6))
    box = page.get_by_role("checkbox", name="City map", exact=True)
    expect_painted(page, "--map-water")
    box.uncheck()
    expect(page.locator("canvas.basemap")).to_have_count(0)
    assert "ground=no" in page.url
    page.reload()
    expect(box).not_to_be_checked()
    box.check()
    expect_painted(page, "--map-water")


def test_what_is_chosen_before_the_map_is_there_counts(open_page: OpenPage, mapped: Path) -> None:
    page = open_page((mapped / "index.html").as_uri(), device_scale_factor=1)
    page.add_init_script(
        """new MutationObserver((_, watch) => {
          if (!document.querySelector("[name=month] [value='12']")) return;
          watch.disconnect();
          document.querySelector("[name=ground]").click();
          document.querySelector("[name=month]").value = "5";
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.reload()
    painted(page)
    expect(page).to_have_url(re.compile("#ground=no&month=5"))
    expect(page.get_by_role("combobox", name="When")).to_have_value("5")
    expect(page.locator("canvas.basemap")).to_have_count(0)


@pytest.mark.parametrize("path", ["places/market.html", "walks/old-town-loop.html", "planner.html"])
def test_other_maps_have_it_and_say_whose_it_is(
    open_page: OpenPage, mapped: Path, path: str
) -> None:
    page = open_page((mapped / path).as_uri())
    expect(page.locator("canvas.basemap")).to_have_count(2)
    page.wait_for_function(f"({PAINTED})(document.querySelector('#map')) !== '0,0,0,0'")
    expect(page.get_by_role("link", name="© OpenStreetMap contributors").first).to_be_visible()


def test_the_about_page_says_whose_it_is(open_page: OpenPage, mapped: Path) -> None:
    page = open_page((mapped / "about.html").as_uri())
    expect(page.get_by_text("The map under photographs and places")).to_contain_text(
        "© OpenStreetMap contributors, Open Database License 1.0"
    )


def test_without_one_the_ground_is_as_it_was(open_page: OpenPage, walks_site: Path) -> None:
    page = open_page((walks_site / "sampletown" / "index.html").as_uri())
    expect(page.locator("canvas.dots")).to_have_count(1)
    expect(page.locator("canvas.basemap")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="City map")).to_have_count(0)
