"""Cost of many cities, one and several at a time: ``python -m benchmarks.cities``.

Simulated cities are built by the command itself, each time from nothing but their photos, with as
many cores as jobs. What was
measured is kept in `benchmarks/results/cities.json`, and the tables of `docs/scale.md` are made
from that (``--only-page`` makes them again without measuring).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import measure
from benchmarks.simulate import CENTRE, simulate_city

_SIDE_M, _PLACES = 6000.0, 80
_EVENTUALLY, _AT_ONCE = 10_000, (1, 2, 16, 64)
_INDEX_S = 0.0003  # of each city, see `index_of`
KEPT = Path(__file__).parent / "results/cities.json"
PAGE = Path(__file__).parents[1] / "docs/scale.md"


@dataclass(frozen=True)
class Run:
    """One build of all the cities: its seconds, those of all cores, each city's, the site."""

    jobs: int
    wall_s: float
    cpu_s: float
    city_s: list[float]
    peak_mb: list[float]
    digest: str
    bytes_per_city: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cities", type=int, default=100)
    options.add_argument("--photos", type=int, default=20_000)
    options.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    options.add_argument("--index", type=int, help="only the index of so many copies of a city")
    options.add_argument("--only-page", action="store_true", help="from what was measured before")
    given = options.parse_args()
    if given.index:
        index_of(given.index)
        return
    if given.only_page:
        print(write_page(json.loads(KEPT.read_text("utf-8"))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_cities(folder, given.cities, given.photos)
        _build(folder, 1, ["c0000"])  # so that no run waits for compilers
        runs = [_build(folder, jobs) for jobs in given.jobs]
    assert len({run.digest for run in runs}) == 1, "the sites differ"
    KEPT.parent.mkdir(exist_ok=True)
    told = {"cities": given.cities, "photos": given.photos, "runs": [_facts(run) for run in runs]}
    KEPT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(write_page(told))


def _facts(run: Run) -> dict[str, float]:
    """What is kept of a run."""
    tenth = max(len(run.city_s) // 10, 1)
    early, late = (statistics.median(part) for part in (run.peak_mb[:tenth], run.peak_mb[-tenth:]))
    return {
        "jobs": run.jobs,
        "wall_s": run.wall_s,
        "cpu_s": run.cpu_s,
        "city_s": statistics.median(run.city_s),
        "early_mb": early,
        "late_mb": late,
        "most_mb": max(run.peak_mb),
        "city_mb": run.bytes_per_city / 1e6,
    }


def write_page(told: dict[str, Any]) -> str:
    """Put the tables of what was measured between the page's marks; returns them."""
    text = PAGE.read_text("utf-8")
    before, rest = text.split("<!-- cities -->", 1)
    _, after = rest.split("<!-- end of cities -->", 1)
    found = "\n".join([*_measured(told), "", *_calculated(told)])
    PAGE.write_text(f"{before}<!-- cities -->\n\n{found}\n\n<!-- end of cities -->{after}", "utf-8")
    return found


def _measured(told: dict[str, Any]) -> Iterator[str]:
    runs, cities = told["runs"], told["cities"]
    yield f"{cities} cities of {told['photos']:,} photos; the sites were the same, byte for byte."
    yield ""
    yield ("| jobs, each with a core | time | to one | cores' time a city | time of one city "
           "| most memory of a process: first tenth, last tenth, of all |")  # fmt: skip
    yield "|---|---|---|---|---|---|"
    for run in runs:
        yield (
            f"| {run['jobs']} | {run['wall_s']:.1f} s | {runs[0]['wall_s'] / run['wall_s']:.2f} "
            f"| {run['cpu_s'] / cities:.2f} s | {run['city_s']:.2f} s "
            f"| {run['early_mb']:.0f}, {run['late_mb']:.0f}, {run['most_mb']:.0f} MB |"
        )


def _calculated(told: dict[str, Any]) -> Iterator[str]:
    """The arithmetic that carries the cost of a city to 10,000."""
    alone, beside = told["runs"][0], told["runs"][-1]
    start_s = alone["wall_s"] - told["cities"] * alone["city_s"]
    hours = _EVENTUALLY * beside["city_s"] / 3600
    yield (
        f"**{_EVENTUALLY:,} cities, calculated.** To start, and to make one site of them, takes "
        f"{alone['wall_s']:.1f} − {told['cities']} × {alone['city_s']:.2f} = {start_s:.1f} s here. "
        f"A city takes {alone['city_s']:.2f} s alone and {beside['city_s']:.2f} s beside others "
        f"(memory and caches are shared): {_EVENTUALLY:,} × {beside['city_s']:.2f} s = {hours:.1f} "
        "hours of cores, divided among them. The index reads and lists each city in "
        f"{_INDEX_S * 1000:g} ms."
    )
    yield ""
    each_mb = beside["most_mb"]
    yield f"| at a time | cities built | index | in all | memory ({each_mb:.0f} MB each) |"
    yield "|---|---|---|---|---|"
    for jobs in _AT_ONCE:
        built = _EVENTUALLY * alone["city_s"] / 3600 if jobs == 1 else hours / jobs
        index = _EVENTUALLY * _INDEX_S / 3600
        yield (
            f"| {jobs} | {built:.2g} h | {index:.2g} h | {built + index:.2g} h "
            f"| {jobs * each_mb / 1000:.1f} GB |"
        )
    yield ""
    yield (
        f"A city has {beside['city_mb']:.1f} MB of pages, so the site has "
        f"{_EVENTUALLY * beside['city_mb'] / 1000:.0f} GB, and as much again while the new one "
        "takes the old one's place; the cache comes on top. The command itself keeps a few "
        "kilobytes a city."
    )


def write_cities(folder: Path, count: int, photos: int) -> None:
    """Write so many city files, and the photos of each, into `cities`."""
    data = folder / "cities/data"
    data.mkdir(parents=True)
    west, south = CENTRE.to_degrees(-_SIDE_M / 2, -_SIDE_M / 2)
    east, north = CENTRE.to_degrees(_SIDE_M / 2, _SIDE_M / 2)
    for number in range(count):
        made = simulate_city(photos, seed=number, side_m=_SIDE_M, places=_PLACES).photos
        columns = made[["photo_id", "author_id", "lat", "lon", "taken_at"]]
        columns.to_parquet(data / f"c{number:04}.parquet")
        (folder / f"cities/c{number:04}.yaml").write_text(
            f"name: City {number}\ntimezone: UTC\nbbox: [{west:.5f}, {south:.5f}, {east:.5f},"
            f" {north:.5f}]\nphotos: [{{source: file, path: data/c{number:04}.parquet}}]\n"
        )


def index_of(cities: int) -> None:
    """Tell how large the index of so many cities is, and how long it takes."""
    from guidegen.website.cards import CARD, PICTURE
    from guidegen.website.render import render_shared_pages

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_cities(folder, 1, 20_000)
        _build(folder, 1)
        site = folder / "site"
        for number in range(1, cities):
            for path in (CARD, PICTURE, "data/photos.json"):
                copy = site / f"copy{number}" / path
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(site / "c0000" / path, copy)
        took = measure(lambda: render_shared_pages(None, site))
        text = (site / "index.html").read_bytes()
        picture = (site / "c0000" / PICTURE).stat().st_size
    packed = len(gzip.compress(text))
    print(
        f"index of {cities:,} cities: {len(text) / 1000:.0f} KB, {packed / 1000:.0f} packed; "
        f"{took.cpu_s / cities * 1000:.2f} ms of processors a city; a city's picture, a file, "
        f"{picture / 1000:.1f} KB"
    )


def _build(folder: Path, jobs: int, cities: list[str] | None = None) -> Run:
    """Build with an empty cache, and without what earlier builds remember."""
    for lock in (folder / "cities").glob("*.lock.json"):
        lock.unlink()
    log, site = folder / f"log-{jobs}.jsonl", folder / "site"
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "guidegen", "build", *(cities or []), "--offline", "-q",
               "--jobs", str(jobs), "--output", str(site), "--log", str(log)]  # fmt: skip
    with tempfile.TemporaryDirectory() as cache:
        paths = f"{Path(__file__).parents[1]}"
        world = os.environ | {"GUIDEGEN_CACHE": cache, "PYTHONPATH": paths}
        with _on_cores(jobs):
            started, before_s = time.perf_counter(), _cpu_s()
            subprocess.run(  # noqa: S603 - our own
                command, cwd=folder, env=world, check=True, stdout=subprocess.DEVNULL
            )
            wall_s = time.perf_counter() - started
    told = [json.loads(line) for line in log.read_text().splitlines()]
    each = [line for line in told if line["event"] == "city"]
    assert all(line["ok"] for line in each)
    return Run(
        jobs,
        wall_s,
        _cpu_s() - before_s,
        [line["seconds"] for line in each],
        [line["peak_mb"] for line in each],
        _digest(site),
        sum(line["bytes"] for line in each) / len(each),
    )


@contextmanager
def _on_cores(count: int) -> Iterator[None]:
    """Within it, processes that are started have so many cores: one city alone would take more."""
    given = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(given)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, given)


def _cpu_s() -> float:
    """Seconds of all cores that processes which have ended took, and those that they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _digest(site: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        whole.update(path.relative_to(site).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    main()
