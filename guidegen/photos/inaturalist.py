"""Photos of plants and animals on iNaturalist (https://api.inaturalist.org/v2/docs/).

    {"total_results": 2, "page": 1, "per_page": 200, "results": [
      {"id": 57754375, "uri": "https://www.inaturalist.org/observations/57754375",
       "location": "50.0949055,-104.71929167", "obscured": false, "positional_accuracy": 8,
       "time_observed_at": "2020-08-27T08:57:22+00:00", "observed_on": "2020-08-27",
       "created_at": "2020-08-27T18:00:51+00:00", "species_guess": "Monarch",
       "user": {"id": 2852555, "login": "…"},
       "photos": [{"id": 92152429, "license_code": "cc-by-nc", "attribution": "(c) …"}]}, …]}

Version 2 is asked because it gives only what is asked for, a twentieth of version 1's answers.

* Every grade counts, not only "research": that is about which species it is, and here it matters
  that somebody stood there and photographed.
* ``time_observed_at`` is what the clock showed; its offset is that of the observer's account, which
  need not be where they travel. So the offset is dropped, also "+00:00".
* ``obscured`` positions are anywhere in a cell of 0.2 degrees, to protect rare species or their
  observers; these photos are set aside, and counted with that reason.
* Close-ups of a snail do not show a place: the guide has no pictures of them, only their number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from guidegen.errors import AnswerError
from guidegen.jsonvalues import as_dict, as_text, number, whole_number
from guidegen.jsonvalues import rows as objects
from guidegen.photos.records import Record, rows_of_service
from guidegen.services import SERVICES, address
from guidegen.web import Answer, Request, Web

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import INaturalistSource

# The most observations of an answer. Pages end at 10,000 observations, so they are not used: each
# answer begins after the last id of the one before.
MOST = 200
# As many as may be asked for in a day; no city has that many by far.
MOST_PAGES = 10_000
_FIELDS = (
    "(created_at:!t,id:!t,location:!t,obscured:!t,observed_on:!t,"
    "photos:(attribution:!t,id:!t,license_code:!t),positional_accuracy:!t,species_guess:!t,"
    "time_observed_at:!t,uri:!t,user:(id:!t,login:!t))"
)
_OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
_EQUATOR_M = 40_075_017.0
_SOURCE = "inaturalist"


def ask(source: INaturalistSource, city: City, web: Web) -> pd.DataFrame:
    """All photos in a city's box, as `guidegen.photos.checks` describes.

    Raises:
        ServiceError: when iNaturalist cannot be reached, or does not come to an end.
        ConfigError: when the operator's contact is missing.
    """
    return rows_of_service(_records(source, city, web), _SOURCE, city.timezone)


def _records(source: INaturalistSource, city: City, web: Web) -> Iterator[Record]:
    mirrors = {str(name): url for name, url in city.services.items()}
    url, mirror = address(_SOURCE, mirrors), mirrors.get(_SOURCE, "")
    last = 0
    for _ in range(MOST_PAGES):
        request = Request(_SOURCE, url, _params(source, city, last), mirror)
        found = web.get(request, lambda answer, above=last: parse(answer, above))  # type: ignore[misc]
        for observation in found:
            yield from photos_of(observation)
        if not found:  # a short page need not be the last: some of it may have been deleted
            return
        last = found[-1]["id"]
    raise AnswerError(
        f"{SERVICES[_SOURCE].title}: it has more than {MOST_PAGES * MOST:,} observations"
    )


def parse(answer: Answer, above: int = 0) -> list[dict[str, Any]]:
    """Read an answer; its observations are in the order of their ids.

    Args:
        answer: to a request for observations.
        above: the id that all others are larger than.

    Raises:
        AnswerError: when there is no list of observations, or it would not come to an end.
    """
    data = answer.json()
    found = as_dict(data).get("results")
    if not isinstance(found, list):
        raise AnswerError("no list of observations in it")
    observations = objects(found)
    ids = [above, *(whole_number(each.get("id")) for each in observations)]
    if len(observations) < len(found) or any(a >= b for a, b in pairwise(ids)):
        raise AnswerError("its observations are not in order")
    return observations


def photos_of(observation: Mapping[str, Any]) -> Iterator[Record]:
    """The photos of an observation; one that has none is a photo without an id."""
    user = as_dict(observation.get("user"))
    lat, _, lon = as_text(observation.get("location")).partition(",")
    clock = _OFFSET.sub("", as_text(observation.get("time_observed_at")))
    whole = {
        "author_id": whole_number(user.get("id")) or as_text(user.get("login")) or None,
        "lon": lon,
        "lat": lat,
        "taken_at": clock or as_text(observation.get("observed_on")) or None,
        "uploaded_at": as_text(observation.get("created_at")) or None,
        "title": as_text(observation.get("species_guess")),
        "url": as_text(observation.get("uri")),
        "accuracy": level_of(number(observation.get("positional_accuracy"), _EQUATOR_M)),
        "set_aside": "blurred" if observation.get("obscured") is True else None,
    }
    for photo in objects(observation.get("photos")) or [{}]:
        yield {
            **whole,
            "photo_id": whole_number(photo.get("id")) or None,
            "licence": as_text(photo.get("license_code")),
            "attribution": as_text(photo.get("attribution")),
        }


def level_of(radius_m: float | None) -> int | None:
    """The accuracy of the photos table (1 world to 16 street) for a radius in metres.

    It is the zoom level of web maps at which the circle about fills a tile.
    """
    if radius_m is None or radius_m <= 0:
        return None
    return min(max(int(math.log2(_EQUATOR_M / (2 * radius_m))), 1), 16)


def _params(source: INaturalistSource, city: City, above: int) -> dict[str, str]:
    box = city.bbox
    days = {"d1": source.since, "d2": source.until}
    return {
        "swlat": f"{box.south:.9g}",
        "swlng": f"{box.west:.9g}",
        "nelat": f"{box.north:.9g}",
        "nelng": f"{box.east:.9g}",
        "photos": "true",
        "geo": "true",
        "spam": "false",
        "order_by": "id",
        "order": "asc",
        "per_page": str(MOST),
        "id_above": str(above),
        "fields": _FIELDS,
        **{name: day.isoformat() for name, day in days.items() if day},
    }
