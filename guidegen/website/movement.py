"""How people walk, as pages and published files tell of it: routes, the field, the tracks."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Floats, Projection
from guidegen.languages import N_, _
from guidegen.routes.slices import EVERYTHING, HOURS, SEASONS, VISITORS
from guidegen.routes.smooth import route_curves, sampled
from guidegen.website import words
from guidegen.website.reasons import reasons
from guidegen.website.routes_picture import routes_picture

if TYPE_CHECKING:
    from guidegen.website.guide import Guide
    from guidegen.website.views import CityView, PlaceView

# From this share of movement in one direction on, less 0.5, a route has a direction.
ONE_WAY = 0.2
MAIN_ROUTES = 6
MOST_DRAWN = 300  # in the picture, which stands in the page itself
NAMED_PLACES = 6  # of those in the picture of the routes
_AT_PLACE_M = 60.0  # an end so near to a place's area is at the place
_SHORTEST_M = 100.0  # of a route that is told of in words
_PER_CURVE = 6  # straight pieces in GeoJSON for each piece of a curve


@dataclass(frozen=True)
class RouteView:
    """A route that three photographers or more took.

    Attributes:
        facts: the columns of tables.ROUTES without the geometry, JSON-ready.
        curve: control points of cubic Béziers in degrees, shape (3 m + 1, 2).
        ends: the places where it begins and ends, as its line goes; None for no place.
    """

    facts: Mapping[str, Any]
    curve: Floats
    ends: tuple[PlaceView | None, PlaceView | None] = (None, None)

    @property
    def one_way(self) -> bool:
        """Whether clearly more people go one way than the other."""
        return abs(float(self.facts["balance"])) > ONE_WAY

    @property
    def towards(self) -> tuple[PlaceView | None, PlaceView | None]:
        """The places where it begins and ends, as most people go."""
        return self.ends if self.facts["balance"] >= 0 else self.ends[::-1]

    @property
    def direction(self) -> str:
        """Which way people go, in a few words."""
        share = 0.5 + abs(float(self.facts["balance"]))
        if not self.one_way:
            return _("both ways alike")
        return _("%(share)s go this way") % {"share": words.percent(share)}


def route_views(guide: Guide, places: Sequence[PlaceView]) -> tuple[RouteView, ...]:
    """The routes of a guide, the most used first.

    Args:
        guide: with its routes, if it has any.
        places: those that are published.
    """
    if guide.routes is None or guide.routes.empty:
        return ()
    projection = Projection.around(guide.city.bbox)
    named = [place for place in places if place.level == "place" and place.area]
    curves = route_curves(guide.routes, projection)
    at = _places_at(np.array([curve[[0, -1]] for curve in curves]), named, projection)
    rows = guide.routes.drop(columns="geometry").to_dict("records")
    return tuple(
        RouteView(_facts(row), curve, (one, other))
        for row, curve, (one, other) in zip(rows, curves, at, strict=True)
    )


def _facts(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Whole people and days; shares in whole percent, lengths in metres."""
    return {
        **{name: int(row[name]) for name in ("route_id", "authors", "photographer_days")},
        "balance": round(float(row["balance"]), 2) + 0.0,
        "length_m": round(float(row["length_m"])),
    }


def _places_at(
    ends: Floats, places: Sequence[PlaceView], projection: Projection
) -> list[list[PlaceView | None]]:
    """The place at each end, shape (n, 2, 2) in and (n, 2) out; the better known of two."""
    areas = shapely.from_geojson([json.dumps(place.area) for place in places])
    areas = shapely.transform(areas, projection.to_metres, interleaved=False)
    x_m, y_m = projection.to_metres(ends[..., 0].ravel(), ends[..., 1].ravel())
    tree = shapely.STRtree(areas)
    end, place = tree.query(shapely.points(x_m, y_m), predicate="dwithin", distance=_AT_PLACE_M)
    found: list[PlaceView | None] = [None] * x_m.size
    for number, index in zip(end, place, strict=True):
        before = found[number]
        if before is None or places[index].facts["rank"] < before.facts["rank"]:
            found[number] = places[index]
    return [found[i : i + 2] for i in range(0, len(found), 2)]


def route_feature(route: RouteView) -> dict[str, Any]:
    """A route as a GeoJSON line: its curve as short straight pieces."""
    line = sampled(route.curve, _PER_CURVE).round(6) + 0.0
    return {
        "type": "Feature",
        "id": route.facts["route_id"],
        "geometry": {"type": "LineString", "coordinates": line.tolist()},
        "properties": dict(route.facts),
    }


