"""What a page or style sheet refers to, and what in it a strict security policy forbids."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

# link: readers may follow it anywhere; asset: the page loads it; metadata: nobody loads it
Kind = Literal["link", "asset", "metadata"]
Attributes = dict[str, str]

_ASSETS = {
    "audio": ("src",),
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
_METADATA_RELATIONS = {"alternate", "author", "canonical", "license", "me", "next", "prev"}
_DATA_SCRIPTS = {"application/json", "application/ld+json", "application/geo+json"}
# An address ends at white space, or at a comma that white space follows; then perhaps its width.
_SRCSET_URL = re.compile(r"[\s,]*(\S*[^\s,])(?:\s[^,]*)?(?:,|$)")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)|@import\s+(["'])(.*?)\3""", re.DOTALL)


@dataclass(frozen=True)
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


@dataclass
class Page:
    """What there is to check in an HTML or SVG file.

    Attributes:
        references: every address in it.
        ids: what a fragment may point at.
        forbidden: (line, message) for what the page's own policy forbids or should.
    """

    references: list[Reference] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    forbidden: list[tuple[int, str]] = field(default_factory=list)


def read_page(text: str) -> Page:
    """Everything in a page that can be checked."""
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    return reader.page


def css_references(css: str, first_line: int = 1) -> Iterator[Reference]:
    """The files that a style sheet loads."""
    plain = _CSS_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    for match in _CSS_URL.finditer(plain):
        line = first_line + plain.count("\n", 0, match.start())
        yield Reference(match[2] or match[4] or "", line, "asset")


class _PageReader(HTMLParser):
    """Collects a Page; the policy is known from the page's head, before any script of the body."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._policy: dict[str, set[str]] = {}
        self._inside: tuple[str, int] | None = None
        self._content = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.ids |= {given[name] for name in ("id", "name") if name in given}
        for name in (*_ASSETS.get(tag, ()), *_LINKS.get(tag, ())):
            if name in given:
                self._refer(given[name], "link" if tag in _LINKS else "asset", name == "srcset")
        if tag == "link":
            self._link(given)
        elif tag == "meta":
            self._meta(given)
        elif tag == "style" or (tag == "script" and _is_inline_code(given)):
            self._inside, self._content = (tag, self.getpos()[0]), ""
        self._handlers_and_styles(given)

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._content += data

    def handle_endtag(self, tag: str) -> None:
        if not self._inside or tag != self._inside[0]:
            return
        line = self._inside[1]
        self._inside = None
        if not self._allows(f"{tag}-src", self._content):
            self.page.forbidden.append((line, f"the page's policy forbids this inline <{tag}>"))
        if tag == "style":
            self.page.references += css_references(self._content, line)

    def _refer(self, value: str, kind: Kind, several: bool = False) -> None:
        for url in _SRCSET_URL.findall(value) if several else [value.strip()]:
            self.page.references.append(Reference(url, self.getpos()[0], kind))

    def _link(self, given: Attributes) -> None:
        relations = set(given.get("rel", "").lower().split())
        if "stylesheet" in relations or not relations & _METADATA_RELATIONS:
            self._refer(given.get("href", ""), "asset")
        else:
            self._refer(given.get("href", ""), "metadata")

    def _meta(self, given: Attributes) -> None:
        equivalent, content = given.get("http-equiv", "").lower(), given.get("content", "")
        if equivalent == "content-security-policy":
            words = [directive.split() for directive in content.split(";") if directive.strip()]
            self._policy |= {name.lower(): set(sources) for name, *sources in words}
            if self._sources("script-src") & {"'unsafe-inline'", "'unsafe-eval'"}:
                self._forbid("the policy must not allow unsafe scripts")
        elif equivalent == "refresh" and "=" in content:
            self._refer(content.split("=", 1)[1].strip("'\" "), "link")

    def _handlers_and_styles(self, given: Attributes) -> None:
        for name in given:
            if name.startswith("on"):
                self._forbid(f"the page's policy forbids the inline handler {name}=")
        if "style" in given:
            self.page.references += css_references(given["style"], self.getpos()[0])
            if not self._allows("style-src", None):
                self._forbid("the page's policy forbids the inline style=")

    def _forbid(self, message: str) -> None:
        self.page.forbidden.append((self.getpos()[0], message))

    def _sources(self, directive: str) -> set[str]:
        return self._policy.get(directive, self._policy.get("default-src", set()))

    def _allows(self, directive: str, content: str | None) -> bool:
        """Whether inline content may be there: no policy at all is a mistake of its own."""
        sources = self._sources(directive)
        if not self._policy or "'unsafe-inline'" in sources:
            return True
        return content is not None and f"'sha256-{_sha256(content)}'" in sources

    def close(self) -> None:
        super().close()
        if not self._policy:
            self.page.forbidden.append((1, "the page has no Content-Security-Policy"))


def _is_inline_code(given: Attributes) -> bool:
    return "src" not in given and given.get("type", "").lower() not in _DATA_SCRIPTS


def _sha256(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
