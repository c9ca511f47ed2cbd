"""A small iNaturalist: observations in a box, by page or after an id, at most 200 at a time.

with serving(inaturalist(observations)) as server: …   # services: {inaturalist: server.url}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.doubles.http import Asked, Reply

_DEEPEST = 10_000
_MOST = 200


@dataclass(frozen=True)
class Observation:
    """An observation.

    Attributes:
        id: the later, the larger.
        lon: degrees; of obscured ones somewhere in the same cell of 0.2 degrees.
        lat: degrees.
        observed_at: with an offset, such as 2020-08-27T08:57:22+00:00; "" if only the day is known.
        observed_on: the day, or "".
        photos: ids of its photos.
        licence: of its photos, or None where all rights are reserved.
        user: who made it.
        obscured: whether the position is hidden.
        accuracy_m: radius of the position, or None.
        deleted: it is in the index, but not in answers any more.
    """

    id: int
    lon: float
    lat: float
    observed_at: str = "2020-08-27T08:57:22+00:00"
    observed_on: str = "2020-08-27"
    photos: Sequence[int] = (1,)
    licence: str | None = "cc-by"
    user: str = "ann"
    obscured: bool = False
    accuracy_m: int | None = None
    deleted: bool = False


def inaturalist(observations: Sequence[Observation]) -> Callable[[Asked], Any]:
    """A handler for `serving`."""

    def handler(asked: Asked) -> Any:
        query = asked.query
        per_page = min(int(query.get("per_page", 30)), _MOST)
        page = int(query.get("page", 1))
        if page * per_page > _DEEPEST:
            words = "Result window is too large, page * per_page must be at most 10000"
            return Reply({"error": words, "status": 403}, 403)
        found = [each for each in observations if _fits(each, query)]
        is_up = query.get("order") == "asc" and query.get("order_by") == "id"
        found.sort(key=lambda each: each.id if is_up else -each.id)
        shown = found[(page - 1) * per_page : page * per_page]
        fields = re.findall(r"\w+", query.get("fields", "uuid"))
        results = [told(each, fields) for each in shown if not each.deleted]
        return Reply(
            {"total_results": len(found), "page": page, "per_page": per_page, "results": results}
        )

    return handler


def told(each: Observation, fields: Sequence[str]) -> dict[str, Any]:
    """An observation with the fields that were asked for, all on one level."""
    photos = [
        {
            "id": photo,
            "url": f"https://inaturalist-open-data.s3.amazonaws.com/photos/{photo}/square.jpg",
            "license_code": each.licence,
            "attribution": f"(c) {each.user}, some rights reserved",
        }
        for photo in each.photos
    ]
    whole = {
        "uuid": f"00000000-0000-4000-8000-{each.id:012d}",
        "id": each.id,
        "uri": f"https://www.inaturalist.org/observations/{each.id}",
        "location": f"{each.lat},{each.lon}",
        "obscured": each.obscured,
        "positional_accuracy": each.accuracy_m,
        "time_observed_at": each.observed_at or None,
        "observed_on": each.observed_on or None,
        "created_at": "2020-09-01T12:00:00+00:00",
        "species_guess": "Monarch",
        "quality_grade": "needs_id",
        "user": {"id": 100 + len(each.user), "login": each.user},
        "photos": photos,
    }
    return {name: value for name, value in whole.items() if name in fields or name == "uuid"}


def _fits(each: Observation, query: Mapping[str, str]) -> bool:
    return (
        float(query["swlng"]) <= each.lon <= float(query["nelng"])
        and float(query["swlat"]) <= each.lat <= float(query["nelat"])
        and each.id > int(query.get("id_above", 0))
        and query.get("d1", "") <= each.observed_on <= query.get("d2", "9999")
        and (bool(each.photos) or query.get("photos") != "true")
    )
