"""Street scores against Shapely: ``python -m benchmarks.scores [--photos N] [--extract FILE]``.

One run finds the photos within a window of each street and scores the streets in four ways: with
guidegen on one thread, with its windows kept and quad by quad, and with Shapely's STRtree
(`dwithin`). Both start from photos in metres and streets in degrees; pairs and scores must agree.
Without an extract the streets are a bent grid of 97,036 edges on 23 x 19 km.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from benchmarks.measure import Measured, measure
from benchmarks.simulate import CENTRE, simulate_city
from guidegen.geo import Projection
from guidegen.streets.scores import edge_authors, street_scores, street_scores_by_quad
from guidegen.streets.windows import Windows, photo_windows

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
EDGES = 97_036
WIDTH_M, HEIGHT_M = 23_000.0, 19_000.0
SMALLER_M = 20.0


def grid() -> tuple[gpd.GeoDataFrame, Projection]:
    """Streets between bent crossings, each with a bend of its own."""
    rng = np.random.default_rng(0)
    rows = round(np.sqrt(EDGES / 2 * HEIGHT_M / WIDTH_M)) + 1
    columns = EDGES // (2 * rows) + 2
    step = WIDTH_M / columns
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, columns), np.linspace(-0.5, 0.5, rows))
    at = np.stack((x * WIDTH_M, y * HEIGHT_M), axis=2) + rng.normal(0, step / 8, (*x.shape, 2))
    starts = np.concatenate((at[:, :-1].reshape(-1, 2), at[:-1].reshape(-1, 2)))[:EDGES]
    ends = np.concatenate((at[:, 1:].reshape(-1, 2), at[1:].reshape(-1, 2)))[:EDGES]
    bends = (starts + ends) / 2 + rng.normal(0, step / 20, starts.shape)
    lines = np.stack((starts, bends, ends), axis=1)
    degrees = np.column_stack(CENTRE.to_degrees(lines[..., 0].ravel(), lines[..., 1].ravel()))
    length_m = shapely.length(shapely.linestrings(lines))
    shapes = shapely.linestrings(degrees.reshape(lines.shape))
    return gpd.GeoDataFrame({"length_m": length_m}, geometry=shapes, crs="EPSG:4326"), CENTRE


def extract(path: Path) -> tuple[gpd.GeoDataFrame, Projection]:
    from guidegen.streets.build import build_network
    from guidegen.streets.extract import read_extract
    from guidegen.streets.ways import box_around

    ways = read_extract(path)
    box = box_around(ways.lon, ways.lat)
    return build_network(ways, box, str(path)).edges, Projection.around(box)


class City(NamedTuple):
    """What both start from."""

    x_m: Floats
    y_m: Floats
    edges: gpd.GeoDataFrame
    projection: Projection
    window_m: float


def peer_pairs(city: City) -> tuple[Any, Any, Longs]:
    """Points, lines, and the pairs of them: shape (2, pairs)."""
    lines = city.edges.geometry.to_crs(city.projection.crs).to_numpy()
    points = shapely.points(city.x_m, city.y_m)
    return points, lines, shapely.STRtree(lines).query(points, "dwithin", city.window_m)


def peer_scores(city: City) -> Floats:
    points, lines, (photo, edge) = peer_pairs(city)
    falls = 1 - shapely.distance(points[photo], lines[edge]) / city.window_m
    shares = 1 / np.bincount(photo, minlength=len(points))[photo]
    length_m = np.maximum(city.edges["length_m"].to_numpy(), 1)
    whole, shared, fallen = (
        np.bincount(edge, weights, minlength=len(lines)) for weights in (None, shares, falls)
    )
    return np.column_stack((whole, whole / length_m, shared, fallen / length_m))


def same_pairs(own: Windows, peer: Longs) -> bool:
    photo, edge = peer[:, np.lexsort((peer[1], peer[0]))]
    return np.array_equal(own.photo, photo) and np.array_equal(own.edge, edge)


def take(call: Callable[[], Any], runs: int) -> Measured:
    """Measure, with memory that earlier calls gave back not counted as there already."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    return measure(call, runs)


def tell(name: str, measured: Measured, unit: Measured) -> None:
    print(
        f"{name:<54} {measured.seconds:8.3f} s  {measured.seconds / unit.seconds:6.1f} x "
        f"{measured.megabytes:7.0f} MB over the input",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200_000)
    parser.add_argument("--extract", type=Path, help="an .osm.pbf instead of the grid")
    parser.add_argument("--window", type=float, default=50.0, help="metres")
    parser.add_argument("--runs", type=int, default=3, help="of each; the best counts")
    wanted = parser.parse_args()
    w, runs = wanted.window, wanted.runs

    edges, projection = extract(wanted.extract) if wanted.extract else grid()
    table = simulate_city(wanted.photos, side_m=20_000, places=1500).photos
    x_m, y_m = table["x_m"].to_numpy(copy=True), table["y_m"].to_numpy(copy=True)
    codes = pd.factorize(table["author_id"])[0].astype(np.int32)
    del table
    city = City(x_m, y_m, edges, projection, w)

    def by_quad(threads: int = 1) -> pd.DataFrame:
        return street_scores_by_quad(x_m, y_m, edges, projection, window_m=w, threads=threads)

    def windows() -> Windows:
        return photo_windows(x_m, y_m, edges, projection, window_m=w, threads=1)

    def kept() -> pd.DataFrame:
        return street_scores(windows(), edges, window_m=w)

    by_quad(), edge_authors(windows(), codes, w), kept()  # loads or compiles the kernels
    own = take(by_quad, runs)
    near = windows()
    print(f"{wanted.photos:,} photos, {len(edges):,} streets, {w:g} m: {near.edge.size:,} pairs\n")
    tell("guidegen, four scores quad by quad", own, own)
    tell("guidegen, four scores quad by quad, two threads", take(lambda: by_quad(2), runs), own)
    tell("guidegen, pairs kept, then four scores", take(kept, runs), own)
    again = take(lambda: street_scores(near, edges, window_m=SMALLER_M), runs)
    tell(f"guidegen, four scores at {SMALLER_M:g} m from kept pairs", again, own)
    authors = take(lambda: edge_authors(near, codes, w), runs)
    tell("guidegen, authors of each street from kept pairs", authors, own)
    pairs = take(lambda: peer_pairs(city)[2], runs)
    tell("shapely STRtree dwithin, pairs alone", pairs, own)
    scored = take(lambda: peer_scores(city), runs)
    tell("shapely STRtree dwithin, distances and four scores", scored, own)
    np.testing.assert_allclose(own.result.to_numpy(), scored.result, rtol=1e-9, atol=1e-12)
    print(f"\npairs identical: {same_pairs(near, pairs.result)}; scores agree to 1e-9")


if __name__ == "__main__":
    main()
