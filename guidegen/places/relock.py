"""The next lock: what is known after a build, and where old ids lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd

from guidegen.city import FEWEST_AUTHORS
from guidegen.places.identity import Identified
from guidegen.places.lock import (
    Lock,
    LockedPlace,
    area_text,
    rounded_bandwidth,
    rounded_position,
)
from guidegen.places.sketch import to_text


def next_lock(
    lock: Lock,
    found: gpd.GeoDataFrame,
    identified: Identified,
    ids: Mapping[str, str],
    edited: Collection[str] = (),
) -> Lock:
    """What is known after a build.

    Args:
        lock: what was known before.
        found: the places of `find.find_places`, before any were merged by editors.
        identified: which of them is which.
        ids: the final id of every found place.
        edited: ids that editors have an entry for; only these have something to review.
    """
    places: dict[str, LockedPlace] = {}
    authors = dict(zip(found["place_id"], found["authors"], strict=True))
    for row in found.itertuples():
        was, name = identified.ids[row.place_id], ids[row.place_id]
        old = lock.places.get(was) if was is not None else None
        sketch = identified.sketches.get(row.place_id)
        is_private = sketch is None or authors[row.place_id] < FEWEST_AUTHORS
        places[name] = LockedPlace(
            level=row.level,
            position=rounded_position(row.lon, row.lat),
            bandwidth_m=rounded_bandwidth(row.bandwidth_m),
            area=area_text(row.geometry),
            photos=int(row.photos),
            sketch="" if is_private or sketch is None else to_text(sketch),
            aliases=_aliases(name, was, old),
            review=_review(name, was, old, identified) if name in edited else "",
        )
    for name, old in lock.places.items():
        if name in identified.redirects:
            places[name] = old.model_copy(update={"gone": True, "review": ""})
    return _without_double_aliases(lock, places)


def without_reviews(lock: Lock, handed_on: Collection[str]) -> Lock:
    """The lock after "guidegen curate" has handed some reviews on to the editors' file."""
    places = {
        name: place.model_copy(update={"review": ""}) if name in handed_on else place
        for name, place in lock.places.items()
    }
    return lock.model_copy(update={"places": places})


def redirects(
    lock: Lock,
    identified: Identified,
    ids: Mapping[str, str],
    instead: Mapping[str, str],
    shown: Collection[str],
) -> dict[str, str]:
    """Where every id that has no page leads: to a place that has one, or "", the city.

    Args:
        lock: the next lock.
        identified: which found place is which known one.
        ids: the final id of every found place.
        instead: for ids that editors merged into another or hid the id that stands for them.
        shown: the ids that have a page.
    """
    leads = {old: ids.get(place, "") for old, place in identified.redirects.items()}
    leads |= {**lock.alias_of(), **instead}
    return {old: _end(old, leads, shown) for old in sorted(lock.used_ids() - set(shown))}


def _end(old: str, leads: Mapping[str, str], shown: Collection[str]) -> str:
    seen: set[str] = set()
    while old and old not in shown:
        if old in seen:
            return ""
        seen.add(old)
        old = leads.get(old, "")
    return old


def _aliases(name: str, was: str | None, old: LockedPlace | None) -> tuple[str, ...]:
    before = {*(old.aliases if old else ()), was or name}
    return tuple(sorted(before - {name}))


def _review(name: str, was: str | None, old: LockedPlace | None, identified: Identified) -> str:
    """Why to look at it: what was just found out, or what waits to be handed on."""
    now = identified.reviews.get(was or name, "")
    return now or (old.review if old else "")


def _without_double_aliases(lock: Lock, places: Mapping[str, LockedPlace]) -> Lock:
    """A lock with other places; an id that is a place's own again is no alias any more."""
    kept = {
        name: place.model_copy(
            update={"aliases": tuple(alias for alias in place.aliases if alias not in places)}
        )
        for name, place in places.items()
    }
    return lock.model_copy(update={"places": kept})
