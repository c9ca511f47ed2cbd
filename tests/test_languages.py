from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from guidegen import languages
from guidegen.languages import AVAILABLE, LOCALES, _, ngettext, speaking

SCRIPT = Path(__file__).parents[1] / "scripts/texts"
OTHERS = AVAILABLE[1:]
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w+\}|%%")
TAG = re.compile(r"</?\w+|&\w+;")


@pytest.fixture(scope="module")
def texts() -> ModuleType:
    spec = spec_from_loader("texts", SourceFileLoader("texts", str(SCRIPT)))
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collected(texts: ModuleType) -> Catalog:
    found: Catalog = texts.collected()
    return found


def catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each translation with the text that it stands for."""
    if isinstance(message.id, str):
        yield message.id, message.string or ""
    else:
        yield from ((message.id[min(at, 1)], text) for at, text in enumerate(message.string))


def mistakes(message: Message, forms: int) -> Iterator[str]:
    told = list(pairs(message))
    if message.pluralizable and len(told) != forms:
        yield "number of forms"
    if message.fuzzy:
        yield "fuzzy"
    for text, own in told:
        yield from faults(text, own, message.pluralizable) if own else ["empty"]


def faults(text: str, own: str, is_plural: bool) -> Iterator[str]:
    """What is wrong with a translation of a text."""
    wanted, found = ({*PLACEHOLDER.findall(each)} for each in (text, own))
    # forms for one thing, or for two, may do without their number
    if found - wanted or (wanted - found and not is_plural):
        yield f"placeholders {sorted(found)}"
    if sorted(TAG.findall(text)) != sorted(TAG.findall(own)):
        yield "markup"
    # texts stand in attributes as well, and are not escaped
    if ({*own} - {*text}) & {*'"<>&'}:
        yield "letters of markup"
    if [own[0].isspace(), own[-1].isspace()] != [text[0].isspace(), text[-1].isspace()]:
        yield "spaces at an end"


def test_the_languages_of_the_interface() -> None:
    assert set(AVAILABLE) >= {"en", "it", "fr", "de", "es", "ru", "he"}


@pytest.mark.parametrize("language", OTHERS)
def test_catalogues_hold_the_texts_of_the_source(
    texts: ModuleType, collected: Catalog, language: str
) -> None:
    old = catalogue(language)
    told = "scripts/texts brings catalogues up to date"
    assert {m.id for m in old if m.id} == {m.id for m in collected if m.id}, told
    path = LOCALES / f"{language}.po"
    assert texts.updated(collected, language, old) == path.read_bytes(), told


@pytest.mark.parametrize("language", OTHERS)
def test_catalogues_are_complete(language: str) -> None:
    found = catalogue(language)
    wrong = [
        (mistake, message.id)
        for message in found
        if message.id
        for mistake in mistakes(message, found.num_plurals)
    ]
    assert not wrong, f"{language}: {len(wrong)} mistakes, such as {wrong[:5]}"


def test_names_and_directions_of_languages() -> None:
    assert [languages.own_name(each) for each in ("it", "ru", "he")] == [
        "Italiano",
        "Русский",
        "עברית",
    ]
    assert [languages.direction(each) for each in ("en", "he", "ar", "xx")] == [
        "ltr", "rtl", "rtl", "ltr",
    ]  # fmt: skip
    with speaking("de"):
        assert languages.language_name("it") == "Italienisch"
        assert languages.language_name("xx-unknown") == "xx-unknown"


def test_what_has_no_translation_stays_english() -> None:
    with speaking("it"):
        assert _("No catalogue has this text") == "No catalogue has this text"
        assert ngettext("%(n)s unknown", "%(n)s unknowns", 2) == "%(n)s unknowns"
        assert _("") == ""
    assert languages.spoken() == "en"


def test_scripts_choose_plural_forms_by_category() -> None:
    assert languages.script_texts("ru")["plural"] == {"few": 1, "many": 2, "one": 0, "other": 1}
    assert languages.script_texts("de")["plural"] == {"one": 0, "other": 1}


def test_scripts_get_their_own_texts_only() -> None:
    told = languages.script_texts("it")
    assert told["language"] == "it"
    assert "Rows left out, by reason" not in told["texts"]


def test_what_is_filled_in_from_right_to_left_keeps_its_direction() -> None:
    with speaking("he"):
        told = _("Near %(name)s, %(distance)s %(wind)s") % {
            "name": "Ponte", "distance": "10 m", "wind": "צפונה",
        }  # fmt: skip
        assert told == "ליד ⁨Ponte⁩, ⁨10 m⁩ ⁨צפונה⁩"
        assert languages.plain(told) == "ליד Ponte, 10 m צפונה"
        assert _("%(degrees)s° N") == "%(degrees)s° צפון"
        # without a mark before it, it would run as what it is filled with
        assert _("%(turn)s %(into)s") == "\u200f⁨%(turn)s⁩ ⁨%(into)s⁩"
    with speaking("it"):
        assert _("Near %(name)s, %(distance)s %(wind)s").isascii()
