"""What a build would do and why, and why places are called what they are called."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from guidegen.city import City
from guidegen.ground import NAME as BASEMAP
from guidegen.ground import basemap_key
from guidegen.moving import NAME as ROUTES
from guidegen.moving import routes_key
from guidegen.photos.gather import is_gathered, online
from guidegen.scored import NAME as STREETS
from guidegen.scored import kept_streets, streets_key
from guidegen.stages import Job, Stage, stage_keys
from guidegen.store import Store, key_of


@dataclass(frozen=True)
class StageState:
    """What a build would do about a stage, and why."""

    name: str
    cached: bool
    why: str


def stage_states(job: Job) -> list[StageState]:
    """Which stages a build would run, and why."""
    states = list(_gathered(job))
    running = {state.name for state in states if not state.cached}
    for stage, key in stage_keys(job).items():
        cached = job.store.has(stage.name, key)
        before = [name for name in _before(job, stage) if name in running]
        if cached:
            why = "nothing that it depends on has changed"
        elif before:
            why = f"{' and '.join(before)} will run before it"
        else:
            why = "its options, files or code are new here"
        running |= set() if cached else {stage.name}
        states.append(StageState(stage.name, cached, why))
    states += [*_streets(job), *_basemap(job), _routes(job)]
    states.append(StageState("site", False, "names, texts and pages are always made anew"))
    return states


def _before(job: Job, stage: Stage) -> Iterator[str]:
    """The names of what a stage is made from."""
    yield from stage.after
    if stage.name == "photos":
        yield from (source.source for source in online(job.city))


def _gathered(job: Job) -> Iterator[StageState]:
    """The services that photos come from."""
    for source in online(job.city):
        kept = is_gathered(job.city, source, job.store)
        why = "its photos are kept; guidegen fetch asks for them anew"
        yield StageState(source.source, kept, why if kept else "its photos are not here yet")


def _streets(job: Job) -> list[StageState]:
    source, key = job.city.streets.source, streets_key(job)
    if source == "none":
        return []
    if not key:
        why = "Overpass's answers are kept as they are" if source == "overpass" else "no extract"
        return [StageState(STREETS, False, why)]
    cached = job.store.has(STREETS, key)
    why = "nothing that it depends on has changed"
    return [
        StageState(
            STREETS, cached, why if cached else "its extract, photos, options or code are new here"
        )
    ]


def _basemap(job: Job) -> list[StageState]:
    key = basemap_key(job)
    if job.city.streets.source == "overpass":
        why = "Overpass's answers are kept as they are, and the map until they or the code change"
        return [StageState(BASEMAP, False, why)]
    if not key:
        return []
    cached = job.store.has(BASEMAP, key)
    why = "nothing that it depends on has changed"
    return [StageState(BASEMAP, cached, why if cached else "its extract or code is new here")]


def _routes(job: Job) -> StageState:
    streets = kept_streets(job)
    if streets is None and job.city.streets.source != "none":
        return StageState(ROUTES, False, "streets, which they follow, will be read before it")
    cached = job.store.has(ROUTES, routes_key(job, streets.network if streets else None))
    why = "nothing that it depends on has changed"
    return StageState(
        ROUTES, cached, why if cached else "its streets, photos, options or code are new here"
    )


def explain(city: City, store: Store | None = None) -> Iterator[str]:
    """Lines that tell which stages would run, and what was chosen for each place and why.

    Raises:
        ConfigError: when a file beside the city file has mistakes.
    """
    job = Job.of(city, store or Store())
    for state in stage_states(job):
        yield f"{'kept' if state.cached else 'runs'}  {state.name:<12}  {state.why}"
    kept = job.store.load("choices", choices_key(city))
    if kept is not None and len(kept[0]["choices"]):
        yield ""
        yield "Names, texts and pictures of the last build; * is what was chosen:"
        yield from _choices(kept[0]["choices"])


def choices_key(city: City) -> str:
    """Under which the choices of a city's last build are kept."""
    return key_of(str(city.path.resolve()))


def _choices(choices: pd.DataFrame) -> Iterator[str]:
    for place, rows in choices.groupby("place_id", sort=True):
        yield str(place)
        for row in rows.to_dict("records"):
            yield _choice(row)


def _choice(row: Mapping[Hashable, Any]) -> str:
    mark = "*" if row["chosen"] else " "
    away = "position unknown" if isnan(row["distance_m"]) else f"{row['distance_m']:.0f} m away"
    where = ", in its area" if row["inside"] else ""
    agreement = "unknown" if isnan(row["agreement"]) else f"{row['agreement']:.2f}"
    return (
        f"  {mark} {row['score']:.2f}  {row['title']} ({row['subject']}): {row['why']}; "
        f"{away}{where}; closeness {row['closeness']:.2f}, agreement {agreement}, "
        f"prominence {row['prominence']:.2f}"
    )
