"""Photo files into a corpus: the same files give the same bytes, however often we are killed.

    judge pieces ─> find duplicates ─> write cells ─> write rejects ─> write the manifest

Every step writes files that are either whole or not there, and passes over what is there already.
The photos of an import count from the moment its manifest is there. A loss of power is not provided
for: only the manifest is forced to the disk; to wait for the photos there costs a tenth or more.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from guidegen.alone import BusyError, alone
from guidegen.errors import InputError, OutputError
from guidegen.photos.corpus.duplicates import Surplus, find_surplus
from guidegen.photos.corpus.layout import (
    LOCK,
    VERSION,
    Corpus,
    write_atomically,
    write_manifest,
)
from guidegen.photos.corpus.pieces import Piece
from guidegen.photos.corpus.readers import Given, pieces_of
from guidegen.photos.corpus.staging import Staged, account_path, stage
from guidegen.photos.corpus.writing import Import, write_photos, write_rejects
from guidegen.store import digest_of_files, key_of

Tell = Callable[[int, float], None]
"""Told the rows that are judged so far, and the share of the work that is done."""

_JUDGING_SHARE = 0.65  # of the work; the rest is writing

_DIGEST_BYTES = 1 << 25
_READ_BYTES = 1 << 20
_PHOTOS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Imported:
    """What an import brought.

    Attributes:
        rows_read: kept + the sum of rejected.
        kept: photos that are new in the corpus.
        rejected: rows by reason.
        is_new: whether it was not there before.
    """

    rows_read: int
    kept: int
    rejected: Mapping[str, int]
    is_new: bool


@dataclass
class _Progress:
    """Tells how far an import is: judging rows comes first, then writing photos."""

    tell: Tell
    rows: int = 0

    def judged(self, rows: int, share: float) -> None:
        self.rows = rows
        self.tell(rows, _JUDGING_SHARE * share)

    def written(self, share: float) -> None:
        self.tell(self.rows, _JUDGING_SHARE + (1 - _JUDGING_SHARE) * share)


def import_photos(
    corpus: Corpus, given: Given, *, today: date, tell: Tell, threads: int | None = None
) -> Imported:
    """Bring the photos of a file or folder into a corpus.

    Args:
        corpus: which may have the file already.
        given: the file or folder.
        today: nothing was photographed after it; an import that goes on keeps the day it began.
        tell: is told how far it is.
        threads: that work at once.

    Raises:
        InputError: when the file cannot be read, or another import is under way.
        OutputError: when the corpus cannot be written.
    """
    threads = threads or min(4, os.cpu_count() or 1)
    try:
        with _alone(corpus), _quick_memory():
            name = _name_of(given, threads)
            _forget_other_content(corpus, given.path, name)
            if name not in Corpus(corpus.folder).imports:
                _import(Corpus(corpus.folder), name, given, today, (tell, threads))
                return _told(corpus, name, is_new=True)
            shutil.rmtree(corpus.work_path(name), ignore_errors=True)
            return _told(corpus, name, is_new=False)
    except OSError as error:
        remedy = "give the command again when that is mended, and it goes on where it was"
        reason = error.strerror or error
        raise OutputError(f"{corpus.folder}: cannot be written ({reason}); {remedy}") from error


def _import(corpus: Corpus, name: str, given: Given, today: date, how: tuple[Tell, int]) -> None:
    progress, threads = _Progress(how[0]), how[1]
    work = corpus.work_path(name)
    today = _begin(corpus, name, given.path, today)
    try:
        pieces = _staged(pieces_of(given), work, today, progress.judged, threads)
        if not any(piece.span or piece.kept or piece.reasons for piece in pieces):
            raise InputError(f"{given.path}: there are no photos in it")
    except InputError:  # of no use to go on with
        shutil.rmtree(work, ignore_errors=True)
        raise
    surplus = find_surplus(pieces, corpus, given.source)
    whole = Import(name, given.source, given.path.name, pieces, surplus)
    cells = write_photos(corpus, whole, threads, progress.written)
    write_rejects(corpus.rejects_path(name), whole)
    rejected = _rejected(pieces, surplus)
    manifest = {
        "file": given.path.name,
        "today": today.isoformat(),
        "rows_read": sum(cells.values()) + sum(rejected.values()),
        "kept": sum(cells.values()),
        "rejected": rejected,
        "cells": cells,
    }
    write_manifest(corpus.manifest_path(name), manifest)
    shutil.rmtree(work, ignore_errors=True)
    progress.written(1.0)


def _forget_other_content(corpus: Corpus, path: Path, name: str) -> None:
    """Remove what an interrupted import left of a file that now is another, or read otherwise."""
    for work in sorted((corpus.folder / "work").glob("*")):
        file = work / "file"
        if work.name == name or not file.exists() or file.read_text() != _address(path):
            continue
        if not corpus.manifest_path(work.name).exists():  # else it was all done but for this
            _remove_photos(corpus, work.name)
            corpus.rejects_path(work.name).unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)


def _remove_photos(corpus: Corpus, name: str) -> None:
    for kind in (f"{name}.parquet", f".{name}.parquet.tmp"):
        for path in (corpus.folder / "photos").glob(f"*/{kind}"):
            path.unlink()


def _address(path: Path) -> str:
    return key_of(str(path.absolute()))


def _begin(corpus: Corpus, name: str, path: Path, today: date) -> date:
    """Go on with an import that was interrupted, or begin one; returns the day it began.

    What another version of this program judged is judged again. What was written while the corpus
    was another may have photos that now are there already, and is written again.
    """
    work = corpus.work_path(name)
    plan = work / "plan"
    code = key_of(digest_of_files(_PHOTOS), pa.__version__)
    begun = plan.read_text().split() if plan.exists() else []
    if begun[:1] != [code]:
        shutil.rmtree(work, ignore_errors=True)
        begun = []
    if begun[1:2] != [corpus.state]:
        _remove_photos(corpus, name)
    day = begun[2] if begun else today.isoformat()
    write_atomically(work / "file", _address(path).encode())
    write_atomically(plan, f"{code} {corpus.state} {day}".encode())
    return date.fromisoformat(day)


def _staged(
    pieces: Iterator[Piece], work: Path, today: date, tell: Tell, threads: int
) -> list[Staged]:
    """Judge all pieces, some at once, never holding more of them than there are threads."""
    found: list[Staged] = []
    waiting: list[tuple[Path, float, Future[None] | None]] = []
    rows = 0

    def settle() -> None:
        nonlocal rows
        path, share, future = waiting.pop(0)
        if future:
            future.result()
        found.append(Staged.read(path))
        rows += found[-1].span
        tell(rows, share)

    with ThreadPoolExecutor(threads) as pool:
        for number, piece in enumerate(pieces):
            path = account_path(work, number)
            future = None if path.exists() else pool.submit(stage, piece, path, today)
            waiting.append((path, piece.done_share, future))
            if len(waiting) > threads:
                settle()
        while waiting:
            settle()
    return found


def _rejected(pieces: list[Staged], surplus: list[Surplus]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for piece, left_out in zip(pieces, surplus, strict=True):
        total.update(piece.reasons)
        total.update(left_out.counts)
    return {reason: count for reason, count in sorted(total.items()) if count}


def _told(corpus: Corpus, name: str, *, is_new: bool) -> Imported:
    told = Corpus(corpus.folder).imports[name]
    return Imported(told["rows_read"], told["kept"], told["rejected"], is_new)


def _name_of(given: Given, threads: int) -> str:
    """The same for the same content that is read in the same way."""
    path = given.path
    inside = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    parts = [
        (each, first) for each in inside for first in range(0, _size_of(each) or 1, _DIGEST_BYTES)
    ]
    with ThreadPoolExecutor(threads) as pool:
        digests = list(pool.map(_digest_of_part, *zip(*parts, strict=True))) if parts else []
    content = [
        (os.fsencode(each.relative_to(path)), first, digest)
        for (each, first), digest in zip(parts, digests, strict=True)
    ]
    read_as = (VERSION, given.source, sorted(given.columns.items()), given.author)
    return key_of(content, read_as)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


def _digest_of_part(path: Path, first: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(first)
            digest = hashlib.sha256()
            for _ in range(_DIGEST_BYTES // _READ_BYTES):
                digest.update(file.read(_READ_BYTES))
            return digest.digest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


@contextmanager
def _quick_memory() -> Iterator[None]:
    """Let Arrow ask the C library for memory, which keeps what is given back for the next piece.

    Its own pool gives memory back to the system at once, and a third of the time went into that.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


@contextmanager
def _alone(corpus: Corpus) -> Iterator[None]:
    """Let nobody else import into the corpus."""
    try:
        with alone(corpus.folder / LOCK):
            yield
    except BusyError as busy:
        raise InputError(
            f"{corpus.folder}: another import is under way there ({busy}); wait for it"
        ) from busy
