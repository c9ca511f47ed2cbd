"""A picture of all routes, which needs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from markupsafe import Markup

from guidegen.geo import Floats

if TYPE_CHECKING:
    from guidegen.website.movement import RouteView
    from guidegen.website.views import PlaceView

# All in the picture's own units.
_SIZE = 640.0  # the longer side
_WIDEST = 9.0
_NARROWEST = 1.5
_RADIUS = 10.0
_BESIDE = 110.0  # room for names left and right of all routes
_LETTER = 16.0  # about as wide as one is
_LINE = 42.0  # and as high


def routes_picture(routes: Sequence[RouteView], places: Sequence[PlaceView] = ()) -> Markup:
    """All routes as an SVG, north up: true curves, the wider the more used.

    Args:
        routes: the most used first.
        places: to be named where there is room, the best known first.

    Returns:
        "" without routes.
    """
    if not routes:
        return Markup("")
    whole = np.concatenate([route.curve for route in routes])
    corner = np.array([whole[:, 0].min(), whole[:, 1].max()])
    narrow = np.cos(np.radians(whole[:, 1].mean()))
    extent = np.ptp(whole, axis=0) * [narrow, 1]
    scale = _SIZE / max(extent.max(), 1e-9) * np.array([narrow, -1])
    width, height = extent * abs(scale[1])
    lines = [_line(route, routes[0], (route.curve - corner) * scale) for route in reversed(routes)]
    ways = shapely.MultiLineString([(route.curve - corner) * scale for route in routes])
    at = [(np.array([place.facts["lon"], place.facts["lat"]]) - corner) * scale for place in places]
    frame = shapely.box(-_BESIDE, 0, width + _BESIDE, height)
    named = _names([(place.name, *point) for place, point in zip(places, at, strict=True)],
                   frame, ways)  # fmt: skip
    box = (-_BESIDE, -_WIDEST, width + 2 * _BESIDE, height + 2 * _WIDEST)
    start = Markup('<svg class="routes-picture" viewBox="{}" aria-hidden="true">').format(
        " ".join(f"{number:.0f}" for number in box)
    )
    return start + Markup("").join([*lines, *named]) + Markup("</svg>")


def _line(route: RouteView, first: RouteView, points: Floats) -> Markup:
    """One route; the first is the most used."""
    share = np.sqrt(route.facts["photographer_days"] / first.facts["photographer_days"])
    return Markup('<path class="use-{}" stroke-width="{:.1f}" d="{}"/>').format(
        min(int(share * 4), 3) + 1, _NARROWEST + (_WIDEST - _NARROWEST) * share, _path(points)
    )


def _path(points: Floats) -> str:
    """Control points as an SVG path of cubic Béziers."""
    texts = [f"{x:.1f} {y:.1f}" for x, y in points]
    return f"M{texts[0]}C{' '.join(texts[1:])}"


def _names(
    places: Sequence[tuple[str, float, float]],
    frame: shapely.Polygon,
    ways: shapely.MultiLineString,
) -> Iterator[Markup]:
    """Marks with names right or left of them: in the frame, apart, and on as few ways as can be."""
    seen = [each for each in places if frame.covers(shapely.Point(each[1:]))]
    marks = [shapely.Point(x, y).buffer(2 * _RADIUS) for _, x, y in seen]
    texts: list[shapely.Polygon] = []
    for number, (name, x, y) in enumerate(seen):
        others = shapely.union_all(marks[:number] + marks[number + 1 :] + texts)
        free: dict[int, shapely.Polygon] = {}
        for side in (1, -1):
            ends = sorted([x + side * 2 * _RADIUS, x + side * (2 * _RADIUS + _LETTER * len(name))])
            text = shapely.box(ends[0], y - _LINE / 2, ends[1], y + _LINE / 2)
            if frame.covers(text) and not text.intersects(others):
                free[side] = text
        if free:
            side = min(free, key=lambda side: ways.intersection(free[side]).length)
            texts.append(free[side])
            yield Markup(
                '<circle cx="{:.0f}" cy="{:.0f}" r="{:g}"/>'
                '<text x="{:.0f}" y="{:.0f}" dy="0.35em" text-anchor="{}">{}</text>'
            ).format(x, y, _RADIUS, x + side * 2 * _RADIUS, y, "start" if side > 0 else "end", name)
