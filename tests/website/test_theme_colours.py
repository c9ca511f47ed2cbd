from __future__ import annotations

import re
from pathlib import Path

import pytest

from guidegen.website.theme_colours import (
    NEEDED,
    OwnColours,
    contrast,
    hard_to_read,
    palette_of,
    rgb,
    unknown,
)
from guidegen.website.themes import load_theme
from guidegen.yamlfile import Document

SHEET = """
/* :root { --ground: red } */
:root { --ground: #FFF; --line: rgb(1, 2, 3); --serif: "A", serif; --strength: 0.3 }
@media screen and (prefers-color-scheme: dark) { :root:not([data-mood="paper"]) { --ground: #000 } }
@media screen { :root[data-mood="night"] { --ground: #000; } }
@media print { :root { --ground: white } p { color: red } }
a { color: var(--ground) }
"""
SOURCES = Path(__file__).parents[2] / "themes" / "default" / "src"
WHENS = (':not([data-mood="paper"])', '[data-mood="night"]')
FILE = Document(
    Path("theme.yaml"), {}, {("colours", "light", "grund"): 4, ("colours", "light", "ink"): 5}
)


def test_a_sheet_is_read_as_written_and_as_minified() -> None:
    written = palette_of(SHEET)
    minified = palette_of(re.sub(r"\s*([{}:;])\s*", r"\1", SHEET.replace('"night"', "night")))
    for palette in (written, minified):
        assert palette.light["ground"] == "#ffffff"
        assert palette.dark["ground"] == "#000000"
        assert palette.light["line"] == palette.dark["line"] == "#010203"
        assert palette.printed == {"ground": "#ffffff"}
        assert palette.others == {"serif", "strength"}


def test_the_night_is_the_same_by_the_system_and_by_the_button() -> None:
    """It stands twice in each style sheet, for lack of a selector that is either."""
    sheets = [path.read_text("utf-8") for path in sorted(SOURCES.rglob("*.css"))]
    nights = [
        [re.findall(rf":root{re.escape(when)} \{{(.*?)\}}", sheet, re.DOTALL) for when in WHENS]
        for sheet in sheets
    ]
    found = [[by_system, by_button] for by_system, by_button in nights if by_button]
    assert len(found) >= 4
    for by_system, by_button in found:
        assert [block.split() for block in by_system] == [block.split() for block in by_button]


def test_what_is_needed_is_as_in_the_default_theme() -> None:
    palette = load_theme("default", Path("city.yaml")).colours
    for mood, colours in NEEDED.items():
        assert {name: getattr(palette, mood)[name] for name in colours} == colours


def test_own_colours_are_one_sheet_for_both_moods_and_print_stays() -> None:
    own = OwnColours(light={"ground": "teal"}, dark={"line": "hsl(0, 100%, 50%)"})
    assert palette_of(SHEET).with_own(own).sheet() == (
        ":root{--ground:#008080}\n"
        "@media screen and (prefers-color-scheme:dark)"
        '{:root:not([data-mood="paper"]){--line:#ff0000}}\n'
        '@media screen{:root[data-mood="night"]{--line:#ff0000}}\n'
        "@media print{:root{--ground:#ffffff}}\n"
    )


def test_later_themes_win_and_without_own_colours_there_is_no_sheet() -> None:
    palette = palette_of(SHEET)
    assert palette.with_own(OwnColours()).sheet() == ""
    first = palette.with_own(OwnColours(light={"ground": "red", "line": "red"}))
    second = first.with_own(OwnColours(light={"line": "blue"}))
    assert second.sheet().startswith(":root{--ground:#ff0000;--line:#0000ff}")
    assert (second.light["line"], second.dark["line"]) == ("#0000ff", "#010203")


def test_colours_that_nobody_reads_are_mistakes() -> None:
    own = OwnColours(light={"grund": "red", "serif": "red", "xyz": "red"})
    assert [str(problem) for problem in unknown(FILE, own, palette_of(SHEET))] == [
        "theme.yaml:4: colours.light.grund: there is no colour of this name; "
        "did you mean 'ground'?",
        "theme.yaml: colours.light.serif: is no colour; set it in assets/extra.css",
        "theme.yaml: colours.light.xyz: there is no colour of this name; docs/themes.md lists them",
    ]


def test_text_that_is_hard_to_read_is_told_with_its_contrast() -> None:
    # a grey of 0x77 on white is the well-known case just below the limit
    own = OwnColours(light={"ink": "#777777"})
    palette = palette_of(":root{--ground:#fff;--accent:#eee}").with_own(own)
    assert [str(problem) for problem in hard_to_read(FILE, own, palette)] == [
        "theme.yaml:5: colours.light.ink: the contrast of ink on ground is 4.47 to 1; "
        "text needs 4.5 to be read by most"
    ]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("text", ["", "grey-ish", "#12", "rgb(1 2 3)", "#11223344", "var(--ink)"])
def test_what_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match=r"color|see"):
        rgb(text)
