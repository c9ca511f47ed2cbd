from __future__ import annotations

import gc
import shutil
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from guidegen.errors import InputError, OutputError
from guidegen.manycities.build import How, build_cities, pace
from guidegen.manycities.outcome import BuildSummary, failure
from guidegen.manycities.workers import Workers
from guidegen.pipeline import build_guide
from guidegen.store import Store
from tests.manycities.towns import SLUGS, files_of, spoil, towns, write_towns
from tests.shared import made_once

HERE = Workers()


def build(
    folder: Path, workers: Workers = HERE, **others: object
) -> tuple[BuildSummary, list[str]]:
    """Build the towns; what became of them, and what was told."""
    told: list[str] = []
    how = How(workers, store=Store(folder / "cache"), offline=True, **others)  # type: ignore[arg-type]
    return build_cities(towns(folder), folder / "site", how, told.append), told


def built_alone(folder: Path) -> None:
    write_towns(folder)
    build(folder, base_url="https://example.org")


@pytest.fixture
def made(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The towns, built one by one with an empty cache."""
    whole = made_once(tmp_path_factory, "towns", built_alone)
    return Path(shutil.copytree(whole, tmp_path / "made"))


def bare(tmp_path: Path, made: Path) -> Path:
    """The same towns, with nothing built and nothing kept but the salt."""
    folder = tmp_path / "again"
    (folder / "cache").mkdir(parents=True)
    write_towns(folder)
    shutil.copy(made / "cache/salt", folder / "cache")
    return folder


def test_two_processes_make_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = bare(tmp_path, made)
    summary, told = build(again, Workers(2), base_url="https://example.org")
    assert summary.cities == SLUGS
    assert files_of(again / "site") == files_of(made / "site")
    assert files_of(again / "cities") == files_of(made / "cities")  # what is remembered, too
    assert [line for line in told if " of 3 cities" in line][-1] == "3 of 3 cities"
    assert sorted(path.name for path in again.iterdir()) == ["cache", "cities", "site"]


def test_a_cluster_of_two_workers_makes_the_same_bytes(made: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    again = bare(tmp_path, made)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = f"dask={cluster.scheduler_address}"
        summary, _ = build(again, Workers(1, address), base_url="https://example.org")
    assert summary.facts() == {**summary.facts(), "ok": True}
    assert files_of(again / "site") == files_of(made / "site")


@pytest.mark.parametrize(("jobs", "keep_others"), [(1, True), (1, False), (2, True)])
def test_a_city_that_fails_stops_no_other(made: Path, jobs: int, *, keep_others: bool) -> None:
    old = files_of(made / "site")
    spoil(made, "birch")
    path = made / "cities/cedar.yaml"
    path.write_text(path.read_text().replace("Cedar", "Cedars"))
    summary, told = build(
        made, Workers(jobs), base_url="https://example.org", keep_others=keep_others
    )
    assert (summary.cities, [each.slug for each in summary.failed]) == (
        ("alder", "cedar"),
        ["birch"],
    )
    assert "a guide needs photos by at least 3 people" in summary.failed[0].errors[0]
    assert next(line for line in told if line.startswith("birch: failed: "))
    new = files_of(made / "site")
    for slug in ("alder", "birch"):  # one built anew from the same, one left as it was
        assert {n: c for n, c in new.items() if n.startswith(f"{slug}/")} == {
            n: c for n, c in old.items() if n.startswith(f"{slug}/")
        }
    index = new["index.html"].decode()
    assert [name in index for name in ("Alder", "Birch", "Cedars")] == [True, True, True]
    assert {name for name in old if name.startswith("assets/")} <= new.keys()


class Circle:
    """Garbage that only Python's collector finds: it refers to itself."""

    def __init__(self) -> None:
        self.whole = self


def test_what_a_city_leaves_is_gone_when_the_next_one_begins(tmp_path: Path) -> None:
    write_towns(tmp_path)
    for slug in SLUGS:
        spoil(tmp_path, slug)
    left: dict[str, weakref.ref[Circle]] = {}

    def tell(line: str) -> None:
        slug = line.split(":")[0]
        if slug in SLUGS and slug not in left:
            assert [each for each in left.values() if each()] == []
            left[slug] = weakref.ref(Circle())

    gc.disable()  # it may come by at any time
    try:
        how = How(store=Store(tmp_path / "cache"), offline=True)
        build_cities(towns(tmp_path), tmp_path / "site", how, tell)
    finally:
        gc.enable()
    assert set(left) == set(SLUGS)


def test_when_no_city_can_be_built_the_site_stays(made: Path) -> None:
    old = files_of(made)
    for slug in SLUGS:
        spoil(made, slug)
    summary, _ = build(made)
    assert (summary.cities, len(summary.failed)) == ((), 3)
    assert files_of(made / "site") == {
        name.removeprefix("site/"): content
        for name, content in old.items()
        if name.startswith("site/")
    }


def test_the_pages_of_a_city_whose_file_is_wrong_stay(made: Path) -> None:
    wrong = [failure("cedar", InputError("cities/cedar.yaml: name: is missing"))]
    how = How(store=Store(made / "cache"), offline=True, keep_others=False)
    summary = build_cities(towns(made)[:1], made / "site", how, lambda _: None, wrong)
    assert [each.slug for each in summary.outcomes] == ["alder", "cedar"]
    there = {path.name for path in (made / "site").iterdir() if path.is_dir()}
    assert there == {"assets", "alder", "cedar"}  # nobody asked for birch, nor has it failed


def test_the_api_raises_the_mistakes_and_builds_the_rest(made: Path) -> None:
    spoil(made, "alder")
    with pytest.raises(InputError, match="at least 3 people"):  # its own error
        build_guide(towns(made)[:1], made / "site", store=Store(made / "cache"), offline=True)
    with pytest.raises(Exception, match="1 of 3 cities could not be built"):
        build_guide(towns(made), made / "site", store=Store(made / "cache"), offline=True)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_built(made: Path) -> None:
    told: list[str] = []
    (made / "file").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        build_cities(towns(made), made / "file", How(store=Store(made / "cache")), told.append)
    assert told == []


def test_no_city_is_a_site_without_cities(tmp_path: Path) -> None:
    summary = build_cities([], tmp_path / "site", How(store=Store(tmp_path / "c")), lambda _: None)
    assert summary.outcomes == ()
    assert (tmp_path / "site/index.html").is_file()


def test_a_lock_that_cannot_be_written_is_a_warning(made: Path) -> None:
    for lock in (made / "cities").glob("*.lock.json"):
        lock.unlink()
    cities = [city.model_copy(update={}) if city.slug != "birch" else city for city in towns(made)]
    (made / "cities/birch.places.lock.json").symlink_to(made / "nowhere/lock.json")
    how = replace(How(offline=True), store=Store(made / "cache"))
    summary = build_cities(cities, made / "site", how, lambda _: None)
    assert not summary.failed
    assert [each.slug for each in summary.outcomes
            if any("may get other ids" in line for line in each.warnings)] == ["birch"]  # fmt: skip


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        ((1, 3, 0, 10.0), "1 of 3 cities; about 20 s left"),
        ((10, 100, 2, 60.0), "10 of 100 cities, 2 failed; about 9 min left"),
        ((100, 10_000, 0, 300.0), "100 of 10000 cities; about 8 h 15 min left"),
        ((3, 3, 1, 10.0), "3 of 3 cities, 1 failed"),
    ],
)
def test_how_long_it_takes(progress: tuple[int, int, int, float], told: str) -> None:
    assert pace(*progress) == told
