"""Wikivoyage: what travellers wrote about single places in the articles on a city."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from guidegen.descriptions.candidate import Candidate, Provider, Wish
from guidegen.descriptions.geosearch import around, geosearch
from guidegen.descriptions.listings import Listing, listings
from guidegen.descriptions.mediawiki import WIKIVOYAGES, Wiki, fame, query, wiki
from guidegen.descriptions.near import ARTICLES, near
from guidegen.descriptions.wikidata import fetch_items
from guidegen.jsonvalues import as_dict, as_text, rows, web_address
from guidegen.markup import one_line, paragraphs, shorten
from guidegen.web import Ask
from guidegen.wikimedia.query import Chunk, batches, fetch

_HEAVY = 10  # articles of a request: some have half a megabyte
_LONG = 1000  # characters about a place that nobody should miss
_LARGEST = 500_000  # characters of an article: the longest have less
_MOST_DISTRICTS = 60
_ARTICLE = {"prop": "revisions|info", "rvprop": "content", "rvslots": "main", "inprop": "url"}


@dataclass(frozen=True)
class Article:
    """An article with places in it.

    Attributes:
        title: its title.
        url: its address, or "".
        wikitext: as its authors write it.
        fetched_at: YYYY-MM-DD.
    """

    title: str
    url: str
    wikitext: str
    fetched_at: str = ""


def find(ask: Ask, wish: Wish) -> Iterator[Candidate]:
    """The listings near the places, in the articles on the city, its parts and surroundings."""
    for language in wish.languages:
        if each := wiki(language, WIKIVOYAGES):
            yield from _near(ask, wish, each, language)


def _near(ask: Ask, wish: Wish, each: Wiki, language: str) -> Iterator[Candidate]:
    told = [
        (article, listing)
        for article in _articles(ask, wish, each)
        for listing in listings(article.wikitext)
    ]
    told = _with_positions(ask, wish, told)
    here = set(near(wish, ARTICLES, ((n, one.at) for n, (_, one) in enumerate(told) if one.at)))
    for number, (article, listing) in enumerate(told):
        if number in here or listing.item in wish.items:
            yield _candidate(article, listing, each, language)


def _articles(ask: Ask, wish: Wish, each: Wiki) -> list[Article]:
    """The articles that lie in the city or near its middle, and the parts they are split into."""
    hits = geosearch(ask, wish, "wikivoyage", each.host)
    hits += around(ask, wish, "wikivoyage", each.host)
    ids = sorted({hit.pageid for hit in hits})
    found = _fetch(ask, wish, each, "pageids", map(str, ids))
    known = {article.title for article in found}
    parts = {title for article in found for title in districts(article)} - known
    return found + _fetch(ask, wish, each, "titles", sorted(parts))


def _fetch(ask: Ask, wish: Wish, each: Wiki, key: str, names: Iterable[str]) -> list[Article]:
    found: list[Article] = []
    for batch in batches(names, _HEAVY):
        params = {**_ARTICLE, key: "|".join(batch)}
        chunk = fetch(ask, query(wish, "wikivoyage", each.host, **params))
        found += articles(chunk)
    return found


def _with_positions(
    ask: Ask, wish: Wish, told: list[tuple[Article, Listing]]
) -> list[tuple[Article, Listing]]:
    """Listings whose item knows where they are: readers are shown that position too."""
    lost = {listing.item for _, listing in told if listing.item and not listing.at}
    items = fetch_items(ask, wish, lost)
    return [
        (article, replace(listing, at=items[listing.item].at))
        if not listing.at and listing.item in items
        else (article, listing)
        for article, listing in told
    ]


def articles(chunk: Chunk) -> list[Article]:
    """The articles of an answer that are not empty, in the order of their numbers."""
    found = [_article(page, chunk.fetched_at) for _, page in sorted(chunk.pages.items())]
    return [article for article in found if article.title and article.wikitext]


def _article(page: Mapping[str, Any], fetched_at: str) -> Article:
    revision = next(iter(rows(page.get("revisions"))), {})
    main = as_dict(as_dict(revision.get("slots")).get("main"))
    wikitext = as_text(main.get("content"))
    return Article(
        one_line(as_text(page.get("title"))),
        web_address(page.get("fullurl")),
        wikitext if len(wikitext) <= _LARGEST else "",
        fetched_at,
    )


def districts(article: Article) -> list[str]:
    """Titles of the parts of a large city's article, such as "Tokyo/Roppongi", as it links them."""
    start = f"{article.title}/"
    links = re.findall(r"\[\[\s*([^\[\]|#<>{}\n]{1,200})", article.wikitext)
    titles = dict.fromkeys(one_line(link.replace("_", " "), 300) for link in links)
    return [title for title in titles if title.startswith(start) and title != start][
        :_MOST_DISTRICTS
    ]


def _candidate(article: Article, listing: Listing, each: Wiki, language: str) -> Candidate:
    """Prominence is by how much is written about it."""
    anchor = quote(listing.name.replace(" ", "_"))
    return Candidate(
        "wikivoyage",
        listing.item or f"wikivoyage:{each.host}:{article.title}#{listing.name}",
        language,
        listing.name,
        paragraphs(shorten(listing.text)),
        lon=listing.at[0] if listing.at else None,
        lat=listing.at[1] if listing.at else None,
        kind=listing.kind,
        prominence=fame(len(listing.text), _LONG),
        url=f"{article.url}#{anchor}" if article.url else "",
        licence="CC BY-SA 4.0",
        attribution="Wikivoyage contributors",
        fetched_at=article.fetched_at,
        images=(listing.image,) if listing.image else (),
    )


PROVIDER = Provider(title="Wikivoyage", url="https://www.wikivoyage.org/", find=find)
