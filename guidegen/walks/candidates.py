"""Walks that a guide might suggest: loops, ways and tours from and past what is photographed most.

They are planned in rounds, one of each kind and length after the other. What a walk has used is
worth less to the next, so that they spread over the city instead of all seeing the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, islice, product

import numpy as np
import shapely
from scipy.spatial import cKDTree

from guidegen.geo import Floats
from guidegen.walks.graph import PlanGraph, nearest_node
from guidegen.walks.passing import in_metres
from guidegen.walks.plan import Wish, plan
from guidegen.walks.suggestion import Sight
from guidegen.walks.tours import Stop, plan_tour
from guidegen.walks.walk import Walk, WalkError

MOST_PLANS = 40
MOST_REPEATED = 0.1
# A way between two places has to be worth more than the shortest one; loops and tours, which are
# compared with photographed streets only, also lead from one of these to the next.
LEAST_GAIN = {"between": 1.2, "loop": 0.8, "tour": 0.8}
STAY_MINUTES = {"place": 10.0, "spot": 5.0}
_ROUNDS = 4  # of each kind and length
_USED = 0.4  # what is left of the worth of what another walk has used
_APART_M = 300.0  # between the beginnings of loops
_OFF_M = 100.0  # from a place to where a walk from it begins
_BEGINNINGS = 12
_AROUND_M = 60.0  # what is so near makes a junction busy
_JUNCTION = ""  # the id of a beginning that is no place
_MOST_STOPS = 20
# The ends of a way are so much of its length apart, straight: with less it wanders, with more
# there is no time to leave the shortest way.
_NEAREST, _FARTHEST = 0.2, 0.6


@dataclass(frozen=True)
class Candidate:
    """A walk that might be suggested.

    Attributes:
        wish: that it meets.
        walk: the walk; a tour's stops are rows of the sights.
        stops: places where it begins, stays or ends, in its order, and for how many minutes.
    """

    wish: Wish
    walk: Walk
    stops: tuple[tuple[Sight, float], ...] = ()


def candidates(
    graph: PlanGraph, sights: Sequence[Sight], minutes: Sequence[float]
) -> list[Candidate]:
    """At most `MOST_PLANS` walks of the given lengths.

    Args:
        graph: the streets and their scores.
        sights: the places, the most photographed first.
        minutes: how long the walks may take.
    """
    begins = beginnings(graph, sights)
    if not begins:
        return []
    planner = _Planner(graph, sights, begins)
    kinds = (planner.loop, planner.between, planner.tour)
    turns = product(range(_ROUNDS), dict.fromkeys(minutes), kinds)
    found: list[Candidate] = []
    for turn, length, kind in islice(turns, MOST_PLANS):
        try:
            candidate = kind(length, turn)
        except WalkError:
            continue  # no walk of this kind and length here
        if _is_worth_it(candidate.walk):
            planner.use(candidate)
            found.append(candidate)
    return found


def _is_worth_it(walk: Walk) -> bool:
    """Whether a walk gains enough on what it is compared with and repeats little."""
    if walk.gain is None or walk.repeated_share > MOST_REPEATED:
        return False
    return walk.gain >= LEAST_GAIN[walk.kind]


def beginnings(graph: PlanGraph, sights: Sequence[Sight]) -> list[Sight]:
    """Where walks may begin and end: the best known places, else junctions of busy streets.

    Places come before spots; quarters have no one position.

    Args:
        graph: the streets; those with the most photos are busy.
        sights: the places, the most photographed first.
    """
    ranked = sorted(
        (sight for sight in sights if sight.level != "quarter"), key=lambda s: s.level != "place"
    )
    near = (sight for sight in ranked if _near_streets(graph, sight))
    found = list(islice(near, _BEGINNINGS))
    return found or list(islice(_busy_junctions(graph), _BEGINNINGS))


def _near_streets(graph: PlanGraph, sight: Sight) -> bool:
    try:
        return nearest_node(graph, sight.lon, sight.lat)[1] <= _OFF_M
    except WalkError:
        return False


def _busy_junctions(graph: PlanGraph) -> Iterator[Sight]:
    """Junctions of the streets with most photos, apart from each other, as nameless places."""
    arcs, busyness = graph.arcs, np.round(_busyness(graph), 6)
    chosen: list[int] = []
    for node in np.argsort(-busyness, kind="stable"):
        if busyness[node] <= 0:
            return
        gaps = np.hypot(arcs.x_m[chosen] - arcs.x_m[node], arcs.y_m[chosen] - arcs.y_m[node])
        if (gaps >= _APART_M).all():
            chosen.append(int(node))
            at = float(graph.lon[node]), float(graph.lat[node])
            yield Sight(_JUNCTION, None, "place", *at, float(busyness[node]))


def _busyness(graph: PlanGraph) -> Floats:
    """The score of the streets around each junction, 0 where its own have none, shape (nodes,).

    One street with many photos is less than many streets with photos.
    """
    arcs = graph.arcs
    scores = (graph.score * arcs.length_m)[arcs.edge]
    own = np.bincount(arcs.source, scores, minlength=graph.lon.size)
    tree = cKDTree(np.column_stack((arcs.x_m, arcs.y_m)))
    near = tree.query_pairs(_AROUND_M, output_type="ndarray")
    both = np.concatenate((near, near[:, ::-1]))
    total = own + np.bincount(both[:, 0], own[both[:, 1]], minlength=own.size)
    return np.where(own > 0, total, 0.0)


@dataclass
class _Planner:
    """Plans one walk after the other.

    Attributes:
        graph: the streets and their scores.
        sights: that tours may stop at.
        begins: where walks may begin and end, the best known first.
        fresh: what is left of the worth of each street.
        visits: how many tours stop at each place, by its id.
        pairs: of beginnings that are taken.
    """

    graph: PlanGraph
    sights: Sequence[Sight]
    begins: Sequence[Sight]
    fresh: Floats = field(init=False)
    visits: Counter[str] = field(default_factory=Counter)
    pairs: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fresh = np.ones(self.graph.score.size)

    def use(self, candidate: Candidate) -> None:
        """Make what a walk has used worth less."""
        self.fresh[np.unique(candidate.walk.edges)] *= _USED
        self.visits.update(sight.place_id for sight, minutes in candidate.stops if minutes)

    def loop(self, minutes: float, turn: int) -> Candidate:
        """A loop from the next beginning."""
        return self._planned(minutes, self._begin(turn))

    def between(self, minutes: float, turn: int) -> Candidate:
        """A way between the best known places that few others lead from or to.

        Raises:
            WalkError: no two places are so far apart that it suits the time.
        """
        length_m = Wish((0, 0), None, minutes).length_m
        pairs = [
            pair
            for pair in combinations(range(len(self.begins)), 2)
            if pair not in self.pairs and self._is_some_way(pair, length_m)
        ]
        if not pairs:
            raise WalkError(f"no two places suit a walk of {minutes:g} minutes")
        pair = max(pairs, key=self._worth)
        self.pairs.append(pair)
        start, end = (self.begins[k] for k in (pair if turn % 2 == 0 else pair[::-1]))
        return self._planned(minutes, start, end)

    def tour(self, minutes: float, turn: int) -> Candidate:
        """A tour from the next beginning through the places that few tours visited yet."""
        begin = self._begin(turn)
        wish = Wish(_at(begin), None, minutes)
        reach_m = wish.length_m / 2
        near = [s for s in self._stops if _straight_m(begin, s) <= reach_m][:_MOST_STOPS]
        values = [sight.value * _USED ** self.visits[sight.place_id] for sight in near]
        stays = [STAY_MINUTES[sight.level] for sight in near]
        stops = [Stop(*_at(s), *rest) for s, *rest in zip(near, values, stays, strict=True)]
        walk = plan_tour(self.graph, replace(wish, preference=self.fresh), stops)
        visits = [(near[k], stays[k]) for k in walk.stops]
        rows = {sight.place_id: row for row, sight in enumerate(self.sights)}
        walk = replace(walk, stops=tuple(rows[sight.place_id] for sight, _ in visits))
        if begin.place_id not in (sight.place_id for sight, _ in visits):
            visits = [*_known(begin), *visits]
        return Candidate(wish, walk, tuple(visits))

    def _planned(self, minutes: float, start: Sight, end: Sight | None = None) -> Candidate:
        wish = Wish(_at(start), _at(end) if end else None, minutes)
        walk = plan(self.graph, replace(wish, preference=self.fresh))
        return Candidate(wish, walk, tuple(_known(start, *([end] if end else []))))

    def _begin(self, turn: int) -> Sight:
        """One beginning after the other, of those that are apart."""
        apart: list[Sight] = []
        for begin in self.begins:
            if all(_straight_m(begin, other) >= _APART_M for other in apart):
                apart.append(begin)
        return apart[turn % len(apart)]

    def _is_some_way(self, pair: tuple[int, int], length_m: float) -> bool:
        start, end = (self.begins[k] for k in pair)
        return _NEAREST <= _straight_m(start, end) / length_m <= _FARTHEST

    def _worth(self, pair: tuple[int, int]) -> float:
        """The better known the ends, the rarer and the farther apart, the less a way wanders."""
        start, end = (self.begins[k] for k in pair)
        taken = sum(k in other for k in pair for other in self.pairs)
        return math.sqrt(start.value * end.value) * _straight_m(start, end) / (1 + taken)

    @cached_property
    def _stops(self) -> list[Sight]:
        """What a tour may stop at: places, and spots that are in none of them."""
        places = [sight for sight in self.sights if sight.level == "place"]
        spots = _outside(places, [sight for sight in self.sights if sight.level == "spot"])
        kept = {sight.place_id for sight in places + spots if sight.value > 0}
        return [sight for sight in self.sights if sight.place_id in kept]


def _known(*sights: Sight) -> list[tuple[Sight, float]]:
    """Places, not busy junctions, that a walk does not stay at."""
    return [(sight, 0.0) for sight in sights if sight.place_id != _JUNCTION]


def _at(sight: Sight) -> tuple[float, float]:
    return sight.lon, sight.lat


def _straight_m(one: Sight, other: Sight) -> float:
    (x, y), (right, up) = in_metres(np.array([_at(one), _at(other)]), one.lat)
    return math.hypot(right - x, up - y)


def _outside(places: Sequence[Sight], spots: Sequence[Sight]) -> list[Sight]:
    """The spots that are in none of the places."""
    areas = shapely.STRtree([place.area for place in places if place.area is not None])
    at = shapely.points([_at(spot) for spot in spots]) if spots else np.empty(0, object)
    inside = set(areas.query(at, predicate="intersects")[0].tolist())
    return [spot for number, spot in enumerate(spots) if number not in inside]
