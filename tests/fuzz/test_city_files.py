"""City files, curated files and locks whose values are of every kind that YAML can spell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from guidegen.city import City, load_city
from guidegen.errors import ConfigError, Problem
from guidegen.places.curate import Changes, NewPlace, curate
from guidegen.places.curated_file import CuratedFile, load_curated
from tests.descriptions.answers import spoilt
from tests.fuzz.damage import amount, damaged
from tests.fuzz.guard import assert_clear, guarded
from tests.fuzz.texts import CURATED, FULL_CITY, YAML_TRAPS

_AT = re.compile(r"@@(\d+)@@")
_EMPTY = re.compile(rb":\s*(\{\s*\}|~|null)?\s*(#.*)?$")
_BRACES = re.compile(rb"^[\w'\"-]+\s*:\s*\{")
FILES: dict[str, tuple[str, str, Callable[[Path], Any], type[Any]]] = {
    "city": ("city.yaml", FULL_CITY, load_city, City),
    "curated": ("city.places.yaml", CURATED, load_curated, CuratedFile),
}


@st.composite
def trapped(draw: st.DrawFn, text: str) -> str:
    """The file with other values, some of which only YAML can spell."""
    data = json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))
    data = draw(spoilt(data))
    traps = draw(st.lists(st.sampled_from(YAML_TRAPS), max_size=3))
    spots = _holders(data)
    for number, _ in enumerate(traps):
        if spots:
            holder, key = draw(st.sampled_from(spots))
            holder[key] = f"@@{number}@@"
    indent = draw(st.sampled_from([None, 1]))
    written = json.dumps(data, indent=indent, ensure_ascii=draw(st.booleans()))
    written = re.sub(r'"@@(\d+)@@"', lambda found: traps[int(found[1])], written)
    if draw(st.booleans()):  # the first of the keys twice
        written = written.replace("{", '{"name": 1, ', 1)
    return _AT.sub("x", written)


def _holders(data: Any) -> list[tuple[Any, Any]]:
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    found = [(data, key) for key in keys]
    return found + [spot for key in keys for spot in _holders(data[key])]


def mistakes(load: Callable[[Path], Any], path: Path, model: type[Any]) -> list[Problem]:
    """What is wrong with the file; else what it says can be told on."""
    try:
        found = load(path)
    except ConfigError as error:
        assert_clear(str(error), str(path))
        return error.problems
    assert isinstance(found, model)
    found.model_dump_json().encode()
    return []


@pytest.mark.parametrize("name", FILES)
def test_every_mistake_is_told_with_its_file(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    file, text, load, model = FILES[name]
    folder = tmp_path_factory.mktemp("traps")
    path = folder / file

    @amount(50)
    @given(trapped(text))
    def check(written: str) -> None:
        path.write_bytes(written.encode("utf-8", "surrogatepass"))
        with guarded(folder):
            problems = mistakes(load, path, model)
        assert all(each.path == path and (each.line or 1) >= 1 for each in problems), problems

    check()


@pytest.mark.parametrize("shape", ["flat", "deep", "wide", "merged", "lists"])
def test_aliases_do_not_multiply(tmp_path: Path, shape: str) -> None:
    """The billion laughs in each of the ways in which YAML can tell them."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    bombs = {
        "flat": "a: &a " + "x" * 1000 + "\nb: [" + "*a, " * 20_000 + "]",
        "deep": "a: &a [x, x]\n"
        + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise(letters)),
        "wide": "a: &a [" + "x, " * 10_000 + "]\nb: [" + "*a, " * 10_000 + "]",
        "merged": "a: &a {x: 1}\n"
        + "".join(f"{b}: &{b} {{<<: [*{a}, *{a}], y: *{a}}}\n" for a, b in pairwise(letters)),
        "lists": "a: " + "[" * 20_000,
    }
    path = tmp_path / "city.yaml"
    path.write_text(bombs[shape])
    with guarded(tmp_path), pytest.raises(ConfigError) as raised:
        load_city(path)
    assert_clear(str(raised.value), str(path))


def test_what_editors_wrote_stays_to_the_byte(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever the file looks like: `curate` leaves it, or puts in lines and moves entries."""
    folder = tmp_path_factory.mktemp("curated")
    path = folder / "city.places.yaml"
    new = NewPlace("neu", 10.4, 43.7, "place", 5, "x")
    changes = st.builds(
        Changes,
        new=st.sampled_from([[], [new]]),
        vanished=st.sampled_from([[], ["borgo"], ["borgo", "piazza-dei-miracoli"]]),
        returned=st.sampled_from([[], ["gone"]]),
        reviews=st.sampled_from([{}, {"borgo": "look"}, {"piazza-dei-miracoli": "a: b # c"}]),
    )

    @amount(60)
    @given(damaged([CURATED.encode(), CURATED.replace("\n", "\r\n").encode()]), changes)
    def check(content: bytes, wanted: Changes) -> None:
        path.write_bytes(content)
        with guarded(folder, folder.parents[0], Path("/tmp")):  # noqa: S108 - a file to be read again
            try:
                curate(path, "city", wanted)
            except ConfigError as error:
                assert_clear(str(error), str(path))
                assert path.read_bytes() == content
                return
        after = path.read_bytes()
        lost = _lines(content) - _lines(after)
        # what may change: a section that was empty, and an entry in braces that gets a review
        assert not {line for line in lost if not _EMPTY.search(line) and not _BRACES.search(line)}
        load_curated(path)

    check()


def _lines(content: bytes) -> set[bytes]:
    return {line.strip() for line in re.split(rb"[\r\n]+", content)}
