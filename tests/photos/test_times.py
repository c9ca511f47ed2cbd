from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pytest

from guidegen.photos.times import parse_times, precision


def parsed(values: list[object], kind: pa.DataType | None = None) -> list[str]:
    times = parse_times(pa.chunked_array([pa.array(values, kind)]), "Europe/Rome")
    return [str(time).removesuffix(".000000") for time in times]


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("2012-05-03 14:15:16", "2012-05-03T14:15:16"),
        ("2012-05-03T14:15", "2012-05-03T14:15:00"),
        (" 2012-05-03 14:15:16.5 ", "2012-05-03T14:15:16.500000"),
        ("2012-05-03", "2012-05-03T00:00:00"),
        ("20120503", "2012-05-03T00:00:00"),
        ("20120503T141516", "2012-05-03T14:15:16"),
        ("20120503141516", "2012-05-03T14:15:16"),
        ("2012:05:03 14:15:16", "2012-05-03T14:15:16"),  # EXIF
        ("2012/05/03 14:15:16", "2012-05-03T14:15:16"),
        # an offset is the camera's: its wall time stays
        ("2012-05-03T14:15:16+09:00", "2012-05-03T14:15:16"),
        ("2012-05-03 14:15:16-0500", "2012-05-03T14:15:16"),
        # UTC is nobody's wall time: Rome is two hours ahead in May, one in January
        ("2012-05-03T14:15:16Z", "2012-05-03T16:15:16"),
        ("2012-01-03T14:15:16+00:00", "2012-01-03T15:15:16"),
        ("1336054516", "2012-05-03T16:15:16"),
        ("1336054516.0", "2012-05-03T16:15:16"),
        ("1336054516000", "2012-05-03T16:15:16"),
        ("1336054516000000", "2012-05-03T16:15:16"),
        # midnight in UTC is a day, not 2 o'clock in Rome
        ("2012-05-03T00:00:00Z", "2012-05-03T00:00:00"),
        ("1336003200", "2012-05-03T00:00:00"),
        ("0", "1970-01-01T00:00:00"),
        # how databases write "never": no calendar knows when it is in Rome
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
    ],
)
def test_understood(written: str, local: str) -> None:
    assert parsed([written]) == [local]


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "2012", "2012-05", "2012-02-30", "0000-00-00 00:00:00", "03/05/2012",
        "2012-05-03 25:00:00", "1.3e9", "99999999999999999999", "2012-05-03 14:15:16 CET", None,
    ],
)  # fmt: skip
def test_not_understood(written: str | None) -> None:
    assert parsed([written], pa.string()) == ["NaT"]


def test_one_odd_value_does_not_spoil_the_others() -> None:
    assert parsed(["2012-05-03", "?", "1336054516"]) == [
        "2012-05-03T00:00:00",
        "NaT",
        "2012-05-03T16:15:16",
    ]


def test_typed_columns() -> None:
    noon = datetime(2012, 5, 3, 12, 0, 1)
    expected = ["2012-05-03T12:00:01"]
    assert parsed([noon], pa.timestamp("ns")) == expected
    # 12:00:01 in Rome is 10:00:01 in UTC; both are read as what the clock showed in Rome
    instant = datetime(2012, 5, 3, 10, 0, 1, tzinfo=UTC)
    assert parsed([instant], pa.timestamp("us", "Europe/Rome")) == expected
    assert parsed([instant], pa.timestamp("us", "UTC")) == expected
    assert parsed([int(instant.timestamp()), None]) == [*expected, "NaT"]
    assert parsed([instant.timestamp(), float("nan"), float("inf")]) == [*expected, "NaT", "NaT"]
    assert parsed([2**60], pa.timestamp("us", "UTC"))[0].startswith("38504-")
    assert parsed([date(2012, 5, 3)]) == ["2012-05-03T00:00:00"]


def test_without_the_citys_zone_utc_stays() -> None:
    times = parse_times(pa.chunked_array([["2012-05-03T14:15:16Z"]]), None)
    assert str(times[0]) == "2012-05-03T14:15:16.000000"


@pytest.mark.parametrize(
    ("times", "known"),
    [
        (["2012-05-03T14:15:16", "2012-05-03T14:15:00"], ["second", "second"]),
        (["2012-05-03T14:15:00", "2012-05-03T14:16:00"], ["minute", "minute"]),
        (["2012-05-03T14:15:16", "2012-05-03T00:00:00"], ["second", "day"]),
        (["2012-05-03T00:00:00", "2012-05-04T00:00:00"], ["day", "day"]),
    ],
)
def test_precision(times: list[str], known: list[str]) -> None:
    assert list(precision(np.array(times, dtype="datetime64[us]"))) == known
