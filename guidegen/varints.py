"""Whole numbers in few bytes, as scripts of pages read them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def varints(column: npt.NDArray[np.integer[Any]]) -> bytes:
    """Whole numbers, less than 2^31 from 0, as zigzag varints.

    n is written as 2n, or as -2n - 1 if it is negative, in groups of seven bits, the lowest first,
    each in a byte whose highest bit says that more follow.
    """
    numbers = column.astype(np.int64)
    zigzag = (numbers << 1) ^ (numbers >> 63)
    groups = (zigzag[:, None] >> np.arange(0, 35, 7)) & 127
    more = np.cumsum(groups[:, ::-1], axis=1)[:, ::-1] > 0
    more[:, 0] = True  # 0 has a byte, too
    groups[:, :-1] |= more[:, 1:] * 128
    return groups[more].astype(np.uint8).tobytes()
