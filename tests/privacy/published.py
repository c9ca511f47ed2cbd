"""Everything a site publishes, as texts and numbers, whatever form it was packed in."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from guidegen.geo import Box

_PACKED = re.compile(rb'"bytes":\s*"([A-Za-z0-9+/=]{8,})"')
_NUMBER = re.compile(r"-?\d+\.\d+")
_IN_ID = re.compile(r"-(\d+)-(\d+)n-(\d+)-(\d+)w")


def contents(site: Path) -> dict[str, bytes]:
    """Every file by its path; packed columns are unpacked behind what holds them."""
    found = {}
    for path in sorted(site.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            packed = [zlib.decompress(base64.b64decode(text)) for text in _PACKED.findall(raw)]
            found[path.relative_to(site).as_posix()] = b"\n".join([raw, *packed])
    return found


def tables(site: Path) -> dict[str, gpd.GeoDataFrame]:
    """The GeoPackages and GeoParquet files."""
    found = {}
    for path in sorted(site.rglob("streets.*")):
        if path.suffix == ".gpkg":
            found[path.name] = gpd.read_file(path)
        elif path.suffix == ".parquet":
            found[path.name] = gpd.read_parquet(path)
    return found


def numbers(content: bytes) -> set[str]:
    """The fractional numbers in a text, as they are written."""
    return set(_NUMBER.findall(content.decode("utf-8", "replace")))


def positions(content: bytes, box: Box) -> list[tuple[float, float]]:
    """Longitudes and latitudes: numbers beside each other, in either order, and those in ids.

    Args:
        content: of a file.
        box: where positions of the city are; it lies west of Greenwich.
    """
    text = _IN_ID.sub(r" \1.\2 -\3.\4 ", content.decode("utf-8", "replace"))
    read = np.array([float(each) for each in _NUMBER.findall(text)] or [0.0])
    east, north = -np.abs(read), read  # pages write 8.6° W
    in_east = (box.west - 0.02 < east) & (east < box.east + 0.02)
    in_north = (box.south - 0.02 < north) & (north < box.north + 0.02)
    lon_first = np.flatnonzero(in_east[:-1] & in_north[1:])
    lat_first = np.flatnonzero(in_north[:-1] & in_east[1:])
    found = [(east[at], north[at + 1]) for at in lon_first]
    return found + [(east[at + 1], north[at]) for at in lat_first]


def script(site: Path, name: str) -> Any:
    """What a script of the city's data sets."""
    text = (site / "manytown" / "data" / f"{name}.js").read_text("utf-8")
    return json.loads(text.partition(f").{name} = ")[2].rstrip().removesuffix(";"))


def data(site: Path, name: str) -> Any:
    """A JSON file of the city's data."""
    return json.loads((site / "manytown" / "data" / name).read_text("utf-8"))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value in an object of objects, with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{at}]")
    else:
        yield path, value


class Cells(HTMLParser):
    """The cells of all tables, row by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        self._in_cell = tag in ("td", "th") or (self._in_cell and tag == "span")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in_cell and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data
