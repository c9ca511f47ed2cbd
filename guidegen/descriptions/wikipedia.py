"""Wikipedia: the articles about what lies near the places, in every wanted language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guidegen.descriptions.candidate import Candidate, Provider, Wish
from guidegen.descriptions.geosearch import geosearch
from guidegen.descriptions.mediawiki import EXTRACTS, WIKIPEDIAS, Wiki, fame, query, wiki
from guidegen.descriptions.near import ARTICLES, near
from guidegen.descriptions.wikidata import Item, fetch_titles
from guidegen.jsonvalues import (
    as_dict,
    as_text,
    file_name,
    item_id,
    position,
    rows,
    web_address,
    whole_number,
)
from guidegen.markup import one_line, paragraphs, shorten
from guidegen.web import Ask
from guidegen.wikimedia.query import Chunk, batches, fetch, final_title

_LONG_BYTES = 100_000  # the wikitext of an article about something everybody knows
_SITES = {"be-tarask": "be_x_oldwiki"}  # where Wikidata kept a former name
# What titles of lists begin with: lists have positions too, but are about no place.
_LISTS = {
    "ca": ("Llista ",),
    "cs": ("Seznam ",),
    "da": ("Liste over ",),
    "de": ("Liste ",),
    "en": ("List of ", "Lists of ", "Timeline of ", "Index of ", "Outline of "),
    "es": ("Anexo:", "Lista de "),
    "fi": ("Luettelo ",),
    "fr": ("Liste ",),
    "it": ("Lista ", "Elenco "),
    "nl": ("Lijst ",),
    "no": ("Liste over ",),
    "pl": ("Lista ",),
    "pt": ("Lista ", "Anexo:"),
    "ru": ("Список ",),
    "sv": ("Lista över ", "Lista "),
    "uk": ("Список ",),
}
_DETAILS = {
    "prop": "coordinates|pageprops|pageimages|description|info|extracts",
    "colimit": "max",  # else 10 pages of a batch have positions
    "coprimary": "primary",
    "ppprop": "wikibase_item|disambiguation",
    "piprop": "name",
    "pilimit": "max",
    "pilicense": "free",
    "inprop": "url",
    "exintro": "1",
    "explaintext": "1",
    "exlimit": str(EXTRACTS),
    "redirects": "1",
}


@dataclass(frozen=True)
class Article:
    """What is told of one article.

    Attributes:
        pageid: its number.
        title: one line of plain text.
        item: its Wikidata item, or "".
        at: (lon, lat) in degrees, or None.
        extract: its introduction, plain text.
        description: what it is about in a few words, or "".
        length_bytes: of its wikitext.
        image: the name of its picture, if that is free, or "".
        url: its address, or "".
        fetched_at: YYYY-MM-DD.
    """

    pageid: int
    title: str
    item: str = ""
    at: tuple[float, float] | None = None
    extract: str = ""
    description: str = ""
    length_bytes: int = 0
    image: str = ""
    url: str = ""
    fetched_at: str = ""


def find(ask: Ask, wish: Wish) -> Iterator[Candidate]:
    """The articles near the places, and those about items that editors named.

    What has an article near a place in one language is looked for in the other languages too:
    there, the article may have another position, or none.
    """
    wikis = {each: found for each in wish.languages if (found := wiki(each, WIKIPEDIAS))}
    told = {language: _near(ask, wish, each) for language, each in wikis.items()}
    seen = {article.item for articles in told.values() for article in articles if article.item}
    items = fetch_titles(ask, wish, seen | wish.items)
    for language, each in wikis.items():
        told[language] += _linked(ask, wish, each, _missing(items, each, told[language]))
    places = _positions(article for articles in told.values() for article in articles)
    for language, each in wikis.items():
        for article in told[language]:
            at = article.at or places.get(article.item)
            if at or article.item in wish.items:
                known = items.get(article.item)
                yield _candidate(replace(article, at=at), known, language, each)


def _near(ask: Ask, wish: Wish, each: Wiki) -> list[Article]:
    hits = geosearch(ask, wish, "wikipedia", each.host)
    lists = _LISTS.get(each.host, ())
    pages = ((hit.pageid, (hit.lon, hit.lat)) for hit in hits if not hit.title.startswith(lists))
    found: list[Article] = []
    for batch in batches(near(wish, ARTICLES, pages), EXTRACTS):
        joined = "|".join(map(str, batch))
        params = {**_DETAILS, **each.variants, "pageids": joined}
        found += articles(fetch(ask, query(wish, "wikipedia", each.host, **params)))
    return [article for article in found if article.at]


def _missing(items: Mapping[str, Item], each: Wiki, told: Sequence[Article]) -> dict[str, str]:
    """Items that have an article in a wiki which was not found there, by its title."""
    site = _SITES.get(each.host, f"{each.host.replace('-', '_')}wiki")
    known = {article.item for article in told}
    return {
        title: item
        for item, links in items.items()
        if item not in known and (title := links.titles.get(site))
    }


def _linked(ask: Ask, wish: Wish, each: Wiki, titles: Mapping[str, str]) -> list[Article]:
    """Articles by title; their items are those that link to them, whatever they say themselves."""
    found: list[Article] = []
    for batch in batches(sorted(titles), EXTRACTS):
        params = {**_DETAILS, **each.variants, "titles": "|".join(batch)}
        chunk = fetch(ask, query(wish, "wikipedia", each.host, **params))
        by_title = {article.title: article for article in articles(chunk)}
        for title in batch:
            article = by_title.get(one_line(final_title(title, chunk.renamed)))
            if article:
                found.append(replace(article, item=titles[title]))
    return found


def _positions(told: Iterable[Article]) -> dict[str, tuple[float, float]]:
    """Where items lie, by the first language that says so."""
    found: dict[str, tuple[float, float]] = {}
    for article in told:
        if article.item and article.at:
            found.setdefault(article.item, article.at)
    return found


def articles(chunk: Chunk) -> list[Article]:
    """The articles of an answer, in the order of their numbers.

    Pages outside the article space and those that list what shares a name are left out.
    """
    found = [_article(page, chunk.fetched_at) for _, page in sorted(chunk.pages.items())]
    return [article for article in found if article]


def _article(page: Mapping[str, Any], fetched_at: str) -> Article | None:
    about = as_dict(page.get("pageprops"))
    title = one_line(as_text(page.get("title")))
    if not title or page.get("ns", 0) != 0 or "disambiguation" in about:
        return None
    points = [
        point
        for row in rows(page.get("coordinates"))
        if row.get("globe", "earth") == "earth"
        and (point := position(row.get("lon"), row.get("lat")))
    ]
    return Article(
        pageid=whole_number(page.get("pageid")),
        title=title,
        item=item_id(about.get("wikibase_item")),
        at=points[0] if points else None,
        extract=as_text(page.get("extract")),
        description=one_line(as_text(page.get("description")), 120),
        length_bytes=whole_number(page.get("length")),
        image=file_name(page.get("pageimage")),
        url=web_address(page.get("fullurl")),
        fetched_at=fetched_at,
    )


def _candidate(article: Article, known: Item | None, language: str, each: Wiki) -> Candidate:
    """Prominence is by the number of languages if that is known, else by length."""
    text = paragraphs(shorten(article.extract))
    return Candidate(
        "wikipedia",
        article.item or f"wikipedia:{each.host}:{article.pageid}",
        language,
        article.title,
        text,
        lon=article.at[0] if article.at else None,
        lat=article.at[1] if article.at else None,
        kind=article.description,
        prominence=known.prominence if known else fame(article.length_bytes, _LONG_BYTES),
        url=article.url,
        licence="CC BY-SA 4.0",
        attribution="Wikipedia contributors",
        fetched_at=article.fetched_at,
        images=(article.image,) if article.image else (),
    )


PROVIDER = Provider(title="Wikipedia", url="https://www.wikipedia.org/", find=find)
