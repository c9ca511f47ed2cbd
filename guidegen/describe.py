"""What is told about each place: names, texts and pictures, each with its source.

Editors' words come first, then the providers in the city file's order. What could not be had is
told; nothing here stops a build but a mistake in the city file or a missing contact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from guidegen.city import City
from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.choose import Hints, choose, unify
from guidegen.descriptions.collect import PROVIDERS, Asker, collect
from guidegen.descriptions.illustrate import Shot, illustrate
from guidegen.descriptions.licences import LICENCES
from guidegen.descriptions.names import speech
from guidegen.descriptions.pictures import own_photos
from guidegen.geo import Projection
from guidegen.markup import from_markdown
from guidegen.places.curated_file import CuratedPlace
from guidegen.stages import Job
from guidegen.web import Web
from guidegen.website.guide import Picture, Source, Story, Text

# Labels of Wikidata are written as names; titles of articles carry brackets to be unique.
_NAMING = ("wikidata", "wikipedia", "wikivoyage", "foursquare", "os_places", "wikimapia")


@dataclass(frozen=True)
class Described:
    """What is known about the places of a city beside their figures.

    Attributes:
        stories: by place_id.
        names: name and its provider, of each place that a provider could name.
        choices: `tables.CHOICES`.
        problems: what could not be had, a line each.
        facts: counts for the report.
    """

    stories: Mapping[str, Story] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    choices: pd.DataFrame | None = None
    problems: Sequence[str] = ()
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
    if not city.descriptions.providers:
        return Described({place: story_of(city, entry) for place, entry in entries.items()})
    projection = Projection.around(city.bbox)
    ask = Asker(web)
    wish = _wish(city, places, entries)
    providers = [name for name in city.descriptions.providers if name != "curated"]
    candidates = unify(collect(ask, wish, providers), projection)
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
        place: story_of(city, entries.get(place), about.get(place), shots.get(place, ()))
        for place in sorted({*entries, *about, *shots})
    }
    # items are only unknown if everybody answered
    unknown = [] if ask.failed else _unknown_items(entries, choices)
    problems = [*unknown, *ask.problems()]
    return Described(stories, _names(city, about), choices, problems, _facts(candidates, stories))


def story_of(
    city: City,
    entry: CuratedPlace | None,
    about: pd.DataFrame | None = None,
    shots: Sequence[Shot] = (),
) -> Story:
    """What is told about one place.

    Args:
        city: whose languages are wanted.
        entry: what editors say about it.
        about: rows of `tables.CANDIDATES` on what was chosen for it, in the order of preference.
        shots: its pictures.
    """
    rows = about.to_dict("records") if about is not None else []
    found = _found_names(rows)
    own = dict(entry.name) if entry else {}
    wanted = {lang: found[lang] for lang in city.languages if lang in found and lang not in own}
    texts = [
        Text(lang, from_markdown(text))
        for lang, text in (entry.description if entry else {}).items()
    ]
    for row in rows:
        language = row["language"] or city.languages[0]
        if row["text"] and all(language != text.language for text in texts):
            texts.append(Text(language, row["text"], _source(row)))
    return Story(
        names=own | {language: name for language, (name, _) in wanted.items()},
        name_source=None if own or not found else _source(next(iter(found.values()))[1]),
        texts=texts,
        pictures=[_picture(shot) for shot in shots],
        review=entry.review if entry else "",
        label_at=entry.label_at if entry else None,
    )


def _found_names(
    rows: Sequence[Mapping[Hashable, Any]],
) -> dict[str, tuple[str, Mapping[Hashable, Any]]]:
    """By language: what a thing is called, and the row that says so."""
    names: dict[str, tuple[str, Mapping[Hashable, Any]]] = {}
    for row in sorted(rows, key=lambda row: _NAMING.index(row["provider"])):
        names.setdefault(row["language"], (_name(row), row))
    return names


def _name(row: Mapping[Hashable, Any]) -> str:
    """A title as a name: articles carry brackets only to tell them from others."""
    title = str(row["title"])
    return re.sub(r"(?<=\S)\s*\([^()]*\)$", "", title) if row["provider"] == "wikipedia" else title


def _source(row: Mapping[Hashable, Any]) -> Source:
    return Source(
        PROVIDERS[row["provider"]].title,
        row["url"],
        row["licence"],
        LICENCES.get(row["licence"], ""),
        row["attribution"],
        row["fetched_at"],
    )


def _picture(shot: Shot) -> Picture:
    licence_url = LICENCES.get(shot.licence, "")
    source = Source(
        shot.provider, shot.url, shot.licence, licence_url, shot.attribution, shot.fetched_at
    )
    return Picture(shot.renditions, shot.title, source, shot.own)


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


def _names(city: City, about: Mapping[str, pd.DataFrame]) -> dict[str, tuple[str, str]]:
    """The name to show and its provider, by place: in the first language that there is."""
    names = {}
    for place, rows in about.items():
        found = _found_names(rows.to_dict("records"))
        order = [*(lang for lang in city.languages if lang in found), *found]
        name, row = found[order[0]]
        names[place] = (name, str(row["provider"]))
    return names


def _unknown_items(entries: Mapping[str, CuratedPlace], choices: pd.DataFrame) -> list[str]:
    known = set(choices["subject"])
    return [
        f"{entry.wikidata} ({next(iter(entry.name.values()), place)}): Wikidata and Wikipedia "
        "know nothing of this item; its texts and pictures are not shown"
        for place, entry in entries.items()
        if entry.wikidata and entry.wikidata not in known
    ]


def _facts(candidates: pd.DataFrame, stories: Mapping[str, Story]) -> dict[str, Any]:
    told = [text.source.provider if text.source else "editors"
            for story in stories.values() for text in story.texts]  # fmt: skip
    return {
        "candidates": candidates["provider"].value_counts(sort=False).to_dict(),
        "texts": dict(Counter(told)),
        "pictures": sum(len(story.pictures) for story in stories.values()),
    }
