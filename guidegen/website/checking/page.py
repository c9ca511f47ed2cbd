"""A page in one pass: its addresses, what its policy forbids, and what it owes to its readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from guidegen.website.checking.linked import LINKED_DATA, linked_references, read_json
from guidegen.website.checking.policy import Policy
from guidegen.website.checking.spoken import Shown, Spoken
from guidegen.website.references import Reference, css_references, tag_references

_DATA_SCRIPTS = {"application/json", LINKED_DATA, "application/geo+json"}
_PICTURES = {"img", "source"}


@dataclass
class Page:
    """What there is to check in an HTML or SVG file.

    Attributes:
        references: every address in it.
        ids: what a fragment may point at.
        mistakes: (line, message) for what can be told from the page alone.
        shown: the files of its pictures, and whether each has its credit there.
        canonical: the address that it stands at, or "".
        is_moved: whether it only leads to another page.
        is_described: whether it has a text for search engines and shared links.
    """

    references: list[Reference] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    canonical: str = ""
    is_moved: bool = False
    is_described: bool = False


def read_page(text: str) -> Page:
    """Everything in a page that can be checked."""
    reader = _PageReader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # what Python's parser says of <![foo[
        reader.page.mistakes.append((reader.getpos()[0], f"is no HTML from here on: {error}"))
    return reader.page


class _PageReader(HTMLParser):
    """Collects a Page; the policy is known from the page's head, before any script of the body."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._spoken = Spoken(mistakes=self.page.mistakes, shown=self.page.shown)
        self._policy = Policy()
        self._inside: tuple[str, str, int] | None = None  # tag, type, line
        self._content = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self.page.ids |= {given[name] for name in ("id", "name") if name in given}
        self._spoken.start(tag, given, line)
        found = list(tag_references(tag, given, line))
        self.page.references += found
        if tag in _PICTURES:
            self._spoken.pictures([reference.url for reference in found], line)
        if tag == "meta":
            self._meta(given, line)
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.page.canonical = given.get("href", "")
        elif tag == "style" or (tag == "script" and "src" not in given):
            self._inside, self._content = (tag, given.get("type", "").lower(), line), ""
        elif tag == "base" and "href" in given:
            self._forbid(line, "<base> turns all addresses of the page; it must not be there")
        self._handlers_and_styles(given, line)

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._content += data
        else:
            self._spoken.text(data)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[0]:
            self._end_inside(*self._inside)
            self._inside = None
        else:
            self._spoken.end(tag)

    def close(self) -> None:
        super().close()
        if not self._policy.directives:
            self._forbid(1, "the page has no Content-Security-Policy")
        self._spoken.close()

    def _end_inside(self, tag: str, kind: str, line: int) -> None:
        if tag == "script" and kind in _DATA_SCRIPTS:
            self._read_data(kind, line)
            return
        if not self._policy.allows(f"{tag}-src", self._content):
            self._forbid(line, f"the page's policy forbids this inline <{tag}>")
        if tag == "style":
            self.page.references += css_references(self._content, line)

    def _read_data(self, kind: str, line: int) -> None:
        try:
            data = read_json(self._content)
            if kind == LINKED_DATA:
                self.page.references += linked_references(data, line)
        except ValueError as error:
            name = "linked data" if kind == LINKED_DATA else "data"
            self._forbid(line, f"the {name} in this <script> {error}")

    def _meta(self, given: Mapping[str, str], line: int) -> None:
        equivalent, content = given.get("http-equiv", "").lower(), given.get("content", "")
        if equivalent == "content-security-policy":
            if wrong := self._policy.add(content):
                self._forbid(line, wrong)
        elif equivalent == "refresh":
            self.page.is_moved = True
        elif given.get("name", "").lower() == "description":
            self.page.is_described = bool(content.strip())

    def _handlers_and_styles(self, given: Mapping[str, str], line: int) -> None:
        for name in given:
            if name.startswith("on"):
                self._forbid(line, f"the page's policy forbids the inline handler {name}=")
        if "style" in given:
            self.page.references += css_references(given["style"], line)
            if not self._policy.allows("style-src", None):
                self._forbid(line, "the page's policy forbids the inline style=")

    def _forbid(self, line: int, message: str) -> None:
        self.page.mistakes.append((line, message))
