"""People who walk along known streets from place to place and photograph, as many as one likes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from guidegen.streets.network import Network

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_NEIGHBOURS, _FARTHEST_M = 6, 2500.0  # places that people walk to from a place
_PHOTOS_A_DAY, _LOCALS = 8, 0.2
_SPEED, _STAY_S = 1.2, 600.0
_NOISE_M, _SPREAD_M, _DEGREE_M = 7.0, 20.0, 111_200.0


@dataclass(frozen=True)
class Ways:
    """Shortest ways between places, one after the other.

    Attributes:
        lon: of all points.
        lat: the same.
        along_m: from the start of the first way, ever growing.
        start_m: where each way starts on that, shape (ways,).
        length_m: of each way.
    """

    lon: Floats
    lat: Floats
    along_m: Floats
    start_m: Floats
    length_m: Floats


def photos_along(network: Network, count: int, *, places: int = 250, seed: int = 1) -> pd.DataFrame:
    """Photos by tourists and locals around crossings that many like, and on the ways between.

    Args:
        network: the streets; its nodes have lon, lat, x_m, y_m.
        count: of photos.
        places: how many crossings are liked.
        seed: the same seed gives the same photos.

    Returns:
        photo_id, author_id, lat, lon, taken_at: a table as a city file may name one.
    """
    rng = np.random.default_rng(seed)
    ways = ways_between_places(network, places, rng)
    days = max(count // _PHOTOS_A_DAY, 1)
    author, date = _days(rng, days)
    odds = np.minimum(rng.pareto(1.3, ways.length_m.size) + 0.3, 200)
    way_of_day = rng.choice(ways.length_m.size, days, p=odds / odds.sum())
    day = np.sort(rng.integers(0, days, count))
    since_s = rng.uniform(-_STAY_S, ways.length_m[way_of_day[day]] / _SPEED + _STAY_S)
    lon, lat = _positions(ways, way_of_day[day], since_s, rng)
    begin_s = 10 * 3600 + _STAY_S + rng.integers(0, 6 * 3600, days)
    seconds = (begin_s[day] + since_s).astype(np.int64)
    return pd.DataFrame(
        {
            "photo_id": np.char.zfill(np.arange(count).astype(str), 9),
            "author_id": np.char.add("a", author[day].astype(str)),
            "lat": np.round(lat, 6),
            "lon": np.round(lon, 6),
            "taken_at": date[day] + seconds.astype("timedelta64[s]"),
        }
    )


def _positions(
    ways: Ways, way: Ints, since_s: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Where people are so long after they left a place: there before, and later at the next."""
    along_m = np.clip(since_s * _SPEED, 0, ways.length_m[way])
    stays = (along_m == 0) | (along_m == ways.length_m[way])
    east_m, north_m = rng.normal(0, 1, (2, way.size)) * np.where(stays, _SPREAD_M, _NOISE_M)
    at_m = ways.start_m[way] + along_m
    lon, lat = (np.interp(at_m, ways.along_m, each) for each in (ways.lon, ways.lat))
    return lon + east_m / _DEGREE_M / np.cos(np.radians(lat)), lat + north_m / _DEGREE_M


def ways_between_places(network: Network, places: int, rng: np.random.Generator) -> Ways:
    """Places are crossings of the largest part, denser towards its middle."""
    nodes, edges = network.nodes, network.edges
    at = nodes[["x_m", "y_m"]].to_numpy()
    u, v = edges["u"].to_numpy(np.int64), edges["v"].to_numpy(np.int64)
    graph = coo_array((edges["length_m"].to_numpy(float), (u, v)), (len(at), len(at))).tocsr()
    liked = _liked(at, u, places, rng)
    near = KDTree(at[liked]).query(at[liked], min(_NEIGHBOURS + 1, len(liked)))[1][:, 1:]
    lines = shapely.get_parts(np.asarray(edges.geometry.array))
    edge_of = dict(zip(zip(u.tolist(), v.tolist(), strict=True), range(len(u)), strict=True))
    found = []
    for start, others in zip(liked, near, strict=True):
        far_m, before = dijkstra(
            graph, directed=False, indices=start, return_predecessors=True, limit=_FARTHEST_M
        )
        near_by = [end for end in liked[others] if 0 < far_m[end] < np.inf]
        found += [_points(lines, edge_of, before, end) for end in near_by]
    return _joined(found)


def _liked(at: Floats, u: Ints, places: int, rng: np.random.Generator) -> Ints:
    """Crossings that are liked: ends of streets, the likelier the nearer to the middle."""
    ends = np.unique(u)
    middle = np.median(at[ends], axis=0)
    far = np.hypot(*(at[ends] - middle).T)
    odds = np.exp(-0.5 * (far / (far.max() / 2.5)) ** 2)
    found: Ints = rng.choice(ends, min(places, ends.size), replace=False, p=odds / odds.sum())
    return found


def _points(
    lines: npt.NDArray[np.object_], edge_of: dict[tuple[int, int], int], before: Ints, end: int
) -> Floats:
    """The points of a way, in degrees, from the search's start to a node."""
    pieces = []
    while before[end] >= 0:
        start = int(before[end])
        edge = edge_of.get((start, int(end)))
        if edge is None:
            pieces.append(shapely.get_coordinates(lines[edge_of[int(end), start]]))
        else:
            pieces.append(shapely.get_coordinates(lines[edge])[::-1])
        end = start
    return np.concatenate(pieces)[::-1]


def _joined(found: list[Floats]) -> Ways:
    """All ways in one row; to go from one to the next takes a metre."""
    every = np.concatenate(found)
    first = np.cumsum([0, *(len(each) for each in found[:-1])])
    steps = np.diff(every, axis=0) * _DEGREE_M
    step_m = np.hypot(steps[:, 0] * np.cos(np.radians(every[:-1, 1])), steps[:, 1])
    step_m[first[1:] - 1] = 1.0
    along_m = np.r_[0.0, np.cumsum(step_m)]
    last = np.r_[first[1:] - 1, len(every) - 1]
    return Ways(every[:, 0], every[:, 1], along_m, along_m[first], along_m[last] - along_m[first])


def _days(rng: np.random.Generator, days: int) -> tuple[Ints, npt.NDArray[np.datetime64]]:
    """Who goes out, and when.

    A local goes out 5 to 60 times in two years, a visitor 1 to 4 days in a row.
    """
    people = days // 4 + 1
    local = rng.random(people) < _LOCALS
    outings = np.where(local, rng.integers(5, 60, people), rng.integers(1, 5, people))
    author = np.resize(np.repeat(np.arange(people), outings), days)
    since = np.where(local[author], rng.integers(0, 730, days), np.arange(days) % 4)
    first = rng.integers(0, 1500, people)
    date = np.datetime64("2010-01-01", "us") + (first[author] + since).astype("timedelta64[D]")
    return author, date
