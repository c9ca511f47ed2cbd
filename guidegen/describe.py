"""What is told about each place: names, texts and pictures, each with its source.

Editors' words come first, then the providers in the city file's order. What could not be had is
told; nothing here stops a build but a mistake in the city file or a missing contact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from guidegen.city import City
from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.choose import Hints, choose, open_ones, unify
from guidegen.descriptions.collect import Asker, collect
from guidegen.descriptions.illustrate import illustrate
from guidegen.descriptions.names import speech
from guidegen.descriptions.pictures import own_photos
from guidegen.geo import Projection
from guidegen.places.curated_file import CuratedPlace
from guidegen.stages import Job
from guidegen.stories import names_of, story_of
from guidegen.web import Web
from guidegen.website.guide import Story


@dataclass(frozen=True)
class Described:
    """What is known about the places of a city beside their figures.

    Attributes:
        stories: by place_id.
        names: name and its provider, of each place that a provider could name.
        choices: `tables.CHOICES`.
        unknown: items that editors named and nobody knows, by place_id.
        problems: what could not be had and why, a line each, for whoever builds.
        notes: the same in short, for readers.
        facts: counts for the report.
    """

    stories: Mapping[str, Story]
    names: Mapping[str, tuple[str, str]]
    choices: pd.DataFrame
    unknown: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def describe(
    job: Job, tables: Mapping[str, pd.DataFrame], entries: Mapping[str, CuratedPlace], web: Web
) -> Described:
    """Ask the city's providers about its places, choose, and fetch pictures.

    Args:
        job: with the city file, and the store, which keeps pictures in their final sizes.
        tables: photos, members and, as "labelled", the places.
        entries: what editors say, by place_id; those of places that are not in the table are
            left out.
        web: the way to the services.

    Raises:
        ConfigError: when the operator's contact is missing.
        InputError: when a local file cannot be used.
    """
    city, places = job.city, tables["labelled"]
    here = set(places["place_id"])
    entries = {place: entry for place, entry in entries.items() if place in here}
    projection = Projection.around(city.bbox)
    ask, wish = Asker(web), _wish(city, places, entries)
    providers = [name for name in city.descriptions.providers if name != "curated"]
    candidates = unify(open_ones(collect(ask, wish, providers)), projection)
    choices = choose(places, candidates, projection, _hints(city, tables, entries))
    about = _about(choices, candidates, providers)
    shots = illustrate(
        ask,
        wish,
        own=own_photos(tables["photos"], tables["members"], places, projection),
        images={place: _images(rows) for place, rows in about.items()},
        most=city.descriptions.pictures,
        folder=job.store.folder / "pictures",
    )
    stories = {
        place: story_of(city.languages, entries.get(place), about.get(place), shots.get(place, ()))
        for place in sorted({*entries, *about, *shots})
    }
    # items are only unknown if everybody was asked and answered
    asked = providers and not ask.failed
    unknown = _unknown_items(entries, choices) if asked else {}
    return Described(
        stories=stories,
        names=_names(about, city.languages),
        choices=choices,
        unknown=unknown,
        problems=ask.problems(),
        notes=ask.notes(),
        facts=_facts(candidates, stories),
    )


def _wish(city: City, places: gpd.GeoDataFrame, entries: Mapping[str, CuratedPlace]) -> Wish:
    files = {"os_places": city.descriptions.os_places} if city.descriptions.os_places else {}
    return Wish(
        city.bbox,
        city.languages,
        tuple(zip(places["lon"], places["lat"], places["bandwidth_m"], strict=True)),
        frozenset(entry.wikidata for entry in entries.values() if entry.wikidata),
        {str(name): address for name, address in city.services.items()},
        {name: city.path.parent / path for name, path in files.items()},
        city.descriptions.premium,
    )


def _hints(
    city: City, tables: Mapping[str, pd.DataFrame], entries: Mapping[str, CuratedPlace]
) -> Hints:
    return Hints(
        names={place: tuple(entry.name.values()) for place, entry in entries.items() if entry.name},
        items={place: entry.wikidata for place, entry in entries.items() if entry.wikidata},
        city_names=[city.name],
        speech=speech(tables["photos"], tables["members"]),
    )


def _about(
    choices: pd.DataFrame, candidates: pd.DataFrame, providers: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """What is known about what was chosen for each place, in the order of preference."""
    order = {name: rank for rank, name in enumerate(providers)}
    ranked = candidates.assign(rank=candidates["provider"].map(order))
    ranked = ranked.sort_values(["subject", "rank", "language"], kind="stable")
    by_subject = dict(iter(ranked.groupby("subject", sort=False)))
    chosen = choices[choices["chosen"]]
    return {
        str(place): by_subject[subject]
        for place, subject in zip(chosen["place_id"], chosen["subject"], strict=True)
    }


def _images(rows: pd.DataFrame) -> list[str]:
    """The files that show a thing; an item's own image before those of articles."""
    first = rows.assign(item=rows["provider"] != "wikidata").sort_values("item", kind="stable")
    named = [name for listed in first["images"] for name in listed.split("|") if name]
    return list(dict.fromkeys(named))


def _names(
    about: Mapping[str, pd.DataFrame], languages: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """The name to show and its provider, by place."""
    first = {place: next(iter(names_of(rows, languages).values())) for place, rows in about.items()}
    return {place: (named.name, named.provider) for place, named in first.items()}


def _unknown_items(entries: Mapping[str, CuratedPlace], choices: pd.DataFrame) -> dict[str, str]:
    known = set(choices["subject"])
    named = {place: entry.wikidata for place, entry in entries.items()}
    return {place: item for place, item in named.items() if item and item not in known}


def _facts(candidates: pd.DataFrame, stories: Mapping[str, Story]) -> dict[str, Any]:
    told = [text.source.provider if text.source else "editors"
            for story in stories.values() for text in story.texts]  # fmt: skip
    return {
        "candidates": candidates["provider"].value_counts(sort=False).to_dict(),
        "texts": dict(Counter(told)),
        "pictures": sum(len(story.pictures) for story in stories.values()),
    }
