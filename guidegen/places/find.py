"""From photos to places: modes, the scale tree, areas and membership."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.ndimage import binary_dilation
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from guidegen.geo import Projection
from guidegen.places.areas import draw_areas
from guidegen.places.grid import Floats, Ints
from guidegen.places.memory import (
    Known,
    KnownPlace,
    fresh_only,
    keep_known,
    known_places,
    with_known_bandwidths,
)
from guidegen.places.scales import Scales, cluster, find_modes
from guidegen.places.tree import BANDWIDTHS_M, choose, fixed_levels
from guidegen.places.weights import Sessions, photo_weights, sessions
from guidegen.tables import LEVELS

COLUMNS = [
    "place_id", "level", "parent", "bandwidth_m", "from_m", "to_m", "lon", "lat",
    "photos", "authors", "photographer_days", "rank",
]  # fmt: skip


def find_places(
    photos: pd.DataFrame,
    projection: Projection,
    *,
    bandwidths_m: Sequence[float] | None = None,
    minimum_authors: int = 5,
    known: Sequence[KnownPlace] = (),
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Find the places that people photograph.

    Args:
        photos: `tables.PHOTOS`.
        projection: of the photos' x_m and y_m.
        bandwidths_m: one to three fixed levels in metres; None lets the scale tree choose.
        minimum_authors: a place needs that many distinct authors, so that no single one,
            however prolific, makes a place.
        known: the places of the last build: one that can still be found is not dropped for a
            narrow reason (`memory`).

    Returns:
        The first columns of `tables.PLACES` with the areas as geometry, most visited first
        within each level, ids made of level and position; and `tables.MEMBERS`.
    """
    x_m, y_m = photos["x_m"].to_numpy(), photos["y_m"].to_numpy()
    grouped = sessions(photos)
    fixed = sorted(bandwidths_m, reverse=True) if bandwidths_m else None
    seen = known_places(known, projection) if known else None
    scales, chosen = _choice((x_m, y_m, grouped), fixed, minimum_authors, seen)
    chosen["lon"], chosen["lat"] = projection.to_degrees(
        chosen["x_m"].to_numpy(), chosen["y_m"].to_numpy()
    )
    ids = _position_ids(chosen)
    parents = [None if parent < 0 else ids[parent] for parent in chosen["parent"]]
    # the types hold for no places, too
    chosen = chosen.assign(
        place_id=pd.array(ids, dtype="str"),
        parent=pd.array(parents, dtype="str"),
        level=pd.array(list(chosen["level"]), dtype="str"),
    )
    areas = _areas(chosen, scales.labels, x_m, y_m, grouped)
    members = _members(chosen, scales.labels, photos["photo_id"])
    places = gpd.GeoDataFrame(chosen, geometry=areas, crs=projection.crs).to_crs("EPSG:4326")
    return ranked(places)[[*COLUMNS, "geometry"]], members


def _choice(
    photos: tuple[Floats, Floats, Sessions],
    fixed: Sequence[float] | None,
    minimum_authors: int,
    known: Known | None,
) -> tuple[Scales, pd.DataFrame]:
    """All modes, and those that are published."""
    levels = fixed or list(BANDWIDTHS_M)
    if known is None:
        scales = find_modes(*photos, levels, minimum_authors)
        return scales, fixed_levels(scales.nodes, levels) if fixed else choose(scales.nodes)
    searched = with_known_bandwidths(levels, known) if fixed else levels
    scales = find_modes(*photos, searched, minimum_authors, known)
    nodes = scales.nodes
    wanted = nodes["bandwidth_m"].isin(levels)
    fresh = fresh_only(nodes, (nodes["stands_out"] & wanted).to_numpy(dtype=np.bool_))
    fresh["scale"] = [levels.index(each) for each in fresh["bandwidth_m"]]
    chosen = fixed_levels(fresh, fixed) if fixed else choose(fresh)
    chosen["scale"] = [searched.index(each) for each in chosen["bandwidth_m"]]
    return scales, keep_known(nodes, chosen, scales.labels, known)


