"""The kinds of single values in a city file: how each is checked, and what its mistakes are called.

Each is a type for pydantic models. The checks raise ValueError with the text that people see.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from guidegen.geo import Box
from guidegen.mistakes import shown
from guidegen.units import as_float, parse_length_m

# Everything is measured in one flat projection around the centre, and a guide tells of visits to
# one town: both hold for a city and its surroundings, not for a country.
LARGEST_BOX_DEG = 5.0
BANDWIDTH_RANGE_M = (5.0, 10_000.0)
_ZONES = "all are at https://en.wikipedia.org/wiki/List_of_tz_database_time_zones"


class Options(BaseModel):
    """A mapping in a file that people write: its keys and types are taken strictly."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


def one_line(text: str) -> str:
    """The text without outer blanks.

    Raises:
        ValueError: when nothing is left, or it holds line breaks or characters that no text
            should: controls, halves of pairs (bytes that were no UTF-8), U+FFFE and U+FFFF.
    """
    text = text.strip()
    if not text:
        raise ValueError("must not be empty")
    refused = {"Cc", "Cs", "Zl", "Zp"}
    if any(unicodedata.category(letter) in refused or letter in "\ufffe\uffff" for letter in text):
        raise ValueError("must be one line without control characters")
    return text


def parse_box(value: Any) -> Box:
    """A box from [west, south, east, north] in degrees.

    Raises:
        ValueError: saying which edge is wrong and why.
    """
    if isinstance(value, Box):
        return value
    box = Box(*_degrees(value, ("west", "south", "east", "north")))
    if mistake := _range_mistake(box) or _order_mistake(box):
        raise ValueError(mistake)
    return box


def parse_position(value: Any) -> tuple[float, float]:
    """A position from [longitude, latitude] in degrees.

    Raises:
        ValueError: when it is no such pair.
    """
    lon, lat = _degrees(value, ("longitude", "latitude"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"must be [longitude, latitude] in degrees, not {shown(value)}")
    return lon, lat


def parse_bandwidths(value: Any) -> Literal["auto"] | tuple[float, ...]:
    """``"auto"``, or one to three lengths in metres, ascending.

    Raises:
        ValueError: for anything else.
    """
    if value == "auto":
        return "auto"
    lengths = value if isinstance(value, list | tuple) else [value]
    is_word = isinstance(value, str) and value[:1].isalpha()
    if is_word or not 1 <= len(lengths) <= 3:
        wanted = "auto, a length, or a list of one to three lengths"
        raise ValueError(f"must be {wanted}, not {shown(value)}")
    metres = sorted(parse_length_m(length) for length in lengths)
    if len(set(metres)) < len(metres):
        raise ValueError("has the same length twice")
    if metres[0] < BANDWIDTH_RANGE_M[0] or metres[-1] > BANDWIDTH_RANGE_M[1]:
        raise ValueError("must lie between 5 m and 10 km")
    return tuple(metres)


def known_timezone(name: str) -> str:
    """The name, if the time zone database knows it.

    Raises:
        ValueError: with the nearest known name.
    """
    known = _timezones()
    if name in known:
        return name
    # by places: names that have nothing but the continent in common seem alike
    by_place = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in known}
    place = name.strip().replace(" ", "_").rsplit("/", 1)[-1].casefold()
    near = [place] if place in by_place else get_close_matches(place, by_place, n=1)
    hint = f"; did you mean {by_place[near[0]]!r}?" if near else f", such as Europe/Rome; {_ZONES}"
    raise ValueError(f"{shown(name)} is no time zone{hint}")


@cache
def _timezones() -> list[str]:
    """All names of the time zone database, for which its whole folder is walked."""
    from zoneinfo import available_timezones

    return sorted(available_timezones())


def web_address(text: str) -> str:
    """The text, if it is an address on the web that may be shown to anybody.

    Raises:
        ValueError: if it is not.
    """
    if not re.fullmatch(r"https?://[^\s/]\S*", text):
        raise ValueError(f"must be an address such as https://example.org/api, not {shown(text)}")
    if re.match(r"https?://[^/?#]*@", text):  # which is not shown: messages are kept and sent on
        raise ValueError("must hold no user name or password: leave out all from // to @")
    return text


