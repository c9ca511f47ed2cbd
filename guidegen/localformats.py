"""How the language that is being written has numbers, distances, dates and lists.

All of it comes from the CLDR, by Babel; see `languages` for what is being written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from guidegen.languages import _, isolated, locale_of, spoken, spoken_units

_METRES_PER_MILE, _METRES_PER_FOOT = 1609.344, 0.3048
_FEET_UP_TO_M = 160.0  # a tenth of a mile; farther is told in miles
# What the CLDR leaves to programs, and browsers do as well: before which words "and" is another.
# A Hebrew one is a prefix, which other letters need a hyphen after; a Spanish one avoids its sound.
_AND = {
    "es": (re.compile("[ií]|hi(?![ae])", re.IGNORECASE), " y ", " e "),
    "he": (re.compile("[^א-ת]"), " ו", " ו-"),
}


def number(count: int) -> str:
    """A count: 21,928."""
    return _number(spoken(), count)


def decimal(value: float, digits: int = 1) -> str:
    """A number with so many digits after the point: 1,234.5."""
    return _decimal(spoken(), round(float(value), digits), f"#,##0.{'0' * digits}")


def general(value: float) -> str:
    """A number with as many digits as it has, up to six: 0.25, 12.5, 80."""
    return _decimal(spoken(), float(f"{value:g}"), "0.#########")


def percent(share: float) -> str:
    """A share of 0 to 1 as whole percent, never rounded to none or all of something."""
    if 0 < share < 0.01:
        return _("under %(share)s") % {"share": _percent(spoken(), 1)}
    if 0.99 < share < 1:
        return _("over %(share)s") % {"share": _percent(spoken(), 99)}
    return _percent(spoken(), round(share * 100))


def distance(metres: float) -> str:
    """A distance as people say it: 240 m, 1.2 km; or 350 ft, 0.8 mi."""
    metres = float(metres)
    if spoken_units() == "imperial":
        if metres < _FEET_UP_TO_M:
            return _unit(spoken(), max(round(metres / _METRES_PER_FOOT, -1), 10.0), "length-foot")
        return _unit(spoken(), round(metres / _METRES_PER_MILE, 1), "length-mile", "0.0")
    if metres >= 995:
        return _unit(spoken(), round(metres / 1000, 1), "length-kilometer", "0.0")
    return _unit(spoken(), max(round(metres, -1), 10.0), "length-meter")


def exact_length(metres: float) -> str:
    """A length as a rule gives it, to the foot where it is in feet: 7.5 m, 25 m; or 82 ft."""
    if spoken_units() == "imperial":
        return _unit(spoken(), float(round(metres / _METRES_PER_FOOT)), "length-foot")
    return _unit(spoken(), float(f"{metres:g}"), "length-meter", "0.######")


def speed(kmh: float) -> str:
    """A speed as people say it: 5 km/h; or 3.1 mph."""
    if spoken_units() == "imperial":
        mph = round(kmh * 1000 / _METRES_PER_MILE, 1)
        return _unit(spoken(), mph, "speed-mile-per-hour", "0.0")
    return _unit(spoken(), float(f"{kmh:g}"), "speed-kilometer-per-hour", "0.######")


def duration(minutes: float) -> str:
    """A time as people say it: 45 min, 1 h 20 min, 2 h."""
    hours, rest = divmod(round(minutes), 60)
    told = {"hours": number(hours), "minutes": number(rest)}
    if hours and rest:
        return _("%(hours)s h %(minutes)s min") % told
    return (_("%(hours)s h") if hours else _("%(minutes)s min")) % told


def day(when: date) -> str:
    """A day as people write it: 1 November 2026."""
    return _day(spoken(), when)


def months(width: Literal["wide", "narrow"] = "wide") -> tuple[str, ...]:
    """The names of the months, as they stand alone; or their first letters."""
    return _months(spoken(), width)


def weekdays(width: Literal["wide", "short"] = "wide") -> tuple[str, ...]:
    """The names of the weekdays from Monday on, as they stand alone; or short ones."""
    return _weekdays(spoken(), width)


def listed(items: Sequence[str]) -> str:
    """Items as a sentence lists them: one, two and three."""
    if not items:
        return ""
    language, last = spoken(), isolated(items[-1])
    told = str(format_list([*map(isolated, items)], locale=locale_of(language)))
    if language in _AND and len(items) > 1:
        before, usual, other = _AND[language]
        if before.match(items[-1]):
            told = told.removesuffix(usual + last) + other + last
    return told


@cache
def _months(language: str, width: str) -> tuple[str, ...]:
    names = locale_of(language).months["stand-alone"][width]
    return tuple(str(names[month]) for month in range(1, 13))


@cache
def _weekdays(language: str, width: str) -> tuple[str, ...]:
    names = locale_of(language).days["stand-alone"][width]
    return tuple(str(names[weekday]) for weekday in range(7))


# Pages repeat the same few numbers, which Babel takes its time for.
@lru_cache(4096)
def _number(language: str, count: int) -> str:
    return str(format_decimal(count, locale=locale_of(language)))


@lru_cache(4096)
def _day(language: str, when: date) -> str:
    return str(format_date(when, "long", locale=locale_of(language)))


@lru_cache(4096)
def _decimal(language: str, value: float, pattern: str) -> str:
    return str(format_decimal(Decimal(str(value)), pattern, locale=locale_of(language)))


@lru_cache(4096)
def _percent(language: str, percents: int) -> str:
    return str(format_percent(Decimal(percents) / 100, locale=locale_of(language)))


@lru_cache(4096)
def _unit(language: str, rounded: float, name: str, pattern: str = "0") -> str:
    """So many of a unit of the CLDR, in short, written as one of its patterns has it."""
    value, locale = Decimal(str(rounded)), locale_of(language)
    return str(format_unit(value, name, "short", format=pattern, locale=locale))
