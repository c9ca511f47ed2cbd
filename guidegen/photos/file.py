"""Photos from a table in a file: CSV, TSV or Parquet, plain or compressed (gzip, zstd)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from guidegen.errors import ConfigError, InputError, Problem
from guidegen.photos import parquet, values
from guidegen.photos.columns import match_columns
from guidegen.photos.text import Cells, read_text
from guidegen.photos.times import parse_times, precision
from guidegen.photos.unpacking import Unpacked

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.citysources import FileSource

Column = Callable[[pa.ChunkedArray], Any]
Choose = Callable[[list[str], bool], Iterable[int]]

_COMPRESSIONS = {b"\x1f\x8b": "gzip", b"\x28\xb5": "zstd"}
_PARQUET = b"PAR1"
_PARQUET_NAMES = {".parquet", ".pq"}

OPTIONAL: dict[str, Column] = {
    "title": values.prose,
    "tags": values.prose,
    "licence": values.prose,
    "url": values.web_addresses,
    "image_url": values.web_addresses,
    "accuracy": values.numbers,
}


def read_rows(source: FileSource, city: City) -> pd.DataFrame:
    """Every row of a photo file, usable or not, as `guidegen.photos.checks` describes.

    Raises:
        InputError: when the file is missing, not a table, damaged, or has no rows.
        ConfigError: when no column is found for one that is needed.
    """
    path = city.path.parent / source.path
    chosen = {str(ours): theirs for ours, theirs in source.columns.items()}

    def match(names: list[str], header: bool) -> dict[str, int]:
        try:
            return match_columns(names, chosen, header=header, file=path)
        except InputError as error:  # mended in the city file
            key = f"photos[{city.photos.index(source)}].columns"
            raise ConfigError([Problem(str(error), city.path, key=key)]) from error

    cells = read_cells(path, source.header, lambda *told: match(*told).values())
    at = match(cells.names, cells.header)
    if not len(cells.rows) and not len(cells.broken):
        raise InputError(f"{path}: has a header and no rows; there are no photos in it")
    columns = {ours: cells.columns[position] for ours, position in at.items()}
    refuse_nested(columns, path)
    with explained(path):
        rows = understand(columns, city.timezone).assign(row=cells.rows, broken=False)
    broken = pd.DataFrame({"row": cells.broken, "broken": True})
    everything = pd.concat([rows, broken]) if len(broken) else rows
    return everything.assign(source="file", file=str(source.path)).sort_values(
        "row", ignore_index=True
    )


def _every(names: list[str], _: bool) -> Iterable[int]:
    return range(len(names))


def read_cells(path: Path, header: bool | None, choose: Choose = _every) -> Cells:
    """What a file holds, before anything is understood.

    Args:
        path: of the file.
        header: whether its first line names the columns; None to find out.
        choose: which columns are wanted, by the names of all and whether the file told them;
            only some kinds of files can leave the others out.

    Raises:
        InputError: when it is missing, not a table, damaged, or unpacks to very much more.
    """
    with explained(path):
        if path.is_dir():
            raise InputError(f"{path}: is a folder; `path:` must name a photo file in it")
        if not path.is_file():
            raise InputError(f"{path}: there is no such photo file; see `path:` in the city file")
        return _read(path, header, choose)


def understand(columns: dict[str, pa.ChunkedArray], timezone: str | None) -> pd.DataFrame:
    """The readable rows, with values instead of text; see `guidegen.photos.checks`."""
    taken_at = parse_times(columns["taken_at"], timezone)
    rows = {
        "photo_id": values.identifiers(columns["photo_id"]),
        "author_id": values.identifiers(columns["author_id"]),
        "lon": values.numbers(columns["lon"]),
        "lat": values.numbers(columns["lat"]),
        "taken_at": taken_at,
        "time_known": pd.Series(precision(taken_at), dtype=str),
        **{f"{name}_raw": values.raw(columns[name]) for name in ("lon", "lat", "taken_at")},
        **{name: turn(columns[name]) for name, turn in OPTIONAL.items() if name in columns},
    }
    if "uploaded_at" in columns:
        rows["uploaded_at"] = parse_times(columns["uploaded_at"], timezone)
    return pd.DataFrame(rows)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """What goes wrong inside is told as a mistake of the file."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{path}: cannot be read, it may be damaged: {reason}") from error


def refuse_nested(columns: dict[str, pa.ChunkedArray], path: Path) -> None:
    """Refuse columns of lists and the like.

    Raises:
        InputError: naming the first of them.
    """
    for name, column in columns.items():
        if pa.types.is_nested(column.type):
            raise InputError(f"{path}: the column for {name} holds {column.type}, not text")


def _read(path: Path, header: bool | None, choose: Choose) -> Cells:
    compression = compression_of(path)

    def open_file() -> io.BufferedReader:
        # as Python's kind of file, since what mends the encoding cannot wrap pyarrow's
        file = pa.input_stream(str(path), compression=compression)
        return io.BufferedReader(Unpacked(file, path) if compression else file)

    with open_file() as file:
        is_parquet = file.read(len(_PARQUET)) == _PARQUET
    if is_parquet:
        content = None if compression is None else _whole(open_file)
        return _read_parquet(parquet.File(path, content), choose)
    is_named_parquet = _PARQUET_NAMES & {suffix.lower() for suffix in path.suffixes}
    if is_named_parquet and path.stat().st_size:
        raise InputError(f"{path}: is not a Parquet file, though its name says so")
    return read_text(open_file, path, header)


def compression_of(path: Path) -> str | None:
    """By content: names lie more often than files do."""
    with path.open("rb") as file:
        return _COMPRESSIONS.get(file.read(2))


def _whole(open_file: Callable[[], io.BufferedReader]) -> pa.Buffer:
    with open_file() as file:
        return pa.py_buffer(file.read())


def _read_parquet(file: parquet.File, choose: Choose) -> Cells:
    about = parquet.metadata(file)
    names = parquet.names_of(about)
    wanted = {at: names[at] for at in choose(names, True)}
    columns = parquet.read(file, about, list(wanted.values()))
    return Cells(
        names=names,
        columns={at: columns[name] for at, name in wanted.items()},
        rows=np.arange(1, sum(about.rows) + 1),
        broken=np.array([], dtype=np.int64),
    )
