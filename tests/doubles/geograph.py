"""Geograph's feed as it answers on the wire: circles, at most 250 photos of each.

with serving(geograph(photos)) as server: …   # services: {geograph: server.url}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.http import Asked, Reply

KEY = "made-up-key-of-geograph"
_MOST = 250


@dataclass(frozen=True)
class Photo:
    """A photo.

    Attributes:
        guid: its number.
        lon: degrees.
        lat: degrees.
        taken: the day, or "" where that is not known.
        author: a name.
        profile: the author's number.
        more: what is different in the answer.
    """

    guid: str
    lon: float
    lat: float
    taken: str = "2008-02-07"
    author: str = "Ann Lee"
    profile: int = 45
    more: Mapping[str, Any] = field(default_factory=dict)


def geograph(photos: Sequence[Photo]) -> Callable[[Asked], Any]:
    """A handler for `serving`; where there is nothing, it says nothing."""

    def handler(asked: Asked) -> Any:
        query = asked.query
        if query.get("key") != KEY:
            return Reply("Invalid key", 403)
        lat, lon = (float(each) for each in query["location"].split(","))
        found = [each for each in photos if _km(each, lon, lat) <= float(query["distance"])]
        found.sort(key=lambda each: (_km(each, lon, lat), each.guid))
        size, page = min(int(query.get("perpage", 15)), 100), int(query.get("page", 1))
        begin = (page - 1) * size
        if not found or begin >= _MOST:
            return Reply(b"", headers={"Content-Type": "application/json"})
        end = min(begin + size, _MOST)
        told = {
            "generator": "FeedCreator",
            "title": "Geograph Britain and Ireland",
            "description": f"Images, within {query['distance']}km ({len(found):,} in total)",
            "items": [_told(each) for each in found[begin:end]],
        }
        if end < min(len(found), _MOST):
            told["nextURL"] = f"https://api.geograph.org.uk/feed/results/1/{page + 1}.json"
        return told

    return handler


def _km(photo: Photo, lon: float, lat: float) -> float:
    across = (photo.lon - lon) * math.cos(math.radians((photo.lat + lat) / 2))
    return math.hypot(across, photo.lat - lat) * 111.195


def _told(photo: Photo) -> dict[str, Any]:
    told = {
        "title": f"TQ3080 : View {photo.guid}",
        "link": f"https://www.geograph.org.uk/photo/{photo.guid}",
        "author": photo.author,
        "guid": photo.guid,
        "source": f"https://www.geograph.org.uk/profile/{photo.profile}",
        "date": 1201234567,
        "tags": "river?old bridge",
        "lat": f"{photo.lat:.6f}",
        "long": f"{photo.lon:.6f}",
        "thumb": f"https://s0.geograph.org.uk/geophotos/00/00/{photo.guid}_aaaaaaaa_120x120.jpg",
        "licence": "http://creativecommons.org/licenses/by-sa/2.0/",
    }
    taken = {"imageTaken": photo.taken} if photo.taken else {}
    return {**told, **taken, **photo.more}
