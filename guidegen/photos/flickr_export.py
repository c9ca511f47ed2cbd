"""Photos from what Flickr gives a member of their own data ("Your Flickr data").

The ids are those of Flickr, so a photo that is also found on Flickr is one photo. What its owner
keeps private is counted like every visit, but nothing of it that could be read is passed on: no
title, no tags, no address.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from guidegen.errors import InputError
from guidegen.jsonvalues import as_dict, as_text, number, rows
from guidegen.photos.authors import OWNER
from guidegen.photos.bundles import Picture, documents, json_of, pictures_in
from guidegen.photos.exif import ENDINGS
from guidegen.photos.records import Record, rows_of

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import FlickrExportSource

_MOST_BYTES = 8 << 20  # a photo may have many comments
_NAME = re.compile(r"photo_\d+\.json")
_PICTURE = re.compile(r".*_(\d+)_o\.\w+")  # <title>_<id>_o.jpg
_PROFILE = "account_profile.json"
_PER_DEGREE = 1e6
_FILM = re.compile(r"\.(mp4|mov|m4v|avi|mpg|mpeg|wmv)$|/video/", re.IGNORECASE)


def read_rows(source: FlickrExportSource, city: City) -> pd.DataFrame:
    """Every photo of the export, as `guidegen.photos.checks` describes.

    The author is who the export says that it is of, by Flickr's own id (NSID); where it does not
    say, `author:` of the city file.

    Raises:
        InputError: when the export is missing, damaged, of several members, or tells of no photo.
    """
    path = city.path.parent / source.path
    records: list[dict[str, Any]] = []
    accounts: set[str] = set()
    for document in documents(path, (".json",), most_bytes=_MOST_BYTES):
        name = PurePosixPath(document.name).name
        if name == _PROFILE:
            told = as_text(as_dict(json_of(document.content)).get("nsid"))
            accounts |= {told.strip()} - {""}
        elif _NAME.fullmatch(name):
            place = {"file": f"{source.path}/{document.name}", "row": 1}
            records.append({**place, **_record(json_of(document.content))})
    if not records:
        raise InputError(
            f'{path}: there is no photo_….json in it; it must be what Flickr gives as "Your '
            'Flickr data"'
        )
    if len(accounts) > 1:  # whose photo is whose, the files of photos do not say
        raise InputError(
            f"{path}: holds the data of {len(accounts)} members of Flickr; give each a folder and "
            "a source of its own"
        )
    author = next(iter(accounts), source.author)
    for record in records:
        if not record.get("broken"):
            record |= {"author_id": author, "attribution": source.author}
    return rows_of(records, "flickr", city.timezone).assign(**{OWNER: source.author or None})


def pictures(source: FlickrExportSource, city: City) -> dict[str, Picture]:
    """The pictures of the export, by their photo_id in the photos table.

    Raises:
        InputError: when the export is missing or damaged.
    """
    found = pictures_in(city.path.parent / source.path, ENDINGS)
    named = ((_PICTURE.fullmatch(PurePosixPath(name).name), picture) for name, picture in found)
    return {f"flickr:{name[1]}": picture for name, picture in named if name}


def _record(told: object) -> Record:
    if not isinstance(told, dict):
        return {"broken": True}
    place = as_dict(told["geo"]) if isinstance(told.get("geo"), dict) else _first(told.get("geo"))
    is_film = _FILM.search(as_text(told.get("original")))
    return {
        "photo_id": told.get("id"),
        "lon": _degrees(place.get("longitude")),
        "lat": _degrees(place.get("latitude")),
        "accuracy": place.get("accuracy"),
        "taken_at": told.get("date_taken"),
        "uploaded_at": told.get("date_imported"),
        "set_aside": "video" if is_film else None,
        **(_public(told) if told.get("privacy") == "public" else {}),
    }


def _public(told: dict[str, Any]) -> Record:
    """What anybody can read of a photo; never of one that is not public."""
    return {
        "title": told.get("name"),
        "tags": " ".join(as_text(each.get("tag")) for each in rows(told.get("tags"))),
        "url": told.get("photopage"),
        "image_url": told.get("original"),
        "licence": told.get("license"),
    }


def _first(places: object) -> dict[str, Any]:
    """The position where it comes as a list of one."""
    return next(iter(rows(places)), {})


def _degrees(value: object) -> float | None:
    """Degrees from whole millionths of them; a number with a point is degrees already."""
    found = number(value, 360 * _PER_DEGREE)
    if found is None or "." in str(value):
        return found
    return found / _PER_DEGREE
