"""The streets and walks of a guide: why there are none, and what somebody should look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point

from guidegen.errors import ConfigError, InputError
from guidegen.outings import Outings, graph_of, outings, sights_of, told
from guidegen.stages import Job, Tables
from guidegen.web import Web
from tests.doubles.http import serving
from tests.doubles.overpass import MEMORY, remark
from tests.drawn_city import MANY, extract, job_in, people, write_files
from tests.places.conftest import make_photos
from tests.streets.maps import BOX, STREET

PLACES = gpd.GeoDataFrame(
    {
        "place_id": ["se", "alley", "porto", "corner", "river"],
        "level": ["place", "spot", "quarter", "place", "place"],
        "lon": -8.61,
        "lat": 41.14,
        "name": ["Sé", "near Sé", "41.14 N, 8.61 W", None, "Ribeira"],
        "name_source": ["curated", "near", "position", "wikidata", "wikipedia"],
        "photographer_days": [20, 5, 90, 3, 20],
    },
    geometry=[Point(-8.61, 41.14).buffer(0.001)] * 5,
    crs="EPSG:4326",
)

NO_ROUTES = "drawn: 0 movements in 33 sessions; 0 routes of 0 km from the tracks alone"


def run(job: Job, tables: Tables | None = None, contact: str = "") -> tuple[Outings, list[str]]:
    lines: list[str] = []
    with Web(job.store.folder / "web", contact=contact, keys={}, offline=not contact) as web:
        found = outings(job, tables or people(MANY), PLACES, web, lines.append)
    return found, lines


def round_the_blocks() -> Tables:
    """Sixty people, half of whom walk round one block of 200 m, half round the next."""
    corners = [(0, 0), (200, 0), (200, 200), (0, 200), (0, 0)]
    ring = shapely.LineString(corners)
    block = shapely.get_coordinates(ring.interpolate(np.arange(0, 801, 50.0)))
    both = np.vstack([np.tile(block, (30, 1)), np.tile(block + np.array([200, 0]), (30, 1))])
    at = both + np.random.default_rng(4).normal(0, 2, both.shape)
    names = np.repeat([f"a{number:02}" for number in range(60)], len(block))
    photos = make_photos(at[:, 0], at[:, 1], names)
    photos["taken_at"] += np.tile(np.arange(len(block)) * 2, 60).astype("timedelta64[m]")
    authors = pd.DataFrame({"author_id": np.unique(names), "visitor": "unknown"})
    return {"photos": photos, "authors": authors}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path)
    return tmp_path


def test_a_city_that_wants_no_streets(folder: Path) -> None:
    found, lines = run(job_in(folder, streets={"source": "none"}))
    assert found.why_none.startswith("This guide was made without a street network")
    assert (found.streets, found.graph, list(found.walks)) == (None, None, [])
    assert (list(found.doubts), list(found.problems), lines) == ([], [], [NO_ROUTES])
    assert found.moved.routes.empty
    assert (found.ways, found.moved.field, found.moved.velocity) == (None, {}, [])


def test_where_no_streets_are_known_walks_follow_routes(folder: Path) -> None:
    job = job_in(folder, streets={"source": "none"}, walks={"suggest": 2, "minutes": [10]})
    found, [line] = run(job, round_the_blocks())
    assert found.streets is None
    assert found.ways is not None
    assert found.graph is not None
    assert (found.why_none, list(found.problems)) == ("", [])
    assert len(found.walks) >= 1
    assert (found.ways.scores["score_d"] > 0).any()
    assert set(found.ways.network.edges["highway"]) == {"route"}
    assert not any("footpath" in step.text for walk in found.walks for step in walk.steps)
    assert line.startswith(f"drawn: {found.moved.facts['movements']} movements in 60 sessions; ")
    assert line.endswith("from the tracks alone")


def test_walks_along_routes_do_not_lead_where_only_two_people_go(folder: Path) -> None:
    """Two people go on from a corner of the blocks, to the south, on forty days."""
    tables, rows = round_the_blocks(), np.arange(480)
    two = make_photos(rows % 6 * 0.0, rows % 6 * -40.0, np.where(rows < 240, "b0", "b1"), rows // 6)
    two["taken_at"] += (rows % 6 * 2).astype("timedelta64[m]")
    two["photo_id"] = "z" + two["photo_id"]
    tables["photos"] = pd.concat([tables["photos"], two], ignore_index=True)
    job = job_in(folder, streets={"source": "none"}, walks={"suggest": 2, "minutes": [10]})
    found, _ = run(job, tables)
    assert found.ways is not None
    assert len(found.walks) >= 1
    assert found.ways.network.nodes["y_m"].min() > -70


def test_where_streets_are_known_routes_and_walks_follow_them(folder: Path) -> None:
    found, [_, line] = run(job_in(folder, walks={"suggest": 0}), round_the_blocks())
    assert found.ways is found.streets
    assert line.endswith("along streets")
    assert found.moved.facts["engine"] == "streets"


def test_walks_along_routes_when_the_service_fails(folder: Path) -> None:
    job = job_in(folder, streets={"source": "overpass"}, walks={"minutes": [10]})
    found, _ = run(job, round_the_blocks())
    assert found.ways is not None
    assert found.why_none == ""
    assert list(found.notes) == ["OpenStreetMap: the streets could not be had"]
    assert len(found.problems) == 1


def test_a_service_that_fails(folder: Path) -> None:
    with serving(lambda _: remark(MEMORY)) as server:
        job = job_in(folder, streets={"source": "overpass"}, services={"overpass": server.url})
        found, lines = run(job, contact="me@example.org")
    assert found.why_none.startswith("This edition was made without the streets")
    assert "Overpass" not in found.why_none  # what went wrong is the operator's business
    [problem] = found.problems
    assert problem.startswith("streets: Overpass")
    assert "Query run out of memory" in problem
    assert (found.streets, lines, list(found.doubts)) == (None, [NO_ROUTES], [])


def test_offline_without_an_answer_in_the_cache(folder: Path) -> None:
    found, _ = run(job_in(folder, streets={"source": "overpass"}))
    assert found.why_none.startswith("This edition was made without the streets")
    assert "build once without --offline" in found.problems[0]


def test_mistakes_of_the_operator_are_no_matter_of_chance(folder: Path) -> None:
    job = job_in(folder, streets={"source": "overpass"})
    with (
        Web(folder / "web", contact="", keys={}) as web,
        pytest.raises(ConfigError, match="GUIDEGEN_CONTACT"),
    ):
        outings(job, people(MANY), PLACES, web, print)
    with pytest.raises(InputError, match="no such file"):
        run(job_in(folder, streets={"source": "file", "path": "lost.osm"}))


def test_nobody_photographed_near_a_street(folder: Path) -> None:
    tables = people({"AB": ["tourist", "local"], "CD": ["unknown"] * 2})
    found, _ = run(job_in(folder), tables)
    assert found.why_none.startswith("No street was photographed by three people or more")
    [doubt] = found.doubts
    assert doubt.startswith(f"{folder}/drawn.yaml: streets: no street has photos by three people")
    assert found.graph is not None  # ways are found all the same
    assert list(found.walks) == []


def test_no_walk_is_wished_for(folder: Path) -> None:
    found, [line, movement] = run(job_in(folder, walks={"suggest": 0}))
    assert (found.why_none, list(found.walks), list(found.doubts)) == ("", [], [])
    assert found.graph is not None
    assert found.streets is not None
    assert line == (
        "drawn: 0.5 km of streets, 6 junctions and 5 edges; 0 ways and 0 isolated parts left out; "
        "100% of the photos lie within 50 m of them"
    )
    assert movement == NO_ROUTES.replace("from the tracks alone", "along streets")


def test_no_walk_is_as_long_as_wished(folder: Path) -> None:
    found, _ = run(job_in(folder, walks={"minutes": [300]}))  # half a kilometre of streets
    assert list(found.walks) == []
    assert found.why_none.startswith("No walk of the wished times")


def test_an_extract_of_half_the_city(folder: Path) -> None:
    half = extract(covered=replace(BOX, east=-8.61))
    (folder / "town.osm").write_text(half, "utf-8")
    found, _ = run(job_in(folder, walks={"suggest": 0}))
    [doubt] = found.doubts
    assert doubt.startswith(
        f"{folder}/drawn.yaml: streets: town.osm covers 50% of the city's bbox, and"
    )


def test_streets_in_pieces(folder: Path) -> None:
    apart = "ABCDE\n\n FGH"
    (folder / "town.osm").write_text(extract(apart, {"ABCDE": STREET, "FGH": STREET}))
    found, [line, _] = run(job_in(folder, walks={"suggest": 0}))
    assert "in 2 pieces that no street joins (the largest has 67% of the length; " in line
    assert found.streets is not None
    assert told(found.streets.facts) in line


def test_a_graph_has_the_scores_of_its_method(folder: Path) -> None:
    found, _ = run(job_in(folder, walks={"suggest": 0}))
    assert found.streets is not None
    for method in ("score_a", "score_b", "score_c", "score_d"):
        score = graph_of(found.streets, method).score
        assert score == pytest.approx(found.streets.scores[method].to_numpy(), rel=1e-4)


def test_sights_are_ranked_and_only_named_if_people_call_them_so() -> None:
    sights = sights_of(PLACES)
    assert [(sight.place_id, sight.name) for sight in sights] == [
        ("porto", None), ("river", "Ribeira"), ("se", "Sé"), ("alley", None), ("corner", None),
    ]  # fmt: skip
    assert (sights[0].value, sights[0].level, sights[0].lon, sights[0].lat) == (
        90.0, "quarter", -8.61, 41.14,
    )  # fmt: skip
    assert sights[1].area is PLACES.geometry[4]
    assert sights_of(PLACES.iloc[:0]) == []
    pd.testing.assert_frame_equal(PLACES, PLACES.sort_index())  # it stays as it was
