from __future__ import annotations

import io
from pathlib import Path

import pytest

from guidegen.errors import InputError
from guidegen.photos.text import Cells, read_text


def read(data: bytes, header: bool | None = None) -> Cells:
    return read_text(lambda: io.BytesIO(data), Path("photos.csv"), header)


def rows(cells: Cells) -> list[tuple[str | None, ...]]:
    return list(zip(*(column.to_pylist() for column in cells.columns), strict=True))


@pytest.mark.parametrize(
    "data",
    [
        b"id,title\n1,a\n2,b\n",
        b"id;title\r\n1;a\r\n2;b\r\n",
        b"id\ttitle\r1\ta\r2\tb",
        b"\n\nid,title\n\n1,a\n2,b\n\n",
        b"\xef\xbb\xbfid,title\n1,a\n2,b\n",
        "id,title\n1,a\n2,b\n".encode("utf-16"),
        b'"id","title"\n"1","a"\n"2","b"\n',
    ],
    ids=["comma", "semicolon", "tab", "blank lines", "BOM", "UTF-16", "quoted"],
)
def test_dialects(data: bytes) -> None:
    cells = read(data)
    assert cells.names == ["id", "title"]
    assert rows(cells) == [("1", "a"), ("2", "b")]
    assert list(cells.rows) == [1, 2]


def test_a_header_holds_no_number() -> None:
    assert read(b"p,u,43.5,10.5,2012-05-03\n").names == ["1", "2", "3", "4", "5"]
    assert not read(b"id,title\n", header=False).header
    assert read(b"1,2\n3,4\n", header=True).names == ["1", "2"]


def test_broken_lines_are_numbered_among_the_rows() -> None:
    # row 2 has too few fields, row 4 too many
    cells = read(b"id,title\n1,a\n2\n3,c\n4,d,e\n5,f\n")
    assert list(cells.broken) == [2, 4]
    assert list(cells.rows) == [1, 3, 5]


def test_broken_line_that_is_not_utf8() -> None:
    cells = read(b"id,title\n1,a\n\xff\n3,\xff\n")
    assert list(cells.broken) == [2]
    assert rows(cells) == [("1", "a"), ("3", "\ufffd")]


def test_line_breaks_in_a_title_stay_in_it() -> None:
    cells = read(b'id,lat,lon,title\n1,2,3,"Tower, leaning\nagain, and again, and again"\n')
    assert rows(cells) == [("1", "2", "3", "Tower, leaning\nagain, and again, and again")]


@pytest.mark.parametrize("count", [3, 200_000], ids=["closed by the end", "beyond a block"])
def test_an_unclosed_quote_spoils_one_line_only(count: int) -> None:
    good = "".join(f"{number},43.5,10.5,title\n" for number in range(2, count + 1))
    cells = read(f'id,lat,lon,title\n1,43.5,10.5\n,"lost\n{good}'.encode())
    # the first record fell into two lines, neither of which is whole
    assert list(cells.broken) == [1, 2]
    assert len(cells.rows) == count - 1


@pytest.mark.parametrize(
    "second",
    [
        'q2,u1,"41,15",2.1,2012',
        'q2,"Ann, Bob",41.1,2.1,2012',  # as many fields with the first line in one as without
        'q2,u1,"",2.1,2012',
        'q2,5" gun,north,east,2012',
        'q2,"5"" gun",north,east,2012',
        'q2,u1,north,east,"2012"',
    ],
)
@pytest.mark.parametrize("good", [0, 3])
def test_no_line_is_lost_after_an_unclosed_quote(second: str, good: int) -> None:
    around = "".join(f"p{number},u1,41.1,2.1,2012\n" for number in range(good))
    header = "id,user,lat,lon,taken\n"
    cells = read(f'{header}{around}"q1,u1,41.1,2.1,2012\n{second}\n{around}'.encode())
    assert list(cells.broken) == [good + 1]
    assert len(cells.rows) == 2 * good + 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_title_that_goes_on_before_all_other_fields(end: str) -> None:
    lines = ["title,id,lat,lon", '"Tower', 'again ""here""",1,43.5,10.5', "b,2,43.5,10.5", ""]
    cells = read(end.join(lines).encode())
    assert not len(cells.broken)
    assert [row[1] for row in rows(cells)] == ["1", "2"]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_empty(data: bytes) -> None:
    with pytest.raises(InputError, match=r"photos\.csv: the file is empty"):
        read(data)


def test_no_table() -> None:
    with pytest.raises(InputError, match="not a table"):
        read(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01")
