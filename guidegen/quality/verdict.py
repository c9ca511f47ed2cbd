"""What a filter says of photos, and what several filters share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.geo import Floats

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Verdict:
    """What one filter says.

    Attributes:
        left_out: by reason, which photos go, shape (n,) each; no photo has two reasons.
        notes: what else is worth telling, ready for JSON.
    """

    left_out: Mapping[str, Mask]
    notes: Mapping[str, Any] = field(default_factory=dict)

    def any(self, photos: int) -> Mask:
        """Which photos go for any reason, shape (photos,)."""
        gone = np.zeros(photos, bool)
        for flags in self.left_out.values():
            gone |= flags
        return gone


def until_settled(asked: Mask, find: Callable[[Ints], Mask]) -> Mask:
    """Ask again without the photos that were found, until none is: twice is as good as once.

    Args:
        asked: which photos are looked at, shape (n,).
        find: which of some photos go, by their rows.

    Returns:
        Which photos go, shape (n,).
    """
    gone = np.zeros(asked.size, bool)
    while True:
        left = np.flatnonzero(asked & ~gone)
        found = find(left)
        if not found.any():
            return gone
        gone[left[found]] = True


def discoveries(p_values: Floats, tests: int, rate: float) -> Mask:
    """Which findings are more than chance (Benjamini and Hochberg 1995), shape (k,).

    Args:
        p_values: of those tests that might be a finding; all others have a p-value of 1.
        tests: how many were made in all.
        rate: the share of false findings that is allowed.
    """
    order = np.argsort(p_values)
    passed = np.flatnonzero(p_values[order] <= rate * np.arange(1, order.size + 1) / tests)
    found = np.zeros(p_values.shape, bool)
    found[order[: passed[-1] + 1 if passed.size else 0]] = True
    return found


def codes(values: pd.Series[Any]) -> Ints:
    """A number from 0 for each distinct value, in their sorted order, shape (n,)."""
    return pd.factorize(values, sort=True)[0].astype(np.int64)


def days_of(photos: pd.DataFrame) -> Ints:
    """The day of each photo, days since 1970, shape (n,)."""
    return photos["taken_at"].to_numpy("datetime64[D]").astype(np.int64)


def lot(author: str, day: int) -> int:
    """A number that neither the order of rows nor anybody's wish decides."""
    return int.from_bytes(hashlib.blake2b(f"{author} {day}".encode(), digest_size=8).digest())
