"""Photos of Geograph Britain and Ireland: what every square kilometre looks like."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from guidegen.geo import DEGREE_M, Box
from guidegen.jsonvalues import as_dict, as_text, number, rows, web_address, word
from guidegen.markup import one_line
from guidegen.photos.divide import Page, Part, Row, distinct, divided, noted
from guidegen.photos.records import Record, rows_of_service
from guidegen.services import SERVICES, address
from guidegen.web import Answer, Request

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import GeographSource
    from guidegen.web import Web

_TITLE = SERVICES["geograph"].title
_PER_PAGE = 50
_PAGES = 5  # there is no page beyond the first 250 photos
_WIDEST_KM = 10.0
_SMALLEST_DEG = 0.001
_LICENCE = "CC BY-SA 2.0"  # of all its pictures
_TOTAL = re.compile(r"\(([\d,]{1,12}) in total\)", re.ASCII)
_PROFILE = re.compile(r"/profile/(\d{1,12})", re.ASCII)
_SQUARE = re.compile(r"[A-Z]{1,2}\d{4} : ", re.ASCII)
_SMALL = re.compile(r"_\d{2,3}x\d{2,3}(?=\.jpg$)", re.ASCII)


@dataclass(frozen=True)
class _Found:
    """A page of an answer.

    Attributes:
        photos: as they came.
        total: how many there are on all pages; None if it does not say.
        more: whether there is another page.
    """

    photos: list[dict[str, Any]]
    total: int | None
    more: bool


def ask(source: GeographSource, city: City, web: Web) -> pd.DataFrame:
    """The photos in a city, as `guidegen.photos.checks` describes; they have days, but no hours.

    A circle around each box is asked for, and quarters of the box where that holds more than 250.
    What lies in a circle but outside the city was not asked for, and is left out.

    Raises:
        ServiceError: when an answer cannot be had; those that came are in the web's cache.
    """
    pages = divided(
        Part(city.bbox),
        partial(_search, city, web),
        _TITLE,
        smallest_deg=_SMALLEST_DEG,
        shortest=None,
    )
    found, cut = distinct(pages, "guid")
    ours = (photo for photo in found if not _is_outside(photo, city.bbox))
    records = [_record(photo) for photo in ours]
    return noted(rows_of_service(records, source.source, city.timezone), _TITLE, cut)


def _search(city: City, web: Web, part: Part) -> Page:
    radius_km = _radius_km(part.box)
    if radius_km > _WIDEST_KM:
        return Page((), whole=False, too_wide=True)

    def page(number: int) -> _Found:
        return web.get(_request(city, part.box, radius_km, number), _parse)

    first = page(1)
    most = _PER_PAGE * _PAGES

    def photos() -> Iterator[Row]:
        """What can be had; further pages are asked for when somebody wants them."""
        found = first
        yield from found.photos
        for each in range(2, _PAGES + 1):
            if not found.more:
                break
            found = page(each)
            yield from found.photos

    if first.total is not None:
        return Page(photos(), first.total <= most)
    came = list(photos())
    return Page(came, len(came) < most)


def _request(city: City, box: Box, radius_km: float, page: int) -> Request:
    lon, lat = box.centre
    params = {
        "format": "JSON",
        "location": f"{lat:.6f},{lon:.6f}",
        "distance": f"{radius_km:.2f}",
        "perpage": str(_PER_PAGE),
        "page": str(page),
    }
    mirror = city.services.get("geograph", "")
    url = address("geograph", {"geograph": mirror})
    return Request("geograph", url, params, mirror)


def _radius_km(box: Box) -> float:
    """A radius that reaches the corners of a box, rounded up by at least 10 m."""
    widest = 0.0 if box.south <= 0 <= box.north else min(abs(box.south), abs(box.north))
    height_m = (box.north - box.south) * DEGREE_M
    width_m = (box.east - box.west) * DEGREE_M * math.cos(math.radians(widest))
    return math.ceil(math.hypot(height_m, width_m) / 2 * 1.01 / 10 + 1) / 100


def _parse(answer: Answer) -> _Found:
    """``{"description": "Images, … (123 in total)", "nextURL": "…", "items": […]}``, or nothing."""
    if not answer.body.strip():
        return _Found([], 0, more=False)
    told = as_dict(answer.json())
    total = _TOTAL.search(as_text(told.get("description")))
    count = int(total[1].replace(",", "") or 0) if total else None
    return _Found(rows(told["items"]), count, bool(told.get("nextURL")))


def _record(photo: Row) -> Record:
    author = one_line(as_text(photo.get("author")))
    profile = _PROFILE.search(as_text(photo.get("source")))
    taken = as_text(photo.get("imageTaken")).strip()
    thumb = web_address(photo.get("thumb"))
    return {
        "photo_id": word(photo.get("guid")) or None,
        "author_id": profile[1] if profile else (f"name:{author}" if author else None),
        "lon": photo.get("long"),
        "lat": photo.get("lat"),
        "taken_at": taken or None,
        "uploaded_at": word(photo.get("date")) or None,
        "title": _SQUARE.sub("", as_text(photo.get("title")), count=1) or None,
        "tags": as_text(photo.get("tags")).replace("?", ", ") or None,
        "url": web_address(photo.get("link")) or None,
        # the whole picture lies beside the small one
        "image_url": _SMALL.sub("", thumb) or None,
        "licence": as_text(photo.get("licence")) or _LICENCE,
        "attribution": author or None,
    }


def _is_outside(photo: Mapping[str, Any], box: Box) -> bool:
    """Whether a photo has a position, and that lies outside the box."""
    lon, lat = number(photo.get("long"), 180), number(photo.get("lat"), 90)
    if lon is None or lat is None:
        return False
    return not (box.west <= lon <= box.east and box.south <= lat <= box.north)
