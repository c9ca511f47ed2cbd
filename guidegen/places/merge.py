"""Editors' merges: several found places that are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from guidegen.places.find import ranked
from guidegen.places.weights import Sessions, count_by_label, sessions


def merge_places(
    found: gpd.GeoDataFrame,
    members: pd.DataFrame,
    photos: pd.DataFrame,
    groups: Mapping[str, Sequence[str]],
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Make one place of each group.

    It has the id of the place that the others are merged into, the union of their areas and
    photos, and mode, level and bandwidths of the one with most photographer-days. What lay in any
    of them lies in it.

    Args:
        found: the places of `find.find_places`.
        members: `tables.MEMBERS`.
        photos: `tables.PHOTOS`.
        groups: by place_id the ids of the places that become part of it; no place is in two.

    Returns:
        The places, ranked anew, and the members.
    """
    if not groups:
        return found, members
    into = {part: whole for whole, parts in groups.items() for part in parts}
    above = dict(zip(found["place_id"], found["parent"], strict=True))
    grouped = sessions(photos)
    members = members.assign(place_id=members["place_id"].replace(into)).drop_duplicates(
        ["photo_id", "place_id"], ignore_index=True
    )
    rows = found.set_index("place_id", drop=False)
    united = [
        _united(rows.loc[[whole, *parts]], whole, members, (photos, grouped))
        for whole, parts in groups.items()
    ]
    rest = found[~found["place_id"].isin({*into, *groups})]
    whole_table = pd.concat([rest, *united], ignore_index=True)
    parents = [
        _parent(place, first, above, into)
        for place, first in zip(whole_table["place_id"], whole_table["parent"], strict=True)
    ]
    whole_table["parent"] = pd.array(parents, dtype="str")
    return ranked(gpd.GeoDataFrame(whole_table, geometry="geometry", crs=found.crs)), members


def _united(
    rows: gpd.GeoDataFrame,
    whole: str,
    members: pd.DataFrame,
    photos: tuple[pd.DataFrame, Sessions],
) -> gpd.GeoDataFrame:
    """One row for several, the bigger's where nothing is counted anew."""
    order = np.lexsort((rows["place_id"], -rows["authors"], -rows["photographer_days"]))
    bigger = rows.iloc[order[:1]]
    table, grouped = photos
    held = table["photo_id"].isin(members.loc[members["place_id"] == whole, "photo_id"])
    counts = count_by_label(grouped, np.where(held, 0, -1).astype(np.int32), 1)
    return bigger.assign(
        place_id=pd.array([whole], dtype="str"),
        photos=int(counts.photos[0]),
        authors=int(counts.authors[0]),
        photographer_days=int(counts.days[0]),
        geometry=[shapely.normalize(shapely.union_all(rows.geometry.to_numpy()))],
    )


def _parent(
    place: str, first: object, above: Mapping[str, object], into: Mapping[str, str]
) -> str | None:
    """The first place from `first` outwards that is not in the group of `place`."""
    around = first
    while isinstance(around, str):
        whole = into.get(around, around)
        if whole != place:
            return whole
        around = above[around]
    return None
