"""The planner's page: what it is told, and the streets that it plans on in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from guidegen.walks.compact import compact
from guidegen.website.views import CityView


@dataclass(frozen=True)
class PlannerPlace:
    """A place that a walk may start or end at.

    Attributes:
        name: what to call it, plain text.
        at: "lon,lat" in degrees with six decimals, as addresses of the page have it.
    """

    name: str
    at: str


def planner_story(view: CityView) -> dict[str, Any]:
    """What the planner's page of a city is told beside the city itself.

    Returns:
        has_streets: whether there is a network to plan on; sights: places by rank, then spots
        outside all places.
    """
    loose = [
        spot
        for spot in view.of_level("spot")
        if all(above.level != "place" for above in view.ancestors(spot))
    ]
    sights = [
        PlannerPlace(place.name, f"{place.facts['lon']:.6f},{place.facts['lat']:.6f}")
        for place in [*view.of_level("place"), *loose]
    ]
    return {"has_streets": _has_streets(view), "sights": sights}


def network_data(view: CityView) -> Iterator[tuple[str, dict[str, Any]]]:
    """The streets as the browser's planner reads them, named "network"; nothing without streets."""
    streets, graph = view.guide.ways, view.guide.graph
    if streets is not None and graph is not None:
        leaning = streets.scores["leaning"].to_numpy(np.int8)
        yield "network", compact(streets.network, graph, leaning)


def _has_streets(view: CityView) -> bool:
    return view.guide.ways is not None and view.guide.graph is not None
