"""Streets scored by photos: what is kept, under which key, and what may be told of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from guidegen import scored
from guidegen.scored import scored_streets, streets_key
from guidegen.stages import Job
from guidegen.streets.network import ScoredStreets
from guidegen.web import Web
from tests.doubles.http import serving
from tests.doubles.overpass import overpass
from tests.drawn_city import MANY, TOWN, extract, job_in, people, write_files
from tests.places.conftest import make_photos
from tests.streets.maps import BOX, STREET, edges
from tests.test_stages import PACKAGE, SHARED, reached

SCORES = ["score_a", "score_b", "score_c", "score_d"]


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """A city of the drawn streets; options of its file can be given."""
    write_files(tmp_path)
    return partial(job_in, tmp_path)


def run(job: Job, tables: dict[str, pd.DataFrame]) -> ScoredStreets:
    with Web(job.store.folder / "web", contact="", keys={}, offline=True) as web:
        found = scored_streets(job, tables, web)
    assert found is not None
    return found


def by_street(found: ScoredStreets, column: str) -> dict[str, float]:
    return dict(zip(edges(found.network), found.scores[column], strict=True))


def test_scores_and_leanings(job: Callable[..., Job]) -> None:
    found = run(job(), people(MANY))
    assert by_street(found, "leaning") == {"AB": 2, "BC": -2, "CD": 0, "BE": 0, "CF": 0}
    by_count = by_street(found, "score_a")
    assert by_count == pytest.approx({"AB": 12, "BC": 12, "CD": 0, "BE": 7, "CF": 0})
    assert found.facts["edges_with_photos"] == 3
    assert (found.facts["photos"], found.facts["photos_near_share"]) == (33, 1)


def test_two_people_are_as_if_nobody_had_been_there(job: Callable[..., Job]) -> None:
    tables = people({"AB": ["tourist"] * 2, "BC": ["local"] * 2, "CD": ["tourist"] * 3})
    # one of them came on many days; that makes two people no more
    tables["photos"] = pd.concat(
        [tables["photos"], make_photos([50] * 20, [0] * 20, "AB0", range(20))], ignore_index=True
    )
    found = run(job(), tables)
    for name in SCORES:
        positive = {street for street, score in by_street(found, name).items() if score > 0}
        assert positive == {"CD"}, name
    leaning = by_street(found, "leaning")
    assert (leaning["AB"], leaning["BC"]) == (0, 0)


def test_a_photographer_counts_once_a_day_and_corner(job: Callable[..., Job]) -> None:
    tables = people({"AB": ["tourist"] * 3})
    before = by_street(run(job(), tables), "score_a")["AB"]
    again = [tables["photos"]] * 20  # the same people, there on the same day
    many = pd.concat(again, ignore_index=True)
    many["photo_id"] = [f"p:{n}" for n in range(len(many))]
    shutil.rmtree(job().store.folder / scored.NAME)
    assert by_street(run(job(), {**tables, "photos": many}), "score_a")["AB"] == before


@pytest.mark.parametrize(("off_m", "counts"), [(19.0, True), (21.0, False)])
def test_photos_count_within_20_m(job: Callable[..., Job], off_m: float, counts: bool) -> None:
    tables = people({"AB": ["tourist"] * 3})
    tables["photos"] = tables["photos"].assign(y_m=off_m)
    found = run(job(), tables)
    assert (by_street(found, "score_a")["AB"] > 0) == counts
    assert found.facts["photos_near_share"] == 1


def test_scores_less_the_dots_tell_of_nobody(job: Callable[..., Job]) -> None:
    """What is withheld as a dot adds nothing to a street that others photographed, either."""
    tables = people({"AB": ["tourist"] * 5})
    tables["photos"] = tables["photos"].assign(x_m=0.0, y_m=-18.0)
    alone = make_photos([100], [18], "alone", [1])  # 106 m from the others, on their street
    before = run(job(), tables)
    shutil.rmtree(job().store.folder / scored.NAME)
    tables["photos"] = pd.concat([tables["photos"], alone], ignore_index=True)
    after = run(job(), tables)
    pd.testing.assert_frame_equal(after.scores, before.scores)


def test_parts_keep_authors_together_and_add_up(
    job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(job(), people(MANY))
    photos = people(MANY)["photos"]
    parts = list(scored.parts_by_author(photos, 4))
    assert len(parts) > 3
    assert sorted(pd.concat(parts)["photo_id"]) == sorted(photos["photo_id"])
    names = [set(part["author_id"]) for part in parts]
    assert sum(map(len, names)) == photos["author_id"].nunique()
    monkeypatch.setattr(scored, "parts_by_author", partial(scored.parts_by_author, most=4))
    shutil.rmtree(job().store.folder / scored.NAME)
    pd.testing.assert_frame_equal(run(job(), people(MANY)).scores, whole.scores)


def test_parts_do_not_depend_on_what_authors_are_called() -> None:
    photos = people(MANY)["photos"]
    names = photos["author_id"].unique()
    renamed = photos.assign(
        author_id=photos["author_id"].map(
            dict(zip(names, sorted(names, reverse=True), strict=True))
        )
    )
    for one, other in zip(
        scored.parts_by_author(photos, 4), scored.parts_by_author(renamed, 4), strict=True
    ):
        assert [*one["photo_id"]] == [*other["photo_id"]]


def test_scores_are_published_with_three_digits() -> None:
    raw = pd.DataFrame([[11.5, 0.123456, 3.4, 12345.6], [0.0, 0.0, 0.0, 0.0]], columns=SCORES)
    assert scored.rounded(raw).to_numpy().tolist() == [[12, 0.123, 3, 12300], [0, 0, 0, 0]]


def test_a_street_leans_by_how_much_it_differs_from_the_others(job: Callable[..., Job]) -> None:
    visitors = {
        "AB": ["tourist"] * 4 + ["local"] * 4,
        "BC": ["tourist"] * 6 + ["local"] * 2,
        "CD": ["tourist"] * 2 + ["local"] * 6,
    }
    leaning = by_street(run(job(), people(visitors)), "leaning")
    assert (leaning["AB"], leaning["BC"], leaning["CD"]) == (0, 1, -1)


@pytest.mark.parametrize("only", ["tourist", "local", "unknown"])
def test_where_all_are_alike_nothing_leans(job: Callable[..., Job], only: str) -> None:
    found = run(job(), people({"AB": [only] * 9, "BC": [only] * 3}))
    assert set(by_street(found, "leaning").values()) == {0}
    assert by_street(found, "score_d")["AB"] > 0


def test_photos_far_from_all_streets(job: Callable[..., Job]) -> None:
    tables = people({"AB": ["tourist"] * 9})
    tables["photos"] = tables["photos"].assign(y_m=800.0)
    found = run(job(), tables)
    assert not found.scores.to_numpy().any()
    assert (found.facts["photos_near_share"], found.facts["edges_with_photos"]) == (0, 0)


def test_what_was_kept_is_what_was_made(job: Callable[..., Job]) -> None:
    fresh = run(job(), people(MANY))
    assert job().store.has(scored.NAME, streets_key(job()))
    # nothing is read or scored again, so other photos are not seen
    kept = run(job(), people({"AB": ["local"] * 3}))
    pd.testing.assert_frame_equal(kept.network.nodes, fresh.network.nodes)
    pd.testing.assert_frame_equal(kept.network.edges, fresh.network.edges)
    pd.testing.assert_frame_equal(kept.scores, fresh.scores)
    assert kept.network.edges.crs == fresh.network.edges.crs
    assert kept.network.edges.geom_equals_exact(fresh.network.edges, 0).all()
    assert kept.facts == fresh.facts
    assert kept.network.facts == fresh.network.facts


def test_a_damaged_entry_is_made_again(job: Callable[..., Job]) -> None:
    fresh = run(job(), people(MANY))
    entry = job().store.folder / scored.NAME / streets_key(job())
    (entry / "scores.parquet").write_bytes(b"PAR1")
    pd.testing.assert_frame_equal(run(job(), people(MANY)).scores, fresh.scores)


def test_the_key_changes_with_all_that_decides(job: Callable[..., Job], tmp_path: Path) -> None:
    first = streets_key(job())
    assert streets_key(job(name="Other", languages=["pt"], walks={"suggest": 3})) == first
    keys = {
        first,
        streets_key(job(visitors={"rule": "seed"})),
        streets_key(job(bbox=[BOX.west, BOX.south, BOX.east, BOX.north + 0.01])),
        streets_key(job(timezone="Europe/Lisbon")),
    }
    (tmp_path / "photos.csv").write_text("1,a,41.14,-8.61,2012-05-02\n")
    keys.add(streets_key(job()))
    (tmp_path / "town.osm").write_text(extract(TOWN, {"ABCD": STREET}), "utf-8")
    keys.add(streets_key(job()))
    # how a file is read depends on how its name ends
    (tmp_path / "town.txt").write_bytes((tmp_path / "town.osm").read_bytes())
    keys.add(streets_key(job(streets={"source": "file", "path": "town.txt"})))
    assert len(keys) == 7
    assert "" not in keys


def test_the_key_changes_with_the_code(
    job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = streets_key(job())
    code = shutil.copytree(
        PACKAGE, tmp_path / "guidegen", ignore=lambda _, names: [n for n in names if "cache" in n]
    )
    monkeypatch.setattr(scored, "_HERE", code)
    assert streets_key(job()) == first
    with (code / "streets" / "walkable.py").open("a") as file:
        file.write("# changed\n")
    assert streets_key(job()) != first


def test_all_code_that_decides_is_named() -> None:
    named = {
        file
        for path in scored._CODE
        for file in ([PACKAGE / path] if path.endswith(".py") else (PACKAGE / path).rglob("*.py"))
    }
    # how answers of services come in does not matter: they are not kept here; nor do cores
    web = {"overpass.py", "load.py"}
    reading = reached([file for file in named if file.name not in web])
    asking = {PACKAGE / each for each in ("overpass.py", "services.py", "mistakes.py", "cores.py")}
    decides = {file for file in reading - named - asking if file.name not in SHARED}
    stages = PACKAGE / "stages.py"
    before = reached([stages])  # the keys of its stages are in the key
    assert {file.relative_to(PACKAGE).as_posix() for file in decides - before} == set()


def test_without_streets_there_is_nothing(job: Callable[..., Job]) -> None:
    none = job(streets={"source": "none"})
    assert streets_key(none) == ""
    with Web(none.store.folder / "web", contact="", keys={}, offline=True) as web:
        assert scored_streets(none, people(MANY), web) is None


def test_an_extract_that_cannot_be_read_has_no_key(job: Callable[..., Job]) -> None:
    assert streets_key(job(streets={"source": "file", "path": "lost.osm"})) == ""


def test_what_overpass_says_is_kept_by_the_web_only(
    job: Callable[..., Job], tmp_path: Path
) -> None:
    from_file = run(job(), people(MANY))
    with serving(overpass(tmp_path / "town.osm")) as server:
        asking = job(streets={"source": "overpass"}, services={"overpass": server.url})
        with Web(tmp_path / "web", contact="me@example.org", keys={}) as web:
            online = scored_streets(asking, people(MANY), web)
    assert online is not None
    assert streets_key(asking) == ""
    assert [path.name for path in (tmp_path / "store" / scored.NAME).iterdir()] == [
        streets_key(job())
    ]
    np.testing.assert_array_equal(online.scores, from_file.scores)
