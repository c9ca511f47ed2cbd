"""The light of a scene from the settings of a camera as services write them."""

from __future__ import annotations

import math
import re

from guidegen.photos.light import brightness_bv, brightness_from

_LONGEST = 40  # characters of a number
_PART = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
_NUMBER = re.compile(rf"(-?{_PART})(?:/({_PART}))?", re.ASCII)


def scene_bv(f_number: object, exposure: object, iso: object, told: object = None) -> float | None:
    """The scene's APEX brightness value, see `guidegen.photos.light`; None where it is unknown.

    Args:
        f_number: a number, or text such as "2.8", "f/2.8", "F2.8" or "28/10".
        exposure: seconds, or text such as "1/50", "10/1250", "0.5" or "0.02 sec (1/50)".
        iso: a number, or text such as "200" or "200, 0".
        told: the brightness value that the camera tells.
    """
    settings = brightness_bv(_number(f_number), _number(exposure), _number(iso))
    found = float(brightness_from(settings, _number(told)))
    return None if math.isnan(found) else found


def _number(value: object) -> float:
    """A number, or the first one or fraction in a text; NaN where there is none."""
    if isinstance(value, str):
        found = _NUMBER.search(value[:_LONGEST])
        above, below = (float(part or 1) for part in found.groups()) if found else (0.0, 0.0)
        return above / below if below else math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value) if abs(value) < 1e300 else math.nan
