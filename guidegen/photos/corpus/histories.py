"""Who photographed in which city and when, over all photos of a corpus.

They are the evidence that a visitor of one city lives in another. A photo counts for the city that
is nearest to it, by its local time; photos whose time is not known, and those far from every city,
count for nothing.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from guidegen.alone import alone, temporary_folder
from guidegen.errors import OutputError
from guidegen.photos.corpus.engines import DUCKDB, Engine
from guidegen.photos.corpus.layout import Corpus
from guidegen.store import key_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

HISTORIES = pa.schema(
    {
        "source": pa.string(),
        "author_id": pa.string(),
        "city": pa.int32(),
        "first_at": pa.timestamp("us"),
        "last_at": pa.timestamp("us"),
        "active_days": pa.int64(),
        "months": pa.int64(),
        "photos": pa.int64(),
    }
)
NEEDED = ("source", "author_id", "city", "taken_at", "time_known")
_VERSION = 1


def histories_of(photos: ir.Table) -> ir.Table:
    """The histories as an expression.

    Days are counted within months and months within authors and cities: counting distinct days
    at once takes four times as long.

    Args:
        photos: with the columns `NEEDED`.

    Returns:
        The columns of `HISTORIES`, in no order.
    """
    known = photos.filter(photos.time_known != "none", photos.city != 0)
    who = ["source", "author_id", "city"]
    days = known.group_by(*who, day=known.taken_at.date()).agg(
        first_at=known.taken_at.min(), last_at=known.taken_at.max(), photos=known.count()
    )
    months = days.group_by(*who, month=days.day.truncate("M")).agg(
        first_at=days.first_at.min(),
        last_at=days.last_at.max(),
        active_days=days.count(),
        photos=days.photos.sum(),
    )
    return months.group_by(*who).agg(
        first_at=months.first_at.min(),
        last_at=months.last_at.max(),
        active_days=months.active_days.sum(),
        months=months.count(),
        photos=months.photos.sum(),
    )


def histories_path(corpus: Corpus) -> Path:
    """Where the histories of the corpus as it is are kept."""
    return corpus.folder / "histories" / f"{key_of(_VERSION, corpus.state)}.parquet"


def refresh_histories(corpus: Corpus, engine: str = DUCKDB) -> Path:
    """Make the histories of a corpus if it changed since they were made.

    Args:
        corpus: which has been imported into.
        engine: duckdb, spark or spark=URL; all give the same bytes.

    Returns:
        Their file: `HISTORIES`, sorted by source, author_id and city.

    Raises:
        InputError: when there is no such engine.
        OutputError: when they cannot be kept.
    """
    path = histories_path(corpus)
    if [*path.parent.glob("*")] == [path]:  # nor did one that was killed leave any beside it
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.parent / ".lock"
        with alone(lock, wait=True):  # several cities are made at once
            if not path.exists():
                _write(corpus, engine, path)
            for old in path.parent.glob("*"):
                if old not in (path, lock):
                    old.unlink()
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    return path


def _write(corpus: Corpus, engine: str, path: Path) -> None:
    making = path.with_name(f".{path.name}.tmp")
    pq.write_table(_made(corpus, engine), making, compression="zstd")
    making.replace(path)


def load_histories(corpus: Corpus) -> pd.DataFrame:
    """The histories of a corpus, made if they are not there: `HISTORIES`."""
    table: pd.DataFrame = pq.read_table(refresh_histories(corpus)).to_pandas()
    return table


def _made(corpus: Corpus, engine: str) -> pa.Table:
    files = corpus.files()
    if not files:
        return HISTORIES.empty_table()
    with temporary_folder() as scratch, warnings.catch_warnings():
        # Ibis 12 still calls what DuckDB 2 only deprecates
        warnings.simplefilter("ignore", DeprecationWarning)
        running = Engine(engine, scratch)
        found = histories_of(running.photos(files, NEEDED)).to_pyarrow()
        running.close()
    order = [(name, "ascending") for name in ("source", "author_id", "city")]
    return found.select(HISTORIES.names).cast(HISTORIES).sort_by(order)
