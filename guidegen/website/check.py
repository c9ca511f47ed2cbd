"""Checks of what is about to be published: configuration, links, anchors, assets, other hosts."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from guidegen.city import load_city
from guidegen.errors import ConfigError, OutputError, Problem
from guidegen.places.curated_file import load_curated
from guidegen.places.lock import load_lock
from guidegen.website.references import Page, Reference, css_references, read_page
from guidegen.website.themes import load_theme
from guidegen.yamlfile import Key, dotted, read_yaml

_FOLLOWED_SCHEMES = {"http", "https", "mailto", "tel", "geo"}


def check_everything(cities: Sequence[Path], output: Path) -> str:
    """Check city files, the curated files beside them and the built site, if there is one.

    Returns:
        What was found sound, in a sentence.

    Raises:
        ConfigError: with every mistake, the site's included, when a file of a city has one.
        OutputError: with every mistake in the site.
    """
    mistaken = [problem for path in cities for problem in check_city(path)]
    built = (output / "index.html").exists()
    unsound = check_site(output) if built else []
    if mistaken:
        raise ConfigError([*mistaken, *unsound])
    if unsound:
        raise OutputError("\n".join(map(str, unsound)))
    pages = (
        f"the {len(list(output.rglob('*.html')))} pages in {output}" if built else "no pages yet"
    )
    return f"sound: {len(cities)} city file(s), {pages}"


def check_city(path: Path) -> list[Problem]:
    """The mistakes in a city file and those beside it; files it names that are missing included."""
    return [
        problem
        for mistakes in (_city_mistakes, _known_mistakes)
        for problem in _problems_of(mistakes, path)
    ]


def _problems_of(check: Callable[[Path], list[Problem]], path: Path) -> list[Problem]:
    try:
        return check(path)
    except ConfigError as error:
        return error.problems
    except OutputError as error:
        return [Problem(str(error))]


def _city_mistakes(path: Path) -> list[Problem]:
    city, lines = load_city(path), read_yaml(path)
    named: list[tuple[Key, Path]] = [
        (("photos", index, *key), file)
        for index, source in enumerate(city.photos)
        for key, file in source.files.items()
    ]
    if city.descriptions.os_places is not None:
        named.append((("descriptions", "os_places"), city.descriptions.os_places))
    problems = [
        Problem(f"there is no file {file}", path, lines.line_of(key), dotted(key))
        for key, file in named
        if not (path.parent / file).exists()
    ]
    try:
        load_theme(city.theme, path)
    except ConfigError as error:
        problems += error.problems
    return problems


def _known_mistakes(path: Path) -> list[Problem]:
    lock = load_lock(path.with_name(f"{path.stem}.places.lock.json"))
    load_curated(path.with_name(f"{path.stem}.places.yaml"), lock.used_ids() or None)
    return []


def check_site(output: Path) -> list[Problem]:
    """What is wrong with a built site, without loading anything from anywhere.

    Every link, anchor and asset must be there, in this spelling; nothing may be loaded from
    another host or from outside the folder; no page may hold what its own policy forbids.
    """
    site = _Site(output)
    if not site.files:
        return [Problem("there is no site here; build it first", output)]
    return [*site.unreadable, *site.problems()]


class _Site:
    """The files of a site; paths are relative to it, with slashes."""

    def __init__(self, output: Path) -> None:
        self.output = output
        found = (path for path in output.rglob("*") if path.is_file())
        self.files = {path.relative_to(output).as_posix() for path in found}
        self.unreadable: list[Problem] = []
        pages = sorted(name for name in self.files if name.endswith((".html", ".htm", ".svg")))
        self.pages = {name: read_page(self._text(name)) for name in pages}

    def problems(self) -> Iterator[Problem]:
        for name, page in self.pages.items():
            if not name.endswith(".svg"):
                for line, message in page.forbidden:
                    yield Problem(message, self.output / name, line)
            yield from self._check_references(name, page.references)
        for name in sorted(name for name in self.files if name.endswith(".css")):
            yield from self._check_references(name, css_references(self._text(name)))

    def _text(self, name: str) -> str:
        try:
            return (self.output / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
            self.unreadable.append(Problem(message, self.output / name))
            return ""

    def _check_references(
        self, name: str, references: Iterator[Reference] | list[Reference]
    ) -> Iterator[Problem]:
        for reference in references:
            if mistake := self._mistake(name, reference):
                message = f"{reference.url[:200]!r} {mistake}"
                yield Problem(message, self.output / name, reference.line)

    def _mistake(self, name: str, reference: Reference) -> str | None:
        try:
            url = urlsplit(reference.url)
        except ValueError:
            return "is no address"
        if url.scheme or url.netloc:
            return _mistake_outside(url, reference)
        if url.path.startswith("/"):
            return "starts at the server's root; it must be relative to the page"
        path = posixpath.join(posixpath.dirname(name), unquote(url.path))
        target = posixpath.normpath(path) if url.path else name
        return self._mistake_inside(target, url)

    def _mistake_inside(self, target: str, url: SplitResult) -> str | None:
        if target.startswith(".."):
            return "leads out of the site's folder"
        if target not in self.files:
            if target == "." or f"{target}/index.html" in self.files:
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
