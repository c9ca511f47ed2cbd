"""Themes: folders of templates and bundled assets, one perhaps built upon another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from guidegen import yamlfile
from guidegen.errors import ConfigError, OutputError, Problem

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = (_PACKAGE / "themes", _PACKAGE.parent / "themes")  # installed, in a checkout


class ThemeFile(BaseModel):
    """What a theme.yaml may say."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    """What the theme is called."""
    extends: str | None = None
    """A theme to take everything from that this one does not have."""


@dataclass(frozen=True)
class Theme:
    """A theme, ready to use.

    Attributes:
        folders: its own folder first, then those of the themes it builds upon.
        assets: the file of each asset, by its plain name such as "site.css"; files are named by
            the hash of what is in them, so that a reader's browser never mixes two versions.
    """

    folders: tuple[Path, ...]
    assets: Mapping[str, str]

    @property
    def templates(self) -> list[Path]:
        """The folders to look for a template in, in order."""
        return [folder / "templates" for folder in self.folders]

    def asset_files(self) -> Iterator[Path]:
        """Every file that the pages of this theme may load."""
        for folder in self.folders:
            for path in sorted((folder / "assets").rglob("*")):
                if path.is_file() and path.name not in ("manifest.json", "stamp"):
                    yield path


def load_theme(name: str, city_file: Path) -> Theme:
    """A shipped theme by its name, or one in a folder, whose path is relative to the city file.

    Raises:
        ConfigError: when there is no such theme or its theme.yaml is wrong.
        OutputError: when its assets have not been bundled.
    """
    folders: list[Path] = []
    beside, wanted = city_file, name
    while True:
        folder = _find(wanted, beside)
        if folder in folders:
            raise ConfigError([Problem("themes extend each other in a circle", folder)])
        folders.append(folder)
        beside = folder / "theme.yaml"
        extends = yamlfile.validate(yamlfile.read_yaml(beside), ThemeFile).extends
        if extends is None:
            break
        wanted = extends
    assets: dict[str, str] = {}
    for folder in reversed(folders):
        assets |= _manifest(folder)
    return Theme(tuple(folders), assets)


def _find(name: str, beside: Path) -> Path:
    candidates = [folder / name for folder in _SHIPPED] if _is_plain(name) else []
    for folder in (*candidates, beside.parent / name):
        if (folder / "theme.yaml").is_file():
            return folder.resolve()
    shipped = sorted({path.parent.name for root in _SHIPPED for path in root.glob("*/theme.yaml")})
    message = (
        f"there is no theme {name!r}: give one of {', '.join(shipped)}, "
        "or a folder with a theme.yaml"
    )
    raise ConfigError([Problem(message, beside, key="theme")])


def _is_plain(name: str) -> bool:
    return "/" not in name and "\\" not in name and not name.startswith(".")


def _manifest(folder: Path) -> dict[str, str]:
    path = folder / "assets" / "manifest.json"
    if path.is_file():
        names: dict[str, str] = json.loads(path.read_text("utf-8"))
        return names
    if (folder / "package.json").is_file():
        raise OutputError(
            f"{path}: the theme's scripts and styles are not bundled; "
            "run: python themes/build_bundle.py"
        )
    return {}
