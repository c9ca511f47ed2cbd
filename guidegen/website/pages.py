"""Which pages there are, and what each one is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from guidegen.geo import Projection
from guidegen.website import words
from guidegen.website.cards import portrait, read_card
from guidegen.website.credits import picture_credits, sources_used
from guidegen.website.filters import filters_story
from guidegen.website.movement import movement_story
from guidegen.website.planner import planner_story
from guidegen.website.redirects import redirects
from guidegen.website.season_charts import season_charts
from guidegen.website.stories import PAGE_LANGUAGE, web_address
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
    """

    path: str
    template: str
    context: Mapping[str, Any]
    stands_for: str = ""


@dataclass(frozen=True)
class Neighbour:
    """Another place, seen from one."""

    place: PlaceView
    metres: float
    direction: str


def index_page(site: Path) -> Page:
    """The page of all cities whose folders are in the site's folder, by name."""
    cards = sorted(
        (card for folder in site.iterdir() if (card := read_card(folder))),
        key=lambda card: (card.name, card.slug),
    )
    cities = [{"card": card, "portrait": portrait(site / card.slug)} for card in cards]
    return Page("index.html", "index.html", {"cities": cities, "language": PAGE_LANGUAGE})


def city_pages(view: CityView) -> Iterator[Page]:
    """Every page of one city."""
    city = view.guide.city
    common = {"view": view, "city": city, "language": PAGE_LANGUAGE, **movement_story(view)}
    yield Page(f"{city.slug}/index.html", "city.html", {**common, **_city_story(view)})
    yield Page(f"{city.slug}/about.html", "about.html", {**common, **_about(view)})
    yield Page(f"{city.slug}/planner.html", "planner.html", {**common, **planner_story(view)})
    near = _neighbours(view)
    for place in view.places:
        context = {**common, **_place_story(view, place), "near": near[place.id]}
        yield Page(f"{city.slug}/{place.url}", "place.html", context)
    for walk in view.walks:
        yield Page(f"{city.slug}/{walk.url}", "walk.html", {**common, "walk": walk})
    for old, now in redirects(view):
        context = {**common, "place": now, "to": f"{now.id}.html" if now else "../index.html"}
        target = f"{city.slug}/{now.url if now else 'index.html'}"
        yield Page(f"{city.slug}/places/{old}.html", "redirect.html", context, target)


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
    parent = view.by_id.get(place.facts["parent"] or "")
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
        "left_out": sorted(counts.items(), key=lambda item: (-item[1], item[0])),
        "people": people,
        "visitors": _sum(view.people["tourist"], view.people["probable_tourist"]),
        "unknown_share": (view.people["unknown"] or 0) / people if people else None,
        "rule": words.RULES[view.guide.city.visitors.rule],
        "knows_elsewhere": view.guide.report.get("visitors", {}).get("has_corpus", False),
        "credits": [{"credit": credit, "url": web_address(credit.url)}
                    for credit in view.guide.credits],
        "sources": sources_used(view),
        "pictures": pictures,
        "own_pictures": sum(item.picture.own for item in pictures),
        "photo_links": len({photo.url for place in view.places for photo in place.photos}),
        "problems": view.guide.problems,
        "published": int(view.dots.photos.sum()),
        "unused": view.guide.city.unused(),
        **filters_story(view.guide.report.get("quality", {}), view.guide.density),
        "ways_left_out": ways_left_out(view.guide.streets.facts) if view.guide.streets else [],
    }  # fmt: skip


def _sum(*counts: int | None) -> int | None:
    """The sum of what may be told, or None if nothing may."""
    told = [count for count in counts if count is not None]
    return sum(told) if told else None


def _character(place: PlaceView) -> str:
    parts = [f"photographed by {words.count(place.facts['authors'], 'person', 'people')}"]
    if place.facts["label"] != "undetermined":
        parts.append(place.who)
    if place.best:
        parts.append(f"at its best {place.best}")
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
    return [words.MONTHS[month] for month in sorted(order[:3])]


def _leaning_to_locals(places: Sequence[PlaceView]) -> list[PlaceView]:
    """Places with the smallest share of visitors, among those where enough is known to tell."""
    known = [p for p in places if p.facts["label"] != "undetermined" and p.facts["tourist_share"]]
    return sorted(known, key=lambda place: place.facts["tourist_share"])[:PLACES_OF_LOCALS]


def _neighbours(view: CityView) -> dict[str, list[Neighbour]]:
    """The nearest places to each node, itself and what is above or below it apart."""
    around = view.of_level("place")
    projection = Projection.around(view.guide.city.bbox)
    targets, origins = _metres(projection, around), _metres(projection, view.places)
    found = {}
    for place, origin in zip(view.places, origins, strict=True):
        steps = targets - origin
        kin = _kin(view, place)
        near: list[Neighbour] = []
        for index in np.argsort(np.hypot(*steps.T), kind="stable"):
            if around[index].id not in kin and len(near) < NEAREST_PLACES:
                east, north = steps[index]
                metres = float(np.hypot(east, north))
                near.append(Neighbour(around[index], metres, words.direction(east, north)))
        found[place.id] = near
    return found


def _kin(view: CityView, place: PlaceView) -> set[str]:
    below, above = view.descendants[place.id], view.ancestors(place)
    return {place.id, *(other.id for other in [*below, *above])}


def _metres(projection: Projection, places: Sequence[PlaceView]) -> Any:
    lon = np.array([place.facts["lon"] for place in places], dtype=float)
    lat = np.array([place.facts["lat"] for place in places], dtype=float)
    return np.column_stack(projection.to_metres(lon, lat))
