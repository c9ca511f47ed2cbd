"""A small Mapillary: images in a box, without paging, and with its refusals.

with serving(mapillary(images)) as server: …   # services: {mapillary: server.url}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.doubles.http import Asked, Reply

TOKEN = "MLY|4711|made-up-token"  # noqa: S105 - it opens nothing
_TRACE = {"fbtrace_id": "A1b2C3"}


@dataclass(frozen=True)
class Image:
    """An image.

    Attributes:
        id: of digits.
        lon: degrees.
        lat: degrees.
        captured_ms: since 1970, UTC.
        creator: a name, or "" where there is none any more.
        sequence: which drive it is of.
        computed: whether its position was computed, beside that of the camera.
    """

    id: str
    lon: float
    lat: float
    captured_ms: int
    creator: str = "ann"
    sequence: str = "drive"
    computed: bool = True


def mapillary(
    images: Sequence[Image], *, dense: int = 10**9, broken: bool = False
) -> Callable[[Asked], Any]:
    """A handler for `serving`.

    Args:
        images: all there are.
        dense: a box with more of them is refused with HTTP status 500.
        broken: every box is.
    """

    def handler(asked: Asked) -> Any:
        query = asked.query
        if query.get("access_token") != TOKEN:
            return refused(400, 190, "Invalid OAuth access token data.")
        west, south, east, north = (float(edge) for edge in query["bbox"].split(","))
        if (east - west) * (north - south) >= 0.01:
            return refused(400, 100, "Invalid bbox: its area must be smaller than 0.01")
        since, until = (
            _ms(query.get(name, "")) for name in ("start_captured_at", "end_captured_at")
        )
        found = [
            image
            for image in images
            if west <= image.lon <= east
            and south <= image.lat <= north
            and (since is None or image.captured_ms >= since)
            and (until is None or image.captured_ms <= until)
        ]
        if broken or len(found) > dense:
            words = "Please reduce the amount of data you're asking for, then retry your request"
            return refused(500, 1, words)
        most = min(int(query.get("limit", 2000)), 2000)
        return Reply({"data": [told(image, query) for image in found[:most]]})

    return handler


def told(image: Image, query: Mapping[str, str]) -> dict[str, Any]:
    """An image with the fields that were asked for; without any, its id."""
    fields = {"id": image.id, "captured_at": image.captured_ms, "sequence": image.sequence}
    fields |= {"geometry": _point(image.lon, image.lat)}
    if image.computed:
        fields |= {"computed_geometry": _point(image.lon, image.lat)}
    if image.creator:
        fields |= {"creator": {"username": image.creator, "id": f"1000{len(image.creator)}"}}
    signed = f"https://scontent.example/thumb/{image.id}.jpg?oh=SIGNED&oe=6543"
    fields |= {"thumb_256_url": signed, "thumb_1024_url": signed}
    wanted = query.get("fields", "id").split(",")
    return {name: value for name, value in fields.items() if name in wanted}


def refused(status: int, code: int, message: str) -> Reply:
    """An error as Graph APIs tell it."""
    error = {"message": message, "type": "OAuthException", "code": code, **_TRACE}
    return Reply({"error": error}, status)


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def _ms(text: str) -> int | None:
    if not text:
        return None
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)
