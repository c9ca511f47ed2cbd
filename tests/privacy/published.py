"""Everything a site publishes, as texts and numbers, whatever form it was packed in."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd

_PACKED = re.compile(rb'"bytes":\s*"([A-Za-z0-9+/=]{8,})"')
_NUMBER = re.compile(r"-?\d+\.\d+")


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
