"""Streets for Sampletown, drawn as a crooked grid, and three walks planned on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from guidegen import tables
from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Projection
from guidegen.streets.network import Network, ScoredStreets
from guidegen.streets.scores import edge_authors, street_scores
from guidegen.streets.windows import photo_windows
from guidegen.walks.graph import PlanGraph, plan_graph
from guidegen.walks.plan import Wish, plan
from guidegen.walks.steps import steps
from guidegen.walks.suggestion import Passing, Suggestion
from guidegen.walks.tours import Stop, plan_tour
from guidegen.walks.walk import Walk
from guidegen.website.guide import Guide

WINDOW_M = 60.0
NEAR_M = 80.0
STAY_MINUTES = 10.0
STREETS = ("Mill Lane", "Quay Street", "Tanners’ Row", None, "Long Street", "Abbey Lane",
           "Cooper Street", None, "Station Road", "Garden Street", "Wall Street",
           "East Gate")  # fmt: skip
_X_M, _Y_M = np.arange(-400.0, 601.0, 100.0), np.arange(-800.0, 301.0, 100.0)


@dataclass(frozen=True)
class _Town:
    guide: Guide
    streets: ScoredStreets
    graph: PlanGraph


def with_walks(guide: Guide, *, street: str = "Quay Street", walk: str = "") -> Guide:
    """The same guide with streets, and a walk of each kind.

    Args:
        guide: of Sampletown.
        street: what to call one of the streets.
        walk: what to call the first walk; after its ends if not given.
    """
    streets = scored(guide, street)
    graph = plan_graph(streets.network, streets.scores["score_d"].to_numpy())
    town = _Town(guide, streets, graph)
    places = guide.places.set_index("place_id")
    market, station = _at(places, "market"), _at(places, "station")
    ids = ("fountain", "bridge", "station")
    stops = [Stop(*_at(places, place_id), 10.0, STAY_MINUTES) for place_id in ids]
    between, loop = Wish(market, station, 25.0), Wish(market, None, 45.0)
    tour = Wish(market, None, 80.0)
    visit = plan_tour(graph, tour, stops)
    stays = {ids[stop]: STAY_MINUTES for stop in visit.stops}
    name = walk or "From Market Square to the station"
    suggestions = [
        _suggestion(town, ("market-to-station", name), between, plan(graph, between), {}),
        _suggestion(town, ("old-town-loop", "Round the Old Town"), loop, plan(graph, loop), {}),
        _suggestion(town, ("town-tour", "Fountain, bridge and station"), tour, visit, stays),
    ]
    return replace(guide, streets=streets, ways=streets, graph=graph, walks=suggestions)


def _at(places: pd.DataFrame, place_id: str) -> tuple[float, float]:
    return float(places["lon"][place_id]), float(places["lat"][place_id])


def scored(guide: Guide, street: str = "Quay Street") -> ScoredStreets:
    """The streets, with scores of the guide's own photos; masked as they are when published."""
    projection = Projection.around(guide.city.bbox)
    network = _grid(projection, street)
    photos = guide.photos
    x_m, y_m = photos["x_m"].to_numpy(float), photos["y_m"].to_numpy(float)
    windows = photo_windows(x_m, y_m, network.edges, projection, window_m=WINDOW_M)
    scores = street_scores(windows, network.edges, window_m=WINDOW_M)
    authors = pd.factorize(photos["author_id"])[0].astype(np.int32)
    seen = edge_authors(windows, authors, WINDOW_M) >= FEWEST_AUTHORS
    scores = scores.where(pd.Series(seen, scores.index), 0.0)
    leaning = np.where(seen, np.arange(len(scores)) % 5 - 2, 0)
    scores = scores.assign(leaning=leaning.astype(np.int8))
    return ScoredStreets(network, scores, {**network.facts, "photos_near_share": 0.97})


