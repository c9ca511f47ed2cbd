"""Numbers that rest on too few people, and those from which they could be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guidegen.city import FEWEST_AUTHORS


def told(values: Sequence[int], people: Sequence[int]) -> list[bool]:
    """Which of some numbers that add up to a known total may be told.

    Args:
        values: the numbers.
        people: how many people each of them rests on.

    A number that rests on fewer than three people is withheld. Their sum can be had by
    subtraction, so the smallest of the other numbers is withheld with them: then that sum rests
    on three people as well.
    """
    shown = [count >= FEWEST_AUTHORS for count in people]
    hidden = [value for value, show in zip(values, shown, strict=True) if not show]
    if any(shown) and any(hidden):
        smallest = min(
            (index for index, show in enumerate(shown) if show), key=lambda index: values[index]
        )
        shown[smallest] = False
    return shown


def withhold(people: Mapping[str, int]) -> dict[str, int | None]:
    """Groups of people whose total is known, without the numbers that may not be told.

    That there is nobody in a group may be told.
    """
    counts = list(people.values())
    shown = told(counts, counts)
    return {
        name: int(count) if show or count == 0 else None
        for (name, count), show in zip(people.items(), shown, strict=True)
    }
