from __future__ import annotations

import math

import numpy as np
import pytest

from guidegen.photos.light import brightness_bv, brightness_from, ev100, luminance_cdm2


@pytest.mark.parametrize(
    ("f_number", "exposure_s", "iso", "expected"),
    [
        (1.0, 1.0, 100, 0.0),  # the definition of EV 0
        (16.0, 1 / 128, 100, 15.0),  # full sun: 2 · 4 for the aperture, 7 for the time
        (16.0, 1 / 128, 400, 13.0),  # a quarter of the light is enough at ISO 400
        (2.0, 8.0, 100, -1.0),
    ],
)
def test_exposure_values(f_number: float, exposure_s: float, iso: float, expected: float) -> None:
    assert ev100(f_number, exposure_s, iso) == pytest.approx(expected)


def test_brightness_is_the_sum_of_apex() -> None:
    # Av + Tv - Sv, each by its own definition
    av, tv, sv = 2 * math.log2(5.6), -math.log2(1 / 60), math.log2(250 / 3.125)
    assert brightness_bv(5.6, 1 / 60, 250) == pytest.approx(av + tv - sv)


def test_luminance() -> None:
    # K N² / (t S), with K = 12.5
    assert luminance_cdm2(ev100(8.0, 1 / 125, 200)) == pytest.approx(12.5 * 64 * 125 / 200)
    assert luminance_cdm2(np.array([0.0, np.nan]))[0] == pytest.approx(0.125)


def test_settings_that_no_camera_has() -> None:
    impossible = brightness_bv(
        [0.0, 2.8, 2.8, 2.8, math.nan, -2.8, math.inf],
        [0.01, 0.0, 9999.0, 0.01, 0.01, 0.01, 0.01],
        [100, 100, 100, 0, 100, 100, 100],
    )
    assert np.isnan(impossible).all()


def test_the_cameras_own_value_is_the_last_resort() -> None:
    found = brightness_from([3.0, math.nan, math.nan, math.nan], [9.0, 9.0, 4e9, math.nan])
    assert found[:2].tolist() == [3.0, 9.0]
    assert np.isnan(found[2:]).all()
