"""Curves of growth as SVG: both axes logarithmic, one line a stage, its name at its end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

Line = Sequence[tuple[float, float]]
_LEFT, _TOP, _RIGHT, _BOTTOM = 64.0, 34.0, 560.0, 380.0
_WIDTH, _HEIGHT, _BETWEEN = 760, 430, 14.0
_COLOURS = ("#8c3b0f", "#1f6f8b", "#5b7f2b", "#8a4f9e", "#b5851c", "#3d4f9f", "#a6364f", "#4a7a6f",
            "#7a5c3e")  # fmt: skip
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#4a4038}.grid{stroke:#8884;fill:none}"
    "polyline{fill:none;stroke-width:1.8}.peer{stroke-dasharray:5 4}"
    "@media (prefers-color-scheme:dark){text{fill:#ded5c8}}"
)


def curves(title: str, across: str, up: str, lines: Mapping[str, Line]) -> str:
    """A picture of some lines.

    Args:
        title: what it shows.
        across: what the horizontal axis counts.
        up: the same of the vertical one.
        lines: points by name, all numbers above 0; names with a colon in them are peers'.
    """
    xs = [x for line in lines.values() for x, _ in line]
    ys = [y for line in lines.values() for _, y in line]
    box = _decades(xs), _decades(ys)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}"><style>{_STYLE}</style>\n'
        f'<text x="{_LEFT:g}" y="18" font-weight="bold">{escape(title)}</text>\n'
        + "".join(_grid(box))
        + f'<text x="{(_LEFT + _RIGHT) / 2:g}" y="{_HEIGHT - 10}" text-anchor="middle">'
        f"{escape(across)}</text>\n"
        f'<text transform="translate(14 {(_TOP + _BOTTOM) / 2:g}) rotate(-90)" '
        f'text-anchor="middle">{escape(up)}</text>\n' + "".join(_drawn(lines, box)) + "</svg>\n"
    )


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _at(x: float, y: float, box: tuple[tuple[int, int], tuple[int, int]]) -> tuple[float, float]:
    (left, right), (low, high) = box
    return (
        _LEFT + (math.log10(x) - left) / (right - left) * (_RIGHT - _LEFT),
        _BOTTOM - (math.log10(y) - low) / (high - low) * (_BOTTOM - _TOP),
    )


def _grid(box: tuple[tuple[int, int], tuple[int, int]]) -> Iterator[str]:
    (left, right), (low, high) = box
    for power in range(left, right + 1):
        x, _ = _at(10.0**power, 10.0**low, box)
        yield f'<path class="grid" d="M{x:.1f} {_TOP:g}V{_BOTTOM:g}"/>'
        yield f'<text x="{x:.1f}" y="{_BOTTOM + 18:g}" text-anchor="middle">{10**power:,}</text>\n'
    for power in range(low, high + 1):
        _, y = _at(10.0**left, 10.0**power, box)
        yield f'<path class="grid" d="M{_LEFT:g} {y:.1f}H{_RIGHT:g}"/>'
        yield f'<text x="{_LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>\n'


def _drawn(
    lines: Mapping[str, Line], box: tuple[tuple[int, int], tuple[int, int]]
) -> Iterator[str]:
    """Lines, and their names beside them, none upon another."""
    ends = sorted((_at(*line[-1], box)[1], number, name)
                  for number, (name, line) in enumerate(lines.items()))  # fmt: skip
    lowest = _TOP
    for y, number, name in ends:
        colour, kind = _COLOURS[number % len(_COLOURS)], "peer" if ":" in name else "own"
        places = [_at(*point, box) for point in lines[name]]
        points = " ".join(f"{x:.1f},{height:.1f}" for x, height in places)
        yield f'<polyline class="{kind}" stroke="{colour}" points="{points}"/>'
        at = max(y + 4, lowest)
        lowest = at + _BETWEEN
        yield f'<path stroke="{colour}" opacity=".4" d="M{places[-1][0]:.1f} {y:.1f}'
        yield f'L{_RIGHT + 8:g} {at - 4:.1f}"/>'
        yield f'<text x="{_RIGHT + 12:g}" y="{at:.1f}" style="fill:{colour}">{escape(name)}</text>'
        yield "\n"
