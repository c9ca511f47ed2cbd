"""Which ways can be walked: rules, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.languages import N_

Mask = npt.NDArray[np.bool_]
Test = Callable[[pd.DataFrame], "pd.Series[bool]"]

STREETS = frozenset((
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service",
    "road", "track", "pedestrian", "footway", "path", "steps", "bridleway", "cycleway",
    "crossing", "motorway", "motorway_link",
))  # fmt: skip
_WELCOME = ("yes", "designated", "permissive", "official", "public")
_CLOSED = (
    "private", "no", "customers", "permit", "military", "delivery", "emergency", "employees",
    "residents", "agricultural", "forestry",
)  # fmt: skip
_UNBUILT = ("construction", "proposed", "planned", "razed", "abandoned", "demolished", "disused")
_SQUARES = ("pedestrian", "footway")
_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")


@dataclass(frozen=True)
class Rule:
    """Why some ways are left out.

    Attributes:
        name: in the report.
        reason: for people.
        test: which of the ways (a frame with the columns of `ways.TAGS`) it is about.
    """

    name: str
    reason: str
    test: Test


def has(tag: str, values: Iterable[str]) -> Test:
    """Whether a tag has one of some values."""
    wanted = list(values)
    return lambda tags: tags[tag].isin(wanted)


def both(first: Test, second: Test) -> Test:
    """Whether both hold."""
    return lambda tags: first(tags) & second(tags)


def unless(test: Test, exception: Test) -> Test:
    """Whether one holds and the other does not."""
    return lambda tags: test(tags) & ~exception(tags)


def either(*tests: Test) -> Test:
    """Whether any holds."""
    return lambda tags: pd.concat([test(tags) for test in tests], axis=1).any(axis=1)


_walkers_welcome = has("foot", _WELCOME)
is_square = both(
    has("area", ["yes"]), either(has("highway", _SQUARES), has("place", ["square"]))
)  # fmt: skip

# The first rule that fits a way tells why it is left out.
RULES = (
    Rule("not there", N_("it is not built yet, or gone"), has("highway", _UNBUILT)),
    Rule(
        "indoors",
        N_("houses close at night, and photos in them tell nothing of streets"),
        either(has("highway", ["corridor"]), unless(has("indoor", ["yes"]), is_square)),
    ),
    Rule(
        "not a street",
        N_("lifts, platforms, bus lanes, race tracks and outlines lead nowhere on foot"),
        unless(lambda tags: ~tags["highway"].isin(STREETS), is_square),
    ),
    Rule(
        "outline",
        N_("the line runs around a yard or a flight of steps, not along a street"),
        unless(has("area", ["yes"]), is_square),
    ),
    Rule("no walkers", N_("walking is forbidden"), has("foot", ["no", "private"])),
    Rule(
        "motorway",
        N_("motorways and their like are forbidden unless a sign allows walkers"),
        unless(
            either(has("highway", ["motorway", "motorway_link"]), has("motorroad", ["yes"])),
            _walkers_welcome,
        ),
    ),
    Rule(
        "cycleway",
        N_("it is for bicycles only unless walkers are allowed"),
        unless(has("highway", ["cycleway"]), _walkers_welcome),
    ),
    Rule(
        "private",
        N_("only some people may enter, and nobody else is told so by walkers' tags"),
        unless(has("access", _CLOSED), _walkers_welcome),
    ),
)

# What these rules name is only used where parts of the network would be cut off without it.
SPARE_RULES = (
    Rule(
        "sidewalk apart",
        "its sidewalks are lines of their own: walks would be drawn on the carriageway, and "
        "photos counted for both",
        either(*(has(side, ["separate"]) for side in _SIDEWALKS), has("foot", ["use_sidepath"])),
    ),
    Rule(
        "car park",
        "it runs between parked cars",
        unless(has("service", ["parking_aisle"]), _walkers_welcome),
    ),
)


@dataclass(frozen=True)
class Walkable:
    """What the rules say of each way, shape (ways,).

    Attributes:
        kept: it can be walked, or crossed if it is a square.
        spare: of those, the ways that are used where nothing else leads.
        square: of those, the areas.
        dropped: how many ways each rule left out, by its name.
    """

    kept: Mask
    spare: Mask
    square: Mask
    dropped: dict[str, int]


def walkable(tags: pd.DataFrame) -> Walkable:
    """Judge ways by their tags (columns `ways.TAGS`)."""
    left = np.ones(len(tags), np.bool_)
    dropped = {}
    for rule in RULES:
        hit = left & _mask(rule.test, tags)
        dropped[rule.name] = int(hit.sum())
        left &= ~hit
    spare = left & _mask(either(*(rule.test for rule in SPARE_RULES)), tags)
    return Walkable(left, spare, left & _mask(is_square, tags), dropped)


def _mask(test: Test, tags: pd.DataFrame) -> Mask:
    mask: Any = test(tags).to_numpy(np.bool_)
    return np.asarray(mask)
