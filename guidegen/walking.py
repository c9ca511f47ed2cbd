"""One walk through a city: its streets, scored by its photos, and a wish."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from guidegen.city import City
from guidegen.errors import ConfigError, Problem
from guidegen.geo import Projection
from guidegen.markup import one_line
from guidegen.mistakes import did_you_mean
from guidegen.moving import moved
from guidegen.outings import along_routes, graph_of, sights_of
from guidegen.places.curation import name_places
from guidegen.recognise import recognise
from guidegen.scored import scored_streets
from guidegen.slugs import slugify
from guidegen.stages import Job, Tables, result_of, stage_keys
from guidegen.store import Store
from guidegen.streets.network import Network, ScoredStreets
from guidegen.walks.costs import favour
from guidegen.walks.export import OPENSTREETMAP, Credit, to_geojson, to_gpx
from guidegen.walks.graph import PlanGraph
from guidegen.walks.passing import passes
from guidegen.walks.plan import Wish, check_wish, plan
from guidegen.walks.steps import stays, steps
from guidegen.walks.suggest import Sight
from guidegen.walks.tours import Stop, plan_tour
from guidegen.walks.walk import Walk, WalkError
from guidegen.web import Web
from guidegen.website import words

Position = tuple[float, float]
Format = Literal["text", "geojson", "gpx"]
# The four ways to score streets (Kachkaev and Wood, 2014), see `streets.scores`.
METHODS = {
    "count": "score_a",
    "per-length": "score_b",
    "shared": "score_c",
    "distance": "score_d",
}
# Their scores are not per metre, and gains would say something else.
_OF_WHOLE_STREETS = ("count", "shared")
STAY_MINUTES = 10.0


@dataclass(frozen=True)
class Liking:
    """What somebody likes in a city.

    Attributes:
        method: how streets are scored, one of `METHODS`.
        prefer: "tourists" or "locals" for what is their favourite, or "".
    """

    method: str = "distance"
    prefer: str = ""


@dataclass(frozen=True)
class Visit:
    """When a tour is walked, and how long it stays.

    Attributes:
        month: 1 to 12, or None for any.
        hour: 0 to 23, or None for any.
        minutes: spent at each stop.
    """

    month: int | None = None
    hour: int | None = None
    minutes: float = STAY_MINUTES


@dataclass(frozen=True)
class PlannedWalk:
    """A walk, and what it was planned on.

    Attributes:
        city: where it is.
        walk: the walk.
        network: the streets.
        graph: the same, as the planner sees them.
        stops: the places that a tour stops at, in their order.
        stay_minutes: at each stop.
        credit: whose data the way is from.
    """

    city: City
    walk: Walk
    network: Network
    graph: PlanGraph
    stops: tuple[Sight, ...] = ()
    stay_minutes: float = 0.0
    credit: Credit = OPENSTREETMAP

    @property
    def name(self) -> str:
        """What to call it."""
        what = {"loop": "Loop", "tour": "Tour"}.get(self.walk.kind, "Walk")
        return f"{what} in {self.city.name}, {self.walk.minutes:.0f} minutes"

    def told(self, form: Format) -> str:
        """The walk in words for people, as GeoJSON or as GPX."""
        stops = [(stop, self.stay_minutes) for stop in self.stops]
        passed = passes(self.walk, self.stops, self.graph, stops)
        way = steps(self.walk, self.graph, self.network.edges, stays(passed, self.stops))
        if form == "gpx":
            return to_gpx(self.walk, self.name, way, self.credit)
        if form == "geojson":
            feature: dict[str, Any] = to_geojson(self.walk, self.name, way, self.credit)
            feature["properties"]["stops"] = [stop.place_id for stop in self.stops]
            return json.dumps(feature, ensure_ascii=False)
        head = f"{self.name}, {self.walk.length_m / 1000:.1f} km"
        if gain := words.gain(self.walk.gain, self.walk.kind):
            head += f"; {gain}"
        lines = [f"{number:3}. {step.text}" for number, step in enumerate(way, 1)]
        if self.credit != OPENSTREETMAP:
            head += f"\n{words.along_routes()}"
        else:
            head += f"; {self.walk.steps_m:.0f} m of steps" if self.walk.steps_m else "; no steps"
        if self.stops:
            names = ", ".join(one_line(stop.name or stop.place_id) for stop in self.stops)
            head += f"\nStops: {names}"
        return "\n".join([head, *lines])


def walk_in(
    city: City,
    wish: Wish,
    *,
    liking: Liking = Liking(),
    visit: Visit | None = None,
    store: Store,
    web: Web,
    progress: Callable[[str], None],
) -> PlannedWalk:
    """Plan a walk in a city.

    Args:
        city: the city file; without streets in it, walks follow photographers' routes.
        wish: from where, to where, how long.
        liking: which streets are liked.
        visit: for a tour that stops at places.
        store: keeps what earlier builds read and found.
        web: the way to Overpass.
        progress: told what is being done.

    Raises:
        ConfigError: when the city file names no streets, and photographers took no ways.
        InputError: when the extract or the photos cannot be used.
        ServiceError: when Overpass cannot be asked.
        WalkError: when no walk meets the wish; it names the nearest time that one does.
    """
    check_wish(wish)
    if visit is not None:
        _check_stay(visit, wish)
    job = Job.of(city, store)
    progress(f"{city.slug}: photos")
    tables = _photos_and_authors(job)
    progress(f"{city.slug}: streets")
    streets, credit = _ways(job, tables, web)
    graph = graph_of(streets, METHODS[liking.method])
    if liking.prefer:
        leaning = streets.scores["leaning"].to_numpy()
        wish = replace(wish, preference=favour(leaning, liking.prefer))
    if visit is None:
        progress(f"{city.slug}: walk")
        walk = plan(graph, wish)
        if liking.method in _OF_WHOLE_STREETS:
            walk = replace(walk, gain=None)
        return PlannedWalk(city, walk, streets.network, graph, credit=credit)
    progress(f"{city.slug}: places")
    sights, profiles = _sights(job)
    if not sights:
        raise WalkError(f"{city.path}: no places were found to stop at; wish for no tour")
    progress(f"{city.slug}: tour")
    walk = plan_tour(graph, wish, _stops(sights, profiles, visit))
    if liking.method in _OF_WHOLE_STREETS:
        walk = replace(walk, gain=None)
    stops = tuple(sights[number] for number in walk.stops)
    return PlannedWalk(city, walk, streets.network, graph, stops, visit.minutes, credit)


def position_of(city: City, text: str) -> Position:
    """A position from ``lon,lat`` in degrees, or that of a place by its id or editors' name.

    Raises:
        ConfigError: when it is neither.
    """
    if found := re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", text):
        return float(found[1]), float(found[2])
    job = Job.of(city, Store())
    lock = job.lock
    called = {slugify(name): place for place, entry in job.curated.places.items()
              for name in entry.name.values()}  # fmt: skip
    name = lock.alias_of().get(text, text if text in lock.places else called.get(slugify(text), ""))
    if name in lock.places:
        return lock.places[name].position
    hint = did_you_mean(text, [*lock.places, *called]) or (
        "" if lock.places else f"; build {city.slug} once, and its places have ids"
    )
    raise ConfigError(f"{text!r} is neither lon,lat nor the id of a place{hint}")


def _ways(job: Job, tables: Tables, web: Web) -> tuple[ScoredStreets, Credit]:
    """What walks follow, the streets or else photographers' routes, and whose they are."""
    if streets := scored_streets(job, tables, web):
        return streets, OPENSTREETMAP
    if routes := along_routes(job, tables, moved(job, tables, None)):
        return routes, _thanks(job.city)
    message = (
        "walks need streets, and too few people took the same ways here to walk along these: "
        "give source: file and path, or source: overpass"
    )
    raise ConfigError([Problem(message, job.city.path, key="streets")])


