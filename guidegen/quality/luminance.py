"""Photos taken in the dark: indoors, at night.

The brightness is APEX's Bv = log2(N²/t) - log2(ISO/100) - 5 with the f-number N and the exposure
time t in seconds; Kachkaev and Wood (2014) keep a luminance of 4 and more.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from guidegen.cityquality import Luminance
from guidegen.languages import N_, _
from guidegen.localformats import general
from guidegen.quality.verdict import Verdict


def words(options: Luminance) -> str:
    """What the filter does, for people."""
    return _(
        "photos go that were taken at a brightness below %(brightness)s Bv (APEX); those that "
        "tell nothing of the light stay"
    ) % {"brightness": general(options.minimum_bv)}


def find(photos: pd.DataFrame, options: Luminance) -> Verdict:
    """Photos that are too dark.

    Args:
        photos: `tables.PHOTOS`.
        options: the darkest that stays.
    """
    if "luminance_bv" not in photos:
        return Verdict({}, {"photos_with_light": 0})
    light = photos["luminance_bv"].to_numpy(float)
    reason = N_("darker than %(number)s Bv") % {"number": f"{options.minimum_bv:g}"}
    return Verdict(
        {reason: light < options.minimum_bv}, {"photos_with_light": int(np.sum(~np.isnan(light)))}
    )
