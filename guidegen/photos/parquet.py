"""Parquet files of strangers: nothing that they claim about their sizes is believed.

Some kilobytes can claim a thousand million rows, hold pages that unpack to gigabytes, or one long
text to which every row refers; and the library makes room for whatever is claimed. So rows are
counted against the size of the file, and the heads of its pages are read before the pages are
(https://parquet.apache.org/docs/file-format/: Thrift's compact protocol). Texts that rows share are
unpacked for so few rows at a time that even the longest would do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guidegen.errors import InputError
from guidegen.photos.thrift import struct_at
from guidegen.photos.unpacking import PACKED_TIMES, UNPACKED_BYTES, most_bytes, most_rows

Columns = dict[str, pa.ChunkedArray]

ROW_BYTES = 1024
"""So many bytes of texts a row may have on average, beside `UNPACKED_BYTES` in all."""
_AT_ONCE_BYTES = 1 << 28
_MOST_ROWS_AT_ONCE = 1 << 16
_HEAD_BYTES = (1 << 12, 1 << 24)  # of a page's head: nearly always, and at most
_CONTRADICTS = "contradicts itself about its number of rows; it is damaged, or made up"
_LONG_TEXTS = "its texts are longer than those of any photos"
# What reading bytes as the head of a page may raise where they are none.
_NO_PAGE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError,
            OSError)  # fmt: skip
# The fields of `ColumnMetaData`.
VALUES, UNPACKED, PACKED_BYTES, DATA_PAGE_AT, DICTIONARY_AT = 5, 6, 7, 9, 11
_DICTIONARY_PAGE = 2
_SHARING = (2, 7, 8)  # encodings that refer to a dictionary, or to the text of the row before


class File(NamedTuple):
    """A Parquet file.

    Attributes:
        path: where it is.
        content: what is in it, where it is packed.
    """

    path: Path
    content: pa.Buffer | None = None

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.path.stat().st_size if self.content is None else int(self.content.size)

    def opened(self) -> pa.NativeFile:
        """The file, to be read."""
        return pa.OSFile(str(self.path)) if self.content is None else pa.BufferReader(self.content)


class About(NamedTuple):
    """What the end of a file says of it.

    The library ends the program over some damaged descriptions of columns, if it is asked for
    them; so they are read here.

    Attributes:
        metadata: the library's.
        rows: of each row group.
        chunks: of each row group, the fields of its columns (`ColumnMetaData`) by their numbers.
    """

    metadata: Any
    rows: list[int]
    chunks: list[list[dict[int, Any]]]


class _Page(NamedTuple):
    """What the head of a page says; the library makes room for no more than that."""

    is_dictionary: bool
    unpacked: int
    values: int
    encoding: int


def metadata(file: File) -> About:
    """What the end of a file says about it, its number of rows looked at.

    Raises:
        InputError: when it claims more rows than it has room for.
    """
    about = pq.read_metadata(file.opened())
    try:
        groups = _end(file).get(4) or []
        rows = [int(group[3]) for group in groups]
        chunks = [[dict(column[3]) for column in group[1]] for group in groups]
    except _NO_PAGE as error:
        raise InputError(f"{file.path}: cannot be read, it may be damaged: no metadata") from error
    if any(len(each) != about.num_columns for each in chunks):
        raise InputError(f"{file.path}: cannot be read, it may be damaged: columns are missing")
    if sum(rows) != about.num_rows or min(rows, default=0) < 0:
        raise InputError(f"{file.path}: {_CONTRADICTS}")
    if about.num_rows > most_rows(file.size):
        raise InputError(
            f"{file.path}: claims {about.num_rows:,} rows in {file.size:,} bytes, as no photos have"
        )
    return About(about, rows, chunks)


def names_of(about: About) -> list[str]:
    """The names of the columns of a file."""
    return list(about.metadata.schema.to_arrow_schema().names)


def read(
    file: File,
    about: About,
    columns: Sequence[str],
    *,
    groups: Sequence[int] | None = None,
    repetitive: Sequence[str] = (),
) -> Columns:
    """Some columns of some row groups, in no more memory than those of real photos take.

    Args:
        file: the file.
        about: its metadata.
        columns: their names; those of lists and the like come empty, as nothing here reads them.
        groups: of rows; all if not given.
        repetitive: columns of text to be left as numbers of a dictionary.

    Raises:
        InputError: when they would unpack to much more than they are, or are not as many rows as
            the file says.
        pa.ArrowException: when it is damaged.
    """
    chosen = list(range(len(about.rows)) if groups is None else groups)
    opened = pq.ParquetFile(
        file.opened(), metadata=about.metadata, read_dictionary=list(repetitive)
    )
    rows = sum(about.rows[each] for each in chosen)
    left = UNPACKED_BYTES + ROW_BYTES * rows  # of texts
    found = {}
    for name, kind in _kinds(opened.schema_arrow, columns, file.path).items():
        parts: list[pa.Array] = []
        if not pa.types.is_nested(kind):
            step = _rows_at_once(_refuse_swollen(file, about, name, chosen))
            step = max(1, rows) if name in repetitive else step
            for batch in opened.iter_batches(step, chosen, [name], use_threads=False):
                parts.append(batch.column(0))
                left -= _text_bytes(parts[-1])
                if left < 0:
                    raise InputError(f"{file.path}: {_LONG_TEXTS}")
            if sum(map(len, parts)) != rows:
                raise InputError(f"{file.path}: {_CONTRADICTS}")
        whole = pa.chunked_array(parts, kind)
        found[name] = whole if name in repetitive else pa.chunked_array([whole.combine_chunks()])
    return found


def portions(
    file: File, about: About, columns: Sequence[str], *, groups: Sequence[int], rows: int
) -> Iterator[Columns]:
    """The same, so many rows at a time; there must be no columns of lists."""
    opened = pq.ParquetFile(file.opened(), metadata=about.metadata)
    _kinds(opened.schema_arrow, columns, file.path)
    longest = sum(_refuse_swollen(file, about, name, groups) for name in columns)
    step = min(rows, _rows_at_once(longest))
    parts: list[pa.RecordBatch] = []
    left = most = UNPACKED_BYTES + ROW_BYTES * rows
    for batch in opened.iter_batches(step, list(groups), list(columns), use_threads=False):
        left -= sum(map(_text_bytes, batch.columns))
        if left < 0:
            raise InputError(f"{file.path}: {_LONG_TEXTS}")
        parts.append(batch)
        if sum(map(len, parts)) >= rows:
            yield _joined(parts)
            parts, left = [], most
    if parts:
        yield _joined(parts)


def _joined(parts: Sequence[pa.RecordBatch]) -> Columns:
    table = pa.Table.from_batches(parts).combine_chunks()
    return dict(zip(table.column_names, table.columns, strict=True))


def _kinds(schema: pa.Schema, columns: Sequence[str], path: Path) -> dict[str, pa.DataType]:
    """The types of columns; the library finds them by their names and what those begin with."""
    for name in columns:
        alike = [each for each in schema.names if each == name or each.startswith(f"{name}.")]
        if len(alike) > 1:
            raise InputError(f"{path}: two columns are called {name[:40]!r}")
    return {name: schema.field(name).type for name in columns}


def _rows_at_once(shared_bytes: int) -> int:
    """How many rows to unpack at a time, if each may be as long as all that rows share."""
    return min(_MOST_ROWS_AT_ONCE, max(1, _AT_ONCE_BYTES // max(1, shared_bytes)))


def _refuse_swollen(file: File, about: About, name: str, groups: Sequence[int]) -> int:
    """Refuse a column whose pages unpack to much more than they are.

    Returns:
        The bytes of the longest text to which several of its rows may refer.
    """
    left, longest = most_bytes(file.size), 0
    at = column_of(about, name)
    width = max(0, about.metadata.schema.column(at).length)  # of texts that are all of one length
    with file.opened() as opened:
        for group in groups:
            left -= width * about.rows[group]
            for page in _pages(opened, about.chunks[group][at], file.path):
                left -= page.unpacked
                if page.is_dictionary or page.encoding in _SHARING:
                    longest = max(longest, page.unpacked)
            if left < 0:
                raise InputError(
                    f"{file.path}: unpacks to more than {PACKED_TIMES} times its size, "
                    "as no photos do"
                )
    return longest


def column_of(about: About, name: str) -> int:
    """Where among the columns one stands that is neither of lists nor in another."""
    schema = about.metadata.schema
    return [schema.column(each).path for each in range(len(schema))].index(name)


def _text_bytes(column: pa.Array) -> int:
    """The bytes of texts, also of those that are numbers of a dictionary."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary.cast(pa.large_binary()))
    return int(pc.sum(lengths.take(column.indices), min_count=0).as_py())


