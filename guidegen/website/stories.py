"""Names, texts and pictures of places with whose they are, safe to show.

Texts and attributions come from strangers: addresses are links only where that is safe, and
templates escape all else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from guidegen.descriptions.pictures import Rendition
from guidegen.languages import direction, spoken, spoken_of
from guidegen.licences import FREE_OF_CREDIT
from guidegen.website import words
from guidegen.website.guide import Picture, Source, Story

IMAGES = "images"
"""The folder of pictures in a city's folder."""

_FOURSQUARE = "https://foursquare.com/"


@dataclass(frozen=True, slots=True)
class SourceView:
    """Whose something is, as pages say it.

    Attributes:
        provider: as pages name it.
        title: of the article it is from, or "".
        url: the page it is from; "" if there is none that may be linked.
        licence: its short name, or "".
        licence_url: where it can be read, or "".
        attribution: whom to name, or "".
        iso_day: when it was fetched, YYYY-MM-DD, or "".
    """

    provider: str
    title: str
    url: str
    licence: str
    licence_url: str
    attribution: str
    iso_day: str

    @property
    def day(self) -> str:
        """The day when it was fetched as people write it, or ""."""
        return words.day(date.fromisoformat(self.iso_day)) if self.iso_day else ""

    @property
    def wants_changes_named(self) -> bool:
        """Whether its licence asks to say what was done to it, as those of attribution do."""
        return self.licence.startswith("CC BY")

    @property
    def powered(self) -> bool:
        """Whether its terms ask for "Powered by Foursquare"."""
        return self.provider.casefold().startswith("foursquare")


@dataclass(frozen=True, slots=True)
class TextView:
    """A description in one language; its HTML is sanitised, no source means the guide's editors."""

    language: str
    html: str
    source: SourceView | None

    @property
    def language_name(self) -> str:
        """The language in the one that is being written."""
        return words.language(self.language)

    @property
    def direction(self) -> str:
        """How the language is written, as `dir` has it: a foreign first word must not turn it."""
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture's files by format, the narrowest first, and whose it is; neither is empty.

    Attributes:
        avif: files in that format.
        webp: the same pictures in that one.
        alt: what it shows.
        source: whose it is.
        own: whether it is one of the photos that made the place.
        folder: of the files, seen from that of the language that is being written.
    """

    avif: tuple[Rendition, ...]
    webp: tuple[Rendition, ...]
    alt: str
    source: SourceView
    own: bool
    folder: str = IMAGES

    @property
    def named_by_page(self) -> bool:
        """Whether its author is to be named, and only the page that it is from does so."""
        free = not self.source.licence or self.source.licence in FREE_OF_CREDIT
        return self.own and not free and not self.source.attribution

    @property
    def smallest(self) -> str:
        """The file for thumbnails, seen from the folder of the page's language."""
        return f"{self.folder}/{self.webp[0].name}"

    @property
    def largest(self) -> Rendition:
        """The file to look at closely."""
        return self.webp[-1]

    @property
    def upright(self) -> bool:
        """Whether it is higher than wide."""
        return self.largest.height > self.largest.width

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """All its files."""
        return self.avif + self.webp


@dataclass(frozen=True, slots=True)
class StoryView:
    """What a place's page tells beside its figures.

    Attributes:
        also: names in other languages, as (language, name).
        name_sources: of all names that are shown, each source once; editors and positions have
            none.
        texts: in the language that is being written first, then by the city's languages.
        pictures: the best first.
        review: whether it was written for a place close by, and no editor has looked at it since.
    """

    also: tuple[tuple[str, str], ...]
    name_sources: tuple[SourceView, ...]
    texts: tuple[TextView, ...]
    pictures: tuple[PictureView, ...]
    review: bool


def story_view(story: Story, name: str | None, languages: Sequence[str]) -> StoryView:
    """A story as pages tell it.

    Args:
        story: what is known.
        name: what the place is called on its page.
        languages: of the city, the main one first.
    """
    order = {tag: at for at, tag in reversed(list(enumerate((spoken(), *languages))))}
    texts = sorted(story.texts, key=lambda text: order.get(text.language, len(order)))
    is_main = spoken() == spoken_of(languages)[0]
    folder = IMAGES if is_main else f"../{IMAGES}"
    also = _also(story.names, name)
    shown = [tag for tag, _ in also]
    if not is_main and story.names.get(spoken()) == name:
        shown.insert(0, spoken())
    return StoryView(
        also=also,
        name_sources=_name_sources(story, shown),
        texts=tuple(
            TextView(text.language, text.html, source_view(text.source) if text.source else None)
            for text in texts
            if text.html
        ),
        pictures=tuple(filter(None, (_picture_view(each, folder) for each in story.pictures))),
        review=bool(story.review),
    )


@lru_cache(1024)  # a place's name and texts, and its neighbours', are often from the same
def source_view(source: Source) -> SourceView:
    """A source as pages name it."""
    url = web_address(source.url)
    fetched = _day(source.fetched_at)
    view = SourceView(
        provider=source.provider,
        title=_article(url),
        url=url,
        licence=source.licence,
        licence_url=web_address(source.licence_url),
        attribution=source.attribution if source.attribution != source.provider else "",
        iso_day=fetched.isoformat() if fetched else "",
    )
    return replace(view, url=_FOURSQUARE) if view.powered and not url else view


def web_address(text: object) -> str:
    """The text if it is an http or https address that a link may have, otherwise ""."""
    return text if isinstance(text, str) and _is_of_the_web(text) else ""


@lru_cache(1024)  # most are of licences
def _is_of_the_web(text: str) -> bool:
    if min(text, default=" ") <= " ":
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _also(names: Mapping[str, str], name: str | None) -> tuple[tuple[str, str], ...]:
    """Names that differ from the one shown and from each other."""
    others: dict[str, str] = {}
    for tag, other in names.items():
        if other != name and other not in others.values():
            others[tag] = other
    return tuple(others.items())


def _name_sources(story: Story, shown: Sequence[str]) -> tuple[SourceView, ...]:
    """The sources of the name in the table of places, and of those shown in some languages."""
    views: dict[tuple[str, str, str], SourceView] = {}
    for source in (story.name_source, *map(story.name_sources.get, shown)):
        if source:
            views.setdefault((source.provider, source.url, source.licence), source_view(source))
    return tuple(views.values())


def _picture_view(picture: Picture, folder: str) -> PictureView | None:
    """The picture with its files by format; None if one is missing, or its author's name."""
    by_width = sorted(picture.renditions, key=lambda one: one.width)
    avif = tuple(one for one in by_width if one.format == "avif")
    webp = tuple(one for one in by_width if one.format == "webp")
    if not (avif and webp):
        return None
    view = PictureView(avif, webp, picture.alt, source_view(picture.source), picture.own, folder)
    return None if view.named_by_page and not view.source.url else view


def _article(url: str) -> str:
    """The title of a wiki's article by its address, or ""."""
    path = urlsplit(url).path
    title = unquote(path.removeprefix("/wiki/")) if path.startswith("/wiki/") else ""
    title = title.replace("_", " ").strip()
    # an item of Wikidata or a file's page has no title that a reader would know
    is_name = title.isprintable() and ":" not in title and not title[1:].isdecimal()
    return title if is_name else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
