"""Which photos are asked about: as many of each source, drawn by lot among those that can be shown.

The lot is a hash of the photo's id, so it depends on nothing but the photos: the same data give
the same sample, and data that grow keep most of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from guidegen.descriptions.pictures import Rendition, showable

MOST_FAILURES = 25
"""One after the other; then the pictures of a source are taken to be out of reach."""


@dataclass(frozen=True)
class Sampled:
    """A photo of the sample.

    Attributes:
        photo_id: "source:id".
        source: where it comes from.
        picture: the file that is shown.
        url: its page, or "".
        licence: a key of `licences.LICENCES`.
        attribution: whom to name, or "".
        luminance_bv: APEX brightness value, None where it is unknown.
    """

    photo_id: str
    source: str
    picture: Rendition
    url: str
    licence: str
    attribution: str
    luminance_bv: float | None


Picture = Callable[[Mapping[str, Any]], Rendition | None]


def draw(photos: pd.DataFrame, picture: Picture, most: int, *, failures: int) -> list[Sampled]:
    """A sample of the photos that can be shown.

    Args:
        photos: `tables.PHOTOS`.
        picture: the picture of a row of `pictures.showable`, or None if it cannot be had.
        most: how many are wanted.
        failures: after how many in a row a source is given up.

    Returns:
        In the order of their lots; fewer where there are not so many.
    """
    rows = showable(photos)
    columns = ["photo_id", "source", *(["luminance_bv"] if "luminance_bv" in photos else [])]
    rows = rows.merge(photos[columns], on="photo_id")
    lots = [_lot(photo) for photo in rows["photo_id"]]
    rows = rows.assign(lot=pd.Series(lots, index=rows.index, dtype=str)).sort_values("lot")
    queues = {
        str(source): _shown(group.to_dict("records"), picture, failures)
        for source, group in rows.groupby("source", sort=True)
    }
    found: list[Sampled] = []
    while queues and len(found) < most:
        for source in list(queues):
            sampled = next(queues[source], None) if len(found) < most else None
            if sampled:
                found.append(sampled)
            elif len(found) < most:
                del queues[source]
    return sorted(found, key=lambda sampled: _lot(sampled.photo_id))


def _shown(rows: list[Any], picture: Picture, failures: int) -> Iterator[Sampled]:
    failed = 0
    for row in rows:
        found = picture(row)
        failed = 0 if found else failed + 1
        if found:
            light = row.get("luminance_bv")
            yield Sampled(
                row["photo_id"],
                row["source"],
                found,
                row["url"],
                row["licence"],
                row["attribution"],
                None if light is None or pd.isna(light) else float(light),
            )
        elif failed >= failures:
            return


def _lot(photo: str) -> str:
    return hashlib.blake2b(photo.encode(), digest_size=16).hexdigest()
