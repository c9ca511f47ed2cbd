"""The walks of a guide: its streets, what planners read of them, and walks that are suggested."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from guidegen.city import City
from guidegen.errors import ServiceError
from guidegen.geo import Projection
from guidegen.languages import N_
from guidegen.moving import Moved, moved, routes_key
from guidegen.moving import told as told_of_moves
from guidegen.planned import planned
from guidegen.remembered import remembered
from guidegen.routes.planar import network_of
from guidegen.scored import score, scored_streets
from guidegen.stages import Job, Tables
from guidegen.streets.network import ScoredStreets
from guidegen.walks.graph import PlanGraph, plan_graph
from guidegen.walks.suggest import Sight, Suggestion, best_of
from guidegen.web import Web
from guidegen.website.words import percent

Tell = Callable[[str], None]
# Extracts are cut with a margin of error; less than this of the box is worth a word.
_COVERED_ENOUGH = 0.98
# Names of these sources are no names to call a walk after.
_NAMELESS = ("near", "position")
_NO_STREETS = N_(
    "This guide was made without a street network, and too few photographers took the same ways to "
    "walk along these; so it has no walks."
)
_NOT_HAD = N_(
    "This edition was made without the streets of OpenStreetMap, which could not be had then; so "
    "it has no walks."
)
_NO_PHOTOS = N_(
    "No street was photographed by three people or more, so no walk is better than another; "
    "the planner finds ways all the same."
)
_NO_TIME = N_("No walk of the wished times was found that is worth suggesting.")


@dataclass(frozen=True)
class Outings:
    """What a guide knows about streets, ways and walks.

    Attributes:
        streets: with their scores, or None.
        moved: photographers' routes and field.
        ways: what walks follow: the streets, or the routes where there are none; None where there
            are neither.
        graph: the same as planners read them, or None.
        walks: that are suggested.
        why_none: a sentence for readers if there are none, or "".
        doubts: what somebody should look at.
        problems: what could not be had, for the operator.
        notes: the same for readers.
    """

    streets: ScoredStreets | None
    moved: Moved
    ways: ScoredStreets | None = None
    graph: PlanGraph | None = None
    walks: Sequence[Suggestion] = ()
    why_none: str = ""
    doubts: Sequence[str] = ()
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()


def outings(job: Job, tables: Tables, places: pd.DataFrame, web: Web, tell: Tell) -> Outings:
    """The streets of a city, photographers' routes, and the walks to suggest.

    Where no streets are known, walks follow the routes; where there are neither, the guide says
    why it has none.

    Args:
        job: with the city file and the store.
        tables: photos and authors.
        places: `tables.PLACES` with their final ids and names.
        web: the way to Overpass.
        tell: told what came in.

    Raises:
        ConfigError: when the operator's contact is missing.
        InputError: when the extract cannot be used, or lies elsewhere.
    """
    city = job.city
    streets, failure = _streets(job, tables, web)
    if streets:
        tell(f"{city.slug}: {told(streets.facts)}")
    movement = moved(job, tables, streets.network if streets else None)
    tell(f"{city.slug}: {told_of_moves(movement.facts)}")
    found = Outings(
        streets,
        movement,
        ways=streets or along_routes(job, tables, movement),
        doubts=list(_doubts(city, streets.facts)) if streets else [],
        problems=[f"streets: {failure}"] if failure else [],
        notes=[N_("OpenStreetMap: the streets could not be had")] if failure else [],
    )
    if found.ways is None:
        return replace(found, why_none=_NOT_HAD if failure else _NO_STREETS)
    return _with_walks(found, found.ways, job, places)


def _streets(job: Job, tables: Tables, web: Web) -> tuple[ScoredStreets | None, str]:
    """The streets, or what kept a service from telling them."""
    try:
        return scored_streets(job, tables, web), ""
    except ServiceError as error:
        return None, str(error)


def along_routes(job: Job, tables: Tables, movement: Moved) -> ScoredStreets | None:
    """The routes as a network with scores, or None if there are none.

    Args:
        job: with the city file.
        tables: photos and authors.
        movement: photographers' routes.
    """

    def scored() -> ScoredStreets | None:
        network = network_of(movement.routes, Projection.around(job.city.bbox))
        return score(network, tables["photos"], tables["authors"], job) if network else None

    return remembered("along routes", routes_key(job, None), scored)


def _with_walks(found: Outings, ways: ScoredStreets, job: Job, places: pd.DataFrame) -> Outings:
    graph, wanted = graph_of(ways), job.city.walks
    walks: list[Suggestion] = []
    if graph.mean_score > 0 and wanted.suggest:
        sights = sights_of(places)
        found_ways = planned(job.store, graph, sights, wanted.minutes)
        walks = best_of(found_ways, graph, ways.network.edges, sights, wanted.suggest)
    why_none = ""
    if not walks and wanted.suggest:
        why_none = _NO_TIME if graph.mean_score > 0 else _NO_PHOTOS
    return replace(found, graph=graph, walks=walks, why_none=why_none)


def graph_of(streets: ScoredStreets, method: str = "score_d") -> PlanGraph:
    """The streets as planners read them, with the scores of a method."""
    return plan_graph(streets.network, streets.scores[method].to_numpy(np.float64))


def sights_of(places: pd.DataFrame) -> list[Sight]:
    """What walks may pass, the most photographed first."""
    ranked = places.sort_values(["photographer_days", "place_id"], ascending=[False, True])
    return [
        Sight(
            row["place_id"],
            None if row["name_source"] in _NAMELESS or pd.isna(row["name"]) else row["name"],
            row["level"],
            row["lon"],
            row["lat"],
            float(row["photographer_days"]),
            row["geometry"],
        )
        for row in ranked.to_dict("records")
    ]


def told(facts: Any) -> str:
    """What came in, in a line."""
    left_out = sum(facts["dropped"].values())
    pieces = (
        ""
        if facts["parts"] == 1
        else (
            f", in {facts['parts']} pieces that no street joins (the largest has "
            f"{facts['largest_share']:.0%} of the length; a walk stays on one)"
        )
    )
    return (
        f"{facts['km']:g} km of streets, {facts['nodes']} junctions and {facts['edges']} edges"
        f"{pieces}; {left_out} ways and {facts['isolates']} isolated parts left out; "
        f"{percent(facts['photos_near_share'])} of the photos lie within {facts['near_m']:g} m of "
        "them"
    )


def _doubts(city: City, facts: Any) -> Iterator[str]:
    where = f"{city.path}: streets"
    if facts["covered_share"] < _COVERED_ENOUGH:
        yield (
            f"{where}: {city.streets.path} covers {facts['covered_share']:.0%} of the city's bbox, "
            "and there are no walks in the rest; take a larger extract, or a smaller bbox"
        )
    if not facts["edges_with_photos"]:
        yield (
            f"{where}: no street has photos by three people within {facts['window_m']:g} m; do the "
            "streets and the photos belong to the same city?"
        )
