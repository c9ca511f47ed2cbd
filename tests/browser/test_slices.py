"""Long work in slices, in Node: how the map under everything is painted, and is no burden."""

from __future__ import annotations

from typing import Any

import numpy as np
from shapely import Point, box, orient_polygons

from guidegen.basemap.kinds import Kind
from guidegen.basemap.shapes import Level, Ready
from guidegen.basemap.tiles import tiles_of
from tests.routes.movers import THEME, in_node

SLICES = THEME / "src" / "slices.js"
GROUND = THEME / "src" / "basemap" / "ground.js"
DECODE = THEME / "src" / "basemap" / "decode.js"


def worked(work: str, then: str = "") -> Any:
    """What happened, in order, when a generator's work was done in slices."""
    script = f"""
      const {{ inSlices }} = await import("@slices");
      const told = [];
      await new Promise((done) => {{
        const stop = inSlices((function* () {{ {work} }})(), () => {{ told.push("done"); done(); }},
          () => told.push("pause"));
        told.push("returned");
        {then}
      }});
      console.log(JSON.stringify(told));
    """
    return in_node(script, {}, slices=SLICES)


def test_little_work_is_done_at_once() -> None:
    assert worked("told.push(1); yield; told.push(2);") == [1, 2, "done", "returned"]


def test_a_slice_ends_where_the_work_says_that_it_is_enough() -> None:
    work = "told.push(1); yield true; told.push(2); yield false; told.push(3);"
    assert worked(work) == [1, "pause", "returned", 2, 3, "done"]


def test_long_work_is_paused() -> None:
    busy = "for (const end = performance.now() + 20; performance.now() < end;) yield;"
    told = worked(busy)
    assert told[:2] == ["pause", "returned"]
    assert told[-1] == "done"


def test_what_is_stopped_is_not_gone_on_with() -> None:
    work = "told.push(1); yield true; told.push(2);"
    assert worked(work, "stop(); setTimeout(done, 50);") == [1, "pause", "returned"]


def test_the_ground_is_painted_in_portions() -> None:
    """Canvases note down lines in no time; a slice holds some thousand points however fast."""
    script = """
      const { paintGround } = await import("@ground");
      const nothing = () => {};
      let drawn = 0;
      const draw = (path) => (drawn += path.length);
      const context = new Proxy({ canvas: {}, stroke: draw, fill: draw,
        createLinearGradient: () => ({ addColorStop: nothing }) },
        { get: (all, name) => all[name] ?? nothing, set: () => true });
      const path = { path: { length: 600 }, points: 600 };
      const paths = new Map([[given.kind, Array(given.paths).fill(path)]]);
      const tiles = [{ column: 0, row: 0, content: { paths } }];
      const view = { zoom: 16, ratio: 1, scale: 256 * 2 ** 16, origin: { x: 0, y: 0 } };
      const portions = [];
      let before = 0;
      for (const isEnough of paintGround(context, view, { level: { units: 1, extent: 1 }, tiles },
        [0, 0, 1, 1], {})) {
        if (!isEnough) continue;
        portions.push(drawn - before);
        before = drawn;
      }
      console.log(JSON.stringify({ portions, drawn }));
    """
    told = in_node(script, {"kind": Kind.BUILDING, "paths": 40}, ground=GROUND)
    assert told["drawn"] == 2 * 600 * 40  # filled, and their edges
    assert sum(told["portions"]) > 0.9 * told["drawn"]
    assert max(told["portions"]) <= 1800


def test_a_hole_is_painted_with_what_it_is_in() -> None:
    """Long shores are cut from other water, never from their islands."""
    lake = Point(500, 500).buffer(300, quad_segs=400)
    with_islands = lake - Point(400, 500).buffer(30) - Point(600, 500).buffer(30, quad_segs=400)
    waters = [with_islands, *(box(2000 + 20 * i, 100, 2010 + 20 * i, 110) for i in range(400))]
    shapes = np.array(orient_polygons(waters), dtype=object)
    none = np.zeros(len(shapes), np.int64)
    ready = Ready(none + Kind.WATER, none, shapes, none)
    level = Level(zoom=14, extent=20_000, least=0, tolerance=0)
    (tile,) = tiles_of(ready, level, [("",)]).values()
    script = """
      globalThis.Path2D = class { constructor(text) { this.text = text; } };
      const { decodeTile } = await import("@decode");
      const { paths } = await decodeTile(Uint8Array.from(given.tile), 0);
      console.log(JSON.stringify(paths.get(given.kind).map(({ path, points }) =>
        [path.text.split("M").length - 1, points])));
    """
    paths = in_node(script, {"tile": list(tile), "kind": Kind.WATER}, decode=DECODE)
    rings = sum(1 + len(shape.interiors) for shape in shapes)
    assert sum(ring for ring, _points in paths) == rings
    assert paths[0][0] == 3  # the lake and its islands
    assert len(paths) > 2
    assert max(points for _rings, points in paths[1:]) < 1100
