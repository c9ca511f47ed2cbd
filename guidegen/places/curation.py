"""Names and texts: the editors' entries find their places, the others are named by position."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from guidegen.geo import Projection
from guidegen.places.by_position import name_by_position
from guidegen.places.curated_file import CuratedPlace, merged_into
from guidegen.places.lock import Lock
from guidegen.slugs import slugify

_REACH_M = 30.0  # an entry may lie that far off its place, or one bandwidth
_OTHER_LEVEL = 0.5  # bandwidths that a quarter or spot is farther away if no level is named
_NEVER = 1e6


@dataclass(frozen=True)
class Settled:
    """Which entry speaks of which place.

    Attributes:
        ids: the id of each found place, by its id before; None if it is new and nobody named it.
        entries: the entry of each found place that has one, by the place's id before.
        unmatched: ids of entries whose place was not found.
    """

    ids: Mapping[str, str | None]
    entries: Mapping[str, CuratedPlace]
    unmatched: Sequence[str]

    def with_entries(self, keys: Mapping[str, str], entries: Mapping[str, CuratedPlace]) -> Settled:
        """With more entries, whose keys are given by place; a place's id is then its key."""
        more = {place: entries[key] for place, key in keys.items()}
        return replace(self, ids={**self.ids, **keys}, entries={**self.entries, **more})

    def groups(self, entries: Mapping[str, CuratedPlace]) -> dict[str, list[str]]:
        """For `merge.merge_places`: what editors merged into each place, by ids before."""
        place_of = {name: place for place, name in self.ids.items() if name is not None}
        groups: dict[str, list[str]] = {}
        for part, whole in merged_into(dict(entries)).items():
            if part in place_of and whole in place_of:
                groups.setdefault(place_of[whole], []).append(place_of[part])
        return groups


class FoundName(NamedTuple):
    """A name that a provider gave.

    Attributes:
        name: what it calls the place.
        source: which provider, as `tables.PLACES` names it.
        lasts: whether the name may be kept for good, in an id; some providers do not allow that.
    """

    name: str
    source: str
    lasts: bool = True


@dataclass(frozen=True)
class NamedPlaces:
    """Places with names and final ids.

    Attributes:
        places: `tables.PLACES`; hidden places are gone, and what lay in them lies in what they
            lay in.
        entries: the entry of each place that has one, by place_id.
        ids: the final id of each place by its id before.
        unmatched: ids of entries where no place was found.
        labels: where the names of some places stand on the map, (lon, lat) by place_id.
        reviews: why editors should look at some places, by place_id.
        instead: for each hidden place what it lay in, or "".
    """

    places: gpd.GeoDataFrame
    entries: Mapping[str, CuratedPlace]
    ids: Mapping[str, str]
    unmatched: Sequence[str]
    labels: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    reviews: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)


def settle(
    places: gpd.GeoDataFrame,
    known_ids: Mapping[str, str | None],
    entries: Mapping[str, CuratedPlace],
    lock: Lock,
    projection: Projection,
) -> Settled:
    """Find the place of every entry: by its id if the lock knows it, else by position.

    An entry that the lock does not know gives the place where it lies its key as id, also if the
    place has one from before: so editors rename a place by renaming its key.

    Args:
        places: the places of `find.find_places`.
        known_ids: of the known places among them (`identity.Identified.ids`).
        entries: the editors' entries by id.
        lock: the known places.
        projection: metres around the city.
    """
    place_of = {name: place for place, name in known_ids.items() if name is not None}
    matched = {place_of[key]: key for key in entries if key in place_of}
    for alias, name in sorted(lock.alias_of().items()):
        if alias in entries and name in place_of and place_of[name] not in matched:
            matched[place_of[name]] = alias
    strangers = {key: entry for key, entry in entries.items() if key not in lock.used_ids()}
    free = places[~places["place_id"].isin(matched)]
    matched |= _match(free, strangers, projection)
    return Settled(
        ids={place: matched.get(place, known_ids.get(place)) for place in places["place_id"]},
        entries={place: entries[key] for place, key in matched.items()},
        unmatched=sorted(entries.keys() - set(matched.values())),
    )


def found_again(
    settled: Settled, obsolete: Mapping[str, CuratedPlace], lock: Lock
) -> dict[str, str]:
    """The keys of entries that wait although their place was found again, by the place's id before.

    A place for which there is an entry already has no need of another.
    """
    free = {
        name: place
        for place, name in settled.ids.items()
        if name is not None and place not in settled.entries
    }
    alias_of = lock.alias_of()
    back: dict[str, str] = {}
    for key in sorted(obsolete, key=lambda key: (key in alias_of, key)):  # own ids come first
        place = free.pop(alias_of.get(key, key), None)
        if place is not None:
            back[place] = key
    return back


