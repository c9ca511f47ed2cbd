"""YAML files that people write: read safely, every mistake reported with its line.

`read_yaml` turns a file into plain data that remembers the line of every key; `validate` checks
that data against a pydantic model and reports all mistakes at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import BaseConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guidegen.errors import ConfigError, Problem
from guidegen.mistakes import describe

Key = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

MAXIMUM_BYTES = 1_000_000
# Keys, items and what stands behind keys. Each takes some 35 µs to be read, and 1 MB has room for
# half a million; of what people write, for 20,000.
MAXIMUM_VALUES = 50_000
# Aliases may repeat this many values in all. Nested aliases multiply ("billion laughs"), so what
# is limited is what they unfold to, not how many there are.
MAXIMUM_REPEATED = 200
# What ruamel.yaml raises over single values: a date of month 13, a number of 5,000 digits, half a
# surrogate pair (ValueError); a time of the year 0 (OverflowError); !!bool maybe (KeyError), …
_UNREADABLE = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError)
_BARE_COLOUR = re.compile(r":[ ]+#[0-9a-fA-F]{3,8}\s*[,}]")  # what follows # is a comment


@dataclass(frozen=True)
class Document:
    """What a YAML file says.

    Attributes:
        path: the file.
        data: its content: dicts with text keys, lists, text, numbers, booleans, dates, None.
        lines: the 1-based line on which each key or list item starts.
        problems: mistakes found in reading that do not keep the rest from being read.
    """

    path: Path
    data: dict[str, Any]
    lines: dict[Key, int] = field(repr=False)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, key: Key) -> int | None:
        """The line of a key, or of the nearest thing around it that is in the file."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines[key] if key else None


def read_yaml(path: Path) -> Document:
    """Read a YAML 1.2 file whose top level is a mapping.

    Raises:
        ConfigError: when the file is missing, too large, not UTF-8, empty, not a mapping, not
            sound YAML, holds too many values, or unfolds too many aliases.
    """
    text = _read_text(path)
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Counting
    yaml.composer.warn_double_anchors = False  # YAML 1.2 allows them
    try:
        node = yaml.compose(text)
        reader = _Reader(path, yaml.constructor)
        data = reader.value(node, ()) if node is not None else None
    except _TooManyError as error:
        message = f"holds more than {MAXIMUM_VALUES:,} values, which no such file should"
        raise ConfigError([Problem(message, path)]) from error
    except YAMLError as error:
        raise ConfigError([_syntax_problem(path, text, error)]) from error
    except RecursionError as error:
        raise ConfigError([Problem("is nested too deeply", path)]) from error
    if data is None:
        raise ConfigError([Problem("is empty", path)])
    if not isinstance(data, dict):
        message = "must be a mapping (key: value) at the top, not a list or a single value"
        raise ConfigError([Problem(message, path, 1)])
    return Document(path, data, reader.lines, reader.problems)


def validate(document: Document, model: type[Model]) -> Model:
    """The model that a document describes; the file's path is the validation context.

    Raises:
        ConfigError: with every mistake, each with its line and key.
    """
    problems = {problem.key: problem for problem in document.problems}
    try:
        found = model.model_validate(document.data, context=document.path)
    except ValidationError as error:
        for key, message in describe(error, model, document.data):
            place = dotted(key)
            problem = Problem(message, document.path, document.line_of(key), place)
            problems.setdefault(place, problem)
    if problems:
        raise ConfigError(sorted(problems.values(), key=lambda problem: problem.line or 0))
    return found


def dotted(key: Key) -> str:
    """A key path as people write it: ``photos[0].path``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)[1:]


class _TooManyError(Exception):
    """A file holds more values than anybody writes."""


class _Counting(Composer):
    """Makes nodes of what is parsed, but not of more than anybody writes."""

    _count = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self._count += 1
        if self._count > MAXIMUM_VALUES:
            raise _TooManyError
        return super().compose_node(parent, index)


class _Reader:
    """Turns YAML nodes into plain data, noting lines and mistakes on the way."""

    def __init__(self, path: Path, constructor: BaseConstructor) -> None:
        self.path = path
        self.lines: dict[Key, int] = {}
        self.problems: list[Problem] = []
        self._constructor = constructor
        self._seen: set[int] = set()
        self._repeated = 0

    def value(self, node: Node, key: Key) -> Any:
        self._count(node, key)
        self.lines.setdefault(key, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self._mapping(node, key)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*key, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, key)

    def _count(self, node: Node, key: Key) -> None:
        """Stop when aliases (nodes met again) unfold to too much."""
        self._repeated += id(node) in self._seen
        self._seen.add(id(node))
        if self._repeated > MAXIMUM_REPEATED:
            message = f"aliases (*) repeat more than {MAXIMUM_REPEATED} values; write them out"
            # the node's own line is where its anchor stands, perhaps far away
            raise ConfigError([Problem(message, self.path, self.lines.get(key[:1]), str(key[0]))])

    def _mapping(self, node: MappingNode, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, value in node.value:
            if not isinstance(name, ScalarNode):
                self._complain(name, key, "a key must be a single word or number")
                continue
            if not _is_whole(str(name.value)):
                self._complain(name, key, f"a key cannot be read: {name.value[:40]!a}")
                continue
            # the text of a key as it stands: 2024 is a fine name of a place
            inner = (*key, str(name.value))
            if name.value in data:
                message = f"stands here twice, first on line {self.lines[inner]}"
                self._complain(name, inner, message)
                continue
            self.lines[inner] = name.start_mark.line + 1
            data[str(name.value)] = self.value(value, inner)
        return data

    def _scalar(self, node: Node, key: Key) -> Any:
        try:
            value = self._constructor.construct_object(node)
            str(value).encode()
        except _UNREADABLE:
            self._complain(node, key, f"cannot be read: {node.value[:40]!a}")
            return None
        return value

    def _complain(self, node: Node, key: Key, message: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append(Problem(message, self.path, line, dotted(key)))


def _is_whole(text: str) -> bool:
    """Whether a text holds no half of a surrogate pair, which could be written nowhere."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError([Problem("there is no such file", path)]) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError([Problem(f"cannot be read: {reason}", path)]) from error
    if len(content) > MAXIMUM_BYTES:
        raise ConfigError([Problem("is larger than 1 MB, which no such file should be", path)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError([Problem("is not UTF-8 text; save it as UTF-8", path, line)]) from error


def _syntax_problem(path: Path, text: str, error: YAMLError) -> Problem:
    """One line for what ruamel.yaml says in five."""
    if bare := _BARE_COLOUR.search(text):
        lines_before = text.count("\n", 0, bare.start())
        return Problem('a colour must be in quotes, as in "#8c3b0f"', path, lines_before + 1)
    if not isinstance(error, MarkedYAMLError):
        return Problem(f"is not sound YAML: {str(error).splitlines()[0]}", path)
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    if "'\\t'" in str(error.problem):
        return Problem("a tab where YAML wants spaces; indent with spaces", path, line)
    said = ", ".join(str(part) for part in (error.context, error.problem) if part)
    return Problem(f"is not sound YAML: {' '.join(said.split())}", path, line)
