"""What a walk is called: after the places that it passes, or else the streets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING

from guidegen.markup import one_line
from guidegen.slugs import MAXIMUM_LENGTH, slugify
from guidegen.walks.suggestion import Passing, Sight
from guidegen.walks.walk import Walk

if TYPE_CHECKING:
    import pandas as pd

    from guidegen.walks.graph import PlanGraph

_LONGEST = 50  # characters of a name in a name
_AT_M = 50.0  # what is passed so soon is where a walk starts
_ANY = "walk"  # the id of what has no letters for one
_KINDS = {"loop": "loop", "between": "walk", "tour": "tour"}


@dataclass(frozen=True)
class _Named:
    """A place or a street on a walk.

    Attributes:
        name: plain text on one line, not empty.
        at_m: from the start to where it begins.
        until_m: to where it ends.
        value: more is better known.
        minor: whether others are better names: spots, where there are places.
        is_place: whether it is a place.
    """

    name: str
    at_m: float
    until_m: float
    value: float
    minor: bool = False
    is_place: bool = False


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

    def name(self, walk: Walk, passes: Sequence[Passing]) -> tuple[str, str]:
        """The name of a walk that passes some places, and its id."""
        places = self._places(walk, passes)
        words, parts = self._after(walk, places, "Past")
        if not parts:
            words, parts = self._after(walk, self._streets(walk), "Along")
        self._used.update(parts)
        kind = _KINDS[walk.kind]
        name = self._distinct(words or f"A {kind} of {walk.wish_minutes:.0f} minutes", walk)
        return name, self._id(name, parts)

    def _after(
        self, walk: Walk, named: Sequence[_Named], preposition: str
    ) -> tuple[str, tuple[str, ...]]:
        """A name after some things on the walk, and these; nothing if there are none."""
        if walk.kind == "between":
            return self._from_to(walk, named, preposition)
        if walk.kind == "loop":
            return self._and_back(named)
        best = self._best(named, 3)
        return (f"{_list(best)}: a tour" if best else ""), best

    def _and_back(self, named: Sequence[_Named]) -> tuple[str, tuple[str, ...]]:
        start = self._best([each for each in named if each.is_place and each.at_m <= _AT_M], 1)
        best = self._best([each for each in named if each.name not in start], 2)
        if not start:
            return (f"{_list(best)}: a round walk" if best else ""), best
        words = f"From {start[0]} and back" + (f": {', '.join(best)}" if best else "")
        return words, (*start, *best)

    def _from_to(
        self, walk: Walk, named: Sequence[_Named], preposition: str
    ) -> tuple[str, tuple[str, ...]]:
        starts = self._best([each for each in named if each.at_m <= _AT_M], 1)
        ends = self._best([each for each in named if each.until_m >= walk.length_m - _AT_M], 1)
        if not starts or not ends or starts == ends:
            best = self._best(named, 2)
            return (f"{preposition} {_list(best)}" if best else ""), best
        others = [each for each in named if each.name not in starts + ends]
        past = self._best(others, 1)
        words = f"From {starts[0]} to {ends[0]}" + "".join(f" past {name}" for name in past)
        return words, (*starts, *ends, *past)

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
            name = one_line(sight.name or "", _LONGEST)
            if name and (walk.kind != "tour" or passing.minutes > 0):
                minor = sight.level != "place"
                place = _Named(name, passing.at_m, passing.at_m, sight.value, minor, True)
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
            name = one_line(text, _LONGEST) if isinstance(text, str) else ""
            if name:
                known = found.get(name, _Named(name, at_m, 0.0, 0.0))
                until_m = at_m + float(length)
                found[name] = _Named(name, known.at_m, until_m, known.value + float(value))
            at_m += float(length)
        return list(found.values())

    def _distinct(self, name: str, walk: Walk) -> str:
        """The name, with its minutes or a number if another walk has it."""
        timed = name if name.endswith("minutes") else f"{name}, {walk.wish_minutes:.0f} minutes"
        numbered = (f"{timed} ({number})" for number in count(2))
        free = next(t for t in chain((name, timed), numbered) if t not in self._names)
        self._names.add(free)
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


def _list(names: Sequence[str]) -> str:
    """Names as in a sentence."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
