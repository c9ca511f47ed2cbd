"""A walk in words: where to turn, into which street, and after how many metres."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from guidegen.markup import one_line
from guidegen.walks.course import Course
from guidegen.walks.legs import Leg, Way, legs_of, sentences
from guidegen.walks.pavements import LEAST_SHARE, streets_beside

if TYPE_CHECKING:
    from guidegen.walks.graph import PlanGraph
    from guidegen.walks.suggestion import Passing, Sight
    from guidegen.walks.walk import Walk

LONGEST_NAME = 80

_NOUNS = {
    "footway": "a footpath", "path": "a footpath", "pedestrian": "a pedestrian street",
    "living_street": "a lane", "service": "a lane", "track": "a track",
    "cycleway": "a cycle path", "bridleway": "a bridle path", "crossing": "a crossing",
    "route": "a way",  # of photographers, where no street is known
    "residential": "a street", "unclassified": "a street",
}  # fmt: skip
_WINDS = (
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"
)  # fmt: skip
_CLIMBS = {1: "climb the steps", -1: "go down the steps", 0: "take the steps"}
_HERE_M = 5.0  # nearer than this is no distance to tell


@dataclass(frozen=True)
class Step:
    """One thing to do on a walk.

    Attributes:
        text: English, plain text on one line: names in it are as the map has them, so it has to
            be escaped wherever it is put into HTML.
        length_m: from here to the next step, 0 for the last; they add up to the walk's.
        lon: degrees, where it is done.
        lat: degrees.
        kind: start, ahead, left, right, sharp left, sharp right, back, stop or arrive.
    """

    text: str
    length_m: float
    lon: float
    lat: float
    kind: str


@dataclass(frozen=True)
class Stay:
    """A stop of a tour.

    Attributes:
        at_m: metres from the start, at a junction.
        name: of the place, or "".
        minutes: spent there.
    """

    at_m: float
    name: str
    minutes: float


@dataclass(frozen=True)
class _Act:
    """What is done at a junction.

    Attributes:
        joint: number of the junction along the walk.
        kind: of its step.
        text: what to do, as the end of a sentence.
    """

    joint: int
    kind: str
    text: str


def steps(
    walk: Walk, graph: PlanGraph, edges: pd.DataFrame, stops: Sequence[Stay] = ()
) -> tuple[Step, ...]:
    """What to do on a walk, from its start to its end.

    Turns are called where the street changes, and where one street turns while another goes on
    from there. A nameless way beside a street has its name. On squares one walks straight to the
    other side, what only joins two ways is part of the turn from one into the other, and a
    nameless way that goes straight on as another kind is not told.

    Args:
        walk: the walk.
        graph: the streets that it was planned on.
        edges: `tables.EDGES`, the same streets.
        stops: where a tour stays, in its order.
    """
    course = Course(walk, graph)
    ways = _ways(walk, graph, edges)
    joints = [int(np.argmin(np.abs(course.at_m - stay.at_m))) for stay in stops]
    acts = [*_acts(course, ways, edges.iloc[walk.edges], joints), _Act(course.size, "arrive", "")]
    for joint, stay in zip(joints, stops, strict=True):
        place = next(k for k, act in enumerate(acts) if act.joint >= joint and act.kind != "stop")
        acts.insert(place, _Act(joint, "stop", _stay(stay)))
    at = [act.joint for act in acts]
    lengths = [*np.diff(course.at_m[at]), 0]
    return tuple(
        Step(_sentence(act, before_m), float(length), float(graph.lon[node]),
             float(graph.lat[node]), act.kind)
        for act, before_m, length, node in zip(
            acts, [0, *lengths[:-1]], lengths, walk.nodes[at], strict=True)
    )  # fmt: skip


def _sentence(act: _Act, before_m: float) -> str:
    if act.kind == "arrive":
        return "You have arrived"
    far = act.kind != "start" and before_m >= _HERE_M
    return f"After {_metres(before_m)} {act.text}" if far else act.text[0].upper() + act.text[1:]


def stays(passes: Sequence[Passing], sights: Sequence[Sight]) -> tuple[Stay, ...]:
    """The stops of a tour among the places that it passes."""
    names = {sight.place_id: sight.name or "" for sight in sights}
    return tuple(
        Stay(passing.at_m, names[passing.place_id], passing.minutes)
        for passing in passes
        if passing.minutes > 0
    )


def without_distance(text: str) -> str:
    """What a step tells to do, without how far it is from the step before."""
    return re.sub(r"^After [\d.]+ k?m (.)", lambda found: found[1].upper(), text)


def _acts(
    course: Course, way_of: Sequence[Way], table: pd.DataFrame, stops: Sequence[int]
) -> Iterator[_Act]:
    """What is done at the begin of each leg, together with what follows soon."""
    legs = legs_of(course, way_of)
    bounds = [*(leg.begin for leg in legs), course.size]
    ways = [*(leg.way for leg in legs), Way("", "")]
    for first, last in sentences(legs, course, stops):
        texts = [_action(legs[k], ways[k - 1]) for k in range(first, last)]
        if first == 0:
            texts[0] = f"start {_place(ways[0])}, heading {_wind(course.out_of(0))}"
        elif ways[last - 1].kind == "square" and ways[last].name:
            texts[-1] += f" towards {ways[last].name}"
        part = table.iloc[bounds[first] : bounds[last]]
        after = _passed(part, any(way.kind == "steps" for way in ways[first:last]))
        yield _Act(bounds[first], legs[first].kind, ", then ".join(texts) + after)


def _ways(walk: Walk, graph: PlanGraph, edges: pd.DataFrame) -> list[Way]:
    """What each edge of a walk is; a nameless one beside a street has its name."""
    names = _names(edges["name"])
    own = names[walk.edges]
    nameless = walk.edges[(own == "") & ~graph.steps[walk.edges]]
    beside = streets_beside(graph, (names != "") & ~graph.steps, np.unique(nameless))
    given = {edge: _common(names[found], found) for edge, found in beside.items()}
    table = edges.iloc[walk.edges]
    columns = (table[name] for name in ("highway", "incline", "steps", "square"))
    return [
        _way(given.get(int(edge), ""), name, *row)
        for edge, name, *row in zip(walk.edges, own, *columns, walk.forward, strict=True)
    ]


def _names(column: pd.Series[Any]) -> Any:
    """Names as plain text on one line, "" for none, shape (edges,)."""
    codes, texts = pd.factorize(column)
    shown = [one_line(text, LONGEST_NAME) if isinstance(text, str) else "" for text in texts]
    return np.array([*shown, ""], object)[codes]


def _common(names: Any, found: Sequence[int]) -> str:
    """The name of most of some edges, if it is that of most places that were looked at."""
    votes = Counter(name for name, edge in zip(names, found, strict=True) if edge >= 0)
    name, count = (votes.most_common(1) or [("", 0)])[0]
    return str(name) if count >= LEAST_SHARE * len(found) else ""


def _way(
    beside: str, name: str, highway: str, incline: Any, steps: bool, square: bool, ahead: bool
) -> Way:
    if steps:
        return Way("steps", name, slope=slope_of(incline) if ahead else -slope_of(incline))
    if square and not beside:
        return Way("square", name)
    name = name or beside
    return Way("street", name, "" if name else _NOUNS.get(highway, "a road"))


def slope_of(incline: Any) -> int:
    """Whether a way leads up (1) or down (-1) in its own direction, or nobody knows (0)."""
    text = incline.strip().lower() if isinstance(incline, str) else ""
    if re.match(r"up$|\+?[0-9.]*[1-9]", text):
        return 1
    return -1 if re.match(r"down$|-[0-9.]*[1-9]", text) else 0


def _place(way: Way) -> str:
    if way.kind == "square":
        return f"across {way.name or 'the square'}"
    return f"on the steps{_called(way)}" if way.kind == "steps" else f"on {way.name or way.noun}"


def _action(leg: Leg, before: Way) -> str:
    """What is done at the begin of a leg, after another way."""
    way = leg.way
    turn = "" if leg.kind == "ahead" else f"turn {leg.kind}"
    if leg.then:
        turn += f", then {leg.then}" + " again" * (leg.then == leg.kind)
    if way.kind == "steps":
        return " and ".join(filter(None, (turn, _CLIMBS[way.slope] + _called(way))))
    if way.kind == "square":
        return " and ".join(filter(None, (turn, f"cross {way.name or 'the square'}")))
    if leg.kind == "back":
        return turn
    if not turn:
        return f"continue on {way.name or way.noun}"
    if way.name and way.is_same(before):
        return f"{turn} to stay on {way.name}"
    return f"{turn} into {way.name or way.noun}"


def _stay(stay: Stay) -> str:
    where = f"at {name}" if (name := one_line(stay.name, LONGEST_NAME)) else "here"
    return f"stop {where}" + (f" for {stay.minutes:.0f} min" if stay.minutes >= 0.5 else "")


def _called(way: Way) -> str:
    return f" ({way.name})" if way.name else ""


def _passed(table: pd.DataFrame, steps_told: bool) -> str:
    """Over what and through what some edges lead."""
    steps = not steps_told and table["steps"].any()
    noted = (
        (steps, ", over a few steps"),
        (table["bridge"].any(), ", over the bridge"),
        (table["tunnel"].any(), ", through the tunnel"),
    )
    return "".join(words for there, words in noted if there)


def _wind(direction: float) -> str:
    return _WINDS[round(direction / 45) % 8]


def _metres(length_m: float) -> str:
    """A length as one says it: to 10 m, from a kilometre on to 100 m."""
    if length_m >= 995:
        return f"{length_m / 1000:.1f} km"
    return f"{max(round(float(length_m), -1), 10):.0f} m"
