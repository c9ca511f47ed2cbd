"""Checks of what is about to be published: configuration, links, pictures, published files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from guidegen.city import load_city
from guidegen.errors import ConfigError, GuideError, OutputError, Problem
from guidegen.places.curated_file import load_curated
from guidegen.places.lock import load_lock
from guidegen.website.checking.published import published_problems
from guidegen.website.checking.site import HOME, Site
from guidegen.website.folder import MARKER
from guidegen.website.themes import load_theme
from guidegen.yamlfile import Key, dotted, read_yaml


@dataclass(frozen=True)
class Findings:
    """What was found in a built site.

    Attributes:
        mistakes: what must not be published.
        doubts: what is worth a look.
        pages: how many there are.
    """

    mistakes: list[Problem]
    doubts: list[Problem]
    pages: int


def check_everything(
    cities: Sequence[Path], output: Path, *, warn: Callable[[str], None], strict: bool = False
) -> str:
    """Check city files, the curated files beside them and the built site, if there is one.

    Args:
        cities: the city files.
        output: the site's folder.
        warn: takes what is worth a look.
        strict: whether that is a mistake, too.

    Returns:
        What was found sound, in a sentence.

    Raises:
        ConfigError: with every mistake, the site's included, when a file of a city has one.
        OutputError: with every mistake in the site, or with the number of warnings if strict.
    """
    mistaken = [problem for path in cities for problem in check_city(path)]
    # a site that has lost its first page is not sound
    built = (output / HOME).exists() or (output / MARKER).exists()
    found = examine_site(output) if built else Findings([], [], 0)
    of_themes = dict.fromkeys(each for path in cities for each in _theme_doubts(path))
    doubts = [*of_themes, *found.doubts]
    for doubt in doubts:
        warn(str(doubt))
    if mistaken:
        raise ConfigError([*mistaken, *found.mistakes])
    if found.mistakes:
        raise OutputError("\n".join(map(str, found.mistakes)))
    if strict and doubts:
        raise OutputError(f"--strict: the site has {len(doubts)} warning(s)")
    pages = f"the {found.pages} pages in {output}" if built else "no pages yet"
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
    if city.streets.path is not None:
        named.append((("streets", "path"), city.streets.path))
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


def _theme_doubts(path: Path) -> Sequence[Problem]:
    with suppress(GuideError):  # a mistake, told already
        return load_theme(load_city(path).theme, path).doubts
    return ()


def _known_mistakes(path: Path) -> list[Problem]:
    lock = load_lock(path.with_name(f"{path.stem}.places.lock.json"))
    load_curated(path.with_name(f"{path.stem}.places.yaml"), lock.used_ids() or None)
    return []


def check_site(output: Path) -> list[Problem]:
    """The mistakes in a built site; see `examine_site`."""
    return examine_site(output).mistakes


def examine_site(output: Path) -> Findings:
    """What is wrong with a built site, or worth a look, without loading anything from anywhere.

    Every link, anchor and asset must be there, in this spelling; nothing may be loaded from
    another host or from outside the folder; no page may hold what its own policy forbids; pictures
    need a text for those who cannot see them, and say whose they are; files for other programs
    must be what they should.
    """
    site = Site.at(output)
    if not site.files:
        return Findings([Problem("there is no site here; build it first", output)], [], 0)
    mistakes = [*site.problems(), *published_problems(site)]
    pages = sum(not name.endswith(".svg") for name in site.pages)
    return Findings([*site.unreadable, *mistakes], list(site.doubts()), pages)
