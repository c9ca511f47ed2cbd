"""Rows of a table judged in bulk.

Whatever is plainly usable is told by a few passes over whole columns. The other rows, and they are
few, go to `guidegen.photos.checks.judge`, which alone says what is wrong with a row; so the
verdicts are the same as those of a city's own photo files, but for the city's box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from guidegen.geo import Box
from guidegen.photos import checks, values
from guidegen.photos.authors import OWNER
from guidegen.photos.corpus.keys import letters_of
from guidegen.photos.file import OPTIONAL, understand
from guidegen.photos.times import Flags, Times, parse_times
from guidegen.tables import REJECTS

WORLD = Box(-180.0, -90.0, 180.0, 90.0)
# The texts and numbers that a photo may have besides those it needs.
EXTRAS = {
    "uploaded_at": pa.timestamp("us"),
    **{name: pa.string() for name in ("title", "tags", "url", "image_url", "licence")},
    "attribution": pa.string(),
    "accuracy": pa.float64(),
    "luminance_bv": pa.float64(),
    OWNER: pa.string(),
}
PHOTO = {
    "row": pa.int64(),
    "photo_id": pa.string(),
    "author_id": pa.string(),
    "lon": pa.float64(),
    "lat": pa.float64(),
    "taken_at": pa.timestamp("us"),
    "utc": pa.bool_(),
}

_UNUSABLE = r"[\x00-\x1f\x7f\x{fffd}]"
_PLAIN_TIME = (
    r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$"
)
# No clock on earth is as early, so what differs there was given in UTC.
FAR_ZONE = "Etc/GMT-14"
_MINUTE_US = 60_000_000
# No word that programs write where they have nothing is longer; see `values.identifiers`.
LONGEST_NOTHING = 4

Columns = Mapping[str, pa.ChunkedArray]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Judged:
    """Rows, told apart.

    Attributes:
        photos: the usable ones, in order; columns as in `PHOTO`, and of `EXTRAS` those there are;
            texts may be in a dictionary.
        rejects: the others, as `guidegen.tables.REJECTS`, in order.
        has_seconds: whether any time was given to the second.
        span: how many rows or lines of the file they are.
    """

    photos: pa.Table
    rejects: pd.DataFrame
    has_seconds: bool
    span: int


class _Clock(NamedTuple):
    times: Times
    utc: Flags


def judge_columns(
    columns: Columns,
    rows: Integers | int,
    file: str,
    today: date,
    broken: pd.DataFrame | None = None,
) -> Judged:
    """Judge the rows of a table.

    Args:
        columns: by our names; what a file holds, before anything is understood.
        rows: the number of each row, or how many there are.
        file: as the rejects name it.
        today: the day of the import; nothing was photographed after it.
        broken: rows whose fields could not be told apart, by the columns row and broken.
    """
    rows = np.arange(1, rows + 1) if isinstance(rows, int) else rows
    photos, clock = _understood(columns, rows)
    usable = _plain(photos, today)
    since_midnight = clock.times[~np.isnat(clock.times)].astype(np.int64)
    has_seconds = bool((since_midnight % _MINUTE_US).any())
    if usable.all() and (broken is None or broken.empty):
        return Judged(photos, pd.DataFrame(columns=[*REJECTS.columns]), has_seconds, len(rows))
    at = np.flatnonzero(~usable)
    few = {name: column.take(pa.array(at)) for name, column in columns.items()}
    odd = understand(few, None).assign(row=rows[at], broken=False)
    both = odd if broken is None or broken.empty else pd.concat([odd, broken], ignore_index=True)
    both = both.assign(source="", file=file)
    verdicts = verdicts_of(both, today)
    usable[at[verdicts[: len(at)] == ""]] = True
    return Judged(
        photos=photos if usable.all() else photos.filter(pa.array(usable)),
        rejects=rejects_of(both, verdicts),
        has_seconds=has_seconds,
        span=len(both) + len(rows) - len(at),
    )


def verdicts_of(rows: pd.DataFrame, today: date) -> npt.NDArray[np.object_]:
    """The reason to reject each row, shape (n,), as `checks.judge`; "" also for duplicates.

    Duplicates are found among all photos of an import, later.
    """
    verdicts = checks.judge(rows.reset_index(drop=True), checks.Limits(WORLD, today))
    verdicts[verdicts == checks.DUPLICATE] = ""
    return verdicts


def rejects_of(rows: pd.DataFrame, verdicts: npt.NDArray[np.object_]) -> pd.DataFrame:
    """The rejected rows, as `guidegen.tables.REJECTS`."""
    rejected = rows.assign(reason=pd.Series(verdicts, rows.index, dtype=str))[verdicts != ""]
    raw = {name: f"{name}_raw" for name in ("lon", "lat", "taken_at")}
    rejects = pd.DataFrame({name: rejected[raw.get(name, name)] for name in REJECTS.columns})
    return rejects.sort_values("row", kind="stable", ignore_index=True)


def finest(has_seconds: bool) -> str:
    """How finely the times of a file are known, those at midnight aside."""
    return "second" if has_seconds else "minute"


def _understood(columns: Columns, rows: Integers) -> tuple[pa.Table, _Clock]:
    clock = _read_clock(columns["taken_at"])
    found = {
        "row": pa.array(rows),
        "photo_id": _identifiers(columns["photo_id"]),
        "author_id": _identifiers(columns["author_id"]),
        "lon": pa.array(values.numbers(columns["lon"])),
        "lat": pa.array(values.numbers(columns["lat"])),
        "taken_at": pa.array(clock.times),
        "utc": pa.array(clock.utc),
    }
    for name, turn in OPTIONAL.items():
        if name in columns:
            found[name] = pa.array(turn(columns[name]), EXTRAS[name], from_pandas=True)
    if "uploaded_at" in columns:
        found["uploaded_at"] = pa.array(_read_clock(columns["uploaded_at"]).times)
    return pa.table(found), clock


def _identifiers(column: pa.ChunkedArray) -> pa.Array:
    """As `values.identifiers`; a text of a dictionary is cleaned once, and what is clean stays."""
    if _is_dictionary(column):
        one = in_one(column)
        clean = _identifiers(pa.chunked_array([one.dictionary]))
        return pa.DictionaryArray.from_arrays(one.indices, clean)
    if _is_ascii(column, "!", longer_than=LONGEST_NOTHING):
        return in_one(column)
    return pa.array(values.identifiers(column), pa.string(), from_pandas=True)


def _plain(photos: pa.Table, today: date) -> Flags:
    """Whether nothing can be wrong with each row; where it is False `checks` decides."""
    lon, lat, taken_at = (numbers_of(photos[name]) for name in ("lon", "lat", "taken_at"))
    too_late = np.datetime64(today + checks.FUTURE_AFTER + timedelta(days=1))
    plain: Flags = WORLD.contains(lon, lat) & ((lon != 0) | (lat != 0))
    plain &= (taken_at >= np.datetime64(checks.EARLIEST)) & (taken_at < too_late)
    for name in ("photo_id", "author_id"):
        if not _is_ascii(photos[name], " "):
            texts = photos[name].cast(pa.string())
            unusable = pc.match_substring_regex(texts, _UNUSABLE)
            plain &= ~np.asarray(pc.fill_null(unusable, True), dtype=bool)
    return plain


def numbers_of(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """The numbers or times of a column, shape (n,); not copied if they are in one piece."""
    found: npt.NDArray[Any] = in_one(column).to_numpy(zero_copy_only=False)
    return found


def in_one(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece; not copied if it is."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _is_ascii(texts: pa.ChunkedArray, first: str, longer_than: int = -1) -> bool:
    """Whether all texts are there, long enough, and of letters from the first to the tilde."""
    if _is_dictionary(texts):
        parts = [pa.chunked_array([chunk.dictionary]) for chunk in texts.chunks]
        return not texts.null_count and all(_is_ascii(part, first, longer_than) for part in parts)
    if texts.null_count or not pa.types.is_string(texts.type):
        return False
    for letters, starts in map(letters_of, texts.chunks):
        if np.diff(starts).min(initial=longer_than + 1) <= longer_than:
            return False
        if len(letters) and not (ord(first) <= letters.min() and letters.max() <= ord("~")):
            return False
    return True


def _read_clock(column: pa.ChunkedArray) -> _Clock:
    """The times of a column as `parse_times` reads them, and which of them are UTC."""
    if not _is_text(column.type):
        return _parse(column)
    plain = pc.fill_null(pc.match_substring_regex(column, _PLAIN_TIME), False)
    try:
        cast = pc.if_else(plain, column, None).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:  # a 30th of February
        return _parse(column)
    times = np.array(cast.to_numpy())
    utc = np.zeros(len(times), dtype=bool)
    if not pc.all(plain, min_count=0).as_py():
        at = np.flatnonzero(~np.asarray(plain, dtype=bool))
        times[at], utc[at] = _parse(column.take(pa.array(at)))
    return _Clock(times, utc)


def _parse(column: pa.ChunkedArray) -> _Clock:
    if pa.types.is_timestamp(column.type) and not column.type.tz:
        return _Clock(parse_times(column, None), np.zeros(len(column), dtype=bool))
    here, far = (parse_times(column, zone) for zone in (None, FAR_ZONE))
    return _Clock(here, (here != far) & ~np.isnat(here))


def _is_dictionary(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_dictionary(column.type) and _is_text(column.type.value_type))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
