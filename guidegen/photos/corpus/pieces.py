"""Files of any size as pieces that are judged by themselves, two at a time.

Where a file is cut depends on the file alone, so that an import that was interrupted goes on with
the same pieces.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from guidegen.errors import InputError
from guidegen.photos import parquet
from guidegen.photos.columns import match_columns
from guidegen.photos.corpus.verdicts import Judged, judge_columns
from guidegen.photos.file import explained, refuse_nested
from guidegen.photos.text import Cells, Form, as_utf8, form_of, read_part
from guidegen.photos.unpacking import Unpacked

ROWS = 1_000_000  # as many as a row group mostly has
BYTES = 1 << 26
_MOST_BYTES_BACK = 1 << 16
_LONGEST_RECORD = 1 << 24
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bz2"}
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Piece:
    """A part of a file.

    Attributes:
        judged: reads and judges it; rows are counted from 1 in every piece.
        done_share: how much of the file is behind us after it.
    """

    judged: Callable[[date], Judged]
    done_share: float


@dataclass(frozen=True)
class Table:
    """A table in a file.

    Attributes:
        path: of the file.
        columns: what it calls our columns, where that is not usual.
    """

    path: Path
    columns: Mapping[str, str]

    def pieces(self) -> Iterator[Piece]:
        """Its pieces.

        Raises:
            InputError: when it is missing, damaged, no table, or a column is not found.
        """
        with explained(self.path):
            if _is_parquet(self.path):
                yield from self._parquet()
            else:
                yield from self._text()

    def _parquet(self) -> Iterator[Piece]:
        about = parquet.metadata(parquet.File(self.path))
        names = parquet.names_of(about)
        at = self._match(names, header=True)
        read = sorted({names[position] for position in at.values()})
        schema = about.metadata.schema.to_arrow_schema()
        types = {ours: schema.types[position] for ours, position in at.items()}
        refuse_nested({ours: pa.chunked_array([], kind) for ours, kind in types.items()}, self.path)
        author = names[at["author_id"]]
        done = 0
        for groups, rows in _runs(about):
            done += rows
            share = done / max(1, sum(about.rows))
            if rows <= 4 * ROWS:
                few = [author] if _is_repetitive(about, groups, author) else []
                load = _Groups(self.path, about, groups, read, few)
                yield Piece(self._judging(load, at, names), share)
                continue
            for part in parquet.portions(
                parquet.File(self.path), about, read, groups=groups, rows=ROWS
            ):
                yield Piece(self._judging(partial(dict, part), at, names), share)

    def _judging(
        self, load: Callable[[], parquet.Columns], at: Mapping[str, int], names: list[str]
    ) -> Callable[[date], Judged]:
        def judged(today: date) -> Judged:
            with explained(self.path):
                found = load()
                columns = {ours: found[names[position]] for ours, position in at.items()}
                rows = len(columns["photo_id"])
                return judge_columns(columns, rows, self.path.name, today)

        return judged

    def _text(self) -> Iterator[Piece]:
        def open_file() -> io.BufferedReader:
            return stream(self.path)[0]

        form = form_of(as_utf8(open_file), self.path, None)
        names = form.first if form.header else [str(at + 1) for at in range(len(form.first))]
        at = self._match(names, header=form.header)
        is_first = True
        for content, share in blocks(self.path, quotes=True):
            yield Piece(_Text(self.path, content, form, is_first, at), share)
            is_first = False

    def _match(self, names: list[str], *, header: bool) -> dict[str, int]:
        try:
            return match_columns(names, self.columns, header=header, file=self.path)
        except InputError as error:
            told = str(error).partition(" Say which is which")[0]
            raise InputError(f"{told} Say which is which: --column lat=NAME") from error


@dataclass(frozen=True)
class _Groups:
    path: Path
    about: parquet.About
    groups: list[int]
    columns: list[str]
    repetitive: list[str]

    def __call__(self) -> parquet.Columns:
        file = parquet.File(self.path)
        return parquet.read(
            file, self.about, self.columns, groups=self.groups, repetitive=self.repetitive
        )


@dataclass(frozen=True)
class _Text:
    path: Path
    content: bytes
    form: Form
    is_first: bool
    at: Mapping[str, int]

    def __call__(self, today: date) -> Judged:
        with explained(self.path):
            content = _mended(self.content)
            cells = read_part(
                lambda: pa.BufferReader(content),
                self.form,
                is_first=self.is_first,
                quotes=b'"' in content,
            )
            return self._judged(cells, today)

    def _judged(self, cells: Cells, today: date) -> Judged:
        columns = {ours: cells.columns[position] for ours, position in self.at.items()}
        broken = pd.DataFrame({"row": cells.broken, "broken": True})
        return judge_columns(columns, cells.rows, self.path.name, today, broken=broken)


def stream(path: Path) -> tuple[io.BufferedReader, Callable[[], int]]:
    """A file's decompressed bytes, and a function that tells how far in the file they are read."""
    raw = pa.OSFile(str(path))
    with path.open("rb") as file:
        head = file.read(4)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    opened = Unpacked(pa.CompressedInputStream(raw, kind), path) if kind else raw
    return io.BufferedReader(opened), raw.tell


