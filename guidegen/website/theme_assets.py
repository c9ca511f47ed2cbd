"""A theme's files for pages: named by what is in them, and found by their plain names.

A browser that has a file under a name of this kind never needs to ask for it again, and never
mixes two versions. Bundled themes come with such names and a manifest that tells them; the files
of a folder without one are named here, and so are those that its style sheets name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from jinja2 import TemplateRuntimeError

from guidegen.errors import ConfigError, OutputError, Problem
from guidegen.mistakes import did_you_mean

EXTRA = "extra.css"  # is loaded after the other style sheets, and does not replace its namesake
_NOT_PUBLISHED = ("manifest.json", "stamp")
_CSS = re.compile(
    r"/\*.*?\*/|(?P<quote>[\"']).*?(?P=quote)|@import[^;]*;?"
    r"|\burl\(\s*(?P<mark>[\"']?)(?P<address>.*?)(?P=mark)\s*\)",
    re.DOTALL,
)


class Named(dict[str, str]):
    """What stands for the plain name of an asset; templates that name one amiss are told."""

    def __missing__(self, name: str) -> str:
        remedy = did_you_mean(name, self) or f"; there are {', '.join(sorted(self))}"
        raise TemplateRuntimeError(f"there is no asset {name!r} in the theme{remedy}")


@dataclass(frozen=True)
class Assets:
    """The files that pages of a theme may load.

    Attributes:
        named: the file of each asset, by its plain name such as "site.css".
        files: what is in each file.
        sheets: the files of style sheets that go with site.css, in order.
    """

    named: Mapping[str, str] = field(default_factory=Named)
    files: Mapping[str, Path | bytes] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """What is in an asset that is text; "" where there is none."""
        content = self.files.get(self.named[name]) if name in self.named else b""
        return (content.read_bytes() if isinstance(content, Path) else content or b"").decode()

    def with_sheet(self, name: str, text: str, *, first: bool = False) -> Assets:
        """These and one style sheet more, which is loaded before or after the others."""
        content = text.encode()
        file = _hashed(name, content)
        sheets = (file, *self.sheets) if first else (*self.sheets, file)
        return Assets(self.named, {**self.files, file: content}, sheets)

    def with_folder(self, folder: Path) -> Assets:
        """These, and what is in the folder `assets` of a theme that builds on them.

        Raises:
            ConfigError: when a style sheet names what is not there or may not be loaded, or a
                manifest is none.
            OutputError: when it has a source that has not been bundled.
        """
        assets = folder / "assets"
        manifest = assets / "manifest.json"
        if not manifest.is_file() and (folder / "package.json").is_file():
            raise OutputError(
                f"{manifest}: the theme's scripts and styles are not bundled; "
                "run: python themes/build_bundle.py"
            )
        plain = {path.relative_to(assets).as_posix(): path for path in _files(assets)}
        if manifest.is_file():
            files = {path.name: path for path in plain.values()}
            return self._with(_bundled(manifest, files), files)
        return self._with_plain(plain)

    def _with_plain(self, plain: Mapping[str, Path]) -> Assets:
        """These and files under plain names; style sheets last, because they name others."""
        added, problems = self, list[Problem]()
        for name, path in sorted(plain.items(), key=lambda item: item[0].endswith(".css")):
            if not name.endswith(".css"):
                added = added._with_file(name, path.read_bytes(), path)
                continue
            text, wrong = _resolved(path, name, added.named)
            problems += wrong
            is_extra = name == EXTRA
            added = (
                added.with_sheet(name, text) if is_extra else added._with_file(name, text.encode())
            )
        if problems:
            raise ConfigError(problems)
        return added

    def _with_file(self, name: str, content: bytes, path: Path | None = None) -> Assets:
        file = _hashed(name, content)
        return self._with({name: file}, {file: path or content})

    def _with(self, named: Mapping[str, str], files: Mapping[str, Path | bytes]) -> Assets:
        """These with others, which replace their namesakes."""
        gone = {self.named[name] for name in named if name in self.named} - files.keys()
        kept = {name: content for name, content in self.files.items() if name not in gone}
        return Assets(Named({**self.named, **named}), {**kept, **files}, self.sheets)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name not in _NOT_PUBLISHED:
            yield path


def _bundled(manifest: Path, files: Mapping[str, Path]) -> dict[str, str]:
    """The files of a bundle by their plain names."""
    try:
        names = json.loads(manifest.read_text("utf-8"))
    except ValueError:
        names = None
    if isinstance(names, dict) and all(isinstance(n, str) and n in files for n in names.values()):
        return names
    message = (
        "must list the files of a bundle beside it, as build.mjs writes it; "
        "remove it if the theme has none, or bundle it anew"
    )
    raise ConfigError([Problem(message, manifest)])


def _hashed(name: str, content: bytes) -> str:
    path = PurePosixPath(name)
    return f"{path.stem}-{hashlib.sha256(content).hexdigest()[:8].upper()}{path.suffix}"


def _resolved(path: Path, name: str, known: Mapping[str, str]) -> tuple[str, list[Problem]]:
    """A style sheet that names files as they are published, and what is wrong with it.

    Args:
        path: of the sheet.
        name: of the sheet in the folder of assets.
        known: published names by plain ones.
    """
    problems: list[Problem] = []
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return "", [Problem("is not UTF-8 text; save it as UTF-8", path)]

    def resolve(found: re.Match[str]) -> str:
        address = found["address"]
        if found[0].startswith("@import"):
            message = "@import is not possible; put everything into one file"
        elif address is None or address.startswith(("data:", "#")):
            return found[0]
        else:
            target, end, part = address.partition("#")
            plain = _within(name, target)
            if plain in known:
                return f'url("{known[plain]}{end}{part}")'
            message = _no_asset(address, plain, known)
        problems.append(Problem(message, path, text.count("\n", 0, found.start()) + 1))
        return found[0]

    return _CSS.sub(resolve, text), problems


def _within(sheet: str, target: str) -> str:
    """The plain name of what a sheet names by a relative path; "" outside the folder."""
    parts = list(PurePosixPath(sheet).parent.parts)
    for part in PurePosixPath(target).parts:
        if part == ".." and not parts:
            return ""
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _no_asset(address: str, plain: str, known: Mapping[str, str]) -> str:
    if "//" in address or address.startswith("/"):
        return (
            f"url({address}) is not in the theme: pages load nothing from elsewhere; "
            "put the file into assets/ and name it by its path from this sheet"
        )
    return f"there is no file {address!r} in assets/{did_you_mean(plain, known)}"
