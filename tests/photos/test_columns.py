from __future__ import annotations

from pathlib import Path

import pytest

from guidegen.errors import InputError
from guidegen.photos.columns import match_columns

FILE = Path("photos.csv")


@pytest.mark.parametrize(
    ("names", "chosen", "expected"),
    [
        # other names, another order, capitals and blanks
        (
            ["Longitude", "Latitude", "Date taken", "ID", "User NSID"],
            {},
            {"lon": 0, "lat": 1, "taken_at": 2, "photo_id": 3, "author_id": 4},
        ),
        # the likelier name wins over "id" and "time"
        (
            ["id", "photo_id", "owner", "lat", "lng", "time", "datetaken"],
            {},
            {"photo_id": 1, "author_id": 2, "lat": 3, "lon": 4, "taken_at": 6},
        ),
        # what the city file says wins over what is usual; "title" is no title any more
        (
            ["id", "user", "lat", "lon", "time", "title", "when"],
            {"taken_at": "when", "tags": "title"},
            {"photo_id": 0, "author_id": 1, "lat": 2, "lon": 3, "taken_at": 6, "tags": 5},
        ),
    ],
)
def test_by_name(names: list[str], chosen: dict[str, str], expected: dict[str, int]) -> None:
    assert match_columns(names, chosen, header=True, file=FILE) == expected


def test_by_order_where_there_is_no_header() -> None:
    names = ["1", "2", "3", "4", "5", "6"]
    assert match_columns(names, {"lon": "3", "lat": "4"}, header=False, file=FILE) == {
        "photo_id": 0,
        "author_id": 1,
        "lon": 2,
        "lat": 3,
        "taken_at": 4,
    }


def test_every_missing_column_is_in_one_message() -> None:
    with pytest.raises(InputError) as caught:
        match_columns(["id", "latt", "lon", "when"], {}, header=True, file=FILE)
    message = str(caught.value)
    assert "photos.csv" in message
    assert "no column for author_id" in message
    assert "no column for lat; did you mean 'latt'?" in message
    assert "no column for taken_at" in message
    assert "id, latt, lon, when" in message
    assert "columns: {author_id:" in message


def test_of_long_names_the_beginning_is_shown() -> None:
    with pytest.raises(InputError) as raised:
        match_columns(["x" * 70_000] * 50, {}, header=True, file=FILE)
    assert len(str(raised.value)) < 2000


def test_a_mapped_column_that_is_not_there() -> None:
    names = ["id", "user", "latitude", "lon", "time"]
    with pytest.raises(InputError, match=r"'latitud'.*for lat; did you mean 'latitude'\?"):
        match_columns(names, {"lat": "latitud"}, header=True, file=FILE)


def test_too_few_columns_without_header() -> None:
    with pytest.raises(InputError, match=r"no column for taken_at.*columns are: 1, 2, 3, 4"):
        match_columns(["1", "2", "3", "4"], {}, header=False, file=FILE)
