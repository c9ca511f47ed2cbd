"""How bright a scene was, from the settings of the camera: the one place for these formulas.

A camera that measures the light chooses aperture N (f-number), exposure time t (seconds) and
speed S (ISO) so that the scene comes out neither dark nor bright. In the additive system of
photographic exposure (APEX; ISO 2720:1974, Exif 2.32 annex C), all logarithms to the base 2:

    aperture     Av = log2(N²)
    time         Tv = log2(1 / t)
    speed        Sv = log2(S / 3.125)
    brightness   Bv = Av + Tv - Sv
    exposure     EV = Av + Tv, and for ISO 100  EV100 = log2(N² / t) - log2(S / 100) = Bv + 5

and the luminance of the scene is L = K N² / (t S) = K / 100 · 2^EV100 cd/m², where K = 12.5 is the
calibration constant of most makers (ISO 2720 allows 10.6 to 13.4). One step is twice the light.
As a rule: full sun has EV100 = 15, an overcast day 12, a lit room 5 to 8, a street at night 3.

What these formulas cannot know: a flash, a grey filter, exposure that was corrected by hand, the
many exposures that telephones merge.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

REFLECTED_LIGHT_K = 12.5
"""cd s/m² ISO: the constant K of reflected-light meters, ISO 2720:1974."""
EV100_LESS_BV = 5.0
"""EV100 - Bv: log2 of ISO 100 / 3.125."""

# What no camera has, but files say: the aperture of lenses that do not tell it is 0.
F_NUMBERS = (0.5, 64.0)
EXPOSURES_S = (1e-5, 3600.0)
ISO_SPEEDS = (1.0, 4e6)
# From a moonless night to the sun on snow, and as much again.
BRIGHTNESS_BV = (-15.0, 17.0)


def ev100(f_number: npt.ArrayLike, exposure_s: npt.ArrayLike, iso: npt.ArrayLike) -> Floats:
    """The exposure value for ISO 100, any shape; NaN where a setting is missing or impossible.

    Args:
        f_number: focal length over aperture, without unit.
        exposure_s: exposure time in seconds.
        iso: speed, arithmetic (ISO 100, not 21°).
    """
    n = _within(f_number, F_NUMBERS)
    t_s = _within(exposure_s, EXPOSURES_S)
    speed = _within(iso, ISO_SPEEDS)
    found: Floats = np.log2(n**2 / t_s) - np.log2(speed / 100)
    return found


def brightness_bv(f_number: npt.ArrayLike, exposure_s: npt.ArrayLike, iso: npt.ArrayLike) -> Floats:
    """The APEX brightness value of the scene, EV100 - 5; arguments and NaN as for `ev100`."""
    return ev100(f_number, exposure_s, iso) - EV100_LESS_BV


def brightness_from(settings_bv: npt.ArrayLike, told_bv: npt.ArrayLike) -> Floats:
    """The brightness by the settings; where these are unknown, the one that the camera tells.

    Makers calibrate their BrightnessValue up to one step apart, so it is only used where nothing
    else is known.

    Args:
        settings_bv: by `brightness_bv`, NaN where unknown.
        told_bv: the tag BrightnessValue, NaN where it is missing.
    """
    known = np.asarray(settings_bv, dtype=np.float64)
    told = _within(told_bv, BRIGHTNESS_BV)
    found: Floats = np.where(np.isnan(known), told, known)
    return found


def luminance_cdm2(ev100: npt.ArrayLike) -> Floats:
    """The luminance of the scene in cd/m²: K / 100 · 2^EV100, ISO 2720:1974."""
    found: Floats = REFLECTED_LIGHT_K / 100 * np.exp2(np.asarray(ev100, dtype=np.float64))
    return found


def _within(values: npt.ArrayLike, limits: tuple[float, float]) -> Floats:
    """The values, with NaN for those outside the limits."""
    found = np.asarray(values, dtype=np.float64)
    least, most = limits
    kept: Floats = np.where((found >= least) & (found <= most), found, np.nan)
    return kept
