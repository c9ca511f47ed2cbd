"""The language that is being written, and the texts of the interface in it.

English is the language of the source. The others are catalogues of gettext, `locales/*.po`. What
is no sentence, such as numbers and dates, is in `localformats`.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Units = Literal["metric", "imperial"]

SOURCE_LANGUAGE = "en"
LOCALES = Path(__file__).parent / "locales"
AVAILABLE = (SOURCE_LANGUAGE, *sorted(path.stem for path in LOCALES.glob("*.po")))
"""The languages that the interface speaks."""

# Around what is filled in from right to left, as in themes/default/src/text.js: it keeps its own
# direction, and gives none to the sentence; not in attributes of markup, nor in 43.72° and 9:00.
_ISOLATE, _ISOLATED, _FROM_RIGHT = "\u2068", "\u2069", "\u200f"
_MARKS = (_ISOLATE, _ISOLATED, _FROM_RIGHT)
_FILLED_IN = re.compile(r'(?<!")%\(\w+\)s(?!["°]|:\d)')


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


@cache
def locale_of(language: str) -> Locale:
    """What the CLDR knows of a language; of English, and where it knows none, that of Britain.

    British English writes days and lists as the texts of the source do.
    """
    try:
        return _BRITISH if language == SOURCE_LANGUAGE else Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _BRITISH


def direction(language: str) -> str:
    """How a language is written, as `dir` has it: ltr or rtl."""
    return locale_of(language).text_direction


def own_name(language: str) -> str:
    """What a language is called by those who speak it, with a capital where it has them."""
    name = locale_of(language).get_language_name() or language
    return name[:1].upper() + name[1:]


def language_name(tag: str) -> str:
    """What a language is called in the one that is being written; its code if nobody knows."""
    base = tag.casefold().split("-")[0]
    return str(locale_of(spoken()).languages.get(base, tag))


def isolated(text: str) -> str:
    """The text with marks around it that keep its direction its own, where that may differ."""
    return f"{_ISOLATE}{text}{_ISOLATED}" if direction(spoken()) == "rtl" else text


def plain(text: str) -> str:
    """The text as other programs want it: without marks of what keeps its own direction."""
    for mark in _MARKS:  # much quicker than str.translate
        text = text.replace(mark, "")
    return text


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


_BRITISH = Locale("en", "GB")
