"""A built site: whether all that its pages lead to, load and show is there and credited."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from guidegen.errors import Problem
from guidegen.website.checking.page import Page, read_page
from guidegen.website.references import Reference, css_references
from guidegen.website.stories import IMAGES

HOME = "index.html"
MISSING_PAGE = "404.html"
_ALONE = "/planner.html"  # there at its address even in cities where there is nothing to plan with
_FOLLOWED_SCHEMES = {"http", "https", "mailto", "tel", "geo"}
_PAGES = (".html", ".htm", ".svg")


@dataclass
class Site:
    """The files of a site; paths are relative to it, with slashes.

    Attributes:
        output: its folder.
        files: all of them.
        unreadable: those that hold no text although they should.
        linked: pages that another page leads to, once all references are checked.
    """

    output: Path
    files: frozenset[str]
    unreadable: list[Problem] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)

    @classmethod
    def at(cls, output: Path) -> Site:
        """The site in a folder."""
        found = (path for path in output.rglob("*") if path.is_file())
        return cls(output, frozenset(path.relative_to(output).as_posix() for path in found))

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every page and drawing by its path."""
        return {name: read_page(self.text(name)) for name in self.named(*_PAGES)}

    @cached_property
    def base(self) -> str:
        """Where the site says that it is, with a slash at its end; "" if it does not say."""
        home = self.pages.get(HOME)
        return home.canonical if home and urlsplit(home.canonical).scheme else ""

    def named(self, *ends: str) -> list[str]:
        """The files whose names end so, in order."""
        return sorted(name for name in self.files if name.endswith(ends))

    def text(self, name: str) -> str:
        """The text of a file; "" if it has none, which is then among the unreadable."""
        try:
            return (self.output / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
            self.unreadable.append(Problem(message, self.output / name))
            return ""

    def problem(self, name: str, line: int | None, message: str) -> Problem:
        """A problem in one of the files."""
        return Problem(message, self.output / name, line)

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the pages and style sheets."""
        credited = self._credited
        for name, page in self.pages.items():
            if not name.endswith(".svg"):
                for line, message in page.mistakes:
                    yield self.problem(name, line, message)
            yield from self._check(name, page.references)
            yield from self._uncredited(name, page, credited)
        for name in self.named(".css"):
            yield from self._check(name, list(css_references(self.text(name))))

    def doubts(self) -> Iterator[Problem]:
        """What is worth a look in the pages; after `problems`, which finds who links whom."""
        for name, page in self.pages.items():
            if name.endswith(".svg") or name == MISSING_PAGE:
                continue
            for reference in page.references:
                if reference.kind == "link" and reference.url.startswith("http:"):
                    message = (
                        f"{reference.url[:200]!r} is read by anybody on the way; is there https:?"
                    )
                    yield self.problem(name, reference.line, message)
            if not page.is_described:
                yield self.problem(name, 1, 'the page has no <meta name="description">')
            if not (page.is_moved or name == HOME or name.endswith(_ALONE) or name in self.linked):
                yield self.problem(name, 1, "no page leads here")
            is_elsewhere = bool(
                urlsplit(page.canonical).scheme and not self._is_own(page.canonical)
            )
            if self.base and is_elsewhere:
                message = f"was built for {page.canonical[:200]!r}, but the site for {self.base!r}"
                yield self.problem(name, 1, f"{message}; build all cities with one --base-url")

    def mistake_in(self, name: str, url: str, *, of_folder: bool = True) -> str | None:
        """What is wrong with an address in a file that programs read, if anything.

        Args:
            name: the file.
            url: absolute, or relative to the file.
            of_folder: whether a folder may stand for its index.html, as it does on servers.
        """
        return self._mistake(name, Reference(url, 0, "metadata" if of_folder else "asset"))

    def _check(self, name: str, references: Sequence[Reference]) -> Iterator[Problem]:
        for reference in references:
            if mistake := self._mistake(name, reference):
                yield self.problem(name, reference.line, f"{reference.url[:200]!r} {mistake}")

    def _mistake(self, name: str, reference: Reference) -> str | None:
        address = reference.url
        is_published = reference.kind == "metadata"
        if is_published and self._is_own(address):
            name, address = HOME, address[len(self.base) :] or "./"
        try:
            url = urlsplit(address)
        except ValueError:
            return "is no address"
        if url.scheme or url.netloc:
            return _mistake_outside(url, reference)
        if url.path.startswith("/"):
            return "starts at the server's root; it must be relative to the page"
        path = unquote(url.path)
        if is_published and path.endswith("/"):
            path += HOME
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if reference.kind == "link" and target != name:
            self.linked.add(target)
        return self._mistake_inside(target, url)

    def _is_own(self, url: str) -> bool:
        return bool(self.base) and url.startswith(self.base)

    def _mistake_inside(self, target: str, url: SplitResult) -> str | None:
        if target.startswith(".."):
            return "leads out of the site's folder"
        if target not in self.files:
            if target == "." or f"{target}/{HOME}" in self.files:
                return "is a folder, which file:// lists; name its index.html"
            spelt = self._by_folded.get(target.casefold())
            return f"is spelt {spelt}" if spelt else "is not there"
        if self._is_missing_anchor(self.pages.get(target), unquote(url.fragment)):
            return f"has no anchor there: nothing in {target} has that id"
        return None

    @cached_property
    def _by_folded(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.files}

    @staticmethod
    def _is_missing_anchor(page: Page | None, fragment: str) -> bool:
        # "place=tower" and "15/43.72/10.40" are the map's state, not anchors
        is_state = "=" in fragment or "/" in fragment
        if page is None or is_state or fragment in {"", "top"}:
            return False
        return fragment not in page.ids

    @cached_property
    def _credited(self) -> set[str]:
        """The picture files that some page shows together with whose they are."""
        return {
            path
            for name, page in self.pages.items()
            for shown in page.shown
            if shown.credited and (path := _picture(name, shown.url))
        }

    def _uncredited(self, name: str, page: Page, credited: set[str]) -> Iterator[Problem]:
        lines = {
            shown.line: shown.url
            for shown in page.shown
            if not shown.credited and _picture(name, shown.url) not in credited | {""}
        }
        for line, url in lines.items():
            told = "is shown, but no <figcaption> here or on another page says whose it is"
            yield self.problem(name, line, f"{url[:200]!r} {told}")


def _picture(name: str, url: str) -> str:
    """The path of a picture of somebody's; "" for the theme's own, data: and the like."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(url)))
    return path if posixpath.basename(posixpath.dirname(path)) == IMAGES else ""


def _mistake_outside(url: SplitResult, reference: Reference) -> str | None:
    if reference.kind == "asset" and url.scheme == "data":
        return None
    if reference.kind == "asset":
        return "is loaded from outside the site"
    if not url.scheme:
        return "names a host without https:, which fails from file://"
    if url.scheme not in _FOLLOWED_SCHEMES:
        return f"has the scheme {url.scheme}:, which no page needs"
    return None
