"""Names and texts: the editors' entries find their places, the others are named by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import geopandas as gpd
import markdown
import nh3
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

from guidegen.geo import Projection
from guidegen.places.curated_file import CuratedPlace
from guidegen.places.weights import Floats

_REACH_M = 30.0  # an entry may lie that far off its place, or one bandwidth
_OTHER_LEVEL = 0.5  # bandwidths that a quarter or spot is farther away if no level is named
_NEVER = 1e6
_NEAR_M = 400.0  # "near" is that near
_WINDS = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")


@dataclass(frozen=True)
class NamedPlaces:
    """Places with names and final ids.

    Attributes:
        places: `tables.PLACES`; hidden places are gone, and what lay in them lies in what they
            lay in.
        entries: the entry of each place that has one, by place_id.
        ids: the final id of each place by its id before.
        unmatched: ids of entries where no place was found.
    """

    places: gpd.GeoDataFrame
    entries: Mapping[str, CuratedPlace]
    ids: Mapping[str, str]
    unmatched: Sequence[str]


def name_places(
    places: gpd.GeoDataFrame,
    entries: Mapping[str, CuratedPlace],
    projection: Projection,
    languages: Sequence[str],
) -> NamedPlaces:
    """Give every place the name that editors gave it, or else one that says where it is.

    Args:
        places: `tables.PLACES` without name and name_source.
        entries: the editors' entries by id.
        projection: metres around the city.
        languages: whose names to prefer, in this order.
    """
    matched = _match(places, entries, projection)
    ids = _final_ids(places["place_id"], matched)
    entry_of = {ids[place]: entries[entry] for place, entry in matched.items()}
    named = places.assign(
        place_id=places["place_id"].map(ids).astype("str"),
        parent=places["parent"].map(ids).astype("str"),
    )
    names = [_name(entry_of.get(place), languages) for place in named["place_id"]]
    named["name"] = pd.array(names, dtype="str")
    named["name_source"] = np.where(named["name"].notna(), "curated", "position")
    named = _without_hidden(named, {i for i, entry in entry_of.items() if entry.hide})
    _name_by_position(named, projection)
    unmatched = sorted(entries.keys() - set(matched.values()))
    return NamedPlaces(named, entry_of, ids, unmatched)


def safe_html(text: str) -> str:
    """Markdown as HTML in which nothing can run: scripts, styles and handlers are gone."""
    return nh3.clean(
        markdown.markdown(text, output_format="html"),
        tags={"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "br", "h3", "h4", "code"},
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _match(
    places: gpd.GeoDataFrame, entries: Mapping[str, CuratedPlace], projection: Projection
) -> dict[str, str]:
    """Entry by place: the assignment with the least distances, none farther than is likely."""
    if places.empty or not entries:
        return {}
    keys = sorted(entries)
    at = np.array([entries[key].at for key in keys], dtype=float)
    entry_x, entry_y = projection.to_metres(at[:, 0], at[:, 1])
    place_x, place_y = projection.to_metres(places["lon"].to_numpy(), places["lat"].to_numpy())
    away = np.hypot(entry_x[:, None] - place_x, entry_y[:, None] - place_y)
    bandwidth = places["bandwidth_m"].to_numpy()
    level = places["level"].to_numpy(dtype=object)[None, :]
    wanted = np.array([entries[key].level for key in keys], dtype=object)[:, None]
    reachable = (away <= np.maximum(bandwidth, _REACH_M)) & ((wanted == level) | (wanted == None))  # noqa: E711
    cost = np.where(reachable, away / bandwidth + _OTHER_LEVEL * (level != "place"), _NEVER)
    rows, columns = linear_sum_assignment(cost)
    ids = places["place_id"].to_numpy()
    return {ids[c]: keys[r] for r, c in zip(rows, columns, strict=True) if reachable[r, c]}


def _final_ids(place_ids: pd.Series[str], matched: Mapping[str, str]) -> dict[str, str]:
    """Entries' ids, else the ids made of positions; an entry's id is never taken from it."""
    taken = set(matched.values())
    ids = dict(matched)
    for place in place_ids:
        if place not in ids:
            tries = (place if n == 1 else f"{place}-{n}" for n in count(1))
            ids[place] = next(name for name in tries if name not in taken)
            taken.add(ids[place])
    return ids


def _name(entry: CuratedPlace | None, languages: Sequence[str]) -> str | None:
    if entry is None or not entry.name:
        return None
    for language in languages:
        if language in entry.name:
            return entry.name[language]
    return next(iter(entry.name.values()))


def _without_hidden(places: gpd.GeoDataFrame, hidden: set[str]) -> gpd.GeoDataFrame:
    above = dict(zip(places["place_id"], places["parent"], strict=True))

    def shown(place: str | float | None) -> str | None:
        while isinstance(place, str) and place in hidden:
            place = above[place]
        return place if isinstance(place, str) else None

    kept = places[~places["place_id"].isin(hidden)].reset_index(drop=True)
    kept["parent"] = pd.array([shown(place) for place in kept["parent"]], dtype="str")
    kept["rank"] = kept.groupby("level", sort=False).cumcount() + 1
    return kept


def _name_by_position(places: gpd.GeoDataFrame, projection: Projection) -> None:
    """Name the nameless by the nearest place with a name, else by their coordinates, in place."""
    x_m, y_m = projection.to_metres(places["lon"].to_numpy(), places["lat"].to_numpy())
    named = np.flatnonzero(places["name"].notna() & (places["level"] != "quarter"))
    for row in np.flatnonzero(places["name"].isna()):
        name = f"{_coordinates(places['lon'].iloc[row], places['lat'].iloc[row])}"
        source = "position"
        if len(named):
            nearest = _nearest(named, x_m, y_m, int(row))
            east, north = x_m[row] - x_m[nearest], y_m[row] - y_m[nearest]
            if np.hypot(east, north) <= _NEAR_M:
                name = f"Near {places['name'].iloc[nearest]}, {_offset(east, north)}"
                source = "near"
        places.loc[places.index[row], ["name", "name_source"]] = [name, source]


def _nearest(named: npt.NDArray[np.intp], x_m: Floats, y_m: Floats, row: int) -> int:
    away = np.hypot(x_m[named] - x_m[row], y_m[named] - y_m[row])
    return int(named[np.argmin(away)])


def _offset(east_m: float, north_m: float) -> str:
    """Such as "120 m south-east"; distances are rounded to 10 m."""
    wind = round(np.arctan2(north_m, east_m) / (np.pi / 4)) % 8
    return f"{max(10, round(np.hypot(east_m, north_m), -1)):.0f} m {_WINDS[wind]}"


def _coordinates(lon: float, lat: float) -> str:
    return f"{abs(lat):.4f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.4f}° {'E' if lon >= 0 else 'W'}"
