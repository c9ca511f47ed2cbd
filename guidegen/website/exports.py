"""Places, and a whole guide, as files for other programs: GPX 1.1, KML 2.2, GeoJSON.

Navigation programs take way points from them; nothing in them depends on the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gpxpy import gpx

from guidegen import kml
from guidegen.languages import _
from guidegen.markup import one_line
from guidegen.website import words
from guidegen.website.views import CityView, PlaceView
from guidegen.website.walks import WalkView

_CREATOR = "guidegen"
PLACES = "downloads/places"  # names of walks' files are in the folder above
GUIDE = "downloads/guide"


def exports(view: CityView) -> Iterator[tuple[str, str]]:
    """The files of a city's places and of the whole, as (path from the city's folder, text)."""
    for place in view.places:
        yield f"{PLACES}/{place.id}.gpx", places_gpx(place.name, [place])
        yield f"{PLACES}/{place.id}.kml", places_kml(place.name, [place])
    city = view.guide.city
    places = view.of_level("place")
    yield f"{GUIDE}/{city.slug}.gpx", places_gpx(city.name, places, view.walks)
    yield f"{GUIDE}/{city.slug}.kml", places_kml(city.name, places, view.walks)


def places_gpx(name: str, places: Sequence[PlaceView], walks: Sequence[WalkView] = ()) -> str:
    """Places as way points and walks as tracks, in GPX 1.1.

    Args:
        name: of all of it.
        places: in the order they are written.
        walks: in the order they are written.
    """
    document = gpx.GPX()
    document.creator, document.name = _CREATOR, one_line(name)
    document.waypoints = [_waypoint(place) for place in places]
    for walk in walks:
        track = gpx.GPXTrack(name=one_line(walk.name), description=_length(walk))
        points = [gpx.GPXTrackPoint(lat, lon) for lon, lat in _line(walk)]
        track.segments.append(gpx.GPXTrackSegment(points))
        document.tracks.append(track)
    notices = list(dict.fromkeys(walk.credit.notice for walk in walks if walk.credit.notice))
    document.description = one_line(". ".join(notices), 500) or None
    return document.to_xml(version="1.1")


def places_kml(name: str, places: Sequence[PlaceView], walks: Sequence[WalkView] = ()) -> str:
    """Places with their areas, and walks, in KML 2.2; see places_gpx."""
    notices = dict.fromkeys(walk.credit.notice for walk in walks if walk.credit.notice)
    document = kml.Kml(one_line(name), one_line(". ".join(notices), 500))
    parent = kml.folder(document.document, _("Places")) if walks else document.document
    for place in places:
        both = kml.geometries(kml.placemark(parent, one_line(place.name), _about(place)))
        kml.point(both, _at(place))
        for rings in place.polygons:
            kml.area(both, rings)
    if walks:
        parent = kml.folder(document.document, _("Walks"))
        for walk in walks:
            kml.line(kml.placemark(parent, one_line(walk.name), _length(walk)), _line(walk))
    return document.written()


def _waypoint(place: PlaceView) -> gpx.GPXWaypoint:
    lon, lat = _at(place)
    return gpx.GPXWaypoint(
        lat, lon, name=one_line(place.name), description=_about(place), type=place.level
    )


def _about(place: PlaceView) -> str:
    """Who comes and when, for a narrow screen."""
    told = [words.sentence(place.who)]
    if place.best:
        told.append(words.sentence(_("at its best %(when)s") % {"when": place.best}))
    return one_line(" ".join(told), 300)


def _length(walk: WalkView) -> str:
    return f"{words.distance(walk.length_m)}, {walk.duration}"


def _at(place: PlaceView) -> tuple[float, float]:
    return float(place.facts["lon"]), float(place.facts["lat"])


def _line(walk: WalkView) -> list[tuple[float, float]]:
    corners: Any = walk.suggestion.walk.line.round(6) + 0.0  # no -0.0
    return [(float(lon), float(lat)) for lon, lat in corners]
