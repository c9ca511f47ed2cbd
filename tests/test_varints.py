"""Whole numbers as bytes."""

from __future__ import annotations

import numpy as np
import pytest

from guidegen.varints import varints


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "00"), (-1, "01"), (1, "02"), (63, "7e"), (64, "8001"), (-65, "8101"),
     (1_800_000_000, "80c8ceb40d"), (-(2**31), "ffffffff0f")],
)  # fmt: skip
def test_varints(number: int, written: str) -> None:
    assert varints(np.array([number])).hex() == written


def test_varints_follow_each_other() -> None:
    column = np.array([5, -70, 0, 300])
    assert varints(column) == b"".join(varints(column[k : k + 1]) for k in range(4))
