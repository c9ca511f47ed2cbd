"""Photos for the tests of filters: a few rows, or small cities with anomalies in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from guidegen.geo import Box, Projection

BOX = Box(9.94, 44.96, 10.06, 45.04)
CENTRE = Projection.around(BOX)
NOON = pd.Timestamp("2020-06-01 12:00")


def photos(
    x_m: Sequence[float], seconds: Sequence[float] | None = None, authors: str = "", **more: Any
) -> pd.DataFrame:
    """Photos along a line, some seconds after noon; authors are letters, all A if not given."""
    count = len(x_m)
    x, y = np.array(x_m, float), np.broadcast_to(np.asarray(more.pop("y_m", 0.0)), count)
    lon, lat = CENTRE.to_degrees(x, y.astype(float))
    after = pd.to_timedelta(list(seconds or [0.0] * count), unit="s")
    table = pd.DataFrame(
        {
            "photo_id": [f"file:{n:04d}" for n in range(count)],
            "author_id": list(authors or "A" * count),
            "lon": lon,
            "lat": lat,
            "x_m": x,
            "y_m": y,
            "taken_at": (NOON + after).astype("datetime64[us]"),
            "time_known": "second",
            "source": "file",
        }
    )
    table = table.assign(**more)
    text = ["photo_id", "author_id", "time_known", "source"]
    return table.astype(dict.fromkeys(text, "str"))


def at(table: pd.DataFrame, lon: Any, lat: Any) -> pd.DataFrame:
    """The photos moved to positions in degrees."""
    lon, lat = np.broadcast_to(lon, len(table)), np.broadcast_to(lat, len(table))
    x, y = CENTRE.to_metres(lon.astype(float), lat.astype(float))
    return table.assign(lon=lon, lat=lat, x_m=x, y_m=y)


def gone(verdict: Any, table: pd.DataFrame) -> list[int]:
    """The rows that a filter leaves out."""
    return list(np.flatnonzero(verdict.any(len(table))))
