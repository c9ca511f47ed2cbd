"""KML 2.2, what of it the guide writes: named points, lines and areas in folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from xml.sax.saxutils import escape

_KML = "http://www.opengis.net/kml/2.2"
_DECIMALS = 6

LonLat = tuple[float, float]


@dataclass(slots=True)
class Element:
    """A part of a document: text, or elements in it."""

    tag: str
    text: str = ""
    inner: list[Element] = field(default_factory=list)
    more: Iterable[Element] = ()  # after these, made when they are written


class Kml:
    """A document that is being written."""

    def __init__(self, name: str, description: str = "") -> None:
        self.document = Element("Document")
        _text(self.document, "name", name)
        if description:
            _text(self.document, "description", description)

    def written(self) -> str:
        """The document as text."""
        return "".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The same line by line, once: elements that are made when they are written are gone."""
        yield f"<?xml version='1.0' encoding='utf-8'?>\n<kml xmlns=\"{_KML}\">\n"
        yield from _lines(self.document, "  ")
        yield "</kml>\n"


def folder(parent: Element, name: str) -> Element:
    """A folder within a document or another folder."""
    element = _within(parent, "Folder")
    _text(element, "name", name)
    return element


def placemark(parent: Element, name: str, description: str = "") -> Element:
    """A named thing without a geometry yet."""
    element = _within(parent, "Placemark")
    _text(element, "name", name)
    if description:
        _text(element, "description", description)
    return element


def point(parent: Element, at: LonLat) -> None:
    """A position, lon and lat in degrees."""
    _text(_within(parent, "Point"), "coordinates", coordinates([at]))


def line(parent: Element, corners: Iterable[LonLat]) -> None:
    """A line that lies on the ground."""
    element = _within(parent, "LineString")
    _text(element, "tessellate", "1")
    _text(element, "coordinates", coordinates(corners))


def area(parent: Element, rings: Sequence[Sequence[LonLat]]) -> None:
    """A polygon: its outline, then its holes, as GeoJSON has them."""
    element = _within(parent, "Polygon")
    for number, ring in enumerate(rings):
        edge = _within(element, "innerBoundaryIs" if number else "outerBoundaryIs")
        _text(_within(edge, "LinearRing"), "coordinates", coordinates(ring))


def geometries(parent: Element) -> Element:
    """What holds several geometries of one placemark."""
    return _within(parent, "MultiGeometry")


def coordinates(corners: Iterable[LonLat]) -> str:
    """Positions as KML writes them, to 11 cm."""
    return " ".join(f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f}" for lon, lat in corners)


def _within(parent: Element, tag: str) -> Element:
    element = Element(tag)
    parent.inner.append(element)
    return element


def _lines(element: Element, indent: str) -> Iterator[str]:
    tag = element.tag
    if element.inner:
        yield f"{indent}<{tag}>\n"
        for each in chain(element.inner, element.more):
            yield from _lines(each, f"{indent}  ")
        yield f"{indent}</{tag}>\n"
    else:
        text = escape(element.text)
        yield f"{indent}<{tag}>{text}</{tag}>\n" if text else f"{indent}<{tag} />\n"


def _text(parent: Element, tag: str, text: str) -> None:
    parent.inner.append(Element(tag, text))
