"""One walk through a city: its streets, scored by its photos, and a wish."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from guidegen.city import FEWEST_AUTHORS, City
from guidegen.errors import ConfigError, Problem
from guidegen.geo import Projection
from guidegen.mistakes import did_you_mean
from guidegen.places.weights import photo_weights, sessions
from guidegen.stages import Job, stage_keys
from guidegen.store import Store
from guidegen.streets.load import load_network
from guidegen.streets.network import Network
from guidegen.streets.scores import edge_authors, street_scores
from guidegen.streets.windows import photo_windows
from guidegen.walks.export import to_geojson, to_gpx
from guidegen.walks.graph import PlanGraph, plan_graph
from guidegen.walks.plan import Wish, plan
from guidegen.walks.steps import steps
from guidegen.walks.walk import Walk
from guidegen.web import Web

# Kachkaev and Wood (2014) show scores of photos within 20 m of a street.
WINDOW_M = 20.0
# A photographer counts once a day in each square of this side.
CELL_M = 20.0
Position = tuple[float, float]
Format = Literal["text", "geojson", "gpx"]


@dataclass(frozen=True)
class PlannedWalk:
    """A walk, and what it was planned on.

    Attributes:
        city: where it is.
        walk: the walk.
        network: the streets.
        graph: the same, as the planner sees them.
    """

    city: City
    walk: Walk
    network: Network
    graph: PlanGraph

    @property
    def name(self) -> str:
        """What to call it."""
        what = "Loop" if self.walk.kind == "loop" else "Walk"
        return f"{what} in {self.city.name}, {self.walk.minutes:.0f} minutes"

    def told(self, form: Format) -> str:
        """The walk in words for people, as GeoJSON or as GPX."""
        way = steps(self.walk, self.graph, self.network.edges)
        if form == "gpx":
            return to_gpx(self.walk, self.name, way)
        if form == "geojson":
            return json.dumps(to_geojson(self.walk, self.name, way), ensure_ascii=False)
        head = f"{self.name}, {self.walk.length_m / 1000:.1f} km"
        if self.walk.gain is not None:
            against = "the streets around" if self.walk.kind == "loop" else "the shortest way"
            head += f"; {self.walk.gain:.1f} times as much photographed as {against}"
        lines = [f"{number:3}. {step.text}" for number, step in enumerate(way, 1)]
        return "\n".join([head, *lines])


def walk_in(
    city: City, wish: Wish, *, store: Store, web: Web, progress: Callable[[str], None]
) -> PlannedWalk:
    """Plan a walk in a city.

    Args:
        city: the city file, which has to say where the streets come from.
        wish: from where, to where, how long.
        store: keeps the photos that earlier builds read.
        web: the way to Overpass.
        progress: told what is being done.

    Raises:
        ConfigError: when the city file names no streets.
        InputError: when the extract or the photos cannot be used.
        ServiceError: when Overpass cannot be asked.
        WalkError: when no walk meets the wish; it names the nearest time that one does.
    """
    progress(f"{city.slug}: photos")
    photos = _photos(Job.of(city, store))
    progress(f"{city.slug}: streets")
    network = load_network(city, web)
    if network is None:
        message = "walks need streets: give source: file and path, or source: overpass"
        raise ConfigError([Problem(message, city.path, key="streets")])
    progress(f"{city.slug}: walk")
    graph = plan_graph(network, np.array(scores(network, photos, city), dtype=np.float64))
    return PlannedWalk(city, plan(graph, wish), network, graph)


def scores(network: Network, photos: pd.DataFrame, city: City) -> pd.Series[float]:
    """How much each street is photographed: photographer-days a metre, nearer ones count more.

    Streets that fewer than three people photographed count as if nobody had.

    Args:
        network: the streets.
        photos: `tables.PHOTOS`.
        city: for the projection.
    """
    x_m, y_m = photos["x_m"].to_numpy(float), photos["y_m"].to_numpy(float)
    windows = photo_windows(
        x_m, y_m, network.edges, Projection.around(city.bbox), window_m=WINDOW_M
    )
    weights = photo_weights(sessions(photos), x_m, y_m, CELL_M)
    found = street_scores(windows, network.edges, window_m=WINDOW_M, photo_weights=weights)
    authors = pd.factorize(photos["author_id"])[0].astype(np.int32)
    enough = edge_authors(windows, authors, WINDOW_M) >= FEWEST_AUTHORS
    return found["score_d"].where(enough, 0.0)


def position_of(city: City, text: str) -> Position:
    """A position from ``lon,lat`` in degrees, or that of a place by its id.

    Raises:
        ConfigError: when it is neither.
    """
    if found := re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", text):
        return float(found[1]), float(found[2])
    lock = Job.of(city, Store()).lock
    name = lock.alias_of().get(text, text)
    if name in lock.places:
        return lock.places[name].position
    hint = did_you_mean(text, lock.places) or (
        "" if lock.places else f"; build {city.slug} once, and its places have ids"
    )
    raise ConfigError(f"{text!r} is neither lon,lat nor the id of a place{hint}")


def _photos(job: Job) -> pd.DataFrame:
    """The photos of a city, as its builds read them."""
    stage, key = next((each, key) for each, key in stage_keys(job).items() if each.name == "photos")
    kept = job.store.load(stage.name, key)
    tables, facts = kept or stage.run(job, {})
    if kept is None:
        job.store.save(stage.name, key, tables, facts)
    return tables["photos"]
