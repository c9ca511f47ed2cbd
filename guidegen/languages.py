"""The language that is being written: texts of the interface, numbers, distances and dates.

English is the language of the source. The others are catalogues of gettext, `locales/*.po`; what
is no sentence (how numbers, dates and lists are written) comes from the CLDR, by Babel.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

Units = Literal["metric", "imperial"]

SOURCE_LANGUAGE = "en"
LOCALES = Path(__file__).parent / "locales"
AVAILABLE = (SOURCE_LANGUAGE, *sorted(path.stem for path in LOCALES.glob("*.po")))
"""The languages that the interface speaks."""

# Around what is filled in from right to left, as in themes/default/src/text.js: it keeps its own
# direction, and gives none to the sentence; not in attributes of markup, nor in 43.72° and 9:00.
_ISOLATE, _ISOLATED, _FROM_RIGHT = "\u2068", "\u2069", "\u200f"
_MARKS = str.maketrans("", "", _ISOLATE + _ISOLATED + _FROM_RIGHT)
_FILLED_IN = re.compile(r'(?<!")%\(\w+\)s(?!["°]|:\d)')

_METRES_PER_MILE, _METRES_PER_FOOT = 1609.344, 0.3048
_FEET_UP_TO_M = 160.0  # a tenth of a mile; farther is told in miles


@dataclass(frozen=True)
class _Voice:
    """How is written: a language, and a system of units."""

    language: str = SOURCE_LANGUAGE
    units: Units = "metric"


_ENGLISH = _Voice()
_voice: ContextVar[_Voice] = ContextVar("voice", default=_ENGLISH)


@contextmanager
def speaking(language: str, units: Units = "metric") -> Iterator[None]:
    """Within it, texts are in this language, one of `AVAILABLE`, and distances in these units."""
    token = _voice.set(_Voice(language, units))
    try:
        yield
    finally:
        _voice.reset(token)


def spoken() -> str:
    """The language that is being written."""
    return _voice.get().language


def spoken_units() -> Units:
    """The units that distances are being written in."""
    return _voice.get().units


def spoken_of(languages: Sequence[str]) -> tuple[str, ...]:
    """Those of some languages that the interface speaks; English if it speaks none of them."""
    return tuple(tag for tag in languages if tag in AVAILABLE) or (SOURCE_LANGUAGE,)


def _(text: str) -> str:
    """The text in the language that is being written; itself if that has none."""
    return _texts(spoken()).gettext(text) if text else ""


def N_(text: str) -> str:  # noqa: N802 - what gettext calls it
    """The text as it is: it stands here for catalogues, and is translated where it is shown."""
    return text


def ngettext(one: str, many: str, number: int) -> str:
    """The one of both texts that fits the number, in the language that is being written."""
    return _texts(spoken()).ngettext(one, many, number)


def direction(language: str) -> str:
    """How a language is written, as `dir` has it: ltr or rtl."""
    return _locale(language).text_direction


def own_name(language: str) -> str:
    """What a language is called by those who speak it, with a capital where it has them."""
    name = _locale(language).get_language_name() or language
    return name[:1].upper() + name[1:]


def language_name(tag: str) -> str:
    """What a language is called in the one that is being written; its code if nobody knows."""
    base = tag.casefold().split("-")[0]
    return str(_locale(spoken()).languages.get(base, tag))


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
    return _distance(_voice.get(), float(metres))


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
    if direction(spoken()) == "rtl":
        items = [f"{_ISOLATE}{item}{_ISOLATED}" for item in items]
    told = str(format_list([*items], locale=_locale(spoken()))) if items else ""
    # as browsers do: a Hebrew "and" is a prefix, which other letters need a hyphen after
    return re.sub(rf"(?<= ו)(?={_ISOLATE}[^א-ת])", "-", told)


def plain(text: str) -> str:
    """The text as other programs want it: without marks of what keeps its own direction."""
    return text.translate(_MARKS)


def script_texts(language: str) -> dict[str, Any]:
    """What scripts need to write a language: their texts, and which of several forms fits.

    Returns:
        language: its code; texts: translations by the text in English, a list where there are
        several forms; plural: the number of the form by the category of `Intl.PluralRules`.
    """
    catalogue = _catalogue(language)
    texts: dict[Any, Any] = {}
    for message in catalogue:
        if any(path.endswith(".js") for path, *_line in message.locations):
            one = message.id[0] if message.pluralizable else message.id
            if message.string and all(message.string):  # of a plural text, all its forms
                texts[one] = message.string
    return {"language": language, "plural": _plural_forms(catalogue), "texts": texts}


def _plural_forms(catalogue: Catalog) -> dict[str, int]:
    """The number of the catalogue's form for each category of the CLDR."""
    form, rule = gettext.c2py(catalogue.plural_expr), Locale.parse(catalogue.locale).plural_form
    # fractions, where no whole number is of their category, are written as two are
    forms = dict.fromkeys([*sorted(rule.tags), "other"], form(2))
    return forms | {rule(count): form(count) for count in (10**6, *range(200, -1, -1))}


