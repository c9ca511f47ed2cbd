"""Many photos that one author put on one point of the map, although they took hours.

A receiver never tells the same position to the centimetre for hours: somebody moved a whole day's
photos onto a map by hand. Since such a day is one photographer-day, it moves no place by much.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from guidegen.cityquality import Bulk
from guidegen.languages import N_, _
from guidegen.localformats import general, number
from guidegen.quality.verdict import Verdict, codes, days_of


def words(options: Bulk) -> str:
    """What the filter does, for people."""
    return _(
        "photos go if %(photos)s or more of one author lie on exactly one point on one day, over "
        "%(hours)s h or more"
    ) % {"photos": number(options.photos), "hours": general(options.span / 60)}


def find(photos: pd.DataFrame, options: Bulk) -> Verdict:
    """Photos on a point of such a kind.

    Args:
        photos: `tables.PHOTOS`; those without a time of day are not judged.
        options: how many photos, how long.
    """
    timed = np.flatnonzero(photos["time_known"].isin(("second", "minute")).to_numpy())
    some = photos.iloc[timed]
    seconds = some["taken_at"].to_numpy("datetime64[s]").astype(np.int64)
    points = pd.DataFrame(
        {
            "author": codes(some["author_id"]),
            "day": days_of(some),
            "lon": some["lon"].to_numpy(),
            "lat": some["lat"].to_numpy(),
            "seconds": seconds,
        }
    )
    grouped = points.groupby(["author", "day", "lon", "lat"], sort=False)["seconds"]
    many = grouped.transform("size").to_numpy() >= options.photos
    long = grouped.transform("max") - grouped.transform("min") >= options.span * 60
    found = np.zeros(len(photos), bool)
    found[timed] = many & long.to_numpy()
    return Verdict({N_("one of many that an author put on one point"): found})
