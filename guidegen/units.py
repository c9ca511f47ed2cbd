"""Lengths and durations as people write them: ``60 m``, ``1.2 km``, ``2 h``, ``90 min``."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

_METRES = {"m": 1.0, "km": 1000.0}
_MINUTES = {"min": 1.0, "h": 60.0}


def parse_length_m(value: Any) -> float:
    """Metres from a bare number of metres, or a number with m or km.

    Raises:
        ValueError: for anything else.
    """
    return _parse(value, _METRES, "a length such as 60 m or 1.2 km")


def parse_duration_min(value: Any) -> float:
    """Minutes from a bare number of minutes, or a number with min or h.

    Raises:
        ValueError: for anything else.
    """
    return _parse(value, _MINUTES, "a duration such as 90 min or 2 h")


def _parse(value: Any, units: dict[str, float], wanted: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number, unit = as_float(value), 1.0
    else:
        match = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)\s*([a-z]+)\s*", str(value))
        if not match or match[2] not in units:
            raise ValueError(f"must be {wanted}, not {value!r:.60}")
        number, unit = float(match[1]), units[match[2]]
    if not math.isfinite(number) or number <= 0:
        raise ValueError(f"must be more than 0 and finite, not {value!r:.60}")
    return number * unit


def as_float(number: float) -> float:
    """The number; infinity for a whole one that is too large to be a float."""
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _choices(units: dict[str, float], meaning: str) -> dict[str, Any]:
    """What the JSON Schema says of a quantity."""
    pattern = rf"^\s*[0-9]*\.?[0-9]+\s*({'|'.join(units)})\s*$"
    kinds = [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": pattern}]
    return {"anyOf": kinds, "description": meaning}


Minutes = Annotated[
    float,
    BeforeValidator(parse_duration_min),
    WithJsonSchema(_choices(_MINUTES, "bare numbers are minutes")),
]
Length = Annotated[
    float,
    BeforeValidator(parse_length_m),
    WithJsonSchema(_choices(_METRES, "bare numbers are metres")),
]