@cache
def _texts(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; texts that it has no translation of stay as they are."""
    if language == SOURCE_LANGUAGE or language not in AVAILABLE:
        return gettext.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    if direction(language) == "rtl":
        for message in catalogue:
            message.string = _isolating(message.string)
    return catalogue


def _isolating(told: Any) -> Any:
    """A translation, or its forms, with marks around whatever is filled in."""
    if isinstance(told, str):
        marked = _FILLED_IN.sub(rf"{_ISOLATE}\g<0>{_ISOLATED}", told)
        return _FROM_RIGHT + marked if marked.startswith(_ISOLATE) else marked
    return tuple(_isolating(form) for form in told)


@cache
def _locale(language: str) -> Locale:
    """What the CLDR knows of a language; of English, and where it knows none, that of Britain.

    British English writes days and lists as the texts of the source do.
    """
    try:
        return _BRITISH if language == SOURCE_LANGUAGE else Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _BRITISH


_BRITISH = Locale("en", "GB")


@cache
def _months(language: str, width: str) -> tuple[str, ...]:
    names = _locale(language).months["stand-alone"][width]
    return tuple(str(names[month]) for month in range(1, 13))


@cache
def _weekdays(language: str, width: str) -> tuple[str, ...]:
    names = _locale(language).days["stand-alone"][width]
    return tuple(str(names[weekday]) for weekday in range(7))


# Pages repeat the same few numbers, which Babel takes its time for.
@lru_cache(4096)
def _number(language: str, count: int) -> str:
    return str(format_decimal(count, locale=_locale(language)))


@lru_cache(4096)
def _day(language: str, when: date) -> str:
    return str(format_date(when, "long", locale=_locale(language)))


@lru_cache(4096)
def _decimal(language: str, value: float, pattern: str) -> str:
    return str(format_decimal(Decimal(str(value)), pattern, locale=_locale(language)))


@lru_cache(4096)
def _percent(language: str, percents: int) -> str:
    return str(format_percent(Decimal(percents) / 100, locale=_locale(language)))


def _distance(voice: _Voice, metres: float) -> str:
    if voice.units == "imperial" and metres < _FEET_UP_TO_M:
        return unit(voice.language, max(round(metres / _METRES_PER_FOOT, -1), 10.0), "length-foot")
    if voice.units == "imperial":
        return unit(voice.language, round(metres / _METRES_PER_MILE, 1), "length-mile", "0.0")
    if metres >= 995:
        return unit(voice.language, round(metres / 1000, 1), "length-kilometer", "0.0")
    return unit(voice.language, max(round(metres, -1), 10.0), "length-meter")


@lru_cache(4096)
def unit(language: str, rounded: float, name: str, pattern: str = "0") -> str:
    """So many of a unit of the CLDR, in short, written as one of its patterns has it."""
    value, locale = Decimal(str(rounded)), _locale(language)
    return str(format_unit(value, name, "short", format=pattern, locale=locale))
