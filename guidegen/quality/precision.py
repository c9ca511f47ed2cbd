"""Photos whose position is known too roughly to tell at which place of a city they were taken."""

from __future__ import annotations

import numpy as np
import pandas as pd

from guidegen.cityquality import Precision
from guidegen.languages import N_, _
from guidegen.quality.verdict import Ints, Verdict, codes

# Flickr's scale, from the world to a street; numbers outside it are no such accuracy.
_SCALE = (1, 16)
# Rounding errors of floats are far smaller, the sixth decimal far larger.
_NOISE_DEG = 1e-9
_MOST_DECIMALS = 7


def words(options: Precision) -> str:
    """What the filter does, for people."""
    return _(
        "photos go whose position has fewer than %(decimals)s decimals of a degree, or an "
        "accuracy below %(accuracy)s (11 is a city, 16 a street)"
    ) % {"decimals": options.decimals, "accuracy": options.minimum_accuracy}


def find(photos: pd.DataFrame, options: Precision) -> Verdict:
    """Photos with few decimals or low accuracy.

    A source whose positions mostly have no more decimals than one above what is asked for is not
    judged by them: a tenth of such numbers ends in 0 by chance.

    Args:
        photos: `tables.PHOTOS`.
        options: what is enough.
    """
    digits = decimals(photos)
    usual = pd.Series(digits).groupby(codes(photos["source"])).transform("median").to_numpy()
    few = (digits < options.decimals) & (usual > options.decimals)
    vague = np.zeros(len(photos), bool)
    if "accuracy" in photos:
        accuracy = photos["accuracy"].to_numpy(float)
        vague = (accuracy >= _SCALE[0]) & (accuracy < options.minimum_accuracy)
    return Verdict(
        {
            N_("position with fewer than %(number)s decimals") % {"number": options.decimals}: few,
            N_("accuracy below %(number)s") % {"number": options.minimum_accuracy}: vague & ~few,
        }
    )


def decimals(photos: pd.DataFrame) -> Ints:
    """With how many decimals of a degree each position is given, shape (n,); 7 for more."""
    found = np.full(len(photos), _MOST_DECIMALS)
    for digits in range(_MOST_DECIMALS - 1, -1, -1):
        whole = np.ones(len(photos), bool)
        for name in ("lon", "lat"):
            values = photos[name].to_numpy()
            whole &= np.abs(np.round(values, digits) - values) < _NOISE_DEG
        found[whole] = digits
    return found
