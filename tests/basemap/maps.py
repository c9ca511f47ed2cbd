"""Towns drawn with letters, as extracts, and the tiles made from them read again."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from xml.sax.saxutils import quoteattr

from guidegen.basemap.build import PIECE_BYTES, Basemap, build_basemap
from guidegen.basemap.kinds import FIRST_LINE, FIRST_POINT, Kind
from guidegen.geo import Box
from tests.drawn_city import extract
from tests.streets.maps import BOX, STREET, Town

# a letter is 100 m from the next; A is the city's centre
TOWN = """
A..B....I..J
.M..........
..N........O
D..C....L..K
E..........F
"""
AROUND = BOX.widened(0.02)
LAKE = {"natural": "water", "name": "Lago"}
WAYS: Town = {
    "ABCDA": LAKE,
    "IJKLI": {"building": "yes"},
    "EF": {**STREET, "name": "Rua da Sé", "name:en": "Cathedral Street"},
}
POINTS: Town = {"O": {"railway": "station", "name": "São Bento"}}


def written(
    folder: Path,
    ways: Town = WAYS,
    points: Town = POINTS,
    relations: str = "",
    covered: Box = AROUND,
) -> Path:
    """The file of a drawn town; ways are numbered from 101."""
    text = extract(TOWN, ways, covered)
    for letter, tags in points.items():
        pairs = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
        before, node, after = _around(text, f'<node id="{ord(letter)}"')
        text = f"{before}{node.removesuffix('/>')}>{pairs}</node>{after}"
    path = folder / "town.osm"
    path.write_text(text.replace("</osm>", f"{relations}</osm>"), "utf-8")
    return path


def _around(text: str, start: str) -> tuple[str, str, str]:
    at = text.index(start)
    end = text.index("/>", at) + 2
    return text[:at], text[at:end], text[end:]


def built(path: Path, box: Box = BOX, languages: tuple[str, ...] = ("en", "pt")) -> Basemap:
    made = build_basemap(path, box, languages)
    assert made is not None
    return made


@dataclass
class Layer:
    """One kind of things in a tile."""

    kind: Kind
    lengths: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    points: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Tile:
    """A tile as pages read it."""

    layers: Mapping[Kind, Layer]
    names: list[list[str]]


def tiles(basemap: Basemap, zoom: int) -> dict[tuple[int, int], Tile]:
    """The tiles of a level, read from the pieces as the index says."""
    pieces = [base64.b64decode(text) for text in basemap.files.values()]
    assert all(len(piece) == PIECE_BYTES for piece in pieces[:-1])
    whole, start, found = b"".join(pieces), 0, {}
    for level in basemap.index["levels"]:
        for column, row, length in level["tiles"]:
            if level["zoom"] == zoom:
                found[column, row] = read_tile(zlib.decompress(whole[start : start + length]))
            start += length
    assert start == len(whole)
    return found


def read_tile(raw: bytes) -> Tile:
    reader = Reader(raw)
    layers = {}
    for _ in range(reader.take(1)[0]):
        kind, count = reader.take(2)
        layer = Layer(Kind(kind))
        if kind < FIRST_POINT:
            layer.lengths = reader.take(count)
        if kind >= FIRST_LINE:
            layer.names = reader.take(count)
        if kind >= FIRST_POINT:
            layer.sizes = reader.take(count)
        size = sum(layer.lengths) if layer.lengths else count
        x, y = (list(accumulate(reader.take(size))) for _ in range(2))
        layer.points = list(zip(x, y, strict=True))
        layers[layer.kind] = layer
    return Tile(layers, json.loads(raw[reader.at :]))


class Reader:
    """Zigzag varints, one after the other."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, count: int) -> list[int]:
        return [self._next() for _ in range(count)]

    def _next(self) -> int:
        bits = shift = 0
        while True:
            byte = self.raw[self.at]
            self.at += 1
            bits |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return bits >> 1 ^ -(bits & 1)


def layers_of(basemap: Basemap, kind: Kind, zoom: int = 14) -> list[tuple[Tile, Layer]]:
    """All layers of a kind on a level, each with its tile."""
    every = tiles(basemap, zoom).values()
    return [(tile, tile.layers[kind]) for tile in every if kind in tile.layers]
