"""Photos of Wikimedia Commons, where their cameras stood."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pandas as pd

from guidegen.geo import DEGREE_M, Box
from guidegen.jsonvalues import as_dict, as_text, position, rows, whole_number
from guidegen.markup import plain
from guidegen.photos.divide import MARGIN_DEG, Page, Part, distinct, divided, noted
from guidegen.photos.records import Record, rows_of_service
from guidegen.photos.settings import scene_bv
from guidegen.services import SERVICES, address
from guidegen.web import Answer, Request
from guidegen.wikimedia import files
from guidegen.wikimedia.query import BATCH, COMMON, batches, envelope, fetch

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import CommonsSource
    from guidegen.web import Web

_TITLE = SERVICES["commons"].title
_LIMIT = 500  # the most rows of a search; there is no second page
_WIDEST_M = 15_000.0  # a wiki refuses boxes of more than 20 by 20 km
_SMALLEST_DEG = 0.0005  # and those of less than 10 by 10 m
_FILES = "6"  # the namespace
_PHOTOS = ("image/jpeg", "image/tiff", "image/png", "image/webp")
_USER = re.compile(r"(?:/wiki/|[?&]title=)User:([^\"'&?#/<>]+)", re.IGNORECASE)
_NOBODY = re.compile(r"(?:an?\s+)?(?:unknown|anonymous|unbekannt)\b.*", re.IGNORECASE)
_EXIF_TIME = re.compile(r"(?!0000)\d{4}:\d\d:\d\d \d\d:\d\d(?::\d\d)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"(?<!\d)\d\d:\d\d(?::\d\d)?(?!\d)", re.ASCII)


def ask(source: CommonsSource, city: City, web: Web) -> pd.DataFrame:
    """The files with the position of a camera in a city, as `guidegen.photos.checks` describes.

    The search gives each box its first 500 files, so a fuller one is asked for in quarters; then
    50 files at a time tell of themselves. What is no photograph, such as a map, is left out.

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
    found, cut = distinct(pages, "pageid")
    hits = {number: hit for hit in found if (number := whole_number(hit.get("pageid")))}
    records: list[Record] = []
    # by number, so that new files come last and what was asked before is asked in the same words
    for batch in batches(sorted(hits), BATCH):
        told = fetch(web.get, _details(city, batch)).pages
        records += [
            _record(told[number], hits[number]) for number in batch if _is_photo(told, number)
        ]
    return noted(rows_of_service(records, source.source, city.timezone), _TITLE, cut)


def _search(city: City, web: Web, part: Part) -> Page:
    box = part.box
    if max(_sides_m(box)) > _WIDEST_M:
        return Page((), whole=False, too_wide=True)
    box = box.widened(MARGIN_DEG)
    corners = (box.north, box.west, box.south, box.east)
    request = _request(
        "commons_photos",
        city,
        list="geosearch",
        gsbbox="|".join(f"{degrees:.7f}" for degrees in corners),
        gsnamespace=_FILES,
        gslimit=str(_LIMIT),
        gsprimary="primary",
        gsprop="type",
    )
    hits = web.get(request, _hits)
    return Page(hits, len(hits) < _LIMIT)


def _hits(answer: Answer) -> list[dict[str, Any]]:
    return rows(envelope(as_dict(answer.json()), "query").get("geosearch"))


def _details(city: City, numbers: Iterable[int]) -> Request:
    return _request(
        "commons",
        city,
        pageids="|".join(map(str, numbers)),
        prop="imageinfo",
        iiprop="url|user|timestamp|size|mime|extmetadata|metadata",
        iiurlwidth=str(files.WIDTH_PX),
        iiextmetadatafilter=f"{files.FACTS}|DateTimeOriginal",
        iiextmetadatalanguage="en",
    )


def _request(service: str, city: City, **params: str) -> Request:
    mirror = city.services.get("commons", "")
    url = address("commons", {"commons": mirror})
    params = {**COMMON, "action": "query", **params}
    return Request(service, url, params, mirror)


def _is_photo(told: Mapping[int, Mapping[str, Any]], number: int) -> bool:
    return number in told and files.image_info(told[number]).get("mime") in _PHOTOS


def _record(page: Mapping[str, Any], hit: Mapping[str, Any]) -> Record:
    told = files.image_info(page)
    facts, exif = files.facts_of(told), _exif(told)
    info = files.file_info(page)
    at = None if hit.get("type") == "object" else position(hit.get("lon"), hit.get("lat"))
    record: dict[str, Any] = {
        "photo_id": str(page.get("pageid")),
        "author_id": _author(facts, told),
        "taken_at": _taken_at(exif, facts),
        "uploaded_at": as_text(told.get("timestamp")) or None,
        "luminance_bv": scene_bv(
            exif.get("FNumber"), exif.get("ExposureTime"), _speed(exif), exif.get("BrightnessValue")
        ),
    }
    if at:
        record |= {"lon": at[0], "lat": at[1]}
    if info:
        record |= {"title": info.name.rpartition(".")[0], "url": info.page_url}
        record |= {"licence": info.licence or None, "attribution": info.attribution or None}
    if info and info.may_be_shown:
        record["image_url"] = info.url
    return record


def _exif(told: Mapping[str, Any]) -> dict[str, Any]:
    """``[{"name": "FNumber", "value": "56/10"}, …]`` by name."""
    return {as_text(row.get("name")): row.get("value") for row in rows(told.get("metadata"))}


def _speed(exif: Mapping[str, Any]) -> object:
    """The ISO speed, which may be a list: ``[{"name": 0, "value": "200"}]``."""
    speed = exif.get("ISOSpeedRatings")
    return (
        next((row.get("value") for row in rows(speed)), None) if isinstance(speed, list) else speed
    )


def _author(facts: Mapping[str, Any], told: Mapping[str, Any]) -> str | None:
    """The photographer: a user if the page links to one, else a name, else who uploaded it."""
    artist = as_text(facts.get("Artist"))
    users = (_user(found) for found in _USER.findall(html.unescape(artist)))
    if user := next(filter(None, users), ""):
        return f"user:{user}"
    if name := plain(artist):
        return None if _NOBODY.fullmatch(name) else f"name:{name}"
    uploader = files.uploader(told)
    return f"user:{uploader}" if uploader else None


def _user(target: str) -> str:
    """A user's name out of a link, unless it is a program's."""
    name = plain(unquote(target).replace("_", " "))
    name = name[:1].upper() + name[1:]
    return files.uploader({"user": name})


def _taken_at(exif: Mapping[str, Any], facts: Mapping[str, Any]) -> str | None:
    """The camera's clock, else what the page says, as a time or a day if it says one."""
    clocks = (as_text(exif.get(name)).strip() for name in ("DateTimeOriginal", "DateTimeDigitized"))
    if clock := next((each for each in clocks if _EXIF_TIME.fullmatch(each)), ""):
        return clock
    # such as '<time class="dtstart" datetime="2012-05-04">4 May 2012</time>, 10:11:12'
    said = as_text(facts.get("DateTimeOriginal"))
    marked = re.search(r'datetime="([^"]+)"', said)
    text = plain(said)
    day = _DAY.match(marked[1] if marked else text)
    clock = next(iter(_CLOCK.findall(marked[1] if marked and "T" in marked[1] else text)), "")
    return f"{day[0]} {clock}".strip() if day else text or None


def _sides_m(box: Box) -> tuple[float, float]:
    """Height and width in metres; the width as on the equator, which is never too little."""
    return (box.north - box.south) * DEGREE_M, (box.east - box.west) * DEGREE_M
