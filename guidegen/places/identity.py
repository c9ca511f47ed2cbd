"""Which place is which: places found by a new build are recognised as those that are known.

Every pair of a found and a known place has a score (`likeness`). From `SURE` on it is the same
place: such pairs are taken by score, the most alike first, one to one. The highest sum would give
a sure pair up for two weaker ones, and ids would wander. What is left may be the same from `NEAR`
on: there the pairs with the highest sum are taken (Hungarian algorithm), so that as few edits as
possible lose their place; they keep their ids, but editors are asked to look. The rest are new:
better a new id than a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.optimize import linear_sum_assignment
from shapely.geometry.base import BaseGeometry

from guidegen.geo import Projection
from guidegen.places.likeness import Pairs, Places, compare, found_in_metres, known_in_metres
from guidegen.places.lock import Lock
from guidegen.places.sketch import Sketches, sketches

SURE = 0.5
NEAR = 0.25
_MOST = 0.6  # of an area: then it "lies in" another
_HALF = 0.5
_MOVED_M = 25.0

Kind = Literal["appeared", "vanished", "moved", "split", "merged", "returned"]


@dataclass(frozen=True)
class Event:
    """Something that happened to a place since the last build.

    Attributes:
        kind: what.
        place: the id of the known place, or of what appeared.
        others: merged: the place that it is part of now; split: what its other parts are.
            Places that are new have their id before (of the found table).
        away_m: moved: how far.
    """

    kind: Kind
    place: str
    others: tuple[str, ...] = ()
    away_m: float = 0.0

    def told(self, ids: Mapping[str, str]) -> str:
        """One line in plain words; `ids` are the final ids by those before."""
        place = ids.get(self.place, self.place) if self.kind == "appeared" else self.place
        parts = [ids.get(part, part) for part in self.others] if self.kind == "split" else []
        others = ", ".join(parts or self.others)
        return {
            "appeared": f"{place} is new",
            "vanished": f"{place} was not found any more",
            "moved": f"{place} moved {self.away_m:.0f} m",
            "split": f"{place} has split; {others} was part of it",
            "merged": f"{place} is part of {others} now",
            "returned": f"{place} was found again",
        }[self.kind]


@dataclass(frozen=True)
class Identified:
    """Which found place is which known one.

    Attributes:
        ids: for every found place the id of the known place that it is; None if it is new.
        reviews: for ids of near matches why they should be looked at.
        events: what happened, by kind and place.
        redirects: for every known place that was not found the found place (its id before) which
            holds most of it; "" stands for the city.
        sketches: of the found places, by their id before.
    """

    ids: Mapping[str, str | None]
    reviews: Mapping[str, str]
    events: tuple[Event, ...]
    redirects: Mapping[str, str]
    sketches: Mapping[str, Sketches]


def identify(
    found: gpd.GeoDataFrame, members: pd.DataFrame, lock: Lock, projection: Projection
) -> Identified:
    """Recognise known places among those found.

    Args:
        found: the places of `find.find_places`.
        members: `tables.MEMBERS`.
        lock: the known places.
        projection: metres around the city.
    """
    drawn = sketches(members)
    new, old = found_in_metres(found, drawn, projection), known_in_metres(lock, projection)
    pairs = compare(new, old)
    matched = _assign(pairs, new, old)
    of_known = {int(pairs.known[pair]): pair for pair in matched}
    ids: dict[str, str | None] = dict.fromkeys(new.ids)
    ids |= {new.ids[int(pairs.found[p])]: old.ids[int(pairs.known[p])] for p in matched}
    redirects = _redirects(pairs, new, old, set(of_known))
    return Identified(
        ids=ids,
        reviews={
            old.ids[known]: _why(pairs, pair)
            for known, pair in of_known.items()
            if pairs.score[pair] < SURE
        },
        events=tuple(_events(pairs, new, old, of_known)),
        redirects=redirects,
        sketches=drawn,
    )


def _assign(pairs: Pairs, new: Places, old: Places) -> list[int]:
    """The sure pairs, the most alike first, then the best of the others; one to one."""
    sure = _sure(pairs, new, old)
    left = ~(np.isin(pairs.found, pairs.found[sure]) | np.isin(pairs.known, pairs.known[sure]))
    near = np.flatnonzero(left & (pairs.score >= NEAR))
    return sure + _highest_sum(pairs, near)


def _sure(pairs: Pairs, new: Places, old: Places) -> list[int]:
    """Sure pairs by score; of two that are the same, the one with the first ids."""
    sure = np.flatnonzero(pairs.score >= SURE)
    names = [(old.ids[int(pairs.known[p])], new.ids[int(pairs.found[p])]) for p in sure]
    ranked = sorted(zip(-pairs.score[sure], names, sure.tolist(), strict=True))
    taken: tuple[set[int], set[int]] = set(), set()
    matched = []
    for _, _, pair in ranked:
        found, known = int(pairs.found[pair]), int(pairs.known[pair])
        if found not in taken[0] and known not in taken[1]:
            taken[0].add(found)
            taken[1].add(known)
            matched.append(pair)
    return matched


def _highest_sum(pairs: Pairs, some: npt.NDArray[np.intp]) -> list[int]:
    """Those of some pairs that have the highest sum of scores."""
    # of thousands of places few are left here: all of them would make a table of gigabytes
    found, rows = np.unique(pairs.found[some], return_inverse=True)
    known, columns = np.unique(pairs.known[some], return_inverse=True)
    gain, index = np.zeros((len(found), len(known))), np.full((len(found), len(known)), -1)
    gain[rows, columns], index[rows, columns] = pairs.score[some], some
    chosen = linear_sum_assignment(gain, maximize=True)
    return [int(pair) for pair in index[chosen] if pair >= 0]


def _why(pairs: Pairs, pair: int) -> str:
    """What is unlike in a near match."""
    return (
        f"is probably the same place: it moved {pairs.away_m[pair]:.0f} m, shares "
        f"{pairs.photos[pair]:.0%} of the photos and {pairs.union_share[pair]:.0%} of the area "
        "with what it was"
    )


def _redirects(pairs: Pairs, new: Places, old: Places, found_again: set[int]) -> dict[str, str]:
    redirects = {}
    for known, name in enumerate(old.ids):
        if known not in found_again:
            around = _around(pairs, new, old.mode[known], known)
            redirects[name] = "" if around is None else new.ids[around]
    return redirects


def _around(pairs: Pairs, new: Places, mode: BaseGeometry, known: int) -> int | None:
    """The smallest found place that holds most of a known one, or else its position."""
    mine = np.flatnonzero(pairs.known == known)
    holding = pairs.found[mine[pairs.of_known[mine] >= _HALF]]
    if not len(holding):
        near = np.unique(pairs.found[mine])
        holding = near[shapely.covers(new.area[near], mode)] if len(near) else near
    if not len(holding):
        return None
    return int(min(holding, key=lambda place: (shapely.area(new.area[place]), new.ids[place])))


def _events(pairs: Pairs, new: Places, old: Places, of_known: Mapping[int, int]) -> list[Event]:
    known_of = {int(pairs.found[pair]): known for known, pair in of_known.items()}
    events = [Event("appeared", name) for f, name in enumerate(new.ids) if f not in known_of]
    for known, name in enumerate(old.ids):
        pair = of_known.get(known)
        if pair is None:
            if not old.gone[known]:
                events.append(_loss(pairs, new, old, known, known_of))
            continue
        if old.gone[known]:
            events.append(Event("returned", name))
        away_m = float(pairs.away_m[pair])
        if away_m >= max(_MOVED_M, _HALF * old.bandwidth_m[known]):
            events.append(Event("moved", name, away_m=away_m))
        if parts := _parts(pairs, new, old, known, known_of, int(pairs.found[pair])):
            events.append(Event("split", name, tuple(parts)))
    return sorted(events, key=lambda event: (event.kind, event.place))


def _loss(pairs: Pairs, new: Places, old: Places, known: int, known_of: Mapping[int, int]) -> Event:
    """Merged into a place of the same level that did not hold it before; else vanished."""
    for pair in np.flatnonzero((pairs.known == known) & (pairs.of_known >= _MOST)):
        found = int(pairs.found[pair])
        other = known_of.get(found)
        if other is None or new.level[found] != old.level[known]:
            continue
        if _share(old.area[known], old.area[other]) < _HALF:
            return Event("merged", old.ids[known], (old.ids[other],))
    return Event("vanished", old.ids[known])


def _parts(
    pairs: Pairs,
    new: Places,
    old: Places,
    known: int,
    known_of: Mapping[int, int],
    rest: int,
) -> list[str]:
    """New places of the same level that lay in a known one and are no part of what it is now."""
    return sorted(
        new.ids[found]
        for found in pairs.found[(pairs.known == known) & (pairs.of_found >= _MOST)]
        if found not in known_of
        and new.level[found] == old.level[known]
        and _share(new.area[found], new.area[rest]) < _HALF
    )


def _share(area: BaseGeometry, of: BaseGeometry) -> float:
    """The share of an area that lies in another."""
    return float(shapely.area(shapely.intersection(area, of)) / shapely.area(area))
