"""What a guide suggests: a walk, its name, and the places that it passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guidegen.walks.plan import Wish
from guidegen.walks.steps import Step
from guidegen.walks.titles import Title
from guidegen.walks.walk import Walk

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Sight:
    """A place that walks may begin at, pass, or stop at.

    Attributes:
        place_id: its id.
        name: what people call it; None where nobody knows.
        level: one of tables.LEVELS.
        lon: degrees.
        lat: degrees.
        value: photographer-days.
        area: its area in degrees, or None.
    """

    place_id: str
    name: str | None
    level: str
    lon: float
    lat: float
    value: float
    area: BaseGeometry | None = None


@dataclass(frozen=True)
class Passing:
    """A place that a walk passes.

    Attributes:
        place_id: its id.
        at_m: metres from the start to where the walk is nearest to it.
        off_m: from there to it, 0 if the walk leads through its area.
        minutes: spent there, for a stop of a tour.
    """

    place_id: str
    at_m: float
    off_m: float
    minutes: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """A walk that a guide suggests.

    Attributes:
        walk_id: a-z, 0-9 and hyphens, different from those of the city's other walks.
        name: after what it passes, in plain text.
        wish: that it meets.
        walk: the walk; a tour's stops are rows of the sights.
        steps: what to do.
        passes: the places passed, in the order of the walk, each once.
        steps_m: metres of it that are steps.
        flights: how many flights of steps.
        title: the name, to be told in any language; None if only the name is known.
    """

    walk_id: str
    name: str
    wish: Wish
    walk: Walk
    steps: tuple[Step, ...]
    passes: tuple[Passing, ...]
    steps_m: float
    flights: int
    title: Title | None = None
