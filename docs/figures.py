"""Draws the figures of the explanations: python docs/figures.py output/pisa.

They are drawn from what the built guide of Pisa publishes, and nothing else, so they betray no more
than it does. The same guide gives the same bytes. Colours are those of the page that a figure is
in; on its own, a figure is as by day.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt

from guidegen.geo import Box, Projection
from guidegen.places.meanshift import mean_shift

Floats = npt.NDArray[np.float64]
Features = list[dict[str, Any]]

FOLDER = Path(__file__).parent / "figures"
WIDTH = 860
INNER = Box(10.3845, 43.7075, 10.4125, 43.7255)  # the inner city of Pisa
SQUARE = Box(10.3925, 43.7213, 10.3988, 43.7250)  # the Square of Miracles
THEME = Path(__file__).parents[1] / "themes/default/src/css/colours.css"
BY_DAY = THEME.read_text("utf-8").partition("}")[0]
COLOURS = {**dict(re.findall(r"--([\w-]+): (#\w+);", BY_DAY)), "walk": "#0b6e63"}
MONTHS = "JFMAMJJASOND"


@dataclass(frozen=True)
class Panel:
    """A map that stands somewhere in a figure; pixels, y downwards."""

    box: Box
    left: float
    top: float
    width: float

    @property
    def height(self) -> float:
        """So that a metre is as long in both directions."""
        middle = np.radians((self.box.south + self.box.north) / 2)
        across = (self.box.east - self.box.west) * np.cos(middle)
        return float(self.width * (self.box.north - self.box.south) / across)

    def at(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Pixels of degrees."""
        box = self.box
        return (
            self.left + (np.asarray(lon) - box.west) / (box.east - box.west) * self.width,
            self.top + (box.north - np.asarray(lat)) / (box.north - box.south) * self.height,
        )

    def has(self, lon: float, lat: float) -> bool:
        """Whether a point is on it."""
        box = self.box
        return box.west < lon < box.east and box.south < lat < box.north

    def clipped(self, parts: Iterable[str]) -> str:
        """Drawings that end at its edge."""
        name = f"c{self.left:.0f}-{self.top:.0f}-{self.width:.0f}-{round(self.box.west * 1e4)}"
        frame = f'x="{self.left:.1f}" y="{self.top:.1f}" width="{self.width:.1f}"'
        return (
            f'<clipPath id="{name}"><rect {frame} height="{self.height:.1f}"/></clipPath>'
            f'<g clip-path="url(#{name})">{"".join(parts)}</g>'
        )


def colour(name: str) -> str:
    """The page's colour, or that by day."""
    return f"var(--{name},{COLOURS[name]})"


def text(x: float, y: float, words: str, **how: Any) -> str:
    """Words, as HTML has them."""
    told = {"size": 13, "fill": "ink", "anchor": "start", "style": "normal", **how}
    face = "'Alegreya',Georgia,serif" if told["style"] == "italic" else "'Source Sans 3',sans-serif"
    halo = (
        f";paint-order:stroke;stroke:{colour('ground')};stroke-width:4px;stroke-linejoin:round"
        if told.get("halo")
        else ""
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{told["anchor"]}" style="font:{told["style"]} '
        f'{told["size"]}px {face};fill:{colour(told["fill"])}{halo}">{escape(words)}</text>'
    )


def line(points: Sequence[tuple[float, float]], stroke: str, width: float = 1, **how: str) -> str:
    """A line through points, or with fill an area."""
    fill, more = how.get("fill", "none"), how.get("more", "")
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return (
        f'<path d="{path}" style="fill:{fill};stroke:{colour(stroke)};stroke-width:{width:.2g};'
        f'stroke-linejoin:round;stroke-linecap:round;{more}"/>'
    )


def figure(height: float, parts: Iterable[str]) -> str:
    """A whole figure."""
    ground = f'<rect width="{WIDTH}" height="{height:.0f}" style="fill:{colour("ground")}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}">'
    return f"{head}{ground}{''.join(parts)}</svg>\n"


