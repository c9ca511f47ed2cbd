"""How heavy a city is: on disk, and for the reader who opens its page."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guidegen.website.checking.page import read_page
from guidegen.website.references import css_references

BUDGET_KB = 300
"""What a city page may weigh before the map's data."""

_TEXT = (".html", ".css", ".js", ".svg")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_RANGES = re.compile(r"unicode-range:([^;}]*)", re.IGNORECASE)
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Weight:
    """The weight of one city.

    Attributes:
        slug: which.
        files: in its folder.
        on_disk: bytes of them.
        page: bytes that its page brings before the map's data: itself, styles and scripts,
            compressed as web servers do, and every font that its letters may need. Pictures come
            when readers scroll to them.
    """

    slug: str
    files: int
    on_disk: int
    page: int

    def __str__(self) -> str:
        return (
            f"{self.slug}: {self.on_disk / 1e6:.1f} MB in {self.files} files; "
            f"its page weighs {self.page / 1e3:.0f} KB before the map's data"
        )

    @property
    def doubt(self) -> str:
        """What somebody should know of a page that is too heavy, or ""."""
        if self.page <= BUDGET_KB * 1000:
            return ""
        return (
            f"{self.slug}: its page weighs {self.page / 1e3:.0f} KB before the map's data, more "
            f"than {BUDGET_KB} KB; readers on slow lines wait for it"
        )


def weigh(site: Path, slug: str) -> Weight:
    """Weigh a city of a built site; its assets are shared and not counted as its own on disk."""
    folder = site / slug
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Weight(slug, len(sizes), sum(sizes), _page_weight(folder / "index.html"))


def _page_weight(page: Path) -> int:
    text = page.read_text("utf-8")
    urls = (one.url for one in read_page(text).references if one.kind == "asset")
    # a folder's own scripts are the map's data
    loaded = {page.parent / url for url in urls if not url.startswith(("data:", "data/"))}
    files = {path.resolve() for path in loaded if path.suffix in _TEXT and path.is_file()}
    fonts = {font for path in files if path.suffix == ".css" for font in _fonts(path, text)}
    return _sent(page) + sum(_sent(path) for path in files | fonts)


def _sent(path: Path) -> int:
    """The bytes that a web server sends: text is compressed, the rest is already."""
    content = path.read_bytes()
    return _packed(content) if path.suffix in _TEXT else len(content)


@lru_cache(64)  # scripts and styles are those of the last build, more often than not
def _packed(content: bytes) -> int:
    return len(gzip.compress(content, 6, mtime=0))


def _fonts(sheet: Path, text: str) -> Iterator[Path]:
    """The fonts of a style sheet that have letters of a page; a style may still need fewer."""
    letters = {ord(letter) for letter in text}
    for face in _FACE.findall(sheet.read_text("utf-8")):
        ranges = _RANGES.search(face)
        if ranges and not any(_has(found, letters) for found in _RANGE.findall(ranges[1])):
            continue
        for font in css_references(face):
            yield (sheet.parent / font.url).resolve()


def _has(found: tuple[str, str], letters: set[int]) -> bool:
    first, last = int(found[0], 16), int(found[1] or found[0], 16)
    return any(first <= letter <= last for letter in letters)
