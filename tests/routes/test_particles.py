"""The page's flows, run in Node: no browser is needed for what does not draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guidegen.geo import Floats
from guidegen.routes.encode import pack_field, pack_slices, unpack_field
from guidegen.routes.field import make_field
from guidegen.routes.raster import Grid
from guidegen.routes.slices import slices
from tests.routes.movers import BOX, THEME, crowd, in_node

SOURCE = THEME / "src" / "field"
COLUMNS, ROWS = 81, 61
SEE_ALL = "{ left: 0, top: 0, right: 80, bottom: 60 }, { x: 10, y: 10 }"


def run(script: str, given: Any = None) -> Any:
    imports = "".join(
        f'import {{ {names} }} from "@{module}";\n'
        for names, module in [
            ("decodeSlice", "decode"), ("Flow", "flow"), ("Particles", "particles"),
            ("streamlines", "streamlines"), ("Seeds", "seeds"),
            ("randomNumbers", "random"),
        ]
    )  # fmt: skip
    modules = ("decode", "flow", "particles", "streamlines", "seeds")
    paths = {module: SOURCE / f"{module}.js" for module in modules}
    paths["random"] = SOURCE.parent / "random.js"
    return in_node(imports + script, given, **paths)


def field(east: Floats | float, north: Floats | float, traffic: Floats | float) -> Any:
    """A field on a grid of 81 x 61 points."""
    values = {"east": east, "north": north, "traffic": traffic}
    listed = {
        name: np.broadcast_to(value, X.shape).ravel().tolist() for name, value in values.items()
    }
    return {"columns": COLUMNS, "rows": ROWS, **listed}


Y, X = np.mgrid[0:ROWS, 0:COLUMNS].astype(float)
# counterclockwise around the middle, as seen with the north above
WHIRL = field(Y - 30, X - 40, 1)


def test_the_page_reads_what_was_packed() -> None:
    grid = Grid.over(BOX)
    packed = pack_slices(slices(crowd(2000), ["unknown"] * 2000, grid))
    script = """
    const decoded = await decodeSlice(given, given.slices[1]);
    const listed = Object.entries(decoded).map(([name, value]) =>
      [name, ArrayBuffer.isView(value) ? Array.from(value) : value]);
    console.log(JSON.stringify(Object.fromEntries(listed)));
    """
    decoded = run(script, packed)
    assert (decoded["columns"], decoded["rows"]) == (grid.columns, grid.rows)
    assert decoded["box"] == [BOX.west, BOX.south, BOX.east, BOX.north]
    assert decoded["name"] == packed["slices"][1]["name"]
    read = unpack_field(packed["slices"][1], (grid.rows, grid.columns))
    for name, values in zip(("east", "north", "traffic"), read, strict=True):
        np.testing.assert_allclose(decoded[name], values.ravel(), rtol=1e-5, atol=1e-6)


def test_an_even_flow_is_a_straight_way() -> None:
    """To the north-east, at the same speed everywhere: rows go to the south."""
    script = """
    const flow = new Flow(given);
    const places = [[20, 40]];
    for (let i = 0; i < 20; i++) {
      const to = [0, 0];
      flow.move(...places.at(-1), 0.25, { x: 10, y: 20 }, to);
      places.push(to);
    }
    console.log(JSON.stringify(places));
    """
    steps = np.diff(run(script, field(3, 3, 1)), axis=0)
    # the same in pixels to the right and upwards, so half as many rows as columns
    np.testing.assert_allclose(steps[:, 0], steps[0, 0], rtol=1e-4)
    np.testing.assert_allclose(steps[:, 1], -steps[:, 0] / 2, rtol=1e-4)
    assert steps[0, 0] > 0


def test_particles_follow_the_field_around() -> None:
    """A whirl's ways are circles: after several turns they still are where they began."""
    script = """
    const flow = new Flow(given);
    const ways = [[50, 30], [40, 12], [33, 33]].map((at) => {
      const way = [at];
      for (let i = 0; i < 4000; i++) {
        const to = [0, 0];
        flow.move(...way.at(-1), 0.016, { x: 4, y: 4 }, to);
        way.push(to);
      }
      return way;
    });
    console.log(JSON.stringify(ways));
    """
    for way in np.array(run(script, WHIRL)):
        around = way - (40, 30)
        radius = np.hypot(*around.T)
        assert np.abs(radius / radius[0] - 1).max() < 0.03
        turns = np.unwrap(np.arctan2(-around[:, 1], around[:, 0])) / (2 * np.pi)
        assert turns[-1] > 1
        assert (np.diff(turns) > 0).all()


