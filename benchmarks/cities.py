"""Cost of many cities, one and several at a time: ``python -m benchmarks.cities``.

Simulated cities are built by the command itself, each time from nothing but their photos. What
`docs/scale.md` says of 10,000 cities comes from its last lines.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.simulate import CENTRE, simulate_city

_SIDE_M, _PLACES = 6000.0, 80
_EVENTUALLY = 10_000


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
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_cities(folder, given.cities, given.photos)
        _build(folder, 1, ["c0000"])  # so that no run waits for compilers
        runs = [_build(folder, jobs) for jobs in given.jobs]
    print(f"{given.cities} cities of {given.photos:,} photos")
    print("jobs  seconds  ratio  s/city  cores' s/city  s of one  peak MB: first tenth, last, most")
    for run in runs:
        tenth = max(given.cities // 10, 1)
        early, late = (
            statistics.median(part) for part in (run.peak_mb[:tenth], run.peak_mb[-tenth:])
        )
        print(
            f"{run.jobs:>4} {run.wall_s:>8.1f} {runs[0].wall_s / run.wall_s:>6.2f}"
            f" {run.wall_s / given.cities:>7.2f} {run.cpu_s / given.cities:>14.2f}"
            f" {statistics.median(run.city_s):>9.2f}"
            f" {early:>21.0f} {late:>5.0f} {max(run.peak_mb):>5.0f}"
        )
    assert len({run.digest for run in runs}) == 1, "the sites differ"
    print("the sites are the same, byte for byte")
    for run in runs:
        hours = run.wall_s / given.cities * _EVENTUALLY / 3600
        gigabytes = run.bytes_per_city * _EVENTUALLY / 1e9
        print(
            f"{_EVENTUALLY:,} cities, --jobs {run.jobs}: {hours:.1f} h, {gigabytes:.0f} GB of site"
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
