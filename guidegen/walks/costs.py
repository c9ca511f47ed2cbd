"""What a metre of street costs a walker who likes what others photographed.

The cost of an edge is l·(1 − M·min(1, c·s/S)) (Kachkaev and Wood, "Automated planning of leisure
walks based on crowd-sourced photographic content", 2014): l its length, s its score, S the mean
score over edges, M the attraction, and c what the search for a given time varies. It is linear in
M·c until it saturates, so that varying c is Lagrangian relaxation of "the highest score within a
length". Here l is multiplied for what a walker avoids, and s for whose favourites are preferred.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from guidegen.geo import Floats
from guidegen.walks.graph import PlanGraph
from guidegen.walks.walk import WalkError

AVOID = 6.0  # a metre of what is avoided counts as so many: a detour up to that length is taken
AGAIN = 5.0  # a metre walked before counts as so many


class Taste(NamedTuple):
    """What one walker pays for and gets from each edge.

    Attributes:
        base: length in metres times what is avoided, shape (edges,).
        appeal: s/S times the preference, shape (edges,).
        worth: what passing an edge for the first time adds to a walk: its length times appeal,
            less the metres too many that avoidance counts, shape (edges,).
        attraction: M, 0 <= M < 1.
    """

    base: Floats
    appeal: Floats
    worth: Floats
    attraction: float


def taste(
    graph: PlanGraph,
    attraction: float,
    *,
    avoid_steps: bool = False,
    avoid_unlit: bool = False,
    preference: Floats | None = None,
) -> Taste:
    """The taste of one wish.

    Args:
        graph: the streets.
        attraction: M.
        avoid_steps: count steps as six times as long.
        avoid_unlit: count streets without lights as six times as long.
        preference: a factor >= 0 per edge on its score, for example the share of tourists
            (or of locals) among its photographers over the city's, shape (edges,).

    Raises:
        WalkError: M is not in [0, 1).
        ValueError: the preference is not one factor >= 0 per edge.
    """
    if not 0 <= attraction < 1:
        raise WalkError(
            f"the attraction M must be at least 0 and less than 1, not {attraction:g}: at 1 "
            "streets with photos would cost nothing, however long"
        )
    length = graph.arcs.length_m
    appeal = graph.score / graph.mean_score if graph.mean_score > 0 else np.zeros(length.size)
    if preference is not None:
        if preference.shape != length.shape or not (preference >= 0).all():
            raise ValueError(f"the preference must be {length.size} factors >= 0, one per edge")
        appeal = appeal * preference
    avoided = (graph.steps & avoid_steps) | (graph.dark & avoid_unlit)
    times = np.where(avoided, AVOID, 1.0)
    liked = appeal if attraction > 0 else np.zeros(length.size)
    return Taste(length * times, appeal, length * liked - length * (times - 1), attraction)


def favour(leaning: npt.NDArray[np.int8], of: str) -> Floats:
    """The preference of a walker for visitors' or for locals' favourites.

    Args:
        leaning: of each edge, -2 (locals') to 2 (visitors'), shape (edges,).
        of: "tourists" or "locals".

    Returns:
        A factor on each edge's score: a quarter, a half, 1, twice or four times.
    """
    sign = 1 if of == "tourists" else -1
    return np.exp2(sign * leaning.astype(np.float64))


@njit(inline="always")
def cost_of(taste: Taste, edge: int, c: float) -> float:
    """The cost of an edge: base·(1 − M·min(1, c·appeal))."""
    pull = c * taste.appeal[edge]
    if pull > 1.0:
        pull = 1.0
    cost: float = taste.base[edge] * (1.0 - taste.attraction * pull)
    return cost
