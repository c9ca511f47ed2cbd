"""Times as files write them, turned into the local time at the camera.

Photo times are local: what a service or a camera wrote is kept, and carries no zone. So

* ``2012-05-03 14:15:16`` (and T, fractions, 2012:05:03 as in EXIF, 2012/05/03) is taken as it is;
* ``…+02:00``: the offset is dropped, since the clock where the photo was taken showed 14:15;
* ``…Z`` and ``…+00:00`` and seconds or milliseconds since 1970 are instants in UTC, which no
  photographer's clock showed: they are converted to the city's zone, or kept as UTC where the
  city file gives none. At exactly midnight they are days rather than instants, and stay;
* ``2012-05-03``, and any time at exactly midnight, is a day.

Everything else is not understood: 03/05/2012 may be May or March.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Times = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]

_ISO = r"^(\d{4})[-:/]?(\d\d)[-:/]?(\d\d)(?:[T ]?(\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?))?"
_ZONE = r"(?: ?(?:Z|[+-]\d\d(?::?\d\d)?))?$"
_UTC = r"\d(?:Z| ?[+-]00(?::?00)?)$"
# Four digits are a year, eight a day, fourteen a day and time; as counts they would mean 1970 and
# the far future.
_EPOCH = r"^-?(?:\d{1,3}|\d{5,7}|\d{9,13}|\d{15,16})(?:\.\d*)?$"
_UTC_ZONES = ("UTC", "Etc/UTC", "+00:00", "Z")

_DAY = np.timedelta64(1, "D")
_MINUTE = np.timedelta64(1, "m")
_ZONES_FROM, _ZONES_TO = np.datetime64("1800-01-01", "us"), np.datetime64("2800-01-01", "us")


def parse_times(values: pa.ChunkedArray, timezone: str | None) -> Times:
    """Local times, shape (n,), microseconds; NaT where a value is not understood.

    Args:
        values: text, numbers (since 1970), dates, or timestamps with or without a zone.
        timezone: the city's, for instants in UTC.
    """
    kind = values.type
    if pa.types.is_timestamp(kind):
        return _from_timestamps(values, timezone)
    if pa.types.is_date(kind):
        return _microseconds(values)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        times = _since_1970(values.cast(pa.float64(), safe=False))
        return _to_local(times, np.full(len(times), True), timezone)
    return _from_text(values.cast(pa.string()), timezone)


def precision(times: Times) -> npt.NDArray[np.object_]:
    """How finely each time of one file is known: second, minute or day; shape (n,).

    Midnight exactly is a day. Where no time of the file has seconds, it was kept to the minute.
    """
    since_midnight = times - times.astype("datetime64[D]")
    known = ~np.isnat(times)
    has_seconds = bool(np.any(since_midnight[known] % _MINUTE != np.timedelta64(0)))
    finest = "second" if has_seconds else "minute"
    return np.where(since_midnight == np.timedelta64(0), "day", finest).astype(object)


def _from_timestamps(values: pa.ChunkedArray, timezone: str | None) -> Times:
    zone = values.type.tz
    if zone in _UTC_ZONES:
        times = _microseconds(values)
        return _to_local(times, np.full(len(times), True), timezone)
    return _microseconds(pc.local_timestamp(values) if zone else values)


def _from_text(values: pa.ChunkedArray, timezone: str | None) -> Times:
    text = pc.utf8_trim_whitespace(values)
    is_count = _matches(text, _EPOCH)
    counts = pc.if_else(pa.array(is_count), text, None).cast(pa.float64())
    times = np.where(is_count, _since_1970(counts), _from_iso(text))
    return _to_local(times, is_count | _matches(text, _UTC), timezone)


def _matches(text: pa.ChunkedArray, pattern: str) -> Flags:
    found = pc.fill_null(pc.match_substring_regex(text, pattern), False)
    return np.asarray(found, dtype=bool)


def _from_iso(text: pa.ChunkedArray) -> Times:
    fits = pa.array(_matches(text, _ISO + _ZONE))
    # without its zone, and with one way to write it
    plain = pc.replace_substring_regex(text, _ISO + _ZONE, r"\1-\2-\3 \4")
    plain = pc.utf8_rtrim_whitespace(pc.if_else(fits, plain, None))
    parsed = pd.to_datetime(plain.to_pandas(), format="ISO8601", errors="coerce")
    times: Times = parsed.to_numpy().astype("datetime64[us]")
    return times


def _since_1970(counts: pa.ChunkedArray) -> Times:
    """Seconds, milliseconds or microseconds, told apart by size: all mean 1973 to 5138."""
    found = np.array(counts.to_numpy(), dtype=np.float64)
    found[~(np.abs(found) < 1e17)] = np.nan
    size = np.abs(found)
    per_count_us = np.select([size < 1e11, size < 1e14], [1e6, 1e3], default=1.0)
    times = np.full(len(found), np.datetime64("NaT"), dtype="datetime64[us]")
    known = np.isfinite(found)
    times[known] = np.round((found * per_count_us)[known]).astype("int64").astype("datetime64[us]")
    return times


def _microseconds(values: pa.ChunkedArray) -> Times:
    times: Times = values.cast(pa.timestamp("us"), safe=False).to_numpy()
    return times


def _to_local(times: Times, is_utc: Flags, timezone: str | None) -> Times:
    at_midnight = times == times.astype("datetime64[D]")
    # NaT lies nowhere; 9999-12-31, as databases write "never", has no local time, nor a use
    has_zones = (times > _ZONES_FROM) & (times < _ZONES_TO)
    moved = is_utc & ~at_midnight & has_zones
    if timezone is None or not moved.any():
        return times
    instants = pd.Series(times[moved]).dt.tz_localize("UTC")
    local = times.copy()
    local[moved] = instants.dt.tz_convert(timezone).dt.tz_localize(None).to_numpy()
    return local
