"""The field of all movements: at every point of a grid, where people go and how many.

Two forms. *Magnets* (Tikhonov): a movement from a to b with weight w pulls from its pole a to its
pole b, B(x) = Σ w [(x − a) / (|x − a|² + ε²) + (b − x) / (|b − x|² + ε²)]. *Local*: the movement
as a line, seen through a Gaussian, F(x) = Σ w t̂ ½ exp(−v²/2σ²) [erf(u/√2σ) − erf((u − L)/√2σ)],
where t̂ is its direction, L its length, and u and v are how far x lies along and beside it.

Both are convolutions: of the poles with r / (r² + ε²), and of the lines with a Gaussian. So the
movements are spread over the grid's points, and one Fourier transform does what would otherwise
be a sum over all movements at every point. Within 1 % of the field's maximum that is the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import ndimage

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Floats
from guidegen.routes.raster import (
    SIGMA_M,
    Grid,
    Lines,
    Longs,
    convolved,
    disc,
    offsets_m,
    sampled,
    spread,
)
from guidegen.routes.segments import Ints, Segments

Form = Literal["local", "magnets"]
Counts = npt.NDArray[np.int32]

# ε in standard deviations: how near a magnet's pole its pull is strongest.
MAGNET = 1.5
# An author's same movement counts for no more days than this.
MOST_DAYS = 3
# In standard deviations: who passes farther away adds less than 14 % of a movement to a value.
REACH = 2.0
_WHOLE = 2**62  # whole numbers hold more than that


@dataclass(frozen=True)
class Field:
    """Where people go; 0 where fewer than three of them were near.

    Attributes:
        grid: its points; all arrays have the shape (rows, columns).
        form: which of the two it is.
        east: the flow to the east. Local: weighted movements that pass. Magnets: their pull, 1/m.
        north: the flow to the north.
        traffic: weighted movements that pass, whatever their direction: opposite ones cancel in
            the flow, not here.
        people: how many distinct authors passed near; not for publication.
    """

    grid: Grid
    form: Form
    east: Floats
    north: Floats
    traffic: Floats
    people: Counts


def movement_weights(segments: Segments, near_m: float = REACH * SIGMA_M) -> Floats:
    """One over how often an author made a movement on one day, shape (n,).

    It is the same movement if it begins in the same cell of that size and ends in the same. So
    going to and fro all day, or around one square with a photo every ten steps, counts no more
    than doing it once, and sums of weights are photographer-days, the unit of counting. Nothing
    finer can be told apart in the field anyway.

    One author's same movement on many days counts for `MOST_DAYS` at the most, in all: the way
    that somebody goes every morning is theirs, and not the city's.
    """
    ends = (segments.x0_m, segments.y0_m, segments.x1_m, segments.y1_m)
    movement = _numbered([segments.author, *(np.floor(end / near_m) for end in ends)])
    that_day = _numbered([movement, segments.left_at.astype("datetime64[D]").astype(np.int64)])
    first = np.unique(that_day, return_index=True)[1]
    days = np.bincount(movement[first])
    weights: Floats = np.minimum(1.0, MOST_DAYS / days)[movement] / np.bincount(that_day)[that_day]
    return weights


def _numbered(columns: Sequence[npt.NDArray[Any]]) -> Longs:
    """Equal rows get equal numbers, from 0 on, in the order of the rows."""
    numbers, size = np.zeros(columns[0].size, np.int64), 1
    for given in columns:
        column = given.astype(np.int64)
        low = int(column.min(initial=0))
        span = int(column.max(initial=0)) - low + 1
        if size * span >= _WHOLE:
            numbers, column = (
                np.unique(each, return_inverse=True)[1] for each in (numbers, column)
            )
            size, low, span = numbers.size, 0, numbers.size
        # one number for what came so far: these sort many times quicker than rows
        numbers, size = numbers * span + (column - low), size * span
    found: Longs = np.unique(numbers, return_inverse=True)[1]
    return found


def make_field(
    segments: Segments, grid: Grid, weights: Floats | None = None, *, form: Form = "local"
) -> Field:
    """The field of movements, where enough people moved.

    Args:
        segments: cleaned movements.
        grid: where it is wanted; its `sigma_m` is the Gaussian's σ, and 1.5 of it the magnets' ε.
        weights: one per movement, shape (n,); `movement_weights` if None.
        form: local or magnets.
    """
    weights = movement_weights(segments, REACH * grid.sigma_m) if weights is None else weights
    people = people_near(segments, grid)
    east, north, traffic = flow(segments, grid, weights, form=form)
    fade = faded(people >= FEWEST_AUTHORS, grid)
    return Field(grid, form, east * fade, north * fade, traffic * fade, people)


def flow(
    segments: Segments, grid: Grid, weights: Floats, *, form: Form = "local"
) -> tuple[Floats, Floats, Floats]:
    """East, north and traffic as in `Field`, but of everybody, everywhere: not for publication."""
    lines = _lines(segments, grid, weights)
    samples = sampled(lines, min(grid.cell_m) / 2)
    line = lines.weight[samples.of] * samples.piece
    traffic = spread(samples.x, samples.y, line, grid)
    gaussian = _gaussian(grid)
    if form == "magnets":
        poles = spread(lines.x0, lines.y0, lines.weight, grid)
        poles -= spread(lines.x1, lines.y1, lines.weight, grid)
        east, south = (convolved(poles, kernel, grid) for kernel in _pull(grid))
    else:
        length = np.maximum(lines.length, 1e-9)[samples.of]
        along_x = line * (lines.x1 - lines.x0)[samples.of] / length
        along_y = line * (lines.y1 - lines.y0)[samples.of] / length
        east, south = (
            convolved(spread(samples.x, samples.y, along, grid), gaussian, grid)
            for along in (along_x, along_y)
        )
    return east, -south, np.maximum(convolved(traffic, gaussian, grid), 0.0)


def people_near(segments: Segments, grid: Grid) -> Counts:
    """How many distinct authors passed within `REACH` of each point, shape (rows, columns)."""
    by_author = np.argsort(segments.author, kind="stable")
    lines = _lines(segments, grid, np.ones(len(segments)))
    samples = sampled(Lines(*(column[by_author] for column in lines)), min(grid.cell_m) / 2)
    column = np.rint(samples.x / grid.cell_m[0]).astype(np.int64)
    row = np.rint(samples.y / grid.cell_m[1]).astype(np.int64)
    who = segments.author[by_author][samples.of]
    # what is sampled at a point lies up to half a cell's diagonal away from it
    near = disc(REACH * grid.sigma_m - np.hypot(*grid.cell_m) / 2, grid)
    count = np.zeros((grid.rows, grid.columns), np.int32)
    _count_people(row, column, who, near, count)
    return count


@njit(cache=True, nogil=True)
def _count_people(row: Longs, column: Longs, who: Ints, near: Longs, count: Counts) -> None:
    """Count each person once at all points near theirs; they come one after the other."""
    last = np.full(count.shape, -1, np.int32)
    for i in range(who.size):
        if i > 0 and who[i] == who[i - 1] and row[i] == row[i - 1] and column[i] == column[i - 1]:
            continue
        for k in range(near.shape[0]):
            r, c = row[i] + near[k, 0], column[i] + near[k, 1]
            inside = 0 <= r < count.shape[0] and 0 <= c < count.shape[1]
            if inside and last[r, c] != who[i]:
                last[r, c] = who[i]
                count[r, c] += 1


def faded(allowed: npt.NDArray[np.bool_], grid: Grid) -> Floats:
    """From 0 where nothing is allowed to 1 a standard deviation inside of where it is.

    Without it flows would end at a wall.
    """
    if allowed.all():
        return np.ones(allowed.shape)
    inside_m = ndimage.distance_transform_edt(allowed, sampling=(grid.cell_m[1], grid.cell_m[0]))
    share = np.clip(np.asarray(inside_m) / grid.sigma_m, 0.0, 1.0)
    fade: Floats = share * share * (3 - 2 * share)
    return fade


def _lines(segments: Segments, grid: Grid, weights: Floats) -> Lines:
    x0, y0 = grid.metres(segments.x0_m, segments.y0_m)
    x1, y1 = grid.metres(segments.x1_m, segments.y1_m)
    return Lines(x0, y0, x1, y1, weights)


def _gaussian(grid: Grid) -> Floats:
    x, y = offsets_m(grid)
    sigma = grid.sigma_m
    kernel: Floats = np.exp(-(x * x + y * y) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))
    return kernel


def _pull(grid: Grid) -> tuple[Floats, Floats]:
    """Away from a pole: r / (r² + ε²), east and south."""
    x, y = offsets_m(grid)
    square = x * x + y * y + (MAGNET * grid.sigma_m) ** 2
    return x / square, y / square