def movement_data(view: CityView) -> Iterator[tuple[str, Any]]:
    """What the map's layers of movement read, by name; each is loaded when it is wanted."""
    if view.routes:
        yield "routes", [_map_route(route) for route in view.routes]
    if view.guide.flow:
        yield "field", view.guide.flow
    if view.guide.tracks:
        yield "tracks", view.guide.tracks


def _map_route(route: RouteView) -> dict[str, Any]:
    """A route for the map: control points in millionths of a degree, each from the one before."""
    points = np.rint(route.curve * 1e6).astype(np.int64)
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64))
    facts = route.facts
    return {
        "curve": steps.ravel().tolist(),
        "days": facts["photographer_days"],
        "people": facts["authors"],
        "length_m": facts["length_m"],
        "balance": facts["balance"],
    }


def movement_story(view: CityView) -> dict[str, Any]:
    """What pages are told of movement.

    Returns:
        main_routes: those to tell of in words; routes_picture: the most used as an SVG, or "";
        routes_drawn: how many these are; moves: the account of movements, or None;
        slices: of the field, as (group, [(name, label)]); tracks_most: at least so many people
        passed the busiest square, by the layer of tracks; along_routes: whether walks follow the
        routes, because there are no streets; ways: what walks lead along, in a word.
    """
    guide, drawn = view.guide, view.routes[:MOST_DRAWN]
    return {
        "main_routes": _main_routes(view.routes),
        "routes_picture": routes_picture(drawn, _known(view.of_level("place"))),
        "routes_drawn": len(drawn),
        "slices": _slices(guide.flow.get("slices", ())),
        "tracks_most": _most_people(guide.tracks) if guide.tracks else {},
        "along_routes": guide.along_routes,
        "ways": guide.kind_of_way,
        "moves": _told_moves(guide.report.get("routes")),
    }


def _told_moves(facts: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The account of movements, if it tells of enough people."""
    if not facts or (facts.get("authors") or 0) < FEWEST_AUTHORS:
        return None
    told = {name: reasons(facts[name]) for name in ("left_out", "dropped") if name in facts}
    return {**facts, **told}


def _known(places: Sequence[PlaceView]) -> list[PlaceView]:
    """The first places that have a name."""
    return [each for each in places if each.facts["name_source"] != "position"][:NAMED_PLACES]


def _main_routes(routes: Sequence[RouteView]) -> list[RouteView]:
    """The most used routes between two places; of several between the same two, the first."""
    told: dict[frozenset[str], RouteView] = {}
    for route in routes:
        ends = [end.id for end in route.ends if end]
        if len(set(ends)) == 2 and route.facts["length_m"] >= _SHORTEST_M:
            told.setdefault(frozenset(ends), route)
    return list(told.values())[:MAIN_ROUTES]


def _slices(slices: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of the field by group, only those that there are."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in slices:
        kind, name = each["kind"], each["name"]
        if kind != EVERYTHING:
            groups.setdefault(_(_GROUPS[kind]), []).append((name, label(name)))
    return list(groups.items())


def _most_people(tracks: Mapping[str, Any]) -> dict[str, int]:
    """What the highest level of each layer stands for; see routes/density.py."""
    fewest, doubling = tracks["fewest"], tracks["per_doubling"]
    return {
        name: math.ceil(fewest * 2 ** ((layer["most"] - 1) / doubling))
        for name, layer in sorted(tracks["layers"].items())
        if layer["most"]
    }


_SLICES = (
    N_("morning"), N_("midday"), N_("afternoon"), N_("evening"), N_("night"),
    N_("spring"), N_("summer"), N_("autumn"), N_("winter"),
)  # fmt: skip
"""The names of `HOURS` and `SEASONS`, for catalogues."""
_GROUPS = {"hours": N_("Time of day"), "seasons": N_("Season"), "visitors": N_("Who")}


def label(name: str) -> str:
    """A slice of the field in words: "Morning, 6 to 11"."""
    if name in HOURS:
        begins = list(HOURS.values())
        after = begins[(list(HOURS).index(name) + 1) % len(begins)]
        told = {"time": words.capital(_(name)), "first": HOURS[name], "last": after}
        return _("%(time)s, %(first)s to %(last)s") % told
    if name in SEASONS:
        first, last = SEASONS[name][0], SEASONS[name][-1]
        return _("%(season)s, %(first)s to %(last)s") % {
            "season": words.capital(_(name)),
            "first": words.months()[first - 1],
            "last": words.months()[last - 1],
        }
    return words.legend()["tourist" if name == next(iter(VISITORS)) else "local"]
