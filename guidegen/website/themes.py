"""Themes: folders of templates, assets and colours, one perhaps built upon another."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guidegen import yamlfile
from guidegen.cityvalues import Options
from guidegen.errors import ConfigError, Problem
from guidegen.mistakes import did_you_mean
from guidegen.website.theme_assets import Assets, Named
from guidegen.website.theme_colours import OwnColours, Palette, hard_to_read, palette_of, unknown
from guidegen.website.theme_templates import check_templates

THEME_FILE = "theme.yaml"
_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = (_PACKAGE / "themes", _PACKAGE.parent / "themes")  # installed, in a checkout
_SHEET = "site.css"
_PHONE_ICON = re.compile(r"icon-\d+\.png")
_PARTS = ("templates", "assets")
_BELONGS = {".html": "templates", ".css": "assets", ".svg": "assets", ".woff2": "assets"}
_NEEDED = "templates/city.html"


class ThemeFile(Options):
    """What a theme.yaml may say."""

    name: str
    """What the theme is called."""
    extends: str | None = None
    """A theme to take everything from that this one does not have."""
    colours: OwnColours = OwnColours()
    """Colours that are to be others than those of the theme beneath."""


@dataclass(frozen=True)
class Theme:
    """A theme, ready to use.

    Attributes:
        folders: its own folder first, then those of the themes it builds upon.
        assets: the file of each asset, by its plain name such as "site.css"; files are named by
            the hash of what is in them, so that a reader's browser never mixes two versions.
        files: what is in each of these files, and in those that style sheets name.
        sheets: the files of style sheets that go with site.css, in order.
        colours: of its pages, and of what is drawn to match them.
        doubts: what its author should look at.
    """

    folders: tuple[Path, ...]
    assets: Mapping[str, str]
    files: Mapping[str, Path | bytes] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    colours: Palette = field(default_factory=lambda: palette_of(""))
    doubts: tuple[Problem, ...] = ()

    @property
    def templates(self) -> list[Path]:
        """The folders to look for a template in, in order."""
        return [folder / "templates" for folder in self.folders]

    def write_assets(self, folder: Path) -> None:
        """Write every file that the pages of this theme may load, if it is not there yet."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            if (folder / name).exists():
                continue
            if isinstance(content, bytes):
                (folder / name).write_bytes(content)
            else:
                shutil.copyfile(content, folder / name)

    def icons(self) -> dict[int, bytes]:
        """The icons for phones that the theme brings as icon-192.png and the like, by pixels."""
        named = ((int(n[5:-4]), f) for n, f in self.assets.items() if _PHONE_ICON.fullmatch(n))
        found = ((size, self.files[file]) for size, file in named)
        return {size: f if isinstance(f, bytes) else f.read_bytes() for size, f in found}

    def told(self, root: str) -> dict[str, Any]:
        """What templates know of the theme.

        Args:
            root: from the page to the site's folder: "" or "../" and so on.
        """
        return {
            "assets": Named({name: f"{root}assets/{file}" for name, file in self.assets.items()}),
            "sheets": [f"{root}assets/{file}" for file in self.sheets],
        }


def load_theme(name: str, city_file: Path) -> Theme:
    """A shipped theme by its name, or one in a folder, whose path is relative to the city file.

    Raises:
        ConfigError: when there is no such theme, or it has mistakes, in whichever of its files.
        OutputError: when its assets have not been bundled.
    """
    folders = tuple(theme_folders(name, city_file))
    if not (folders[-1] / _NEEDED).is_file():
        message = f"has no {_NEEDED}, and extends no theme that has one; add: extends: default"
        raise ConfigError([Problem(message, folders[-1] / THEME_FILE)])
    doubts = [doubt for folder in folders for doubt in _out_of_place(folder)]
    doubts += check_templates([folder / "templates" for folder in folders])
    assets = Assets()
    for folder in reversed(folders):
        assets = assets.with_folder(folder)
    colours = palette_of(assets.text(_SHEET))
    for folder in reversed(folders):
        document = yamlfile.read_yaml(folder / THEME_FILE)
        own = yamlfile.validate(document, ThemeFile).colours
        if mistakes := list(unknown(document, own, colours)):
            raise ConfigError(mistakes)
        colours = colours.with_own(own)
        doubts += hard_to_read(document, own, colours)
    if sheet := colours.sheet():
        assets = assets.with_sheet("colours.css", sheet, first=True)
    return Theme(folders, assets.named, assets.files, assets.sheets, colours, tuple(doubts))


def theme_folders(name: str, city_file: Path) -> Iterator[Path]:
    """The folders of a theme and of those that it builds upon; each before it is looked into.

    Raises:
        ConfigError: when there is no such theme, or its theme.yaml is wrong.
    """
    found: list[Path] = []
    beside, key, wanted = city_file, "theme", name
    while True:
        folder = _find(wanted, beside, key)
        if folder in found:
            message = "themes extend each other in a circle; one of them must extend default"
            raise _mistake(message, beside, key)
        found.append(folder)
        yield folder
        beside, key = folder / THEME_FILE, "extends"
        extends = yamlfile.validate(yamlfile.read_yaml(beside), ThemeFile).extends
        if extends is None:
            return
        wanted = extends


def _find(name: str, beside: Path, key: str) -> Path:
    candidates = [folder / name for folder in _SHIPPED] if _is_plain(name) else []
    for folder in (*candidates, beside.parent / name):
        if (folder / THEME_FILE).is_file():
            return folder.resolve()
    shipped = sorted({path.parent.name for root in _SHIPPED for path in root.glob("*/theme.yaml")})
    remedy = did_you_mean(name, shipped)
    message = (
        f"there is no theme {name!r}: give one of {', '.join(shipped)}, "
        f"or a folder with a theme.yaml{remedy}"
    )
    raise _mistake(message, beside, key)


def _mistake(message: str, path: Path, key: str) -> ConfigError:
    line = yamlfile.read_yaml(path).line_of((key,)) if path.is_file() else None
    return ConfigError([Problem(message, path, line, key)])


def _out_of_place(folder: Path) -> Iterator[Problem]:
    """What its author surely wants on pages, but lies where nothing looks for it."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in _BELONGS:
            yield Problem(f"nothing uses this here; move it to {_BELONGS[path.suffix]}/", path)
        meant = did_you_mean(path.name, _PARTS) if path.is_dir() else ""
        if meant and path.name not in _PARTS:
            yield Problem(f"nothing uses this folder{meant}", path)


def _is_plain(name: str) -> bool:
    return "/" not in name and "\\" not in name and not name.startswith(".")
