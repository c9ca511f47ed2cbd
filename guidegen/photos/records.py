"""What sources other than tables find, one mapping a photo, as rows for `checks`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd
import pyarrow as pa

from guidegen.photos import values
from guidegen.photos.checks import SET_ASIDE
from guidegen.photos.file import understand
from guidegen.photos.times import precision
from guidegen.services import SERVICES

Record = Mapping[str, Any]
"""A photo by the names of the columns: text or numbers as its source has them, None or no entry
where it has none. Also `file` and `row`, where it stands; `broken` and `set_aside`, see `checks`;
`time_known`: "none" where `taken_at` is another time than that of the photo; `luminance_bv`."""

_TEXTS = (
    "photo_id", "author_id", "lon", "lat", "taken_at", "uploaded_at",
    "title", "tags", "url", "image_url", "licence", "accuracy",
)  # fmt: skip
_MOST_CHARACTERS = 2000
# So many photos are put into a table at a time, where they take less memory.
_BATCH = 50_000


def rows_of(records: Iterable[Record], source: str, timezone: str | None) -> pd.DataFrame:
    """The rows of a source, in the order of the records, as `guidegen.photos.checks` wants them.

    Args:
        records: one a photo.
        source: whose ids the photos' ids are.
        timezone: the city's, for times in UTC.
    """
    waiting = iter(records)
    tables = [_table(list(islice(waiting, _BATCH)), timezone)]
    while batch := list(islice(waiting, _BATCH)):
        tables.append(_table(batch, timezone))
    rows = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    # whether times have seconds is seen from all of them
    known = pd.Series(precision(rows["taken_at"].to_numpy()), dtype=str)
    return rows.assign(
        source=pd.Series(source, index=rows.index, dtype=str),
        time_known=known.mask(rows["time_known"] == "none", "none"),
    )


def rows_of_service(records: Iterable[Record], service: str, timezone: str | None) -> pd.DataFrame:
    """As `rows_of`, for records that stand in no file: they are numbered as they come."""
    title = SERVICES[service].title
    numbered = ({**each, "file": title, "row": row} for row, each in enumerate(records, start=1))
    return rows_of(numbered, service, timezone)


def _table(records: Sequence[Record], timezone: str | None) -> pd.DataFrame:
    rows = understand({name: _column(records, name) for name in _TEXTS}, timezone)
    untimed = pd.Series([each.get("time_known") == "none" for each in records], dtype=bool)
    brightness = [each.get("luminance_bv") for each in records]
    return rows.assign(
        file=values.raw(_column(records, "file")),
        row=pd.Series([each["row"] for each in records], dtype="int64"),
        broken=pd.Series([bool(each.get("broken")) for each in records], dtype=bool),
        set_aside=values.raw(_column(records, SET_ASIDE)),
        time_known=rows["time_known"].mask(untimed, "none"),
        attribution=values.prose(_column(records, "attribution")),
        luminance_bv=pd.Series(brightness, dtype="float64"),
    )


def _column(records: Sequence[Record], name: str) -> pa.ChunkedArray:
    return pa.chunked_array([[_text(each.get(name)) for each in records]], pa.string())


def _text(value: object) -> str | None:
    """The value as text that can be kept: JSON and file names may hold halves of characters."""
    if isinstance(value, str):
        return value[:_MOST_CHARACTERS].encode("utf-8", "replace").decode()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)[:_MOST_CHARACTERS]
    return None
