"""A walk in words: where to turn, into which street, and after how many metres."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from guidegen.languages import SOURCE_LANGUAGE, speaking
from guidegen.markup import one_line
from guidegen.walks.course import Course
from guidegen.walks.legs import Way, legs_of, sentences
from guidegen.walks.pavements import LEAST_SHARE, streets_beside
from guidegen.walks.wording import Doing

if TYPE_CHECKING:
    from guidegen.walks.graph import PlanGraph
    from guidegen.walks.suggestion import Passing, Sight
    from guidegen.walks.walk import Walk

LONGEST_NAME = 80

_NOUNS = {
    "footway": "footpath", "path": "footpath", "pedestrian": "pedestrian",
    "living_street": "lane", "service": "lane", "track": "track",
    "cycleway": "cycle", "bridleway": "bridle", "crossing": "crossing",
    "route": "way",  # of photographers, where no street is known
    "residential": "street", "unclassified": "street",
}  # fmt: skip


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
        doing: the same as the text, to be told in any language; None if only the text is known.
    """

    text: str
    length_m: float
    lon: float
    lat: float
    kind: str
    doing: Doing | None = None

    @property
    def told(self) -> str:
        """The text in the language that is being written."""
        return self.doing.sentence if self.doing else self.text

    @property
    def alone(self) -> str:
        """The same without how far it is from the step before."""
        return self.doing.alone if self.doing else without_distance(self.text)


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
    acts = [
        *_acts(course, ways, edges.iloc[walk.edges], joints),
        (course.size, Doing("arrive")),
    ]
    for joint, stay in zip(joints, stops, strict=True):
        place = next(k for k, (at, act) in enumerate(acts) if at >= joint and act.kind != "stop")
        name = one_line(stay.name, LONGEST_NAME)
        acts.insert(place, (joint, Doing("stop", stay=(name, stay.minutes))))
    at = [joint for joint, _ in acts]
    lengths = [*np.diff(course.at_m[at]), 0]
    return tuple(
        _step(replace(act, before_m=float(before_m)), float(length), graph, int(node))
        for (_, act), before_m, length, node in zip(
            acts, [0, *lengths[:-1]], lengths, walk.nodes[at], strict=True
        )
    )


def _step(act: Doing, length_m: float, graph: PlanGraph, node: int) -> Step:
    lon, lat = float(graph.lon[node]), float(graph.lat[node])
    with speaking(SOURCE_LANGUAGE):
        return Step(act.sentence, length_m, lon, lat, act.kind, act)


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
) -> Iterator[tuple[int, Doing]]:
    """What is done at the begin of each leg, together with what follows soon, and where."""
    legs = legs_of(course, way_of)
    bounds = [*(leg.begin for leg in legs), course.size]
    ways = [*(leg.way for leg in legs), Way("", "")]
    for first, last in sentences(legs, course, stops):
        part = table.iloc[bounds[first] : bounds[last]]
        is_square = first > 0 and ways[last - 1].kind == "square"
        yield (
            bounds[first],
            Doing(
                legs[first].kind,
                legs=tuple((legs[k], ways[k - 1]) for k in range(first, last)),
                heading_deg=course.out_of(0) if first == 0 else None,
                towards=ways[last].name if is_square else "",
                over=_passed(part, any(way.kind == "steps" for way in ways[first:last])),
            ),
        )


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
    return Way("street", name, "" if name else _NOUNS.get(highway, "road"))


def slope_of(incline: Any) -> int:
    """Whether a way leads up (1) or down (-1) in its own direction, or nobody knows (0)."""
    text = incline.strip().lower() if isinstance(incline, str) else ""
    if re.match(r"up$|\+?[0-9.]*[1-9]", text):
        return 1
    return -1 if re.match(r"down$|-[0-9.]*[1-9]", text) else 0


def _passed(table: pd.DataFrame, steps_told: bool) -> tuple[str, ...]:
    """Over what and through what some edges lead."""
    noted = {
        "steps": not steps_told and table["steps"].any(),
        "bridge": table["bridge"].any(),
        "tunnel": table["tunnel"].any(),
    }
    return tuple(what for what, is_there in noted.items() if is_there)
