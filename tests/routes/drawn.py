"""Photos by hand: an author's walk is a list of (x, y, minutes after ten)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from guidegen.geo import Projection
from guidegen.tables import PHOTOS, check

CENTRE = Projection(10.0, 45.0)
Walk = Sequence[tuple[float, float, float]]


def photos(*walks: tuple[str, Walk], known: str = "second") -> pd.DataFrame:
    """`tables.PHOTOS` of walks by author, on 3 May 2012."""
    rows = [(author, *photo) for author, walk in walks for photo in walk]
    authors, x, y, minutes = (np.array(column) for column in zip(*rows, strict=True))
    lon, lat = CENTRE.to_degrees(x.astype(float), y.astype(float))
    begin = np.datetime64("2012-05-03T10:00", "us")
    table = pd.DataFrame(
        {
            "photo_id": [f"file:{i:06d}" for i in range(len(rows))],
            "author_id": pd.array(authors, dtype="str"),
            "lon": lon,
            "lat": lat,
            "x_m": x.astype(float),
            "y_m": y.astype(float),
            "taken_at": begin + (minutes.astype(float) * 60e6).astype("timedelta64[us]"),
            "time_known": known,
            "source": "file",
        }
    )
    return check(table, PHOTOS)


def walking(points: Sequence[tuple[float, float]], pace_m: float = 60.0, start: float = 0) -> Walk:
    """A photo at every point, as many metres apart as a walker goes in their minutes."""
    at = np.array(points, float)
    minutes = start + np.append(0, np.cumsum(np.hypot(*np.diff(at, axis=0).T))) / pace_m
    return [(float(x), float(y), float(t)) for (x, y), t in zip(at, minutes, strict=True)]
