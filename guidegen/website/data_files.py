"""The published files: GeoJSON and JSON for other programs, scripts with the same for the map.

Pages opened from a folder cannot fetch files, so the map reads scripts that set one object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any, TypeAlias

import numpy as np

from guidegen.city import FEWEST_AUTHORS
from guidegen.crowd import WITHIN_M
from guidegen.website import words
from guidegen.website.cards import CARD, card_of
from guidegen.website.dots import ROUNDED_TO_M
from guidegen.website.exports import exports, place_exports
from guidegen.website.movement import movement_data, route_feature
from guidegen.website.planner import network_data
from guidegen.website.profiles import Profile
from guidegen.website.search import search_data
from guidegen.website.views import CityView, PlaceView
from guidegen.website.walks import map_walk, walk_credit, walk_feature, walk_gpx, walk_kml

# Harmless in JSON, and no way out of a <script> or of a string in one.
_ESCAPES = {letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
Content: TypeAlias = Iterable[str]
"""A file's text, whole or piece by piece: what tells of all places is never there at once."""

_PROFILES = {"months": ("month", 12), "weekdays": ("weekday", 7), "hours": ("hour", 24)}


def data_files(view: CityView) -> Iterator[tuple[str, Content]]:
    """Each published file of a city as a whole, as (path from the city's folder, text).

    What has words in it has those of the language that is being written, the city's main one.
    """
    points = map(place_feature, view.places)
    areas = (area_feature(place) for place in view.places if place.area)
    yield "data/places.geojson", streamed(_collection(map(to_json, points)))
    yield "data/areas.geojson", streamed(_collection(map(to_json, areas)))
    yield "data/photos.json", streamed({**photos(view), "positions": _positions(view)})
    yield "data/report.json", to_json(report(view))
    yield CARD, to_json(card_of(view).facts())
    yield from worded_files(view)
    yield "data/dots.js", _script("dots", dot_data(view))
    yield from ((f"data/{name}.js", _script(name, packed)) for name, packed in network_data(view))
    yield from _movement_files(view)
    yield from _walk_files(view)
    yield from exports(view)
    yield from _basemap_files(view)
    if view.guide.streets is not None:
        yield "downloads/streets.txt", words.STREETS_NOTE


def place_files(places: Iterable[PlaceView]) -> Iterator[tuple[str, Content]]:
    """The published files of single places, as `data_files`."""
    for place in places:
        features = [place_feature(place), *([area_feature(place)] if place.area else [])]
        yield f"data/places/{place.id}.geojson", to_json(_collection(features))
        yield from place_exports(place)


def worded_files(view: CityView) -> Iterator[tuple[str, Content]]:
    """The scripts with words in them, as (path from the folder of a language, text)."""
    places = map(to_json, map(_map_place, view.places))
    yield "data/guide.js", _script_of("city", streamed({**map_data(view), "places": places}))
    found = search_data(view)
    found["places"] = map(to_json, found["places"])
    yield "data/search.js", _script_of("search", streamed(found))
    if view.guide.ways is not None:
        yield "data/walks.js", _script("walks", [map_walk(walk) for walk in view.walks])


def _movement_files(view: CityView) -> Iterator[tuple[str, str]]:
    features = [route_feature(route) for route in view.routes]
    yield "data/routes.geojson", to_json(_collection(features))
    if view.guide.velocity:
        yield "data/field.json", to_json(view.guide.velocity)
    yield from ((f"data/{name}.js", _script(name, data)) for name, data in movement_data(view))


def _walk_files(view: CityView) -> Iterator[tuple[str, str]]:
    walks = view.walks
    features = [walk_feature(walk) for walk in walks]
    yield "data/walks.geojson", to_json(_collection(features))
    for walk, feature in zip(walks, features, strict=True):
        yield f"downloads/{walk.id}.geojson", to_json(feature)
        yield f"downloads/{walk.id}.gpx", walk_gpx(walk)
        yield f"downloads/{walk.id}.kml", walk_kml(walk)


def _basemap_files(view: CityView) -> Iterator[tuple[str, str]]:
    """The map under everything in pieces; its index says which to load for what is in view."""
    basemap = view.guide.basemap
    if basemap is None:
        return
    yield "data/basemap/index.js", _script("basemap", basemap.index)
    for number, (name, text) in enumerate(basemap.files.items()):
        yield f"data/basemap/{name}", _script(f"basemap{number}", text)


def streamed(data: Mapping[str, Any]) -> Iterator[str]:
    """JSON of an object, piece by piece; iterators in it are lists whose items are JSON already."""
    for number, (name, value) in enumerate(data.items()):
        yield f"{',' if number else '{'}{to_json(name)}:"
        if isinstance(value, Iterator):
            yield "["
            yield from (f",{item}" if at else item for at, item in enumerate(value))
            yield "]"
        else:
            yield to_json(value)
    yield "}"


