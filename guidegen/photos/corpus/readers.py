"""What a file or folder is, told by what it holds; and the readers of what is not a table.

The readers of `guidegen.photos.SOURCES` are made for one city. Here they are asked for the whole
world, of which the table of YFCC100M is so large that it is cut into parts first.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from guidegen import citysources, photos
from guidegen.alone import temporary_folder
from guidegen.city import City
from guidegen.errors import InputError
from guidegen.photos import yfcc
from guidegen.photos.bundles import DAMAGED
from guidegen.photos.corpus.pieces import Piece, Table, blocks, stream
from guidegen.photos.corpus.verdicts import (
    EXTRAS,
    FAR_ZONE,
    PHOTO,
    WORLD,
    Judged,
    rejects_of,
    verdicts_of,
)
from guidegen.photos.records import rows_of

_HEAD_BYTES = 1 << 16
_YFCC_BYTES = 1 << 24
_SQLITE = b"SQLite format 3\0"
_ZIP = b"PK\x03\x04"
_YFCC_WIDTHS = (len(yfcc.COLUMNS), len(yfcc.COLUMNS) + 2)
_MODELS: dict[str, type[Any]] = {
    "yfcc": citysources.YfccSource,
    "folder": citysources.FolderSource,
    "takeout": citysources.TakeoutSource,
    "flickr_export": citysources.FlickrExportSource,
    "panoramio": citysources.ArchiveSource,
    "picasa": citysources.ArchiveSource,
    "yandex_fotki": citysources.ArchiveSource,
}
_NEED_AUTHOR = ("takeout",)
# What only the answers of a service hold.
_SIGNS = {
    "panoramio": rb'"panoramas?"|"photo_file_url"|"owner_name"',
    "picasa": rb"gphoto\$|georss\$where",
    "yandex_fotki": rb"fotki\.yandex|api-fotki|f:geo|geo:point|\"geo\"",
}
_FLICKR_NAME = re.compile(r"(?:.*/)?(?:photo_\d+|account_profile)\.json")
_TAKEOUT_SIGNS = (b'"photoTakenTime"', b'"geoDataExif"')
_MOST_LOOKED_AT = 50


@dataclass(frozen=True)
class Given:
    """What to import, and what the files do not say themselves.

    Attributes:
        path: of the file or folder.
        source: the name of a table's source; photos of two sources are never the same.
        columns: what a table calls our columns, where that is not usual.
        author: whose pictures they are, where they do not say.
    """

    path: Path
    source: str = "file"
    columns: Mapping[str, str] = field(default_factory=dict)
    author: str = ""


class _Known(NamedTuple):
    given: Given
    kind: str


def pieces_of(given: Given) -> Iterator[Piece]:
    """The pieces of a file or folder of any known kind.

    Raises:
        InputError: when it is missing, damaged, or of no known kind.
    """
    kind = kind_of(given.path)
    if kind == "file":
        return Table(given.path, given.columns).pieces()
    if kind in _NEED_AUTHOR and not given.author:
        raise InputError(f"{given.path}: say whose export it is: --author NAME")
    known = _Known(given, kind)
    if kind == "yfcc" and not _head(given.path).startswith(_SQLITE):
        return _yfcc_pieces(known)
    return iter([Piece(partial(_judge_rows, partial(_rows, known, given.path), 0), 1.0)])


def kind_of(path: Path) -> str:
    """The name of the source that reads a file or folder: one of `guidegen.photos.SOURCES`.

    Raises:
        InputError: when there is no such path, or it is a .zip file of no known kind.
    """
    if path.is_dir() or zipfile.is_zipfile(path):
        return _kind_of_bundle(path)
    head = _head(path)
    if head.startswith(_ZIP):
        raise InputError(f"{path}: is a .zip file, but not a whole one")
    if head.startswith(_SQLITE):
        return "yfcc"
    if head.lstrip()[:1] in (b"{", b"[", b"<"):
        return _kind_of_archive(head)
    line = head.partition(b"\n")[0]
    is_yfcc = line.count(b"\t") + 1 in _YFCC_WIDTHS and b"photo_id" not in line.lower()
    return "yfcc" if is_yfcc else "file"


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    try:
        return stream(path)[0].read(_HEAD_BYTES)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read, it may be damaged: {error}") from error


def _kind_of_archive(head: bytes) -> str:
    return next((kind for kind, sign in _SIGNS.items() if re.search(sign, head)), "yandex_fotki")


def _kind_of_bundle(path: Path) -> str:
    """A folder or .zip file, by the first files in it that tell."""
    names = _names(path)
    if any(_FLICKR_NAME.fullmatch(name) for name in names):
        return "flickr_export"
    documents = [name for name in names if name.lower().endswith((".json", ".xml", ".atom"))]
    heads = [_member(path, name) for name in documents[:_MOST_LOOKED_AT]]
    if any(sign in head for head in heads for sign in _TAKEOUT_SIGNS):
        return "takeout"
    if zipfile.is_zipfile(path) if path.is_file() else any(n.endswith(".zip") for n in names):
        return _kind_of_zips(path, names, documents)
    kinds = [kind for kind, sign in _SIGNS.items() for head in heads if re.search(sign, head)]
    return kinds[0] if kinds else "folder"


def _kind_of_zips(path: Path, names: list[str], documents: list[str]) -> str:
    if path.is_file():
        if not documents:
            remedy = "unpack it, and import the files or the folder"
            raise InputError(f"{path}: is no export of Google Photos or Flickr; {remedy}")
        return "takeout"
    inner = [path / name for name in names if name.endswith(".zip")]
    kinds = {_kind_of_bundle(each) for each in inner if zipfile.is_zipfile(each)}
    return "flickr_export" if "flickr_export" in kinds else "takeout"


def _names(path: Path) -> list[str]:
    if path.is_dir():
        inside = (each for each in path.rglob("*") if each.is_file())
        return sorted(each.relative_to(path).as_posix() for each in inside)
    try:
        with zipfile.ZipFile(path) as archive:
            return sorted(archive.namelist())
    except DAMAGED as error:
        raise InputError(f"{path}: cannot be read, it may be damaged: {error}") from error


def _member(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            with (path / name).open("rb") as file:
                return file.read(_HEAD_BYTES)
        with zipfile.ZipFile(path) as archive, archive.open(name) as file:
            return file.read(_HEAD_BYTES)
    except DAMAGED:  # what can be read of the bundle may still tell
        return b""


def _rows(known: _Known, path: Path) -> pd.DataFrame:
    """The rows of a reader, with the column utc: whether taken_at is UTC."""
    rows = _read(known, path, None)
    here = rows["taken_at"].to_numpy()
    # YFCC100M has times as the cameras showed them
    there = here if known.kind == "yfcc" else _read(known, path, FAR_ZONE)["taken_at"].to_numpy()
    utc = (here != there) & ~np.isnat(here)
    shown = known.given.path.name
    return rows.assign(utc=utc, file=rows["file"].str.replace(str(path), shown, regex=False))


def _read(known: _Known, path: Path, timezone: str | None) -> pd.DataFrame:
    model = _MODELS[known.kind]
    values = {name: each.get_default() for name, each in model.model_fields.items()}
    values |= {"source": known.kind, "path": path.absolute()}
    if "author" in values:
        values["author"] = known.given.author
    source = model.model_construct(**values)
    city = City.model_construct(name="", bbox=WORLD, timezone=timezone, photos=(source,))
    try:
        return photos.SOURCES[known.kind](source, city)
    except InputError as error:  # there is no city file to look at
        raise InputError(str(error).partition("; see `path:`")[0]) from error


def _judge_rows(rows: Callable[[], pd.DataFrame], span: int, today: date) -> Judged:
    """As `guidegen.photos.corpus.verdicts.judge_columns`, for rows that a reader understood.

    Where the photos stand in the file and how well their times are known comes with them.
    """
    found = rows()
    verdicts = verdicts_of(found, today)
    usable = found[verdicts == ""]
    texts = {name: pa.string() for name in ("source", "time_known", "file")}
    kinds = {**PHOTO, **EXTRAS, **texts}
    schema = pa.schema({name: kind for name, kind in kinds.items() if name in usable})
    table = pa.Table.from_pandas(usable, schema, preserve_index=False)
    return Judged(table, rejects_of(found, verdicts), has_seconds=True, span=span)


def _yfcc_pieces(known: _Known) -> Iterator[Piece]:
    for content, share in blocks(known.given.path, quotes=False, size=_YFCC_BYTES):
        lines = content.count(b"\n")
        yield Piece(partial(_judge_rows, partial(_yfcc_rows, known, content), lines), share)


def _yfcc_rows(known: _Known, content: bytes) -> pd.DataFrame:
    """The rows of some lines of the table; none where no line has a position."""
    with temporary_folder() as folder:
        path = folder / "yfcc100m.tsv"
        path.write_bytes(content)
        try:
            rows = _rows(known, path)
        except InputError:
            return rows_of([], "flickr", None).assign(utc=False)
    return rows.assign(file=known.given.path.name)