def _grid(projection: Projection, street: str) -> Network:
    random = np.random.default_rng(7)
    x, y = (axis.ravel() for axis in np.meshgrid(_X_M, _Y_M))
    x, y = x + random.normal(0, 14, x.size), y + random.normal(0, 14, y.size)
    lon, lat = projection.to_degrees(x, y)
    number = np.arange(x.size).reshape(_Y_M.size, _X_M.size)
    u = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    v = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    along = np.concatenate((np.indices((_Y_M.size, _X_M.size - 1))[0].ravel() % 12,
                            np.indices((_Y_M.size - 1, _X_M.size))[1].ravel() + 100))  # fmt: skip
    kept = random.random(u.size) > 0.1
    u, v, along = u[kept], v[kept], along[kept]
    names: Sequence[str | None] = [street if name == "Quay Street" else name for name in STREETS]
    bend = random.normal(0, 9, (2, u.size))
    middle = np.array([(x[u] + x[v]) / 2, (y[u] + y[v]) / 2]) + bend
    lines = [
        _line(projection, x[[a, b]], y[[a, b]], m) for a, b, m in zip(u, v, middle.T, strict=True)
    ]
    length = np.hypot(*(np.array([x[u], y[u]]) - middle)) + np.hypot(
        *(np.array([x[v], y[v]]) - middle)
    )
    climbs = (along == 103) & (random.random(u.size) < 0.6)
    edges = gpd.GeoDataFrame(
        {
            "u": u.astype(np.int64),
            "v": v.astype(np.int64),
            "length_m": length,
            "name": pd.Series([_name(names, way) for way in along], dtype="str"),
            "highway": np.where(climbs, "steps", "residential"),
            "surface": pd.Series([None] * u.size, dtype="str"),
            "lit": pd.Series([None] * u.size, dtype="str"),
            "incline": pd.Series(["up" if climb else None for climb in climbs], dtype="str"),
            "steps": climbs,
            "tunnel": False,
            "bridge": False,
            "square": False,
        },
        geometry=lines,
        crs="EPSG:4326",
    )  # fmt: skip
    tables.check(edges, tables.EDGES)
    nodes = pd.DataFrame({"osm_id": np.arange(x.size) + 1, "lon": lon, "lat": lat,
                          "x_m": x, "y_m": y})  # fmt: skip
    facts = {"nodes": len(nodes), "edges": len(edges), "km": round(float(length.sum()) / 1000, 1),
             "isolates": 2, "isolates_km": 0.3, "dropped": {"private": 4, "indoors": 0},
             "covered_share": 1.0}  # fmt: skip
    return Network(nodes, edges, facts)


def _name(names: Sequence[str | None], way: int) -> str | None:
    """Streets across by their list, those up and down by number, the third being nameless."""
    if way < 100:
        return names[way]
    return None if way == 102 else f"Avenue {way - 99}"


def _line(
    projection: Projection,
    x_m: npt.NDArray[np.float64],
    y_m: npt.NDArray[np.float64],
    middle: npt.NDArray[np.float64],
) -> shapely.LineString:
    x, y = np.insert(x_m, 1, middle[0]), np.insert(y_m, 1, middle[1])
    return shapely.LineString(np.column_stack(projection.to_degrees(x, y)))


def _suggestion(
    town: _Town, title: tuple[str, str], wish: Wish, walk: Walk, stays: Mapping[str, float]
) -> Suggestion:
    """A walk under an id and a name, with the minutes spent at its stops."""
    edges = town.streets.network.edges
    climbs = edges["steps"].to_numpy()[walk.edges]
    length_m = edges["length_m"].to_numpy()[walk.edges]
    return Suggestion(
        *title,
        wish=wish,
        walk=walk,
        steps=steps(walk, town.graph, edges),
        passes=tuple(_passes(walk, town.guide, stays)),
        steps_m=float(length_m[climbs].sum()),
        flights=int(np.count_nonzero(np.diff(np.append(0, climbs.astype(int))) > 0)),
    )


def _passes(walk: Walk, guide: Guide, stays: Mapping[str, float]) -> list[Passing]:
    projection = Projection.around(guide.city.bbox)
    line = shapely.LineString(np.column_stack(projection.to_metres(*walk.line.T)))
    found = []
    for row in guide.places.itertuples():
        point = shapely.Point(*projection.to_metres(np.array([row.lon]), np.array([row.lat])))
        off_m = float(line.distance(point))
        if row.level != "quarter" and (off_m < NEAR_M or row.place_id in stays):
            at_m = float(line.project(point))
            found.append(Passing(row.place_id, at_m, off_m, stays.get(row.place_id, 0.0)))
    return sorted(found, key=lambda passing: (passing.at_m, passing.place_id))
