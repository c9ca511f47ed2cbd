"""Routes from the movements alone, where no street network is known.

After Tikhonov (2018): movements that overlap are generalised to one line, what crosses needlessly
is cleaned, and lines are closed where the extensions of their ends meet.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Floats
from guidegen.routes.ends import attach, join
from guidegen.routes.parts import by_use, worth
from guidegen.routes.segments import Segments
from guidegen.routes.support import EVERY_M, Along, Lines, along, authors_at, samples
from guidegen.routes.trace import Thresholds, crests
from guidegen.routes.votes import Bounds, tiles, votes


class Scale(NamedTuple):
    """How exactly ways are looked for, metres."""

    width_m: float
    long_m: float
    apart_m: float


# Votes spread with a standard deviation of `width_m`; where photos are far from each other, ways
# are found again, less exactly, as a bundle of straight lines, but not within `apart_m` of those
# found before. A movement of `long_m` counts half: it says little of the way.
SCALES = (
    Scale(width_m=10, long_m=150, apart_m=20),
    Scale(width_m=20, long_m=500, apart_m=45),
)
SHORTEST_M = 60.0
GENERAL_M = 4.0
# Between two photos a line may lose its authors for that long.
_GAP_SAMPLES = 3


def lines_from_tracks(segments: Segments) -> tuple[Lines, Along]:
    """Routes in metres, and who took them.

    Three authors or more moved along a route everywhere, within 25 m and in its direction. Only
    where ends are led on and joined, at most 60 m each, it may be fewer; that is straight, and
    known from the ends alone.
    """
    nothing = np.zeros(0, np.int64)
    if len(segments) == 0:
        return np.empty(0, object), Along(nothing, nothing, np.zeros(0))
    found: list[Floats] = []
    known = np.empty((0, 3))
    for scale in SCALES:
        for some, within in tiles(segments, scale.width_m, FEWEST_AUTHORS):
            more = _carried(_crests(some, within, scale, known), some)
            found += more
            known = np.concatenate((known, _directed(more)))
    lines = worth(_shapes(attach(join(found))), SHORTEST_M)
    if not lines.size:
        return lines, Along(nothing, nothing, np.zeros(0))
    lines = by_use(lines, *authors_at(lines, segments))
    who = along(lines, segments)
    kept = who.authors >= FEWEST_AUTHORS
    return lines[kept], Along(who.authors[kept], who.days[kept], who.balance[kept])


def _crests(segments: Segments, within: Bounds, scale: Scale, known: Floats) -> Lines:
    cast = votes(segments, within, width_m=scale.width_m, long_m=scale.long_m)
    limits = Thresholds(
        seed=0.6 * FEWEST_AUTHORS,
        follow=0.3 * FEWEST_AUTHORS,
        share=0.03,
        claim=scale.apart_m / cast.cell_m,
        shortest=int(SHORTEST_M / 2 / cast.cell_m),
    )
    return _shapes([_generalised(line) for line in crests(cast, limits, known)])


def _directed(lines: list[Floats]) -> Floats:
    """Points along lines with the direction there, shape (n, 3)."""
    at, way, _ = samples(_shapes(lines))
    return np.column_stack((at, np.arctan2(way[:, 1], way[:, 0])))


def _shapes(lines: list[Floats]) -> Lines:
    shapes = np.empty(len(lines), object)
    shapes[:] = [shapely.LineString(line) for line in lines]
    return shapes


def _generalised(line: Floats) -> Floats:
    """With the corners that matter."""
    general: Floats = shapely.get_coordinates(shapely.simplify(shapely.LineString(line), GENERAL_M))
    return general


def _carried(lines: Lines, segments: Segments) -> list[Floats]:
    """The parts of lines that enough authors moved along; straight where they were fewer."""
    if not lines.size:
        return []
    here, of = authors_at(lines, segments)
    at, _, _ = samples(lines)
    parts: list[Floats] = []
    for line in range(lines.size):
        rows = np.flatnonzero(of == line)
        good = rows[here[rows] >= FEWEST_AUTHORS]
        runs = np.split(good, np.flatnonzero(np.diff(good) > _GAP_SAMPLES + 1) + 1)
        parts += [
            _generalised(at[run])
            for run in runs
            if run.size >= 2 and (run[-1] - run[0]) * EVERY_M >= SHORTEST_M / 2
        ]
    return parts