def _pages(file: pa.NativeFile, chunk: dict[int, Any], path: Path) -> Iterator[_Page]:
    """The heads of all pages of a column in a row group, as the library will meet them."""
    try:
        at, dictionary_at = chunk[DATA_PAGE_AT], chunk.get(DICTIONARY_AT) or 0
        at = dictionary_at if 0 < dictionary_at < at else at
        end, seen = at + chunk[PACKED_BYTES], 0
        while at < end and seen < chunk[VALUES]:
            page, length = _head(file, at)
            yield page
            at, seen = at + length, seen + page.values
    except _NO_PAGE as error:
        raise InputError(f"{path}: cannot be read, it may be damaged: no page") from error


def _end(file: File) -> dict[int, Any]:
    """The fields of the metadata at the end of a file, which the library has found there."""
    with file.opened() as opened:
        opened.seek(file.size - 8)
        length = int.from_bytes(opened.read(4), "little")
        opened.seek(file.size - 8 - length)
        return struct_at(opened.read(length), 0)[0]


def _head(file: pa.NativeFile, at: int) -> tuple[_Page, int]:
    """The head of the page at a position, and the length of both together."""
    for size in _HEAD_BYTES:
        file.seek(at)
        try:
            told, length = struct_at(file.read(size), 0)
            break
        except IndexError:
            if size == _HEAD_BYTES[-1]:
                raise
    kind, unpacked, packed = told[1], told[2], told[3]
    about: dict[int, Any] = told.get(5) or told.get(8) or {}
    if min(packed, unpacked, about.get(1, 0)) < 0:
        raise ValueError("less than nothing")
    # the two kinds of data pages number their fields differently
    encoding = about.get(2 if 5 in told else 4, 0)
    return _Page(kind == _DICTIONARY_PAGE, unpacked, about.get(1, 0), encoding), length + packed
