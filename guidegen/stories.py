"""From what editors and providers say to what pages tell: names, texts, pictures, sources."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from guidegen.descriptions.collect import PROVIDERS
from guidegen.descriptions.illustrate import Shot
from guidegen.licences import LICENCES
from guidegen.markup import from_markdown
from guidegen.places.curated_file import CuratedPlace
from guidegen.remembered import remembered
from guidegen.website.guide import Picture, Source, Story, Text

# Labels of Wikidata are written as names; titles of articles carry brackets to be unique.
_NAMING = ("wikidata", "wikipedia", "wikivoyage", "foursquare", "os_places", "wikimapia")


class Named(NamedTuple):
    """What a provider calls a thing.

    Attributes:
        name: one line.
        language: its code; "" if the name is in none.
        provider: a key of `PROVIDERS`.
        source: where it comes from.
    """

    name: str
    language: str
    provider: str
    source: Source


def names_of(about: pd.DataFrame, languages: Sequence[str]) -> dict[str, Named]:
    """What a thing is called, by language; the one to show first.

    Args:
        about: its rows of `tables.CANDIDATES`.
        languages: the guide's, the main one first.
    """
    found: dict[str, Named] = {}
    for row in sorted(about.to_dict("records"), key=lambda row: _NAMING.index(row["provider"])):
        language = str(row["language"])
        named = Named(_name(row), language, str(row["provider"]), _source(row))
        found.setdefault(language, named)
    order = [*(language for language in languages if language in found), *found]
    return {language: found[language] for language in order}


def story_of(
    languages: Sequence[str],
    entry: CuratedPlace | None,
    about: pd.DataFrame | None = None,
    shots: Sequence[Shot] = (),
) -> Story:
    """What is told about one place.

    Args:
        languages: the guide's, the main one first.
        entry: what editors say about it.
        about: rows of `tables.CANDIDATES` on what was chosen for it, in the order of preference.
        shots: its pictures.
    """
    own = dict(entry.name) if entry else {}
    found = names_of(about, languages) if about is not None else {}
    others = {lang: found[lang] for lang in languages if lang in found and lang not in own}
    return Story(
        names=own | {language: named.name for language, named in others.items()},
        name_source=None if own or not found else next(iter(found.values())).source,
        name_sources={language: named.source for language, named in others.items()},
        texts=_texts(languages, entry, about),
        pictures=[_picture(shot) for shot in shots],
        review=entry.review if entry else "",
        label_at=entry.label_at if entry else None,
        reviewed=entry.reviewed if entry else None,
    )


def _from_markdown(text: str) -> str:
    return remembered("markdown", text, lambda: from_markdown(text))


def _texts(
    languages: Sequence[str], entry: CuratedPlace | None, about: pd.DataFrame | None
) -> list[Text]:
    """One a language: the editors', else that of the first provider that has one."""
    own = entry.description if entry else {}
    texts = {language: Text(language, _from_markdown(text)) for language, text in own.items()}
    for row in about.to_dict("records") if about is not None else ():
        language = str(row["language"]) or languages[0]
        if row["text"]:
            texts.setdefault(language, Text(language, str(row["text"]), _source(row)))
    return list(texts.values())


def _name(row: Mapping[Hashable, Any]) -> str:
    """A title as a name: articles carry brackets only to tell them from others."""
    title = str(row["title"])
    return re.sub(r"(?<=\S)\s*\([^()]*\)$", "", title) if row["provider"] == "wikipedia" else title


def _source(row: Mapping[Hashable, Any]) -> Source:
    return Source(
        PROVIDERS[row["provider"]].title,
        row["url"],
        row["licence"],
        LICENCES.get(row["licence"], ""),
        row["attribution"],
        row["fetched_at"],
    )


def _picture(shot: Shot) -> Picture:
    licence_url = LICENCES.get(shot.licence, "")
    source = Source(
        shot.provider, shot.url, shot.licence, licence_url, shot.attribution, shot.fetched_at
    )
    return Picture(shot.renditions, shot.title, source, shot.own)
