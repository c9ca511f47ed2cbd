"""Who moved along a line: the movements beside it in its direction, or against it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Floats
from guidegen.routes.segments import Ints, Segments

Longs = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]

EVERY_M = 5.0
NEAR_M = 25.0
TURN_DEG = 35.0
_CELL_M = 50.0
_MOST_CELLS = 4_000_000


class Along(NamedTuple):
    """Who moved along lines, shape (lines,) each.

    Attributes:
        authors: distinct authors that moved along some part of the line.
        days: distinct photographer-days that they did so on.
        balance: -0.5 to 0.5: the share of movement in the line's direction less 0.5. A session
            counts once at each sample. A direction that fewer than three people took counts as
            nobody's, so that the share tells of none of them.
    """

    authors: Longs
    days: Longs
    balance: Floats


class _Index(NamedTuple):
    """Movements by the squares of a grid in which something near them can be."""

    west: float
    south: float
    cell_m: float
    columns: int
    starts: Longs
    listed: Ints


class _Moves(NamedTuple):
    """Columns of the movements, and the number of the photographer-day of each."""

    x0_m: Floats
    y0_m: Floats
    x1_m: Floats
    y1_m: Floats
    author: Ints
    session: Ints
    day: Longs


def samples(lines: Lines) -> tuple[Floats, Floats, Longs]:
    """Points about every 5 m along lines in metres, begin and end too.

    Returns:
        Where they are and the way that the line has there, shape (n, 2) each; and their lines,
        ascending, shape (n,).
    """
    count = np.maximum(np.ceil(shapely.length(lines) / EVERY_M).astype(np.int64), 1) + 1
    of = np.repeat(np.arange(lines.size), count)
    last = np.cumsum(count)[of] - 1
    first = last - count[of] + 1
    rows = np.arange(of.size)
    points = shapely.line_interpolate_point(
        lines[of], (rows - first) / (count[of] - 1), normalized=True
    )
    at: Floats = shapely.get_coordinates(points)
    way: Floats = at[np.minimum(rows + 1, last)] - at[np.maximum(rows - 1, first)]
    return at, way, of


def photographer_days(segments: Segments) -> Longs:
    """Number of the photographer-day of each movement, shape (n,)."""
    date = segments.left_at.astype("datetime64[D]").astype(np.int64)
    key = segments.author.astype(np.int64) * 1_000_000 + date
    days: Longs = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return days


def authors_at(lines: Lines, segments: Segments) -> tuple[Longs, Longs]:
    """Distinct authors at each sample of lines, and the line of each sample; see `along`."""
    here, of, _ = _count(lines, segments)
    return here, of


def along(lines: Lines, segments: Segments) -> Along:
    """Who moved along lines in metres: past them within 25 m, and at most 35 degrees askew.

    It does not count that somebody began or ended near: the line may go on, but they did not.

    Args:
        lines: LineStrings in metres.
        segments: at least one.
    """
    return _count(lines, segments)[2]


def balance_of(votes: Floats, authors: Longs) -> Floats:
    """The share of votes in the line's direction less 0.5, shape (n,); see `Along`.

    Args:
        votes: with and against the line, shape (n, 2).
        authors: distinct ones who took each direction, shape (n, 2).
    """
    told = np.where(authors >= FEWEST_AUTHORS, votes, 0.0)
    total = told.sum(axis=1)
    share = np.divide(told[:, 0], total, out=np.full(len(told), 0.5), where=total > 0)
    balance: Floats = share - 0.5
    return balance


def _count(lines: Lines, segments: Segments) -> tuple[Longs, Longs, Along]:
    at, ahead, of = samples(lines)
    moves = _Moves(
        segments.x0_m,
        segments.y0_m,
        segments.x1_m,
        segments.y1_m,
        segments.author,
        segments.session,
        photographer_days(segments),
    )
    here, authors, days, votes, took = _along(at, ahead, of, lines.size, moves, _index(moves))
    return here, of, Along(authors, days, balance_of(votes, took))


def _index(moves: _Moves) -> _Index:
    wide = max(moves.x0_m.max(), moves.x1_m.max()) - min(moves.x0_m.min(), moves.x1_m.min())
    high = max(moves.y0_m.max(), moves.y1_m.max()) - min(moves.y0_m.min(), moves.y1_m.min())
    cell_m = max(_CELL_M, float(np.sqrt(wide * high / _MOST_CELLS)))
    border = 2 * NEAR_M + cell_m  # so that nothing is near the first square
    west = min(moves.x0_m.min(), moves.x1_m.min()) - border
    south = min(moves.y0_m.min(), moves.y1_m.min()) - border
    wide, high = wide + 2 * border, high + 2 * border
    columns, rows = int(wide / cell_m) + 1, int(high / cell_m) + 1
    empty = np.zeros(0, np.int32)
    frame = _Index(west, south, cell_m, columns, np.zeros(rows * columns + 1, np.int64), empty)
    counts = _list(moves, frame)
    starts = np.append(0, np.cumsum(counts))
    full = frame._replace(starts=starts, listed=np.empty(starts[-1], np.int32))
    _list(moves, full)
    return full


@njit(inline="always")
def _span(at: float, cell_m: float) -> tuple[int, int]:
    """The rows or columns near a place: half a step along, and the distance across."""
    reach = 1.5 * NEAR_M
    return int((at - reach) // cell_m), int((at + reach) // cell_m) + 1


@njit(cache=True, nogil=True)
def _list(moves: _Moves, index: _Index) -> Longs:
    """How many movements each square has, which are written if there is room for them."""
    squares = index.starts.size - 1
    counts, stamp = np.zeros(squares, np.int64), np.full(squares, -1, np.int32)
    for i in range(moves.author.size):
        x0, y0 = moves.x0_m[i] - index.west, moves.y0_m[i] - index.south
        x, y = moves.x1_m[i] - moves.x0_m[i], moves.y1_m[i] - moves.y0_m[i]
        steps = int(np.hypot(x, y) / NEAR_M) + 1
        for step in range(steps + 1):
            at_x, at_y = x0 + x * step / steps, y0 + y * step / steps
            low_row, high_row = _span(at_y, index.cell_m)
            low_column, high_column = _span(at_x, index.cell_m)
            for row in range(low_row, high_row):
                for column in range(low_column, high_column):
                    if row < 0 or column < 0 or column >= index.columns:
                        continue
                    square = row * index.columns + column
                    if square >= squares or stamp[square] == i:
                        continue
                    stamp[square] = i
                    if index.listed.size:
                        index.listed[index.starts[square] + counts[square]] = i
                    counts[square] += 1
    return counts


@njit(inline="always")
def _side(x: float, y: float, turn_x: float, turn_y: float, moves: _Moves, i: int) -> int:
    """1 if the movement goes along there, -1 if against, 0 if it is far or askew."""
    east, north = moves.x1_m[i] - moves.x0_m[i], moves.y1_m[i] - moves.y0_m[i]
    long = np.hypot(east, north)
    cosine = (east * turn_x + north * turn_y) / (long * np.hypot(turn_x, turn_y) + 1e-12)
    if abs(cosine) < np.cos(np.radians(TURN_DEG)):
        return 0
    away_x, away_y = x - moves.x0_m[i], y - moves.y0_m[i]
    along, across = away_x * east + away_y * north, away_x * north - away_y * east
    if not 0 <= along <= long * long or abs(across) > NEAR_M * long:
        return 0
    return 1 if cosine > 0 else -1


@njit(inline="always")
def _square(x: float, y: float, index: _Index) -> int:
    """The square of a place; the first one, which is empty, if it is outside."""
    row, column = int((y - index.south) // index.cell_m), int((x - index.west) // index.cell_m)
    square = row * index.columns + column
    inside = row >= 0 and 0 <= column < index.columns and square < index.starts.size - 1
    return square if inside else 0


@njit(inline="always")
def _first(seen_at: Longs, who: int, place: int) -> int:
    """1 when somebody is first seen at a place, 0 afterwards; places come one after the other."""
    if seen_at[who] == place:
        return 0
    seen_at[who] = place
    return 1


@njit(cache=True, nogil=True)
def _along(
    at: Floats, ahead: Floats, of: Longs, lines: int, moves: _Moves, index: _Index
) -> tuple[Longs, Longs, Longs, Floats, Longs]:
    here, votes = np.zeros(len(at), np.int64), np.zeros((lines, 2))
    authors, days = np.zeros(lines, np.int64), np.zeros(lines, np.int64)
    took = np.zeros((lines, 2), np.int64)  # authors with and against the line
    author_here = np.full(moves.author.max() + 1, -1, np.int64)
    author_of, author_took = author_here.copy(), np.full(2 * author_here.size, -1, np.int64)
    session_here = np.full(moves.session.max() + 1, -1, np.int64)
    day_of = np.full(moves.day.max() + 1, -1, np.int64)
    for j in range(len(at)):
        x, y, line = at[j, 0], at[j, 1], of[j]
        square = _square(x, y, index)
        for k in range(index.starts[square], index.starts[square + 1]):
            i = index.listed[k]
            side = _side(x, y, ahead[j, 0], ahead[j, 1], moves, i)
            if side == 0:
                continue
            author, against = moves.author[i], (1 - side) // 2
            here[j] += _first(author_here, author, j)
            authors[line] += _first(author_of, author, line)
            took[line, against] += _first(author_took, 2 * author + against, line)
            days[line] += _first(day_of, moves.day[i], line)
            votes[line, against] += _first(session_here, moves.session[i], j)
    return here, authors, days, votes, took
