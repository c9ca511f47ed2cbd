"""Sources of photos, and the way from their rows to the photos table.

To add a source: a file beside this one with a `read_rows(source, city)` and its line in `SOURCES`,
or, if it is a service, with an `ask(source, city, web)` and its line in `ONLINE`; and its model in
`guidegen.citysources`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from guidegen.errors import InputError
from guidegen.geo import Projection
from guidegen.photos import (
    archives,
    checks,
    commons,
    file,
    flickr,
    flickr_export,
    folder,
    geograph,
    inaturalist,
    mapillary,
    takeout,
    yfcc,
)
from guidegen.photos.authors import authors_of
from guidegen.photos.authors import hash_authors as hash_authors
from guidegen.photos.bundles import Picture as Picture
from guidegen.photos.corpus import source as corpus_source  # not to hide the package
from guidegen.tables import PHOTOS, REJECTS, check

if TYPE_CHECKING:
    from guidegen.city import City
    from guidegen.web import Web

SOURCES: dict[str, Callable[[Any, City], pd.DataFrame]] = {
    "file": file.read_rows,
    "yfcc": yfcc.read_rows,
    "folder": folder.read_rows,
    "takeout": takeout.read_rows,
    "flickr_export": flickr_export.read_rows,
    "panoramio": archives.read_rows,
    "picasa": archives.read_rows,
    "yandex_fotki": archives.read_rows,
    "corpus": corpus_source.read_rows,
}

# Where pictures lie on this machine, by photo_id.
PICTURES: dict[str, Callable[[Any, City], dict[str, Picture]]] = {
    "folder": folder.pictures,
    "takeout": takeout.pictures,
    "flickr_export": flickr_export.pictures,
}

# Services; what they give is gathered first, see `guidegen.photos.gather`.
ONLINE: dict[str, Callable[[Any, City, Web], pd.DataFrame]] = {
    "commons": commons.ask,
    "flickr": flickr.ask,
    "geograph": geograph.ask,
    "mapillary": mapillary.ask,
    "inaturalist": inaturalist.ask,
}

# More than a day, because uploads are often in UTC and photos are not.
CLOCK_TOLERANCE = pd.Timedelta(days=1)


@dataclass(frozen=True)
class LoadedPhotos:
    """Photos, and an account of the rows that they came from.

    Attributes:
        photos: `guidegen.tables.PHOTOS`, sorted by photo_id.
        rejects: `guidegen.tables.REJECTS`, in the order of files and rows.
        counts: JSON-ready: rows_read = kept + the sum of rejected, which maps reasons to rows;
            notes maps remarks on kept photos to their numbers.
    """

    photos: pd.DataFrame
    rejects: pd.DataFrame
    counts: Mapping[str, Any]


def load_photos(
    city: City, salt: bytes, *, today: date, gathered: Sequence[pd.DataFrame] = ()
) -> LoadedPhotos:
    """Read all photo sources of a city.

    Args:
        city: whose sources, box and time zone count.
        salt: the site's, at most 64 bytes; author ids are hashed with it.
        today: the day of the build, after which nothing can have been photographed.
        gathered: the rows of the sources that are services.

    Raises:
        InputError: when a source cannot be read, or there is none yet that could be.
    """
    local = (source for source in city.photos if source.source not in ONLINE)
    read = [*(SOURCES[source.source](source, city) for source in local), *gathered]
    if not read:
        raise InputError(
            f'{city.path}: photos: none are here yet; run "guidegen fetch {city.slug}"'
        )
    rows = pd.concat(read, ignore_index=True)
    verdicts = checks.judge(rows, checks.Limits(city.bbox, today))
    usable = rows[verdicts == ""]
    is_late = _after_upload(usable)
    # of all rows: one that is there twice may be the one that tells whose account it is
    authors = hash_authors(authors_of(rows)[usable.index], salt)
    photos = _photos(usable, authors, is_late, Projection.around(city.bbox))
    reasons = [*checks.REASONS, checks.DUPLICATE]
    return LoadedPhotos(
        photos=check(photos, PHOTOS),
        rejects=check(_rejects(rows, verdicts), REJECTS),
        counts={
            "rows_read": len(rows),
            "kept": len(photos),
            "rejected": _count({reason: verdicts == reason for reason in reasons}),
            "notes": _count({"taken more than a day after the upload": is_late}),
        },
    )


def _photos(
    rows: pd.DataFrame, authors: pd.Series[str], is_late: pd.Series[bool], projection: Projection
) -> pd.DataFrame:
    x_m, y_m = projection.to_metres(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    photos = rows.assign(
        photo_id=rows["source"] + ":" + rows["photo_id"],
        author_id=authors,
        x_m=x_m,
        y_m=y_m,
        # The camera's clock was wrong, so nothing may be concluded from when the photo was taken.
        time_known=rows["time_known"].mask(is_late, "none"),
    )
    wanted = [name for name in PHOTOS.columns if name in photos]
    return photos[wanted].sort_values("photo_id", ignore_index=True)


def _after_upload(rows: pd.DataFrame) -> pd.Series[bool]:
    if "uploaded_at" not in rows:
        return pd.Series(False, index=rows.index)
    return rows["taken_at"] - rows["uploaded_at"] > CLOCK_TOLERANCE


def _rejects(rows: pd.DataFrame, verdicts: Any) -> pd.DataFrame:
    """No author ids: who has the rejects must not learn who photographed what."""
    reasons = pd.Series(verdicts, index=rows.index, dtype=str)
    rejected = rows.assign(reason=reasons)[verdicts != ""]
    places = ["file", "row", "reason", "photo_id"]
    raw = {f"{name}_raw": name for name in ("lon", "lat", "taken_at")}
    chosen: pd.DataFrame = rejected.reset_index(drop=True)[[*places, *raw]]
    return chosen.set_axis([*places, *raw.values()], axis="columns")


def _count(flags: Mapping[str, Any]) -> dict[str, int]:
    counts = {name: int(np.count_nonzero(flag)) for name, flag in flags.items()}
    return {name: count for name, count in counts.items() if count}
