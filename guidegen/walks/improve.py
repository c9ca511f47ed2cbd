"""Make a walk better and fit its length: windows of it are walked another way.

The worth of a walk is what its distinct edges add (`Taste.worth`), less two metres for each metre
walked again. A window is replaced by the most appealing way that still fits the budget.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from guidegen.walks.graph import Arcs, Ints
from guidegen.walks.search import Ground, lead, leave, reach

REPEAT = 2.0  # a metre walked again takes this much off the worth
C_OF_WINDOWS = (1.0, 0.1)
_COARSEST = 4  # windows that a walk is cut into at first (half as many to fill it) …
_FINEST = 32  # … and at last
_PASSES = (2.0, 1.0, 0.5, 0.0, 0.0)  # least worth of a metre added, of the walk's own mean
LATE = 2  # the pass to begin with once a walk has been improved
_FILLS = 3  # passes that take any longer way, while a walk is too short
_ROOM = 3.0  # a window may grow to this many times its length …
_ROOM_M = 400.0  # … and so many metres


@njit(cache=True, nogil=True)
def mark(ground: Ground, way: Ints, by: int) -> None:
    """Count the edges of a way as used, or with -1 no longer."""
    for arc in way:
        ground.used[ground.arcs.edge[arc]] += by


@njit(cache=True, nogil=True)
def measure(ground: Ground, way: Ints) -> tuple[float, float, float]:
    """Length, worth and repeated length of a way beside what is used already."""
    arcs, used = ground.arcs, ground.used
    length = worth = repeated = 0.0
    for arc in way:
        edge = arcs.edge[arc]
        length += arcs.length_m[edge]
        if used[edge] == 0:
            worth += ground.taste.worth[edge]
        else:
            repeated += arcs.length_m[edge]
            worth -= REPEAT * ground.taste.base[edge]
        used[edge] += 1
    mark(ground, way, -1)
    return length, worth, repeated


@njit(cache=True, nogil=True)
def without_spurs(arcs: Arcs, way: Ints) -> Ints:
    """The way without edges that are walked to and at once back."""
    kept = np.empty(way.size, np.int32)
    count = 0
    for arc in way:
        if count > 0 and arcs.edge[kept[count - 1]] == arcs.edge[arc]:
            count -= 1
        else:
            kept[count] = arc
            count += 1
    return kept[:count].copy()


@njit(cache=True, nogil=True)
def _other_way(
    ground: Ground, window: Ints, c: float, budget_m: float, block: bool
) -> tuple[Ints, float, float]:
    """Another way between the ends of a window of a marked walk, and what it adds.

    Args:
        ground: streets, taste, what is used (the window too), scratch space; its desk holds the
            lengths to the window's end.
        window: arcs.
        c: of the cost.
        budget_m: what the way may be long.
        block: whether the window's own edges still count as used, so that it is avoided.

    Returns:
        The arcs (none if nothing fits), the length and the worth added.
    """
    ends = (ground.arcs.source[window[0]], ground.arcs.target[window[-1]])
    if not block:
        mark(ground, window, -1)
    way = lead(ground, ground.desk.left, c, ends, budget_m)
    if block:
        mark(ground, window, -1)
    old_m, old, _ = measure(ground, window)
    new_m, new, _ = measure(ground, way)
    mark(ground, window, 1)
    return way, new_m - old_m, new - old


@njit(cache=True, nogil=True)
def _windows(arcs: Arcs, way: Ints, pins: Ints, parts: int) -> Ints:
    """From and to (positions, the latter excluded) of windows half over each other; (k, 2).

    A window does not go over a pin, a position that the walk must keep.
    """
    along = np.zeros(way.size + 1)
    for i in range(way.size):
        along[i + 1] = along[i] + arcs.length_m[arcs.edge[way[i]]]
    size = along[-1] / parts
    windows = np.empty((2 * parts, 2), np.int32)
    count, begin, pin = 0, 0, 0
    for k in range(2 * parts):
        while begin < way.size and along[begin] < k * size / 2:
            begin += 1
        end = begin
        while end < way.size and along[end] < along[begin] + size:
            end += 1
        while pin < pins.size and pins[pin] <= begin:
            pin += 1
        if pin < pins.size and pins[pin] < end:
            end = pins[pin]
        if end > begin:
            windows[count, 0], windows[count, 1] = begin, end
            count += 1
    return windows[:count]


@njit(inline="always")
def _accepts(
    length_m: float, more_m: float, more: float, least: float, low_m: float, high_m: float
) -> bool:
    """Whether a change of length and worth makes a walk better.

    `least` is the worth that an added metre must bring; -inf if any longer way will do.
    """
    if length_m + more_m > high_m:
        return False
    if length_m + more_m < low_m and more_m < 0:
        return False
    if least == -np.inf:
        return more_m > 0
    return more > max(more_m, 0.0) * least + 1e-9


@njit(cache=True, nogil=True)
def improve(
    ground: Ground, way: Ints, pins: Ints, low_m: float, high_m: float, first_pass: int = 0
) -> tuple[Ints, Ints]:
    """Change windows of a walk while that adds worth, and lengthen it into its bounds.

    First only detours that bring twice the walk's mean worth per metre are taken, then lesser
    ones; in the end, if the walk is still too short, any. Nothing is `used` before or after.

    Args:
        ground: streets, taste, scratch space.
        way: arcs of the walk, not longer than high_m.
        pins: positions in the walk that it must keep, ascending.
        low_m: the least length wanted.
        high_m: the largest length.
        first_pass: `LATE` for a walk that has been improved before.

    Returns:
        The arcs and the pins in them.
    """
    mark(ground, way, 1)
    pins = pins.copy()
    before = way
    for turn in range(first_pass, len(_PASSES) + _FILLS):
        fill = turn >= len(_PASSES)
        if fill and length_of(ground.arcs, way) >= low_m:
            break
        share = _PASSES[min(turn, len(_PASSES) - 1)]
        if not fill and turn > first_pass and share == _PASSES[turn - 1] and _same(way, before):
            continue  # the same again would change nothing
        before = way
        mark(ground, way, -1)
        length, worth, _ = measure(ground, way)
        mark(ground, way, 1)
        least = -np.inf if fill else share * max(worth, 0.0) / length
        way = _one_pass(ground, way, pins, (low_m, high_m), least)
    mark(ground, way, -1)
    return way, pins


@njit(inline="always")
def _same(one: Ints, other: Ints) -> bool:
    return one.size == other.size and bool((one == other).all())


@njit(cache=True, nogil=True)
def _one_pass(
    ground: Ground, way: Ints, pins: Ints, bounds_m: tuple[float, float], least: float
) -> Ints:
    """Look at all windows once, the largest first; the new way, with `pins` moved in place."""
    length = length_of(ground.arcs, way)
    parts = _COARSEST // 2 if least == -np.inf else _COARSEST
    while parts <= _FINEST:
        k = 0
        windows = _windows(ground.arcs, way, pins, parts)
        while k < len(windows):
            begin, end = windows[k]
            k += 1
            other = _best_other(ground, way[begin:end], length, bounds_m, least)
            if other.size == 0:
                continue
            mark(ground, way[begin:end], -1)
            mark(ground, other, 1)
            for p in range(pins.size):
                if pins[p] >= end:
                    pins[p] += other.size - (end - begin)
            way = np.concatenate((way[:begin], other, way[end:]))
            length = length_of(ground.arcs, way)
            windows = _windows(ground.arcs, way, pins, parts)
        parts *= 2
    return way


@njit(cache=True, nogil=True)
def _best_other(
    ground: Ground, window: Ints, length_m: float, bounds_m: tuple[float, float], least: float
) -> Ints:
    """The other way for a window that adds the most worth; no arcs if none is accepted."""
    window_m = length_of(ground.arcs, window)
    budget_m = min(bounds_m[1] - length_m + window_m, _ROOM * window_m + _ROOM_M)
    start, end = ground.arcs.source[window[0]], ground.arcs.target[window[-1]]
    count = reach(ground.arcs, end, start, budget_m, ground.desk)
    best, best_worth = np.zeros(0, np.int32), -np.inf
    for block in (False, True):
        for c in C_OF_WINDOWS:
            other, more_m, more = _other_way(ground, window, c, budget_m, block)
            if (
                other.size > 0
                and more > best_worth
                and _accepts(length_m, more_m, more, least, bounds_m[0], bounds_m[1])
            ):
                best, best_worth = other, more
    leave(ground.desk, count)
    return best


@njit(cache=True, nogil=True)
def length_of(arcs: Arcs, way: Ints) -> float:
    """Metres."""
    length = 0.0
    for arc in way:
        length += arcs.length_m[arcs.edge[arc]]
    return length
