"""Changing the editors' file as text, so that what is not meant stays as it is to the byte.

A round trip through a YAML library keeps comments, but folds long texts anew. So lines are put in
and taken out, and whoever does that reads the result again and compares it with what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guidegen import yamlfile
from guidegen.alone import temporary_folder

_LINE = re.compile(r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|\Z)")
_KEEPS = re.compile(r"[|>](\+[1-9]?|[1-9]\+)\s*(#.*)?$")  # blank lines after it are text
_EMPTY = re.compile(r"(?P<key>[^#]*?:)[ \t]*(?:\{[ \t]*\}|null|~)?(?P<rest>[ \t]*(?:#.*)?)")


@dataclass(frozen=True)
class YamlText:
    """A YAML file as lines with their ends, and what they say."""

    lines: list[str]
    document: yamlfile.Document

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(self.lines)

    @property
    def newline(self) -> str:
        """How lines end here."""
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"


def read_text(text: str) -> YamlText:
    """Take a YAML text apart.

    Raises:
        ConfigError: when it is not sound; the path in it is not the file's.
    """
    with temporary_folder() as folder:
        path = folder / "text.yaml"
        path.write_bytes(text.encode())
        document = yamlfile.read_yaml(path)
    return YamlText([line for line in _LINE.findall(text) if line], document)


def span(text: YamlText, section: str, name: str) -> tuple[int, int]:
    """The lines of an entry: from its key to the last that it says, end exclusive.

    Blank lines, and comments no deeper than the key, belong to what follows.
    """
    key = (section, name)
    first = text.document.lines[key]
    after = [
        line for other, line in text.document.lines.items() if line > first and other[:2] != key
    ]
    start, stop = first - 1, min(after) - 1 if after else len(text.lines)
    deep = indent(text.lines[start])
    keeps_blanks = any(_KEEPS.search(line) for line in text.lines[start:stop])
    while stop > start + 1 and _is_outside(text.lines[stop - 1], deep, keeps_blanks):
        stop -= 1
    return start, stop


def indent(line: str) -> int:
    """How many blanks a line begins with."""
    return len(line) - len(line.lstrip(" "))


def put_first(text: YamlText, section: str, name: str, line: str) -> str:
    """The text with a ``key: value`` put before all others in an entry."""
    at = text.document.lines[section, name] - 1
    lines = list(text.lines)
    inside = [line for key, line in text.document.lines.items() if key[:2] == (section, name)]
    first = sorted(inside)[1]  # after its key
    if first - 1 == at:  # {…} on the line of its key
        head, brace, tail = lines[at].partition("{")
        lines[at] = f"{head}{brace}{line}, {tail}"
    else:
        blanks = " " * indent(lines[first - 1])
        lines.insert(at + 1, f"{blanks}{line}{text.newline}")
    return "".join(lines)


def take_out(text: YamlText, section: str, name: str) -> tuple[str, list[str]]:
    """The text without an entry, and the entry's lines with the comments right above it."""
    start, stop = span(text, section, name)
    lines = list(text.lines)
    deep = indent(lines[start])
    while _is_comment(lines[start - 1], deep) and not re.match(r" *# ?[-=]{3}", lines[start - 1]):
        start -= 1
    block = lines[start:stop]
    is_last = stop == len(lines) or not lines[stop].strip()
    while is_last and not lines[start - 1].strip():
        start -= 1
    return "".join(lines[:start] + lines[stop:]), block


def add_block(text: YamlText, section: str, block: Sequence[str], *, apart: bool) -> str:
    """The text with lines put at the end of a section, which is made if there is none.

    Args:
        text: where.
        section: a key at the top.
        block: whole lines; they are moved to the depth of the section's other entries.
        apart: whether a blank line stands before them.
    """
    lines = list(text.lines)
    if lines and not lines[-1].endswith(("\n", "\r", "\x85", "\u2028", "\u2029")):
        lines[-1] += text.newline
    names = list(text.document.data.get(section) or {})
    if names:
        at = max(span(text, section, name)[1] for name in names)
        deep = indent(lines[text.document.lines[section, names[0]] - 1])
    elif section in text.document.data:
        at, deep = text.document.lines[section,], 2
        lines[at - 1] = _EMPTY.sub(r"\g<key>\g<rest>", lines[at - 1], count=1)
    else:
        lines += [text.newline, f"{section}:{text.newline}"]
        at, deep = len(lines), 2
    moved = [shifted(line, deep - indent(_first_key(block))) for line in block]
    apart = apart and not any(_KEEPS.search(line) for line in lines)
    blank = [text.newline] if apart and names else []
    return "".join([*lines[:at], *blank, *moved, *lines[at:]])


def shifted(line: str, by: int) -> str:
    """A line moved to the right, or to the left if `by` is negative."""
    if not line.strip():
        return line
    return " " * by + line if by >= 0 else line[min(-by, indent(line)) :]


def _first_key(block: Sequence[str]) -> str:
    return next(line for line in block if line.strip() and not line.lstrip().startswith("#"))


def _is_outside(line: str, deep: int, keeps_blanks: bool) -> bool:
    is_blank = not line.strip() and not keeps_blanks
    return is_blank or _is_comment(line, deep) or line.rstrip() in ("...", "---")


def _is_comment(line: str, deep: int) -> bool:
    return line.lstrip(" ").startswith("#") and indent(line) <= deep
