"""Files that are small, and say or unpack to very much: one message, soon, in bounded memory."""

from __future__ import annotations

import bz2
import gzip
import io
import struct
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.photos import parquet, unpacking, yfcc
from guidegen.photos.corpus import pieces
from guidegen.photos.file import read_cells
from tests.fuzz.guard import assert_clear, guarded
from tests.photos.samples import DAY

ROWS = 123_456
NAMES = ("photo_id", "author_id", "lat", "lon", "taken_at")
HEADER = b"photo_id,user_id,lat,lon,taken_at\n"
_SECONDS = 5.0


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too much is the same in small, so that it need not be made in large."""
    for module in (parquet, unpacking):
        monkeypatch.setattr(module, "UNPACKED_BYTES", 8 << 20)
    monkeypatch.setattr(unpacking, "LEAST_ROWS", 2 * ROWS)
    monkeypatch.setattr(parquet, "ROW_BYTES", 100)
    monkeypatch.setattr(parquet, "_AT_ONCE_BYTES", 8 << 20)


def parquet_of(column: object, **options: object) -> bytes:
    sink = pa.BufferOutputStream()
    table = pa.table(dict.fromkeys(NAMES, column))
    pq.write_table(table, sink, write_statistics=False, **options)
    return bytes(sink.getvalue().to_pybytes())


def varint(number: int) -> bytes:
    """A whole number as Thrift's compact protocol writes it."""
    number, written = number << 1, b""
    while number > 127:
        number, written = number >> 7, written + bytes([number & 127 | 128])
    return written + bytes([number])


def with_end(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A Parquet file whose metadata says something else."""
    (size,) = struct.unpack("<I", content[-8:-4])
    end = change(content[-8 - size : -8])
    return content[: -8 - size] + end + struct.pack("<I", len(end)) + b"PAR1"


def one_text(rows: int, length: int) -> pa.Array:
    """A text that all rows share."""
    return pa.DictionaryArray.from_arrays(
        pa.array([0] * rows, pa.int32()), pa.array(["x" * length])
    )


def claimed(rows: int) -> bytes:
    honest = parquet_of(pa.array(["x"] * ROWS), row_group_size=ROWS)
    lie = with_end(honest, lambda end: end.replace(varint(ROWS), varint(rows)))
    assert lie != honest
    return lie


def lying_page() -> bytes:
    """A page that says of itself alone that it unpacks to 128 MB."""
    honest = parquet_of(pa.array(["x" * (2 << 20)]), use_dictionary=False)
    size = varint((2 << 20) + 4 + 6)  # the text, its length, and that it is there
    assert size in honest
    return honest.replace(size, varint((1 << 27) - 1))


def page_without_end() -> bytes:
    honest = parquet_of(pa.array(["x"] * 9), compression="none", use_dictionary=False)
    return honest.replace(b"\x15\x00\x15", b"\x15\x00\x1c" * 1, 1)


PARQUET: dict[str, tuple[Callable[[], bytes], str]] = {
    "a million million rows": (lambda: claimed(1 << 40), "claims 1,099,511,627,776 rows"),
    "rows that no page holds": (lambda: claimed(2 * ROWS), "contradicts itself"),
    "rows of nothing": (lambda: parquet_of(pa.nulls(3_000_000, pa.string())), "claims 3,000,000"),
    "one text for each row": (
        lambda: parquet_of(one_text(ROWS, 5_000), store_schema=False), "its texts are longer",
    ),
    "... by numbers": (lambda: parquet_of(one_text(ROWS, 5_000)), "its texts are longer"),
    "the text of the row before": (
        lambda: parquet_of(
            pa.array(["x" * 10_000] * 1500), use_dictionary=False,
            column_encoding=dict.fromkeys(NAMES, "DELTA_BYTE_ARRAY"),
        ),
        "its texts are longer",
    ),
    "texts of one length": (
        lambda: parquet_of(pa.array([b"x" * 10_000] * 9000, pa.binary(10_000))), "unpacks to more",
    ),
    "packed": (
        lambda: parquet_of(pa.array(["x" * (3 << 20)] * 3), use_dictionary=False,
                           compression="zstd"),
        "unpacks to more",
    ),
    "a page that lies": (lying_page, "unpacks to more"),
    "a page that is none": (page_without_end, "may be damaged"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PARQUET)
def test_parquet_files_that_lie_about_their_sizes(tmp_path: Path, kind: str) -> None:
    make, told = PARQUET[kind]
    path = tmp_path / "photos.parquet"
    path.write_bytes(make())
    assert path.stat().st_size < 1 << 20
    refused(path, told, lambda: read_cells(path, None))
    refused(path, told, lambda: judged(path))


def judged(path: Path) -> None:
    """As an import into a corpus begins."""
    for piece in pieces.Table(path, {}).pieces():
        piece.judged(DAY)


def refused(path: Path, told: str, read: Callable[[], object]) -> None:
    with guarded(seconds=_SECONDS), pytest.raises(InputError, match=told) as caught:
        read()
    assert_clear(str(caught.value), str(path))
    assert "\n" not in str(caught.value)


def test_an_honest_file_of_this_kind_is_read(tmp_path: Path) -> None:
    path = tmp_path / "photos.parquet"
    path.write_bytes(parquet_of(one_text(ROWS, 90), row_group_size=ROWS // 2))
    cells = read_cells(path, None, lambda names, _: [names.index("lat")])
    assert {at: len(column) for at, column in cells.columns.items()} == {2: ROWS}  # type: ignore[union-attr]


ROWS_OF = {
    "photos": b"1,2,3,4,5\n", "broken": b"1\n", "empty": b"\n", "one quote": b'"\n',
    "without an end": b"1,2,3,4,5",
}  # fmt: skip
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": lambda content: bytes(pa.Codec("zstd").compress(content)),
}


@pytest.mark.parametrize("rows", ROWS_OF)
@pytest.mark.parametrize("packer", PACKERS)
def test_packed_tables_of_very_many_short_rows(tmp_path: Path, packer: str, rows: str) -> None:
    path = tmp_path / f"photos.csv.{packer}"
    times = (10 << 20) // len(ROWS_OF[rows])
    path.write_bytes(PACKERS[packer](HEADER + ROWS_OF[rows] * times))
    for read in (lambda: read_cells(path, None), lambda: judged(path)):
        refused(path, "unpacks to more|longer than any photo's", read)


def test_the_table_of_yfcc_packed(tmp_path: Path) -> None:
    path = tmp_path / "yfcc.bz2"
    path.write_bytes(bz2.compress(b"x" * (10 << 20)))
    refused(path, "unpacks to more", lambda: list(yfcc._from_lines(path, Box(0, 0, 1, 1))))


def test_rows_that_are_none_are_not_counted_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidegen.photos.text.MOST_BROKEN", 1000)
    path = tmp_path / "photos.csv"
    path.write_bytes(HEADER + b"1\n" * 1001)
    refused(path, "more than 1,000 of its rows have not 5 fields", lambda: read_cells(path, None))
    path.write_bytes(HEADER + b"1\n" * 1000 + b"1,2,3,4,5\n")
    assert len(read_cells(path, None).broken) == 1000


def test_what_is_packed_as_tables_are_is_read(tmp_path: Path) -> None:
    path = tmp_path / "photos.csv.gz"
    rows = b"".join(b"%d,anna,43.%d,10.5,2012-05-03\n" % (n, n * 7919) for n in range(20_000))
    with gzip.open(path, "wb") as file:
        io.BufferedWriter(file).write(HEADER + rows)  # type: ignore[arg-type]
    assert len(read_cells(path, None).rows) == 20_000