def _position_ids(chosen: pd.DataFrame) -> list[str]:
    """Readable ids such as ``place-43-72298n-10-39608e``; doubles are numbered."""
    ids: list[str] = []
    for level, lon, lat in zip(chosen["level"], chosen["lon"], chosen["lat"], strict=True):
        position = (
            f"{abs(lat):.5f}{'n' if lat >= 0 else 's'}-{abs(lon):.5f}{'e' if lon >= 0 else 'w'}"
        )
        ids.append(f"{level}-{position}".replace(".", "-"))
    doubles = pd.Series(ids, dtype=object)
    number = doubles.groupby(doubles).cumcount()
    return [f"{name}-{n + 1}" if n else name for name, n in zip(ids, number, strict=True)]


def _areas(
    chosen: pd.DataFrame, labels: list[Ints], x_m: Floats, y_m: Floats, grouped: Sessions
) -> list[BaseGeometry]:
    """The area of every chosen mode, in metres.

    The density around them is made once more, because keeping all bandwidths while the tree is
    chosen would need more memory than the photos.
    """
    areas = pd.Series([None] * len(chosen), index=chosen.index, dtype=object)

    def draw(scale: int) -> tuple[pd.Index, list[BaseGeometry]]:
        rows = chosen[chosen["scale"] == scale]
        bandwidth_m = float(rows["bandwidth_m"].iloc[0])
        near = _photos_near(labels[scale], rows["mode"].to_numpy(), x_m, y_m, 16 * bandwidth_m)
        weights = photo_weights(grouped, x_m, y_m, bandwidth_m)[near]
        clusters = cluster(x_m[near], y_m[near], weights, bandwidth_m)
        modes = KDTree(np.column_stack((clusters.x_m, clusters.y_m)))
        _, mode = modes.query(rows[["x_m", "y_m"]].to_numpy())
        modes_of_rows = [int(index) for index in np.atleast_1d(mode)]
        return rows.index, draw_areas(clusters, modes_of_rows, x_m[near], y_m[near], weights)

    with ThreadPoolExecutor(max_workers=2) as workers:
        for index, drawn in workers.map(draw, chosen["scale"].unique()):
            areas.loc[index] = drawn
    return list(areas)


def _photos_near(
    labels: Ints, modes: npt.NDArray[np.int64], x_m: Floats, y_m: Floats, block_m: float
) -> npt.NDArray[np.intp]:
    """Photos in the blocks where the modes have any, or in a block beside one."""
    across = ((x_m - x_m.min()) // block_m).astype(np.int64) + 1
    up = ((y_m - y_m.min()) // block_m).astype(np.int64) + 1
    wanted = np.zeros((up.max() + 2, across.max() + 2), np.bool_)
    is_mode = np.zeros(labels.max() + 1, np.bool_)
    is_mode[modes] = True
    held = is_mode[labels]
    wanted[up[held], across[held]] = True
    wanted = binary_dilation(wanted, np.ones((3, 3), np.bool_))
    return np.flatnonzero(wanted[up, across])


def _members(chosen: pd.DataFrame, labels: list[Ints], photo_ids: pd.Series[str]) -> pd.DataFrame:
    """Which photos belong to each chosen mode: `tables.MEMBERS`."""
    parts = [pd.DataFrame({"photo_id": photo_ids.iloc[:0], "place_id": pd.Series(dtype=str)})]
    for scale in chosen["scale"].unique():
        rows = chosen[chosen["scale"] == scale]
        modes = labels[scale]
        place_of_mode = np.full(int(modes.max()) + 1, None, dtype=object)
        place_of_mode[rows["mode"].to_numpy()] = rows["place_id"].to_numpy(dtype=object)
        places = place_of_mode[modes]
        kept = pd.notna(places)
        parts.append(
            pd.DataFrame(
                {"photo_id": photo_ids[kept], "place_id": pd.array(places[kept], dtype="str")}
            )
        )
    return pd.concat(parts, ignore_index=True)


def ranked(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Quarters, places, spots; within each level by photographer-days, then authors."""
    level = places["level"].map({name: i for i, name in enumerate(LEVELS)})
    order = np.lexsort(
        (places["place_id"], -places["authors"], -places["photographer_days"], level)
    )
    places = places.iloc[order].reset_index(drop=True)
    places["rank"] = places.groupby("level", sort=False).cumcount() + 1
    return places
