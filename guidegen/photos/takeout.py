"""Photos from an export of Google Photos (Google Takeout).

Beside every picture lies a small JSON file about it, whose name depends on the year of the export
and the language of the account, and is cut off wherever it gets long. So these files are told by
what they hold, not by their names; the pictures themselves are not needed.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from guidegen.errors import InputError
from guidegen.jsonvalues import as_dict, as_text, number
from guidegen.photos.bundles import Document, Picture, documents, json_of, pictures_in
from guidegen.photos.exif import ENDINGS
from guidegen.photos.records import Record, rows_of

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import TakeoutSource

# What else is in an export, such as the history of one's positions, is larger.
_MOST_BYTES = 1 << 20
# Albums have a title and a date too, but none of these.
_KEYS_OF_PHOTOS = frozenset({"photoTakenTime", "geoData", "geoDataExif", "imageViews"})
# The second IMG.jpg of a folder is IMG(1).jpg, and its document IMG.jpg(1).json.
_NTH = re.compile(r"\(\d+\)(?=\.json$)", re.IGNORECASE)
_FILMS = (".mp4", ".mov", ".m4v", ".avi", ".mpg", ".mpeg", ".mkv", ".webm", ".3gp", ".wmv", ".mts")


def read_rows(source: TakeoutSource, city: City) -> pd.DataFrame:
    """Every photo of the export, as `guidegen.photos.checks` describes.

    A photo is in the folder of its year and in those of its albums: it has the same id there.

    Raises:
        InputError: when the export is missing, damaged, or tells of no photo.
    """
    path = city.path.parent / source.path
    records = []
    for document in documents(path, (".json",), most_bytes=_MOST_BYTES):
        if (record := _record(document)) is not None:
            place = {"file": f"{source.path}/{document.name}", "row": 1}
            records.append({**place, "author_id": source.author, **record})
    if all(record.get("broken") for record in records):  # any JSON that is damaged is broken
        raise InputError(
            f"{path}: there is no photo in it; it must be an export of Google Photos by Google "
            "Takeout with its .json files, as .zip files or unpacked"
        )
    return rows_of(records, source.source, city.timezone)


def pictures(source: TakeoutSource, city: City) -> dict[str, Picture]:
    """The pictures that lie beside their documents, by their photo_id in the photos table.

    Beside is in a folder of the same name: the parts of an export tear the two apart.

    Raises:
        InputError: when the export is missing or damaged.
    """
    path = city.path.parent / source.path
    lying: dict[tuple[str, str], Picture] = {}
    for name, picture in pictures_in(path, ENDINGS):
        lying[PurePosixPath(name).parent.name, PurePosixPath(name).name] = picture
    found: dict[str, Picture] = {}
    for document in documents(path, (".json",), most_bytes=_MOST_BYTES):
        photo = (_record(document) or {}).get("photo_id")
        if photo and (held := lying.get(_place_of_picture(document))):
            found.setdefault(f"{source.source}:{photo}", held)
    return found


def _place_of_picture(document: Document) -> tuple[str, str]:
    """Where the picture of a document should lie."""
    path = PurePosixPath(document.name)
    title = as_text(as_dict(json_of(document.content)).get("title"))
    stem, point, ending = title.rpartition(".")
    nth = _NTH.search(path.name)
    return path.parent.name, f"{stem}{nth[0] if nth else ''}{point}{ending}"


def _record(document: Document) -> Record | None:
    """What the document tells of a photo; None if it is about something else."""
    if document.large:
        return None
    told = json_of(document.content)
    if told is None:
        return {"broken": True, "author_id": None}
    facts = as_dict(told)
    if not _KEYS_OF_PHOTOS & facts.keys():
        return None
    title = as_text(facts.get("title"))
    taken_at = _seconds(facts.get("photoTakenTime"))
    lon, lat = _position(facts)
    whose = {"author_id": None} if _is_of_others(facts) else {}
    return {
        **whose,
        "photo_id": _identity(title, taken_at) if title else None,
        "lon": lon,
        "lat": lat,
        "taken_at": taken_at,
        "uploaded_at": _seconds(facts.get("creationTime")),
        "title": facts.get("description"),
        "set_aside": _set_aside(facts, title),
    }


def _set_aside(facts: dict[str, Any], title: str) -> str | None:
    if facts.get("trashed") is True:
        return "binned"
    return "video" if title.lower().endswith(_FILMS) else None


def _is_of_others(facts: dict[str, Any]) -> bool:
    """Whether it came from somebody else, who is not named: {"fromPartnerSharing": {}}."""
    return any(name.startswith("from") for name in as_dict(facts.get("googlePhotosOrigin")))


def _seconds(time: object) -> str | None:
    """Seconds since 1970, UTC; 0 stands for unknown."""
    text = str(as_dict(time).get("timestamp") or "")[:20]
    return text if text.strip("0") else None


def _position(facts: dict[str, Any]) -> tuple[float | None, float | None]:
    """That of the camera; else Google's, which may be guessed. At 0, 0 there is none."""
    for name in ("geoDataExif", "geoData"):
        place = as_dict(facts.get(name))
        lon, lat = number(place.get("longitude"), 360), number(place.get("latitude"), 360)
        if lon or lat:
            return lon, lat
    return None, None


def _identity(title: str, taken_at: str | None) -> str:
    """The file's name and its time, which readers need not know."""
    text = f"{title}\0{taken_at or ''}".encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=12).hexdigest()
