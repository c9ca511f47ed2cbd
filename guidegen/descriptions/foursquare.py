"""Foursquare's Places API of today (places-api.foursquare.com, version 2025-06-17).

Who asks for one premium field is billed for the whole call from the first one on; calls for
the others are free up to a monthly number. So only the free ones are named, and tips, photos and
descriptions are asked for when `Wish.premium` says so.

Terms: what the API answers is dropped after 30 days (the cache of `web.py` does that), and pages
that show it say "Powered by Foursquare" with a link. For data that stay, see `os_places`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from guidegen import markup
from guidegen.descriptions.candidate import Candidate, Provider, Wish
from guidegen.descriptions.near import ADDRESSES, circle, groups, near, nearest, placed
from guidegen.descriptions.os_places import fsq_id, page, subject
from guidegen.errors import AnswerError
from guidegen.jsonvalues import (
    as_dict,
    as_text,
    language_code,
    number,
    position,
    rows,
)
from guidegen.services import address
from guidegen.web import Answer, Ask, Request

NAME = "foursquare"
ATTRIBUTION = "Powered by Foursquare"

# Without `fields` a search answers all that is free, much more than is read here.
SEARCH_FIELDS = ("fsq_place_id", "name", "latitude", "longitude", "categories", "date_closed")
# One of these in `fields` makes the whole call a premium one.
PREMIUM_FIELDS = {
    *("attributes", "description", "hours", "hours_popular", "menu", "photos", "place_actions"),
    *("popularity", "price", "rating", "stats", "tastes", "tips", "verified"),
}
DETAILS_FIELDS = ("fsq_place_id", "description", "popularity", "rating")
TIP_FIELDS = ("fsq_tip_id", "created_at", "text", "lang")

MOST_RADIUS_M = 100_000
MOST_PAGES = 3
PAGE_ROWS = 50
MOST_TIPS = MOST_PHOTOS = 3
MOST_LETTERS = 5000
_TIPS_ASKED = 10  # so that some are in the guide's languages

_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_RELATION = re.compile(r"""\brel\s*=\s*["']?([^"';,]*)""", re.IGNORECASE)
_PICTURE = re.compile(r"""https://[0-9A-Za-z.-]+/[^\s"'<>\\]{1,500}""")


@dataclass(frozen=True)
class SearchPage:
    """What is on one page of a search, and where the next is, as the service says, or ""."""

    candidates: tuple[Candidate, ...] = ()
    following: str = ""


@dataclass(frozen=True)
class Details:
    """What a premium call tells of a place: plain text, and how well known it is, 0 to 1."""

    description: str = ""
    prominence: float = 0.0


@dataclass(frozen=True)
class Tip:
    """What somebody advises: plain text, and the code of its language or ""."""

    text: str
    language: str = ""


def find(ask: Ask, wish: Wish) -> Iterator[Candidate]:
    """What lies near the spots; for the nearest of each also what people say, if that is paid."""
    found: dict[str, Candidate] = {}
    told: set[str] = set()
    for spots in groups(wish):
        around = replace(wish, spots=spots)
        here = near(around, ADDRESSES, placed(_search(ask, search_request(around))))
        found |= {each.subject: each for each in here}
        if wish.premium:
            still_open = placed(each for each in here if not each.closed)
            told |= {each.subject for each in nearest(around, ADDRESSES, still_open)}
    for candidate in found.values():
        yield _tell(ask, candidate, wish) if candidate.subject in told else candidate


def search_request(wish: Wish) -> Request:
    """Ask what is around the spots of one square of `groups`."""
    lon, lat, radius_m = circle(wish, ADDRESSES)
    params = {
        "ll": f"{lat:.5f},{lon:.5f}",
        "radius": str(min(radius_m, MOST_RADIUS_M)),
        "limit": str(PAGE_ROWS),
        "fields": ",".join(SEARCH_FIELDS),
    }
    return _request(wish, "search", params)


def next_request(request: Request, following: str) -> Request | None:
    """The next page, where it is at the same address and costs no more; else None."""
    try:
        here, there = urlsplit(request.url), urlsplit(urljoin(request.url, following))
    except ValueError:
        return None
    if not following or there[:3] != here[:3]:
        return None
    params = dict(parse_qsl(there.query, keep_blank_values=True))
    if PREMIUM_FIELDS & set(params.get("fields", "").split(",")):
        return None
    return replace(request, params=params)


def parse_search(answer: Answer) -> SearchPage:
    """A page of places; those without an id, a name or a position are left out.

    Raises:
        AnswerError: when it is no page of places.
    """
    results = as_dict(answer.json()).get("results")
    if not isinstance(results, list):
        raise AnswerError("a search without a list of results")
    found = (_candidate(row, answer.fetched_at) for row in rows(results))
    return SearchPage(tuple(each for each in found if each), _following(answer))


def details_request(wish: Wish, place_id: str) -> Request:
    """Ask for description and popularity: a premium call."""
    return _request(wish, place_id, {"fields": ",".join(DETAILS_FIELDS)})


def tips_request(wish: Wish, place_id: str) -> Request:
    """Ask for the tips that people like most: a premium call."""
    fields = ",".join(TIP_FIELDS)
    params = {"limit": str(_TIPS_ASKED), "sort": "POPULAR", "fields": fields}
    return _request(wish, f"{place_id}/tips", params)


def photos_request(wish: Wish, place_id: str) -> Request:
    """Ask for the photos that people like most: a premium call."""
    params = {"limit": str(MOST_PHOTOS), "sort": "POPULAR"}
    return _request(wish, f"{place_id}/photos", params)


def parse_details(answer: Answer) -> Details:
    """What one place's description says, and its popularity, else its rating out of ten.

    Raises:
        AnswerError: when it is no place.
    """
    body = as_dict(answer.json())
    if not as_text(body.get("fsq_place_id")):
        raise AnswerError("details without a place")
    popularity, rating = number(body.get("popularity"), 1), number(body.get("rating"), 10)
    known = popularity if popularity is not None else (rating or 0.0) / 10
    return Details(as_text(body.get("description"))[:MOST_LETTERS], max(0.0, known))


def parse_tips(answer: Answer) -> tuple[Tip, ...]:
    """People's tips, in the order of the service.

    Raises:
        AnswerError: when it is no list.
    """
    told = []
    for row in _bare_list(answer):
        text = as_text(row.get("text"))[:MOST_LETTERS].strip()
        if text:
            told.append(Tip(text, language_code(row.get("lang"))))
    return tuple(told)


def parse_photos(answer: Answer) -> tuple[str, ...]:
    """The addresses of photos, 960 pixels wide, in the order of the service.

    Raises:
        AnswerError: when it is no list.
    """
    parts = [(as_text(row.get("prefix")), as_text(row.get("suffix"))) for row in _bare_list(answer)]
    urls = [f"{prefix}width960{suffix}" for prefix, suffix in parts if prefix and suffix]
    return tuple(url for url in urls if _PICTURE.fullmatch(url))


def story(
    details: Details, tips: Iterable[Tip], photos: Sequence[str], languages: Sequence[str]
) -> str:
    """What is told of a place, as sanitised HTML.

    Tips in the guide's languages are quoted, at most three, those in its main language first.
    Photos carry no licence that would let a guide show copies, so they are only linked.
    """
    codes = [code.partition("-")[0].lower() for code in languages] + [""]
    chosen = sorted(
        (tip for tip in tips if tip.language in codes), key=lambda tip: codes.index(tip.language)
    )
    quotes = [f"<blockquote>{markup.paragraphs(tip.text)}</blockquote>" for tip in chosen]
    links = [
        f'<a href="{html.escape(url)}">Foursquare {number}</a>'
        for number, url in enumerate(photos[:MOST_PHOTOS], start=1)
    ]
    shown = [f"<p>{', '.join(links)}</p>"] if links else []
    parts = [markup.paragraphs(details.description), *quotes[:MOST_TIPS], *shown]
    return markup.safe_html("".join(parts))


def _search(ask: Ask, request: Request) -> Iterator[Candidate]:
    following: Request | None = request
    for _ in range(MOST_PAGES):
        found = ask(following, parse_search) if following else None
        if found is None or following is None:
            return
        yield from found.candidates
        following = next_request(following, found.following)


def _tell(ask: Ask, candidate: Candidate, wish: Wish) -> Candidate:
    place_id = candidate.subject.partition(":")[2]
    details = ask(details_request(wish, place_id), parse_details) or Details()
    tips = ask(tips_request(wish, place_id), parse_tips) or ()
    photos = ask(photos_request(wish, place_id), parse_photos) or ()
    text = story(details, tips, photos, wish.languages)
    return replace(candidate, text=text, prominence=details.prominence)


def _candidate(row: Mapping[str, Any], fetched_at: str) -> Candidate | None:
    place_id, title = fsq_id(row.get("fsq_place_id")), markup.plain(as_text(row.get("name")))
    at = position(number(row.get("longitude"), 180), number(row.get("latitude"), 90))
    if not (place_id and title and at):
        return None
    kinds = [as_text(each.get("name")) for each in rows(row.get("categories"))]
    return Candidate(
        provider=NAME,
        subject=subject(place_id),
        language="",
        title=title,
        lon=at[0],
        lat=at[1],
        kind=markup.plain(kinds[0]) if kinds else "",
        closed=bool(row.get("date_closed")),
        url=page(place_id),
        attribution=ATTRIBUTION,
        fetched_at=fetched_at,
    )


def _request(wish: Wish, what: str, params: Mapping[str, str]) -> Request:
    base = address(NAME, wish.services).rstrip("/")
    return Request(NAME, f"{base}/places/{what}", params, wish.services.get(NAME, ""))


def _following(answer: Answer) -> str:
    """The address that the Link header calls the next; it may name others beside it."""
    for url, about in _LINK.findall(answer.headers.get("link", "")):
        relation = _RELATION.search(about)
        if relation and "next" in relation[1].lower().split():
            return str(url)
    return ""


def _bare_list(answer: Answer) -> list[dict[str, Any]]:
    body = answer.json()
    if not isinstance(body, list):
        raise AnswerError("neither tips nor photos: no list")
    return rows(body)


PROVIDER = Provider(title="Foursquare", url="https://foursquare.com/", find=find)
