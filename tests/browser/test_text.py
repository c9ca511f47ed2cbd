"""What scripts say, in Node: texts, numbers and distances as languages have them."""

from __future__ import annotations

from typing import Any

from guidegen.languages import script_texts
from tests.routes.movers import THEME, in_node

RUSSIAN = {
    "language": "ru",
    "plural": {"one": 0, "few": 1, "many": 2, "other": 2},
    "texts": {
        "{n} place": ["{n} место", "{n} места", "{n} мест"],
        "Street, {length}.": "Улица, {length}.",
    },
}
HEBREW = {
    "language": "he",
    "plural": {"one": 0, "two": 1, "other": 2},
    "texts": {
        "{n} place": ["מקום אחד", "שני מקומות", "{n} מקומות"],
        "near {name}": "ליד {name}",
        "{turn} {into}": "{turn} {into}",
    },
}


def said(expression: str, catalogue: dict[str, Any] | None = None, **html: object) -> Any:
    """What an expression of the functions of text.js gives, on a page with such an <html>."""
    script = f"""
      if (given.catalogue) globalThis.guidegenTexts = given.catalogue;
      globalThis.document = {{ documentElement: {{ dataset: {{}}, ...given.html }} }};
      const {{
        t, tn, number, percent, distance, duration, speed, length, monthName, listed, pieces,
      }} = await import("@text");
      console.log(JSON.stringify({expression}));
    """
    given = {"catalogue": catalogue, "html": html}
    return in_node(script, given, text=THEME / "src" / "text.js")


def counted(catalogue: dict[str, Any] | None, *counts: int) -> list[str]:
    counts_told = f'{list(counts)}.map((n) => tn("{{n}} place", "{{n}} places", n))'
    told: list[str] = said(counts_told, catalogue)
    return told


def test_plurals_follow_the_language() -> None:
    assert counted(None, 1, 2, 1200) == ["1 place", "2 places", "1,200 places"]
    assert counted(RUSSIAN, 1, 3, 5, 21) == ["1 место", "3 места", "5 мест", "21 место"]
    assert counted(HEBREW, 1, 2, 10) == ["מקום אחד", "שני מקומות", "10 מקומות"]


def test_what_a_catalogue_lacks_stays_english() -> None:
    texts = said(
        '[t("Close"), tn("{n} walk", "{n} walks", 2), t("{a} and {b}", { a: 1 })]', RUSSIAN
    )
    assert texts == ["Close", "2 walks", "1 and {b}"]


def test_numbers_are_written_as_the_language_writes_them() -> None:
    asked = (
        "[number(1234.5, 1), percent(0.43), distance(347), distance(994), distance(1250),"
        ' duration(61), duration(125), speed(4.5), monthName(7), listed(["a", "b", "c"])]'
    )
    assert said(asked) == [
        "1,234.5", "43%", "350 m", "990 m", "1.2 km",
        "61 minutes", "2 hours 5 minutes", "4.5 km/h", "July", "a, b and c",
    ]  # fmt: skip
    assert [text.replace("\xa0", " ") for text in said(asked, script_texts("ru"))] == [
        "1 234,5", "43 %", "350 м", "990 м", "1,2 км",
        "61 минута", "2 часа 5 минут", "4,5 км/ч", "июль", "a, b и c",
    ]  # fmt: skip


def test_distances_may_be_in_feet_and_miles() -> None:
    asked = "[distance(2), distance(100), distance(160), distance(5000), speed(5)]"
    told = said(asked, dataset={"units": "imperial"})
    assert told == ["10 ft", "330 ft", "0.1 mi", "3.1 mi", "3.1 mph"]


def test_names_keep_their_direction_in_sentences_from_right_to_left() -> None:
    named = '[t("near {name}", { name: "Ponte 2" }), pieces(t("near {name}"), { name: "Ponte 2" })]'
    assert said(named, HEBREW, dir="rtl") == ["ליד \u2068Ponte 2\u2069", ["ליד ", "Ponte 2"]]
    assert said('t("near {name}", { name: "Ponte 2" })', dir="ltr") == "near Ponte 2"


def test_scale_bars_speak_the_language() -> None:
    asked = '[[200, "m"], [3, "km"], [1000, "ft"], [2, "mi"]].map((each) => length(...each))'
    told = said(asked, script_texts("ru"))
    assert told == ["200\xa0м", "3\xa0км", "1\xa0000\xa0фт", "2\xa0ми"]
    assert said(asked) == ["200 m", "3 km", "1,000 ft", "2 mi"]


def test_sentences_that_begin_with_a_piece_run_from_right_to_left() -> None:
    pieces = '{ turn: "פנו ימינה", into: "אל Via Roma" }'
    told = said(f't("{{turn}} {{into}}", {pieces})', HEBREW, dir="rtl")
    assert told == "\u200f⁨פנו ימינה⁩ ⁨אל Via Roma⁩"


def test_lists_from_right_to_left_keep_the_direction_of_names() -> None:
    assert said('listed(["Via Roma", "Arno"])', HEBREW, dir="rtl") == "⁨Via Roma⁩ ו-⁨Arno⁩"
