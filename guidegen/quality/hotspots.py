"""Points of the map where photos are put whose place nobody knows: a city's middle, a district's.

Such a point has exactly the same coordinates in the photos of many people. Some of this is chance
and does no harm: who stands where all stand, with a receiver that rounds, shares coordinates. So a
point is judged by its surroundings. Of the n authors within 100 m, A are on the point itself. By
chance, an author with photos at k different points there is on it with a probability of
1 - (1-q)^k. The point is a hot spot if A is in the upper tail of a binomial distribution whose
mean is the sum of these, by Benjamini and Hochberg's rule over all points that enough authors
share.

q is the most that ordinary positions reach: 0.01, as at the most photographed tower of four real
cities; on default points it is 0.13 and more. It is more on a lattice that a source uses: with the
share f of its photos on a lattice of cells of a m², where people crowd within a standard deviation
of s = 8 m the fullest cell holds f·min(1, a / 2πs²) of them; q is at least twice that, because
habits differ from place to place. A source that rounds to 30 m is thus never judged.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.stats import binom

from guidegen.cityquality import Hotspots
from guidegen.crowd import distinct
from guidegen.geo import MEAN_EARTH_RADIUS_M, Floats
from guidegen.languages import N_, _
from guidegen.localformats import exact_length, number
from guidegen.quality.verdict import Ints, Mask, Verdict, codes, discoveries

FALSE_SHARE = 0.002
ORDINARY = 0.01
CROWD_M = 8.0
# Steps in degrees that devices and people round to: decimals, minutes, hundredths of minutes, …
LATTICES_DEG = (1e-2, 1e-3, 1e-4, 1 / 60, 1 / 600, 1 / 3600, 1 / 6000)
# Coordinates are stored with six decimals.
_ROUNDING_DEG = 1.01e-6
# A source that puts more than this share of its photos on more than so many shared points does so
# on purpose: it gives the positions of sights, not of people.
_MOST_SHARE = 0.25
_MOST_SPOTS = 10
_SQUARES_PER_RADIUS = 4
_ROUNDS = 10


def words(options: Hotspots) -> str:
    """What the filter does, for people."""
    return _(
        "photos go that share exactly one point with those of %(people)s authors or more, if "
        "these are more of the authors within %(distance)s than chance explains"
    ) % {"people": number(options.authors), "distance": exact_length(options.radius_m)}


class _Points(NamedTuple):
    """Where photos were taken.

    Attributes:
        at: a photo on each exact point, shape (points,).
        point: number of the exact point of each pair of a point and an author, shape (pairs,).
        author: the author of each pair, shape (pairs,).
        of: number of the shared point of each photo, -1 for none, shape (n,).
        first: a photo on each shared point, shape (k,).
        authors: distinct ones on it, shape (k,).
    """

    at: Ints
    point: Ints
    author: Ints
    of: Ints
    first: Ints
    authors: Ints


def find(photos: pd.DataFrame, options: Hotspots) -> Verdict:
    """Photos on hot spots.

    Args:
        photos: `tables.PHOTOS`.
        options: how many authors, and how far the surroundings reach.

    Returns:
        In the notes, `spots`: lon, lat, authors, photos of each hot spot, of what is left out; and
        `not_judged`: the sources that put so many photos on shared points that they must mean it.
    """
    q = _ordinary_share(photos)
    author = codes(photos["author_id"])
    some = photos[["lon", "lat", "x_m", "y_m"]].assign(author=author)
    gone = np.zeros(len(photos), bool)
    for _round in range(_ROUNDS):
        left = np.flatnonzero(~gone)
        found = _hot(some.iloc[left], q[left], options)
        if not found.any():
            break
        gone[left[found]] = True
    trusted = _sources_that_mean_it(photos, gone)
    gone &= ~photos["source"].isin(trusted).to_numpy()
    notes = {"spots": _spots(photos[gone], options.authors), "not_judged": trusted}
    return Verdict({N_("on a point that many authors share"): gone}, notes)


def _spots(photos: pd.DataFrame, fewest: int) -> list[tuple[float, float, int, int]]:
    """The points of photos that are left out, if they are of enough authors."""
    points = photos.groupby(["lon", "lat"])["author_id"].agg(["nunique", "size"])
    points = points[points["nunique"] >= fewest]
    return [
        (float(lon), float(lat), int(people), int(count))
        for lon, lat, people, count in points.reset_index().itertuples(index=False)
    ]


def _sources_that_mean_it(photos: pd.DataFrame, gone: Mask) -> list[str]:
    where = photos["lon"].to_numpy() + 1j * photos["lat"].to_numpy()
    by_source = pd.DataFrame({"gone": gone, "where": np.where(gone, where, np.nan)}).groupby(
        photos["source"].to_numpy()
    )
    many = (by_source["gone"].mean() > _MOST_SHARE) & (by_source["where"].nunique() > _MOST_SPOTS)
    return sorted(many.index[many])


def _ordinary_share(photos: pd.DataFrame) -> Floats:
    """The share q for each photo's coordinates, shape (n,)."""
    q = np.full(len(photos), ORDINARY)
    lon, lat = photos["lon"].to_numpy(), photos["lat"].to_numpy()
    source = codes(photos["source"])
    photos_of_source = np.bincount(source)
    degree_m = np.radians(1.0) * MEAN_EARTH_RADIUS_M
    for step in LATTICES_DEG:
        on = _on_lattice(lon, step) & _on_lattice(lat, step)
        used = (np.bincount(source, on) / photos_of_source)[source]
        cell_m2 = (step * degree_m) ** 2 * np.cos(np.radians(lat))
        fullest = used * np.minimum(1.0, cell_m2 / (2 * np.pi * CROWD_M**2))
        q = np.where(on, np.maximum(q, np.minimum(1.0, 2 * fullest)), q)
    return q


