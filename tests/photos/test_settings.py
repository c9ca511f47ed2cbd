"""Settings of cameras, as services write them."""

from __future__ import annotations

import pytest

from guidegen.photos.settings import scene_bv

SUNNY_BV = 7.966  # log2(8² · 125) - 5


@pytest.mark.parametrize(
    ("f_number", "exposure", "iso"),
    [
        (8, 0.008, 100),
        ("8.0", "1/125", "100"),
        ("f/8", "0.008 sec (1/125)", "100, 0"),
        ("80/10", "10/1250", "100"),
        ("F8.0", "8e-3", "ISO 100"),
    ],
)
def test_many_ways_to_write_them(f_number: object, exposure: object, iso: object) -> None:
    assert scene_bv(f_number, exposure, iso) == pytest.approx(SUNNY_BV, abs=1e-3)


@pytest.mark.parametrize("bad", [None, "", "f", "1/0", "x/y", True, [1], 10**400, "0", "-8"])
def test_what_is_no_setting_tells_nothing(bad: object) -> None:
    assert scene_bv(bad, "1/125", "100") is None
    assert scene_bv("8", bad, "100") is None
    assert scene_bv("8", "1/125", bad) is None
    assert scene_bv(bad, bad, bad, "7.5") == 7.5
