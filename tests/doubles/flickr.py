"""Flickr as it answers on the wire, with its limits and its odd types.

    with serving(flickr(photos)) as server: …   # services: {flickr: server.url}

What it does that one has to know: a search by place gives at most 250 photos a page, and after the
first 4,000 the pages repeat them; without a time of upload (or another agent) it finds only the
last 12 hours; both ends of a time count; errors come with HTTP status 200.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.http import Asked, Reply

KEY = "0123456789abcdef0123456789abcdef"
NOW_S = 1_780_000_000
_REAL = 4000
_PER_PAGE = 250
_AGENTS = ("min_upload_date", "max_upload_date", "min_taken_date", "max_taken_date", "text", "tags")


@dataclass(frozen=True)
class Photo:
    """A photo.

    Attributes:
        id: of digits.
        lon: degrees.
        lat: degrees.
        uploaded_s: since 1970.
        owner: such as "12345678@N00".
        taken: as the camera's clock showed it.
        licence: its number; 0 is All Rights Reserved.
        exif: tags and values, or None where the owner hides them.
        more: what is different in the answer.
    """

    id: str
    lon: float
    lat: float
    uploaded_s: int = 1_400_000_000
    owner: str = "12345678@N00"
    taken: str = "2012-05-04 10:11:12"
    licence: int = 0
    exif: Mapping[str, str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def flickr(photos: Sequence[Photo]) -> Callable[[Asked], Any]:
    """A handler for `serving`."""

    def handler(asked: Asked) -> Any:
        query = asked.query
        if query.get("api_key") != KEY:
            return _sent(query, failed(100, "Invalid API Key (Key has invalid format)"))
        if query.get("method") == "flickr.photos.search":
            return _sent(query, _search(photos, query))
        if query.get("method") == "flickr.photos.getExif":
            return _sent(query, _exif(photos, query.get("photo_id", "")))
        return _sent(query, failed(112, "Method not found"))

    return handler


def failed(code: int, message: str) -> dict[str, Any]:
    """An error, as it comes with HTTP status 200."""
    return {"stat": "fail", "code": code, "message": message}


def _sent(query: Mapping[str, str], data: dict[str, Any]) -> Reply:
    text = json.dumps(data)
    if query.get("format") != "json":
        return Reply('<?xml version="1.0"?><rsp stat="ok"/>', headers={"Content-Type": "text/xml"})
    whole = text if query.get("nojsoncallback") == "1" else f"jsonFlickrApi({text})"
    return Reply(whole, headers={"Content-Type": "application/json"})


def _search(photos: Sequence[Photo], query: Mapping[str, str]) -> dict[str, Any]:
    if "bbox" not in query:
        return failed(3, "Parameterless searches have been disabled.")
    found = _found(photos, query)
    size = min(int(query.get("per_page", 100)), _PER_PAGE)
    page = int(query.get("page", 1))
    begin = (page - 1) * size
    if begin >= _REAL:  # the first ones again
        begin %= _REAL
    # its numbers are text at times
    kind = int if page % 2 else str
    return {
        "photos": {
            "page": page,
            "pages": kind(-(-len(found) // size)),
            "perpage": size,
            "total": kind(len(found)),
            "photo": [told(each, n) for n, each in enumerate(found[begin : begin + size])],
        },
        "stat": "ok",
    }


def _found(photos: Sequence[Photo], query: Mapping[str, str]) -> list[Photo]:
    west, south, east, north = (float(edge) for edge in query["bbox"].split(","))
    since, until = int(query.get("min_upload_date", 0)), int(query.get("max_upload_date", 1 << 60))
    if not any(agent in query for agent in _AGENTS):
        since = NOW_S - 12 * 3600
    begin, end = query.get("min_taken_date", ""), query.get("max_taken_date", "9999")
    found = [
        photo
        for photo in photos
        if west <= photo.lon <= east
        and south <= photo.lat <= north
        and since <= photo.uploaded_s <= until
        and begin <= photo.taken <= end
    ]
    newest_first = query.get("sort", "date-posted-desc").endswith("desc")
    return sorted(found, key=lambda each: (each.uploaded_s, each.id), reverse=newest_first)


def told(photo: Photo, n: int) -> dict[str, Any]:
    """A photo as a search tells it; every second one with other types."""
    values = {
        "id": photo.id,
        "owner": photo.owner,
        "secret": "a1b2c3d4e5",
        "server": "65535",
        "farm": 66,
        "title": f"IMG {photo.id}",
        "ispublic": 1,
        "license": (str, int)[n % 2](photo.licence),
        "dateupload": (str, int)[n % 2](photo.uploaded_s),
        "datetaken": photo.taken,
        "datetakengranularity": (int, str)[n % 2](0),
        "datetakenunknown": ("0", 0)[n % 2],
        "ownername": f"Name of {photo.owner}",
        "latitude": (str, float)[n % 2](photo.lat),
        "longitude": (str, float)[n % 2](photo.lon),
        "accuracy": (str, int)[n % 2](16),
        "context": 0,
        "tags": "tower leaning",
        "url_z": f"https://live.staticflickr.com/65535/{photo.id}_a1b2c3d4e5_z.jpg",
        "height_z": (int, str)[n % 2](480),
    }
    return {**values, **photo.more}


def _exif(photos: Sequence[Photo], photo_id: str) -> dict[str, Any]:
    photo = next((each for each in photos if each.id == photo_id), None)
    if photo is None:
        return failed(1, "Photo not found")
    if photo.exif is None:
        return failed(2, "Permission denied")
    tags = [
        {"tagspace": "ExifIFD", "tag": tag, "label": tag, "raw": {"_content": value}}
        for tag, value in photo.exif.items()
    ]
    return {"photo": {"id": photo_id, "camera": "Model 1", "exif": tags}, "stat": "ok"}
