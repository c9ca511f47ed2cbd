"""Names, texts and pictures of places with whose they are, safe to show.

Texts and attributions come from strangers: addresses are links only where that is safe, and
templates escape all else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote, urlsplit

from guidegen.descriptions.pictures import Rendition
from guidegen.website import words
from guidegen.website.guide import Picture, Source, Story

PAGE_LANGUAGE = "en"
IMAGES = "images"
"""The folder of pictures in a city's folder."""

_FOURSQUARE = "https://foursquare.com/"


@dataclass(frozen=True)
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
        day: the same as people write it.
    """

    provider: str
    title: str
    url: str
    licence: str
    licence_url: str
    attribution: str
    iso_day: str
    day: str

    @property
    def wants_changes_named(self) -> bool:
        """Whether its licence asks to say what was done to it, as those of attribution do."""
        return self.licence.startswith("CC BY")

    @property
    def powered(self) -> bool:
        """Whether its terms ask for "Powered by Foursquare"."""
        return self.provider.casefold().startswith("foursquare")


@dataclass(frozen=True)
class TextView:
    """A description in one language; its HTML is sanitised, no source means the guide's editors."""

    language: str
    html: str
    source: SourceView | None

    @property
    def language_name(self) -> str:
        """The language in English."""
        return words.language(self.language)


@dataclass(frozen=True)
class PictureView:
    """A picture's files by format, the narrowest first, and whose it is; neither is empty."""

    avif: tuple[Rendition, ...]
    webp: tuple[Rendition, ...]
    alt: str
    source: SourceView
    own: bool

    @property
    def smallest(self) -> str:
        """The file for thumbnails, seen from the city's folder."""
        return f"{IMAGES}/{self.webp[0].name}"

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


@dataclass(frozen=True)
class StoryView:
    """What a place's page tells beside its figures.

    Attributes:
        also: names in other languages, as (language, name).
        name_source: None for editors' names and for positions.
        texts: the page's language first, then by the city's languages.
        pictures: the best first.
        review: why an editor should look at it again, or "".
    """

    also: tuple[tuple[str, str], ...]
    name_source: SourceView | None
    texts: tuple[TextView, ...]
    pictures: tuple[PictureView, ...]
    review: str


def story_view(story: Story, name: str | None, languages: Sequence[str]) -> StoryView:
    """A story as pages tell it.

    Args:
        story: what is known.
        name: what the place is called on its page.
        languages: of the city, the main one first.
    """
    order = {tag: at for at, tag in reversed(list(enumerate((PAGE_LANGUAGE, *languages))))}
    texts = sorted(story.texts, key=lambda text: order.get(text.language, len(order)))
    return StoryView(
        also=_also(story.names, name),
        name_source=source_view(story.name_source) if story.name_source else None,
        texts=tuple(
            TextView(text.language, text.html, source_view(text.source) if text.source else None)
            for text in texts
            if text.html
        ),
        pictures=tuple(filter(None, map(_picture_view, story.pictures))),
        review=story.review,
    )


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
        day=words.day(fetched) if fetched else "",
    )
    return replace(view, url=_FOURSQUARE) if view.powered and not url else view


def web_address(text: object) -> str:
    """The text if it is an http or https address that a link may have, otherwise ""."""
    if not isinstance(text, str) or any(letter <= " " for letter in text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""


def _also(names: Mapping[str, str], name: str | None) -> tuple[tuple[str, str], ...]:
    """Names that differ from the one shown and from each other."""
    others: dict[str, str] = {}
    for tag, other in names.items():
        if other != name and other not in others.values():
            others[tag] = other
    return tuple(others.items())


def _picture_view(picture: Picture) -> PictureView | None:
    """The picture with its files by format, or None if a format is missing."""
    by_width = sorted(picture.renditions, key=lambda one: one.width)
    avif = tuple(one for one in by_width if one.format == "avif")
    webp = tuple(one for one in by_width if one.format == "webp")
    if not (avif and webp):
        return None
    return PictureView(avif, webp, picture.alt, source_view(picture.source), picture.own)


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
