"""Places, and a whole guide, as files for other programs: GPX 1.1, KML 2.2, GeoJSON.

Navigation programs take way points from them; nothing in them depends on the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from guidegen import kml
from guidegen.languages import _
from guidegen.markup import one_line
from guidegen.website import words
from guidegen.website.views import CityView, PlaceView
from guidegen.website.walks import WalkView

# As gpxpy writes it, which is used for walks: there are a few of these and thousands of places, for
# which it would take a good part of the time of their pages.
_GPX = """\
<?xml version="1.0" encoding="UTF-8"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.topografix.com/GPX/1/1 \
http://www.topografix.com/GPX/1/1/gpx.xsd" version="1.1" creator="guidegen">
  <metadata>
"""
PLACES = "downloads/places"  # names of walks' files are in the folder above
GUIDE = "downloads/guide"


def exports(view: CityView) -> Iterator[tuple[str, Iterable[str]]]:
    """The files of a whole city, as (path from the city's folder, text)."""
    city = view.guide.city
    places = view.of_level("place")
    yield f"{GUIDE}/{city.slug}.gpx", places_gpx(city.name, places, view.walks)
    yield f"{GUIDE}/{city.slug}.kml", places_kml(city.name, places, view.walks)


def place_exports(place: PlaceView) -> Iterator[tuple[str, Iterable[str]]]:
    """The files of one place, as `exports`."""
    yield f"{PLACES}/{place.id}.gpx", places_gpx(place.name, [place])
    yield f"{PLACES}/{place.id}.kml", places_kml(place.name, [place])


def places_gpx(name: str, places: Sequence[PlaceView], walks: Sequence[WalkView] = ()) -> str:
    """Places as way points and walks as tracks, in GPX 1.1.

    Args:
        name: of all of it.
        places: in the order they are written.
        walks: in the order they are written.
    """
    return "".join([
        _GPX,
        *_elements(4, name=one_line(name), desc=_notices(walks)),
        "  </metadata>\n",
        *(part for place in places for part in _waypoint(place)),
        *(part for walk in walks for part in _track(walk)),
        "</gpx>",
    ])  # fmt: skip


def places_kml(
    name: str, places: Sequence[PlaceView], walks: Sequence[WalkView] = ()
) -> Iterator[str]:
    """Places with their areas, and walks, in KML 2.2, line by line; see places_gpx."""
    document = kml.Kml(one_line(name), _notices(walks))
    top = document.document
    parent = kml.folder(top, _("Places")) if walks else top
    parent.more = (element for place in places for element in _placemark(place))
    if walks:
        parent = kml.folder(top, _("Walks"))
        for walk in walks:
            kml.line(kml.placemark(parent, one_line(walk.name), _length(walk)), _line(walk))
    return document.lines()


def _placemark(place: PlaceView) -> list[kml.Element]:
    holder = kml.Element("")
    both = kml.geometries(kml.placemark(holder, one_line(place.name), _about(place)))
    kml.point(both, _at(place))
    for rings in place.polygons:
        kml.area(both, rings)
    return holder.inner


def _waypoint(place: PlaceView) -> Iterator[str]:
    yield f"  <wpt {_position(*_at(place))}>\n"
    yield from _elements(4, name=one_line(place.name), desc=_about(place), type=place.level)
    yield "  </wpt>\n"


def _track(walk: WalkView) -> Iterator[str]:
    yield "  <trk>\n"
    yield from _elements(4, name=one_line(walk.name), desc=_length(walk))
    yield "    <trkseg>\n"
    for at in _line(walk):
        yield f"      <trkpt {_position(*at)}>\n      </trkpt>\n"
    yield "    </trkseg>\n  </trk>\n"


def _elements(indent: int, **texts: str) -> Iterator[str]:
    """Elements of GPX with text in them, a line each; those without any are left out."""
    return (f"{' ' * indent}<{tag}>{escape(text)}</{tag}>\n" for tag, text in texts.items() if text)


def _position(lon: float, lat: float) -> str:
    """A position as attributes of GPX, which has no exponents."""
    return " ".join(
        f'{name}="{whole}.{rest.rstrip("0") or "0"}"'
        for name, degrees in (("lat", lat), ("lon", lon))
        for whole, _, rest in [f"{degrees:.6f}".partition(".")]
    )


def _notices(walks: Sequence[WalkView]) -> str:
    """Whose the walks are, each once."""
    notices = dict.fromkeys(walk.credit.notice for walk in walks if walk.credit.notice)
    return one_line(". ".join(notices), 500)


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
