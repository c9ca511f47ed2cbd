"""People who walk through Sampletown: routes, a field and tracks; and walks along the routes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from guidegen.geo import Projection
from guidegen.routes.density import pack_densities
from guidegen.routes.encode import pack_slices, velocity_json
from guidegen.routes.find import find_routes
from guidegen.routes.raster import Grid
from guidegen.routes.segments import Segments
from guidegen.routes.slices import slices
from guidegen.streets.network import ScoredStreets
from guidegen.website.guide import Guide
from tests.routes.movers import movements
from tests.website.sample_walks import with_walks

# from the market over the bridge to the station, metres
WAY = [(-150.0, 0.0), (20.0, -10.0), (200.0, -30.0), (330.0, -350.0), (500.0, -700.0)]
PEOPLE = 60


def walkers() -> Segments:
    """Sixty people, of whom every fourth comes back; the first half in the morning."""
    random = np.random.default_rng(3)
    ways, authors, times = [], [], []
    for author in range(PEOPLE):
        points = np.array(WAY) + random.normal(0, 4, (len(WAY), 2))
        hour = 8 if author < PEOPLE // 2 else 19
        for way in (points, points[::-1])[: 2 if author % 4 == 0 else 1]:
            ways += [(*a, *b) for a, b in pairwise(way)]
            authors += [author] * (len(WAY) - 1)
            times += [f"2012-05-03T{hour:02}:00"] * (len(WAY) - 1)
    return movements(ways, authors, times)


def with_routes(guide: Guide) -> Guide:
    """The same guide with routes, the field and tracks."""
    segments, box = walkers(), guide.city.bbox
    found = find_routes(segments, Projection.around(box))
    parts = slices(segments, ["unknown"] * len(segments), Grid.over(box))
    count = len(segments)
    facts = {
        "photos": count + PEOPLE + 9, "left_out": {"no time of day": 2}, "same_spot": 7,
        "stops": count + PEOPLE, "authors": PEOPLE, "sessions": PEOPLE,
        "breaks": {"gap": 0, "jump": 0}, "steps": count,
        "dropped": {"faster than 10 km/h": 0}, "movements": count, **found.facts,
    }  # fmt: skip
    return replace(
        guide,
        routes=found.table,
        flow=pack_slices(parts),
        velocity=velocity_json(parts[0].field),
        tracks=pack_densities({"raw": segments, "cleaned": segments}, box),
        report={**guide.report, "routes": facts},
    )


def with_walks_along_routes(guide: Guide) -> Guide:
    """The same with walks, though the streets are not known."""
    walked, routed = with_walks(guide), with_routes(guide)
    assert walked.ways
    facts = {**walked.ways.facts, "window_m": 20.0}
    ways = ScoredStreets(walked.ways.network, walked.ways.scores, facts)
    return replace(routed, streets=None, ways=ways, graph=walked.graph, walks=walked.walks)
