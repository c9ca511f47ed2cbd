"""A best time begins and ends where three people were."""

from __future__ import annotations

import numpy as np
import pandas as pd

from guidegen.places.best_time import best_time


def test_two_people_do_not_lengthen_a_best_time() -> None:
    hours = np.arange(24)
    days = np.where(hours == 12, 200, np.where(hours == 13, 40, 10))
    profile = pd.DataFrame(
        {
            "kind": "hour",
            "bin": hours,
            "photographer_days": days,
            # at one o'clock two people came twenty times each
            "authors": np.where(hours == 12, 60, np.where(hours == 13, 2, 8)),
            "expected": 18.0,
            "lift": days / 18.0,
            "p_value": np.where(hours == 12, 1e-9, 0.4),
            "claimed": hours == 12,
        }
    )
    best = best_time(profile)
    assert best is not None
    assert best.hours == ((12, 12),)
    several = profile.assign(authors=profile["authors"].clip(lower=3))
    longer = best_time(several)
    assert longer is not None
    assert longer.hours == ((12, 13),)
