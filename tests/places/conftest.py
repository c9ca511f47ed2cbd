from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from guidegen.geo import Projection


def make_photos(
    x_m: npt.ArrayLike, y_m: npt.ArrayLike, authors: npt.ArrayLike, days: npt.ArrayLike = 0
) -> pd.DataFrame:
    """A photos table around 43.7 N, 10.4 E; days are counted from 2010-05-01, at noon."""
    x, y = np.asarray(x_m, float), np.asarray(y_m, float)
    lon, lat = Projection(10.4, 43.7).to_degrees(x, y)
    taken = np.datetime64("2010-05-01T12:00", "us") + np.broadcast_to(days, x.shape).astype(
        "timedelta64[D]"
    )
    return pd.DataFrame(
        {
            "photo_id": [f"file:{i:06d}" for i in range(len(x))],
            "author_id": np.broadcast_to(authors, x.shape).astype(str),
            "lon": lon,
            "lat": lat,
            "x_m": x,
            "y_m": y,
            "taken_at": taken,
            "time_known": "second",
            "source": "file",
        }
    )


@pytest.fixture
def projection() -> Projection:
    return Projection(10.4, 43.7)
