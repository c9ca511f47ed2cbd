"""Columns of a file, as text or numbers or anything, turned into clean text and numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# What programs write where they have nothing.
_NOTHING = ("", "null", "none", "nan", "na", "n/a", "\\n")
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
# Also what turns the direction of all the text after it.
_CONTROL = r"[\x00-\x1f\x7f-\x9f\x{202a}-\x{202e}\x{2066}-\x{2069}]+"
_WEB_ADDRESS = r"^https?://[^\s<>\"'\\]+$"


def as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Any column as text; whole numbers, which nulls may have made fractional, as whole."""
    if pa.types.is_floating(values.type):
        whole = pc.equal(values, pc.round(values))
        if pc.all(whole, min_count=0).as_py():
            values = values.cast(pa.int64())
    return values.cast(pa.string())


def identifiers(values: pa.ChunkedArray) -> pd.Series[str]:
    """Trimmed text, null where a program wrote that there is nothing."""
    text = pc.utf8_trim_whitespace(as_text(values))
    shortest = pc.min(pc.binary_length(text)).as_py()
    if shortest is None or shortest > max(map(len, _NOTHING)):
        return _series(text)
    missing = pc.is_in(pc.utf8_lower(text), pa.array(_NOTHING))
    return _series(pc.if_else(missing, None, text))


def prose(values: pa.ChunkedArray) -> pd.Series[str]:
    """Titles, tags and the like: one line without control characters, null where empty."""
    text = pc.replace_substring_regex(as_text(values), _CONTROL, " ")
    text = pc.utf8_trim_whitespace(text)
    return _series(pc.if_else(pc.equal(text, ""), None, text))


def web_addresses(values: pa.ChunkedArray) -> pd.Series[str]:
    """Addresses that are safe to link to; null for all else, such as ``javascript:``."""
    text = pc.utf8_trim_whitespace(as_text(values))
    return _series(pc.if_else(pc.match_substring_regex(text, _WEB_ADDRESS), text, None))


def numbers(values: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Finite numbers, shape (n,); NaN for all else."""
    if not _is_numeric(values.type):
        values = _from_text(pc.utf8_trim_whitespace(values.cast(pa.string())))
    found: npt.NDArray[np.float64] = np.array(values.cast(pa.float64(), safe=False).to_numpy())
    found[~np.isfinite(found)] = np.nan
    return found


def raw(values: pa.ChunkedArray) -> pd.Series[str]:
    """Values as they stand in the file, for the table of rejects."""
    return _series(values.cast(pa.string()))


def _from_text(text: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return text.cast(pa.float64())
    except pa.ArrowInvalid:  # not all of them are numbers
        return pc.if_else(pc.match_substring_regex(text, _NUMBER), text, None).cast(pa.float64())


def _is_numeric(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _series(text: pa.ChunkedArray) -> pd.Series[str]:
    series: pd.Series[str] = text.to_pandas()
    return series
