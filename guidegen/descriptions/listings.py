"""The places in an article of Wikivoyage, as its authors write them: wikitext, and no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import mwparserfromhell
from mwparserfromhell.nodes import Template
from mwparserfromhell.wikicode import Wikicode

from guidegen.jsonvalues import file_name, item_id, position
from guidegen.markup import one_line

_LONGEST_LISTING = 5000
_DEEPEST_LISTING = 6
_MOST_LINKS = 50
_NUMBER = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?", re.ASCII)
_FILE_LINK = re.compile(r"\s*(file|image|datei|bild|fichier|immagine|файл)\s*:", re.IGNORECASE)
# Names of templates, and what they are about. German articles have one for everything, with a
# type, as has "listing"; Italian and Russian ones share the English names.
_KINDS = {
    "see": "sight",
    "do": "activity",
    "buy": "shop",
    "eat": "restaurant",
    "drink": "bar",
    "sleep": "accommodation",
    "go": "transport",
    "listing": "",
    "vcard": "",
    "voir": "sight",
    "faire": "activity",
    "acheter": "shop",
    "manger": "restaurant",
    "boire un verre": "bar",
    "sortir": "bar",
    "boire un verre/sortir": "bar",
    "se loger": "accommodation",
}
_BEGINNING = re.compile(r"\{\{\s*(" + "|".join(map(re.escape, _KINDS)) + r")\s*\|", re.IGNORECASE)
_FIELDS = {
    "name": ("name", "nom", "nome"),
    "lat": ("lat", "latitude"),
    "lon": ("long", "lon", "longitude"),
    "text": ("content", "description", "descrizione", "comment"),
    "type": ("type", "tipo"),
    "item": ("wikidata",),
    "image": ("image", "immagine"),
}


@dataclass(frozen=True)
class Listing:
    """A place in an article.

    Attributes:
        name: one line of plain text.
        kind: what it is in a word, or "".
        at: (lon, lat) in degrees, or None.
        text: plain text, a paragraph a line.
        item: its Wikidata item, or "".
        image: the name of its picture, or "".
    """

    name: str
    kind: str
    at: tuple[float, float] | None
    text: str
    item: str
    image: str


def listings(wikitext: str) -> list[Listing]:
    """The places in an article that have a name, in the order in which their templates end."""
    found: list[Listing] = []
    for source in _templates(_plainer(wikitext)):
        try:
            template = mwparserfromhell.parse(source).filter_templates(recursive=False)[0]
            found.append(_listing(template))
        except (mwparserfromhell.parser.ParserError, IndexError, KeyError, RecursionError):
            continue  # it only looked like a listing
    return [listing for listing in found if listing.name]


def _plainer(wikitext: str) -> str:
    """Wikitext without comments, notes, tags and tables, and with line breaks as such.

    The parser takes very long over tags and tables that are never closed.
    """
    first, *others = wikitext.split("<!--")
    first, *others = (first + "".join(part.partition("-->")[2] for part in others)).split("<ref")
    text = first + "".join(_after_note(part) for part in others)
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", re.sub(r"<br ?/?>", "\n", text))
    return re.sub(r"(?<!\{)\{\|", "", text).replace("<", "&lt;")


def _after_note(text: str) -> str:
    """What comes after a note that begins before the text."""
    head, _, tail = text.partition(">")
    return tail if head.endswith("/") else tail.partition("</ref>")[2]


def _templates(wikitext: str) -> Iterator[str]:
    """The source of every listing.

    Brackets that are never closed take the parser very long, too; so it is given nothing but
    whole templates of sensible size and depth.
    """
    begun: list[tuple[int, int]] = []  # where, and how deep it is so far
    for bracket in re.finditer(r"\{\{|\}\}", wikitext):
        if bracket[0] == "{{":
            begun.append((bracket.start(), 1))
        elif begun:
            start, depth = begun.pop()
            if begun:
                begun[-1] = begun[-1][0], max(begun[-1][1], depth + 1)
            short = bracket.end() - start <= _LONGEST_LISTING and depth <= _DEEPEST_LISTING
            if short and _BEGINNING.match(wikitext, start):
                yield wikitext[start : bracket.end()]


def _template_name(template: Template) -> str:
    return " ".join(str(template.name).replace("_", " ").split()).lower()


def _listing(template: Template) -> Listing:
    fields = {str(parameter.name).strip().lower(): parameter.value for parameter in template.params}
    texts = {key: _first(fields, names) for key, names in _FIELDS.items()}
    kind = _KINDS[_template_name(template)] or one_line(texts["type"].replace(",", ", "), 60)
    return Listing(
        name=one_line(texts["name"]),
        kind=_KINDS.get(kind.lower()) or kind,
        at=position(_degrees(texts["lon"]), _degrees(texts["lat"])),
        text=texts["text"],
        item=item_id(texts["item"]),
        image=file_name(texts["image"]),
    )


def _first(fields: Mapping[str, Wikicode], names: Iterable[str]) -> str:
    texts = (text_of(fields[name]) for name in names if name in fields)
    return next(filter(None, texts), "")


def text_of(value: Wikicode) -> str:
    """Wikitext as plain text: links are their words; templates and pictures are gone."""
    for link in value.filter_wikilinks(recursive=False)[:_MOST_LINKS]:
        if _FILE_LINK.match(str(link.title)):
            value.remove(link)
    return value.strip_code(normalize=True, collapse=True).strip()


def _degrees(text: str) -> float | None:
    """A number; None for all else, such as "NA"."""
    return float(text) if _NUMBER.fullmatch(text) else None
