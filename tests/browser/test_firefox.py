"""Pages in Firefox, which lets no file read another one: all that they load they load as scripts.

The other tests here are in Chromium; these show what differs between browsers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.browser.firefox import Firefox, find_firefox, running
from tests.browser.old_town import Porto

pytestmark = pytest.mark.browser

ENTER, ESCAPE = "\ue007", "\ue00c"
INK = """(selector) => {
  const canvas = document.querySelector(selector);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let drawn = 0;
  for (let i = 3; i < data.length; i += 4) drawn += data[i] > 0;
  return drawn;
}"""
PANEL = "document.querySelector('section.panel')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if os.environ.get("GUIDEGEN_NO_BROWSER"):
        pytest.skip("GUIDEGEN_NO_BROWSER is set: nothing was tested in Firefox")
    program = find_firefox()
    if not program:
        pytest.skip("no Firefox was found: on Debian, apt-get install firefox-esr")
    with running(program, tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@pytest.fixture
def firefox(browser: Firefox) -> Iterator[Firefox]:
    """The browser; what pages complain of fails the test."""
    before = len(browser.complaints())
    yield browser
    assert browser.complaints()[before:] == []


def boxes(text: str) -> str:
    """The checkbox of a layer, as a script finds it."""
    return f"""[...document.querySelectorAll("label")].find((label) =>
      label.textContent.trim() === "{text}").querySelector("input")"""


def test_no_file_may_read_another(browser: Firefox, tmp_path: Path) -> None:
    assert browser.preference("security.fileuri.strict_origin_policy")
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "page.html").write_text("<!doctype html><title>A page</title>")
    browser.open((tmp_path / "page.html").as_uri())
    before = len(browser.complaints())
    script = "() => fetch('other.json').then(() => 'read', () => 'refused')"
    assert browser.evaluate(script) == "refused"
    assert len(browser.complaints()) == before + 1  # so the other tests would see it


def test_what_a_page_complains_of_is_seen(browser: Firefox, tmp_path: Path) -> None:
    policy = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">"
    (tmp_path / "page.html").write_text(
        f"<!doctype html>{policy}<script src=page.js></script><script>inline()</script>"
    )
    (tmp_path / "page.js").write_text("console.error('said'); null.missing;")
    before = len(browser.complaints())
    browser.open((tmp_path / "page.html").as_uri())
    seen = " ".join(browser.complaints()[before:])
    for sign in ("said", "can't access property", "Content-Security-Policy"):
        assert sign in seen


def test_the_city_is_drawn(firefox: Firefox, site: Path) -> None:
    firefox.open((site / "pisa" / "index.html").as_uri())
    firefox.wait_for(
        "document.querySelector('canvas.dots:not([aria-busy])') && document.querySelector('.node')"
    )
    assert firefox.evaluate(INK, "canvas.dots") > 3000
    box = firefox.evaluate("document.querySelector('#map').getBoundingClientRect().toJSON()")
    rows, columns = (
        slice(int(box[a]), int(box[b])) for a, b in (("top", "bottom"), ("left", "right"))
    )
    seen = firefox.picture()[rows, columns].reshape(-1, 3)
    assert len(np.unique(seen, axis=0)) > 500


def test_a_place_is_selected_on_the_map_and_leads_to_its_page(firefox: Firefox, site: Path) -> None:
    firefox.open((site / "pisa" / "index.html").as_uri())
    firefox.wait_for("document.querySelector('[data-node=piazza-dei-miracoli] .mark')")
    firefox.click("[data-node=piazza-dei-miracoli] .mark")
    firefox.wait_for(f"{PANEL}.textContent.includes('Square of Miracles')")
    assert firefox.evaluate("location.hash") == "#place=piazza-dei-miracoli"
    firefox.click("section.panel a")
    firefox.wait_for("document.title === 'Square of Miracles, Pisa'")
    firefox.wait_for("document.querySelector('canvas.dots:not([aria-busy])')")
    assert firefox.evaluate(INK, "canvas.dots") > 1000


def test_what_is_searched_is_found(firefox: Firefox, site: Path) -> None:
    firefox.open((site / "pisa" / "index.html").as_uri())
    firefox.press("[role=combobox]", "leaning tower")
    firefox.wait_for("document.querySelectorAll('[data-found] [role=option]').length > 0")
    firefox.press("[role=combobox]", ENTER)
    firefox.wait_for(f"{PANEL}.textContent.includes('Leaning Tower')")
    firefox.press("#map", ESCAPE)
    firefox.wait_for(f"{PANEL}.hidden")


@pytest.mark.parametrize(
    ("name", "canvas"),
    [("Movement", "canvas.field"), ("Routes", "canvas.routes"), ("Tracks", "canvas.tracks")],
)
def test_movement_is_drawn(firefox: Firefox, site: Path, name: str, canvas: str) -> None:
    firefox.open((site / "pisa" / "index.html").as_uri())
    firefox.evaluate(f"() => {boxes(name)}.click()")
    firefox.wait_for(f"document.querySelector('.map {canvas}')")
    firefox.wait_for(f"({INK})('.map {canvas}') > 100")


def test_the_map_under_everything_is_loaded(firefox: Firefox, porto: Porto) -> None:
    firefox.open((porto.folder / "index.html").as_uri())
    firefox.wait_for("document.querySelector('canvas.basemap')")
    firefox.wait_for(f"({INK})('canvas.basemap') > 100000")


def test_a_walk_is_planned(firefox: Firefox, porto: Porto) -> None:
    firefox.open(porto.page + "#from=-8.613400,41.140700&to=-8.614600,41.145800")
    firefox.wait_for("document.querySelector('path.way.walk')")
    firefox.wait_for("/^[0-9]+ minutes/.test(document.querySelector('[data-told] h2').textContent)")
    assert firefox.evaluate("document.querySelectorAll('[data-steps] .step').length") >= 3


@pytest.mark.parametrize("path", ["index.html", "about.html"])
def test_pages_open(firefox: Firefox, site: Path, path: str) -> None:
    firefox.open(f"{site.as_uri()}/pisa/{path}")
    assert "Pisa" in firefox.evaluate("document.title")


def test_the_page_of_a_walk_draws_it(firefox: Firefox, walks_site: Path) -> None:
    firefox.open(f"{walks_site.as_uri()}/sampletown/walks/old-town-loop.html")
    firefox.wait_for("document.querySelector('path.way.walk, path.walk')")


def test_what_is_kept_on_one_page_is_in_the_list_of_another(firefox: Firefox, site: Path) -> None:
    city = site / "pisa"
    page = min((city / "places").glob("*.html"))
    firefox.open(page.as_uri())
    firefox.click(".star-button")
    firefox.wait_for("document.querySelector('.favourites li a') !== null")
    link = firefox.evaluate("document.querySelector('.favourites li a').getAttribute('href')")
    assert link == f"places/{page.name}"
    firefox.open((city / "about.html").as_uri())
    firefox.open((city / "index.html").as_uri())
    firefox.wait_for("document.querySelector('.favourites li button') !== null")
    firefox.click(".favourites li button")
    firefox.wait_for("document.querySelector('.favourites').hidden")
