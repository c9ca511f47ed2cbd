"""Values of JSON that somebody else wrote: each as its type, or as the nothing of that type.

All that services answer goes through here, so a wrong type costs one value and never an answer.
"""

from __future__ import annotations

import re
from typing import Any

from guidegen.markup import one_line

_LARGEST = 2**53  # above it, not every whole number is a number of JSON
_LONGEST_NUMBER = 40  # characters
_ITEM = re.compile(r"Q[1-9]\d{0,11}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|}\x00-\x20\x7f]{1,2000}", re.ASCII)
_NO_FILE_NAME = re.compile(r"[#<>\[\]|{}\x00-\x1f\x7f/]")


def as_dict(value: object) -> dict[str, Any]:
    """An object, or an empty one: PHP writes empty objects as ``[]``."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[dict[str, Any]]:
    """The objects of an array."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def as_text(value: object) -> str:
    """A text, or ""."""
    return value if isinstance(value, str) else ""


def word(value: object) -> str:
    """A text without spaces around it, or a whole number as one, or ""."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < _LARGEST else ""
    return as_text(value).strip()


def whole_number(value: object) -> int:
    """A whole number over 0, such as the id of a page or a width, or 0."""
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 < value < _LARGEST else 0


def number(value: object, limit: float) -> float | None:
    """A number, or one as text; None if it is larger than the limit either way."""
    if isinstance(value, str) and len(value) < _LONGEST_NUMBER:
        try:
            value = float(value)
        except ValueError:
            return None
    return _plain_number(value, limit)


def position(lon: object, lat: object) -> tuple[float, float] | None:
    """Degrees as (lon, lat), if both are numbers on the globe; texts are none."""
    x, y = _plain_number(lon, 180), _plain_number(lat, 90)
    return None if x is None or y is None else (x, y)


def _plain_number(value: object, limit: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # compared first: a whole number may be too large for a float; NaN is no larger or smaller
    return float(value) if -limit <= value <= limit else None


def item_id(value: object) -> str:
    """The id of a Wikidata item, or ""."""
    text = as_text(value).strip()
    return text if _ITEM.fullmatch(text) else ""


def language_code(value: object) -> str:
    """The code of a language, two or three small letters, or ""."""
    text = as_text(value).lower()
    return text if _LANGUAGE.fullmatch(text) else ""


def web_address(value: object) -> str:
    """An address that is safe to link to, or ""."""
    text = as_text(value)
    return text if _ADDRESS.fullmatch(text) else ""


def file_name(value: object) -> str:
    """The name of a file on Commons as its page is titled, without "File:", or ""."""
    name = as_text(value).strip().replace("_", " ")
    name = re.sub(r"^(file|image):\s*", "", name, flags=re.IGNORECASE)
    bad = not name or len(name.encode("utf-8", "replace")) > 240 or one_line(name, 300) != name
    return "" if bad or _NO_FILE_NAME.search(name) else name[0].upper() + name[1:]
