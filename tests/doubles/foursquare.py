"""A small made-up Foursquare, in the wire format of the Places API of version 2025-06-17."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

Reply = tuple[int, dict[str, str], bytes]

VERSION = "2025-06-17"
_FREE = """
    fsq_place_id name latitude longitude categories chains date_created date_refreshed date_closed
    distance email extended_location link location placemaker_url related_places social_media tel
    website
"""
_BILLED = """
    description hours hours_popular rating popularity price stats tastes tips photos menu verified
    attributes place_actions
"""
FREE, BILLED = frozenset(_FREE.split()), frozenset(_BILLED.split())


def place_id(number: int) -> str:
    """24 hexadecimal digits, as ids have."""
    return f"{number:024x}"


def place(number: int, name: str, lon: float, lat: float, kind: str, **more: Any) -> dict[str, Any]:
    """One entry, with the empty values and objects that real ones have."""
    icon = {"prefix": "https://ss3.4sqi.net/img/categories_v2/made_up_", "suffix": ".png"}
    category = {"fsq_category_id": place_id(900), "name": kind, "short_name": kind, "icon": icon}
    return {
        "fsq_place_id": place_id(number),
        "name": name,
        "latitude": lat,
        "longitude": lon,
        "categories": [category | {"plural_name": f"{kind}s"}],
        "date_created": "2012-04-01",
        "date_refreshed": "2025-05-05",
        "extended_location": {},
        "link": f"/places/{place_id(number)}",
        "location": {"locality": "Pisa", "postcode": "", "country": "IT"},
        "related_places": {},
        "social_media": {"twitter": ""},
        **more,
    }


# Around the middle of Pisa; nothing here exists.
WORLD: tuple[dict[str, Any], ...] = (
    place(1, "Torre di Prova", 10.3966, 43.7230, "Monument", popularity=0.98, rating=9.1),
    place(2, "Caffè <b>Esempio</b> & Figli", 10.4010, 43.7190, "Café", rating=7.4),
    place(3, "Cinema Chiuso", 10.4011, 43.7191, "Movie Theater", date_closed="2019-01-31"),
    place(4, "Ponte Finto", 10.4013, 43.7163, "Bridge", popularity=0.7),
    *(
        place(100 + n, f"Bancarella {n}", 10.3960 + n * 1e-5, 43.7235 - n * 1e-6, "Market Stall")
        for n in range(120)
    ),
)
DESCRIPTIONS = {place_id(1): "A tower that was made up.\nIt leans <i>nowhere</i>."}
TIPS = {
    place_id(1): [
        ("Go <script>alert(1)</script> early.", "en"),
        ("Andateci presto.", "it"),
        ("Geht früh hin.", "de"),
    ]
}


def answer(path: str, params: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
    """What Foursquare would say.

    Args:
        path: of the address, "/places/search".
        params: the query.
        headers: of the request, in any case; Host goes into the address of the next page.
    """
    told = {name.lower(): value for name, value in headers.items()}
    if not told.get("authorization", "").startswith("Bearer ") or len(told["authorization"]) < 8:
        return _refuse(401, "Invalid request token.")
    if told.get("x-places-api-version") != VERSION:
        return _refuse(400, "The version header is missing.")
    what = path.rpartition("/places/")[2]
    if what == "search":
        return _search(path, params, told.get("host", "places-api.foursquare.com"))
    return _about(what, params)


def _search(path: str, params: Mapping[str, str], host: str) -> Reply:
    start = 0
    if "cursor" in params:
        params, start = json.loads(base64.urlsafe_b64decode(params["cursor"]))
    fields = set(params["fields"].split(",")) if "fields" in params else FREE
    try:
        lat, lon = (float(part) for part in params["ll"].split(","))
        radius, limit = int(params.get("radius", 22_000)), int(params.get("limit", 10))
    except (KeyError, ValueError):
        return _refuse(400, "ll, radius and limit must be numbers.")
    if not fields <= FREE | BILLED or not 1 <= limit <= 50 or not 0 <= radius <= 100_000:
        return _refuse(400, "fields, limit or radius is not allowed.")
    away = {entry["fsq_place_id"]: _metres(entry, lon, lat) for entry in WORLD}
    inside = [entry for entry in WORLD if away[entry["fsq_place_id"]] <= radius]
    rows = [
        _only(entry | {"distance": round(away[entry["fsq_place_id"]])}, fields)
        for entry in inside[start : start + limit]
    ]
    circle = {"center": {"latitude": lat, "longitude": lon}, "radius": radius}
    body = {"results": rows, "context": {"geo_bounds": {"circle": circle}}}
    if start + limit >= len(inside):
        return _say(body)
    state = json.dumps([dict(params), start + limit]).encode()
    query = urlencode({"cursor": base64.urlsafe_b64encode(state).decode()})
    scheme = "https" if host.endswith("foursquare.com") else "http"
    return _say(body, {"Link": f'<{scheme}://{host}{path}?{query}>; rel="next"'})


def _about(what: str, params: Mapping[str, str]) -> Reply:
    number, _, part = what.partition("/")
    entry = next((each for each in WORLD if each["fsq_place_id"] == number), None)
    if entry is None or part not in {"", "tips", "photos"}:
        return _refuse(404, "There is no such place.")
    limit = int(params.get("limit", 10))
    if part == "tips":
        return _say(_tips(number, params)[:limit])
    if part == "photos":
        return _say(_photos(number)[:limit])
    fields = set(params["fields"].split(",")) if "fields" in params else FREE
    told = {"description": DESCRIPTIONS[number]} if number in DESCRIPTIONS else {}
    return _say(_only(entry | told, fields))


def _tips(number: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
    fields = set(params.get("fields", "fsq_tip_id,created_at,text").split(","))
    rows = [
        {
            "fsq_tip_id": place_id(700 + n),
            "created_at": "2012-05-04T10:11:12.000Z",
            "text": text,
            "lang": language,
            "agree_count": 3,
            "disagree_count": 0,
        }
        for n, (text, language) in enumerate(TIPS.get(number, []))
    ]
    return [_only(row, fields) for row in rows]


def _photos(number: str) -> list[dict[str, Any]]:
    return [
        {
            "fsq_photo_id": place_id(800 + n),
            "created_at": "2013-06-07T08:09:10.000Z",
            "prefix": "https://fastly.4sqi.net/img/general/",
            "suffix": f"/made_up_{number[-3:]}_{n}.jpg",
            "width": 1440,
            "height": 1920,
        }
        for n in range(2)
    ]


def _metres(entry: Mapping[str, Any], lon: float, lat: float) -> float:
    """The distance over a plane: the world is small."""
    east = (entry["longitude"] - lon) * math.cos(math.radians(lat))
    return math.hypot(east, entry["latitude"] - lat) * 111_195


def _only(entry: Mapping[str, Any], fields: set[str] | frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name in fields}


def _say(body: Any, headers: Mapping[str, str] | None = None) -> Reply:
    told = {"Content-Type": "application/json;charset=utf-8"} | dict(headers or {})
    return 200, told, json.dumps(body).encode()


def _refuse(status: int, message: str) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps({"message": message}).encode()
