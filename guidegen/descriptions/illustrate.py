"""Pictures of places: the photographers' own where they may be shown, else from Commons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import pandas as pd

from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.commons import picture_infos
from guidegen.descriptions.pictures import Rendition, prepare
from guidegen.markup import one_line
from guidegen.services import SERVICES
from guidegen.web import Answer, Ask, Request
from guidegen.wikimedia.files import FileInfo

_SPARE = 4  # files asked for beyond those that are shown
# Sources with a host for pictures that is asked in its own pace.
_FILES = {"commons": "commons_files"}
# What was published of a service by others, or by itself.
_PARTS = {"yfcc": "flickr", "flickr_export": "flickr"}


@dataclass(frozen=True)
class Shot:
    """A picture of a place, ready to be shown.

    Attributes:
        renditions: its files.
        title: what it is called, plain text.
        provider: where it comes from, as pages name it.
        url: its page.
        licence: its short name.
        attribution: its author, or "".
        fetched_at: YYYY-MM-DD.
        own: whether it is one of the photos that made the place.
    """

    renditions: tuple[Rendition, ...]
    title: str
    provider: str
    url: str
    licence: str
    attribution: str
    fetched_at: str
    own: bool = False


def illustrate(
    ask: Ask,
    wish: Wish,
    *,
    own: pd.DataFrame,
    images: Mapping[str, Sequence[str]],
    most: int,
    folder: Path,
) -> dict[str, list[Shot]]:
    """Fetch the pictures of every place.

    Args:
        ask: hears of what could not be had; the place then has fewer pictures.
        wish: the city's addresses of services.
        own: place_id, photo_id, image_url, url, title, licence and attribution of own photos,
            the best first.
        images: names of files on Wikimedia Commons by place_id, the best first.
        most: of a place.
        folder: keeps the pictures in their final sizes.

    Returns:
        By place_id, own photos first; places without pictures are not in it.
    """
    if most == 0:
        return {}
    # some will prove not to be free
    wanted = {place: list(listed)[: most + _SPARE] for place, listed in images.items()}
    names = sorted({name for listed in wanted.values() for name in listed})
    infos = picture_infos(ask, wish, names) if names else {}
    rows = {str(place): group for place, group in own.groupby("place_id", sort=True)}
    shots: dict[str, list[Shot]] = {}
    for place in sorted({*wanted, *rows}):
        listed = [infos[name] for name in wanted.get(place, ()) if name in infos]
        own_pages = set(rows[place]["url"]) if place in rows else set()
        files = [file for file in listed if file.page_url not in own_pages]
        mine = _own_shots(ask, wish, rows[place], folder) if place in rows else iter(())
        # as they come: no more are fetched than are shown
        if found := list(islice(chain(mine, _commons_shots(ask, wish, files, folder)), most)):
            shots[place] = found
    return shots


def _own_shots(ask: Ask, wish: Wish, photos: pd.DataFrame, folder: Path) -> Iterator[Shot]:
    for photo in photos.to_dict("records"):
        source = str(photo["photo_id"]).partition(":")[0]
        service = _FILES.get(source, "photo_files")
        mirror = wish.services.get(service, "")
        request = Request(service, photo["image_url"], mirror=mirror)
        if fetched := ask(request, _Preparing(folder)):
            yield Shot(
                fetched.renditions,
                photo["title"],
                _title_of(source),
                photo["url"] or photo["image_url"],
                photo["licence"],
                one_line(photo["attribution"]),
                fetched.fetched_at,
                own=True,
            )


def _title_of(source: str) -> str:
    """Where photos of a source such as "flickr" are from, as readers know it."""
    service = _PARTS.get(source, source)
    return SERVICES[service].title if service in SERVICES else "the photographer"


def _commons_shots(ask: Ask, wish: Wish, files: Sequence[FileInfo], folder: Path) -> Iterator[Shot]:
    mirror = wish.services.get("commons_files", "")
    for file in files:
        request = Request("commons_files", file.url, mirror=mirror)
        if fetched := ask(request, _Preparing(folder)):
            yield Shot(
                fetched.renditions,
                _title(file.name),
                "Wikimedia Commons",
                file.page_url,
                file.licence,
                file.attribution,
                fetched.fetched_at,
            )


@dataclass(frozen=True)
class _Prepared:
    renditions: tuple[Rendition, ...]
    fetched_at: str


@dataclass(frozen=True)
class _Preparing:
    """Turns an answer into a picture's files; one that is no picture is never kept."""

    folder: Path

    def __call__(self, answer: Answer) -> _Prepared:
        return _Prepared(prepare(answer.body, self.folder), answer.fetched_at)


def _title(file_name: str) -> str:
    """A file's name without its ending, as a title."""
    return file_name.rpartition(".")[0].replace("_", " ")
