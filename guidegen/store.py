"""Results of stages on disk, keyed by the content of what they came from.

An entry is a folder with one Parquet file a table and `entry.json`, which lists their digests.
It appears whole or not at all; one that was cut short or altered is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import platformdirs

from guidegen.alone import alone, scratch_folder, sweep
from guidegen.errors import OutputError
from guidegen.remembered import remembered

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = "Mapping[str, pd.DataFrame]"
FOLDER_VARIABLE = "GUIDEGEN_CACHE"
_LARGEST_READ_BYTES = 1 << 30
_SALT_BYTES = 32
# What a spreadsheet takes for a formula, and what is a number all the same.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_MAKING = ".making-"


class Store:
    """The folder in which results are kept."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use a folder, or else the one that GUIDEGEN_CACHE names, or else the user's cache.

        Raises:
            OutputError: when the folder cannot be made.
        """
        chosen = folder or os.environ.get(FOLDER_VARIABLE)
        self.folder = Path(chosen) if chosen else platformdirs.user_cache_path("guidegen")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.folder, error) from error
        sweep(self.folder, _MAKING)
        self._damaged: list[str] = []

    def salt(self) -> bytes:
        """What authors' ids are hashed with here: random, made once, never published."""
        path = self.folder / "salt"
        if not _is_salt(path):
            try:
                with alone(self.folder / ".salt", wait=True):  # else two would have one each
                    if not _is_salt(path):
                        self._write(path, secrets.token_bytes(_SALT_BYTES))
            except OSError as error:
                raise _unusable(self.folder, error) from error
        return path.read_bytes()

    def has(self, stage: str, key: str) -> bool:
        """Whether a result is kept; it may still prove to be damaged."""
        return (self._entry(stage, key) / "entry.json").is_file()

    def digest(self, stage: str, key: str) -> str:
        """A key for the content of a result, or "" if it is not kept."""
        try:
            return digest_of_files(self._entry(stage, key) / "entry.json")
        except OSError:
            return ""

    def load(self, stage: str, key: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]] | None:
        """The tables and facts of a stage, or None if they are not kept whole.

        Whoever remembers results gets the very same ones again (see `remembered`).
        """
        return remembered(stage, f"{self.folder} {key}", lambda: self._load(stage, key))

    def _load(self, stage: str, key: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]] | None:
        entry = self._entry(stage, key)
        if not entry.exists():
            return None
        try:
            described = json.loads((entry / "entry.json").read_text("utf-8"))
            digests = {name: _digest((entry / name).read_bytes()) for name in described["digests"]}
            facts_digest = _digest(json.dumps(described["facts"]).encode())
            if (digests, facts_digest) == (described["digests"], described["facts_digest"]):
                tables = {
                    name: _read(entry / f"{name}.parquet", geometry)
                    for name, geometry in described["tables"].items()
                }
                return tables, described["facts"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # what is wrong with it does not matter
        self._damaged.append(f"{entry}: was damaged, and is made anew")
        return None

    def take_damaged(self) -> list[str]:
        """A line for each result that was not kept as it had been saved; they are forgotten."""
        told, self._damaged = self._damaged, []
        return told

    def save(self, stage: str, key: str, tables: Tables, facts: Mapping[str, Any]) -> None:
        """Keep the result of a stage.

        Args:
            stage: its name.
            key: what it came from, see `key_of`.
            tables: by name; GeoDataFrames keep their geometry.
            facts: anything that JSON can hold.

        Raises:
            OutputError: when it cannot be written.
        """
        entry = self._entry(stage, key)
        try:
            entry.parent.mkdir(parents=True, exist_ok=True)
            with scratch_folder(self.folder, _MAKING) as scratch:
                making = scratch / key
                _fill(making, tables, facts)
                shutil.rmtree(entry, ignore_errors=True)
                try:
                    making.rename(entry)
                except OSError:
                    if not self.has(stage, key):  # else another was quicker, with the same result
                        raise
        except OSError as error:
            raise _unusable(self.folder, error) from error

    def write_csv(self, path: str, table: pd.DataFrame) -> Path:
        """Write a table for people to look at, in the store's folder; returns where."""
        target = self.folder / path
        self._write(target, _without_formulas(table).to_csv(index=False).encode())
        return target

    def _entry(self, stage: str, key: str) -> Path:
        return self.folder / stage / key

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with scratch_folder(self.folder, _MAKING) as scratch:
                making = scratch / path.name
                making.touch(0o600)
                making.write_bytes(content)
                making.replace(path)
        except OSError as error:
            raise _unusable(self.folder, error) from error


def _is_salt(path: Path) -> bool:
    return path.is_file() and path.stat().st_size == _SALT_BYTES


def _fill(entry: Path, tables: Tables, facts: Mapping[str, Any]) -> None:
    """Write the files of an entry."""
    entry.mkdir()
    for name, table in tables.items():
        table.to_parquet(entry / f"{name}.parquet")
    described = {
        "digests": {file.name: _digest(file.read_bytes()) for file in entry.iterdir()},
        "tables": {name: hasattr(table, "crs") for name, table in tables.items()},
        "facts": dict(facts),
        "facts_digest": _digest(json.dumps(dict(facts)).encode()),
    }
    (entry / "entry.json").write_text(json.dumps(described), "utf-8")


def _without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Texts that spreadsheets would run get a quote before them; numbers stay numbers."""
    texts = table.select_dtypes(include=["object", "string"])
    return table.assign(**{str(name): column.map(_as_text) for name, column in texts.items()})


def _as_text(value: object) -> object:
    is_formula = isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value


def _unusable(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{folder}: the cache cannot be kept there ({error.strerror or error}); "
        f"set {FOLDER_VARIABLE} to a folder that can be written"
    )


def key_of(*parts: object) -> str:
    """A key for what a result came from; its parts must have a `repr` that tells all."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def digest_of_files(*paths: Path) -> str:
    """A key for the content of files; of folders, that of all Python files in them."""
    whole = hashlib.blake2b(digest_size=16)
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            with file.open("rb") as opened:
                whole.update(hashlib.file_digest(opened, "blake2b").digest())
    return whole.hexdigest()


def digest_of_data(path: Path) -> str:
    """A key for the content of a file or folder of data.

    That of folders and of very large files is by the names, sizes and times of change of what is
    in them: to read it would take as long as to use it.

    Raises:
        OSError: when it is missing or may not be read.
    """
    is_folder = path.is_dir()
    if not is_folder and path.stat().st_size <= _LARGEST_READ_BYTES:
        return digest_of_files(path)
    names = sorted(each for each in path.rglob("*") if each.is_file()) if is_folder else [path]
    facts = [(name.relative_to(path).as_posix(), name.stat()) for name in names]
    return key_of([(name, told.st_size, told.st_mtime_ns) for name, told in facts])


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _read(path: Path, geometry: bool) -> pd.DataFrame:
    if geometry:
        import geopandas as gpd

        table: pd.DataFrame = gpd.read_parquet(path)
        return table
    import pandas as pd

    return pd.read_parquet(path)
