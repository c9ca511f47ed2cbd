"""The moving flows on a map of their own, opened from a folder."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from guidegen.routes.encode import pack_slices
from guidegen.routes.raster import Grid
from guidegen.routes.slices import slices
from tests.browser.conftest import THEME, OpenPage
from tests.routes.movers import BOX, crowd

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Flows</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self';
 style-src 'self'"><link rel="stylesheet" href="page.css"><div class="map" tabindex="0"></div>
<script src="field.js"></script><script src="page.js"></script></html>"""
STYLE = """@import "leaflet/dist/leaflet.css"; @import "./src/css/colours.css";
@import "./src/field/field.css"; .map { height: 500px }"""
SCRIPT = """
import L from "leaflet";
import { decodeSlice } from "./src/field/decode.js";
import { fieldLayer } from "./src/field/field-layer.js";
import { pauseControl } from "./src/field/pause-control.js";
const packed = window.guidegen.field;
const map = L.map(document.querySelector(".map"), { zoomAnimation: false, inertia: false });
map.fitBounds([[packed.box[1], packed.box[0]], [packed.box[3], packed.box[2]]]);
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
Promise.all(packed.slices.map((slice) => decodeSlice(packed, slice))).then((fields) => {
  const layer = fieldLayer(fields[0], { still }).addTo(map);
  pauseControl(layer).addTo(map);
  // tells one picture from another
  const ink = (name = "canvas.field") => {
    const canvas = document.querySelector(name);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0; // a loop over whole pixels is many times as quick as `reduce` over their bytes
    for (const pixel of new Uint32Array(data.buffer)) sum += pixel;
    return sum;
  };
  window.page = { map, layer, fields, ink };
});
"""

OpenFlows = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flows") / "site"
    folder.mkdir()
    packed = pack_slices(slices(crowd(3000), ["unknown"] * 3000, Grid.over(BOX)))
    (folder / "field.js").write_text(f"window.guidegen = {{ field: {json.dumps(packed)} }};")
    (folder / "index.html").write_text(PAGE)
    for kind, source in (("js", SCRIPT), ("css", STYLE)):
        made = subprocess.run(
            [str(THEME / "node_modules/.bin/esbuild"), "--bundle", f"--loader={kind}",
             "--loader:.png=empty", "--log-level=warning"],
            cwd=THEME, input=source, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        (folder / f"page.{kind}").write_text(made.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def open_flows(open_page: OpenPage, folder: Path) -> OpenFlows:
    """Open the page; with movement, unless the options say otherwise."""

    def open_(**options: object) -> Page:
        settings = {"reduced_motion": "no-preference", **options}
        page = open_page((folder / "index.html").as_uri(), height=720, **settings)
        expect(page.locator("canvas.field")).to_be_attached()
        return page

    return open_


def drawn(page: Page) -> int:
    return int(page.evaluate("window.page.ink()"))


def moves(page: Page, frames: int) -> bool:
    """Whether what is drawn changes within so many frames of the browser."""
    changed: bool = page.evaluate(
        """(frames) => new Promise((done) => {
          const before = window.page.ink();
          const look = () => {
            if (window.page.ink() !== before) done(true);
            else if (frames-- === 0) done(false);
            else requestAnimationFrame(look);
          };
          look();
        })""",
        frames,
    )
    return changed


def comes_to_move(page: Page) -> bool:
    return moves(page, 300)


def stays(page: Page) -> bool:
    return not moves(page, 30)


def test_the_button_stops_and_starts_it_by_keyboard(open_flows: OpenFlows) -> None:
    page = open_flows()
    assert comes_to_move(page)
    button = page.get_by_role("button", name="Pause the moving flows")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert stays(page)
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert comes_to_move(page)


def test_readers_who_want_no_motion_get_a_picture(open_flows: OpenFlows) -> None:
    page = open_flows(reduced_motion="reduce")
    assert stays(page)
    button = page.get_by_role("button", name="Pause the moving flows")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.evaluate("page.map.panBy([40, 0], { animate: false })")
    assert drawn(page) > 0
    assert stays(page)
    button.click()  # they may want it after all
    assert comes_to_move(page)


def test_it_rests_in_a_hidden_tab(open_flows: OpenFlows) -> None:
    page = open_flows()
    hide = (
        "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable:"
        " true }); document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.evaluate(hide, True)
    assert stays(page)
    page.evaluate(hide, False)
    assert comes_to_move(page)


def test_it_rests_while_the_map_is_dragged(open_flows: OpenFlows) -> None:
    page = open_flows()
    page.mouse.move(300, 250)
    page.mouse.down()
    page.mouse.move(340, 270, steps=4)
    assert stays(page)
    page.mouse.up()
    assert comes_to_move(page)


def test_trails_stay_where_they_are_in_the_city(open_flows: OpenFlows) -> None:
    page = open_flows()
    page.evaluate("page.layer.pause()")
    # a square of the canvas around a place of the city
    square = """([lat, lon]) => {
      const canvas = document.querySelector("canvas.field");
      const at = page.map.latLngToLayerPoint([lat, lon]).subtract(page.layer._bounds.min);
      const [x, y] = [Math.round(at.x) - 40, Math.round(at.y) - 40];
      return Array.from(canvas.getContext("2d").getImageData(x, y, 80, 80).data);
    }"""
    place = list(reversed(BOX.centre))
    before = page.evaluate(square, place)
    page.evaluate("page.map.panBy([-120, 60], { animate: false })")
    assert page.evaluate(square, place) == before
    assert sum(before) > 0


def test_crisp_on_a_dense_screen(open_flows: OpenFlows) -> None:
    # a still picture: a slow machine gives up pixels for movement
    page = open_flows(device_scale_factor=3, reduced_motion="reduce")
    for name in ("field", "heads"):
        width, shown = page.locator(f"canvas.{name}").evaluate(
            "(canvas) => [canvas.width, canvas.getBoundingClientRect().width]"
        )
        assert width == pytest.approx(2 * shown, abs=2)  # more than two is only heat


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_trails_have_heads(open_flows: OpenFlows, motion: str) -> None:
    page = open_flows(reduced_motion=motion)
    page.evaluate("page.layer.pause()")
    heads = "page.ink('canvas.heads')"
    assert page.evaluate(heads) > 0
    page.evaluate("page.map.panBy([-120, 60], { animate: false })")
    assert page.evaluate(heads) > 0
    page.evaluate("page.layer.setField({ ...page.fields[0], traffic: new Float32Array(1e6) })")
    page.evaluate("page.layer.recolour()")  # draws anew
    assert page.evaluate(heads) == 0


def test_another_field_takes_over_and_the_layer_leaves_nothing(open_flows: OpenFlows) -> None:
    page = open_flows()
    page.evaluate("page.layer.setField(page.fields[1])")
    page.evaluate("page.layer.setColour('direction')")
    assert comes_to_move(page)
    page.evaluate("page.layer.remove()")
    expect(page.locator("canvas.field")).to_have_count(0)
    expect(page.locator(".map.flowing")).to_have_count(0)
    page.evaluate("page.layer.addTo(page.map)")
    assert comes_to_move(page)
