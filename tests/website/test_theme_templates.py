from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from guidegen.errors import ConfigError
from guidegen.website.theme_templates import LayeredEnvironment, check_templates

BASE = {
    "base.html": "<{% block title %}{% endblock %}|{% block main %}{% endblock %}>",
    "main.html": '{% extends "base.html" %}',
    "macros.html": "{% macro star(n) %}{{ '*' * n }}{% endmacro %}",
    "place.html": '{% extends "main.html" %}{% from "macros.html" import star %}{% set n = 2 %}'
    "{% block main %}{% block stars %}{{ star(n) }}{% endblock %}{% endblock %}",
}


def layers(folder: Path, *themes: Mapping[str, str]) -> list[Path]:
    """Folders of templates, the first on top, the sample base at the bottom."""
    folders = [folder / str(number) for number in range(len(themes) + 1)]
    for path, templates in zip(folders, [*themes, BASE], strict=True):
        path.mkdir()
        for name, text in templates.items():
            (path / name).write_text(text)
    return folders


def page(folders: list[Path], name: str = "place.html") -> str:
    return LayeredEnvironment(folders).get_template(name).render()


def test_a_template_that_names_itself_means_the_one_beneath(tmp_path: Path) -> None:
    own = {"place.html": '{% extends "place.html" %}{% block stars %}[{{ super() }}]{% endblock %}'}
    assert page(layers(tmp_path, own)) == "<|[**]>"


def test_each_of_several_themes_adds_to_the_next(tmp_path: Path) -> None:
    top = {"place.html": '{% extends "place.html" %}{% block stars %}a{{ super() }}{% endblock %}'}
    through = {"main.html": '{% extends "main.html" %}{% block title %}T{% endblock %}'}
    low = {"place.html": '{% extends "place.html" %}{% block stars %}b{{ super() }}{% endblock %}'}
    folders = layers(tmp_path, top, through, low)
    assert page(folders) == "<T|ab**>"
    assert check_templates(folders) == []


def test_macros_of_the_one_beneath_can_be_kept(tmp_path: Path) -> None:
    own = {"macros.html": '{% from "macros.html" import star as old %}'
           "{% macro star(n) %}({{ old(n) }}){% endmacro %}"}  # fmt: skip
    assert page(layers(tmp_path, own)) == "<|(**)>"


def test_everything_is_escaped_and_unknown_names_are_errors(tmp_path: Path) -> None:
    environment = LayeredEnvironment(layers(tmp_path))
    assert environment.from_string("{{ '<' }}").render() == "&lt;"
    assert environment.is_async is False


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("place.html", '\n{% extends "place.html" %}\n{% block starz %}{% endblock %}',
         "place.html:3: there is no block 'starz' to override, so nothing shows it; "
         "did you mean 'stars'?"),
        ("main.html", '{% extends "main.html" %}{% block stars %}{% endblock %}',
         "main.html:1: there is no block 'stars' to override, so nothing shows it; "
         "it is one of place.html"),
        ("plcae.html", '{% extends "main.html" %}',
         "plcae.html: no page uses this template; did you mean 'place.html'?"),
    ],
)  # fmt: skip
def test_what_shows_nowhere_is_doubtful(tmp_path: Path, name: str, text: str, message: str) -> None:
    folders = layers(tmp_path, {name: text})
    assert [str(doubt) for doubt in check_templates(folders)] == [f"{folders[0]}/{message}"]


def test_new_blocks_within_known_ones_and_partial_templates_are_fine(tmp_path: Path) -> None:
    own = {
        "place.html": '{% extends "place.html" %}{% block main %}{% include "part.html" %}'
        "{% block mine %}{% endblock %}{% endblock %}",
        "part.html": "P",
    }
    assert check_templates(layers(tmp_path, own)) == []


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    folders = layers(
        tmp_path,
        {
            "a.html": "{% block x %}",
            "b.html": '\n{% extends "mian.html" %}',
            "c.html": '{% include "c.html" %}{% include "none" ignore missing %}',
        },
    )
    with pytest.raises(ConfigError) as error:
        check_templates(folders)
    sound, missing, beneath = str(error.value).splitlines()
    assert "a.html:1: is no sound template" in sound
    assert missing.endswith(
        "b.html:2: the theme has no template mian.html; did you mean 'main.html'?"
    )
    assert beneath.endswith("c.html:1: the theme has no template c.html beneath")
