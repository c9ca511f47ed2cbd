"""Routes against known ways: ``python -m benchmarks.routes [--extract FILE]``.

Walkers and vehicles are simulated on streets that are known: a bent grid, or an extract's. Scores
are those of the literature on map construction: both maps are sampled every 5 m, a sample is
matched to at most one of the other map within 15 m and 45 degrees; P, R and F are the shares.

With ``--trips FOLDER --truth MAP``, the folder has one ``.txt`` a trip with a position a line,
``x y t`` in metres and seconds. The truth in the same metres is a folder with one file of vertices
(``id,x,y``) and one of edges (``id,vertex,vertex``), as that literature's maps are, or a file with
a line ``x y x y`` for each straight piece of street.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from benchmarks.measure import measure
from benchmarks.simulate import CENTRE, simulate_city
from benchmarks.towns import VEHICLES, WALKERS, Town, network_of, photo_table, town, town_of, travel
from guidegen.geo import Box
from guidegen.routes.find import find_routes
from guidegen.routes.raster import Grid
from guidegen.routes.sessions import movements
from guidegen.routes.slices import slices
from guidegen.streets.network import Network

Floats = npt.NDArray[np.float64]
EVERY_M, NEAR_M, TURN_DEG = 5.0, 15.0, 45.0


class Score(NamedTuple):
    """Shares of what was found, of the truth, and their harmonic mean."""

    precision: float
    recall: float
    f: float


def samples(lines: npt.NDArray[np.object_]) -> tuple[Floats, Floats]:
    """Positions every 5 m along lines in metres, shape (n, 2), and the direction there."""
    at, turn = [np.empty((0, 2))], [np.empty(0)]
    for line in lines:
        if line.length == 0:
            continue
        along = np.arange(EVERY_M / 2, max(line.length, EVERY_M), EVERY_M)
        here = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
        before, after = (
            shapely.get_coordinates(
                shapely.line_interpolate_point(line, np.clip(along + by, 0, line.length))
            )
            for by in (-EVERY_M / 2, EVERY_M / 2)
        )
        at.append(here)
        turn.append(np.arctan2(*(after - before).T[::-1]))
    return np.concatenate(at), np.concatenate(turn)


def score(found: npt.NDArray[np.object_], truth: npt.NDArray[np.object_]) -> Score:
    """Match samples one to one, the nearest first."""
    (one, one_turn), (other, other_turn) = samples(found), samples(truth)
    if not len(one) or not len(other):
        return Score(0.0, 0.0, 0.0)
    pairs = cKDTree(one).sparse_distance_matrix(cKDTree(other), NEAR_M, output_type="ndarray")
    away = np.abs(one_turn[pairs["i"]] - other_turn[pairs["j"]]) % np.pi
    pairs = pairs[np.minimum(away, np.pi - away) <= np.radians(TURN_DEG)]
    free_one, free_other = np.ones(len(one), bool), np.ones(len(other), bool)
    matched = 0
    for i, j, _ in pairs[np.lexsort((pairs["j"], pairs["i"], pairs["v"]))]:
        if free_one[i] and free_other[j]:
            free_one[i] = free_other[j] = False
            matched += 1
    precision, recall = matched / len(one), matched / len(other)
    return Score(precision, recall, 2 * matched / (len(one) + len(other)))


def read_trips(folder: Path, west: float = 0, south: float = 0) -> pd.DataFrame:
    """Trips of the literature's format as photos, each trip by an author of its own.

    Metres are counted from `west` and `south`, for they may be those of a UTM zone.
    """
    rows: list[tuple[int, float, float, float]] = []
    for number, path in enumerate(sorted(folder.glob("*.txt"))):
        table = np.atleast_2d(np.loadtxt(path))[:, :3]
        t = table[:, 2] - table[0, 2] + 36_000  # only differences count
        rows += [
            (number, x, y, at)
            for x, y, at in zip(table[:, 0] - west, table[:, 1] - south, t, strict=True)
        ]
    return photo_table(rows)


def read_map(path: Path) -> Floats:
    """The straight pieces of a map of the literature, metres, shape (pieces, 2, 2).

    Args:
        path: a folder with `*vertices*.txt` and `*edges*.txt`, or a file with x y x y a line.

    Raises:
        ValueError: when the folder does not have just one file of each, or a vertex is missing.
    """
    if path.is_file():
        return np.loadtxt(path, ndmin=2)[:, :4].reshape(-1, 2, 2)
    (vertices,), (edges,) = (path.glob(f"*{name}*.txt") for name in ("vertices", "edges"))
    known = np.loadtxt(vertices, delimiter=",", usecols=(0, 1, 2), ndmin=2)
    known = known[np.argsort(known[:, 0])]
    ends = np.loadtxt(edges, delimiter=",", usecols=(1, 2), ndmin=2)
    rows = np.searchsorted(known[:, 0], ends).clip(max=len(known) - 1)
    if (known[rows, 0] != ends).any():
        raise ValueError(f"{edges}: some of its vertices are not in {vertices}")
    return known[rows, 1:]


def thinned(photos: pd.DataFrame, every_s: float) -> pd.DataFrame:
    """The first position of each author, and each one that long after the last that was kept."""
    seconds = photos["taken_at"].to_numpy("datetime64[us]").astype(np.int64) / 1e6
    kept, last, author = np.zeros(len(photos), bool), -np.inf, ""
    for i, (who, at) in enumerate(zip(photos["author_id"], seconds, strict=True)):
        if who != author or at - last >= every_s:
            kept[i], last, author = True, at, who
    return photos[kept].reset_index(drop=True)


def tell(name: str, photos: pd.DataFrame, truth: npt.NDArray[np.object_], fastest_kmh: float,
         networks: dict[str, Network | None]) -> None:  # fmt: skip
    """Print P, R and F of each engine, thinned as far as the literature does."""
    for every_s in (0, 30, 60, 120):
        moved = movements(thinned(photos, every_s), fastest_kmh=fastest_kmh, jump_m=3000).cleaned
        for engine, network in networks.items():
            took = measure(lambda m=moved, n=network: find_routes(m, CENTRE, n))
            lines = took.result.table.geometry.array
            found = shapely.transform(np.asarray(lines), CENTRE.to_metres, interleaved=False)
            p, r, f = score(found, truth)
            print(f"{name:<10} every {every_s or 'position':>8} s  {engine:<8} {len(moved):>7,} "
                  f"movements  P {p:.3f}  R {r:.3f}  F {f:.3f}  {took.seconds:6.2f} s",
                  flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trips", type=Path, help="a folder of trips, x y t")
    parser.add_argument("--truth", type=Path, help="their map: vertices and edges, or x y x y")
    parser.add_argument("--extract", type=Path, help="an .osm.pbf whose streets are walked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=int, help="only time that many simulated photos")
    wanted = parser.parse_args()
    if wanted.photos:
        return speed(wanted.photos)
    if bool(wanted.trips) != bool(wanted.truth):
        parser.error("--trips and --truth need each other")
    if wanted.trips:
        pieces = read_map(wanted.truth)
        west, south = pieces.min(axis=(0, 1))
        pieces -= west, south
        ends, of = np.unique(pieces.reshape(-1, 2), axis=0, return_inverse=True)
        u, v = of.reshape(-1, 2).T
        streets = Town.straight(ends, u[u != v], v[u != v])
        engines = {"tracks": None, "streets": network_of(streets)}
        return tell("trips", read_trips(wanted.trips, west, south), streets.lines, 200, engines)
    for name, habits, kmh in (("walkers", WALKERS, 10), ("vehicles", VEHICLES, 120)):
        rng = np.random.default_rng(wanted.seed)
        streets = town_of(wanted.extract) if wanted.extract else town(rng)
        photos, people = travel(streets, habits, rng)
        truth = streets.lines[people >= 3]
        tell(name, photos, truth, kmh, {"tracks": None, "streets": network_of(streets)})
    return None


def speed(photos: int) -> None:
    """Time and memory of many photos in a city of 20 x 20 km, of which half are on the way."""
    table = simulate_city(photos, side_m=20_000, places=1500, on_the_way=0.5).photos
    moved = measure(lambda: movements(table))
    print(f"movements: {moved.seconds:.1f} s, {moved.megabytes:.0f} MB; {moved.result.facts}")
    cleaned = moved.result.cleaned
    found = measure(lambda: find_routes(cleaned, CENTRE))
    print(f"tracks: {found.seconds:.1f} s, {found.megabytes:.0f} MB; {found.result.facts}")
    lon, lat = CENTRE.to_degrees(*np.array([[-10_000.0, 10_000.0]] * 2))
    box = Box(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]))
    who = np.where(cleaned.author % 3, "tourist", "local").tolist()
    field = measure(lambda: slices(cleaned, who, Grid.over(box)))
    print(f"field: {field.seconds:.1f} s, {field.megabytes:.0f} MB; {len(field.result)} slices")
    streets = network_of(town(np.random.default_rng(1), across=180))
    found = measure(lambda: find_routes(cleaned, CENTRE, streets))
    print(f"{len(streets.edges):,} streets: {found.seconds:.1f} s, {found.megabytes:.0f} MB; "
          f"{found.result.facts}")  # fmt: skip


if __name__ == "__main__":
    main()
