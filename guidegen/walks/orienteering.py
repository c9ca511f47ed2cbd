"""Orienteering: which places to visit, in which order, so that the most worth fits a budget.

The place that adds the most worth per metre of detour and of standing goes in where it costs
least, until nothing fits; crossings of the way are untied (2-opt) and places that stayed out take
the turn of those that are worth less.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from guidegen.geo import Floats
from guidegen.walks.graph import Ints

_ROUNDS = 20
_WORTH = 1e-9  # what is less is rounding …
_METRES = 1e-6  # … and so it is here


class Choice(NamedTuple):
    """The places to choose from: row 0 is the start, row 1 the end, then the places.

    Attributes:
        far: lengths of the shortest ways between them in metres, shape (k, k).
        worth: of each, shape (k,).
        stay_m: the metres that could be walked in the minutes spent there, shape (k,).
        budget_m: for walking and standing.
    """

    far: Floats
    worth: Floats
    stay_m: Floats
    budget_m: float


@njit(cache=True, nogil=True)
def choose(choice: Choice) -> Ints:
    """Rows in the order of the way, from 0 to 1; only these two if no place fits."""
    order = _filled(choice, np.array([0, 1], np.int32), -1)
    for _ in range(_ROUNDS):
        better = _filled(choice, _untied(choice, order), -1)
        for at in range(1, order.size - 1):
            rest = np.concatenate((order[:at], order[at + 1 :]))
            tried = _filled(choice, _untied(choice, rest), order[at])
            tried = _filled(choice, tried, -1)
            if _is_better(choice, tried, better):
                better = tried
        if not _is_better(choice, better, order):
            break
        order = better
    return order


@njit(cache=True, nogil=True)
def order_m(choice: Choice, order: Ints) -> float:
    """Length of the shortest way through some rows in this order, standing included."""
    length: float = choice.stay_m[order[0]]
    for i in range(1, order.size):
        length += choice.far[order[i - 1], order[i]] + choice.stay_m[order[i]]
    return length


@njit(cache=True, nogil=True)
def _is_better(choice: Choice, one: Ints, other: Ints) -> bool:
    """Worth more, or worth the same and shorter."""
    more = 0.0
    for k in one:
        more += choice.worth[k]
    for k in other:
        more -= choice.worth[k]
    if abs(more) > _WORTH:
        return more > 0
    return order_m(choice, one) < order_m(choice, other) - _METRES


@njit(cache=True, nogil=True)
def _filled(choice: Choice, order: Ints, without: int) -> Ints:
    """The order with places put in, the most worth per metre first, while they fit."""
    while True:
        room = choice.budget_m - order_m(choice, order)
        best, best_k, best_at = -1.0, -1, -1
        for k in range(2, choice.worth.size):
            if k == without or (order == k).any():
                continue
            more, at = _cheapest_insertion(choice, order, k)
            rank = choice.worth[k] / max(more, 1.0)
            if more <= room and rank > best:
                best, best_k, best_at = rank, k, at
        if best_k < 0:
            return order
        put = np.array([best_k], np.int32)
        order = np.concatenate((order[:best_at], put, order[best_at:]))


@njit(cache=True, nogil=True)
def _cheapest_insertion(choice: Choice, order: Ints, k: int) -> tuple[float, int]:
    """Metres that a place adds where it adds least, and the position."""
    least, at = np.inf, 1
    for i in range(1, order.size):
        a, b = order[i - 1], order[i]
        more = choice.far[a, k] + choice.far[k, b] - choice.far[a, b]
        if more < least:
            least, at = more, i
    return least + choice.stay_m[k], at


@njit(cache=True, nogil=True)
def _untied(choice: Choice, order: Ints) -> Ints:
    """2-opt: pieces are turned round while that shortens the way."""
    order = order.copy()
    far = choice.far
    turned = True
    while turned:
        turned = False
        for i in range(1, order.size - 2):
            for j in range(i + 1, order.size - 1):
                before, after = order[i - 1], order[j + 1]
                old = far[before, order[i]] + far[order[j], after]
                new = far[before, order[j]] + far[order[i], after]
                if new < old - _METRES:
                    order[i : j + 1] = order[i : j + 1][::-1].copy()
                    turned = True
    return order
