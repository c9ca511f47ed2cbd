"""Where everything is in a corpus."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guidegen.alone import alone
from guidegen.errors import InputError, OutputError
from guidegen.geo import Box
from guidegen.store import key_of

VERSION = 1
LOCK = ".lock"  # of whoever imports
_LONS = 361  # -180 to 180, since a photo may lie on either side of the antimeridian


def cell_numbers(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> npt.NDArray[np.int32]:
    """The cell of each position (degrees, shape (n,)): south to north, then west to east."""
    east, north = np.floor(lon).astype(np.int32), np.floor(lat).astype(np.int32)
    return (north + 90) * _LONS + east + 180


def corner_of(cell: int) -> tuple[int, int]:
    """The south-west corner of a cell, as (lon, lat) in whole degrees."""
    return cell % _LONS - 180, cell // _LONS - 90


def cell_name(cell: int) -> str:
    """The name of a cell: E010N43."""
    lon, lat = corner_of(cell)
    return f"{'W' if lon < 0 else 'E'}{abs(lon):03}{'S' if lat < 0 else 'N'}{abs(lat):02}"


def cells_touched(box: Box) -> list[int]:
    """The cells that a box touches, in order."""
    lons = np.arange(np.floor(box.west), np.floor(box.east) + 1)
    lats = np.arange(np.floor(box.south), np.floor(box.north) + 1)
    lon, lat = np.meshgrid(lons, lats)
    return [int(cell) for cell in cell_numbers(lon.ravel(), lat.ravel())]


@dataclass(frozen=True)
class Corpus:
    """A corpus and what has been imported into it; see the package for its folders.

    Attributes:
        folder: where it is.
    """

    folder: Path

    @classmethod
    def at(cls, folder: Path, *, create: bool = False) -> Corpus:
        """The corpus in a folder.

        Args:
            folder: where it is.
            create: whether to make one where there is none.

        Raises:
            InputError: when there is none, or one of another version.
            OutputError: when none can be made there.
        """
        about = folder / "corpus.json"
        if create and not about.exists():
            _make(folder, about)
        try:
            version = json.loads(about.read_bytes())["version"]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise InputError(
                f'{folder}: is no corpus; "guidegen photos import FILE… --corpus DIR" makes one'
            ) from error
        if version != VERSION:
            raise InputError(f"{folder}: is a corpus of version {version}; import its files anew")
        return cls(folder)

    def manifest_path(self, name: str) -> Path:
        """Where it is written what an import brought."""
        return self.folder / "imports" / f"{name}.json"

    def rejects_path(self, name: str) -> Path:
        """The rejects of an import."""
        return self.folder / "rejects" / f"{name}.parquet"

    def photos_path(self, name: str, cell: int) -> Path:
        """The photos of an import in one cell."""
        return self.folder / "photos" / f"cell={cell_name(cell)}" / f"{name}.parquet"

    def work_path(self, name: str) -> Path:
        """The folder of an import that is under way."""
        return self.folder / "work" / name

    @cached_property
    def imports(self) -> Mapping[str, Mapping[str, Any]]:
        """What each finished import brought, sorted by name; as it was when first asked for."""
        paths = sorted((self.folder / "imports").glob("*.json"))
        return {path.stem: json.loads(path.read_bytes()) for path in paths}

    @property
    def state(self) -> str:
        """A key for the photos of the corpus."""
        return key_of(VERSION, sorted(self.imports))

    def files(self, cells: Iterable[int] | None = None) -> list[Path]:
        """The files of photos in some cells, or in all."""
        wanted = None if cells is None else {cell_name(cell) for cell in cells}
        photos = self.folder / "photos"
        return [
            photos / f"cell={cell}" / f"{name}.parquet"
            for name, brought in self.imports.items()
            for cell in brought["cells"]
            if wanted is None or cell in wanted
        ]


def _make(folder: Path, about: Path) -> None:
    """Make a corpus, unless somebody else is quicker; what a killed attempt left does not matter.

    Raises:
        OutputError: when there is something else in the folder, or it cannot be written.
    """
    ours = {LOCK, about.name, _making(about).name}
    if folder.is_file():
        raise OutputError(f"{folder}: is a file; name a folder for the corpus")
    try:
        if folder.is_dir() and {entry.name for entry in folder.iterdir()} - ours:
            raise OutputError(f"{folder}: is neither empty nor a corpus; name another folder")
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder / LOCK, wait=True):
            if not about.exists():
                write_atomically(about, _json({"version": VERSION}))
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror or error})") from error


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON that is either there as a whole or not at all."""
    write_atomically(path, _json(content))


def _making(path: Path) -> Path:
    return path.with_name(f".{path.name}.tmp")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is either there as a whole or not at all.

    Raises:
        OutputError: when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        making = _making(path)
        with making.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        making.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
