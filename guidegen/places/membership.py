"""Who was at which place: members joined with photos, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Membership:
    """Which photo belongs to which place, one pair each.

    Attributes:
        place_ids: the places, sorted.
        place: index into place_ids, shape (members,).
        photo: row of the photos table, shape (members,).
    """

    place_ids: list[str]
    place: Ints
    photo: Ints


def join(members: pd.DataFrame, photos: pd.DataFrame) -> Membership:
    """Look up the photo of every member.

    Args:
        members: `tables.MEMBERS`, every photo_id in photos.
        photos: `tables.PHOTOS`.
    """
    place, place_ids = pd.factorize(members["place_id"], sort=True)
    photo = pc.index_in(_arrow(members["photo_id"]), _arrow(photos["photo_id"]))
    return Membership(list(place_ids), place.astype(np.int64), np.asarray(photo, dtype=np.int64))


def _arrow(ids: pd.Series[str]) -> pa.Array:
    return pa.array(ids, pa.large_string())
