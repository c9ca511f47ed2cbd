"""Who was at which place: members joined with photos, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

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
    photo = pd.Index(photos["photo_id"]).get_indexer(pd.Index(members["photo_id"]))
    return Membership(list(place_ids), place.astype(np.int64), photo.astype(np.int64))
