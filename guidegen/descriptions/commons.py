"""Wikimedia Commons: where pictures are, whose they are, and whether they may be published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from guidegen.descriptions.candidate import Ask, Wish
from guidegen.descriptions.licences import FREE_OF_CREDIT, publishable
from guidegen.descriptions.mediawiki import BATCH, Chunk, batches, fetch, final_title, query
from guidegen.descriptions.values import (
    as_dict,
    as_text,
    file_name,
    rows,
    web_address,
    whole_number,
)
from guidegen.markup import plain

_WIDTH_PX = 1280  # one of the widths that are served; all others are refused
_KINDS = {"image/jpeg", "image/png", "image/webp", "image/tiff"}
_SHOWN_AS_IT_IS = _KINDS - {"image/tiff"}
_FACTS = "Artist|Attribution|License|NonFree"
# Programs that upload the works of others, and so are no authors.
_PROGRAM = re.compile(r"bot\b|^flickreview|^file upload|^commons fair use", re.IGNORECASE)


@dataclass(frozen=True)
class FileInfo:
    """A picture that may be published.

    Attributes:
        name: of the file on Commons.
        url: of the picture, at most 1280 pixels wide.
        page_url: its page, which tells everything about it.
        licence: a key of `licences.LICENCES`.
        attribution: whom to name, one line of plain text; "" only where nobody has to be named.
    """

    name: str
    url: str
    page_url: str
    licence: str
    attribution: str


def picture_infos(ask: Ask, wish: Wish, names: Iterable[str]) -> dict[str, FileInfo]:
    """What is known of files, by their names as given.

    Files that are missing, are no pictures or may not be published are left out.
    """
    wanted = {name: title for name in names if (title := file_name(name))}
    found: dict[str, FileInfo] = {}
    for batch in batches(sorted(set(wanted.values())), BATCH):
        found |= _named(fetch(ask, query(wish, "commons", **_details(batch))), batch)
    return {name: found[title] for name, title in wanted.items() if title in found}


def _details(names: Iterable[str]) -> dict[str, str]:
    return {
        "titles": "|".join(f"File:{name}" for name in names),
        "prop": "imageinfo",
        "iiprop": "url|user|size|mime|extmetadata",
        "iiurlwidth": str(_WIDTH_PX),
        "iiextmetadatafilter": _FACTS,
        "iiextmetadatalanguage": "en",
        "redirects": "1",
    }


def _named(chunk: Chunk, names: Iterable[str]) -> dict[str, FileInfo]:
    """Files by the names that were asked for; a file may have been renamed since."""
    infos = parse_files(chunk)
    titles = {name: final_title(f"File:{name}", chunk.renamed) for name in names}
    return {name: infos[title] for name, title in titles.items() if title in infos}


def parse_files(chunk: Chunk) -> dict[str, FileInfo]:
    """The pictures of an answer that may be published, by the titles of their pages."""
    found = {as_text(page.get("title")): _info(page) for page in chunk.pages.values()}
    return {title: info for title, info in found.items() if info}


def _info(page: Mapping[str, Any]) -> FileInfo | None:
    name = file_name(page.get("title"))
    told = next(iter(rows(page.get("imageinfo"))), {})
    facts = {
        key: as_dict(fact).get("value") for key, fact in as_dict(told.get("extmetadata")).items()
    }
    licence = "" if _is_yes(facts.get("NonFree")) else publishable(as_text(facts.get("License")))
    attribution = _attribution(facts, told)
    if not (name and licence and as_text(told.get("mime")) in _KINDS):
        return None
    if not attribution and licence not in FREE_OF_CREDIT:
        return None  # the licence wants an author to be named, and none is known
    url = _picture(told)
    page_url = web_address(told.get("descriptionurl")) or _page(name)
    return FileInfo(name, url, page_url, licence, attribution) if url else None


def _picture(told: Mapping[str, Any]) -> str:
    """Address of the original if it is small, else of the smaller picture; "" without either."""
    small = 0 < whole_number(told.get("width")) <= _WIDTH_PX
    as_it_is = small and as_text(told.get("mime")) in _SHOWN_AS_IT_IS
    return web_address(told.get("url" if as_it_is else "thumburl"))


def _attribution(facts: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """The author as the page wants it, else as it says, else who uploaded it, unless a program."""
    user = plain(as_text(told.get("user")))
    said = (plain(as_text(facts.get(key))) for key in ("Attribution", "Artist"))
    return next(filter(None, said), "" if _PROGRAM.search(user) else user)


def _is_yes(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower() not in {"", "false", "0", "no"}
    return bool(value)


def _page(name: str) -> str:
    return f"https://commons.wikimedia.org/wiki/File:{quote(name.replace(' ', '_'))}"