def _on_lattice(values: Floats, step: float) -> Mask:
    """Whether each value is a whole number of steps, as far as its decimals tell."""
    near: Mask = np.abs(values - np.round(values / step) * step) < _ROUNDING_DEG
    return near


def _hot(photos: pd.DataFrame, q: Floats, options: Hotspots) -> Mask:
    """Which photos lie on hot spots."""
    points = _shared_points(photos, options.authors)
    around = _around(photos, points, options.radius_m)
    people, expected = _expected(around, q[points.first])
    chance = binom.sf(points.authors - 1, people, expected / np.maximum(people, 1))
    hot = discoveries(np.asarray(chance, float), points.first.size, FALSE_SHARE)
    found: Mask = np.append(hot, False)[points.of]
    return found


def _shared_points(photos: pd.DataFrame, fewest: int) -> _Points:
    """The points on which at least some number of authors have photos."""
    order = np.lexsort((photos["lat"], photos["lon"]))
    lon, lat = (photos[name].to_numpy()[order] for name in ("lon", "lat"))
    fresh = np.ones(order.size, bool)
    fresh[1:] = (np.diff(lon) != 0) | (np.diff(lat) != 0)
    where = np.empty(order.size, np.int64)
    where[order] = np.cumsum(fresh) - 1
    authors = int(photos["author"].max()) + 1 if order.size else 1
    point, author = np.divmod(distinct(where * authors + photos["author"].to_numpy()), authors)
    people = np.bincount(point)
    shared = people >= fewest
    numbers = np.where(shared, np.cumsum(shared) - 1, -1)
    of = numbers[where]
    first = np.full(int(shared.sum()), len(photos), np.int64)
    np.minimum.at(first, of[of >= 0], np.flatnonzero(of >= 0))
    return _Points(order[fresh], point, author, of, first, people[shared].astype(np.int64))


def _around(photos: pd.DataFrame, points: _Points, radius_m: float) -> Any:
    """At how many points each author was around each shared one, sparse, shape (k, authors).

    Around it are the squares whose middles lie within the radius.
    """
    side = radius_m / _SQUARES_PER_RADIUS
    xy = photos[["x_m", "y_m"]].to_numpy()
    columns, rows = np.floor(xy[points.at] / side).astype(np.int64).T
    width = np.ptp(columns) + 1 if columns.size else 1
    square = (rows - rows.min(initial=0)) * width + columns
    _, first, of = np.unique(square, return_index=True, return_inverse=True)
    people = int(points.author.max(initial=0)) + 1
    ones = np.ones(points.point.size, np.int32)
    seen = sparse.csr_array((ones, (of[points.point], points.author)), shape=(first.size, people))
    middles = (np.column_stack((columns, rows))[first] + 0.5) * side
    asked = xy[points.first]
    near = cKDTree(middles).query_ball_point(asked, radius_m) if len(asked) else []
    beside = np.concatenate([np.asarray(each, np.int64) for each in [*near, []]])
    owner = np.repeat(np.arange(len(asked)), [len(each) for each in near])
    ones = np.ones(beside.size, np.int32)
    links = sparse.csr_array((ones, (owner, beside)), shape=(len(asked), first.size))
    return links @ seen


def _expected(around: Any, q: Floats) -> tuple[Ints, Floats]:
    """How many authors are around each point, and how many on it by chance, shape (k,) each."""
    people = np.diff(around.indptr).astype(np.int64)
    of = np.repeat(np.arange(people.size), people)
    # an author may have been so often at one busy place that chance is certain
    on_it = 1 - (1 - q[of]) ** around.data
    return people, np.minimum(np.bincount(of, on_it, people.size), people)