def not_empty(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values, if there are any.

    Raises:
        ValueError: if there are none.
    """
    if not values:
        raise ValueError("must not be empty")
    return values


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values, if none stands there twice.

    Raises:
        ValueError: if one does.
    """
    if len(set(values)) < len(values):
        raise ValueError("has an entry twice")
    return values


def matching(pattern: str, wanted: str) -> AfterValidator:
    """A check that text is of a pattern; its error speaks of what is wanted instead."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"must be {wanted}, not {shown(text)}")
        return text

    return AfterValidator(check)


def text_schema(pattern: str) -> WithJsonSchema:
    """The JSON Schema of text of a pattern."""
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


def _degrees(value: Any, names: tuple[str, ...]) -> list[float]:
    items = value if isinstance(value, list | tuple) else []
    numbers = [as_float(item) for item in items if type(item) in (int, float)]
    if not len(numbers) == len(items) == len(names):
        raise ValueError(f"must be [{', '.join(names)}] in degrees, not {shown(value)}")
    return numbers


def _range_mistake(box: Box) -> str | None:
    order = "in the order west, south, east, north"
    if not (-180 <= box.west <= 180 and -180 <= box.east <= 180):
        return f"west and east must lie between -180 and 180 degrees, {order}"
    if not (-90 < box.south < 90 and -90 < box.north < 90):
        return f"south and north must lie between -90 and 90 degrees, {order}"
    return None


def _reversed(box: Box) -> str:
    """What is wrong with a box whose edges are exchanged, and the one that is likely meant."""
    edges = (("west", box.west, "east", box.east), ("south", box.south, "north", box.north))
    wrong = " and ".join(
        f"its {low} edge {one:.10g} is {high} of its {high} edge {two:.10g}"
        for low, one, high, two in edges
        if one > two
    )
    (west, east), (south, north) = sorted((box.west, box.east)), sorted((box.south, box.north))
    meant = ",".join(f"{edge:.10g}" for edge in (west, south, east, north))
    return f"is reversed: {wrong}; the order is west,south,east,north, so perhaps {meant}"


def _order_mistake(box: Box) -> str | None:
    width, height = box.east - box.west, box.north - box.south
    if width < -180:
        return "crosses the antimeridian (180°); a box must lie on one side of it"
    if width < 0 or height < 0:
        return _reversed(box)
    if width == 0 or height == 0:
        return "has no size: west and east, or south and north, are the same"
    if max(width, height) > LARGEST_BOX_DEG:
        return f"is larger than {LARGEST_BOX_DEG:g} degrees; a guide is of one city"
    return None


def _list_of(item: dict[str, Any], least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


_NUMBER = {"type": "number"}
_LENGTH = {"anyOf": [_NUMBER, {"type": "string"}]}
_BANDWIDTHS = {"anyOf": [*_LENGTH["anyOf"], _list_of(_LENGTH, 1, 3)]}

Line = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
FilePath = Annotated[Path, Field(strict=False)]
WebAddress = Annotated[str, AfterValidator(web_address)]
TimeZone = Annotated[str, AfterValidator(known_timezone)]
BBox = Annotated[Box, BeforeValidator(parse_box), WithJsonSchema(_list_of(_NUMBER, 4, 4))]
Position = Annotated[
    tuple[float, float], BeforeValidator(parse_position), WithJsonSchema(_list_of(_NUMBER, 2, 2))
]
Bandwidths = Annotated[
    Literal["auto"] | tuple[float, ...],
    BeforeValidator(parse_bandwidths),
    WithJsonSchema(_BANDWIDTHS),
]

_COUNTRY = "[A-Z]{2}"
Country = Annotated[
    str, matching(_COUNTRY, "two capital letters, such as IT"), text_schema(_COUNTRY)
]
_LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
Language = Annotated[
    str, matching(_LANGUAGE, "a language code, such as en or pt-BR"), text_schema(_LANGUAGE)
]
