from __future__ import annotations

import pandas as pd

from guidegen.cityquality import Duplicates
from guidegen.quality import duplicates
from tests.quality.sample import gone, photos


def found(table: pd.DataFrame, **options: float) -> list[int]:
    return gone(duplicates.find(table, Duplicates(**options)), table)


def test_one_photo_of_a_burst_stays() -> None:
    # three in a row, the last of them four seconds after the first; then one a minute later
    assert found(photos([0, 1, 2, 0], [0, 2, 4, 64])) == [1, 2]


def test_two_people_at_one_spot_are_no_burst() -> None:
    assert found(photos([0, 0], [0, 1], "AB")) == []


def test_who_has_moved_took_another_photo() -> None:
    assert found(photos([0, 11], [0, 2])) == []
    assert found(photos([0, 11], [0, 2]), distance_m=12) == [1]


def test_a_photo_that_may_be_shown_stays_before_one_that_may_not() -> None:
    table = photos([0, 0], [0, 1], licence=[None, "CC BY"], image_url=[None, "https://x/1"])
    assert found(table) == [0]


def test_times_that_are_not_known_to_the_second_tell_nothing() -> None:
    assert found(photos([0, 0], time_known=["minute", "minute"])) == []


def test_the_same_second_is_a_reason_of_its_own() -> None:
    table = photos([0, 0, 0], [0, 0, 2])
    left_out = duplicates.find(table, Duplicates()).left_out
    assert [int(flags.sum()) for flags in left_out.values()] == [0, 1, 1]


def test_a_photo_that_another_source_has_too() -> None:
    table = photos([0, 0, 0, 500], [0, 0, 1, 0], "ABCD", source=["a", "b", "b", "b"])
    left_out = duplicates.find(table, Duplicates()).left_out
    assert list(left_out[duplicates.OTHER_SOURCE]) == [False, True, False, False]


def test_rounding_does_not_hide_a_photo_of_another_source() -> None:
    table = photos([0, 0], authors="AB", source=["a", "b"])
    table["lon"] = [10.123456, 10.1235]
    assert found(table) == [1]
