from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from guidegen.routes.encode import pack_field, pack_slices, unpack_field, velocity_json
from guidegen.routes.field import Field, make_field
from guidegen.routes.raster import Grid
from guidegen.routes.slices import slices
from tests.routes.movers import BOX, THEME, crowd, in_node, movements

GRID = Grid.over(BOX)
SHAPE = (GRID.rows, GRID.columns)
FIELD = make_field(crowd(2000), GRID)

# leaflet-velocity is written for a page; this is as much of one as it needs to read data
VELOCITY = """
import vm from "node:vm";
const path = new URL("@library");
const window = { devicePixelRatio: 1 };
const anything = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : anything),
  apply: () => anything,
});
const context = vm.createContext({
  window, console, L: anything, navigator: { userAgent: "" },
  requestAnimationFrame() {}, cancelAnimationFrame() {},
});
vm.runInContext(readFileSync(path, "utf8") + ";this.Windy = Windy", context);
"""


def test_what_is_packed_is_what_is_unpacked() -> None:
    east, north, traffic = unpack_field(pack_field(FIELD), SHAPE)
    strength = np.hypot(FIELD.east, FIELD.north)
    error = np.hypot(east - FIELD.east, north - FIELD.north) / strength.max()
    assert error.max() < 0.012
    assert error[strength < strength.max() / 50].max() < 0.002
    assert (error[strength == 0] == 0).all()
    assert np.abs(traffic - FIELD.traffic).max() < 0.005 * FIELD.traffic.max()
    # weak flows keep their direction
    some = strength > strength.max() / 200
    turned = np.angle((east + 1j * north)[some] / (FIELD.east + 1j * FIELD.north)[some])
    assert np.degrees(np.abs(turned)).max() < 5


def test_an_empty_field_can_be_packed() -> None:
    empty = make_field(movements([]), GRID)
    for values in unpack_field(pack_field(empty), SHAPE):
        assert not values.any()
    assert set(velocity_json(empty)[0]["data"]) == {0}


def test_the_page_is_not_told_how_many_people_a_slice_rests_on() -> None:
    found = slices(crowd(2000), ["unknown"] * 2000, GRID)
    packed = pack_slices(found)
    assert packed["box"] == [BOX.west, BOX.south, BOX.east, BOX.north]
    assert (packed["columns"], packed["rows"]) == SHAPE[::-1]
    assert [each["name"] for each in packed["slices"]] == [each.name for each in found]
    allowed = {"kind", "name", "flow", "traffic", "bytes"}
    assert all(each.keys() == allowed for each in packed["slices"])


def test_the_same_field_is_the_same_text() -> None:
    again = make_field(crowd(2000), GRID)
    for write in (pack_field, velocity_json):
        assert json.dumps(write(FIELD)) == json.dumps(write(again))  # type: ignore[operator]


def test_two_records_from_north_to_south() -> None:
    to_the_north_west = movements([(300, 200, -100, 600)] * 3)
    field = make_field(to_the_north_west, GRID)
    u, v = velocity_json(field)
    for record, number in ((u, 2), (v, 3)):
        header = record["header"]
        assert (header["parameterCategory"], header["parameterNumber"]) == (2, number)
        assert (header["lo1"], header["la1"]) == (BOX.west, BOX.north)
        assert header["dx"] > 0
        assert header["dy"] > 0
        assert header["lo1"] + header["dx"] * (header["nx"] - 1) == pytest.approx(BOX.east)
        assert header["la1"] - header["dy"] * (header["ny"] - 1) == pytest.approx(BOX.south)
        assert len(record["data"]) == header["nx"] * header["ny"]
        assert np.isfinite(record["data"]).all()
    west, north = (np.reshape(record["data"], SHAPE) for record in (u, v))
    assert west.min() < -1
    assert north.max() > 1
    assert np.unravel_index(north.argmax(), SHAPE)[0] < GRID.rows / 2  # it is in the north


@pytest.mark.parametrize("form", ["local", "magnets"])
def test_the_two_encodings_agree(form: Any) -> None:
    field = make_field(crowd(2000), GRID, form=form)
    east, north, _ = unpack_field(pack_field(field), SHAPE)
    u, v = (np.reshape(record["data"], SHAPE) for record in velocity_json(field))
    largest = np.hypot(u, v).max()
    assert np.hypot(east - u, north - v).max() < 0.012 * largest


def test_leaflet_velocity_reads_it() -> None:
    random = np.random.default_rng(5)
    lon = random.uniform(BOX.west + 0.001, BOX.east - 0.001, 200)
    lat = random.uniform(BOX.south + 0.001, BOX.north - 0.001, 200)
    script = """
    const map = { containerPointToLatLng: () => ({ lat: 0, lng: 0 }) };
    const canvas = { getContext: () => ({ fillRect() {}, clearRect() {} }), width: 9, height: 9 };
    const windy = new context.Windy({ canvas, map, data: given.data });
    windy.start([[0, 0], [9, 9]], 9, 9, [[0, 0], [9, 9]]);
    const read = ([lon, lat]) => windy.interpolatePoint(lon, lat);
    console.log(JSON.stringify(given.places.map(read)));
    """
    given = {"data": velocity_json(FIELD), "places": np.column_stack([lon, lat]).tolist()}
    library = THEME / "node_modules/leaflet-velocity/dist/leaflet-velocity.js"
    found = np.array(in_node(VELOCITY + script, given, library=library), dtype=float)
    np.testing.assert_allclose(found[:, 0], interpolated(FIELD, FIELD.east, lon, lat), atol=0.01)
    np.testing.assert_allclose(found[:, 1], interpolated(FIELD, FIELD.north, lon, lat), atol=0.01)
    assert np.hypot(*found[:, :2].T).max() > 1


def interpolated(field: Field, values: Any, lon: Any, lat: Any) -> Any:
    from scipy.interpolate import RegularGridInterpolator

    box = field.grid.box
    lats = np.linspace(box.south, box.north, field.grid.rows)
    lons = np.linspace(box.west, box.east, field.grid.columns)
    return RegularGridInterpolator((lats, lons), values[::-1])(np.column_stack([lat, lon]))
