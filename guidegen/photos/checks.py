"""Which rows cannot be used, and why: each has one reason, the first that holds.

A source hands over every row that it read, as a table with the columns

    source, file, row     where the row stands; data rows counted from 1
    broken                its fields could not be told apart; all else is then null
    photo_id, author_id   as in the file, null where missing
    lon, lat              degrees, NaN where there is no number
    taken_at              local, NaT where missing or not understood
    time_known            second, minute or day; none where taken_at is another time than that
                          of the photo, such as its upload's
    lon_raw, lat_raw, taken_at_raw   as they stand in the file
    and, where the source has them, uploaded_at, title, tags, url, image_url, licence,
    attribution, accuracy, luminance_bv, set_aside: why the source itself gives the row up, and
    owner: the name of whom the account author_id is, see `guidegen.photos.authors`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from guidegen.geo import Box
from guidegen.languages import N_

Flags = npt.NDArray[np.bool_]

# Consumer photos with a position are a thing of this millennium; scans carry dates back to 1957.
EARLIEST = pd.Timestamp("1990-01-01")
# It may be tomorrow where the photo was taken.
FUTURE_AFTER = timedelta(days=1)
# a machine whose clock shows an earlier day has lost it, and would take all photos for future ones
_LEAST_TODAY = date(2026, 1, 1)

# A column for what only the source knows:
# blurred | frame | video | binned | link | unreadable | heic.
SET_ASIDE = "set_aside"

_CONTROL = r"[\x00-\x1f\x7f]"
_NOT_UTF8 = r"\x{fffd}"  # what stands where the file's bytes were not UTF-8


@dataclass(frozen=True)
class Limits:
    """What a usable photo must lie within.

    Attributes:
        box: the city's.
        today: the day of the build; nothing was photographed after it.
    """

    box: Box
    today: date


def present_day() -> date:
    """Today in UTC, after which nothing was photographed."""
    return max(datetime.now(UTC).date(), _LEAST_TODAY)


def _inside(rows: pd.DataFrame, limits: Limits) -> Flags:
    return limits.box.contains(rows["lon"].to_numpy(), rows["lat"].to_numpy())


def _swapped(rows: pd.DataFrame, limits: Limits) -> Flags:
    exchanged = limits.box.contains(rows["lat"].to_numpy(), rows["lon"].to_numpy())
    return exchanged & ~_inside(rows, limits)


def _out_of_range(rows: pd.DataFrame, _: Limits) -> Any:
    return (rows["lon"].abs() > 180) | (rows["lat"].abs() > 90)


def _in_ids(rows: pd.DataFrame, pattern: str) -> Any:
    ids = (pa.array(rows[name], pa.string()) for name in ("photo_id", "author_id"))
    found = [pc.fill_null(pc.match_substring_regex(text, pattern), False) for text in ids]
    return pc.or_(*found)


def _future(rows: pd.DataFrame, limits: Limits) -> Any:
    return rows["taken_at"] >= pd.Timestamp(limits.today + FUTURE_AFTER + timedelta(days=1))


def _set_aside(why: str) -> Callable[[pd.DataFrame, Limits], Any]:
    """Rows that their source itself says are of no use, by a word in the column set_aside."""

    def holds(rows: pd.DataFrame, _: Limits) -> Any:
        if SET_ASIDE not in rows:
            return np.zeros(len(rows), dtype=bool)
        return rows[SET_ASIDE].eq(why).fillna(False)

    return holds


# In the order in which they are tried; duplicates come last, so that an unusable row never
# takes the place of a usable one.
REASONS: dict[str, Callable[[pd.DataFrame, Limits], Any]] = {
    N_("broken line"): lambda rows, _: rows["broken"],
    N_("a video"): _set_aside("video"),
    N_("in the bin"): _set_aside("binned"),
    N_("a link out of its folder"): _set_aside("link"),
    N_("picture cannot be read"): _set_aside("unreadable"),
    N_('HEIC picture; pip install "guidegen[heic]" to read it'): _set_aside("heic"),
    N_("no photo id"): lambda rows, _: rows["photo_id"].isna(),
    N_("no author id"): lambda rows, _: rows["author_id"].isna(),
    N_("id is not UTF-8 text; save the file as UTF-8"): lambda rows, _: _in_ids(rows, _NOT_UTF8),
    N_("id has control characters"): lambda rows, _: _in_ids(rows, _CONTROL),
    N_("position blurred, to protect what was photographed"): _set_aside("blurred"),
    N_("coordinates missing or not numbers"):
        lambda rows, _: rows[["lon", "lat"]].isna().any(axis=1),
    N_("coordinates are 0, 0"): lambda rows, _: (rows["lon"] == 0) & (rows["lat"] == 0),
    N_("latitude and longitude swapped"): _swapped,
    N_("coordinates out of range"): _out_of_range,
    N_("outside the city's box"): lambda rows, limits: ~_inside(rows, limits),
    N_("no time"): lambda rows, _: rows["taken_at_raw"].isna() | (rows["taken_at_raw"] == ""),
    N_("time not understood"): lambda rows, _: rows["taken_at"].isna(),
    N_("time before 1990"): lambda rows, _: rows["taken_at"] < EARLIEST,
    N_("time in the future"): _future,
    N_("one of the many frames of a drive"): _set_aside("frame"),
}  # fmt: skip
DUPLICATE = N_("duplicate photo id")


def judge(rows: pd.DataFrame, limits: Limits) -> npt.NDArray[np.object_]:
    """The reason to reject each row, shape (n,); "" for those that are kept."""
    reasons = ["", *REASONS, DUPLICATE]
    verdicts = np.zeros(len(rows), dtype=np.int8)
    for number, holds in enumerate(REASONS.values(), start=1):
        verdicts[(verdicts == 0) & np.asarray(holds(rows, limits), dtype=bool)] = number
    usable = rows[verdicts == 0]
    verdicts[usable.index[duplicated(usable)]] = reasons.index(DUPLICATE)
    return np.array(reasons, dtype=object)[verdicts]


def duplicated(rows: pd.DataFrame) -> Flags:
    """Rows whose photo is in the table already, shape (n,).

    Of rows that share a source and id the one that sorts first by its other values stays, so that
    the order of files and rows does not decide.
    """
    key = ["source", "photo_id"]
    repeated = rows[rows.duplicated(key, keep=False).to_numpy()]
    values = [name for name in rows.columns if name not in (*key, "file", "row", "broken")]
    surplus = repeated.sort_values([*key, *values, "file", "row"]).duplicated(key)
    flags: Flags = rows.index.isin(surplus.index[surplus])
    return flags
