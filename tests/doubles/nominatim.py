"""A small Nominatim: it finds places by name, as the search of OpenStreetMap does on the wire."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.doubles.http import Asked, Reply

LICENCE = "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright"
_MOST = 40


@dataclass(frozen=True)
class Place:
    """A place of the gazetteer.

    Attributes:
        names: by language; "" stands for the local one.
        within: the rest of its address, such as "Maine, United States".
        country: two small letters.
        kind: city, town, state, …
        importance: 0 to 1.
        lon: of its centre, degrees.
        lat: of its centre, degrees.
        box: west, south, east, north in degrees.
    """

    names: dict[str, str]
    within: str
    country: str
    kind: str
    importance: float
    lon: float
    lat: float
    box: tuple[float, float, float, float]

    def called(self, languages: str) -> str:
        """Its name in the first language of a list that it has one in."""
        wanted = [*languages.split(","), ""]
        return next(self.names[language] for language in wanted if language in self.names)


def nominatim(places: Sequence[Place]) -> Callable[[Asked], Any]:
    """A handler for `serving`; it refuses whoever does not say who they are."""

    def handler(asked: Asked) -> Any:
        agent = asked.headers.get("user-agent", "")
        if "guidegen/" not in agent or "@" not in agent:
            return Reply("<html><head><title>403 Forbidden</title></head></html>", 403)
        query = asked.query
        if query.get("format") != "jsonv2" or not query.get("q"):
            return Reply({"error": {"code": 400, "message": "Nothing to search for."}}, 400)
        found = [place for place in places if _fits(place, query["q"])]
        found.sort(key=lambda place: -place.importance)
        most = min(int(query.get("limit", 10)), _MOST)
        return Reply([told(place, number, query) for number, place in enumerate(found[:most], 1)])

    return handler


def told(place: Place, number: int, query: Any) -> dict[str, Any]:
    """A place as format jsonv2 tells it: numbers as text, latitudes first."""
    name = place.called(query.get("accept-language", ""))
    west, south, east, north = place.box
    row = {
        "place_id": number,
        "licence": LICENCE,
        "osm_type": "relation",
        "osm_id": 1000 + number,
        "lat": f"{place.lat:.7f}",
        "lon": f"{place.lon:.7f}",
        "category": "boundary",
        "type": "administrative",
        "place_rank": 16,
        "importance": place.importance,
        "addresstype": place.kind,
        "name": name,
        "display_name": f"{name}, {place.within}",
        "boundingbox": [f"{edge:.7f}" for edge in (south, north, west, east)],
    }
    if query.get("addressdetails") == "1":
        row["address"] = {place.kind: name, "country_code": place.country}
    return row


def _fits(place: Place, query: str) -> bool:
    """The first part of a question must be one of its names, the others be in its address."""
    first, *others = (part.strip().casefold() for part in query.split(","))
    names = [name.casefold() for name in place.names.values()]
    return first in names and all(part in place.within.casefold() for part in others)
