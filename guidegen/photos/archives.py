"""Photos from what was saved of services that are no more: Panoramio, Picasa Web, Yandex.Fotki.

Their addresses lead nowhere now, so none is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from guidegen.errors import InputError
from guidegen.jsonvalues import as_dict, as_text, number, rows
from guidegen.photos.bundles import Document, documents, json_of
from guidegen.photos.records import Record, rows_of
from guidegen.photos.settings import scene_bv

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import ArchiveSource

_MOST_BYTES = 100 << 20
_ENDINGS = {
    "panoramio": (".json",),
    "picasa": (".json",),
    "yandex_fotki": (".json", ".xml", ".atom"),
}
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAY = re.compile(r"(\d{1,2}) ([a-z]+) (\d{4})", re.ASCII)
_LARGEST_MS = 4e12  # the year 2096


def read_rows(source: ArchiveSource, city: City) -> pd.DataFrame:
    """Every photo of the saved answers, as `guidegen.photos.checks` describes.

    Where only the upload's time is known it stands for the photo's, and `time_known` is none: the
    photo tells where somebody photographed, and nothing is concluded from when.

    Raises:
        InputError: when there is nothing at the path, or no photo in it.
    """
    path = city.path.parent / source.path
    records = [
        {"file": _file(source, document, path.is_dir()), "row": row, **record}
        for document in documents(path, _ENDINGS[source.source], most_bytes=_MOST_BYTES)
        for row, record in enumerate(_records(source.source, document), start=1)
    ]
    if not records:
        raise InputError(f"{path}: there is no photo in it; see `path:` in the city file")
    return rows_of(records, source.source, city.timezone)


def _file(source: ArchiveSource, document: Document, is_folder: bool) -> str:
    return f"{source.path}/{document.name}" if is_folder else str(source.path)


def _records(service: str, document: Document) -> Iterator[Record]:
    told = json_of(document.content)
    if told is None and service == "yandex_fotki":
        told = _atom(document.content)
    if told is None:
        yield {"broken": True}
        return
    list_of, read = _SERVICES[service]
    for each in list_of(told):
        yield read(each) if isinstance(each, dict) else {"broken": True}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _panoramio(photo: dict[str, Any]) -> Record:
    """A photo of get_panoramas.php, for example "upload_date": "22 January 2007"."""
    day = _english_day(as_text(photo.get("upload_date")))
    return {
        "photo_id": photo.get("photo_id"),
        "author_id": photo.get("owner_id"),
        "attribution": photo.get("owner_name"),
        "lon": photo.get("longitude"),
        "lat": photo.get("latitude"),
        "taken_at": day,
        "uploaded_at": day,
        "time_known": "none",
        "title": photo.get("photo_title"),
    }


def _english_day(text: str) -> str:
    """YYYY-MM-DD for "22 January 2007"; other text as it is, to be rejected."""
    found = _DAY.fullmatch(text.strip().lower())
    if not found or found[2] not in _MONTHS:
        return text
    return f"{found[3]}-{_MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"


def _value(entry: dict[str, Any], *path: str) -> Any:
    """What stands in an object of objects; GData keeps text under "$t"."""
    found: Any = entry
    for name in path:
        found = as_dict(found).get(name)
    return found


def _picasa(entry: dict[str, Any]) -> Record:
    """An entry of a GData feed, for example "gphoto$timestamp": {"$t": "1193060400000"}."""
    author = as_dict(next(iter(rows(entry.get("author"))), {}))
    position = as_text(_value(entry, "georss$where", "gml$Point", "gml$pos", "$t"))
    user = _value(author, "gphoto$user", "$t") or _value(author, "name", "$t")
    is_public = _value(entry, "gphoto$access", "$t") in (None, "public")
    return {
        "photo_id": _value(entry, "gphoto$id", "$t"),
        "author_id": user,
        "attribution": _value(author, "name", "$t"),
        **_degrees(position),
        "taken_at": _wall_clock(_value(entry, "gphoto$timestamp", "$t")),
        "uploaded_at": _value(entry, "published", "$t"),
        "title": _value(entry, "summary", "$t") if is_public else None,
        "luminance_bv": _picasa_light(as_dict(entry.get("exif$tags"))),
    }


def _wall_clock(value: object) -> str | None:
    """The camera's clock from milliseconds since 1970 by it: they are not in UTC."""
    ms = number(value, _LARGEST_MS)
    if not ms:  # 0 is how programs write that they do not know
        return None
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    return time.strftime("%Y-%m-%d %H:%M:%S")


def _picasa_light(tags: dict[str, Any]) -> float | None:
    return scene_bv(*(_value(tags, f"exif${name}", "$t") for name in ("fstop", "exposure", "iso")))


def _degrees(position: str) -> Record:
    """From "lat lon"."""
    parts = position.replace(",", " ").split()
    return {"lat": parts[0], "lon": parts[1]} if len(parts) == 2 else {}


def _yandex(entry: dict[str, Any]) -> Record:
    """An entry of api-fotki, for example "id": "urn:yandex:fotki:user:photo:123"."""
    authors = rows(entry.get("authors")) or rows(entry.get("author"))
    author = as_text(entry.get("author")) or as_text(as_dict(next(iter(authors), {})).get("name"))
    created, published = entry.get("created"), entry.get("published")
    return {
        "photo_id": as_text(entry.get("id")).removeprefix("urn:yandex:fotki:"),
        "author_id": author,
        "attribution": author,
        **_degrees(as_text(_value(entry, "geo", "coordinates"))),
        "taken_at": created or published,
        "time_known": None if created else "none",
        "uploaded_at": published,
        "title": entry.get("title") if entry.get("access") in (None, "public") else None,
    }


def _atom(content: bytes | None) -> dict[str, Any] | None:
    """An Atom feed in the form of the JSON; None if it is none. Entities are refused."""
    try:
        root = fromstring(content or b"", forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return {"entries": [_atom_entry(each) for each in root.iter() if _name(each) == "entry"]}


def _atom_entry(entry: Element) -> dict[str, Any]:
    found = {_name(each): each for each in reversed(list(entry.iter()))}
    texts = {name: (each.text or each.get("value") or "").strip() for name, each in found.items()}
    author = texts.get("name") or texts.get("author")
    named = {name: texts.get(name) for name in ("id", "title", "published", "created")}
    access = found["access"].get("value") if "access" in found else None
    position = texts.get("pos") or texts.get("coordinates") or texts.get("point")
    return {**named, "author": author, "access": access, "geo": {"coordinates": position}}


def _name(element: Element) -> str:
    """Without its namespace."""
    return str(element.tag).rpartition("}")[2]


_SERVICES: dict[str, tuple[Callable[[Any], list[Any]], Callable[[dict[str, Any]], Record]]] = {
    "panoramio": (lambda told: _list(as_dict(told).get("photos")), _panoramio),
    "picasa": (lambda told: _list(_value(as_dict(told), "feed", "entry")), _picasa),
    "yandex_fotki": (lambda told: _list(as_dict(told).get("entries")), _yandex),
}
