"""Folders and .zip files that people downloaded, read in place: nothing is ever unpacked to disk.

Nobody knows who packed them. So no link is followed out of a folder, no more than so much of a
file is read whatever it claims to hold, and a member of a .zip file whose name leads elsewhere is
refused.
"""

from __future__ import annotations

import json
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from guidegen.errors import InputError
from guidegen.photos import unpacking
from guidegen.photos.unpacking import PACKED_TIMES

MOST_MEMBERS = 5_000_000
_MOST_PICTURE_BYTES = 256 << 20
# What reading a .zip file or a member may raise; RuntimeError where it wants a password.
DAMAGED: tuple[type[Exception], ...] = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError,
    zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip
_LOST: tuple[type[Exception], ...] = (*DAMAGED, KeyError)  # a member that is no longer there


@dataclass(frozen=True)
class Document:
    """A file of a bundle.

    Attributes:
        name: its path in the bundle; in a .zip file after that one's own.
        content: its bytes; None where it cannot be read or may not be.
        large: whether it is larger than what was asked for.
    """

    name: str
    content: bytes | None
    large: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture at hand.

    Attributes:
        path: of its file, or of the .zip file that it is in.
        member: its name in the .zip file; "" if it is in none.
    """

    path: Path
    member: str = ""

    def read(self) -> bytes | None:
        """Its bytes; None where they cannot be had or are too many."""
        try:
            if not self.member:
                with self.path.open("rb") as file:
                    content = file.read(_MOST_PICTURE_BYTES + 1)
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as member:
                    content = member.read(_MOST_PICTURE_BYTES + 1)
        except _LOST:
            return None
        return content if len(content) <= _MOST_PICTURE_BYTES else None


def files_in(folder: Path) -> Iterator[tuple[str, Path | None]]:
    """The files in a folder and its folders by their path in it, sorted.

    Names that begin with a dot are passed over; links to folders are not followed; a link to a
    file elsewhere gives None.

    Raises:
        InputError: when there is no such folder.
    """
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "there is no such folder"
        raise InputError(f"{folder}: {what}; see `path:` in the city file")
    root = folder.resolve()
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = Path(place, name)
            inner = path.relative_to(folder).as_posix()
            if path.is_file():  # which links in a circle, pipes and the like are not
                is_inside = path.resolve().is_relative_to(root)
                yield inner, path if is_inside else None


def documents(path: Path, endings: tuple[str, ...], *, most_bytes: int) -> Iterator[Document]:
    """The documents of a folder, a .zip file, or a folder that holds such files; or a single one.

    Args:
        path: of the folder or file.
        endings: of the documents' names, in small letters.
        most_bytes: of a document; no more is ever read of one.

    Raises:
        InputError: when there is no such path, or a .zip file is damaged.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder; see `path:` in the city file")
    if path.is_file():
        is_zip = zipfile.is_zipfile(path)
        yield from (
            _members(path, "", endings, most_bytes)
            if is_zip
            else [_document(path, path.name, most_bytes)]
        )
        return
    for name, file in files_in(path):
        if file and name.lower().endswith(".zip"):
            yield from _members(file, f"{name}/", endings, most_bytes)
        elif name.lower().endswith(endings):
            yield _document(file, name, most_bytes) if file else Document(name, None)


def pictures_in(path: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, Picture]]:
    """The pictures of a bundle, found as `documents` are, by their paths in it.

    Raises:
        InputError: when there is no such path, or a .zip file is damaged.
    """
    for name, file in [(path.name, path)] if path.is_file() else files_in(path):
        is_zip = zipfile.is_zipfile(file) if file is path else name.lower().endswith(".zip")
        if file and is_zip:
            yield from ((inner, Picture(file, inner)) for inner in _names(file, endings))
        elif file and name.lower().endswith(endings):
            yield name, Picture(file)


def json_of(content: bytes | None) -> Any:
    """What a document of JSON holds; None where it is no JSON."""
    try:
        return json.loads(content or b"")
    except (ValueError, RecursionError):
        return None


def _document(path: Path, name: str, most_bytes: int) -> Document:
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except OSError:
        return Document(name, None)
    is_large = len(content) > most_bytes
    return Document(name, None if is_large else content, is_large)


def _members(path: Path, prefix: str, endings: tuple[str, ...], most: int) -> Iterator[Document]:
    try:
        most_in_all = unpacking.most_bytes(path.stat().st_size)  # members may lie on each other
        unpacked = 0
        with zipfile.ZipFile(path) as archive:
            for member in _chosen(archive, path, endings):
                document = _member(archive, member, prefix, most)
                unpacked += len(document.content or b"")
                if unpacked > most_in_all:
                    raise InputError(
                        f"{path}: unpacks to more than {PACKED_TIMES} times its size, as no "
                        "export does; unpack it yourself if you trust it, and name the folder"
                    )
                yield document
    except DAMAGED as error:
        raise InputError(f"{path}: cannot be read, it may be damaged: {error}") from error


def _names(path: Path, endings: tuple[str, ...]) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [member.filename for member in _chosen(archive, path, endings)]
    except DAMAGED as error:
        raise InputError(f"{path}: cannot be read, it may be damaged: {error}") from error


def _chosen(
    archive: zipfile.ZipFile, path: Path, endings: tuple[str, ...]
) -> list[zipfile.ZipInfo]:
    if len(archive.filelist) > MOST_MEMBERS:
        raise InputError(f"{path}: holds more than {MOST_MEMBERS:,} files")
    chosen = [each for each in archive.filelist if _is_chosen(each, endings)]
    return sorted(chosen, key=lambda each: (each.filename, each.header_offset))


def _is_chosen(member: zipfile.ZipInfo, endings: tuple[str, ...]) -> bool:
    name = member.filename
    is_hidden = name.replace("\\", "/").rpartition("/")[2].startswith(".")
    return name.lower().endswith(endings) and not is_hidden and not member.is_dir()


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, prefix: str, most: int) -> Document:
    name = f"{prefix}{member.filename}"
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Document(name, None)
    if member.file_size > most:
        return Document(name, None, large=True)
    try:
        with archive.open(member) as file:
            content = file.read(most + 1)  # what the list says of its size need not be true
    except DAMAGED:
        return Document(name, None)
    is_large = len(content) > most
    return Document(name, None if is_large else content, is_large)
