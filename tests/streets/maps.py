"""Towns drawn with letters, written as OpenStreetMap files, and their networks read again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from guidegen.geo import Box, Projection
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.network import Network

STEP_M = 10.0
CENTRE = Projection(-8.61, 41.14)
BOX = Box(-8.62, 41.13, -8.60, 41.15)
Town = Mapping[str, Mapping[str, str]]

STREET = {"highway": "residential"}
SQUARE = {"highway": "pedestrian", "area": "yes"}


def places(drawing: str, step_m: float = STEP_M) -> dict[str, tuple[float, float]]:
    """Metres east and north of the centre of each letter; a column or a row is a step."""
    return {
        letter: (column * step_m, -row * step_m)
        for row, line in enumerate(drawing.strip("\n").split("\n"))
        for column, letter in enumerate(line)
        if letter.isalpha()
    }


def xml(drawing: str, ways: Town, *, step_m: float = STEP_M, ways_first: bool = False) -> str:
    """A file in which each letter is a node, whose id is its code, and ways are given by letters.

    Ways are numbered from 101; digits at the end of their letters tell equal ones apart.
    """
    nodes = []
    for letter, (x, y) in places(drawing, step_m).items():
        lon, lat = CENTRE.to_degrees(x, y)
        nodes.append(f'<node id="{ord(letter)}" version="1" lon="{lon:.7f}" lat="{lat:.7f}"/>')
    drawn = []
    for number, (letters, tags) in enumerate(ways.items(), 101):
        refs = "".join(f'<nd ref="{ord(each)}"/>' for each in letters if each.isalpha())
        pairs = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
        drawn.append(f'<way id="{number}" version="1">{refs}{pairs}</way>')
    both = [*drawn, *nodes] if ways_first else [*nodes, *drawn]
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(both)}</osm>'


def network(folder: Path, drawing: str, ways: Town, step_m: float = STEP_M) -> Network:
    """The network of a drawn town."""
    path = folder / "town.osm"
    path.write_text(xml(drawing, ways, step_m=step_m), "utf-8")
    return build_network(read_extract(path), BOX, "town.osm")


def edges(net: Network) -> list[str]:
    """The ends of each edge, as letters, in the order of the table."""
    letters = [chr(each) for each in net.nodes["osm_id"]]
    return [letters[u] + letters[v] for u, v in zip(net.edges["u"], net.edges["v"], strict=True)]


def lengths(net: Network) -> dict[str, int]:
    """The length of each edge in whole metres, by its ends; for networks without parallels."""
    return dict(zip(edges(net), net.edges["length_m"].round().astype(int), strict=True))


def shape(net: Network, edge: str) -> list[tuple[float, float]]:
    """Where an edge runs, in whole metres."""
    line = net.edges.geometry.iloc[edges(net).index(edge)]
    x, y = CENTRE.to_metres(*(each for each in line.coords.xy))
    return [(round(a), round(b)) for a, b in zip(x, y, strict=True)]
