"""A walk as files for other programs: GPX 1.1, KML 2.2 and GeoJSON (RFC 7946).

Places have six decimals (11 cm). Nothing in the files depends on the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from gpxpy import gpx

from guidegen.markup import one_line
from guidegen.walks.steps import Step, without_distance
from guidegen.walks.walk import Walk

DECIMALS = 6
_CREATOR = "guidegen"
_KML = "http://www.opengis.net/kml/2.2"


class Credit(NamedTuple):
    """Whose data a way is from.

    Attributes:
        author: whom to name; "" for nobody.
        licence: its address, or "".
        notice: what to say of it in a sentence or two, or "".
    """

    author: str
    licence: str
    notice: str


OPENSTREETMAP = Credit(
    "OpenStreetMap contributors",
    "https://opendatacommons.org/licenses/odbl/1-0/",
    "© OpenStreetMap contributors",
)


def to_gpx(walk: Walk, name: str, steps: Sequence[Step], credit: Credit = OPENSTREETMAP) -> str:
    """A walk as GPX 1.1: its line as a track, its steps as a route, its stops as way points.

    Args:
        walk: the walk.
        name: what it is called.
        steps: of the walk.
        credit: whose data its way is from.
    """
    name, summary = one_line(name), _summary(walk)
    document = gpx.GPX()
    document.creator, document.name, document.description = _CREATOR, name, summary
    # gpxpy does not escape this one
    document.copyright_author = escape(one_line(credit.author, 500), {'"': "&quot;"}) or None
    document.copyright_license = credit.licence or None
    document.waypoints = [
        gpx.GPXWaypoint(_rounded(step.lat), _rounded(step.lon), name=_stop(step))
        for step in _stops(steps)
    ]
    track = gpx.GPXTrack(name=name, description=summary)
    points = [gpx.GPXTrackPoint(lat, lon) for lon, lat in _line(walk)]
    track.segments.append(gpx.GPXTrackSegment(points))
    document.tracks.append(track)
    route = gpx.GPXRoute(name=name)
    route.points = [
        gpx.GPXRoutePoint(_rounded(step.lat), _rounded(step.lon), name=one_line(step.text))
        for step in steps
    ]
    document.routes.append(route)
    return document.to_xml(version="1.1")


def to_kml(walk: Walk, name: str, steps: Sequence[Step], credit: Credit = OPENSTREETMAP) -> str:
    """A walk as KML 2.2: its line, and its stops and its steps as points in folders.

    Args:
        walk: the walk.
        name: what it is called.
        steps: of the walk.
        credit: whose data its way is from.
    """
    name = one_line(name)
    root = ET.Element("kml", xmlns=_KML)
    document = ET.SubElement(root, "Document")
    _text(document, "name", name)
    _text(document, "description", one_line(f"{_summary(walk)}. {credit.notice}", 500))
    line = _placemark(document, name, "LineString", _line(walk))
    _text(line, "tessellate", "1", first=True)
    stops = [(_stop(step), step) for step in _stops(steps)]
    _folder(document, "Stops", stops)
    _folder(document, "Steps", [(one_line(step.text), step) for step in steps])
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.decode() + "\n"


def to_geojson(
    walk: Walk, name: str, steps: Sequence[Step], credit: Credit = OPENSTREETMAP
) -> dict[str, Any]:
    """A walk as a GeoJSON feature: its line, with what is known of it.

    Args:
        walk: the walk.
        name: what it is called.
        steps: of the walk; their texts are in the properties.
        credit: whose data its way is from.
    """
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [list(at) for at in _line(walk)]},
        "properties": {
            "name": one_line(name),
            "kind": walk.kind,
            "length_m": round(float(walk.length_m), 1),
            "minutes": round(float(walk.minutes), 1),
            "wish_minutes": round(float(walk.wish_minutes), 1),
            "gain": None if walk.gain is None else round(float(walk.gain), 3),
            "stops": [int(stop) for stop in walk.stops],
            "steps": [one_line(step.text) for step in steps],
            "attribution": one_line(credit.notice, 500),
        },
    }


def _stops(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.kind == "stop"]


def _stop(step: Step) -> str:
    return one_line(without_distance(step.text))


def _summary(walk: Walk) -> str:
    return f"{walk.length_m / 1000:.1f} km, {walk.minutes:.0f} minutes"


def _line(walk: Walk) -> list[tuple[float, float]]:
    return [(_rounded(lon), _rounded(lat)) for lon, lat in walk.line]


def _rounded(degrees: float) -> float:
    return round(float(degrees), DECIMALS) + 0.0  # no -0.0


def _folder(parent: ET.Element, name: str, points: Sequence[tuple[str, Step]]) -> None:
    """Add named points; no folder where there are none."""
    if not points:
        return
    folder = ET.SubElement(parent, "Folder")
    _text(folder, "name", name)
    for text, step in points:
        _placemark(folder, text, "Point", [(_rounded(step.lon), _rounded(step.lat))])


def _placemark(
    parent: ET.Element, name: str, geometry: str, places: Iterable[tuple[float, float]]
) -> ET.Element:
    """Add a placemark; returns its geometry."""
    placemark = ET.SubElement(parent, "Placemark")
    _text(placemark, "name", name)
    shape = ET.SubElement(placemark, geometry)
    at = (f"{lon:.{DECIMALS}f},{lat:.{DECIMALS}f}" for lon, lat in places)
    _text(shape, "coordinates", " ".join(at))
    return shape


def _text(parent: ET.Element, tag: str, text: str, first: bool = False) -> None:
    element = ET.Element(tag)
    element.text = text
    parent.insert(0 if first else len(parent), element)
