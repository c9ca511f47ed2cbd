"""Fields as files: small ones for the page, and what leaflet-velocity reads."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from guidegen.geo import Floats
from guidegen.routes.field import Field
from guidegen.routes.slices import Slice

# What a byte holds: a sign and a size, or a size alone.
_SIGNED, _UNSIGNED = 127, 255
_DIGITS = 4  # significant ones in leaflet-velocity's file


def pack_slices(slices: Sequence[Slice]) -> dict[str, Any]:
    """Slices on one grid as a JSON object for the page.

        box: [west, south, east, north], where the outermost points lie, degrees.
        columns, rows: of points, from west to east and from north to south.
        form: local or magnets.
        slices: one object for each, with kind and name, and as `pack_field` says.

    How many movements and people a slice rests on is not given.
    """
    first = slices[0].field
    box = first.grid.box
    return {
        "box": [box.west, box.south, box.east, box.north],
        "columns": first.grid.columns,
        "rows": first.grid.rows,
        "form": first.form,
        "slices": [
            {"kind": each.kind, "name": each.name, **pack_field(each.field)} for each in slices
        ],
    }


def pack_field(field: Field) -> dict[str, Any]:
    """A field in three bytes a point.

        flow, traffic: the largest of each.
        bytes: east, north (int8, -127 to 127), then traffic (uint8); zlib, then base64.

    Sizes are written by their square root, so that quiet streets keep their direction beside a
    crowded square: with q = (east, north) / 127, the flow is flow · |q| · q; with t = traffic /
    255, it is traffic · t². Each is at most 1.2 % of the largest off, and 0.2 % where it is below
    a fiftieth of it. The largest are rounded up, so as not to add precision that the bytes do
    not have.
    """
    strength = np.hypot(field.east, field.north)
    flow, traffic = (_rounded_up(float(size.max())) for size in (strength, field.traffic))
    root = np.sqrt(strength / flow)
    share = np.divide(root, strength, out=np.zeros_like(root), where=strength > 0)
    columns = [
        np.rint(_SIGNED * field.east * share).astype(np.int8),
        np.rint(_SIGNED * field.north * share).astype(np.int8),
        np.rint(_UNSIGNED * np.sqrt(field.traffic / traffic)).astype(np.uint8),
    ]
    packed = zlib.compress(b"".join(column.tobytes() for column in columns), 9)
    return {"flow": flow, "traffic": traffic, "bytes": base64.b64encode(packed).decode("ascii")}


def unpack_field(
    packed: dict[str, Any], shape: tuple[int, int]
) -> tuple[npt.NDArray[np.float64], ...]:
    """East, north and traffic again, as the page reads them; shape (rows, columns)."""
    data = zlib.decompress(base64.b64decode(packed["bytes"]))
    size = shape[0] * shape[1]
    q = np.frombuffer(data, np.int8, 2 * size).reshape(2, *shape) / _SIGNED
    t = np.frombuffer(data, np.uint8, size, 2 * size).reshape(shape) / _UNSIGNED
    east, north = packed["flow"] * np.hypot(*q) * q
    return east, north, packed["traffic"] * t * t


def velocity_json(field: Field) -> list[dict[str, Any]]:
    """Two records, the flow to the east and to the north, in leaflet-velocity's form of GRIB 2."""
    grid, box = field.grid, field.grid.box
    step_lon, step_lat = grid.step_deg
    header = {
        "parameterCategory": 2,
        "parameterUnit": "1/m" if field.form == "magnets" else "movements",
        "gridDefinitionTemplate": 0,
        "scanMode": 0,  # rows from north to south, each from west to east
        "lo1": box.west,
        "la1": box.north,
        "lo2": box.east,
        "la2": box.south,
        "nx": grid.columns,
        "ny": grid.rows,
        "dx": step_lon,
        "dy": step_lat,
        "numberPoints": grid.columns * grid.rows,
        "refTime": "1970-01-01T00:00:00Z",  # it has none: it is of all times
        "forecastTime": 0,
    }
    return [
        {
            "header": {**header, "parameterNumber": number, "parameterNumberName": name},
            "data": _significant(values),
        }
        for number, name, values in (
            (2, "eastward flow", field.east),
            (3, "northward flow", field.north),
        )
    ]


def _rounded_up(largest: float) -> float:
    """To two significant digits; 1 for nothing, so that it can divide."""
    if largest <= 0:
        return 1.0
    unit = 10.0 ** (np.floor(np.log10(largest)) - 1)
    return float(f"{np.ceil(largest / unit) * unit:.6g}")


def _significant(values: Floats) -> list[float | int]:
    """In reading order, rounded; whole numbers are written without a point."""
    numbers = [float(f"{value:.{_DIGITS}g}") for value in values.ravel().tolist()]
    return [int(number) if number.is_integer() else number for number in numbers]
