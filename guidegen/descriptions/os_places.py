"""Foursquare's open data: a Parquet file of FSQ OS Places on this machine.

It has names and categories and no texts, ratings or photos. Unlike what the Places API answers,
it may be kept and published for good (Apache-2.0). DuckDB reads what lies in the city, and nothing
else: without extensions, so without the network.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guidegen import markup
from guidegen.descriptions.candidate import Candidate, Provider, Wish
from guidegen.descriptions.near import ADDRESSES, are_near
from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.jsonvalues import as_text
from guidegen.web import Ask

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

NAME = "os_places"
LICENCE = "Apache-2.0"
ATTRIBUTION = "Foursquare OS Places"

NEEDED = (
    "fsq_place_id",
    "name",
    "latitude",
    "longitude",
    "date_closed",
    "date_refreshed",
    "fsq_category_labels",
)
FLAGS = "unresolved_flags"  # not in the first releases
FLAGGED = ("closed", "doesnt_exist", "privatevenue", "inappropriate", "duplicate")

_REMEDY = f"`{NAME}` in the city file must name one Parquet file of FSQ OS Places"
_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLACES = """
    SELECT * FROM (
        SELECT
            CAST(fsq_place_id AS VARCHAR) AS id,
            CAST(name AS VARCHAR) AS name,
            TRY_CAST(longitude AS DOUBLE) AS lon,
            TRY_CAST(latitude AS DOUBLE) AS lat,
            TRY_CAST(fsq_category_labels AS VARCHAR[])[1] AS label,
            CAST(date_refreshed AS VARCHAR) AS refreshed
        FROM read_parquet(?, hive_partitioning = false)
        WHERE coalesce(CAST(date_closed AS VARCHAR), '') = '' AND NOT {flagged}
    )
    WHERE lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?
    ORDER BY id, name, lon, lat
"""  # not a number is more than any bound, and nothing lies between bounds


def find(_ask: Ask, wish: Wish) -> Iterator[Candidate]:
    """What the file named "os_places" among `wish.files` knows near the spots, by id.

    `fetched_at` is the day Foursquare last looked at the place.

    Raises:
        InputError: when the file is missing, no Parquet file, or not one of places.
    """
    path = wish.files.get(NAME)
    if path is None or not wish.spots:
        return
    table = read(path, wish.box)
    kept = are_near(wish, ADDRESSES, table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    yield from parse(table[kept].to_dict("records"))


def read(path: Path, box: Box) -> pd.DataFrame:
    """The open places of a file in a box, edges included, in the order of their ids.

    Returns:
        Columns id, name, lon and lat (degrees), label ("A > B > C"), refreshed (YYYY-MM-DD); all
        but lon and lat may be missing in a row.

    Raises:
        InputError: when the file is missing, no Parquet file, or not one of places.
    """
    import duckdb

    _refuse_other_than_files(path)
    with _explained(path), duckdb.connect() as database:
        database.execute("SET autoinstall_known_extensions = false")
        database.execute("SET autoload_known_extensions = false")
        name = _unglobbed(path.resolve())
        query = _PLACES.format(flagged=_flagged(_columns(database, name, path)))
        bounds = [box.west, box.east, box.south, box.north]
        return database.execute(query, [name, *bounds]).df()


def parse(rows: Iterable[Mapping[Hashable, Any]]) -> Iterator[Candidate]:
    """The rows of `read` as candidates; those without an id or a name are left out."""
    for row in rows:
        place_id, title = fsq_id(row["id"]), markup.plain(as_text(row["name"]))
        if not place_id or not title:
            continue
        yield Candidate(
            provider=NAME,
            subject=subject(place_id),
            language="",
            title=title,
            lon=row["lon"],
            lat=row["lat"],
            kind=markup.plain(as_text(row["label"]).rpartition(" > ")[2]),
            url=page(place_id),
            licence=LICENCE,
            attribution=ATTRIBUTION,
            fetched_at=_day(as_text(row["refreshed"])),
        )


def fsq_id(value: object) -> str:
    """The id of a place of Foursquare's, or ""."""
    text = as_text(value)
    return text if _ID.fullmatch(text) else ""


def subject(place_id: str) -> str:
    """One name for what both of Foursquare's providers know by one id."""
    return f"foursquare:{place_id}"


def page(place_id: str) -> str:
    """A place's page for readers; an address of long standing, but in no reference of the API."""
    return f"https://foursquare.com/v/{place_id}"


def _refuse_other_than_files(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; {_REMEDY}")
    if not path.is_file():
        pattern = ", and patterns are not followed" if re.search(r"[*?\[]", str(path)) else ""
        raise InputError(f"{path}: there is no such file{pattern}; {_REMEDY}")


def _unglobbed(path: Path) -> str:
    """A file's name as DuckDB must be told it, which takes every name for a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _columns(database: duckdb.DuckDBPyConnection, name: str, path: Path) -> set[str]:
    about = "DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)"
    columns = {str(row[0]) for row in database.execute(about, [name]).fetchall()}
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        raise InputError(f"{path}: has no column {', '.join(missing)}; {_REMEDY}")
    return columns


def _flagged(columns: set[str]) -> str:
    if FLAGS not in columns:
        return "false"
    listed = ", ".join(f"'{flag}'" for flag in FLAGGED)
    return f"coalesce(list_has_any(TRY_CAST({FLAGS} AS VARCHAR[]), [{listed}]), false)"


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What DuckDB refuses is told as a mistake of the file."""
    import duckdb

    try:
        yield
    except (duckdb.Error, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{path}: cannot be read ({reason}); {_REMEDY}") from error


def _day(text: str) -> str:
    return text[:10] if _DAY.match(text) else ""


PROVIDER = Provider(
    title="Foursquare OS Places",
    url="https://opensource.foursquare.com/os-places/",
    find=find,
)
