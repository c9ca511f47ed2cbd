"""The scale tree: which modes are places, which are quarters around them and spots within them.

A mode found at one bandwidth h lies in the basin of a mode at the next larger h: the modes are
the nodes of a tree. One bandwidth does not fit a city, so places are chosen as HDBSCAN chooses
clusters (Campello et al. 2013), with log h in the part of the density:

* A *branch* is a mode followed down the bandwidths for as long as it does not split. It splits
  where two or more of its parts each hold a good share of it; a small part that breaks away
  becomes a branch of its own and the rest goes on. A part that lives over too short a range of
  bandwidths is noise.
* The mass of a branch, photographer-days times log-range of h, is compared with the masses of
  the branches that it splits into; the heavier side is kept (excess of mass). So every part of
  the city has one place, taken at the bandwidth where its branch changes least. Both weigh a
  bandwidth by how near it is to the size of what people call a place: a square, a bridge, a
  station. Without that, a log scale takes a district or a doorstep as readily.
* Higher branches, and the upper part of a branch that grew far beyond its place, are *quarters*;
  branches within a place are *spots*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from guidegen.tables import LEVELS

BANDWIDTHS_M = tuple(320 / np.sqrt(2) ** np.arange(11))  # 320 to 10 m
_STEP = float(np.sqrt(2))
_USUAL_M = 50.0  # bandwidth of a square or a bridge; chosen
_USUAL_FACTOR = 2.0  # one standard deviation of the log of it
_SPLIT_SHARE = 0.15  # of the photographer-days; smaller parts break away and do not split
_PERSISTENCE = 2  # scales that a mode must live over
_QUARTER_GROWTH = 1.5  # a place that has grown by half is a quarter
_LEAST_CHANGE = 0.1  # of the log of the photographer-days; steadier than that is all the same
_CITY_SHARE = 0.9  # what holds this share of all photographer-days is the city, not a quarter


@dataclass
class Branch:
    """A mode over the bandwidths at which it lives, coarse before fine."""

    nodes: list[int]
    splits: list[Branch] = field(default_factory=list)  # what it splits into at its fine end
    broken_off: list[tuple[int, Branch]] = field(default_factory=list)  # after which node, what
    mass: float = 0.0
    kept_mass: float = 0.0
    chosen: bool = False


@dataclass(frozen=True)
class Choice:
    """A node that is published; `first` and `last` are the nodes where its life begins and ends."""

    node: int
    level: str
    parent: int | None  # node of the choice that it lies in
    first: int
    last: int


def choose(nodes: pd.DataFrame) -> pd.DataFrame:
    """Choose quarters, places and spots among the modes (`scales.Scales.nodes`).

    Returns:
        One row a choice, with the columns of its node and: level; parent (row of the choice it
        lies in, -1 if none); from_m and to_m, the bandwidths over which it lives.
    """
    tree = _Tree(nodes)
    choices = [choice for branch in tree.branches() for choice in tree.choices(branch, parent=None)]
    return _table(nodes, _without_lone_parts(choices))


def fixed_levels(nodes: pd.DataFrame, bandwidths_m: Sequence[float]) -> pd.DataFrame:
    """Publish every mode of one to three fixed bandwidths; the result is like that of `choose`.

    One bandwidth gives places; two give places and spots; three give quarters too. The
    bandwidths are given from large to small; at some there may be no modes.
    """
    levels = {1: ["place"], 2: ["place", "spot"], 3: list(LEVELS)}[len(bandwidths_m)]
    between = np.sqrt(np.multiply(bandwidths_m[:-1], bandwidths_m[1:]))
    borders = [max(BANDWIDTHS_M[0], bandwidths_m[0]) * _STEP, *between, 1.0]
    return nodes.assign(
        level=[levels[scale] for scale in nodes["scale"]],
        from_m=[borders[scale + 1] for scale in nodes["scale"]],
        to_m=[borders[scale] for scale in nodes["scale"]],
    )


def _without_lone_parts(choices: list[Choice]) -> list[Choice]:
    """Dissolve quarters with fewer than two parts; a single one lives on in their stead."""
    kept = {choice.node: choice for choice in choices}
    parts: dict[int | None, list[int]] = {}
    for choice in choices:
        parts.setdefault(choice.parent, []).append(choice.node)
    # what lies in a quarter follows it, so that from the end the innermost come first
    for quarter in reversed([choice for choice in choices if choice.level == "quarter"]):
        inside = [node for node in parts.get(quarter.node, []) if node in kept]
        if len(inside) > 1:
            continue
        del kept[quarter.node]
        for node in inside:
            kept[node] = replace(kept[node], parent=quarter.parent, first=quarter.first)
            parts[quarter.parent].append(node)
    return list(kept.values())


def _table(nodes: pd.DataFrame, choices: list[Choice]) -> pd.DataFrame:
    row = {choice.node: i for i, choice in enumerate(choices)}
    table = nodes.iloc[[choice.node for choice in choices]].reset_index(drop=True)
    table["level"] = [choice.level for choice in choices]
    table["parent"] = [-1 if c.parent is None else row[c.parent] for c in choices]
    sizes = nodes["bandwidth_m"].to_numpy()
    table["from_m"] = [sizes[choice.last] / np.sqrt(_STEP) for choice in choices]
    table["to_m"] = [sizes[choice.first] * np.sqrt(_STEP) for choice in choices]
    return table


class _Tree:
    def __init__(self, nodes: pd.DataFrame) -> None:
        self.days = nodes["photographer_days"].to_numpy()
        size = np.log(nodes["bandwidth_m"].to_numpy() / _USUAL_M) / np.log(_USUAL_FACTOR)
        self.usual = np.exp(-(size**2) / 2)
        self.parent = nodes["parent"].to_numpy()
        self.children: list[list[int]] = [[] for _ in range(len(nodes))]
        for node, parent in enumerate(self.parent):
            if parent >= 0:
                self.children[parent].append(node)  # heavy before light, as the rows are
        self.total = self.days[self.parent < 0].sum()

    def branches(self) -> list[Branch]:
        roots = np.flatnonzero(self.parent < 0)
        return [self._branch(int(root)) for root in roots if self._lives_from(int(root))]

    def _lives_from(self, node: int) -> bool:
        """Whether the line of heaviest parts from here down is long enough."""
        length = 1
        while self.children[node] and length < _PERSISTENCE:
            node = self.children[node][0]
            length += 1
        return length >= _PERSISTENCE

    def _branch(self, top: int) -> Branch:
        branch = Branch([top])
        while True:
            node = branch.nodes[-1]
            parts = self.children[node][:1] + [
                part for part in self.children[node][1:] if self._lives_from(part)
            ]
            large = [part for part in parts if self.days[part] >= _SPLIT_SHARE * self.days[node]]
            if len(large) > 1:
                branch.splits = [self._branch(part) for part in large]
            small = parts[len(large) :] if len(large) > 1 else parts[1:]
            branch.broken_off += [(node, self._branch(part)) for part in small]
            if len(large) > 1 or not parts:
                break
            branch.nodes.append(parts[0])
        branch.mass = float((self.days * self.usual)[branch.nodes].sum())
        below = sum(part.kept_mass for part in branch.splits)
        branch.chosen = branch.mass >= below
        branch.kept_mass = max(branch.mass, below)
        return branch

    def choices(self, branch: Branch, parent: int | None) -> Iterator[Choice]:
        """The quarters, places and spots that a branch outside any place leads to."""
        if branch.chosen:
            yield from self._place(branch, parent)
            return
        around = parent
        if self.days[branch.nodes[0]] < _CITY_SHARE * self.total:
            around = self._steadiest(branch.nodes)
            yield Choice(around, "quarter", parent, branch.nodes[0], branch.nodes[-1])
        for part in [*branch.splits, *(part for _, part in branch.broken_off)]:
            yield from self.choices(part, around)

    def _place(self, branch: Branch, parent: int | None) -> Iterator[Choice]:
        nodes = branch.nodes
        node = self._steadiest(nodes)
        grown = [
            n
            for n in nodes[: nodes.index(node)]
            if self.days[n] >= _QUARTER_GROWTH * self.days[node]
        ]
        around = parent
        if grown and self.days[grown[0]] < _CITY_SHARE * self.total:
            around = self._steadiest(grown)
            yield Choice(around, "quarter", parent, grown[0], grown[-1])
        first = nodes[len(grown)] if around != parent else nodes[0]
        yield Choice(node, "place", around, first, nodes[-1])
        for after, part in branch.broken_off:
            if nodes.index(after) < nodes.index(node):
                yield from self.choices(part, around)
            else:
                yield from self._spots(part, node)
        for part in branch.splits:
            yield from self._spots(part, node)

    def _spots(self, branch: Branch, parent: int) -> Iterator[Choice]:
        node = self._steadiest(branch.nodes)
        yield Choice(node, "spot", parent, branch.nodes[0], branch.nodes[-1])
        for part in [*branch.splits, *(part for _, part in branch.broken_off)]:
            yield from self._spots(part, node)

    def _steadiest(self, nodes: list[int]) -> int:
        """The node around which the photographer-days change least with the bandwidth."""
        if len(nodes) == 1:
            return nodes[0]
        steps = -np.diff(np.log(self.days[nodes]))
        change = np.r_[2 * steps[0], steps[:-1] + steps[1:], 2 * steps[-1]]
        return nodes[int(np.argmin((change + _LEAST_CHANGE) / self.usual[nodes]))]
