"""Towns whose streets are known, and people who move along them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.simulate import CENTRE
from guidegen.streets.network import Network

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Town:
    """Streets that are known.

    Attributes:
        at: crossings, metres, shape (nodes, 2).
        u: where each street starts, shape (streets,).
        v: where it ends.
        lines: the streets themselves, metres.
    """

    at: Floats
    u: npt.NDArray[np.int64]
    v: npt.NDArray[np.int64]
    lines: npt.NDArray[np.object_]

    @classmethod
    def straight(cls, at: Floats, u: npt.NDArray[np.int64], v: npt.NDArray[np.int64]) -> Town:
        """Streets without bends."""
        return cls(at, u, v, shapely.linestrings(np.stack((at[u], at[v]), axis=1)))


def town_of(path: Path) -> Town:
    """The real streets of an extract of OpenStreetMap, moved to the simulations' centre."""
    from guidegen.geo import Projection
    from guidegen.streets.build import build_network
    from guidegen.streets.extract import read_extract
    from guidegen.streets.ways import box_around

    ways = read_extract(path)
    box = box_around(ways.lon, ways.lat)
    network = build_network(ways, box, str(path))
    lines = shapely.transform(np.asarray(network.edges.geometry.array),
                              Projection.around(box).to_metres, interleaved=False)  # fmt: skip
    u, v = (network.edges[end].to_numpy(np.int64) for end in ("u", "v"))
    return Town(network.nodes[["x_m", "y_m"]].to_numpy(), u, v, lines)


def town(rng: np.random.Generator, across: int = 12, block_m: float = 110.0) -> Town:
    """A bent grid with a third of its streets missing."""
    x, y = np.meshgrid(np.arange(across), np.arange(across))
    at = np.column_stack((x.ravel(), y.ravel())) * block_m - across * block_m / 2
    at = at + rng.normal(0, block_m / 6, at.shape)
    number = np.arange(across * across).reshape(across, across)
    u = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    v = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    kept = rng.random(u.size) > 0.3
    return Town.straight(at, u[kept], v[kept])


def network_of(streets: Town) -> Network:
    """The town's streets as guidegen knows them."""
    lon, lat = CENTRE.to_degrees(streets.at[:, 0].copy(), streets.at[:, 1].copy())
    nodes = pd.DataFrame({"osm_id": np.arange(len(lon)), "lon": lon, "lat": lat,
                          "x_m": streets.at[:, 0], "y_m": streets.at[:, 1]})  # fmt: skip
    shapes = shapely.transform(streets.lines, CENTRE.to_degrees, interleaved=False)
    columns = {"u": streets.u, "v": streets.v, "length_m": shapely.length(streets.lines)}
    return Network(nodes, gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326"), {})


@dataclass(frozen=True)
class Habits:
    """How people move and photograph (or how vehicles are followed)."""

    people: int = 300
    trips: int = 4  # of each
    speed: float = 1.2  # m/s
    every_s: float = 40.0  # between photos, on average
    noise_m: float = 8.0
    regular: bool = False  # like a logger


WALKERS = Habits()
VEHICLES = Habits(people=250, trips=2, speed=8.0, every_s=2.5, noise_m=5.0, regular=True)


def travel(
    streets: Town, habits: Habits, rng: np.random.Generator
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Photos (`tables.PHOTOS`) of people on shortest ways, and how many took each street.

    Everybody goes from one of few attractive crossings to another, and finds some streets
    longer than others do.
    """
    size = len(streets.at)
    drawn = np.append(1.0, rng.pareto(1.2, size - 1) + 0.05)
    odds = rng.permutation(drawn / drawn.sum())
    length_m = shapely.length(streets.lines)
    taken = np.zeros(len(length_m), np.int64)
    edge_of = {(a, b): i for i, (a, b) in enumerate(zip(streets.u, streets.v, strict=True))}
    rows: list[tuple[int, float, float, float]] = []
    for person in range(habits.people):
        felt = length_m * rng.uniform(0.8, 1.2, length_m.size)
        graph = coo_array((felt, (streets.u, streets.v)), (size, size)).tocsr()
        stops = rng.choice(size, habits.trips + 1, p=odds)
        far, before = dijkstra(graph, directed=False, indices=stops, return_predecessors=True)
        used, clock = set(), person * 86400.0 * 3 + 36_000
        for start, end, row in zip(stops[:-1], stops[1:], range(len(stops)), strict=False):
            if start == end or not np.isfinite(far[row, end]):
                clock += 7200
                continue
            way = [end]
            while way[-1] != start:
                way.append(before[row, way[-1]])
            way = way[::-1]
            edges = [edge_of.get((a, b), edge_of.get((b, a), -1)) for a, b in pairwise(way)]
            used |= set(edges)
            rows += _photographed(person, _points(streets, way, edges), clock, habits, rng)
            clock = rows[-1][3] + 600
        taken[list(used)] += 1
    return photo_table(rows), taken


def _points(streets: Town, way: list[int], edges: list[int]) -> Floats:
    """The points of a way over crossings, along its streets."""
    parts = []
    for start, edge in zip(way[:-1], edges, strict=True):
        points = shapely.get_coordinates(streets.lines[edge])
        parts.append(points if streets.u[edge] == start else points[::-1])
    return np.concatenate(parts)


def _photographed(
    person: int, way: Floats, clock: float, habits: Habits, rng: np.random.Generator
) -> Iterator[tuple[int, float, float, float]]:
    """Noisy positions along a way."""
    line = shapely.LineString(way)
    count = int(line.length / habits.speed / habits.every_s) + 2
    gaps = np.ones(count) if habits.regular else rng.exponential(1, count)
    times = np.round(np.cumsum(gaps) * habits.every_s)
    times = np.unique(np.append(0, times[times * habits.speed < line.length]))
    at = shapely.get_coordinates(shapely.line_interpolate_point(line, times * habits.speed))
    at = at + rng.normal(0, habits.noise_m, at.shape)
    return iter([(person, x, y, clock + t) for (x, y), t in zip(at, times, strict=True)])


def photo_table(rows: list[tuple[int, float, float, float]]) -> pd.DataFrame:
    person, x, y, t = (np.array(column) for column in zip(*rows, strict=True))
    lon, lat = CENTRE.to_degrees(x, y)
    taken_at = np.datetime64("2015-01-01", "us") + (t * 1e6).astype("timedelta64[us]")
    return pd.DataFrame(
        {
            "photo_id": np.char.add("file:", np.char.zfill(np.arange(x.size).astype(str), 9)),
            "author_id": np.char.add("a", person.astype(np.int64).astype(str)),
            "lon": lon, "lat": lat, "x_m": x, "y_m": y,
            "taken_at": taken_at, "time_known": "second", "source": "file",
        }
    )  # fmt: skip
