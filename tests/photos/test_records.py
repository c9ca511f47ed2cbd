"""Rows of photos that come one by one."""

from __future__ import annotations

import pytest
from pandas.testing import assert_frame_equal

from guidegen.photos import records

SHOTS = [
    {
        "file": "f",
        "row": n + 1,
        "photo_id": str(n),
        "author_id": "anna" if n != 3 else None,
        "lon": 10.5,
        "lat": 43.5,
        # only the first tells that this source knows seconds
        "taken_at": f"2012-05-03 14:{n:02}:0{n == 0:d}",
        "uploaded_at": "1336075200" if n == 4 else None,
        "time_known": "none" if n == 2 else None,
        "luminance_bv": 8.0 if n == 4 else None,
    }
    for n in range(5)
]


def test_many_photos_are_put_into_a_table_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = records.rows_of(SHOTS, "folder", "Europe/Rome")
    assert at_once["time_known"].tolist() == ["second", "second", "none", "second", "second"]
    for size in (1, 2, 5):
        monkeypatch.setattr(records, "_BATCH", size)
        assert_frame_equal(records.rows_of(iter(SHOTS), "folder", "Europe/Rome"), at_once)
