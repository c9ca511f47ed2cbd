"""What a walk is called: after the places that it passes, or else the streets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from guidegen.languages import SOURCE_LANGUAGE, speaking
from guidegen.markup import one_line
from guidegen.slugs import MAXIMUM_LENGTH, slugify
from guidegen.walks.suggestion import Passing, Sight
from guidegen.walks.titles import Title
from guidegen.walks.walk import Walk

if TYPE_CHECKING:
    import pandas as pd

    from guidegen.walks.graph import PlanGraph

LONGEST_NAME = 50  # characters of a name in a name
_AT_M = 50.0  # what is passed so soon is where a walk starts
_ANY = "walk"  # the id of what has no letters for one


@dataclass(frozen=True)
class _Named:
    """A place or a street on a walk.

    Attributes:
        name: plain text on one line, not empty.
        at_m: from the start to where it begins.
        until_m: to where it ends.
        value: more is better known.
        minor: whether others are better names: spots, where there are places.
        place_id: the place's id; "" for a street.
    """

    name: str
    at_m: float
    until_m: float
    value: float
    minor: bool = False
    place_id: str = ""


@dataclass
class Namer:
    """Gives the walks of a city names and ids that are all different.

    What gave a name to a walk gives one to the next only if it is much better known than
    everything else on the way, so that names tell walks apart.

    Attributes:
        graph: the streets and their scores.
        edges: `tables.EDGES`, of which name is used.
        sights: the places.
    """

    graph: PlanGraph
    edges: pd.DataFrame
    sights: Sequence[Sight]
    _names: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)
    _used: Counter[str] = field(default_factory=Counter)

    def name(self, walk: Walk, passes: Sequence[Passing]) -> tuple[Title, str]:
        """The name of a walk that passes some places, and its id, which is made of English."""
        named = self._places(walk, passes)
        title = self._after(walk, named, "past")
        if not title.names:
            named = self._streets(walk)
            title = self._after(walk, named, "along")
        self._used.update(title.names)
        place_of = {each.name: each.place_id for each in named}
        title = replace(title, places=tuple(place_of[name] for name in title.names))
        with speaking(SOURCE_LANGUAGE):
            title = self._distinct(title)
            return title, self._id(title.worded(), title.names)

    def _after(self, walk: Walk, named: Sequence[_Named], form: str) -> Title:
        """A name after some things on the walk, or if there are none its time."""
        form, names = self._chosen(walk, named, form)
        return Title(form if names else "plain", walk.kind, walk.wish_minutes, names)

    def _chosen(
        self, walk: Walk, named: Sequence[_Named], form: str
    ) -> tuple[str, tuple[str, ...]]:
        """The form of a name, and what it is after."""
        if walk.kind == "between":
            return self._from_to(walk, named, form)
        return self._and_back(named) if walk.kind == "loop" else ("tour", self._best(named, 3))

    def _and_back(self, named: Sequence[_Named]) -> tuple[str, tuple[str, ...]]:
        start = self._best([each for each in named if each.place_id and each.at_m <= _AT_M], 1)
        best = self._best([each for each in named if each.name not in start], 2)
        return ("back" if start else "loop"), (*start, *best)

    def _from_to(
        self, walk: Walk, named: Sequence[_Named], form: str
    ) -> tuple[str, tuple[str, ...]]:
        starts = self._best([each for each in named if each.at_m <= _AT_M], 1)
        ends = self._best([each for each in named if each.until_m >= walk.length_m - _AT_M], 1)
        if not starts or not ends or starts == ends:
            return form, self._best(named, 2)
        others = [each for each in named if each.name not in starts + ends]
        return "between", (*starts, *ends, *self._best(others, 1))

    def _best(self, named: Sequence[_Named], most: int) -> tuple[str, ...]:
        """The names of the best known that gave few names yet, in the order of the walk."""
        ranked = sorted(
            named,
            key=lambda each: (each.minor, -each.value / (1 + self._used[each.name]), each.name),
        )
        return tuple(each.name for each in sorted(ranked[:most], key=lambda each: each.at_m))

    def _places(self, walk: Walk, passes: Sequence[Passing]) -> list[_Named]:
        """The named places, each name once; of a tour only its stops."""
        by_id = {sight.place_id: sight for sight in self.sights}
        found: dict[str, _Named] = {}
        for passing in passes:
            sight = by_id[passing.place_id]
            name = one_line(sight.name or "", LONGEST_NAME)
            if name and (walk.kind != "tour" or passing.minutes > 0):
                minor = sight.level != "place"
                place = _Named(name, passing.at_m, passing.at_m, sight.value, minor, sight.place_id)
                found.setdefault(name, place)
        return list(found.values())

    def _streets(self, walk: Walk) -> list[_Named]:
        """The named streets, by score and length."""
        lengths = self.graph.arcs.length_m[walk.edges]
        values = self.graph.score[walk.edges] * lengths
        found: dict[str, _Named] = {}
        at_m = 0.0
        for text, length, value in zip(
            self.edges["name"].iloc[walk.edges], lengths, values, strict=True
        ):
            name = one_line(text, LONGEST_NAME) if isinstance(text, str) else ""
            if name:
                known = found.get(name, _Named(name, at_m, 0.0, 0.0))
                until_m = at_m + float(length)
                found[name] = _Named(name, known.at_m, until_m, known.value + float(value))
            at_m += float(length)
        return list(found.values())

    def _distinct(self, title: Title) -> Title:
        """The name, with its minutes or a number if another walk has it."""
        timed = replace(title, timed=True)
        numbered = (replace(timed, copy=number) for number in count(2))
        free = next(t for t in chain((title, timed), numbered) if t.worded() not in self._names)
        self._names.add(free.worded())
        return free

    def _id(self, name: str, parts: Sequence[str]) -> str:
        """The slug of the name, or of as many of its parts as it has room for.

        A number where it has letters that slugs leave out, or is taken.
        """
        base = _slug(name, parts) if all(map(slugify, parts)) else _ANY
        for number in count(1):
            ending = f"-{number}" if number > 1 or base == _ANY else ""
            tried = base[: MAXIMUM_LENGTH - len(ending)].rstrip("-") + ending
            if tried not in self._ids:
                break
        self._ids.add(tried)
        return tried


def _slug(name: str, parts: Sequence[str]) -> str:
    """The slug of a name, or of its first parts as far as they fit whole."""
    firsts = (" ".join(parts[:size]) for size in range(len(parts), 0, -1))
    for text in (name, *firsts):
        whole = "-".join(filter(None, map(slugify, text.split())))
        if len(whole) <= MAXIMUM_LENGTH:
            return whole
    return slugify(parts[0] if parts else name).rpartition("-")[0]  # no halves of words
