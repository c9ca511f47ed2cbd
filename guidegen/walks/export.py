"""A walk as files for other programs: GPX 1.1, KML 2.2 and GeoJSON (RFC 7946).

Places have six decimals (11 cm). Nothing in the files depends on the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from gpxpy import gpx

from guidegen import kml
from guidegen.languages import _
from guidegen.localformats import decimal, number
from guidegen.markup import one_line
from guidegen.walks.steps import Step
from guidegen.walks.walk import Walk

DECIMALS = 6
_CREATOR = "guidegen"


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
        gpx.GPXRoutePoint(_rounded(step.lat), _rounded(step.lon), name=one_line(step.told))
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
    document = kml.Kml(name, one_line(f"{_summary(walk)}. {credit.notice}", 500))
    kml.line(kml.placemark(document.document, name), _line(walk))
    stops = [(_stop(step), step) for step in _stops(steps)]
    _folder(document, _("Stops"), stops)
    _folder(document, _("Step by step"), [(one_line(step.told), step) for step in steps])
    return document.written()


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
            "steps": [one_line(step.told) for step in steps],
            "attribution": one_line(credit.notice, 500),
        },
    }


def _stops(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.kind == "stop"]


def _stop(step: Step) -> str:
    return one_line(step.alone)


def _summary(walk: Walk) -> str:
    told = {"km": decimal(walk.length_m / 1000), "minutes": number(round(walk.minutes))}
    return _("%(km)s km, %(minutes)s minutes") % told


def _line(walk: Walk) -> list[tuple[float, float]]:
    return [(_rounded(lon), _rounded(lat)) for lon, lat in walk.line]


def _rounded(degrees: float) -> float:
    return round(float(degrees), DECIMALS) + 0.0  # no -0.0


def _folder(document: kml.Kml, name: str, points: Sequence[tuple[str, Step]]) -> None:
    """Add named points; no folder where there are none."""
    if points:
        folder = kml.folder(document.document, name)
        for text, step in points:
            kml.point(kml.placemark(folder, text), (_rounded(step.lon), _rounded(step.lat)))