def blocks(path: Path, *, quotes: bool, size: int | None = None) -> Iterator[tuple[bytes, float]]:
    """The file as UTF-8 in blocks of whole records, each with the share of the file behind us.

    Args:
        path: of a text file, perhaps compressed.
        quotes: whether a line break between quotes is part of a field.
        size: of a block, in bytes; `BYTES` if not given.
    """
    total = max(1, path.stat().st_size)
    file, tell = stream(path)
    is_wide = file.peek(2)[:2] in _WIDE
    if file.peek(3)[:3] == _UTF8_MARK:
        file.read(3)
    opened = as_utf8(lambda: stream(path)[0])() if is_wide else file
    rest = b""
    while block := opened.read(size or BYTES):
        content = rest + block
        end = _end_of_records(content, quotes)
        rest = content[end:]
        if len(rest) > _LONGEST_RECORD:
            raise InputError(f"{path}: no table; one of its lines is longer than any photo's")
        if end:
            yield content[:end], 0.5 if is_wide else min(1.0, tell() / total)
    if rest:
        yield rest, 1.0


def _end_of_records(content: bytes, quotes: bool) -> int:
    """Where the last whole record ends: after a line break that is not between quotes.

    Where a quote never closes there is none, and the last line break it is.
    """
    last = end = content.rfind(b"\n") + 1
    is_inside = quotes and content.count(b'"', 0, end) % 2 == 1
    while is_inside and end and last - end < _MOST_BYTES_BACK:
        earlier = content.rfind(b"\n", 0, end - 1) + 1
        is_inside ^= content.count(b'"', earlier, end) % 2 == 1
        end = earlier
    return last if is_inside or not end else end


def _mended(content: bytes) -> bytes:
    """The bytes as UTF-8: what is not becomes U+FFFD and is judged cell by cell."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace").encode()
    return content


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _is_repetitive(about: parquet.About, groups: list[int], name: str) -> bool:
    """Whether the texts of a column are kept as numbers of a dictionary.

    A text by itself takes 4 bytes for its length alone.
    """
    at = parquet.column_of(about, name)
    chunks = [about.chunks[group][at] for group in groups]
    size = sum(chunk.get(parquet.UNPACKED, 0) for chunk in chunks)
    return bool(size < 4 * sum(chunk.get(parquet.VALUES, 0) for chunk in chunks))


def _runs(about: parquet.About) -> Iterator[tuple[list[int], int]]:
    """Row groups that make a piece together, and their rows."""
    groups: list[int] = []
    rows = 0
    for group, more in enumerate(about.rows):
        groups.append(group)
        rows += more
        if rows >= ROWS or group == len(about.rows) - 1:
            yield groups, rows
            groups, rows = [], 0
