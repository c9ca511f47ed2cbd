"""Files of Wikimedia Commons: where they are, whose they are, whether they may be published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from guidegen.jsonvalues import as_dict, as_text, file_name, rows, web_address, whole_number
from guidegen.licences import FREE_OF_CREDIT, publishable
from guidegen.markup import plain
from guidegen.wikimedia.query import Chunk

WIDTH_PX = 1280  # one of the widths that are served; all others are refused
FACTS = "Artist|Attribution|License|NonFree"
"""What `file_info` wants to be told of a file's extmetadata."""
_KINDS = {"image/jpeg", "image/png", "image/webp", "image/tiff"}
_SHOWN_AS_IT_IS = _KINDS - {"image/tiff"}
# Programs that upload the works of others, and so are no authors.
_PROGRAM = re.compile(r"bot\b|^flickreview|^file upload|^commons fair use", re.IGNORECASE)


@dataclass(frozen=True)
class FileInfo:
    """A file.

    Attributes:
        name: of the file on Commons.
        url: of the picture, at most 1280 pixels wide; "" if it is none.
        page_url: its page, which tells everything about it.
        licence: a key of `licences.LICENCES`; "" if it may not be published.
        attribution: whom to name, one line of plain text; "" if nobody is known.
    """

    name: str
    url: str
    page_url: str
    licence: str
    attribution: str

    @property
    def may_be_shown(self) -> bool:
        """Whether it is a picture under a licence that can be kept: some want a name beside it."""
        named = self.attribution or self.licence in FREE_OF_CREDIT
        return bool(self.url and self.licence and named)


def parse_files(chunk: Chunk) -> dict[str, FileInfo]:
    """The pictures of an answer that may be published, by the titles of their pages."""
    found = {as_text(page.get("title")): file_info(page) for page in chunk.pages.values()}
    return {title: info for title, info in found.items() if info and info.may_be_shown}


def file_info(page: Mapping[str, Any]) -> FileInfo | None:
    """What a page says of its file; None if its name can be none."""
    name = file_name(page.get("title"))
    if not name:
        return None
    told = image_info(page)
    facts = facts_of(told)
    return FileInfo(
        name,
        _picture(told) if as_text(told.get("mime")) in _KINDS else "",
        web_address(told.get("descriptionurl")) or _page(name),
        "" if _is_yes(facts.get("NonFree")) else publishable(as_text(facts.get("License"))),
        _attribution(facts, told),
    )


def image_info(page: Mapping[str, Any]) -> dict[str, Any]:
    """The newest version of a page's file."""
    return next(iter(rows(page.get("imageinfo"))), {})


def facts_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """The values of extmetadata by name; many are HTML."""
    found = as_dict(told.get("extmetadata")).items()
    return {key: as_dict(fact).get("value") for key, fact in found}


def uploader(told: Mapping[str, Any]) -> str:
    """Who uploaded a file, unless that is a program."""
    user = plain(as_text(told.get("user")))
    return "" if _PROGRAM.search(user) else user


def _picture(told: Mapping[str, Any]) -> str:
    """Address of the original if it is small, else of the smaller picture; "" without either."""
    small = 0 < whole_number(told.get("width")) <= WIDTH_PX
    as_it_is = small and as_text(told.get("mime")) in _SHOWN_AS_IT_IS
    return web_address(told.get("url" if as_it_is else "thumburl"))


def _attribution(facts: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """The author as the page wants it, else as it says, else who uploaded it."""
    said = (plain(as_text(facts.get(key))) for key in ("Attribution", "Artist"))
    return next(filter(None, said), uploader(told))


def _is_yes(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower() not in {"", "false", "0", "no"}
    return bool(value)


def _page(name: str) -> str:
    return f"https://commons.wikimedia.org/wiki/File:{quote(name.replace(' ', '_'))}"
