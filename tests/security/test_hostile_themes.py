"""What a theme.yaml may carry into style sheets, and ratings into charts: nothing but values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from guidegen.errors import ConfigError, InputError
from guidegen.survey.answers import read_answers
from guidegen.survey.light import study
from guidegen.survey.tally import tally, told
from guidegen.website.themes import load_theme
from tests.fuzz.guard import assert_clear
from tests.security.hostile import COLOURS, PAYLOAD, SCRIPT
from tests.survey.sample import saved


def theme_of(folder: Path, colours: object, more: dict[str, object] | None = None) -> Path:
    """The city file beside a theme with these colours."""
    said = {"name": "Mine", "extends": "default", "colours": colours} | (more or {})
    (folder / "theme").mkdir()
    (folder / "theme" / "theme.yaml").write_text(json.dumps(said), "utf-8")
    return folder / "city.yaml"


@pytest.mark.parametrize("mood", ["light", "dark"])
def test_no_colour_is_anything_else(tmp_path: Path, mood: str) -> None:
    said = {f"accent{number}": colour for number, colour in enumerate(COLOURS)}
    city = theme_of(tmp_path, {mood: said})
    with pytest.raises(ConfigError) as caught:
        load_theme("theme", city)
    assert {problem.key for problem in caught.value.problems} == {
        f"colours.{mood}.{name}" for name in said
    }
    assert_clear(str(caught.value), "theme.yaml")


NAMES = (
    "ink:red;x", "ink}*{x", "--ink", "", "</style>", "ink;", "Ink", "ink\n", PAYLOAD, "serif",
)  # fmt: skip


def test_no_name_of_a_colour_is_anything_else(tmp_path: Path) -> None:
    city = theme_of(tmp_path, {"light": dict.fromkeys(NAMES, "#8c3b0f")})
    with pytest.raises(ConfigError) as caught:
        load_theme("theme", city)
    assert len(caught.value.problems) == len(NAMES)
    assert_clear(str(caught.value), "theme.yaml")


@pytest.mark.parametrize(
    "more",
    [
        {"extends": PAYLOAD}, {"extends": "../../../etc"}, {"extends": "javascript:alert(1)"},
        {"name": ["x"]}, {"script": SCRIPT}, {"blocks": {"head": SCRIPT}}, {"name": None},
        {"colours": {"night": {"ink": "red"}}}, {"colours": [SCRIPT]},
    ],
)  # fmt: skip
def test_nothing_else_can_be_said(tmp_path: Path, more: dict[str, object]) -> None:
    with pytest.raises(ConfigError) as caught:
        load_theme("theme", theme_of(tmp_path, {}, more))
    assert_clear(str(caught.value), str(tmp_path))


def test_what_is_a_colour_is_written_as_six_digits(tmp_path: Path) -> None:
    light = {
        "accent": "  HSL(21, 81%, 30%) ",
        "ground": "Snow",
        "ink": "rgb(0, 0, 0)",
        "line": "#abc",
    }
    theme = load_theme("theme", theme_of(tmp_path, {"light": light}, {"name": PAYLOAD}))
    sheet = theme.colours.sheet()
    assert re.fullmatch(r"(?::root|@media[^{}]*)\{.*\}\n", sheet, re.DOTALL)
    assert set(re.findall(r":(#[^;}]*)", sheet)) >= {"#8a3a0f", "#fffafa", "#000000", "#aabbcc"}
    assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in re.findall(r":(#[^;}]*)", sheet))
    everything = b"".join(f if isinstance(f, bytes) else b"" for f in theme.files.values())
    assert b"alert(1)" not in everything  # the name is for people who look at files


HOSTILE = (PAYLOAD, SCRIPT, "=cmd|' /C calc'!A0", "\x1b[2J", "x" * 5000)


@pytest.mark.parametrize("text", HOSTILE)
def test_answers_that_are_none_are_refused_in_clear_words(tmp_path: Path, text: str) -> None:
    for number, answers in enumerate(({"x:1": {text: "yes"}}, {"x:1": {"attractive": text}})):
        path = saved(tmp_path / f"{number}.json", answers, rater=text[:300])
        with pytest.raises(InputError) as caught:
            read_answers([path])
        assert_clear(str(caught.value), str(path))


@pytest.mark.parametrize("text", HOSTILE[:2])
def test_ratings_put_nothing_but_numbers_into_charts(tmp_path: Path, text: str) -> None:
    ids = [f"x:{number} {text}" for number in range(60)]
    answers = {photo: {"attractive": "yes" if n % 3 else "no"} for n, photo in enumerate(ids)}
    path = saved(tmp_path / "answers.json", answers, rater=text)
    light = pd.DataFrame({"photo_id": ids, "luminance_bv": [n / 6 for n in range(60)]})
    light.to_csv(tmp_path / "light.csv.txt", index=False)
    kept = "\n".join(told(tally(read_answers([path]))))
    lines = "\n".join(study([path, tmp_path / "light.csv.txt"], tmp_path / "light.svg"))
    svg = (tmp_path / "light.svg").read_text("utf-8")
    table = (tmp_path / "light.csv").read_text("utf-8")
    assert not any("alert" in each for each in (kept, lines, svg, table))
    tags = {each.tag.rpartition("}")[2] for each in ET.fromstring(svg).iter()}  # noqa: S314 - ours
    assert tags <= {"svg", "title", "desc", "style", "g", "path", "line", "rect", "text", "tspan"}
