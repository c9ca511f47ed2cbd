"""A theme's templates: each may extend the one of the same name that it replaces.

A template that names itself, as in ``{% extends "place.html" %}`` in a theme's own place.html,
means the next one of that name in the themes that it builds upon. So one block is overridden by a
file with one block, whatever the theme beneath is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError

from guidegen.errors import ConfigError, Problem
from guidegen.mistakes import did_you_mean

_NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


class LayeredEnvironment(Environment):
    """Templates from several folders; everything escaped, unknown names are errors.

    Args:
        folders: the folders, a theme's own first, then those of the themes beneath.
        extensions: of Jinja.
    """

    def __init__(self, folders: Sequence[Path], extensions: Sequence[str] = ()) -> None:
        self.folders = tuple(folders)
        super().__init__(
            loader=_Layers(self.folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=extensions,
            # or `100|distance` would be worked out once, in the language of the first page
            optimized=False,
        )

    def join_path(self, template: str, parent: str) -> str:
        """The template that is meant by a name in another; its own name means the one beneath."""
        first, name = _parted(parent)
        if template != name:
            return template
        layers = range(first, len(self.folders))
        own = next((n for n in layers if (self.folders[n] / name).is_file()), len(self.folders))
        return f"{own + 1}:{name}"


class _Layers(BaseLoader):
    """Looks a template up in every folder, or from a certain one on: "1:place.html"."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._from = [FileSystemLoader(folders[first:]) for first in range(len(folders) + 2)]

    def get_source(self, environment: Environment, template: str):  # type: ignore[no-untyped-def]
        first, name = _parted(template)
        return self._from[first].get_source(environment, name)


def _parted(template: str) -> tuple[int, str]:
    first, _, name = template.rpartition(":")
    return int(first or 0), name


def check_templates(folders: Sequence[Path]) -> list[Problem]:
    """What is odd in the templates of themes that build on another; such are warnings.

    Args:
        folders: of templates, a theme's own first, the one that builds on no other last.

    Returns:
        Blocks that override nothing, and templates that nothing uses.

    Raises:
        ConfigError: with every template that is no template, or names one that is not there.
    """
    files = [path for folder in folders for path in _files_in(folder)]
    told = [path.stat() for path in files]
    state = tuple((each.st_mtime_ns, each.st_size) for each in told)
    return list(_checked(tuple(folders), tuple(files), state))


@lru_cache(16)  # a build asks several times, the next build again
def _checked(
    folders: Sequence[Path], _files: Sequence[Path], _state: Sequence[tuple[int, int]]
) -> tuple[Problem, ...]:
    book = _Book(folders)
    if book.mistakes:
        raise ConfigError(book.mistakes)
    return (*book.idle_blocks(), *book.idle_templates())


def _files_in(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*"))
    return [path for path in found if path.is_file() and not path.name.startswith(".")]


class _Book:
    """All templates of a theme, parsed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._environment = LayeredEnvironment(folders, ["jinja2.ext.i18n"])
        self.mistakes: list[Problem] = []
        self._trees: dict[str, nodes.Template] = {}
        self._paths: dict[str, Path] = {}
        for layer, folder in enumerate(folders):
            for path in _files_in(folder):
                self._parse(f"{layer}:{path.relative_to(folder).as_posix()}", path)
        self._names = {_parted(name)[1] for name in self._trees}
        for name, tree in self._trees.items():
            self.mistakes += self._missing(name, tree)

    def _parse(self, name: str, path: Path) -> None:
        try:
            self._trees[name] = self._environment.parse(path.read_text("utf-8"), name, str(path))
            self._paths[name] = path
        except UnicodeDecodeError:
            self.mistakes.append(Problem("is not UTF-8 text; save it as UTF-8", path))
        except TemplateSyntaxError as error:
            message = f"is no sound template: {error.message}"
            self.mistakes.append(Problem(message, path, error.lineno))

    def _missing(self, name: str, tree: nodes.Template) -> Iterator[Problem]:
        for node, named in _named_in(tree):
            if self._found(named, name) is None:
                itself = named == _parted(name)[1]
                remedy = " beneath" if itself else did_you_mean(named, self._names)
                message = f"the theme has no template {named}{remedy}"
                yield Problem(message, self._paths[name], node.lineno)

    def _found(self, named: str, parent: str) -> str | None:
        """The template, as this book calls it, that is meant by a name in another."""
        first, plain = _parted(self._environment.join_path(named, parent))
        layers = range(first, len(self._environment.folders))
        return next((key for n in layers if (key := f"{n}:{plain}") in self._trees), None)

    def _own(self) -> Iterator[tuple[str, nodes.Template]]:
        """The templates of all themes but the last, which builds on none."""
        last = len(self._environment.folders) - 1
        return ((name, tree) for name, tree in self._trees.items() if _parted(name)[0] < last)

    def idle_blocks(self) -> Iterator[Problem]:
        """Blocks that no template beneath has."""
        for name, tree in self._own():
            known = self._blocks_beneath(name)
            if known is None:
                continue
            for block in _outer_blocks(tree):
                if block.name not in known:
                    message = f"there is no block {block.name!r} to override, so nothing shows it"
                    remedy = did_you_mean(block.name, known) or self._elsewhere(block.name, name)
                    yield Problem(message + remedy, self._paths[name], block.lineno)

    def _blocks_beneath(self, name: str) -> set[str] | None:
        """The blocks that a template may override; None when it extends none that is known."""
        known: set[str] | None = None
        while (extended := self._extended(name)) is not None:
            name, known = extended, known or set()
            known |= {block.name for block in self._trees[name].find_all(nodes.Block)}
        return known

    def _extended(self, name: str) -> str | None:
        found = self._trees[name].find(nodes.Extends)
        named = found and isinstance(found.template, nodes.Const) and found.template.value
        return self._found(named, name) if named else None

    def _elsewhere(self, block: str, name: str) -> str:
        pages = [
            page
            for page in sorted(self._names - {_parted(name)[1]})
            for key in [self._found(page, "")]
            if key and block in {each.name for each in self._trees[key].find_all(nodes.Block)}
        ]
        return f"; it is one of {' and '.join(pages)}" if pages else ""

    def idle_templates(self) -> Iterator[Problem]:
        """Templates that replace none and that none names."""
        named = {
            key
            for name, tree in self._trees.items()
            for _, each in _named_in(tree)
            if (key := self._found(each, name))
        }
        for name, _ in self._own():
            layer, plain = _parted(name)
            if name not in named and self._found(plain, f"{layer}:{plain}") is None:
                message = f"no page uses this template{did_you_mean(plain, self._names - {plain})}"
                yield Problem(message, self._paths[name])


def _named_in(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    """The templates that one names outright."""
    for node in tree.find_all(_NAMING):
        template = getattr(node, "template", None)
        may_miss = isinstance(node, nodes.Include) and node.ignore_missing
        if isinstance(template, nodes.Const) and isinstance(template.value, str) and not may_miss:
            yield node, template.value


def _outer_blocks(tree: nodes.Template) -> list[nodes.Block]:
    """The blocks that are not within others."""
    inner = {
        id(each) for block in tree.find_all(nodes.Block) for each in block.find_all(nodes.Block)
    }
    return [block for block in tree.find_all(nodes.Block) if id(block) not in inner]
