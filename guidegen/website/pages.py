"""Which pages there are, and what each one is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot
from pathlib import Path
from typing import Any

import numpy as np

from guidegen.languages import SOURCE_LANGUAGE, spoken
from guidegen.slugs import slugify
from guidegen.website import words
from guidegen.website.cards import FEW_CITIES, read_card, shown_portrait
from guidegen.website.credits import picture_credits, sources_used
from guidegen.website.editions import folder_of, index_name, paths_of
from guidegen.website.filters import filters_story
from guidegen.website.movement import movement_story
from guidegen.website.planner import planner_story
from guidegen.website.reasons import by_count, problem
from guidegen.website.redirects import redirects
from guidegen.website.season_charts import season_charts
from guidegen.website.stories import web_address
from guidegen.website.views import CityView, PlaceView
from guidegen.website.walks import ways_left_out

LISTED_PLACES = 10
NEAREST_PLACES = 5
PLACES_OF_LOCALS = 5


@dataclass(frozen=True)
class Page:
    """A page to be written.

    Attributes:
        path: from the site's folder, with forward slashes.
        template: its template's name.
        context: what the template is told.
        stands_for: the path of the page that search engines should know instead, or "".
        folder: where the pages of its language are, from the site's folder, or "".
        language: that it is written in.
        paths: of the same page in all languages, by language; empty if there is but one.
    """

    path: str
    template: str
    context: Mapping[str, Any]
    stands_for: str = ""
    folder: str = ""
    language: str = SOURCE_LANGUAGE
    paths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Neighbour:
    """Another place, seen from one."""

    place: PlaceView
    east_m: float
    north_m: float

    @property
    def metres(self) -> float:
        """How far it is."""
        return hypot(self.east_m, self.north_m)

    @property
    def direction(self) -> str:
        """Where it is, as a compass tells."""
        return words.direction(self.east_m, self.north_m)


def index_pages(site: Path) -> Iterator[Page]:
    """The page of all cities whose folders are in the site's folder, in all their languages.

    English has index.html; without it the first language has that too, for those who ask for the
    folder.
    """
    cards = sorted(
        (card for folder in site.iterdir() if (card := read_card(folder))),
        key=lambda card: (slugify(card.name) or card.name, card.name, card.slug),
    )
    languages = list(dict.fromkeys(tag for card in cards for tag in card.languages))
    languages = languages or [SOURCE_LANGUAGE]
    paths = {tag: index_name(tag) for tag in languages}
    several = paths if len(paths) > 1 else {}
    many = len(cards) > FEW_CITIES
    entries = [{"card": c, "portrait": shown_portrait(site, c.slug, len(cards))} for c in cards]
    context = {"cities": entries, "many": many}
    for tag, path in paths.items():
        yield Page(path, "index.html", context, language=tag, paths=several)
    if SOURCE_LANGUAGE not in paths:
        first = languages[0]
        yield Page("index.html", "index.html", context, paths[first], language=first, paths=several)


def city_pages(view: CityView) -> Iterator[Page]:
    """A city's pages of the whole and of walks, in the language that is being written."""
    page = _paged(view)
    yield page("index.html", "city.html", _city_story(view))
    yield page("about.html", "about.html", _about(view))
    yield page("planner.html", "planner.html", planner_story(view))
    for walk in view.walks:
        yield page(walk.url, "walk.html", {"walk": walk})
    for old, now in redirects(view):
        told = {"place": now, "to": f"{now.id}.html" if now else "../index.html"}
        yield page(f"places/{old}.html", "redirect.html", told, now.url if now else "index.html")


def place_pages(view: CityView, places: Sequence[PlaceView]) -> Iterator[Page]:
    """The pages of some of a city's places, in the language that is being written."""
    page = _paged(view)
    for place in places:
        told = {**_place_story(view, place), "near": _neighbours(view, place)}
        yield page(place.url, "place.html", told)


def looked_at(view: CityView, pages: Collection[str]) -> Iterator[Page]:
    """Those of a city's pages that are looked at, in the language that is being written."""
    folder = folder_of(view.guide.city)
    here = {path.removeprefix(folder) for path in pages if path.startswith(folder)}
    places = [place for place in view.places if place.url in here]
    yield from place_pages(view, places)
    if here - {place.url for place in places}:
        yield from (page for page in city_pages(view) if page.path in pages)


def _paged(view: CityView) -> Callable[..., Page]:
    """Makes pages of a city in the language that is being written."""
    city = view.guide.city
    common = {"view": view, "city": city, **_labels(), **movement_story(view)}

    def page(path: str, template: str, told: Mapping[str, Any], stands_for: str = "") -> Page:
        folder = folder_of(city)
        return Page(
            folder + path,
            template,
            {**common, **told},
            stands_for and folder + stands_for,
            folder,
            spoken(),
            paths_of(city, path),
        )

    return page


def _labels() -> dict[str, Any]:
    """What pages call things."""
    return {
        "legend": words.legend(),
        "levels": words.levels(),
        "months": words.months(),
        "along_routes_note": words.along_routes(),
    }


