"""Movements: straight pieces from one photo of a session to the next, cleaned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from guidegen.geo import Floats

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Segments:
    """Cleaned movements, each of one author, in the order of author, session and time.

    Attributes:
        x0_m: where they begin, metres east in the city's projection, shape (n,).
        y0_m: metres north, shape (n,).
        x1_m: where they end, shape (n,).
        y1_m: the same, shape (n,).
        author: number of the author, shape (n,).
        session: number of the session, ascending, shape (n,); segments that follow each other in
            a session share a point unless one between them was dropped.
        left_at: when they begin, local time, datetime64[us], shape (n,).
        seconds: from their begin to their end, >= 0, shape (n,).
    """

    x0_m: Floats
    y0_m: Floats
    x1_m: Floats
    y1_m: Floats
    author: Ints
    session: Ints
    left_at: npt.NDArray[np.datetime64]
    seconds: Floats

    def __len__(self) -> int:
        return self.author.size

    def rows(self, which: npt.NDArray[Any]) -> Segments:
        """Some of them, by a mask or by their numbers."""
        return replace(self, **{name: column[which] for name, column in vars(self).items()})
