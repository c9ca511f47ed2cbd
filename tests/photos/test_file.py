from __future__ import annotations

import gzip
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from guidegen.errors import ConfigError, InputError
from guidegen.photos.file import read_cells
from tests.photos.conftest import GOOD, HEADER, Load

TABLE = pd.DataFrame(
    {
        "id": [101, 102],
        "owner": pd.Series(["anna", "bob"], dtype="category"),
        "latitude": [43.5, 43.6],
        "longitude": [10.5, 10.6],
        "taken": pd.to_datetime(["2012-05-03 14:15:16", "2012-05-04 00:00:00"]),
        "url": ["https://example.org/101", "javascript:alert(1)"],
        "title": ["The\ntower", " "],
        "tags": [["a"], ["b"]],  # no text
    }
)


def parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("photos_csv", bytes),
        ("photos_csv_gz", gzip.compress),
        ("photos_zst", lambda data: pa.compress(data, codec="zstd", asbytes=True)),
        ("photos_txt", lambda data: data.replace(b",", b"\t")),
    ],
)
def test_text_formats(load: Load, name: str, pack: object) -> None:
    loaded = load(**{name: pack((HEADER + GOOD).encode())})  # type: ignore[operator]
    assert list(loaded.photos["photo_id"]) == ["file:p1"]


def test_parquet_keeps_its_types(load: Load) -> None:
    table = TABLE.drop(columns="tags")
    for name, data in {"p_parquet": parquet(table), "q_gz": gzip.compress(parquet(table))}.items():
        photos = load(**{name: data}).photos
        assert list(photos["photo_id"]) == ["file:101", "file:102"]
        assert list(photos["time_known"]) == ["second", "day"]
        assert list(photos["lat"]) == [43.5, 43.6]
        # a title is one line; an address that runs a script is none
        assert photos["title"].fillna("-").tolist() == ["The tower", "-"]
        assert photos["url"].fillna("-").tolist() == ["https://example.org/101", "-"]


def test_ids_that_nulls_made_fractional_are_whole(load: Load) -> None:
    table = TABLE.drop(columns="tags").assign(id=[101.0, None])
    loaded = load(p_parquet=parquet(table))
    assert list(loaded.photos["photo_id"]) == ["file:101"]
    assert loaded.counts["rejected"] == {"no photo id": 1}


def test_columns_of_other_kinds_are_refused(load: Load) -> None:
    with pytest.raises(InputError, match=r"p\.parquet: the column for tags holds list.*, not text"):
        load(p_parquet=parquet(TABLE))


def test_without_header_and_with_mapping(load: Load) -> None:
    assert load(p_csv=GOOD).counts["kept"] == 1
    swapped = "p1,anna,10.5,43.5,2012-05-03\n"
    assert load(p_csv=swapped, options=', columns: {lon: "3", lat: "4"}').counts["kept"] == 1
    # the header says so although its second name is a number
    named = HEADER.replace("user_id", "2").encode() + GOOD.encode()
    assert (
        load(p_csv=named, options=', header: true, columns: {author_id: "2"}').counts["kept"] == 1
    )


def test_a_header_and_no_rows(load: Load) -> None:
    with pytest.raises(InputError, match=r"p\.csv: has a header and no rows"):
        load(p_csv=HEADER)


def test_a_missing_column_is_a_mistake_of_the_city_file(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"no column for author_id") as caught:
        load(p_csv=HEADER + GOOD, q_csv=HEADER.replace("user_id", "who") + GOOD)
    assert caught.value.problems[0].key == "photos[1].columns"
    assert "q.csv" in str(caught.value)


def test_nothing_but_rejects(load: Load) -> None:
    loaded = load(p_csv=HEADER + "p1\np2\n", q_csv=HEADER + "p3,anna,0,0,2012-05-03\n")
    assert loaded.photos.empty
    assert loaded.counts["rejected"] == {"broken line": 2, "coordinates are 0, 0": 1}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("photos.csv", b"", "the file is empty"),
        ("photos.parquet", b"photo_id,user_id\n", "is not a Parquet file"),
        ("photos.parquet", b"PAR1 and nothing more", "cannot be read, it may be damaged"),
        ("photos.parquet", b"", "the file is empty"),
        ("photos.csv.gz", gzip.compress(b"1,2\n" * 9_999, mtime=0)[:-20], "cannot be read"),
        ("photos.csv.gz", gzip.compress(b"", mtime=0), "the file is empty"),
        ("photos.csv.zst", b"\x28\xb5\x2f\xfd\x00", "cannot be read"),
        ("photos.xlsx", b"PK\x03\x04\x14\x00\x06\x00", "not a table"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read_cells(path, header=None)
    assert name in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such photo file"):
        read_cells(tmp_path / "photos.csv", header=None)
    with pytest.raises(InputError, match="is a folder"):
        read_cells(tmp_path, header=None)
