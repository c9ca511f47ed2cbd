"""Photographers' movements as a stage: what is kept, under which key, and what may be told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from guidegen import moving
from guidegen.explanation import stage_states
from guidegen.moving import Moved, moved, routes_key, told
from guidegen.routes.sessions import movements
from guidegen.scored import scored_streets
from guidegen.stages import Job, Tables
from guidegen.streets.network import Network
from guidegen.web import Web
from tests.drawn_city import job_in, write_files
from tests.places.conftest import make_photos
from tests.test_stages import PACKAGE, SHARED, reached

WAY = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (300.0, 0.0)]  # along the street from A to D


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """A city of the drawn streets; options of its file can be given."""
    write_files(tmp_path)
    return partial(job_in, tmp_path)


def walkers(people: int = 40) -> Tables:
    """People who walk along a street, a photo at each corner; odd ones are locals."""
    random = np.random.default_rng(1)
    at = np.tile(WAY, (people, 1)) + random.normal(0, 2, (people * len(WAY), 2))
    names = np.repeat([f"a{n:02}" for n in range(people)], len(WAY))
    photos = make_photos(at[:, 0], at[:, 1], names)
    minutes = np.tile(np.arange(len(WAY)) * 3, people).astype("timedelta64[m]")
    photos["taken_at"] = photos["taken_at"] + minutes
    # the order of the photos says nothing
    photos = photos.sample(frac=1, random_state=2, ignore_index=True)
    authors = pd.DataFrame(
        {
            "author_id": [f"a{n:02}" for n in range(people)],
            "visitor": ["local" if n % 2 else "tourist" for n in range(people)],
        }
    )
    return {"photos": photos, "authors": authors}


def streets(job: Job, tables: Tables) -> Network:
    with Web(job.store.folder / "web", contact="", keys={}, offline=True) as web:
        found = scored_streets(job, tables, web)
    assert found is not None
    return found.network


def same(one: Moved, other: Moved) -> None:
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.routes.drop(columns="geometry")),
        pd.DataFrame(other.routes.drop(columns="geometry")),
    )
    assert one.routes.geom_equals_exact(other.routes, 0).all()
    for name in ("field", "velocity", "tracks", "facts"):
        # what the store gives back is what JSON made of it
        assert json.dumps(getattr(one, name)) == json.dumps(getattr(other, name)), name


@pytest.mark.parametrize("engine", ["tracks", "streets"])
def test_what_was_kept_is_what_was_made(job: Callable[..., Job], engine: str) -> None:
    tables = walkers()
    network = streets(job(), tables) if engine == "streets" else None
    fresh = moved(job(), tables, network)
    assert fresh.facts["engine"] == engine
    assert len(fresh.routes)
    assert job().store.has(moving.NAME, routes_key(job(), network))
    # nothing is found again, so other photos are not seen
    kept = moved(job(), walkers(3), network)
    same(kept, fresh)
    assert isinstance(kept.routes, gpd.GeoDataFrame)
    assert kept.routes.crs == fresh.routes.crs


def test_it_is_explained_whether_they_are_kept(job: Callable[..., Job]) -> None:
    def state(job: Job) -> tuple[bool, str]:
        [found] = [each for each in stage_states(job) if each.name == moving.NAME]
        return found.cached, found.why

    none = job(streets={"source": "none"})
    assert state(none) == (False, "its streets, photos, options or code are new here")
    moved(none, walkers(), None)
    assert state(none) == (True, "nothing that it depends on has changed")
    assert state(job()) == (False, "streets, which they follow, will be read before it")
    moved(job(), walkers(), streets(job(), walkers()))
    assert state(job())[0]
    assert not state(job(streets={"source": "overpass"}))[0]


def test_a_damaged_entry_is_made_again(job: Callable[..., Job]) -> None:
    fresh = moved(job(), walkers(), None)
    entry = job().store.folder / moving.NAME / routes_key(job(), None)
    (entry / "routes.parquet").write_bytes(b"PAR1")
    same(moved(job(), walkers(), None), fresh)


def test_the_key_changes_with_all_that_decides(job: Callable[..., Job], tmp_path: Path) -> None:
    first = routes_key(job(), None)
    assert routes_key(job(name="Other", walks={"suggest": 3}), None) == first
    network = streets(job(), walkers())
    shorter = Network(network.nodes, network.edges.iloc[1:], network.facts)
    keys = {
        first,
        routes_key(job(), network),
        routes_key(job(), shorter),
        routes_key(job(visitors={"rule": "seed"}), None),
        routes_key(job(routes={"gap": "2 h"}), None),
        routes_key(job(routes={"fastest_kmh": 8}), None),
        routes_key(job(routes={"field": "magnets"}), None),
    }
    (tmp_path / "photos.csv").write_text("1,a,41.14,-8.61,2012-05-02\n")
    keys.add(routes_key(job(), None))
    assert len(keys) == 8


def test_the_key_changes_with_the_code(
    job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = routes_key(job(), None)
    code = shutil.copytree(
        PACKAGE, tmp_path / "guidegen", ignore=lambda _, names: [n for n in names if "cache" in n]
    )
    monkeypatch.setattr(moving, "_HERE", code)
    assert routes_key(job(), None) == first
    with (code / "routes" / "density.py").open("a") as file:
        file.write("# changed\n")
    assert routes_key(job(), None) != first


def test_all_code_that_decides_is_named() -> None:
    named = {
        file
        for path in moving._CODE
        for file in ([PACKAGE / path] if path.endswith(".py") else (PACKAGE / path).rglob("*.py"))
    }
    before = reached([PACKAGE / "stages.py"])  # the keys of its stages are in the key
    decides = {file for file in reached([*named]) - named - before if file.name not in SHARED}
    # a network's content is in the key, however it was made
    other = {file.relative_to(PACKAGE).as_posix() for file in decides}
    assert other <= {"streets/network.py"}


def test_each_movement_knows_what_its_author_is() -> None:
    tables = walkers()
    found = movements(tables["photos"])
    visitors = moving._visitors(found, tables)
    assert len(visitors) == len(found.cleaned)
    # of the numbered authors, the name is where the number first comes up
    names = tables["photos"]["author_id"].unique()
    for number, visitor in zip(found.cleaned.author, visitors, strict=True):
        assert visitor == ("local" if int(names[number][1:]) % 2 else "tourist")
    unknown = {**tables, "authors": tables["authors"].iloc[:0]}
    assert set(moving._visitors(found, unknown)) == {"unknown"}


def test_the_facts_add_up(job: Callable[..., Job]) -> None:
    tables = walkers()
    tables["photos"].loc[:4, "time_known"] = "day"
    facts = moved(job(), tables, None).facts
    assert facts["photos"] == 160
    assert facts["left_out"]["no time of day"] == 5
    assert facts["photos"] == facts["stops"] + facts["same_spot"] + sum(facts["left_out"].values())
    assert facts["stops"] == facts["sessions"] + facts["steps"]
    assert facts["sessions"] == facts["authors"] + sum(facts["breaks"].values())
    assert facts["steps"] == facts["movements"] + sum(facts["dropped"].values())
    assert f"{facts['movements']} movements in {facts['sessions']} sessions" in told(facts)


def test_the_parts_that_have_evidence(job: Callable[..., Job]) -> None:
    found = moved(job(), walkers(300), None)
    names = [each["name"] for each in found.field["slices"]]
    assert names == ["all", "midday", "spring", "tourists", "locals"]
    assert set(found.tracks["layers"]) == {"raw", "cleaned"}
    assert len(found.velocity) == 2


def test_where_two_people_walked_nothing_is_told(job: Callable[..., Job]) -> None:
    found = moved(job(), walkers(2), None)
    assert found.routes.empty
    assert not any(record["data"][0] for record in found.velocity)
    assert not any(any(record["data"]) for record in found.velocity)
    assert {layer["most"] for layer in found.tracks["layers"].values()} == {0}


@pytest.mark.parametrize("engine", ["tracks", "streets"])
def test_two_people_elsewhere_leave_no_trace(job: Callable[..., Job], engine: str) -> None:
    """Hundreds of walks by two people, at all hours and seasons, 500 m from everybody else."""
    crowd, rows = walkers(300), np.arange(960)
    x_m, y_m = rows % 4 * 100.0 - 200, 500.0 + rows % 3
    two = make_photos(x_m, y_m, np.where(rows < 480, "b0", "b1"), rows // 4)
    two["photo_id"] = "z" + two["photo_id"]
    two["taken_at"] += ((rows % 4) * 3 + rows // 4 * 67 % 1300).astype("timedelta64[m]")
    known = pd.DataFrame({"author_id": ["b0", "b1"], "visitor": ["local", "unknown"]})
    both = {
        "photos": pd.concat([crowd["photos"], two], ignore_index=True),
        "authors": pd.concat([crowd["authors"], known], ignore_index=True),
    }
    network = streets(job(), crowd) if engine == "streets" else None
    without = moving._made(job(), crowd, network)
    found = moving._made(job(), both, network)
    assert found.facts["movements"] > without.facts["movements"] + 500
    same(replace(found, facts={}), replace(without, facts={}))


def test_nobody_moved(job: Callable[..., Job]) -> None:
    tables = walkers(3)
    tables["photos"]["time_known"] = "day"
    found = moved(job(), tables, None)
    assert found.routes.empty
    assert (found.field, found.velocity, found.tracks) == ({}, [], {})
    same(moved(job(), tables, None), found)
