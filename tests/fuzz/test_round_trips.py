"""What is packed is unpacked as it was, by Python and by the scripts of pages."""

from __future__ import annotations

import base64
import shutil
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.places.sketch import VALUES, from_text, to_text
from guidegen.routes.encode import pack_field, unpack_field
from guidegen.routes.field import Field
from guidegen.routes.raster import Grid
from guidegen.slugs import is_slug, slugify
from guidegen.varints import varints
from tests.fuzz.damage import amount
from tests.routes.movers import BOX, THEME, in_node

_LARGEST = 2**30  # the scripts count in 32 bits, of which zigzag takes one
numbers = st.lists(st.integers(-_LARGEST, _LARGEST - 1) | st.integers(-200, 200), max_size=60)


def unpacked(packed: bytes) -> list[int]:
    """Zigzag varints read byte by byte, as their description says."""
    found, bits, shift = [], 0, 0
    for byte in packed:
        bits |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(bits >> 1 if bits % 2 == 0 else -(bits + 1) >> 1)
            bits = shift = 0
    assert not shift
    return found


@amount(100)
@given(numbers)
def test_whole_numbers(column: list[int]) -> None:
    assert unpacked(varints(np.array(column, np.int64))) == column


def test_pages_read_the_same_numbers(tmp_path: Path) -> None:
    """All cases at once, for Node takes its time to begin."""
    drawn: list[list[int]] = []

    @amount(60)
    @given(numbers)
    def draw(column: list[int]) -> None:
        drawn.append(column)

    draw()
    shutil.copy(THEME / "src/planner/packed.js", tmp_path / "packed.mjs")
    script = (
        'import { bytesOf, inflate, reader } from "@packed";\n'
        "const read = async ([text, count]) => "
        "Array.from(reader(await inflate(bytesOf(text)))(count));\n"
        "process.stdout.write(JSON.stringify(await Promise.all(given.map(read))));"
    )
    given_ = [
        [base64.b64encode(zlib.compress(varints(np.array(each, np.int64)))).decode(), len(each)]
        for each in drawn
    ]
    assert in_node(script, given_, packed=tmp_path / "packed.mjs") == drawn


flows = st.floats(-1e6, 1e6, allow_subnormal=False) | st.just(0.0)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    grid = Grid.over(BOX)
    shape = (grid.rows, grid.columns)
    made: list[Any] = []
    for values in (flows, flows, st.floats(0, 1e6, allow_subnormal=False)):
        column = np.zeros(shape)
        for _ in range(draw(st.integers(0, 4))):
            row, at = draw(st.integers(0, shape[0] - 1)), draw(st.integers(0, shape[1] - 1))
            column[row, at] = draw(values)
        made.append(column)
    return Field(grid, "local", *made, np.zeros(shape, np.int64))


@amount(40)
@given(fields())
def test_fields(field: Field) -> None:
    shape = (field.grid.rows, field.grid.columns)
    east, north, traffic = unpack_field(pack_field(field), shape)
    largest = np.hypot(field.east, field.north).max() or 1.0
    assert np.hypot(east - field.east, north - field.north).max() <= 0.012 * largest
    assert np.abs(traffic - field.traffic).max() <= 0.005 * (field.traffic.max() or 1.0)


@amount(60)
@given(st.binary(max_size=140) | st.binary(min_size=VALUES, max_size=VALUES))
def test_sketches(content: bytes) -> None:
    """Those of places' photos are of one size; others are refused, in words."""
    sketch = np.frombuffer(content, np.uint8)
    if len(content) == VALUES:
        assert (from_text(to_text(sketch)) == sketch).all()
    else:
        with pytest.raises(ValueError, match="sketch"):
            from_text(to_text(sketch))


@amount(100)
@given(st.text(max_size=60))
def test_slugs(text: str) -> None:
    slug = slugify(text)
    assert not slug or is_slug(slug)
    assert slugify(slug) == slug
