"""CSV and TSV files as columns of text; no line of a file is lost without being counted."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from guidegen.errors import InputError

Open = Callable[[], BinaryIO]
Integers = npt.NDArray[np.int64]

_DELIMITERS = ",;\t|"
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HEAD_BYTES = 1 << 18
_BLOCK_BYTES = 1 << 22
MOST_BROKEN = 1_000_000  # rows; so many are not a table's


@dataclass(frozen=True)
class Cells:
    """What a file holds, before anything is understood.

    Attributes:
        names: the columns' names, or their numbers from "1" where the file has no header.
        columns: one value for each readable row, for each column or for those that were wanted.
        rows: the number of each readable row, data rows counted from 1.
        broken: the numbers of rows whose fields are too many or too few.
        header: whether the names come from the file.
    """

    names: list[str]
    columns: list[pa.ChunkedArray] | Mapping[int, pa.ChunkedArray]
    rows: Integers
    broken: Integers
    header: bool = True


@dataclass(frozen=True)
class Form:
    """How a text file writes its table.

    Attributes:
        delimiter: between fields.
        first: the fields of the first record.
        header: whether that one names the columns.
    """

    delimiter: str
    first: list[str]
    header: bool


def read_text(open_file: Open, path: Path, header: bool | None) -> Cells:
    """Read a CSV or TSV file; its delimiter is found out.

    Args:
        open_file: opens the file anew, from its (decompressed) beginning, for bytes.
        path: for messages.
        header: whether the first line names the columns; None to find out.

    Raises:
        InputError: when the file is empty.
    """
    open_file = as_utf8(open_file)
    return read_part(open_file, form_of(open_file, path, header), is_first=True)


def form_of(open_file: Open, path: Path, header: bool | None) -> Form:
    """How a file writes its table; arguments and errors as of `read_text`, but UTF-8."""
    delimiter, first = _first_record(open_file, path)
    return Form(delimiter, first, _names_columns(first) if header is None else header)


def read_part(open_file: Open, form: Form, *, is_first: bool, quotes: bool = True) -> Cells:
    """Read some whole records of a file.

    Args:
        open_file: opens them anew, as UTF-8.
        form: of the file.
        is_first: whether they begin with the file's first record.
        quotes: whether any quote is in them; without, reading is quicker.

    Returns:
        The rows, counted from 1 in this part.
    """
    width = len(form.first)
    table, broken = _read_records(open_file, form.delimiter, width, quotes)
    # records are numbered from 1, the header too; rows without it
    skipped = form.header and is_first
    rows = np.delete(np.arange(1, table.num_rows + len(broken) + 1), broken - 1) - skipped
    broken = broken - skipped
    return Cells(
        names=form.first if form.header else [str(at + 1) for at in range(width)],
        columns=table.filter(pa.array(rows > 0)).columns if skipped else table.columns,
        rows=rows[rows > 0],
        broken=broken[broken > 0],
        header=form.header,
    )


def as_utf8(open_file: Open) -> Open:
    """The file as UTF-8, whatever it was: what is not becomes U+FFFD and is judged cell by cell."""
    with open_file() as file:
        is_wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if is_wide else "utf-8-sig"
    return lambda: codecs.EncodedFile(open_file(), "utf-8", encoding, "replace")


def _first_record(open_file: Open, path: Path) -> tuple[str, list[str]]:
    """The delimiter, and the fields of the first record."""
    with open_file() as file:
        head = file.read(_HEAD_BYTES).decode("utf-8", "replace").lstrip("\r\n")
        is_whole = not file.read(1)
    if not head.strip():
        raise InputError(f"{path}: the file is empty")
    line = head.partition("\n")[0]
    if line == head and not is_whole and "\r" not in head:
        most = f"{_HEAD_BYTES:,} bytes"
        raise InputError(f"{path}: not a table; its first line is longer than {most}")
    delimiter = max(_DELIMITERS, key=line.count)
    fields = _fields(io.StringIO(head, newline=""), delimiter)
    if not fields or _BINARY.search(line):
        raise InputError(f"{path}: not a table; photos come as CSV, TSV or Parquet")
    return delimiter, fields


def _names_columns(first: Iterable[str]) -> bool:
    """Whether the first record is a header: it holds names, so nothing in it is a number."""
    return not any(_is_number(cell) for cell in first)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _read_records(
    open_file: Open, delimiter: str, width: int, quotes: bool
) -> tuple[pa.Table, Integers]:
    """All records, the header too, and the numbers (from 1) of those that are broken."""
    broken: list[int] = []
    texts: list[str] = []

    def skip(record: Any) -> str:
        if len(broken) == MOST_BROKEN:
            return "error"
        broken.append(record.number)
        texts.append(record.text)
        return "skip"

    try:
        table = _read_quoted(open_file, delimiter, width, skip)
    except pa.ArrowInvalid as error:
        if len(broken) == MOST_BROKEN:
            message = f"more than {MOST_BROKEN:,} of its rows have not {width} fields"
            raise pa.ArrowInvalid(message) from error
        # a quote that never closes
        return _read_lines(open_file, delimiter, width)
    if quotes and _has_line_breaks(table, texts) and _hides_records(open_file, delimiter, width):
        return _read_lines(open_file, delimiter, width)
    return table, np.array(broken, dtype=np.int64)


def _read_quoted(
    open_file: Open, delimiter: str, width: int, skip: Callable[[Any], str]
) -> pa.Table:
    names = [str(at) for at in range(width)]
    # only one thread knows the numbers of broken records
    reading = pa_csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES, column_names=names)
    parsing = pa_csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip
    )
    converting = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    with open_file() as file:
        return pa_csv.read_csv(file, reading, parsing, converting)


def _has_line_breaks(table: pa.Table, broken: Iterable[str]) -> bool:
    """Whether any record, whole or broken, goes over several lines."""
    cells = (chunk.buffers()[2] or b"" for column in table.columns for chunk in column.chunks)
    letters = (np.frombuffer(buffer, np.uint8) for buffer in cells)
    return any(bool(((each == 10) | (each == 13)).any()) for each in letters) or any(
        len(text.splitlines()) > 1 for text in broken
    )


def _hides_records(open_file: Open, delimiter: str, width: int) -> bool:
    """Whether an unclosed quote made one record of several.

    A value may well have line breaks, but not a line that would itself be a record.
    """
    lines: list[str] = []  # of one record

    def remembered() -> Iterator[str]:
        for line in _lines(open_file):
            lines.append(line)
            yield line + "\n"

    try:
        for _ in csv.reader(remembered(), delimiter=delimiter):
            if len(lines) > 1 and _swallows(lines, delimiter, width):
                return True
            lines.clear()
    except csv.Error:  # a field beyond the csv module's limit: not a title
        return True
    return False


def _swallows(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether one of the lines of a record, after its first, is a record by itself.

    The last line of a value that is quoted as it should be has a quote too many by itself, and so
    is none, however many fields follow.
    """
    alone = [line for line in lines[1:] if len(_fields([line], delimiter)) == width]
    if any(line.count('"') % 2 == 0 for line in alone):
        return True
    return bool(alone) and not _is_sound(lines, delimiter)


def _is_sound(lines: Sequence[str], delimiter: str) -> bool:
    """Whether every quote is closed, and right before a delimiter or the end."""
    try:
        next(csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _fields(lines: Iterable[str], delimiter: str) -> list[str]:
    """The fields of the first record in the lines; none where there is none."""
    try:
        return next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:  # a field beyond the csv module's limit
        return []


def _read_lines(open_file: Open, delimiter: str, width: int) -> tuple[pa.Table, Integers]:
    """As `_read_records`, slower, with each line taken for itself: a lost quote spoils only one."""
    records = [_fields([line], delimiter) for line in _lines(open_file) if line]
    is_whole = np.array([len(record) == width for record in records], dtype=bool)
    whole = [record for record in records if len(record) == width]
    columns = [
        pa.chunked_array([[record[at] for record in whole]], pa.string()) for at in range(width)
    ]
    return pa.table(columns, names=[str(at) for at in range(width)]), np.flatnonzero(~is_whole) + 1


def _lines(open_file: Open) -> Iterator[str]:
    """The lines of the file as they stand in it, without their ends."""
    with open_file() as file:
        yield from (line.decode() for line in file.read().splitlines())
