from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from guidegen.languages import speaking
from guidegen.localformats import (
    day,
    distance,
    exact_length,
    listed,
    number,
    percent,
    speed,
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["21,928", "57%", "240 m", "1.2 km", "1 November 2026", "a, b and c"]),
        ("de", ["21.928", "57\xa0%", "240 m", "1,2 km", "1. November 2026", "a, b und c"]),
        ("ru", ["21\xa0928", "57\xa0%", "240 м", "1,2 км", "1 ноября 2026\u202fг.", "a, b и c"]),
        ("es", ["21.928", "57\xa0%", "240 m", "1,2 km", "1 de noviembre de 2026", "a, b y c"]),
        ("he", ["21,928", "57%", "240 מ׳", "1.2 ק״מ", "1 בנובמבר 2026", "⁨a⁩, ⁨b⁩ ו-⁨c⁩"]),
    ],
)
def test_numbers_dates_and_lists_are_the_languages_own(language: str, said: Sequence[str]) -> None:
    with speaking(language):
        assert [
            number(21928),
            percent(0.57),
            distance(244),
            distance(1234),
            day(date(2026, 11, 1)),
            listed(["a", "b", "c"]),
        ] == said


@pytest.mark.parametrize(
    ("metres", "said"),
    [(2, "10 ft"), (100, "330 ft"), (159, "520 ft"), (161, "0.1 mi"), (3000, "1.9 mi")],
)
def test_imperial_distances(metres: float, said: str) -> None:
    with speaking("en", "imperial"):
        assert distance(metres) == said


@pytest.mark.parametrize(
    ("language", "last", "said"),
    [
        ("es", "Iglesia", "a e Iglesia"),
        ("es", "hijos", "a e hijos"),
        ("es", "hielo", "a y hielo"),
        ("it", "Iglesia", "a e Iglesia"),
        ("he", "Iglesia", "⁨a⁩ ו-⁨Iglesia⁩"),
        ("he", "בית", "⁨a⁩ ו⁨בית⁩"),
    ],
)
def test_and_depends_on_what_follows(language: str, last: str, said: str) -> None:
    with speaking(language):
        assert listed(["a", last]) == said


def test_lengths_and_speeds_of_rules_are_exact() -> None:
    with speaking("it"):
        assert [exact_length(7.5), exact_length(25), speed(5)] == ["7,5 m", "25 m", "5 km/h"]
    with speaking("en", "imperial"):
        assert [exact_length(7.5), exact_length(25), speed(5)] == ["25 ft", "82 ft", "3.1 mph"]
