"""What readers can search without a network: places, walks and streets of one city.

Their browsers make the index, from the texts here (themes/default/src/search): texts are smaller
than their index, and the same code then takes words apart in texts and in what readers type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from guidegen.geo import Floats, Projection
from guidegen.markup import one_line, plain
from guidegen.walks.steps import LONGEST_NAME
from guidegen.website import words

if TYPE_CHECKING:
    from guidegen.streets.network import ScoredStreets
    from guidegen.website.views import CityView, PlaceView
    from guidegen.website.walks import WalkView

LONGEST_TEXT = 300
"""How many characters of a description can be searched, in each of its languages."""

_SAME_STREET_M = 250.0  # gaps in a street are smaller; two streets of one name are farther apart
_NEAR_M = 1500.0
_NAMES_APART_M = 1e7  # more than any city is wide


def search_data(view: CityView) -> dict[str, Any]:
    """What the search of a city knows.

    Returns:
        labels, levels: how pages call them, by their own names;
        places: rows of id, name, level, label, the number of the parent's row or None, names in
        other languages and beginnings of texts, both by language, the most photographed first;
        walks: rows of id, name, what kind it is in a few words, and the numbers of the places
        that it passes;
        streets: rows of name, lat and lon of its middle, how many metres it reaches from there,
        and the number of the place nearest to it or None, the most photographed first.
        Rows of places are made one after the other: there are thousands.
    """
    places = sorted(view.places, key=lambda place: -place.days)
    row_of = {place.id: row for row, place in enumerate(places)}
    return {
        "labels": words.legend(),
        "levels": words.levels(),
        "places": (_place(place, row_of) for place in places),
        "walks": [_walk(walk, row_of) for walk in view.walks],
        "streets": _streets(view, places),
    }


def _place(place: PlaceView, row_of: dict[str, int]) -> list[Any]:
    texts = {text.language: plain(text.html, LONGEST_TEXT) for text in place.story.texts}
    also = {tag: one_line(name) for tag, name in place.story.also}
    parent = row_of.get(place.parent)
    return [place.id, place.name, place.level, place.facts["label"], parent, also, texts]


def _walk(walk: WalkView, row_of: dict[str, int]) -> list[Any]:
    told = " · ".join((walk.kind, walk.duration, words.distance(walk.length_m)))
    return [walk.id, walk.name, told, [row_of[each.place.id] for each in walk.passes]]


def _streets(view: CityView, places: list[PlaceView]) -> list[list[Any]]:
    """The streets by name; none where there is no network that a map could show them on."""
    if view.guide.streets is None or view.guide.graph is None:
        return []
    found = named_streets(view.guide.streets)
    middle = found[["lon", "lat"]].to_numpy(float)
    near = _nearest(middle, places, Projection.around(view.guide.city.bbox))
    columns = (found[name].tolist() for name in ("name", "lat", "lon", "reach_m"))
    return [list(row) for row in zip(*columns, near, strict=True)]


def named_streets(streets: ScoredStreets) -> pd.DataFrame:
    """The streets that have a name, each once; far from each other, those of one name are two.

    Returns:
        name, on one line; lon and lat of the middle in degrees, rounded to about a metre; reach_m,
        from there to its farthest end, rounded up; the most photographed first.
    """
    ends = _ends(streets)
    ends["street"] = _connected(ends)
    axes = ends.groupby("street")[["lon", "lat", "x_m", "y_m"]]
    box = (axes.min() + axes.max()) / 2
    own = box.loc[ends["street"]]
    away_m = np.hypot(*(ends[axis].to_numpy() - own[axis].to_numpy() for axis in ("x_m", "y_m")))
    # room for rounding, and for a browser that takes the Earth for a ball
    ends["reach_m"] = np.ceil(away_m * 1.01 + 3).astype(np.int64)
    rows = ends.groupby("street").agg(name=("name", "first"), reach_m=("reach_m", "max"),
                                      score=("score", "max"))  # fmt: skip
    rows = rows.join(box[["lon", "lat"]].round(5))
    rows = rows.sort_values(["score", "name", "lon", "lat"], ascending=[False, True, True, True])
    return rows[["name", "lon", "lat", "reach_m"]].reset_index(drop=True)


def _ends(streets: ScoredStreets) -> pd.DataFrame:
    """Both ends of each edge that has a name: first where they begin, then where they end."""
    edges, nodes = streets.network.edges, streets.network.nodes
    shown = [
        one_line(name, LONGEST_NAME) if isinstance(name, str) else "" for name in edges["name"]
    ]
    name = pd.Series(shown, edges.index, dtype="str")
    is_named = name.str.contains(r"\w").to_numpy(bool)
    node = edges.loc[is_named, ["u", "v"]].to_numpy(np.int64).ravel("F")
    ends: pd.DataFrame = nodes.loc[node, ["lon", "lat", "x_m", "y_m"]].reset_index(drop=True)
    score = streets.scores["score_d"].to_numpy(float)[is_named]
    return ends.assign(node=node, name=np.tile(name[is_named], 2), score=np.tile(score, 2))


def _connected(ends: pd.DataFrame) -> Any:
    """The number of the street that each end is of; ends near each other are of one."""
    half, code = len(ends) // 2, pd.factorize(ends["name"])[0]
    where = np.column_stack([ends["x_m"], ends["y_m"], code * _NAMES_APART_M])
    near = KDTree(where).query_pairs(_SAME_STREET_M, output_type="ndarray")
    edges = np.column_stack([np.arange(half), np.arange(half) + half])
    pairs = np.concatenate([edges, near])
    graph = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(ends), len(ends)))
    return connected_components(graph, directed=False)[1]


def _nearest(middle: Floats, places: list[PlaceView], projection: Projection) -> list[int | None]:
    """The number of the named place nearest to each position (lon, lat), if one is near."""
    rows = [row for row, place in enumerate(places) if _is_known(place)]
    if not rows:
        return [None] * len(middle)
    at = np.array([[places[row].facts["lon"], places[row].facts["lat"]] for row in rows], float)
    tree = KDTree(np.column_stack(projection.to_metres(*at.T)))
    away_m, index = tree.query(np.column_stack(projection.to_metres(*middle.T)))
    near = np.where(away_m < _NEAR_M, index, -1).tolist()
    return [rows[i] if i >= 0 else None for i in near]


def _is_known(place: PlaceView) -> bool:
    """Whether it is a place with a name of its own, not one after its surroundings."""
    return place.level == "place" and place.facts["name_source"] not in ("near", "position")
