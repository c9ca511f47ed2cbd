"""Walks that are kept: as they were found, under what they came from."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guidegen import planned as module
from guidegen.planned import planned
from guidegen.store import Store
from guidegen.walks.candidates import Candidate, candidates
from tests.walks.maps import town
from tests.walks.test_suggest import RINGS, sights_at

MINUTES = (15.0, 30.0)


def told(candidate: Candidate) -> list[object]:
    """Everything of a candidate, so that two can be compared; arrays with their type."""
    walk = vars(candidate.walk).values()
    arrays = [(v.dtype, v.tolist()) if isinstance(v, np.ndarray) else v for v in walk]
    return [candidate.wish, candidate.stops, *arrays]


def test_kept_walks_are_those_that_were_found(tmp_path: Path) -> None:
    where, store = town(RINGS), Store(tmp_path)
    sights = sights_at(where, "ABDH")
    found = candidates(where.graph, sights, MINUTES)
    assert any(each.stops for each in found)
    for _ in ("made", "kept"):
        again = planned(store, where.graph, sights, MINUTES)
        assert [told(each) for each in again] == [told(each) for each in found]


def test_what_starts_a_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where, store = town(RINGS), Store(tmp_path)
    sights = sights_at(where, "ABDH")
    searches: list[int] = []

    def search(*asked: object) -> list[Candidate]:
        searches.append(len(asked))
        return []

    monkeypatch.setattr(module, "candidates", search)
    planned(store, where.graph, sights, MINUTES)
    renamed = [replace(sights[0], name="Another name"), *sights[1:]]
    planned(store, where.graph, renamed, MINUTES)
    assert len(searches) == 1
    planned(store, where.graph, sights[1:], MINUTES)
    planned(store, where.graph, sights, (15.0,))
    planned(store, replace(where.graph, score=where.graph.score * 2), sights, MINUTES)
    assert len(searches) == 4
