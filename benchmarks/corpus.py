"""Corpora: how fast photos come in, and authors' histories, against DuckDB doing the least.

Run from the repository's folder; files go to a temporary folder and are deleted:

    python -m benchmarks.corpus [--photos 20] [--histories 100] [--spark 5]   # millions of photos
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from guidegen.photos.corpus.cities import _table
from guidegen.photos.corpus.engines import Engine
from guidegen.photos.corpus.histories import NEEDED, histories_of
from guidegen.photos.corpus.importing import import_photos
from guidegen.photos.corpus.layout import Corpus
from guidegen.photos.corpus.readers import Given

AUTHORS = 200_000
CITIES = 250
AT_ONCE = 10  # photos that an author takes on one visit of a city
MILLION = 1_000_000
RUNS = 3
BARE = """
    SELECT source, author_id, city, count(*), min(taken_at), max(taken_at)
    FROM read_parquet('{}') GROUP BY ALL
"""


def simulate(million: int) -> pa.Table:
    """A million photos: a few authors have most, who are at home in one city and visit others."""
    rng = np.random.default_rng(million)
    visits = MILLION // AT_ONCE
    author = (rng.pareto(1.0, visits) * AUTHORS / 100).astype(np.int64) % AUTHORS
    home, away = author * 7 % CITIES, rng.integers(0, CITIES, visits)
    place = np.repeat(np.where(rng.random(visits) < 0.7, home, away), AT_ONCE)
    day_s = np.repeat(1_200_000_000 // 86_400 + rng.integers(0, 3000, visits), AT_ONCE) * 86_400
    city, lon, lat = (each[:: len(each) // CITIES][:CITIES] for each in _table())
    names = pa.array(
        [f"{number * 7919 % 99_999_999}@N{number % 90 + 10}" for number in range(AUTHORS)]
    )
    spread = rng.normal(0, 0.03, (2, MILLION))
    taken_s = day_s + rng.integers(28_800, 72_000, MILLION)
    return pa.table(
        {
            "photo_id": pa.array(5_000_000_000 + million * MILLION + np.arange(MILLION)).cast(
                "string"
            ),
            "author_id": names.take(pa.array(np.repeat(author, AT_ONCE))),
            "lat": np.round(lat[place] + spread[0], 6),
            "lon": np.round(lon[place] + spread[1], 6),
            "taken_at": pa.array(taken_s).cast(pa.timestamp("s")),
            "city": city[place],
        }
    )


def write_photos(folder: Path, millions: int) -> None:
    """The same photos as Parquet and as CSV."""
    with pq.ParquetWriter(folder / "a.parquet", simulate(0).drop("city").schema) as parquet:
        csv = pa_csv.CSVWriter(folder / "a.csv", simulate(0).drop("city").schema)
        for million in range(millions):
            photos = simulate(million).drop("city")
            parquet.write_table(photos)
            csv.write_table(photos)
        csv.close()


def write_histories(path: Path, millions: int) -> None:
    """Photos with what histories need, in one file as in a corpus."""
    writer = None
    for million in range(millions):
        photos = simulate(million)
        kept = {name: photos[name] for name in ("author_id", "city")}
        kept["taken_at"] = photos["taken_at"].cast(pa.timestamp("us"))
        for name, text in (("source", "file"), ("time_known", "second")):
            kept[name] = pa.DictionaryArray.from_arrays(np.zeros(MILLION, np.int8), [text])
        table = pa.table(kept)
        writer = writer or pq.ParquetWriter(path, table.schema, store_schema=False)
        writer.write_table(table)
    if writer:
        writer.close()


def import_once(file: Path, folder: Path) -> None:
    """In a process of its own: prints seconds, those of CPUs, and the largest memory in MB."""
    corpus = Corpus.at(folder, create=True)
    start, cpu_start = time.perf_counter(), time.process_time()
    brought = import_photos(corpus, Given(file), today=date(2026, 1, 1), tell=lambda *_: None)
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu_start
    assert brought.kept == brought.rows_read
    print(seconds, cpu_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure_import(file: Path, photos: int) -> None:
    bare, own, own_cpu_s, most_mb = float("inf"), float("inf"), float("inf"), 0.0
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            command = [sys.executable, "-m", "benchmarks.corpus", "--import", file, f"{folder}/c"]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
            seconds, cpu_s, megabytes = map(float, told.split())
            own, most_mb = min(own, seconds), max(most_mb, megabytes)
            own_cpu_s = min(own_cpu_s, cpu_s)
            copy = f"COPY (FROM '{file}') TO '{folder}/bare.parquet'"
            bare = min(bare, seconds_of(lambda copy=copy: duckdb.sql(copy)))
    print(
        f"import {file.suffix[1:]:8} {photos / own / 1e6:6.2f} million rows/s, "
        f"{own_cpu_s / photos * 1e6:.2f} CPU s a million, {most_mb:,.0f} MB; "
        f"{own / bare:.2f} x DuckDB's bare COPY ({photos / bare / 1e6:.2f}); the best of {RUNS} "
        f"processes, from their modules' being loaded to the manifest; memory: the most of them",
        flush=True,
    )


def seconds_of(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def histories(path: Path, name: str) -> pa.Table:
    """Of all photos of a file, by an engine."""
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        engine = Engine(name, Path(scratch))
        found = histories_of(engine.photos([path], NEEDED)).to_pyarrow()
        engine.close()
    return found


def measure_histories(path: Path, photos: int, runs: int) -> None:
    bare, own = float("inf"), float("inf")
    for _ in range(runs):
        own = min(own, seconds_of(lambda: histories(path, "duckdb")))
        bare = min(bare, seconds_of(lambda: duckdb.sql(BARE.format(path)).to_arrow_table()))
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"histories of {photos:,} photos: {own:.1f} s, {own / bare:.2f} x DuckDB's bare group-by "
        f"({bare:.1f} s); {most_mb:,.0f} MB",
        flush=True,
    )


def measure_spark(path: Path, photos: int) -> None:
    by_spark = seconds_of(lambda: histories(path, "spark"))
    by_duckdb = seconds_of(lambda: histories(path, "duckdb"))
    print(
        f"histories of {photos:,} photos by Spark: {by_spark:.1f} s, "
        f"{by_spark / by_duckdb:.1f} x DuckDB; each run once, starts included"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=20)
    parser.add_argument("--histories", type=int, default=100)
    parser.add_argument("--spark", type=int, default=5)
    parser.add_argument("--import", nargs=2, type=Path, dest="imported")
    chosen = parser.parse_args()
    if chosen.imported:
        import_once(*chosen.imported)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.photos:
            write_photos(folder, chosen.photos)
            for file in ("a.parquet", "a.csv"):
                measure_import(folder / file, chosen.photos * MILLION)
                (folder / file).unlink()
        for millions, measured in (
            (chosen.histories, lambda path, count: measure_histories(path, count, RUNS)),
            (chosen.spark, measure_spark),
        ):
            if millions:
                write_histories(folder / "h.parquet", millions)
                measured(folder / "h.parquet", millions * MILLION)


if __name__ == "__main__":
    main()
