"""Wikidata: what the items near the places are called, what they are, and their pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guidegen.descriptions.candidate import Candidate, Provider, Wish
from guidegen.descriptions.geosearch import geosearch
from guidegen.descriptions.mediawiki import fame, request
from guidegen.descriptions.near import ARTICLES, near
from guidegen.jsonvalues import (
    as_dict,
    as_text,
    file_name,
    item_id,
    position,
    rows,
    whole_number,
)
from guidegen.markup import one_line
from guidegen.web import Answer, Ask
from guidegen.wikimedia.query import BATCH, batches, envelope

_HEAVY = 20  # items of a request for all their statements: some have a megabyte
_IMAGES = 5
_EARTH = "http://www.wikidata.org/entity/Q2"
_NO_PLACES = {"Q4167410", "Q13406463"}  # pages that list what shares a name, and lists
_ENDED = ("P576", "P3999", "P582")  # dissolved or demolished, closed, end time
_OPENED = ("P571", "P1619")  # inception, opening
_NO_WIKIPEDIA = {
    "commonswiki",
    "foundationwiki",
    "incubatorwiki",
    "mediawikiwiki",
    "metawiki",
    "outreachwiki",
    "sourceswiki",
    "specieswiki",
    "wikidatawiki",
    "wikimaniawiki",
}
# "+1173-08-09T00:00:00Z"; month and day may be 00, and a year may have more than four digits
_TIME = re.compile(r"\+0*(\d{1,4}-\d\d-\d\d)T[\d:]{8}Z", re.ASCII)
_YEAR_KNOWN, _SECOND_KNOWN = 9, 14


@dataclass(frozen=True)
class Item:
    """What is told of one item.

    Attributes:
        labels: by language.
        descriptions: by language.
        at: (lon, lat) in degrees, or None.
        types: the items that it is an instance of, the preferred ones first.
        images: names of files on Commons.
        opened: the year it was made or opened in, or "".
        ended: the days on which it was closed or torn down, YYYY-MM-DD, where months and days
            may be 00; "" for a day that is not known.
        titles: of the article in each Wikipedia, by site such as "enwiki".
        fetched_at: YYYY-MM-DD.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    at: tuple[float, float] | None = None
    types: Sequence[str] = ()
    images: Sequence[str] = ()
    opened: str = ""
    ended: Sequence[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    fetched_at: str = ""

    @property
    def closed(self) -> bool:
        """Whether it had ended when this was fetched; ends may be planned."""
        return any(day <= self.fetched_at for day in self.ended)

    @property
    def prominence(self) -> float:
        """By the number of articles: see `mediawiki.fame`."""
        return fame(len(self.titles))


def find(ask: Ask, wish: Wish) -> Iterator[Candidate]:
    """The items near the places, and those that editors named."""
    # Wikidata has the same search by position as Wikipedia; its titles are ids. Should it ever
    # refuse, the items of the editors are still asked for.
    hits = geosearch(ask, wish, "wikidata")
    here = near(wish, ARTICLES, ((hit.title, (hit.lon, hit.lat)) for hit in hits))
    ids = {title for title in here if item_id(title)} | wish.items
    items = fetch_items(ask, wish, ids)
    kinds = _kinds(ask, wish, items.values())
    for subject, item in items.items():
        if subject in wish.items or not _NO_PLACES.intersection(item.types):
            yield from candidates(subject, item, wish.languages, kinds)


def candidates(
    subject: str, item: Item, languages: Sequence[str], kinds: Mapping[str, Mapping[str, str]]
) -> Iterator[Candidate]:
    """An item in every wanted language that it has a label in, or else in English.

    Args:
        subject: its id.
        item: what is told of it.
        languages: as city files write them.
        kinds: labels of types by item, for items without a description.
    """
    named = [language for language in languages if _in(item.labels, language)] or ["en"]
    for language in named:
        if not (title := _in(item.labels, language)):
            continue
        types = (_in(kinds.get(each, {}), language) for each in item.types)
        kind = _in(item.descriptions, language, shared=False) or next(filter(None, types), "")
        yield Candidate(
            "wikidata",
            subject,
            language,
            title,
            lon=item.at[0] if item.at else None,
            lat=item.at[1] if item.at else None,
            kind=f"{kind} ({item.opened})" if kind and item.opened else kind or item.opened,
            prominence=item.prominence,
            closed=item.closed,
            url=f"https://www.wikidata.org/wiki/{subject}",
            licence="CC0 1.0",
            fetched_at=item.fetched_at,
            images=tuple(item.images),
        )


def fetch_items(ask: Ask, wish: Wish, ids: Iterable[str]) -> dict[str, Item]:
    """Items with labels, descriptions, statements and articles, as far as there are such items."""
    props = "labels|descriptions|claims|sitelinks"
    return _fetch(ask, wish, ids, _HEAVY, props=props, languages=_codes(wish.languages))


def fetch_titles(ask: Ask, wish: Wish, ids: Iterable[str]) -> dict[str, Item]:
    """Items with nothing but their articles."""
    return _fetch(ask, wish, ids, BATCH, props="sitelinks")


def _fetch(ask: Ask, wish: Wish, ids: Iterable[str], size: int, **params: str) -> dict[str, Item]:
    wanted = sorted(each for each in set(ids) if item_id(each))
    found: dict[str, Item] = {}
    for batch in batches(wanted, size):
        joined = "|".join(batch)
        asked = request(wish, "wikidata", action="wbgetentities", ids=joined, **params)
        items = ask(asked, parse_items) or {}
        found |= {each: items[each] for each in batch if each in items}
    return found


def _kinds(ask: Ask, wish: Wish, items: Iterable[Item]) -> dict[str, Mapping[str, str]]:
    """Labels of the first types of items that lack a description in a wanted language."""
    types = {
        item.types[0]
        for item in items
        if item.types and not all(_in(item.descriptions, each) for each in wish.languages)
    }
    codes = _codes(wish.languages)
    named = _fetch(ask, wish, types, BATCH, props="labels", languages=codes)
    return {key: item.labels for key, item in named.items()}


def _codes(languages: Sequence[str]) -> str:
    """What Wikidata calls languages, with English and the label for all languages as a last way."""
    codes = [code for each in languages for code in (each.lower(), each.lower().partition("-")[0])]
    return "|".join(dict.fromkeys([*codes, "en", "mul"]))


def _in(texts: Mapping[str, str], language: str, *, shared: bool = True) -> str:
    """The text in a language, else in its base, else (if shared) the one for all languages."""
    code = language.lower()
    tries = [code, code.partition("-")[0], *(["mul"] if shared else [])]
    return next((texts[each] for each in tries if each in texts), "")


def parse_items(answer: Answer) -> dict[str, Item]:
    """Items by id, and by the former ids under which they were asked for.

    Raises:
        AnswerError: when it is an error, or holds no entities.
    """
    found: dict[str, Item] = {}
    for entity in envelope(as_dict(answer.json()), "entities").values():
        told = as_dict(entity)
        if not (key := item_id(told.get("id"))) or "missing" in told:
            continue
        found[key] = _item(told, answer.fetched_at)
        if former := item_id(as_dict(told.get("redirects")).get("from")):
            found[former] = found[key]
    return found


def _item(told: Mapping[str, Any], fetched_at: str) -> Item:
    claims = as_dict(told.get("claims"))
    images = dict.fromkeys(filter(None, map(file_name, _values(claims, "P18"))))
    opened = (_year(value) for prop in _OPENED for value in _values(claims, prop))
    return Item(
        labels=_texts(told.get("labels"), 200),
        descriptions=_texts(told.get("descriptions"), 120),
        at=next(filter(None, map(_position, _values(claims, "P625"))), None),
        types=[
            item for value in _values(claims, "P31") if (item := item_id(as_dict(value).get("id")))
        ],
        images=list(images)[:_IMAGES],
        opened=next(filter(None, opened), ""),
        ended=[_day(claim) for prop in _ENDED for claim in _best(claims, prop)],
        titles=_titles(told.get("sitelinks")),
        fetched_at=fetched_at,
    )


def _texts(value: object, limit: int) -> dict[str, str]:
    found = {
        language: one_line(as_text(as_dict(text).get("value")), limit)
        for language, text in as_dict(value).items()
    }
    return {language: text for language, text in found.items() if text}


def _titles(value: object) -> dict[str, str]:
    """Titles by Wikipedia; other projects say nothing about how well known something is."""
    return {
        site: title
        for site, link in as_dict(value).items()
        if site.endswith("wiki")
        and site not in _NO_WIKIPEDIA
        and (title := as_text(as_dict(link).get("title")))
        and "|" not in title
        and one_line(title, 300) == title
    }


def _best(claims: Mapping[str, Any], prop: str) -> list[dict[str, Any]]:
    """Statements that hold: the preferred ones, else the normal ones, none that has ended."""
    told = [
        claim
        for claim in rows(claims.get(prop))
        if "P582" not in as_dict(claim.get("qualifiers"))
        and as_text(as_dict(claim.get("mainsnak")).get("snaktype")) in {"value", "somevalue"}
    ]
    preferred = [claim for claim in told if claim.get("rank") == "preferred"]
    return preferred or [claim for claim in told if claim.get("rank") == "normal"]


def _values(claims: Mapping[str, Any], prop: str) -> Iterator[object]:
    """The known values of the statements that hold."""
    for claim in _best(claims, prop):
        snak = as_dict(claim.get("mainsnak"))
        if snak.get("snaktype") == "value":
            yield as_dict(snak.get("datavalue")).get("value")


def _position(value: object) -> tuple[float, float] | None:
    told = as_dict(value)
    if told.get("globe") != _EARTH:
        return None
    return position(told.get("longitude"), told.get("latitude"))


def _time(value: object) -> str:
    found = _TIME.fullmatch(as_text(as_dict(value).get("time")))
    return found[1].rjust(len("2000-01-01"), "0") if found else ""


def _year(value: object) -> str:
    """The year of a time that is known at least to the year; a decade or century is none."""
    known = _YEAR_KNOWN <= whole_number(as_dict(value).get("precision")) <= _SECOND_KNOWN
    return _time(value)[:4].lstrip("0") if known else ""


def _day(claim: Mapping[str, Any]) -> str:
    """When something ended; "" where only that it did is known."""
    return _time(as_dict(as_dict(claim.get("mainsnak")).get("datavalue")).get("value"))


PROVIDER = Provider(title="Wikidata", url="https://www.wikidata.org/", find=find)
