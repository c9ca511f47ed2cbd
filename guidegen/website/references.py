"""The addresses that pages and style sheets hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

# link: readers may follow it anywhere; asset: the page loads it; metadata: nobody loads it
Kind = Literal["link", "asset", "metadata"]

_ASSETS = {
    "audio": ("src",),
    "body": ("background",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
_LINKS = {"a": ("href", "xlink:href"), "area": ("href",), "form": ("action",)}
_LINKS |= {"button": ("formaction",)}
_SEVERAL = {"srcset", "imagesrcset"}
_METADATA_RELATIONS = {"alternate", "author", "canonical", "license", "me", "next", "prev"}
_METADATA_PROPERTIES = {"og:url", "og:image", "twitter:image"}
# An address ends at white space, or at a comma that white space follows; then perhaps its width.
_SRCSET_URL = re.compile(r"[\s,]*(\S*[^\s,])(?:\s[^,]*)?(?:,|$)")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)|@import\s+(["'])(.*?)\3""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reference:
    """An address in a file.

    Attributes:
        url: as written, relative to the file.
        line: 1-based.
        kind: what the browser does with it.
    """

    url: str
    line: int
    kind: Kind


def tag_references(tag: str, given: Mapping[str, str], line: int) -> Iterator[Reference]:
    """The addresses in a tag's attributes; `given` is what they are, by name."""
    if tag == "link":
        yield from _link(given, line)
    elif tag == "meta":
        yield from _meta(given, line)
    else:
        for name in _ASSETS.get(tag, ()):
            yield from _named(name, given, line, "asset")
        for name in _LINKS.get(tag, ()):
            yield from _named(name, given, line, "link")
        if "ping" in given:
            yield from (Reference(url, line, "asset") for url in given["ping"].split())


def css_references(css: str, first_line: int = 1) -> Iterator[Reference]:
    """The files that a style sheet loads."""
    plain = _CSS_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    for match in _CSS_URL.finditer(plain):
        line = first_line + plain.count("\n", 0, match.start())
        yield Reference(match[2] or match[4] or "", line, "asset")


def _named(name: str, given: Mapping[str, str], line: int, kind: Kind) -> Iterator[Reference]:
    if name in given:
        urls = _SRCSET_URL.findall(given[name]) if name in _SEVERAL else [given[name].strip()]
        yield from (Reference(url, line, kind) for url in urls)


def _link(given: Mapping[str, str], line: int) -> Iterator[Reference]:
    relations = set(given.get("rel", "").lower().split())
    is_loaded = "stylesheet" in relations or not relations & _METADATA_RELATIONS
    yield Reference(given.get("href", ""), line, "asset" if is_loaded else "metadata")
    yield from _named("imagesrcset", given, line, "asset")


def _meta(given: Mapping[str, str], line: int) -> Iterator[Reference]:
    content = given.get("content", "")
    if given.get("http-equiv", "").lower() == "refresh" and "=" in content:
        yield Reference(content.split("=", 1)[1].strip("'\" "), line, "link")
    elif given.get("property", given.get("name", "")).lower() in _METADATA_PROPERTIES:
        yield Reference(content, line, "metadata")
