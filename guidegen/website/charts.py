"""Charts and small drawings as inline SVG, made while building: readers need no script.

Nothing carries an inline style, which the pages' content security policy forbids; the theme's CSS
colours the classes named here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from guidegen.geo import Floats, as_complex

_THUMBNAIL = 100  # units of the longer side
_FEWEST_UNITS = 1.0  # points of a thumbnail that are nearer to each other are not told apart
_WIDTH, _HEIGHT, _TOP, _BASE = 360.0, 132.0, 8.0, 108.0


@dataclass(frozen=True)
class Bars:
    """A bar chart of photographer-days by bin.

    Attributes:
        key: tells apart the charts of a page: "months".
        title: what is drawn, for readers who hear the page.
        description: what it shows, in a sentence.
        values: one per bin; None where too few people were there to tell.
        expected: the same if the place were like its city, None where that is not told; empty to
            leave it out.
        claimed: whether each bin's height is more than chance.
        ticks: a short name under each bin, "" for none.
    """

    key: str
    title: str
    description: str
    values: Sequence[int | None]
    expected: Sequence[float | None]
    claimed: Sequence[bool]
    ticks: Sequence[str]


def bar_chart(bars: Bars) -> Markup:
    """The chart as an SVG element."""
    step = _WIDTH / len(bars.values)
    highest = max(1.0, *(value or 0 for value in (*bars.values, *bars.expected)))
    scale = (_BASE - _TOP) / highest
    parts = [_bar(bars, index, step, scale) for index in range(len(bars.values))]
    parts.append(f'<path class="base" d="M0 {_BASE:g}H{_WIDTH:g}"/>')
    if any(value is not None for value in bars.expected):
        parts.append(f'<path class="city" d="{_steps(bars.expected, step, scale)}"/>')
    parts += [
        f'<text x="{(index + 0.5) * step:.1f}" y="124">{Markup.escape(tick)}</text>'
        for index, tick in enumerate(bars.ticks)
        if tick
    ]
    return _svg(bars, "".join(parts))


def dot_portrait(lon: Floats, lat: Floats, photos: Floats, across: int = 400) -> Markup:
    """A city as an engraving: its most photographed positions as dots, in three strengths.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        photos: photos at each position, shape (n,).
        across: dots beside each other at most; fewer make a smaller file.
    """
    if lon.size == 0:
        return Markup("")
    x = (lon - lon.min()) * np.cos(np.radians(lat.mean()))
    points = np.column_stack([x, lat.max() - lat])
    points -= _window(points, photos)[0]
    size = max(_window(points, photos)[1].max(), 1e-9)
    cells, where = np.unique(as_complex(np.rint(points / size * across)), return_inverse=True)
    coarseness = 400 / across
    cells = np.rint(np.column_stack([cells.real, cells.imag]) * coarseness)
    weight = np.bincount(where.ravel(), weights=photos)
    inside = ((cells >= -20) & (cells <= 420)).all(axis=1)
    strength = np.digitize(weight / coarseness, (2, 12))
    paths = (
        f'<path class="ink{level}" d="{_points(cells[inside & (strength == level)])}"/>'
        for level in range(3)
    )
    width, height = _window(points, photos)[1] / size * 400 + 50
    return Markup(  # noqa: S704 - made of numbers only
        f'<svg class="portrait" viewBox="-25 -25 {width:.0f} {height:.0f}" aria-hidden="true">'
        f"{''.join(paths)}</svg>"
    )


def line_thumbnail(line: Floats) -> Markup:
    """The shape of a line as a small SVG picture, north up, its start a dot.

    Args:
        line: lon and lat in degrees, shape (points, 2).
    """
    x = (line[:, 0] - line[:, 0].min()) * np.cos(np.radians(line[:, 1].mean()))
    y = line[:, 1].max() - line[:, 1]
    size = max(float(x.max()), float(y.max()), 1e-9)
    margin = (_THUMBNAIL - np.array([x.max(), y.max()]) / size * _THUMBNAIL) / 2
    points = np.column_stack((x, y)) / size * _THUMBNAIL + margin
    kept = _apart(points)
    path = "L".join(f"{east:.1f} {south:.1f}" for east, south in kept)
    east, south = kept[0]
    return Markup(  # noqa: S704 - made of numbers only
        f'<svg class="walk-shape" viewBox="-8 -8 116 116" aria-hidden="true">'
        f'<path d="M{path}"/><circle cx="{east:.1f}" cy="{south:.1f}" r="6"/></svg>'
    )


def _window(points: Floats, photos: Floats) -> tuple[Floats, Floats]:
    """Corner and size of the box around the middle 98% of the photos, on both axes."""
    edges = []
    for axis in range(2):
        order = np.argsort(points[:, axis])
        share = np.cumsum(photos[order]) / photos.sum()
        low, high = np.searchsorted(share, (0.01, 0.99))
        edges.append(points[order[[low, min(high, order.size - 1)]], axis])
    corner, end = np.array(edges).T
    return corner, end - corner


def _points(cells: Floats) -> str:
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in cells)


def _bar(bars: Bars, index: int, step: float, scale: float) -> str:
    value = bars.values[index]
    left, width = index * step + step * 0.14, step * 0.72
    if value is None:  # a short dotted line: something, but too little to tell
        return f'<path class="few" d="M{left:.1f} {_BASE - 3:g}h{width:.1f}"/>'
    height = value * scale
    kind = "bar claimed" if bars.claimed[index] else "bar"
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{_BASE - height:.1f}" '
        f'width="{width:.1f}" height="{height:.1f}"/>'
    )


def _steps(expected: Sequence[float | None], step: float, scale: float) -> str:
    """A line of steps, broken where there is nothing to tell."""
    path, is_on = "", False
    for index, value in enumerate(expected):
        if value is not None:
            height = f"{_BASE - value * scale:.1f}"
            path += f"V{height}" if is_on else f"M{index * step:.4g} {height}V{height}"
            path += f"H{(index + 1) * step:.1f}"
        is_on = value is not None
    return path


def _svg(bars: Bars, content: str) -> Markup:
    title, description = Markup.escape(bars.title), Markup.escape(bars.description)
    return Markup(  # noqa: S704 - texts are escaped, the rest is numbers
        f'<svg class="chart" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" '
        f'aria-labelledby="{bars.key}-t {bars.key}-d"><title id="{bars.key}-t">{title}</title>'
        f'<desc id="{bars.key}-d">{description}</desc>{content}</svg>'
    )


def _apart(points: Floats) -> list[Floats]:
    """The points without those that are very near to the one before; the last stays."""
    kept = [points[0]]
    for point in points[1:-1]:
        if np.hypot(*(point - kept[-1])) >= _FEWEST_UNITS:
            kept.append(point)
    return [*kept, points[-1]]
