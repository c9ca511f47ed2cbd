"""Which column of a file is which of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from guidegen.errors import InputError
from guidegen.mistakes import did_you_mean

# Also the order of the columns in a file that has no header.
NEEDED = ("photo_id", "author_id", "lat", "lon", "taken_at")

# What files call our columns: lower case, the likeliest name first. Where a file has two of them
# the first one named here counts.
ALIASES: dict[str, tuple[str, ...]] = {
    "photo_id": ("photo_id", "photoid", "id", "photo", "image_id", "media_id", "guid"),
    "author_id": (
        "author_id", "author", "user_id", "userid", "user", "user_nsid", "owner", "owner_id",
        "owner_nsid", "photographer", "user_guid",
    ),
    "lat": ("lat", "latitude", "gps_latitude"),
    "lon": ("lon", "lng", "long", "longitude", "gps_longitude"),
    "taken_at": (
        "taken_at", "date_taken", "datetaken", "taken", "time_taken", "timestamp", "datetime",
        "time", "date", "photo_date",
    ),
    "uploaded_at": (
        "uploaded_at", "date_uploaded", "dateuploaded", "date_upload", "dateupload",
        "upload_date", "uploaded",
    ),
    "title": ("title", "photo_title"),
    "tags": ("tags", "user_tags", "hashtags", "keywords"),
    "url": ("url", "page_url", "photo_page", "link"),
    "image_url": ("image_url", "url_m", "url_z", "thumbnail_url", "thumbnail", "download_url"),
    "licence": ("licence", "license", "licence_name", "license_name"),
    "accuracy": ("accuracy", "geo_accuracy"),
}  # fmt: skip

_MOST_NAMES_SHOWN = 30
_LONGEST_NAME = 40  # characters of it that are shown


def match_columns(
    names: Sequence[str], chosen: Mapping[str, str], *, header: bool, file: Path
) -> dict[str, int]:
    """The position in the file of each of our columns that it has.

    Args:
        names: the file's columns, in order; their numbers from "1" where it has no header.
        chosen: our column to the file's, as the city file maps them; wins over what is usual.
        header: whether the names come from the file.
        file: for the message.

    Raises:
        InputError: when a needed column is not there, or one that the city file names.
    """
    usual = _by_name(names) if header else _by_order(names)
    lost = {ours: theirs for ours, theirs in chosen.items() if theirs not in names}
    missing = [ours for ours in NEEDED if ours not in usual and ours not in chosen]
    if lost or missing:
        raise InputError(_complaint(names, lost, missing, file))
    # A column that the city file gives away is no longer guessed to be something else.
    taken = {names.index(theirs) for theirs in chosen.values()}
    guessed = {ours: at for ours, at in usual.items() if at not in taken or ours in NEEDED}
    return guessed | {ours: names.index(theirs) for ours, theirs in chosen.items()}


def _by_order(names: Sequence[str]) -> dict[str, int]:
    return {ours: at for at, ours in enumerate(NEEDED) if at < len(names)}


def _by_name(names: Sequence[str]) -> dict[str, int]:
    plain = [name.strip().casefold().replace(" ", "_").replace("-", "_") for name in names]
    found = {
        ours: next((plain.index(alias) for alias in aliases if alias in plain), -1)
        for ours, aliases in ALIASES.items()
    }
    return {ours: at for ours, at in found.items() if at >= 0}


def _complaint(
    names: Sequence[str], lost: Mapping[str, str], missing: Sequence[str], file: Path
) -> str:
    faults = [
        f"no column {theirs!r}, which `columns:` names for {ours}{did_you_mean(theirs, names)}"
        for ours, theirs in lost.items()
    ]
    faults += [f"no column for {ours}{did_you_mean(ours, names)}" for ours in missing]
    printable = [_short(name if name.isprintable() else repr(name)) for name in names]
    shown = ", ".join(printable[:_MOST_NAMES_SHOWN]) + ", …" * (len(names) > _MOST_NAMES_SHOWN)
    example = [*lost, *missing][0]
    return (
        f"{file}: {'; '.join(faults)}. The file's columns are: {shown}. Say which is which in the "
        f"city file, under the photo source: `columns: {{{example}: <column of the file>}}`"
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
