"""Maps of how many people photographed where, before and after a filter: as SVG and as letters.

They are made of `quality.Sifted.density`, squares with the level of their number of people, where
fewer than three count as none; see `crowd.levels`.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from guidegen.geo import Box, Projection
from guidegen.languages import _, ngettext
from guidegen.website import words

Levels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

STRENGTHS = (1, 3, 5, 7)
"""The lowest level of each strength in which squares are drawn: 3, 6, 12 and 24 people."""
_MOST_COLUMNS = 160  # of squares in a drawing: more could not be told apart
_MARGIN = 1


@dataclass(frozen=True)
class Change:
    """The squares of a city before and after a filter, cropped to those where people were.

    Attributes:
        before: levels, shape (rows, columns), north first.
        after: the same.
        fewer: where the level fell, in any of the squares that one here stands for, same shape.
        square_m: how wide one of the density's own squares is.
        counts: the density's own squares: those told before, those told after, those where the
            level fell, those that are not told any more.
    """

    before: Levels
    after: Levels
    fewer: Mask
    square_m: float
    counts: tuple[int, int, int, int]

    @property
    def sentence(self) -> str:
        """What the two maps show, for those who do not see them."""
        before, after, fewer, none = self.counts
        told = {
            "before": words.number(before),
            "after": words.number(after),
            "width": words.exact_length(round(self.square_m)),
            "fewer": words.number(fewer),
            "none": words.number(none),
        }
        where = ngettext(
            "Three people or more photographed in %(before)s square of %(width)s before and in "
            "%(after)s after",
            "Three people or more photographed in %(before)s squares of %(width)s before and in "
            "%(after)s after",
            before,
        )
        if fewer == 0:
            text = _("%(where)s; nowhere are there clearly fewer than before.")
        elif none:
            text = _(
                "%(where)s; in %(fewer)s there are clearly fewer than before, in %(none)s of "
                "these fewer than three."
            )
        else:
            text = _("%(where)s; in %(fewer)s there are clearly fewer than before.")
        return text % {**told, "where": where % told}


def change(
    density: Mapping[str, Any], before: str, after: str, most: int = _MOST_COLUMNS
) -> Change:
    """The squares before and after a filter.

    Args:
        density: see `quality.Sifted`.
        before: the name of a layer.
        after: the same.
        most: columns of squares in the outcome.
    """
    all_rows, all_columns = _extent(_layer(density, "before"))
    old, new = (_layer(density, name)[all_rows, all_columns] for name in (before, after))
    fewer: Mask = np.asarray(new < old)
    told = (int((old > 0).sum()), int((new > 0).sum()), int(fewer.sum()))
    block = max(1, -(-old.shape[1] // most))
    return Change(
        before=_blocks(old, block).max(axis=(1, 3)),
        after=_blocks(new, block).max(axis=(1, 3)),
        fewer=np.asarray(_blocks(fewer, block).any(axis=(1, 3))),
        square_m=_square_m(density),
        counts=(*told, int((fewer & (new == 0)).sum())),
    )


def svg(change: Change, key: str, *, after: bool) -> Markup:
    """One of the two maps as an SVG, north up.

    Args:
        change: what is drawn.
        key: tells apart the drawings of a page.
        after: whether it is the map after, with marks where there are fewer people.
    """
    levels = change.after if after else change.before
    strength = np.digitize(levels, STRENGTHS)
    paths = [(f"people-{n}", _runs(strength == n)) for n in range(1, len(STRENGTHS) + 1)]
    if after:
        paths.append(("fewer", _dots(change.fewer)))
    drawn = Markup("").join(
        Markup('<path class="{}" d="{}"/>').format(name, path) for name, path in paths if path
    )
    rows, columns = levels.shape
    frame = Markup(
        '<svg class="density" viewBox="0 0 {columns} {rows}" role="img" aria-labelledby="{key}-t">'
        '<title id="{key}-t">{title}</title><g transform="translate(0 .5)">{drawn}</g></svg>'
    )
    title = _("Map after") if after else _("Map before")
    return frame.format(columns=columns, rows=rows, key=key, title=title, drawn=drawn)


def letters(change: Change) -> list[str]:
    """The two maps side by side for a terminal, a line each; × where there are fewer people."""
    shades = np.array(list(" ░▒▓█×"))
    lines = []
    for row in range(0, change.before.shape[0], 2):  # a letter is twice as high as wide
        both = slice(row, row + 2)
        old, new = (
            np.digitize(levels[both].max(axis=0), STRENGTHS)
            for levels in (change.before, change.after)
        )
        new = np.where(change.fewer[both].any(axis=0), shades.size - 1, new)
        lines.append("  ".join("".join(shades[each]) for each in (old, new)))
    return lines


def _layer(density: Mapping[str, Any], name: str) -> Levels:
    told = zlib.decompress(base64.b64decode(density["layers"][name]["bytes"]))
    return np.frombuffer(told, np.uint8).reshape(density["rows"], density["columns"])


def _extent(levels: Levels) -> tuple[slice, slice]:
    """Rows and columns that hold all that is told, and a margin; everything if nothing is."""
    slices = []
    for axis, size in enumerate(levels.shape):
        told = np.flatnonzero(levels.any(axis=1 - axis))
        first, last = (told[0], told[-1]) if told.size else (0, size - 1)
        slices.append(slice(max(first - _MARGIN, 0), min(last + _MARGIN, size - 1) + 1))
    return slices[0], slices[1]


def _blocks(squares: npt.NDArray[Any], side: int) -> npt.NDArray[Any]:
    """Squares in blocks, shape (rows, side, columns, side); what is missing at the edges is 0."""
    rows, columns = (-(-size // side) for size in squares.shape)
    whole = np.zeros((rows * side, columns * side), squares.dtype)
    whole[: squares.shape[0], : squares.shape[1]] = squares
    return whole.reshape(rows, side, columns, side)


def _runs(squares: Mask) -> str:
    """Neighbours in a row as one line, as the path of an SVG."""
    edges = np.diff(squares.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    return "".join(
        f"M{start} {row}h{end - start}"
        for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
    )


def _dots(squares: Mask) -> str:
    """The middles of squares, as the path of an SVG."""
    return "".join(f"M{x + 0.5:g} {y}h0" for y, x in zip(*np.nonzero(squares), strict=True))


def _square_m(density: Mapping[str, Any]) -> float:
    box = Box(*density["box"])
    lon = box.centre[0]
    _, y_m = Projection.around(box).to_metres(
        np.array([lon, lon]), np.array([box.south, box.north])
    )
    return float(y_m[1] - y_m[0]) / int(density["rows"])