def _thanks(city: City) -> Credit:
    """Whom to name for ways that photographers took."""
    names = "; ".join(source.credit for source in city.photos if source.credit)
    return Credit(names, "", f"{words.along_routes()} {names}".strip())


def _check_stay(visit: Visit, wish: Wish) -> None:
    if not 0 <= visit.minutes < wish.minutes:
        raise WalkError(
            f"a stay at a stop takes 0 minutes or more, and less than the tour of "
            f"{wish.minutes:g} minutes, not {visit.minutes:g}; give another --stay"
        )


def _photos_and_authors(job: Job) -> Tables:
    """The tables of the first stages, as builds make them."""
    tables: Tables = {}
    for stage, key in stage_keys(job).items():
        if stage.name in ("photos", "quality", "visitors"):
            tables |= result_of(job, stage, key, tables)[0]
    return tables


def _sights(job: Job) -> tuple[list[Sight], pd.DataFrame]:
    """The places with the ids of the last build and the names that need no service."""
    tables: Tables = {}
    for stage, key in stage_keys(job).items():
        tables |= result_of(job, stage, key, tables)[0]
        if stage.name == "places":
            recognised = recognise(job, tables)
            tables |= recognised.tables
    named = name_places(
        tables["labelled"],
        job.curated.places,
        Projection.around(job.city.bbox),
        job.city.languages,
        settled=recognised.settled,
        used=job.lock.used_ids() | job.curated.obsolete.keys(),
    )
    profiles = tables["profiles"]
    renamed = profiles.assign(place_id=profiles["place_id"].map({**named.ids, "": ""}))
    places = named.places[named.places["level"] == "place"]
    return sights_of(places), renamed


def _stops(sights: Sequence[Sight], profiles: pd.DataFrame, visit: Visit) -> list[Stop]:
    """What a tour may visit, worth more where its month or hour is the place's own."""
    claimed = profiles[profiles["claimed"]]
    now = {"month": visit.month, "hour": visit.hour}
    mine = claimed[claimed["bin"] == claimed["kind"].map(now)]
    lift = mine.groupby("place_id")["lift"].prod().to_dict()
    return [
        Stop(each.lon, each.lat, each.value * lift.get(each.place_id, 1.0), visit.minutes)
        for each in sights
    ]
