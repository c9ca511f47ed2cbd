"""Names in the languages of a guide's pages."""

from __future__ import annotations

import pytest

from guidegen.basemap.names import LONGEST, Names, is_latin, name_in

UENO = {"name": "上野公園", "name:en": "Ueno Park", "name:ru": "Уэно"}


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Ueno Park"), ("ru", "Уэно"), ("ja", "上野公園"), ("it", "Ueno Park")],
)
def test_names_are_in_a_language_or_at_least_in_its_letters(language: str, name: str) -> None:
    assert name_in(UENO, language) == name


def test_latin_names_stay() -> None:
    assert name_in({"name": "Rua da Sé", "name:en": ""}, "en") == "Rua da Sé"
    assert is_latin("4. Straße")
    assert is_latin("42")
    assert not is_latin("Ул. Мира")


def test_each_name_has_one_number() -> None:
    names = Names(["en"])
    numbers = [names.number_of(tags) for tags in (UENO, {}, UENO, {"name": "A"})]
    assert numbers == [1, 0, 1, 2]
    assert names.rows == [("", ""), ("上野公園", "Ueno Park"), ("A", "A")]


def test_names_are_short_lines() -> None:
    names = Names([])
    names.number_of({"name": "x\n\t\u202ey\x00 " + "z" * 500})
    [name] = names.rows[1]
    assert len(name) <= LONGEST
    assert name.isprintable()
