from __future__ import annotations

import numpy as np
from scipy.stats import false_discovery_control

from guidegen.places.significance import adjust


def test_like_scipys() -> None:
    p_values = np.random.default_rng(1).uniform(size=(3, 20)) ** 3
    np.testing.assert_allclose(adjust(p_values), false_discovery_control(p_values, axis=1))


def test_what_is_not_tested_does_not_count() -> None:
    # two tests: 0.02 * 2 / 1 and 0.5 * 2 / 2
    np.testing.assert_allclose(adjust(np.array([np.nan, 0.5, 0.02])), [np.nan, 0.5, 0.04])
    assert np.isnan(adjust(np.array([[np.nan, np.nan]]))).all()