def test_the_integrator_agrees_with_the_field_at_every_place() -> None:
    """One step of a real field leads along the flow that Python reads there."""
    grid = Grid.over(BOX)
    real = make_field(crowd(2000), grid)
    east, north, _ = unpack_field(pack_field(real), (grid.rows, grid.columns))
    strong = np.argwhere(np.hypot(real.east, real.north) > 0.1 * np.abs(real.east).max())
    some = strong[:: max(1, len(strong) // 200)]
    script = """
    const decoded = await decodeSlice(given.packed, given.packed.slices[0]);
    const flow = new Flow(decoded);
    console.log(JSON.stringify(given.some.map(([row, column]) => {
      const to = [0, 0];
      flow.move(column, row, 1e-3, { x: 1, y: 1 }, to);
      return [to[0] - column, row - to[1]];
    })));
    """
    packed = pack_slices(slices(crowd(2000), ["unknown"] * 2000, grid))
    moved = np.array(run(script, {"packed": packed, "some": some.tolist()}))
    wanted = np.array([[east[row, column], north[row, column]] for row, column in some])
    angle = np.angle((moved @ (1, 1j)) / (wanted @ (1, 1j)))
    assert np.degrees(np.abs(angle)).max() < 1
    speed, strength = np.hypot(*moved.T), np.hypot(*wanted.T)
    order = np.argsort(strength)
    assert (np.diff(speed[order]) > -0.01 * speed.max()).all()  # stronger flows are no slower


def test_where_nothing_flows_there_are_no_particles() -> None:
    west_only = field(1.0 * (X < 30), 0, 1.0 * (X < 30))
    script = f"""
    const particles = new Particles(new Flow(given), {{ most: 500 }});
    particles.look({SEE_ALL}, 0.01);
    for (let i = 0; i < 200; i++) particles.step(0.02);
    const {{ count, x }} = particles;
    console.log(JSON.stringify({{ count, farthest: Math.max(...x.slice(0, count)) }}));
    """
    answer = run(script, west_only)
    assert answer["count"] == 500
    assert answer["farthest"] < 31

    empty = run(f"""
    const particles = new Particles(new Flow(given));
    particles.look({SEE_ALL}, 1);
    particles.step(0.02);
    console.log(JSON.stringify(particles.count));
    """, field(0, 0, 0))  # fmt: skip
    assert empty == 0


def test_more_particles_begin_where_there_is_more_traffic() -> None:
    twice = field(1, 0, np.where(Y < 30, 400.0, 2.0))
    script = """
    const flow = new Flow(given);
    const seeds = new Seeds(flow, { left: 0, top: 0, right: 80, bottom: 60 }, randomNumbers(3));
    const rows = [];
    for (let i = 0; i < 20000; i++) {
      const at = [0, 0];
      seeds.draw(at);
      rows.push(at[1]);
    }
    console.log(JSON.stringify({ rows, light: [flow.light[0], flow.light[59 * 81]] }));
    """
    answer = run(script, twice)
    rows = np.array(answer["rows"])
    busy, quiet = answer["light"]
    assert busy > 4 * quiet > 0
    share = (rows < 29.5).mean()
    assert share == pytest.approx(30 * busy / (30 * busy + 31 * quiet), abs=0.01)


def test_a_particle_is_drawn_from_where_it_was_drawn_last() -> None:
    script = f"""
    const particles = new Particles(new Flow(given), {{ most: 300, seed: 5 }});
    particles.look({SEE_ALL}, 1);
    const strokes = [];
    for (let frame = 0; frame < 60; frame++) {{
      particles.step(1 / 60);
      for (let n = 0; n < particles.strokes; n++) {{
        const i = particles.moved[n];
        strokes.push([i, frame, ...["fromX", "fromY", "x", "y"].map((name) => particles[name][i])]);
        particles.drawn(i);
      }}
    }}
    console.log(JSON.stringify(strokes));
    """
    strokes = np.array(run(script, WHIRL))
    length_px = 10 * np.hypot(strokes[:, 4] - strokes[:, 2], strokes[:, 5] - strokes[:, 3])
    assert length_px.min() > 1.2
    assert length_px.max() < 4
    first = strokes[strokes[:, 0] == strokes[0, 0]]
    joined = (first[1:, 2:4] == first[:-1, 4:6]).all(axis=1)
    assert joined.mean() > 0.9  # the others began anew


def test_panning_keeps_the_particles_that_are_still_seen() -> None:
    script = f"""
    const particles = new Particles(new Flow(given), {{ most: 1000 }});
    particles.look({SEE_ALL}, 1);
    const places = () => [Array.from(particles.x), Array.from(particles.y)];
    const before = places();
    particles.look({{ left: 40, top: 0, right: 80, bottom: 60 }}, {{ x: 10, y: 10 }}, 1);
    console.log(JSON.stringify([before, places()]));
    """
    before, after = np.array(run(script, WHIRL))
    assert after[0].min() >= 39
    seen = (before[0] >= 40) & (before[0] <= 80) & (before[1] >= 0) & (before[1] <= 60)
    assert 300 < seen.sum() < 700
    assert (after[:, seen] == before[:, seen]).all()


def test_the_same_seed_is_the_same_picture() -> None:
    script = f"""
    const ways = [1, 1, 2].map((seed) => {{
      const particles = new Particles(new Flow(given), {{ most: 200, seed }});
      particles.look({SEE_ALL}, 1);
      for (let i = 0; i < 300; i++) particles.step(0.016);
      return Array.from(particles.x);
    }});
    console.log(JSON.stringify(ways));
    """
    first, again, other = run(script, WHIRL)
    assert first == again
    assert first != other


def test_streamlines_go_with_the_flow_and_keep_apart() -> None:
    script = f"""
    const lines = streamlines(new Flow(given), {SEE_ALL});
    console.log(JSON.stringify(lines.map(({{ points }}) => points)));
    """
    lines = [10 * np.array(points) for points in run(script, WHIRL)]
    assert len(lines) > 100
    for line in lines:
        around = line - (400, 300)
        turned = np.diff(np.unwrap(np.arctan2(-around[:, 1], around[:, 0])))
        assert (turned > 0).all()
    # no small square has points of two lines
    owners: dict[tuple[int, int], set[int]] = {}
    for number, line in enumerate(lines):
        for square in np.floor(line / 4.5).astype(int):
            owners.setdefault((int(square[0]), int(square[1])), set()).add(number)
    assert all(len(numbers) == 1 for numbers in owners.values())
