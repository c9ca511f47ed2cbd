"""Where a city is, by its name: its area, its country and its time zone.

The area is asked of Nominatim, the search of OpenStreetMap, once for each new city:

    [{"lat": "38.7077", "lon": "-9.1365", "addresstype": "city", "importance": 0.77,
      "name": "Lisbon", "display_name": "Lisbon, Portugal",
      "boundingbox": ["38.6913", "38.7967", "-9.2298", "-9.0863"],
      "address": {"city": "Lisbon", "country_code": "pt"}}, …]

with latitudes first (https://nominatim.org/release-docs/latest/api/Output/).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guidegen.cityvalues import known_timezone, parse_box
from guidegen.errors import AnswerError, ConfigError
from guidegen.geo import MEAN_EARTH_RADIUS_M, Box
from guidegen.jsonvalues import as_dict, as_text, number, rows
from guidegen.markup import one_line
from guidegen.services import address
from guidegen.web import Answer, Request, Web

# A city's own area may hold far islands, forests and half a sea: a guide is of what people reach
# from its centre within a day. London is 58 km wide.
FARTHEST_KM = 35.0
_MOST_CANDIDATES = 10
_CITIES = {"city", "town", "municipality"}
# So much more important (0 to 1) must a province be to be meant by the name of its city.
_CITY_BONUS = 0.2
_KM_PER_DEG = math.radians(1) * MEAN_EARTH_RADIUS_M / 1000


@dataclass(frozen=True)
class Found:
    """A city that a name may mean.

    Attributes:
        box: its area, or the part of it around the centre that a guide can be of.
        centre: lon and lat, degrees.
        title: its name and where it is, such as "Lisbon, Portugal (city)".
        country: two capital letters, or "".
        whole: whether the box is all of its area.
        likelihood: 0 to 1.2; the higher, the likelier it is meant.
    """

    box: Box
    centre: tuple[float, float]
    title: str
    country: str
    whole: bool
    likelihood: float


def find_city(name: str, web: Web, mirrors: Mapping[str, str]) -> list[Found]:
    """The cities that a name may mean, the likeliest first; at least one.

    Args:
        name: as people search for it: "Lisbon", "Lisbon, Maine".
        web: the network.
        mirrors: other addresses of services.

    Raises:
        ConfigError: when nothing is called so, or the operator's contact is missing.
        ServiceError: when Nominatim cannot be reached.
    """
    params = {
        "q": name,
        "format": "jsonv2",
        "limit": str(_MOST_CANDIDATES),
        "addressdetails": "1",
        "layer": "address",
        "accept-language": "en",
    }
    mirror = mirrors.get("nominatim", "")
    request = Request("nominatim", address("nominatim", mirrors), params, mirror)
    found = sorted(web.get(request, parse), key=lambda city: -city.likelihood)
    if not found:
        raise ConfigError(
            f"OpenStreetMap knows no place called {name!r}: look at the spelling, or give the "
            "area in degrees, for example --bbox 10.374,43.694,10.449,43.726"
        )
    return found


def parse(answer: Answer) -> list[Found]:
    """Read an answer; places that are not as they should be are left out.

    Raises:
        AnswerError: when it is no list.
    """
    data = answer.json()
    if not isinstance(data, list):
        raise AnswerError("no list of places in it")
    return [found for place in rows(data) if (found := _read(place))]


def timezone_at(lon: float, lat: float) -> str:
    """The name of the time zone at a position, by a table that comes along; "" at sea."""
    import tzfpy

    name = tzfpy.get_tz(lon, lat)
    try:
        return "" if name.startswith("Etc/") else known_timezone(name)
    except ValueError:  # newer than what Python knows here
        return ""


def around(box: Box, centre: tuple[float, float]) -> Box:
    """The part of a box within `FARTHEST_KM` of a point in it, north to south and west to east."""
    lon, lat = centre
    up = FARTHEST_KM / _KM_PER_DEG
    across = up / max(math.cos(math.radians(lat)), 0.01)
    return Box(
        max(box.west, lon - across),
        max(box.south, lat - up),
        min(box.east, lon + across),
        min(box.north, lat + up),
    )


def _read(place: Mapping[str, Any]) -> Found | None:
    lon, lat = number(place.get("lon"), 180), number(place.get("lat"), 90)
    corners = place.get("boundingbox")
    if lon is None or lat is None or not isinstance(corners, list) or len(corners) != 4:
        return None
    south, north, west, east = (number(corner, 180) for corner in corners)
    if south is None or north is None or west is None or east is None:
        return None
    area = Box(west, south, east, north)
    box = _rounded(around(area, (lon, lat)))
    try:
        parse_box([box.west, box.south, box.east, box.north])
    except ValueError:  # it has no size, or does not hold its own centre
        return None
    kind = as_text(place.get("addresstype")) or as_text(place.get("type"))
    importance = number(place.get("importance"), 1) or 0.0
    return Found(
        box=box,
        centre=(lon, lat),
        title=_title(place, kind),
        country=_country(place),
        whole=box == _rounded(area),
        likelihood=importance + _CITY_BONUS * (kind in _CITIES),
    )


def _rounded(box: Box) -> Box:
    """About 10 m, as people write boxes."""
    return Box(round(box.west, 4), round(box.south, 4), round(box.east, 4), round(box.north, 4))


def _title(place: Mapping[str, Any], kind: str) -> str:
    name = one_line(as_text(place.get("display_name")), 120) or "a place without a name"
    kind = one_line(kind.replace("_", " "), 30)
    return f"{name} ({kind})" if kind else name


def _country(place: Mapping[str, Any]) -> str:
    code = as_text(as_dict(place.get("address")).get("country_code")).upper()
    return code if re.fullmatch("[A-Z]{2}", code) else ""
