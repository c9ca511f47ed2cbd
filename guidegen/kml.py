"""KML 2.2, what of it the guide writes: named points, lines and areas in folders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

_KML = "http://www.opengis.net/kml/2.2"
_DECIMALS = 6

LonLat = tuple[float, float]


class Kml:
    """A document that is being written."""

    def __init__(self, name: str, description: str = "") -> None:
        self._root = ET.Element("kml", xmlns=_KML)
        self.document = ET.SubElement(self._root, "Document")
        _text(self.document, "name", name)
        if description:
            _text(self.document, "description", description)

    def written(self) -> str:
        """The document as text."""
        ET.indent(self._root)
        text: bytes = ET.tostring(self._root, encoding="utf-8", xml_declaration=True)
        return text.decode() + "\n"


def folder(parent: ET.Element, name: str) -> ET.Element:
    """A folder within a document or another folder."""
    element = ET.SubElement(parent, "Folder")
    _text(element, "name", name)
    return element


def placemark(parent: ET.Element, name: str, description: str = "") -> ET.Element:
    """A named thing without a geometry yet."""
    element = ET.SubElement(parent, "Placemark")
    _text(element, "name", name)
    if description:
        _text(element, "description", description)
    return element


def point(parent: ET.Element, at: LonLat) -> None:
    """A position, lon and lat in degrees."""
    _text(ET.SubElement(parent, "Point"), "coordinates", coordinates([at]))


def line(parent: ET.Element, corners: Iterable[LonLat]) -> None:
    """A line that lies on the ground."""
    element = ET.SubElement(parent, "LineString")
    _text(element, "tessellate", "1")
    _text(element, "coordinates", coordinates(corners))


def area(parent: ET.Element, rings: Sequence[Sequence[LonLat]]) -> None:
    """A polygon: its outline, then its holes, as GeoJSON has them."""
    element = ET.SubElement(parent, "Polygon")
    for number, ring in enumerate(rings):
        edge = ET.SubElement(element, "innerBoundaryIs" if number else "outerBoundaryIs")
        _text(ET.SubElement(edge, "LinearRing"), "coordinates", coordinates(ring))


def geometries(parent: ET.Element) -> ET.Element:
    """What holds several geometries of one placemark."""
    return ET.SubElement(parent, "MultiGeometry")


def coordinates(corners: Iterable[LonLat]) -> str:
    """Positions as KML writes them, to 11 cm."""
    return " ".join(f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f}" for lon, lat in corners)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text
