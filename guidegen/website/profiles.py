"""When people photograph a place, as charts and files tell it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Photographer-days over the bins of one kind (months, weekdays or hours).

    Attributes:
        days: one per bin; None where fewer than 3 people were there.
        expected: the same if the place were like its city; None where the city's are not told.
        lift: how many times the expected; None where days or expected is.
        claimed: whether the bin is higher than the city's beyond chance.
    """

    days: tuple[int | None, ...]
    expected: tuple[float | None, ...]
    lift: tuple[float | None, ...]
    claimed: tuple[bool, ...]

    @property
    def total(self) -> int:
        """Photographer-days in the bins that may be told."""
        return sum(value or 0 for value in self.days)