def features(site: Path, name: str) -> Features:
    """What a GeoJSON file of the guide holds."""
    found: Features = json.loads((site / "data" / f"{name}.geojson").read_text("utf-8"))["features"]
    return found


def dots(site: Path) -> Counter[tuple[float, float]]:
    """How many photographs each published position has."""
    positions = json.loads((site / "data/photos.json").read_text("utf-8"))["positions"]
    return Counter((lon, lat) for lon, lat in positions)


def draw_dots(panel: Panel, found: Counter[tuple[float, float]], strength: float = 0.7) -> str:
    """Photographs, larger where there are more."""
    sizes: dict[float, list[str]] = {}
    for (lon, lat), count in sorted(found.items()):
        if panel.has(lon, lat):
            x, y = panel.at(lon, lat)
            size = 1.3 if count < 4 else 2.0 if count < 16 else 3.0
            sizes.setdefault(size, []).append(f"M{x:.1f} {y:.1f}h0")
    return "".join(
        f'<path d="{"".join(path)}" style="fill:none;stroke:{colour("dot")};stroke-width:{size};'
        f'stroke-linecap:round;opacity:{strength}"/>'
        for size, path in sorted(sizes.items())
    )


def short(name: str, most: int = 36) -> str:
    """A name that has room."""
    return name if len(name) <= most else name[: most - 1].rsplit(" ", 1)[0] + " …"


def spread(names: Iterable[tuple[float, float, str]], apart: float = 17) -> list[str]:
    """Names at points, those that would lie on an earlier one left out."""
    taken: list[tuple[float, float, float]] = []
    told = []
    for x, y, name in names:
        half = 3.6 * len(name)
        if all(abs(y - v) > apart or abs(x - u) > half + w for u, v, w in taken):
            taken.append((x, y, half))
            told.append(text(x, y, name, anchor="middle", size=15, style="italic", halo=True))
    return told


