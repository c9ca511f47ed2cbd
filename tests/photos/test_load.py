"""From rows to photos and rejects: every row is accounted for, once."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from guidegen.photos import hash_authors
from tests.photos.conftest import GOOD, HEADER, Load

# The build's day is 2020-06-01; the box is 10 to 11 east, 43 to 44 north.
REASONS = [
    ("p1,anna,43.5\n", "broken line"),
    (",anna,43.5,10.5,2012-05-03\n", "no photo id"),
    ("p1,NULL,43.5,10.5,2012-05-03\n", "no author id"),
    ("p\x001,anna,43.5,10.5,2012-05-03\n", "id has control characters"),
    ("p1,anna,,10.5,2012-05-03\n", "coordinates missing or not numbers"),
    ("p1,anna,inf,10.5,2012-05-03\n", "coordinates missing or not numbers"),
    ("p1,anna,0.0,0,2012-05-03\n", "coordinates are 0, 0"),
    ("p1,anna,10.5,43.5,2012-05-03\n", "latitude and longitude swapped"),
    ("p1,anna,91,10.5,2012-05-03\n", "coordinates out of range"),
    ("p1,anna,43.5,11.5,2012-05-03\n", "outside the city's box"),
    ("p1,anna,43.5,10.5,\n", "no time"),
    ("p1,anna,43.5,10.5,May 2012\n", "time not understood"),
    ("p1,anna,43.5,10.5,1989-12-31\n", "time before 1990"),
    ("p1,anna,43.5,10.5,2020-06-03\n", "time in the future"),
]


def test_bytes_that_are_not_utf8(load: Load) -> None:
    header = HEADER.replace("taken_at", "taken_at,title").encode()
    rows = b"p1,anna,43.5,10.5,2012-05-03,Caf\xe9\np2\xe9,bob,43.5,10.5,2012-05-03,\np3,caf\xe9\n"
    loaded = load(p_csv=header + rows)
    assert loaded.photos["title"].tolist() == ["Caf\ufffd"]
    assert loaded.counts["rejected"] == {
        "broken line": 1,
        "id is not UTF-8 text; save the file as UTF-8": 1,
    }


@pytest.mark.parametrize(("row", "reason"), REASONS)
def test_one_reason_for_each_row(load: Load, row: str, reason: str) -> None:
    loaded = load(p_csv=HEADER + "p0,bob,43.1,10.1,2012-05-03\n" + row)
    assert loaded.counts == {"rows_read": 2, "kept": 1, "rejected": {reason: 1}, "notes": {}}
    reject = loaded.rejects.iloc[0]
    assert (reject["file"], reject["row"], reject["reason"]) == ("p.csv", 2, reason)


def test_the_first_reason_counts(load: Load) -> None:
    loaded = load(p_csv=HEADER + ",,0,0,never\n")
    assert loaded.counts["rejected"] == {"no photo id": 1}


def test_rejects_show_the_row_but_not_its_author(load: Load) -> None:
    rejects = load(p_csv=HEADER + "p1,anna,4x.5,10.5,2012-05-03\n").rejects
    assert rejects.to_dict("records") == [
        {
            "file": "p.csv",
            "row": 1,
            "reason": "coordinates missing or not numbers",
            "photo_id": "p1",
            "lon": "10.5",
            "lat": "4x.5",
            "taken_at": "2012-05-03",
        }
    ]


def test_counts_add_up_over_files(load: Load) -> None:
    rows = [row for row, _ in REASONS]
    loaded = load(a_csv=HEADER + "".join(rows), b_csv=HEADER + GOOD + GOOD + rows[-1])
    counts = loaded.counts
    assert counts["rows_read"] == len(rows) + 3
    assert counts["rows_read"] == counts["kept"] + sum(counts["rejected"].values())
    assert len(loaded.rejects) == sum(counts["rejected"].values())
    assert loaded.rejects[["file", "row"]].values.tolist() == [
        *(["a.csv", row] for row in range(1, len(rows) + 1)),
        ["b.csv", 2],
        ["b.csv", 3],
    ]


def test_tomorrow_is_not_the_future(load: Load) -> None:
    # it may be tomorrow already where the photo was taken
    assert load(p_csv=HEADER + "p1,anna,43.5,10.5,2020-06-02 23:59:59\n").counts["kept"] == 1


def test_an_unusable_row_does_not_take_a_usable_ones_place(load: Load) -> None:
    loaded = load(p_csv=HEADER + "p1,anna,0,0,2012-05-03\n" + GOOD)
    assert loaded.counts["rejected"] == {"coordinates are 0, 0": 1}
    assert loaded.counts["kept"] == 1


def test_order_and_duplicates_change_nothing(load: Load) -> None:
    rows = [f"p{n % 7},a{n % 3},43.{n % 5},10.{n % 4},2012-05-0{n % 9 + 1}\n" for n in range(50)]
    first = load(p_csv=HEADER + "".join(rows))
    random.Random(1).shuffle(rows)  # noqa: S311
    second = load(p_csv=HEADER + "".join(rows[:20]), q_csv=HEADER + "".join(rows[10:]))
    assert_frame_equal(first.photos, second.photos)
    assert first.counts["rejected"] == {"duplicate photo id": 43}


def test_photos_are_sorted_and_measured_from_the_centre(load: Load) -> None:
    rows = "b,anna,43.5,10.5,2012-05-03\na,bob,43.51,10.5,2012-05-03\n"
    photos = load(p_csv=HEADER + rows).photos
    assert list(photos["photo_id"]) == ["file:a", "file:b"]
    # a hundredth of a degree north is 1.11 km
    assert photos["x_m"].abs().max() < 1e-6
    assert photos["y_m"].round(-1).tolist() == [1110.0, 0.0]


def test_a_photo_taken_after_its_upload_has_no_known_time(load: Load) -> None:
    header = HEADER.replace("taken_at", "taken_at,uploaded_at")
    late = "p1,anna,43.5,10.5,2012-05-05 10:00:01,2012-05-04 10:00:00\n"
    ahead_of_utc = "p2,anna,43.5,10.5,2012-05-04 22:00:00,2012-05-04 12:00:00\n"
    loaded = load(p_csv=header + late + ahead_of_utc)
    assert list(loaded.photos["time_known"]) == ["none", "second"]
    assert loaded.counts["notes"] == {"taken more than a day after the upload": 1}


def test_authors_are_hashed_with_the_salt() -> None:
    authors = pd.Series(["anna", "bob", "anna"])
    hashed = hash_authors(authors, b"salt")
    assert hashed[0] == hashed[2] != hashed[1]
    assert hashed.str.fullmatch("[0-9a-f]{16}").all()
    assert hash_authors(authors, b"pepper")[0] != hashed[0]
