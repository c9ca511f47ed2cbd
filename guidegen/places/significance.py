"""Many tests at once: how many of the findings may be false."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def adjust(p_values: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted p-values along the last axis; NaN are no tests."""
    tests = np.sum(~np.isnan(p_values), axis=-1, keepdims=True)
    order = np.argsort(p_values, axis=-1)  # NaN last
    ranked = np.take_along_axis(p_values, order, axis=-1)
    ranked = ranked * tests / np.arange(1, p_values.shape[-1] + 1)
    # each is the least of its own and those of all larger p-values
    ranked = np.minimum(np.fmin.accumulate(ranked[..., ::-1], axis=-1)[..., ::-1], 1.0)
    adjusted = np.empty_like(p_values)
    np.put_along_axis(adjusted, order, ranked, axis=-1)
    return np.where(np.isnan(p_values), np.nan, adjusted)
