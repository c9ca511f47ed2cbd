"""Precision, many photos on one point, and speeds that nobody reaches."""

from __future__ import annotations

import numpy as np
import pytest

from guidegen.cityquality import Bulk, Precision, Speed
from guidegen.quality import bulk, precision, speed
from tests.quality.sample import at, gone, photos

MINUTE, HOUR, KM = 60, 3600, 1000


def test_few_decimals_are_no_position() -> None:
    lon = [10.123456, 10.1, 10.12, 10.123, 10.12, *[10.123456] * 4]
    lat = [45.123456, 45.0, 45.12, 45.12, 45.123456, *[45.0] * 4]
    table = at(photos([0] * 9), lon, lat)
    assert gone(precision.find(table, Precision()), table) == [1, 2]
    assert gone(precision.find(table, Precision(decimals=4)), table) == [1, 2, 3]


def test_a_source_that_rounds_everything_is_not_judged_by_decimals() -> None:
    table = at(photos([0] * 9), [10.123] * 8 + [10.12], [45.123] * 8 + [45.12])
    assert gone(precision.find(table, Precision()), table) == []


def test_a_low_accuracy_is_no_position() -> None:
    table = photos([0, 10, 20, 30, 40], accuracy=[11.0, 12.0, np.nan, 16.0, 0.0])
    assert gone(precision.find(table, Precision()), table) == [0]


def test_a_day_of_photos_on_one_point() -> None:
    hours = np.linspace(0, 3, 10) * HOUR
    on_a_point = photos([5.0] * 10, list(hours))
    assert gone(bulk.find(on_a_point, Bulk()), on_a_point) == list(range(10))
    received = photos([5.0 + i / 100 for i in range(10)], list(hours))  # as a receiver trembles
    assert gone(bulk.find(received, Bulk()), received) == []
    quick = photos([5.0] * 10, list(hours / 2))
    assert gone(bulk.find(quick, Bulk()), quick) == []
    by_two = photos([5.0] * 10, list(hours), "ABABABABAB")
    assert gone(bulk.find(by_two, Bulk()), by_two) == []
    undated = on_a_point.assign(time_known="day")
    assert gone(bulk.find(undated, Bulk()), undated) == []


@pytest.mark.parametrize(
    ("km", "minutes", "wrong"),
    [
        ([0, 0.1, 5, 0.2, 0.3], [0, 1, 2, 3, 4], [2]),  # 5 km in a minute, and back
        ([0, 5, 0.1], [0, 1, 2], [1]),
        ([0, 5, 5.1], [0, 1, 2], []),  # the first, or both others: nothing tells
        ([0, 5, 0, 5, 0], [0, 1, 2, 3, 4], []),  # two cameras, one clock
        ([0, 1, 2, 3], [0, 1, 2, 3], []),  # 60 km/h
        ([0, 0.4, 0], [0, 0, 0], []),  # receivers err
        ([0, 5], [0, 1], []),
        ([], [], []),
    ],
)
def test_who_cannot_have_been_there(
    km: list[float], minutes: list[float], wrong: list[int]
) -> None:
    table = photos([x * KM for x in km], [t * MINUTE for t in minutes])
    assert gone(speed.find(table, Speed()), table) == wrong


def test_rounded_times_are_no_evidence_of_speed() -> None:
    table = photos([0, 3 * KM, 0], [0, MINUTE, 2 * MINUTE], time_known="minute")
    assert gone(speed.find(table, Speed()), table) == []


def test_two_people_are_in_two_places_at_once() -> None:
    table = photos([0, 9 * KM, 0], [0, 1, 2], "ABA")
    assert gone(speed.find(table, Speed()), table) == []
