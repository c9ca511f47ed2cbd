"""Photos of Flickr."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import timedelta
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from guidegen.errors import AnswerError
from guidegen.jsonvalues import as_dict, as_text, number, rows, web_address, word
from guidegen.markup import one_line
from guidegen.photos.divide import MARGIN_DEG, Page, Part, Row, distinct, divided, noted
from guidegen.photos.records import Record, rows_of_service
from guidegen.photos.settings import scene_bv
from guidegen.services import SERVICES, address
from guidegen.web import Answer, Request

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import FlickrSource
    from guidegen.web import Web

_TITLE = SERVICES["flickr"].title
_PER_PAGE = 250  # the most of a search by place, whatever is asked for
_LIMIT = 4000  # only so many of a search are real; what comes after them repeats them
_SMALLEST_DEG = 0.0005
_SHORTEST = timedelta(seconds=1)
_EXTRAS = "license,date_upload,date_taken,owner_name,geo,tags,url_l,url_c,url_z,url_m"
_SIZES = ("url_l", "url_c", "url_z", "url_m")
_VAGUE = ("4", "6", "8")  # granularities: the month, the year, about that year
# By the numbers of flickr.photos.licenses.getInfo; 0 is All Rights Reserved.
_LICENCES = {
    "1": "CC BY-NC-SA 2.0",
    "2": "CC BY-NC 2.0",
    "3": "CC BY-NC-ND 2.0",
    "4": "CC BY 2.0",
    "5": "CC BY-SA 2.0",
    "6": "CC BY-ND 2.0",
    "7": "No known copyright restrictions",
    "8": "United States Government Work",
    "9": "CC0 1.0",
    "10": "Public Domain Mark",
    "11": "CC BY 4.0",
    "12": "CC BY-SA 4.0",
    "13": "CC BY-ND 4.0",
    "14": "CC BY-NC 4.0",
    "15": "CC BY-NC-SA 4.0",
    "16": "CC BY-NC-ND 4.0",
}


@dataclass(frozen=True)
class _Found:
    """A page of an answer.

    Attributes:
        photos: as they came.
        total: how many there are on all pages.
        a_page: how many of them a page is cut from; it may show fewer.
    """

    photos: list[dict[str, Any]]
    total: int
    a_page: int = _PER_PAGE


def ask(source: FlickrSource, city: City, web: Web) -> pd.DataFrame:
    """The photos with a position in a city, as `guidegen.photos.checks` describes.

    Of one search only the first 4,000 can be had, so what has more is asked for by shorter times
    of upload, and within one second by smaller boxes.

    Raises:
        ServiceError: when an answer cannot be had; those that came are in the web's cache.
    """
    pages = divided(
        Part(city.bbox),
        partial(_search, source, city, web),
        _TITLE,
        smallest_deg=_SMALLEST_DEG,
        shortest=_SHORTEST,
    )
    found, cut = distinct(pages, "id")
    records = [_record(photo) for photo in found]
    if source.exif:
        records = [{**each, "luminance_bv": _light(city, web, each)} for each in records]
    return noted(rows_of_service(records, source.source, city.timezone), _TITLE, cut)


def _search(source: FlickrSource, city: City, web: Web, part: Part) -> Page:
    def page(number: int) -> _Found:
        return web.get(_request("flickr", city, **_search_params(source, part, number)), _parse)

    first = page(1)
    if first.total > _LIMIT and not first.photos:
        raise AnswerError(f"{_TITLE}: it says that it has {first.total} photos, and gives none")

    def photos() -> Iterator[Row]:
        """What can be had; further pages are asked for when somebody wants them."""
        yield from first.photos
        for each in range(2, ceil(min(first.total, _LIMIT) / first.a_page) + 1):
            yield from page(each).photos

    return Page(photos(), first.total <= _LIMIT)


def _search_params(source: FlickrSource, part: Part, page: int) -> dict[str, str]:
    """A search needs a time of upload: without one it finds what came in the last 12 hours."""
    box = part.box.widened(MARGIN_DEG)
    params = {
        "method": "flickr.photos.search",
        "bbox": ",".join(f"{degrees:.7f}" for degrees in astuple(box)),
        "min_upload_date": str(int(part.since.timestamp())),
        "max_upload_date": str(int(part.until.timestamp()) - 1),  # they are included
        "has_geo": "1",
        "media": "photos",
        "safe_search": "1",
        "sort": "date-posted-asc",
        "extras": _EXTRAS,
        "per_page": str(_PER_PAGE),
        "page": str(page),
    }
    times = {
        "min_taken_date": (source.since, "00:00:00"),
        "max_taken_date": (source.until, "23:59:59"),
    }
    return params | {name: f"{day} {clock}" for name, (day, clock) in times.items() if day}


def _request(service: str, city: City, **params: str) -> Request:
    mirror = city.services.get("flickr", "")
    url = address("flickr", {"flickr": mirror})
    params = {"format": "json", "nojsoncallback": "1", **params}
    return Request(service, url, params, mirror)


def _parse(answer: Answer) -> _Found:
    """``{"photos": {"total": 1203, "perpage": 250, "photo": […]}, "stat": "ok"}``, or as text."""
    told = as_dict(answer.json()).get("photos")
    total = number(as_dict(told).get("total"), 1e12)
    if not isinstance(told, dict) or total is None or total < 0:
        raise AnswerError("it does not say how many photos there are")
    a_page = int(number(told.get("perpage"), _PER_PAGE) or 0)
    return _Found(rows(told.get("photo")), int(total), a_page if a_page > 0 else _PER_PAGE)


def _record(photo: Row) -> Record:
    """A photo; nearly every value comes as a number at times, and as text at others."""
    photo_id, owner = word(photo.get("id")), word(photo.get("owner"))
    accuracy = number(photo.get("accuracy"), 16)
    licence = _LICENCES.get(word(photo.get("license")))
    record: dict[str, Any] = {
        "photo_id": photo_id or None,
        "author_id": owner or None,
        "taken_at": as_text(photo.get("datetaken")) or None,
        "uploaded_at": word(photo.get("dateupload")) or None,
        "title": _content(photo.get("title")),
        "tags": _content(photo.get("tags")),
        "accuracy": accuracy or None,
        "licence": licence,
        "attribution": one_line(as_text(photo.get("ownername"))) or owner or None,
    }
    if accuracy:  # without, there is no position but 0, 0
        record |= {"lon": photo.get("longitude"), "lat": photo.get("latitude")}
    if (
        word(photo.get("datetakenunknown")) == "1"
        or word(photo.get("datetakengranularity")) in _VAGUE
    ):
        record["time_known"] = "none"
    if photo_id and owner:
        record["url"] = (
            f"https://www.flickr.com/photos/{quote(owner, safe='')}/{quote(photo_id, safe='')}/"
        )
    if licence:
        record["image_url"] = next(filter(None, (web_address(photo.get(n)) for n in _SIZES)), None)
    return record


def _light(city: City, web: Web, record: Record) -> float | None:
    """The light of a photo, if its owner shows the settings of the camera; asked for once."""
    photo_id = record["photo_id"]
    if not photo_id:
        return None
    request = _request("flickr_exif", city, method="flickr.photos.getExif", photo_id=photo_id)
    try:
        return web.get(request, _parse_light)
    except AnswerError:  # of this photo it cannot tell
        return None


def _parse_light(answer: Answer) -> float | None:
    """``{"photo": {"exif": [{"tag": "ISO", "raw": {"_content": "100"}}, …]}, "stat": "ok"}``."""
    told = rows(as_dict(as_dict(answer.json()).get("photo")).get("exif"))
    tags = {as_text(each.get("tag")): _content(each.get("raw")) for each in reversed(told)}
    return scene_bv(
        tags.get("FNumber"), tags.get("ExposureTime"), tags.get("ISO"), tags.get("BrightnessValue")
    )


def _content(value: object) -> str | None:
    """A text, which may be wrapped: ``{"_content": "…"}``."""
    return as_text(as_dict(value).get("_content") if isinstance(value, Mapping) else value) or None
