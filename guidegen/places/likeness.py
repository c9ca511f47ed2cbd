"""How much alike found and known places are: by their photos, areas, positions and levels.

A found place f may be a known place k only if their modes are no farther apart than 35 m or a
bandwidth, and each lies in the other's area, or within `GATE_M` metres or half a bandwidth of it;
so an id cannot wander to another place. Then

    score = 0.45 photos + 0.35 area + 0.20 near - 0.08 levels - 0.05 gone

photos
    Jaccard index of the photos of f and k, from their sketches. If no two places share photos
    (there are new ids for all of them), the other two terms share its weight.
area
    0.7 · (intersection over union) + 0.3 · (intersection over the smaller area).
near
    exp(-d²/2), d the distance of the modes in bandwidths (the geometric mean of both, 15 m at
    least, which is how well cameras know where they are).
levels
    0 for the same level, 1 between a place and a quarter or spot, 2 between these.
gone
    1 if k was not found in the last build.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from guidegen.geo import Projection
from guidegen.places.grid import Floats
from guidegen.places.lock import Lock
from guidegen.places.sketch import Sketches, from_text, shared
from guidegen.tables import LEVELS

GATE_M = 25.0
_FARTHEST_M = 35.0
_GATE_BANDWIDTHS = 0.5
_PHOTOS, _AREA, _NEARNESS = 0.45, 0.35, 0.20
_LEVEL_COST, _GONE_COST = 0.08, 0.05
_LEAST_BANDWIDTH_M = 15.0
_STRANGERS = 0.05  # if no two places share more of their photos, photo ids say nothing


class Places(NamedTuple):
    """Places in metres; each attribute has one item a place."""

    ids: list[str]
    level: Floats  # index in LEVELS
    bandwidth_m: Floats
    mode: shapely.Geometry
    area: shapely.Geometry
    sketch: list[Sketches | None]
    gone: Floats


class Pairs(NamedTuple):
    """Found and known places whose areas meet, and how much alike they are; shape (n,) each."""

    found: Floats
    known: Floats
    away_m: Floats
    union_share: Floats  # intersection over union
    of_found: Floats  # intersection over the found area
    of_known: Floats
    photos: Floats
    score: Floats


def found_in_metres(
    found: gpd.GeoDataFrame, drawn: Mapping[str, Sketches], projection: Projection
) -> Places:
    """The places of `find.find_places` with their sketches."""
    x_m, y_m = projection.to_metres(found["lon"].to_numpy(), found["lat"].to_numpy())
    return Places(
        list(found["place_id"]),
        _level_index(found["level"]),
        found["bandwidth_m"].to_numpy(dtype=float),
        shapely.points(x_m, y_m),
        shapely.make_valid(found.geometry.to_crs(projection.crs).to_numpy()),
        [drawn.get(place) for place in found["place_id"]],
        np.zeros(len(found)),
    )


def known_in_metres(lock: Lock, projection: Projection) -> Places:
    """The places of a lock."""
    ids = sorted(lock.places)
    places = [lock.places[name] for name in ids]
    at = np.array([place.position for place in places], float).reshape(-1, 2)
    areas = gpd.GeoSeries([place.shape() for place in places], crs="EPSG:4326")
    return Places(
        ids,
        _level_index(pd.Series([place.level for place in places], dtype=object)),
        np.array([place.bandwidth_m for place in places], float),
        shapely.points(*projection.to_metres(at[:, 0], at[:, 1])),
        shapely.make_valid(areas.to_crs(projection.crs).to_numpy()),
        [from_text(place.sketch) if place.sketch else None for place in places],
        np.array([place.gone for place in places], float),
    )


def _level_index(level: pd.Series[str]) -> Floats:
    return np.array([LEVELS.index(name) for name in level], float)


def compare(new: Places, old: Places) -> Pairs:
    """All pairs whose areas meet or nearly do; those that cannot be the same have score -1."""
    if not new.ids or not old.ids:
        return Pairs(*np.zeros((2, 0), int), *np.zeros((6, 0)))
    reach = np.maximum(GATE_M, new.bandwidth_m)
    f, k = shapely.STRtree(old.area).query(shapely.buffer(new.area, reach), predicate="intersects")
    common = shapely.area(shapely.intersection(new.area[f], old.area[k]))
    sizes = shapely.area(new.area)[f], shapely.area(old.area)[k]
    photos = np.array([_photos(new.sketch[i], old.sketch[j]) for i, j in zip(f, k, strict=True)])
    away_m = shapely.distance(new.mode[f], old.mode[k])
    pairs = Pairs(
        f, k, away_m, common / (sizes[0] + sizes[1] - common), common / sizes[0],
        common / sizes[1], photos, np.zeros(len(f)),
    )  # fmt: skip
    score = np.where(_possible(pairs, new, old), _score(pairs, new, old), -1.0)
    return pairs._replace(score=score)


def _photos(one: Sketches | None, other: Sketches | None) -> float:
    return 0.0 if one is None or other is None else shared(one, other)


def _possible(pairs: Pairs, new: Places, old: Places) -> npt.NDArray[np.bool_]:
    """Whether the modes are near each other, and each lies in the other's area or near it."""
    f, k = pairs.found, pairs.known
    smaller = np.minimum(new.bandwidth_m[f], old.bandwidth_m[k])
    gate_m = np.maximum(GATE_M, _GATE_BANDWIDTHS * smaller)
    usual = np.sqrt(new.bandwidth_m[f] * old.bandwidth_m[k])
    possible: npt.NDArray[np.bool_] = (
        (pairs.away_m <= np.maximum(_FARTHEST_M, usual))
        & (shapely.distance(new.mode[f], old.area[k]) <= gate_m)
        & (shapely.distance(old.mode[k], new.area[f]) <= gate_m)
    )
    return possible


def _score(pairs: Pairs, new: Places, old: Places) -> Floats:
    f, k = pairs.found, pairs.known
    bandwidth_m = np.sqrt(new.bandwidth_m[f] * old.bandwidth_m[k])
    away = pairs.away_m / np.maximum(bandwidth_m, _LEAST_BANDWIDTH_M)
    within = np.maximum(pairs.of_found, pairs.of_known)
    area = 0.7 * pairs.union_share + 0.3 * within
    space = _AREA * area + _NEARNESS * np.exp(-(away**2) / 2)
    if (pairs.photos >= _STRANGERS).any():
        whole = _PHOTOS * pairs.photos + space
    else:
        whole = space / (_AREA + _NEARNESS)
    levels = np.abs(new.level[f] - old.level[k])
    score: Floats = whole - _LEVEL_COST * levels - _GONE_COST * old.gone[k]
    return score
