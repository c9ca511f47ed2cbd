"""A city's pages in its languages: where they are, and how they lead to each other.

The first language that the interface speaks has the city's own folder, every other one a folder
of its language's code in it. Folders in a city's folder have longer names than codes have letters
before their first hyphen, so none is mistaken for a language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guidegen.languages import SOURCE_LANGUAGE, own_name, spoken, spoken_of

if TYPE_CHECKING:
    from guidegen.city import City


@dataclass(frozen=True)
class Version:
    """The same page in some language, as another page links to it.

    Attributes:
        language: its code.
        name: what the language is called by those who speak it.
        link: from the page to it.
        address: where it will be; "" if nobody knows.
        here: whether it is the page itself.
    """

    language: str
    name: str
    link: str
    address: str
    here: bool


def languages_of(city: City) -> tuple[str, ...]:
    """The languages that a city has pages in, the main one first."""
    return spoken_of(city.languages)


def folder_of(city: City, language: str = "") -> str:
    """Where a city's pages are in a language, from the site's folder, with a slash at its end.

    Args:
        city: which one.
        language: its code; if not given, the one that is being written.
    """
    return f"{city.slug}/{subfolder(languages_of(city), language or spoken())}"


def subfolder(languages: Sequence[str], language: str) -> str:
    """Where pages in one of some languages are, from a city's folder: "" or "it/"."""
    return f"{language}/" if language in languages[1:] else ""


def paths_of(city: City, path: str) -> dict[str, str]:
    """The same page in all languages of a city, by language; empty if there is but one.

    Args:
        city: which one.
        path: of the page, from the folder of a language.
    """
    languages = languages_of(city)
    if len(languages) == 1:
        return {}
    return {language: folder_of(city, language) + path for language in languages}


def index_name(language: str) -> str:
    """What the page of all cities in a language is called."""
    return "index.html" if language == SOURCE_LANGUAGE else f"index.{language}.html"


def versions(paths: Mapping[str, str], own: str, root: str, base_url: str) -> list[Version]:
    """How a page leads to itself in other languages, the main one first.

    Args:
        paths: by language.
        own: the page's language.
        root: from the page to the site's folder.
        base_url: where the site will be, without a slash at its end, or "".
    """
    return [
        Version(
            language,
            own_name(language),
            f"{root}{path}",
            f"{base_url}/{path.removesuffix('index.html')}" if base_url else "",
            language == own,
        )
        for language, path in paths.items()
    ]
