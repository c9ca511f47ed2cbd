"""Walks that a guide might suggest, kept: to search for them takes longer than all else.

Names are no part of what they are kept under, so a place that editors call otherwise starts no
search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from guidegen.store import Store, digest_of_files, key_of
from guidegen.walks.candidates import Candidate, candidates
from guidegen.walks.graph import PlanGraph
from guidegen.walks.plan import Wish
from guidegen.walks.suggestion import Sight
from guidegen.walks.walk import Walk

NAME = "walks"
_HERE = Path(__file__).parent
_CODE = ("walks", "planned.py", "geo.py")
_DTYPES = {"nodes": np.int32, "edges": np.int32, "forward": np.bool_, "line": np.float64}


def planned(
    store: Store, graph: PlanGraph, sights: Sequence[Sight], minutes: Sequence[float]
) -> list[Candidate]:
    """What `walks.candidates.candidates` finds, from the store if nothing has changed.

    Args:
        store: where it is kept.
        graph: the streets and their scores.
        sights: the places, the most photographed first.
        minutes: how long the walks may take.
    """
    key = _key(graph, sights, minutes)
    if kept := store.load(NAME, key):
        return [_unpacked(each, sights) for each in kept[1]["candidates"]]
    found = candidates(graph, sights, minutes)
    rows = {sight.place_id: row for row, sight in enumerate(sights)}
    store.save(NAME, key, {}, {"candidates": [_packed(each, rows) for each in found]})
    return found


def _key(graph: PlanGraph, sights: Sequence[Sight], minutes: Sequence[float]) -> str:
    own = [getattr(graph, each.name) for each in fields(graph)]
    arrays = [array.tobytes() for array in (*graph.arcs, *own) if isinstance(array, np.ndarray)]
    places = [
        (each.place_id, each.level, each.lon, each.lat, each.value, shapely.to_wkb(each.area))
        for each in sights
    ]
    code = digest_of_files(*(_HERE / path for path in _CODE))
    return key_of(code, graph.mean_score, key_of(*arrays), places, list(minutes))


def _packed(candidate: Candidate, rows: dict[str, int]) -> dict[str, Any]:
    """A candidate as JSON holds it without loss; its stops as rows of the sights."""
    wish, walk = candidate.wish, vars(candidate.walk)
    return {
        "wish": [wish.start, wish.end, wish.minutes],
        "walk": {name: walk[name].tolist() if name in _DTYPES else walk[name] for name in walk},
        "stops": [(rows[sight.place_id], minutes) for sight, minutes in candidate.stops],
    }


def _unpacked(kept: dict[str, Any], sights: Sequence[Sight]) -> Candidate:
    start, end, minutes = kept["wish"]
    walk = {
        name: np.array(value, _DTYPES[name]) if name in _DTYPES else value
        for name, value in kept["walk"].items()
    }
    pairs = {name: tuple(walk[name]) for name in ("snapped_m", "stops")}
    return Candidate(
        Wish(tuple(start), tuple(end) if end else None, minutes),
        Walk(**{**walk, **pairs}),
        tuple((sights[row], stay) for row, stay in kept["stops"]),
    )