def to_json(data: Any) -> str:
    """JSON that is safe in a script as well; text keeps its letters.

    Raises:
        ValueError: for NaN and infinities, which JSON does not know.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter, escaped in _ESCAPES.items():  # much quicker than str.translate
        text = text.replace(letter, escaped)
    return text


def place_feature(place: PlaceView) -> dict[str, Any]:
    """A place as a GeoJSON point with everything that is published about it."""
    bins = {name: _bins(place.profiles.get(kind), size) for name, (kind, size) in _PROFILES.items()}
    properties = {
        **place.facts,
        "name": place.name,
        "url": place.url,
        **bins,
        "best_time": place.best_sentence or None,
        "image": _thumbnail(place),
        "texts": [text.language for text in place.story.texts],
    }
    point = {"type": "Point", "coordinates": [place.facts["lon"], place.facts["lat"]]}
    return {"type": "Feature", "id": place.id, "geometry": point, "properties": properties}


def area_feature(place: PlaceView) -> dict[str, Any]:
    """A place's area as a GeoJSON polygon."""
    told = {name: place.facts[name] for name in ("place_id", "level", "parent", "label", "rank")}
    return {"type": "Feature", "geometry": place.area, "properties": {**told, "name": place.name}}


def photos(view: CityView) -> dict[str, Any]:
    """What is to be known of the dots, whose positions come after it."""
    dots = view.dots
    return {
        "rounded_to_m": ROUNDED_TO_M,
        "minimum_authors": FEWEST_AUTHORS,
        "within_m": WITHIN_M,
        "withheld": dots.withheld,
    }


def _positions(view: CityView) -> Iterator[str]:
    """One position per photo, ordered by position."""
    dots = view.dots
    for lon, lat, photos in zip(dots.lon.tolist(), dots.lat.tolist(), dots.photos, strict=True):
        yield from repeat(to_json([lon, lat]), photos)


def report(view: CityView) -> dict[str, Any]:
    """What came in and what was left out, per stage."""
    published = int(view.dots.photos.sum())
    dots = {
        "photos": published + view.dots.withheld,
        "published": published,
        "withheld": view.dots.withheld,
        "positions": int(view.dots.photos.size),
    }
    stages = dict(view.guide.report)
    if "visitors" in stages:
        stages["visitors"] = _visitors(view)
    if 0 < stages.get("routes", {}).get("authors", 0) < FEWEST_AUTHORS:
        stages["routes"] = {**stages["routes"], "authors": None}
    return {**stages, "dots": dots}


def _visitors(view: CityView) -> dict[str, Any]:
    """The report on visitors, without numbers of people that are too small to be given."""
    facts = dict(view.guide.report["visitors"])
    evidence = facts["evidence"]
    # Kinds of evidence add up to classes of visitors: one that is withheld could be had from
    # the others, so all are, or none.
    if any(0 < count < FEWEST_AUTHORS for count in evidence.values()):
        evidence = None
    shares = {name: facts[name] for name in ("unknown_share", "probable_share")}
    if None in view.people.values():
        shares = dict.fromkeys(shares)
    return {**facts, **view.people, **shares, "evidence": evidence}


def map_data(view: CityView) -> dict[str, Any]:
    """What the map knows of a city beside its places; see themes/default/src/data.js."""
    box, credit = view.guide.city.bbox, walk_credit(view.guide)
    return {
        "slug": view.guide.city.slug,
        "name": view.guide.city.name,
        "timezone": view.guide.city.timezone,
        "bounds": [[box.south, box.west], [box.north, box.east]],
        "attribution": [credit.text for credit in view.guide.credits],
        "ways": view.guide.kind_of_way,
        "walk_credit": {"author": credit.author, "licence": credit.licence},
    }


def dot_data(view: CityView) -> dict[str, Any]:
    """The dots in millionths of a degree, each position as the step from the one before."""
    dots = view.dots
    return {
        "grid_m": ROUNDED_TO_M,
        "lon": _steps(dots.lon),
        "lat": _steps(dots.lat),
        "photos": dots.photos.tolist(),
    }


def _map_place(place: PlaceView) -> dict[str, Any]:
    names = ("level", "parent", "from_m", "to_m", "lon", "lat", "label", "rank",
             "photographer_days", "name_source")  # fmt: skip
    return {
        "id": place.id,
        "name": place.name,
        **{name: place.facts[name] for name in names},
        "months": _bins(place.profiles.get("month"), 12),
        "who": place.who,
        "people": place.facts["authors"],
        "best": words.sentence(place.at_its_best),
        "when": _when(place),
        "area": place.polygons,
        "image": _thumbnail(place),
        "label_at": place.label_at,
    }


def _when(place: PlaceView) -> dict[str, Any] | None:
    """The ranges of months (1 to 12), weekdays (Monday is 0) and hours that it is at its best."""
    season = place.season
    if season is None:
        return None
    return {"months": season.months, "weekdays": season.weekdays, "hours": season.hours}


def _thumbnail(place: PlaceView) -> str | None:
    """The smallest file of the place's best picture, seen from the city's folder."""
    return place.story.pictures[0].smallest if place.story.pictures else None


def _bins(profile: Profile | None, size: int) -> list[int | None]:
    return list(profile.days) if profile else [None] * size


def _steps(degrees: np.ndarray[Any, np.dtype[np.float64]]) -> list[int]:
    steps: list[int] = np.diff(np.rint(degrees * 1e6).astype(np.int64), prepend=0).tolist()
    return steps


def _collection(features: Iterable[Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _script(name: str, data: Any) -> str:
    return "".join(_script_of(name, [to_json(data)]))


def _script_of(name: str, json_text: Iterable[str]) -> Iterator[str]:
    yield f"(window.guidegen = window.guidegen || {{}}).{name} = "
    yield from json_text
    yield ";\n"
