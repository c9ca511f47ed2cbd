"""Lyon: real photos and streets of one place, which may not be shipped.

The streets are a list of crossings and of straight pieces between them, one for each direction;
here they become an extract of OpenStreetMap. Nothing is said of their kind, so all are
residential.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

# The box of the streets' crossings.
BOX = (4.8310, 45.7270, 4.9080, 45.7810)
CITY = """\
name: Lyon
country: FR
languages: [fr, en]
bbox: [{box}]
photos: [{{source: file, path: {photos}}}]
streets: {{source: file, path: lyon.osm}}
"""


def write_city(photos: Path, streets: Path, folder: Path) -> Path:
    """Write a city file of Lyon and its extract; returns the city file."""
    write_extract(streets, folder / "lyon.osm")
    city = folder / "lyon.yaml"
    box = ", ".join(map(str, BOX))
    city.write_text(CITY.format(box=box, photos=photos), "utf-8")
    return city


def write_extract(streets: Path, target: Path) -> None:
    """Turn crossings and named pieces into ``.osm``; a piece in both directions is one way."""
    source = ET.parse(streets).getroot()  # noqa: S314 - a file of whoever runs the test
    osm = ET.Element("osm", version="0.6")
    for crossing in source.iter("intersection"):
        ET.SubElement(
            osm,
            "node",
            id=crossing.attrib["id"],
            version="1",
            lat=crossing.attrib["latitude"],
            lon=crossing.attrib["longitude"],
        )
    seen = set()
    for number, piece in enumerate(source.iter("segment"), 1):
        ends = piece.attrib["origin"], piece.attrib["destination"]
        if ends[0] == ends[1] or (key := (*sorted(ends), piece.attrib["name"])) in seen:
            continue
        seen.add(key)
        way = ET.SubElement(osm, "way", id=str(number), version="1")
        for end in ends:
            ET.SubElement(way, "nd", ref=end)
        ET.SubElement(way, "tag", k="highway", v="residential")
        if piece.attrib["name"]:
            ET.SubElement(way, "tag", k="name", v=piece.attrib["name"])
    ET.ElementTree(osm).write(target, encoding="utf-8", xml_declaration=True)
