"""What ``guidegen curate`` does: new places go into the editors' file, nothing else changes there.

The file is the editors'. Entries of places that are gone move to ``obsolete`` with all that they
say, and back when the place is found again; near matches get a ``review`` line. Every other byte
stays. The result is read again before it is written: it must say what was meant, or nothing is
written at all.
"""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from guidegen.errors import ConfigError, Problem
from guidegen.places.curated_file import check_return, json_schema, load_curated
from guidegen.places.safefile import content_of, write_whole
from guidegen.places.yamltext import YamlText, add_block, put_first, read_text, take_out

SCHEMA_NAME = "places.schema.json"
_LONGEST = 120  # of a text in a comment
_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_HEADER = """\
# yaml-language-server: $schema={schema}
#
# Names and texts for the places of {slug}. This file belongs to the guide's editors: building the
# guide never changes it, only "guidegen curate {slug}" does: it adds places that are new, moves
# entries whose place is gone to `obsolete`, and adds a `review` line to what should be looked at.
#
# An entry's key is the place's id and address. Rename it and the old address leads to the new one.
# Useful keys: name and description (by language; descriptions are Markdown), hide, merge (ids of
# places that belong to this one), label_at, wikidata, note (never published), reviewed.
"""


class NameCandidate(NamedTuple):
    """A name that a place may have."""

    name: str
    language: str
    source: str


@dataclass(frozen=True)
class NewPlace:
    """A place without an entry, and what is known about it."""

    place_id: str
    lon: float
    lat: float
    level: str
    authors: int
    label: str
    candidates: Sequence[NameCandidate] = ()


@dataclass(frozen=True)
class Changes:
    """What has become of the places since editors last looked.

    Attributes:
        new: places to add, in this order; those that the file knows are left alone.
        vanished: ids whose entries move to `obsolete`.
        returned: ids whose entries move back from it.
        reviews: for ids why they should be looked at.
    """

    new: Sequence[NewPlace] = ()
    vanished: Sequence[str] = ()
    returned: Sequence[str] = ()
    reviews: Mapping[str, str] = field(default_factory=dict)


class _State(NamedTuple):
    """The text so far, what it must say, and what was done."""

    text: str
    wanted: dict[str, dict[str, Any]]
    done: list[str]


def curate(path: Path, slug: str, changes: Changes) -> list[str]:
    """Bring the editors' file up to date.

    Args:
        path: the file; it is made, with its JSON Schema beside it, if there is none.
        slug: the city's.
        changes: what has become of the places.

    Returns:
        What was changed, a line each; nothing was written if there is none.

    Raises:
        ConfigError: when the file has mistakes or would have, or is written so that it cannot be
            changed safely.
        OutputError: when it cannot be written, or has changed meanwhile.
    """
    before = content_of(path)
    if before is None and not changes.new:
        return []
    check_return(load_curated(path), changes.returned, path)
    text = _header(slug) if before is None else before.decode("utf-8")
    state = _changed(_State(text, _entries(read_text(text)), []), changes, path)
    if not state.done:
        return []
    write_whole(path, state.text.encode(), before=before)
    if before is None:
        _write_schema(path.with_name(SCHEMA_NAME))
    return [f"{path}: {line}" for line in state.done]


def _changed(state: _State, changes: Changes, path: Path) -> _State:
    """The text with all changes, read again as the build will and compared with what was meant.

    Raises:
        ConfigError: when they differ.
    """
    try:
        for name in changes.vanished:
            state = _move(state, name, "places", "obsolete", "its place was not found any more")
        for name in changes.returned:
            state = _move(state, name, "obsolete", "places", "its place was found again")
        state = _add_reviews(state, changes.reviews)
        state = _add_new(state, changes.new)
        found = read_text(state.text)
        is_meant = not found.document.problems and _entries(found) == state.wanted
    except ConfigError:  # it speaks of a text that nobody wrote
        is_meant = False
    if is_meant:
        return state
    message = (
        "is written so that it cannot be changed safely, and was left as it is; give every entry "
        "a line of its own under `places:` and `obsolete:`, without braces around all of them and "
        "without anchors"
    )
    raise ConfigError([Problem(message, path)])


def _header(slug: str) -> str:
    return _HEADER.format(schema=SCHEMA_NAME, slug=slug) + "\nplaces:\n\nobsolete: {}\n"


def _write_schema(path: Path) -> None:
    content = (json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n").encode()
    if (before := content_of(path)) != content:
        write_whole(path, content, before=before)


def _entries(text: YamlText) -> dict[str, dict[str, Any]]:
    return {section: dict(text.document.data.get(section) or {}) for section in _SECTIONS}


_SECTIONS = ("places", "obsolete")


def _add_reviews(state: _State, reviews: Mapping[str, str]) -> _State:
    text, wanted, done = state.text, copy.deepcopy(state.wanted), list(state.done)
    for name, why in sorted(reviews.items()):
        entry = wanted["places"].get(name)
        if entry is None or "review" in entry:
            continue
        why = one_line(why)
        text = put_first(read_text(text), "places", name, f"review: {quoted(why)}")
        wanted["places"][name] = {"review": why, **entry}
        done.append(f"places.{name}: marked for review: {why}")
    return _State(text, wanted, done)


def _move(state: _State, name: str, old: str, new: str, why: str) -> _State:
    if name not in state.wanted[old]:
        return state
    wanted = copy.deepcopy(state.wanted)
    wanted[new][name] = wanted[old].pop(name)
    rest, block = take_out(read_text(state.text), old, name)
    text = add_block(read_text(rest), new, block, apart=True)
    return _State(text, wanted, [*state.done, f"{old}.{name}: moved to {new}: {why}"])


def _add_new(state: _State, places: Sequence[NewPlace]) -> _State:
    here = state.wanted
    new = [each for each in places if all(each.place_id not in here[part] for part in _SECTIONS)]
    if not new:
        return state
    text = read_text(state.text)
    wanted = copy.deepcopy(state.wanted)
    block: list[str] = []
    for place in new:
        at = [f"{place.lon:.5f}", f"{place.lat:.5f}"]
        entry = {"at": [float(degrees) for degrees in at], "level": place.level}
        wanted["places"][place.place_id] = entry
        block += [text.newline] if block else []
        block += [f"{line}{text.newline}" for line in _entry(place, at)]
    done = [f"places.{place.place_id}: added" for place in new]
    return _State(add_block(text, "places", block, apart=True), wanted, [*state.done, *done])


def _entry(place: NewPlace, at: Sequence[str]) -> list[str]:
    """The lines of a new entry; what is known is in comments, ready to be uncommented."""
    who = f"{place.authors} photographers; label: {one_line(place.label)}"
    return [
        f"  {place.place_id}:",
        f"    at: [{', '.join(at)}]",
        f"    level: {place.level}",
        f"    # {who}",
        *(
            f"    # name: {{{each.language}: {quoted(each.name)}}}  # {one_line(each.source)}"
            for each in place.candidates
            if _LANGUAGE.fullmatch(each.language) and one_line(each.name)
        ),
    ]


def one_line(text: str) -> str:
    """Text for a comment or a line: without breaks, controls and marks that turn its direction."""
    seen = "".join(" " if unicodedata.category(each) in _UNSEEN else each for each in text)
    line = " ".join(_BIDI.sub("", seen).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def quoted(text: str) -> str:
    """Text in double quotes, as both JSON and YAML read it."""
    return json.dumps(one_line(text), ensure_ascii=False)
