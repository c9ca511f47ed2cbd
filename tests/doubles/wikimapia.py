"""A small made-up Wikimapia: place.getbyarea and the older box, with errors inside HTTP 200."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Reply = tuple[int, dict[str, str], bytes]

MOST_OBJECTS = 10_000
CROWD = (10.4360, 43.7360, 10.4390, 43.7390)
"""Around the middle of this area so much is drawn that only small areas within it are answered."""

# id, name by language, description by language, lon, lat, tag; nothing here exists.
WORLD: tuple[tuple[int, dict[str, str], dict[str, str], float, float, str], ...] = (
    (
        55,
        {"en": "Tower of Samples", "it": "Torre dei Campioni"},
        {"en": "First line.\nSecond <script>alert(1)</script> line & more.", "it": ""},
        10.3966,
        43.7230,
        "tower",
    ),
    (56, {"it": "Piazza Inventata"}, {}, 10.4010, 43.7190, "square"),
    (57, {"en": "Crowded Corner"}, {}, 10.4375, 43.7375, "corner"),
    *((1000 + n, {"en": f"House {n}"}, {}, 10.3961, 43.7231, "house") for n in range(130)),
)


def answer(path: str, params: Mapping[str, str], headers: Mapping[str, str]) -> Reply:  # noqa: ARG001
    """What Wikimapia would say, always with status 200.

    Args:
        path: not looked at.
        params: the query.
        headers: not looked at.
    """
    if not params.get("key"):
        return _debug(1002, "Invalid key ")
    function = params.get("function")
    if function not in {"place.getbyarea", "box"}:
        return _debug(1001, "Unknown function")
    try:
        west, south, east, north = (float(part) for part in params["bbox"].split(","))
        page, count = int(params.get("page", 1)), int(params.get("count", 50))
    except (KeyError, ValueError):
        return _debug(1705, "Incorrect area")
    if (east - west) * 1e7 <= 12_100 or not 5 <= count <= 100:
        return _debug(1705, "Incorrect area")
    crowded = west < CROWD[2] and east > CROWD[0] and south < CROWD[3] and north > CROWD[1]
    if crowded and east - west > CROWD[2] - CROWD[0]:
        return _debug(1708, f"Maximum number ({MOST_OBJECTS}) of objects per area reached.")
    inside = [row for row in WORLD if west <= row[3] < east and south <= row[4] < north]
    shown = inside[(page - 1) * count : page * count]
    language = params.get("language", "en")
    head = {"version": "1.0", "language": language, "found": str(len(inside))}
    if function == "box":
        folder = [_box_row(row, language) for row in shown]
        return _say(head | {"page": page, "count": count, "folder": folder})
    blocks = set(params.get("data_blocks", "main").split(","))
    places = [_area_row(row, language, blocks) for row in shown]
    return _say(head | {"places": places, "page": page, "count": count})


def _area_row(row: Any, language: str, blocks: set[str]) -> dict[str, Any]:
    number, names, descriptions, lon, lat, tag = row
    told = language if language in names else next(iter(names))
    entry: dict[str, Any] = {"id": number, "object_type": 1}
    if "main" in blocks:
        entry |= {
            "language_id": "0",
            "language_iso": told,
            "title": names[told],
            "description": descriptions.get(told, ""),
            "url": f"http://wikimapia.org/{number}/{told}/",
            "urlhtml": f'<a href="http://wikimapia.org/{number}/">{names[told]}</a>',
            "tags": [{"id": 9, "title": tag}],
        }
    return entry | ({"location": _location(lon, lat)} if "location" in blocks else {})


def _box_row(row: Any, language: str) -> dict[str, Any]:
    number, names, _, lon, lat, _ = row
    told = language if language in names else next(iter(names))
    numbers_as_text = {name: str(value) for name, value in _location(lon, lat).items()}
    url = f"http://wikimapia.org/{number}/"
    return {"id": str(number), "name": names[told], "url": url, "location": numbers_as_text}


def _location(lon: float, lat: float) -> dict[str, float]:
    half = 1e-4
    sides = {"north": lat + half, "south": lat - half, "east": lon + half, "west": lon - half}
    return sides | {"lon": lon, "lat": lat}


def _debug(code: int, message: str) -> Reply:
    return _say({"debug": {"code": code, "message": message}})


def _say(body: Any) -> Reply:
    return 200, {"Content-Type": "application/json; charset=utf-8"}, json.dumps(body).encode()