def _city_story(view: CityView) -> dict[str, Any]:
    places = view.of_level("place")
    return {
        "listed": LISTED_PLACES,
        "days": _total_days(view),
        "charts": season_charts(view.profiles, view.guide.city.name, compare=False),
        "busy_months": _extreme_months(view, busiest=True),
        "quiet_months": _extreme_months(view, busiest=False),
        "seasonal": [place for place in places if place.best][:LISTED_PLACES],
        "locals_here": [place for place in places if place.facts["label"] == "local"],
        "leaning": _leaning_to_locals(places),
        "loose": [
            spot
            for spot in view.of_level("spot")
            if all(above.level != "place" for above in view.ancestors(spot))
        ],
    }


def _place_story(view: CityView, place: PlaceView) -> dict[str, Any]:
    parent = view.by_id.get(place.parent)
    return {
        "place": place,
        "character": words.sentence(_character(place)),
        "charts": season_charts(place.profiles, place.name, compare=True),
        "parent": parent,
        "inside": _inside(view, place),
        "of_level": len(view.of_level(place.level)),
        "walks": [
            walk
            for walk in view.walks
            if any(passed.place.id == place.id for passed in walk.passes)
        ],
    }


def _inside(view: CityView, place: PlaceView) -> list[PlaceView]:
    """What is within a place, spots within spots too; a quarter leaves these to its places."""
    below = view.descendants[place.id]
    if place.level != "quarter":
        return below
    return [
        inner
        for inner in below
        if inner.level != "spot" or all(above.level != "place" for above in view.ancestors(inner))
    ]


def _about(view: CityView) -> dict[str, Any]:
    counts = dict(view.guide.counts)
    read, kept = counts.pop("rows_read", 0), counts.pop("kept", 0)
    people = view.guide.authors.shape[0]
    pictures = picture_credits(view)
    return {
        "rows_read": read,
        "kept": kept,
        "left_out": by_count(counts),
        "people": people,
        "visitors": _sum(view.people["tourist"], view.people["probable_tourist"]),
        "unknown_share": (view.people["unknown"] or 0) / people if people else None,
        "rule": words.rule(view.guide.city.visitors.rule),
        "knows_elsewhere": view.guide.report.get("visitors", {}).get("has_corpus", False),
        "credits": [{"credit": credit, "url": web_address(credit.url)}
                    for credit in view.guide.credits],
        "sources": sources_used(view),
        "pictures": pictures,
        "own_pictures": sum(item.picture.own for item in pictures),
        "photo_links": len({photo.url for place in view.places for photo in place.photos}),
        "problems": [problem(text) for text in view.guide.problems],
        "published": int(view.dots.photos.sum()),
        "unused": view.guide.city.unused(),
        **filters_story(view.guide),
        "ways_left_out": ways_left_out(view.guide.streets.facts) if view.guide.streets else [],
    }  # fmt: skip


def _sum(*counts: int | None) -> int | None:
    """The sum of what may be told, or None if nothing may."""
    told = [count for count in counts if count is not None]
    return sum(told) if told else None


def _character(place: PlaceView) -> str:
    parts = [place.photographed]
    if place.facts["label"] != "undetermined":
        parts.append(place.who)
    if place.best:
        parts.append(place.at_its_best)
    return "; ".join(parts)


def _total_days(view: CityView) -> int:
    """Photographer-days of the whole city; weekdays, because their bins are the fullest."""
    return view.profiles["weekday"].total if "weekday" in view.profiles else 0


def _extreme_months(view: CityView, *, busiest: bool) -> list[str]:
    """The three busiest or quietest months, in the order of the year."""
    profile = view.profiles.get("month")
    if profile is None or profile.total == 0:
        return []
    order = sorted(range(12), key=lambda month: profile.days[month] or 0, reverse=busiest)
    return [words.months()[month] for month in sorted(order[:3])]


def _leaning_to_locals(places: Sequence[PlaceView]) -> list[PlaceView]:
    """Places with the smallest share of visitors, among those where enough is known to tell."""
    known = [p for p in places if p.facts["label"] != "undetermined" and p.facts["tourist_share"]]
    return sorted(known, key=lambda place: place.facts["tourist_share"])[:PLACES_OF_LOCALS]


def _neighbours(view: CityView, place: PlaceView) -> list[Neighbour]:
    """The places nearest to one, itself and what is above or below it apart."""
    around, tree = view.of_level("place"), view.place_tree
    kin = _kin(view, place)
    origin = view.metres([place])[0]
    among = sum(other.level == "place" for other in kin)
    reach_m = float(np.max(tree.query(origin, NEAREST_PLACES + among)[0]))
    near = tree.query_ball_point(origin, reach_m * (1 + 1e-9), return_sorted=True)
    steps = [(tree.data[row] - origin, around[row]) for row in near if around[row] not in kin]
    steps.sort(key=lambda step: np.hypot(*step[0]))
    return [Neighbour(other, *map(float, step)) for step, other in steps[:NEAREST_PLACES]]


def _kin(view: CityView, place: PlaceView) -> set[PlaceView]:
    return {place, *view.descendants[place.id], *view.ancestors(place)}
