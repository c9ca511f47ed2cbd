"""How many people photographed in each square: before the filters, and after each of them.

Squares with fewer than three people are left out, and counts are told in steps (`crowd.levels`).
A square is only told to have fewer people after a filter if these are three fewer, so that the
difference of two maps tells of no one or two people either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from guidegen.crowd import distinct
from guidegen.geo import Box, Projection
from guidegen.quality.verdict import Ints, codes

CELL_M = 25.0
MOST_CELLS = 100_000


@dataclass(frozen=True)
class Squares:
    """Squares over a city, rows from north to south, each from west to east, regular in degrees.

    Attributes:
        box: the outer edges, the city's.
        columns: squares in a row.
        rows: the same.
    """

    box: Box
    columns: int
    rows: int

    @classmethod
    def over(cls, box: Box) -> Squares:
        """Squares of about 25 m, larger ones in a large city."""
        lon, lat = box.centre
        x_m, y_m = Projection.around(box).to_metres(
            np.array([box.west, box.east, lon, lon]), np.array([lat, lat, box.south, box.north])
        )
        width_m, height_m = float(x_m[1] - x_m[0]), float(y_m[3] - y_m[2])
        cell_m = max(CELL_M, float(np.sqrt(width_m * height_m / MOST_CELLS)))
        return cls(box, *(max(1, round(size / cell_m)) for size in (width_m, height_m)))

    def people(self, photos: pd.DataFrame) -> Ints:
        """The number of authors in each square, shape (rows, columns)."""
        box = self.box
        east = (photos["lon"].to_numpy() - box.west) / (box.east - box.west)
        south = (box.north - photos["lat"].to_numpy()) / (box.north - box.south)
        column = np.clip((east * self.columns).astype(np.int64), 0, self.columns - 1)
        row = np.clip((south * self.rows).astype(np.int64), 0, self.rows - 1)
        author = codes(photos["author_id"])
        authors = int(author.max(initial=0)) + 1
        pairs = distinct((row * self.columns + column) * authors + author)
        people = np.bincount(pairs // authors, minlength=self.rows * self.columns)
        return people.astype(np.int64).reshape(self.rows, self.columns)