def name_places(
    places: gpd.GeoDataFrame,
    entries: Mapping[str, CuratedPlace],
    projection: Projection,
    languages: Sequence[str],
    *,
    settled: Settled | None = None,
    found_names: Mapping[str, FoundName] | None = None,
    used: Collection[str] = (),
) -> NamedPlaces:
    """Give every place its final id and a name: the editors', a provider's, or where it is.

    Args:
        places: `tables.PLACES` without name and name_source.
        entries: the editors' entries by id.
        projection: metres around the city.
        languages: whose names to prefer, in this order.
        settled: which entry speaks of which place; if not given, they are matched by position.
        found_names: names that providers gave, by the place's id before; a new place gets its id
            from that, too.
        used: ids that no new place may get.
    """
    settled = settled or settle(places, {}, entries, Lock(version=1), projection)
    found_names = found_names or {}
    ids = _final_ids(places["place_id"], settled.ids, found_names, {*used, *entries})
    here = set(places["place_id"])  # what editors merged into another is not
    entry_of = {ids[place]: entry for place, entry in settled.entries.items() if place in here}
    parent = places["parent"].map(ids)
    named = places.assign(
        place_id=places["place_id"].map(ids).astype("str"), parent=parent.astype("str")
    )
    given = {ids[place]: found for place, found in found_names.items() if place in ids}
    names = [_name(entry_of.get(each), given.get(each), languages) for each in named["place_id"]]
    named["name"] = pd.array([name for name, _ in names], dtype="str")
    named["name_source"] = pd.array([source for _, source in names], dtype="str")
    hidden = {name for name, entry in entry_of.items() if entry.hide}
    above = dict(zip(named["place_id"], named["parent"], strict=True))
    shown = _without_hidden(named, hidden)
    name_by_position(shown, projection)
    return NamedPlaces(
        places=shown,
        entries=entry_of,
        ids=ids,
        unmatched=settled.unmatched,
        labels={name: entry.label_at for name, entry in entry_of.items() if entry.label_at},
        reviews={name: entry.review for name, entry in entry_of.items() if entry.review},
        instead={name: _outside(name, above, hidden) or "" for name in hidden & above.keys()},
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


def _final_ids(
    place_ids: pd.Series[str],
    settled: Mapping[str, str | None],
    found_names: Mapping[str, FoundName],
    used: Collection[str],
) -> dict[str, str]:
    """Ids that are settled, else new ones made of names or positions that nobody ever had."""
    ids = {place: name for place, name in settled.items() if name is not None}
    taken = {*used, *ids.values()}
    for place in place_ids:
        if place not in ids:
            found = found_names.get(place)
            wanted = slugify(found.name) if found and found.lasts else ""
            ids[place] = _free(wanted or place, taken)
            taken.add(ids[place])
    return ids


# A web server takes index.html for its folder, and Windows refuses the others.
_RESERVED = frozenset(["index", "con", "prn", "aux", "nul"]) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}


def _free(wanted: str, taken: Collection[str]) -> str:
    taken = {*taken, *_RESERVED}
    tries = (wanted if n == 1 else f"{wanted}-{n}" for n in count(1))
    return next(name for name in tries if name not in taken)


def _name(
    entry: CuratedPlace | None, found: FoundName | None, languages: Sequence[str]
) -> tuple[str | None, str]:
    """A name and its source; None if nobody gave one."""
    if entry is not None and entry.name:
        language = next((each for each in languages if each in entry.name), min(entry.name))
        return entry.name[language], "curated"
    return (found.name, found.source) if found else (None, "position")


def _outside(place: object, above: Mapping[str, object], hidden: Collection[str]) -> str | None:
    """The place itself, or the innermost around it that is not hidden."""
    while isinstance(place, str) and place in hidden:
        place = above[place]
    return place if isinstance(place, str) else None


def _without_hidden(places: gpd.GeoDataFrame, hidden: set[str]) -> gpd.GeoDataFrame:
    above = dict(zip(places["place_id"], places["parent"], strict=True))
    kept = places[~places["place_id"].isin(hidden)].reset_index(drop=True)
    parents = [_outside(place, above, hidden) for place in kept["parent"]]
    kept["parent"] = pd.array(parents, dtype="str")
    kept["rank"] = kept.groupby("level", sort=False).cumcount() + 1
    return kept
