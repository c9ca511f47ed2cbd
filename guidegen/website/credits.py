"""Who the about page thanks: every source that the pages of a city use, and every picture's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from guidegen.languages import N_, _
from guidegen.website.stories import PictureView, SourceView
from guidegen.website.views import CityView, PlaceView

EDITORS = N_("The editors of this guide")

_WHAT = ("names", "texts", "pictures")


@dataclass(frozen=True)
class SourceUse:
    """What a guide has from one source.

    Attributes:
        provider: as pages name it.
        licences: with the address of each, or "", as (name, url).
        names: places that it names, in one language or more.
        texts: descriptions, one a place and language.
        pictures: different ones.
    """

    provider: str
    licences: tuple[tuple[str, str], ...]
    names: int
    texts: int
    pictures: int


@dataclass(frozen=True)
class PictureCredit:
    """A picture and the places that show it."""

    picture: PictureView
    places: tuple[PlaceView, ...]


def sources_used(view: CityView) -> list[SourceUse]:
    """Each source with what is from it: the editors first, then by name."""
    editors = _(EDITORS)
    counts: dict[str, Counter[str]] = {}
    licences: dict[str, dict[str, str]] = {}
    for what, source in _uses(view):
        provider = source.provider if source else editors
        counts.setdefault(provider, Counter())[what] += 1
        known = licences.setdefault(provider, {})
        if source and source.licence:
            known[source.licence] = source.licence_url or known.get(source.licence, "")
    return [
        SourceUse(
            provider,
            tuple(sorted(licences[provider].items())),
            *(counts[provider][what] for what in _WHAT),
        )
        for provider in sorted(counts, key=lambda name: (name != editors, name.casefold()))
    ]


def picture_credits(view: CityView) -> list[PictureCredit]:
    """Each picture once, in the order of the places."""
    shown: dict[str, tuple[PictureView, list[PlaceView]]] = {}
    for place in view.places:
        for picture in place.story.pictures:
            shown.setdefault(picture.largest.name, (picture, []))[1].append(place)
    return [PictureCredit(picture, tuple(places)) for picture, places in shown.values()]


def _uses(view: CityView) -> Iterator[tuple[str, SourceView | None]]:
    """What is used, and whose it is; None for the editors."""
    for place in view.places:
        if place.facts["name_source"] == "curated":
            yield "names", None
        for source in place.story.name_sources:
            yield "names", source
        for text in place.story.texts:
            yield "texts", text.source
    for credit in picture_credits(view):
        yield "pictures", credit.picture.source
