"""The field of a part of the movements: of hours, of seasons, of tourists and of locals.

A slice is shown only where there is evidence: at least `EVIDENT_MOVEMENTS` by at least
`EVIDENT_AUTHORS`. In each of its points three people must have passed, as in the whole field; and
where one or two of a group passed, one more group of the same kind is silent, so that nobody can
be found by taking the others from the whole. A magnet pulls from afar: there, what all slices of a
kind leave of the whole must be three people's too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.city import FEWEST_AUTHORS
from guidegen.routes.field import (
    REACH,
    Counts,
    Field,
    Form,
    faded,
    flow,
    make_field,
    movement_weights,
    people_near,
)
from guidegen.routes.raster import Grid
from guidegen.routes.segments import Segments

EVIDENT_MOVEMENTS = 100
EVIDENT_AUTHORS = 20
# From this hour of the day up to the next band's, local time.
HOURS = {"morning": 6, "midday": 11, "afternoon": 14, "evening": 18, "night": 22}
SEASONS = {
    "spring": (3, 4, 5),
    "summer": (6, 7, 8),
    "autumn": (9, 10, 11),
    "winter": (12, 1, 2),
}
VISITORS = {"tourists": ("tourist", "probable_tourist"), "locals": ("local",)}
EVERYTHING = "all"
REST = "rest"

Mask = npt.NDArray[np.bool_]


class Part(NamedTuple):
    """Some of the movements.

    Attributes:
        name: morning, …; spring, …; tourists, locals; or "rest" for those in no other part.
        chosen: which movements, shape (n,).
    """

    name: str
    chosen: Mask


@dataclass(frozen=True)
class Slice:
    """A field with what it is of.

    Attributes:
        kind: all, hours, seasons or visitors.
        name: of the part, as in `Part`; "all" for everything.
        movements: how many it rests on.
        authors: how many people.
        field: where they go.
    """

    kind: str
    name: str
    movements: int
    authors: int
    field: Field


def slices(
    segments: Segments, visitor: Sequence[str], grid: Grid, *, form: Form = "local"
) -> list[Slice]:
    """The whole field, then those of its parts that have enough evidence.

    Args:
        segments: cleaned movements.
        visitor: what each movement's author is, as in `tables.AUTHORS`, shape (n,).
        grid: where the fields are wanted.
        form: local or magnets.
    """
    authors = np.unique(segments.author).size
    found = [
        Slice(EVERYTHING, EVERYTHING, len(segments), authors, make_field(segments, grid, form=form))
    ]
    for kind, parts in partitions(segments, visitor).items():
        found += _slices_of(kind, parts, segments, grid, form)
    return found


def partitions(segments: Segments, visitor: Sequence[str]) -> dict[str, list[Part]]:
    """By hours, seasons and visitors; each movement is in one part of each kind."""
    times = pd.DatetimeIndex(segments.left_at)
    hour, month = times.hour.to_numpy(), times.month.to_numpy()
    # the last band goes on after midnight
    band = (np.searchsorted(list(HOURS.values()), hour, side="right") - 1) % len(HOURS)
    labels = np.asarray(visitor, dtype=object)
    return {
        "hours": _parts({name: band == number for number, name in enumerate(HOURS)}),
        "seasons": _parts({name: np.isin(month, months) for name, months in SEASONS.items()}),
        "visitors": _parts({name: _any_of(labels, some) for name, some in VISITORS.items()}),
    }


def enough(segments: Segments) -> bool:
    """Whether these movements say something of more than a few people."""
    return len(segments) >= EVIDENT_MOVEMENTS and np.unique(segments.author).size >= EVIDENT_AUTHORS


def tellable(people: Counts) -> Mask:
    """Where each part of a whole may be shown, shape (parts, rows, columns) in and out.

    Where there are fewer than three people, nothing is, and the smallest of the others is not
    shown either: otherwise the difference between the whole and the parts would be theirs alone.
    Three hidden parts may still be one person, who came at three times of the day.

    Args:
        people: distinct authors near each point.
    """
    shown = people >= FEWEST_AUTHORS
    lonely = ((people > 0) & ~shown).any(axis=0)
    smallest = np.where(shown, people, np.iinfo(people.dtype).max).argmin(axis=0)
    of_smallest = np.arange(len(people))[:, None, None] == smallest
    told: Mask = shown & ~(lonely & of_smallest)
    return told


def _parts(masks: Mapping[str, Mask]) -> list[Part]:
    rest = ~np.logical_or.reduce(list(masks.values()))
    return [*(Part(name, mask) for name, mask in masks.items()), Part(REST, rest)]


def _any_of(labels: npt.NDArray[np.object_], some: Sequence[str]) -> Mask:
    mask: Mask = np.isin(labels.astype(str), some)
    return mask


def _evident(parts: Sequence[Part], segments: Segments, form: Form) -> list[str]:
    """Names of the parts that say enough.

    If all other movements are one or two people's, the smallest part of magnets is left out too.
    """
    people = {part.name: segments.author[part.chosen] for part in parts}
    names = [
        part.name for part in parts if part.name != REST and enough(segments.rows(part.chosen))
    ]
    left = [who for name, who in people.items() if name not in names]
    alone = np.unique(np.concatenate([np.empty(0, np.int32), *left])).size
    if form == "magnets" and names and 0 < alone < FEWEST_AUTHORS:
        names.remove(min(names, key=lambda name: np.unique(people[name]).size))
    return names


def _slices_of(
    kind: str, parts: Sequence[Part], segments: Segments, grid: Grid, form: Form
) -> list[Slice]:
    weights = movement_weights(segments, REACH * grid.sigma_m)
    people = np.stack([people_near(segments.rows(part.chosen), grid) for part in parts])
    told = tellable(people)
    evident = _evident(parts, segments, form)
    found = []
    for part, near, allowed in zip(parts, people, told, strict=True):
        if part.name not in evident or not allowed.any():
            continue
        some = segments.rows(part.chosen)
        east, north, traffic = flow(some, grid, weights[part.chosen], form=form)
        fade = faded(allowed, grid)
        field = Field(grid, form, east * fade, north * fade, traffic * fade, near)
        authors = np.unique(some.author).size
        found.append(Slice(kind, part.name, len(some), authors, field))
    return found
