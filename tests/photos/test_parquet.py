"""Parquet files are read as the library reads them, whatever form their pages have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guidegen.errors import InputError
from guidegen.photos import parquet

ROWS = 600
TABLE = pa.table(
    {
        "id": [f"photo:{number * 7919}" for number in range(ROWS)],
        "user": pa.array([f"user{number % 7}" for number in range(ROWS)], pa.large_string()),
        "lon": [10 + number / ROWS for number in range(ROWS)],
        "title": [None if number % 3 else "a text that several share" for number in range(ROWS)],
        "raw.bytes": pa.array([b"x" * (number % 9) for number in range(ROWS)]),
        "fixed": pa.array([b"1234"] * ROWS, pa.binary(4)),
        "kind": pa.array(["a", "b", "c"] * (ROWS // 3)).dictionary_encode(),
    }
)
FORMS: dict[str, dict[str, Any]] = {
    "usual": {},
    "small pages": {"data_page_size": 100, "dictionary_pagesize_limit": 200},
    "second version": {"data_page_version": "2.0", "compression": "zstd"},
    "no dictionary": {"use_dictionary": False, "compression": "none"},
    "the row before": {"use_dictionary": False, "column_encoding": {"id": "DELTA_BYTE_ARRAY"}},
    "row groups": {"row_group_size": 140, "write_statistics": False},
    "checksums": {"write_page_checksum": True, "write_page_index": True},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at_once", [1, parquet._AT_ONCE_BYTES])
def test_what_was_written_is_read(
    tmp_path: Path, form: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_AT_ONCE_BYTES", at_once)  # 1: each row that shares by itself
    path = tmp_path / "photos.parquet"
    pq.write_table(TABLE, path, **FORMS[form])
    about = parquet.metadata(parquet.File(path))
    assert parquet.names_of(about) == TABLE.column_names
    columns = TABLE.column_names if at_once > 1 else ["id", "title"]
    found = parquet.read(parquet.File(path), about, columns)
    assert {name: column.to_pylist() for name, column in found.items()} == {
        name: TABLE[name].to_pylist() for name in columns
    }
    packed = parquet.File(path, pa.py_buffer(path.read_bytes()))
    whole = parquet.read(packed, parquet.metadata(packed), ["id"])
    assert whole["id"].equals(TABLE["id"])


def test_some_row_groups_and_some_rows_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "photos.parquet"
    pq.write_table(TABLE, path, row_group_size=200)
    about = parquet.metadata(parquet.File(path))
    found = parquet.read(parquet.File(path), about, ["user"], groups=[1], repetitive=["user"])
    assert pa.types.is_dictionary(found["user"].type)
    assert found["user"].to_pylist() == TABLE["user"].to_pylist()[200:400]
    parts = list(
        parquet.portions(parquet.File(path), about, ["id", "lon"], groups=[0, 1, 2], rows=240)
    )
    assert [len(part["id"]) for part in parts] == [240, 240, 120]
    assert [each for part in parts for each in part["id"].to_pylist()] == TABLE["id"].to_pylist()


def test_columns_of_lists_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "photos.parquet"
    pq.write_table(pa.table({"id": ["1"], "tags": [["a", "b"]]}), path)
    file = parquet.File(path)
    found = parquet.read(file, parquet.metadata(file), ["id", "tags"])
    assert (found["id"].to_pylist(), len(found["tags"])) == (["1"], 0)
    assert pa.types.is_list(found["tags"].type)


def test_names_that_the_library_would_confuse(tmp_path: Path) -> None:
    path = tmp_path / "photos.parquet"
    pq.write_table(pa.table([["1"], ["2"]], names=["id", "id.x"]), path)
    file = parquet.File(path)
    about = parquet.metadata(file)
    with pytest.raises(InputError, match="two columns are called 'id'"):
        parquet.read(file, about, ["id"])