def rings(panel: Panel, feature: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The outlines of an area in pixels."""
    shape = feature["geometry"]
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [[panel.at(lon, lat) for lon, lat in ring] for part in parts for ring in part]


def places(site: Path) -> str:
    """Dots and the places among them."""
    panel = Panel(INNER, 0, 0, WIDTH)
    areas = [
        line(ring, each["properties"]["label"], 1.6, fill=colour(each["properties"]["label"]),
             more="fill-opacity:.13")
        for each in features(site, "areas")
        if each["properties"]["level"] == "place"
        for ring in rings(panel, each)
    ]  # fmt: skip
    named = sorted(
        (each["properties"] for each in features(site, "places")), key=lambda each: each["rank"]
    )
    names = spread(
        (*panel.at(each["lon"], each["lat"]), each["name"])
        for each in named
        if each["level"] == "place" and panel.has(each["lon"], each["lat"]) and each["rank"] < 25
    )
    return figure(panel.height, [panel.clipped([draw_dots(panel, dots(site)), *areas, *names])])


def bandwidths(site: Path) -> str:
    """The density of the dots of one square at three bandwidths, and its modes."""
    found = dots(site)
    projection = Projection.around(INNER)
    here = np.array(sorted(found.elements()))
    x_m, y_m = projection.to_metres(here[:, 0], here[:, 1])
    parts, gap = [], 16.0
    width = (WIDTH - 2 * gap) / 3
    for number, bandwidth_m in enumerate((12.0, 30.0, 75.0)):
        panel = Panel(SQUARE, number * (width + gap), 26, width)
        clusters = mean_shift(x_m, y_m, bandwidth_m)
        contours = _contours(panel, projection, (x_m, y_m), bandwidth_m)
        modes = zip(*projection.to_degrees(clusters.x_m, clusters.y_m), strict=True)
        size = np.bincount(clusters.labels[clusters.labels >= 0], minlength=len(clusters.x_m))
        marks = [
            _cross(*panel.at(lon, lat))
            for (lon, lat), photos in zip(modes, size, strict=True)
            if panel.has(lon, lat) and photos >= 60
        ]
        inside = panel.clipped([draw_dots(panel, found, 0.4), *contours, *marks])
        parts += [text(panel.left, 16, f"h = {bandwidth_m:.0f} m", style="italic", size=16), inside]
    return figure(26 + panel.height, parts)


def _contours(
    panel: Panel, projection: Projection, at: tuple[Floats, Floats], bandwidth_m: float
) -> list[str]:
    lon = np.linspace(panel.box.west, panel.box.east, 90)
    lat = np.linspace(panel.box.south, panel.box.north, 72)
    grid_x, grid_y = projection.to_metres(*(each.ravel() for each in np.meshgrid(lon, lat)))
    points, counts = np.unique(np.column_stack(at), axis=0, return_counts=True)
    squared = (grid_x[:, None] - points[:, 0]) ** 2 + (grid_y[:, None] - points[:, 1]) ** 2
    density = (np.exp(-squared / (2 * bandwidth_m**2)) @ counts).reshape(len(lat), len(lon))
    drawn = contourpy.contour_generator(lon, lat, density)
    return [
        line(
            [panel.at(*point) for point in each], "accent", 0.9, more=f"opacity:{0.35 + share / 2}"
        )
        for share in (0.03, 0.06, 0.12, 0.25, 0.5, 0.75)
        for each in drawn.lines(share * float(density.max()))
    ]


def _cross(x: float, y: float) -> str:
    arms = (((-5, 0), (5, 0)), ((0, -5), (0, 5)))
    return "".join(line([(x + a, y + b), (x + c, y + d)], "ink", 2.2) for (a, b), (c, d) in arms)


def scales(site: Path) -> str:
    """Over which bandwidths places live: quarters, places within them, spots in these."""
    known = [each["properties"] for each in features(site, "places")]
    rows = _family(known)
    left, right, top, step = 310.0, WIDTH - 16.0, 34.0, 22.0

    def across(metres: float) -> float:
        return left + (right - left) * float(np.log(metres / 9) / np.log(400 / 9))

    foot = top + step * len(rows)
    parts = [
        line([(across(each), top - 8), (across(each), foot)], "line")
        + text(across(each), top - 14, f"{each} m", anchor="middle", fill="ink-soft")
        for each in (10, 20, 40, 80, 160, 320)
    ]
    hues = {"quarter": "bar", "place": "accent", "spot": "walk"}
    for number, (depth, each) in enumerate(rows):
        y = top + step * number + step / 2
        ends = [(across(max(each["from_m"], 9)), y), (across(min(each["to_m"], 400)), y)]
        dot = (across(each["bandwidth_m"]), y)
        parts += [
            text(10 + 20 * depth, y + 5, short(each["name"]), size=15, style="italic"),
            line(ends, hues[each["level"]], 5, more="opacity:.55"),
            line([dot, dot], hues[each["level"]], 10),
        ]
    return figure(foot + 8, parts)


def _family(known: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """The most visited quarters and places, each above what lies in it."""
    by_parent: dict[str | None, list[dict[str, Any]]] = {}
    for each in sorted(known, key=lambda each: (each["rank"], each["place_id"])):
        by_parent.setdefault(each["parent"], []).append(each)
    tops = sorted(by_parent[None], key=lambda each: -each["photographer_days"])

    def below(each: dict[str, Any], depth: int) -> list[tuple[int, dict[str, Any]]]:
        inner = by_parent.get(each["place_id"], [])[:4]
        return [(depth, each), *(row for part in inner for row in below(part, depth + 1))]

    return [row for each in tops[:6] for row in below(each, 0)][:22]


def labels(site: Path) -> str:
    """The share of tourists at places, with its interval, beside the city's."""
    known = [each["properties"] for each in features(site, "places")]
    of_level = [
        each for each in known if each["level"] == "place" and each["share_low"] is not None
    ]
    told = [
        each for each in of_level if each["tourists"] is not None and each["locals"] is not None
    ]
    tourists = sum(each["tourists"] for each in told)
    base = tourists / (tourists + sum(each["locals"] for each in told))
    rows = sorted(sorted(of_level, key=lambda each: each["rank"])[:20],
                  key=lambda each: (-each["tourist_share"], each["rank"]))  # fmt: skip
    left, right, top, step = 250.0, WIDTH - 120.0, 34.0, 24.0

    def across(share: float) -> float:
        return left + (right - left) * share

    foot = top + step * len(rows)
    parts = [
        line([(across(each), top - 6), (across(each), foot)], "line")
        + text(across(each), top - 14, f"{each:.0%}", anchor="middle", fill="ink-soft")
        for each in (0, 0.25, 0.5, 0.75, 1)
    ]
    parts.append(line([(across(base), top - 6), (across(base), foot)], "ink", 1.2,
                      more="stroke-dasharray:2 4"))  # fmt: skip
    for number, each in enumerate(rows):
        y = top + step * number + step / 2
        ends = [(across(each["share_low"]), y), (across(each["share_high"]), y)]
        dot = (across(each["tourist_share"]), y)
        parts += [
            text(left - 14, y + 5, short(each["name"]), anchor="end", size=15, style="italic"),
            line(ends, each["label"], 3),
            line([dot, dot], each["label"], 9),
            text(right + 16, y + 4, each["label"], fill="ink-soft"),
        ]
    return figure(foot + 8, parts)


def best_time(site: Path) -> str:
    """The months of one place beside those of all places."""
    known = [each["properties"] for each in features(site, "places")]
    of_level = [each for each in known if each["level"] == "place" and all(_told(each))]
    total = np.sum([each["months"] for each in of_level], axis=0)
    seasonal = [each for each in of_level if "best from" in (each["best_time"] or "")]
    place = min(seasonal or of_level, key=lambda each: each["rank"])
    own, usual = np.array(place["months"]) / sum(place["months"]), total / total.sum()
    left, step, foot, tall = 24.0, (WIDTH - 48) / 12, 262.0, 205.0 / max(own.max(), usual.max())
    parts = [text(left, 24, place["name"], size=18, style="italic")]
    for month in range(12):
        x = left + step * month
        high, height = own[month] >= 1.2 * usual[month], own[month] * tall
        parts.append(
            f'<rect x="{x + 6:.1f}" y="{foot - height:.1f}" width="{step - 12:.1f}" '
            f'height="{height:.1f}" style="fill:{colour("accent" if high else "bar")}"/>'
        )
        usual_y = foot - usual[month] * tall
        parts.append(line([(x + 1, usual_y), (x + step - 1, usual_y)], "ink", 2.2))
        parts.append(text(x + step / 2, foot + 19, MONTHS[month], anchor="middle", fill="ink-soft"))
    return figure(foot + 30, parts)


def _told(place: dict[str, Any]) -> list[bool]:
    return [place["months"] is not None and None not in (place["months"] or [None])]


def movement(site: Path) -> str:
    """Routes, and the field of all movements."""
    gap = 16.0
    width = (WIDTH - gap) / 2
    routes_at, field_at = Panel(INNER, 0, 26, width), Panel(INNER, width + gap, 26, width)
    found = dots(site)
    routes = [
        line([routes_at.at(*point) for point in each["geometry"]["coordinates"]], "walk",
             min(6.0, 0.8 + each["properties"]["authors"] ** 0.5 / 3))
        for each in features(site, "routes")
    ]  # fmt: skip
    parts = [
        text(0, 16, "Routes", style="italic", size=16),
        routes_at.clipped([draw_dots(routes_at, found, 0.3), *routes]),
        text(field_at.left, 16, "Field", style="italic", size=16),
        field_at.clipped([draw_dots(field_at, found, 0.3), *_arrows(field_at, site)]),
    ]
    return figure(26 + routes_at.height, parts)


def _arrows(panel: Panel, site: Path) -> list[str]:
    """Every third point of the field: where people go on from there."""
    east, north = json.loads((site / "data/field.json").read_text("utf-8"))
    head = east["header"]
    u, v = (np.array(each["data"], float).reshape(head["ny"], head["nx"]) for each in (east, north))
    speed = np.hypot(u, v)
    path = ""
    for row, column in np.argwhere(speed >= 0.02 * speed.max()):
        lon, lat = head["lo1"] + column * head["dx"], head["la1"] - row * head["dy"]
        if row % 3 == 1 and column % 3 == 1 and panel.has(lon, lat):
            x, y = panel.at(lon, lat)
            share = (speed[row, column] / speed.max()) ** 0.5
            a, b = (each[row, column] / speed[row, column] * (3 + 9 * share) for each in (u, -v))
            p, q = 0.45 * a, 0.45 * b
            path += f"M{x - a / 2:.1f} {y - b / 2:.1f}l{a:.1f} {b:.1f}"
            path += f"m{-p - q / 2:.1f} {-q + p / 2:.1f}l{p + q / 2:.1f} {q - p / 2:.1f}"
            path += f"l{-p + q / 2:.1f} {-q - p / 2:.1f}"
    stroke = f"fill:none;stroke:{colour('accent')};stroke-width:.9;stroke-linecap:round"
    return [f'<path d="{path}" style="{stroke}"/>']


def costs(site: Path) -> str:
    """What a metre of street costs by its score, for some c."""
    del site
    left, right, top, foot = 60.0, WIDTH - 150.0, 20.0, 270.0
    attraction, most = 0.7, 4.0

    def at(score: float, cost: float) -> tuple[float, float]:
        return left + (right - left) * score / most, foot - (foot - top) * cost

    parts = [
        line([at(0, each), at(most, each)], "line")
        + text(left - 10, at(0, each)[1] + 4, f"{each:g}", anchor="end", fill="ink-soft")
        for each in (0, 0.3, 0.5, 1)
    ]
    parts += [
        text(at(each, 0)[0], foot + 20, f"{each}", anchor="middle", fill="ink-soft")
        for each in range(5)
    ]
    for c, hue in ((0.125, "bar"), (0.5, "mixed"), (2, "tourist"), (8, "accent")):
        bend = min(most, 1 / c)
        points = [(0.0, 1.0), (bend, 1 - attraction * min(1, c * bend)),
                  (most, 1 - attraction * min(1, c * most))]  # fmt: skip
        parts.append(line([at(*point) for point in points], hue, 3))
        if c < 0.5:
            parts.append(
                text(right + 10, at(*points[-1])[1] + 5, f"c = {c}", style="italic", size=15)
            )
    parts.append(text(right + 10, at(0, 0.3)[1] + 5, "c = ½, 2 and 8", style="italic", size=15))
    parts.append(
        text(left, foot + 42, "score of the street, as a multiple of the mean (s/S)", size=14)
    )
    return figure(foot + 54, parts)


def walks(site: Path) -> str:
    """The walks that the guide suggests."""
    panel = Panel(INNER, 0, 0, WIDTH)
    hues = ("walk", "accent", "local", "tourist", "mixed", "undetermined")
    drawn, names = [], []
    for hue, each in zip(hues, features(site, "walks"), strict=False):
        points = [panel.at(*point) for point in each["geometry"]["coordinates"]]
        drawn += [line(points, "ground", 8, more="opacity:.7"), line(points, hue, 4)]
        told = each["properties"]
        names.append((hue, f"{told['name']}: {told['length_m'] / 1000:.1f} km"))
    foot = panel.height + 12
    legend = [
        line([(4, foot + 10 + 24 * n), (32, foot + 10 + 24 * n)], hue, 4)
        + text(44, foot + 15 + 24 * n, name, size=16, style="italic")
        for n, (hue, name) in enumerate(names)
    ]
    inside = panel.clipped([draw_dots(panel, dots(site)), *drawn])
    return figure(foot + 24 * len(names), [inside, *legend])


FIGURES = {
    "places": places, "bandwidths": bandwidths, "scales": scales, "labels": labels,
    "best-time": best_time, "movement": movement, "costs": costs, "walks": walks,
}  # fmt: skip


if __name__ == "__main__":
    for name, draw in FIGURES.items():
        (FOLDER / f"{name}.svg").write_text(draw(Path(sys.argv[1])), "utf-8")
