"""Foursquare's open data: a Parquet file of FSQ OS Places on this machine.

It has names and categories and no texts, ratings or photos. Unlike what the Places API answers,
it may be kept and published for good (Apache-2.0). DuckDB reads what lies in the city, and nothing
else: without extensions, so without the network.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from guidegen import markup
from guidegen.descriptions.candidate import Ask, Candidate, Provider, Wish
from guidegen.errors import InputError
from guidegen.geo import Box, Floats, Projection

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

NAME = "os_places"
LICENCE = "Apache-2.0"
ATTRIBUTION = "Foursquare OS Places"

REACH_RADII = 1.5
LEAST_REACH_M = 100.0
SQUARE_M = 200.0
WHOLE_M = 50

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
    kept = are_near(table["lon"].to_numpy(float), table["lat"].to_numpy(float), wish)
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
        place_id, title = row["id"], markup.plain(text_of(row["name"]))
        if not title or not isinstance(place_id, str) or not _ID.fullmatch(place_id):
            continue
        yield Candidate(
            provider=NAME,
            subject=subject(place_id),
            language="",
            title=title,
            lon=row["lon"],
            lat=row["lat"],
            kind=markup.plain(text_of(row["label"]).rpartition(" > ")[2]),
            url=page(place_id),
            licence=LICENCE,
            attribution=ATTRIBUTION,
            fetched_at=_day(text_of(row["refreshed"])),
        )


def subject(place_id: str) -> str:
    """One name for what both of Foursquare's providers know by one id."""
    return f"foursquare:{place_id}"


def page(place_id: str) -> str:
    """A place's page for readers; an address of long standing, but in no reference of the API."""
    return f"https://foursquare.com/v/{place_id}"


def near(candidates: Iterable[Candidate], wish: Wish) -> list[Candidate]:
    """Those that lie near a spot, see `are_near`, each subject and language once."""
    listed = list({(each.subject, each.language): each for each in candidates}.values())
    kept = are_near(*positions(listed), wish)
    return [each for each, keep in zip(listed, kept, strict=True) if keep]


def are_near(lon: Floats, lat: Floats, wish: Wish) -> npt.NDArray[np.bool_]:
    """Whether each point lies near a spot: within 1.5 of its radius, and 100 m in any case.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        wish: its spots count, and its box for the projection.

    Returns:
        Shape (n,).
    """
    found = np.zeros(len(lon), dtype=np.bool_)
    if not len(lon) or not wish.spots:
        return found
    modes, reach = modes_and_reach(wish)
    tree = KDTree(metres(lon, lat, Projection.around(wish.box)))
    for members in tree.query_ball_point(modes, reach):
        found[members] = True
    return found


def modes_and_reach(wish: Wish) -> tuple[Floats, Floats]:
    """Where the spots are, in metres, shape (n, 2), and their `reach_m`, shape (n,)."""
    spots = np.array(wish.spots, dtype=np.float64).reshape(-1, 3)
    modes = metres(spots[:, 0], spots[:, 1], Projection.around(wish.box))
    return modes, reach_m(spots[:, 2])


def positions(candidates: Sequence[Candidate]) -> tuple[Floats, Floats]:
    """Where candidates are, as lon and lat, shape (n,) each; not a number if that is unknown."""
    points = np.array([(each.lon, each.lat) for each in candidates], dtype=np.float64)
    return points.reshape(-1, 2)[:, 0], points.reshape(-1, 2)[:, 1]


def groups(wish: Wish) -> list[tuple[tuple[float, float, float], ...]]:
    """The spots, those in one square of 200 m together, in their order."""
    squares: dict[tuple[float, ...], list[tuple[float, float, float]]] = {}
    for spot, mode in zip(wish.spots, modes_and_reach(wish)[0], strict=True):
        squares.setdefault(tuple(mode // SQUARE_M), []).append(spot)
    return [tuple(spots) for spots in squares.values()]


def circle(wish: Wish) -> tuple[float, float, int]:
    """A circle that holds all that is near the spots of one square, as lon, lat and radius in m.

    It is drawn around the square, not the spots, and its radius is a whole number of 50 m: places
    move a little from build to build, and an answer in the cache should do for all of them.
    """
    modes, reach = modes_and_reach(wish)
    centre = (np.floor(modes[0] / SQUARE_M) + 0.5) * SQUARE_M
    farthest = (np.hypot(*(modes - centre).T) + reach).max()
    lon, lat = Projection.around(wish.box).to_degrees(centre[:1], centre[1:])
    return float(lon[0]), float(lat[0]), math.ceil(farthest / WHOLE_M) * WHOLE_M


def reach_m(radius_m: Floats) -> Floats:
    """How far from a spot something may lie to be about it, for radii of spots, shape (n,)."""
    return np.maximum(LEAST_REACH_M, REACH_RADII * radius_m)


def metres(lon: Floats, lat: Floats, projection: Projection) -> Floats:
    """Points in metres, shape (n, 2); those on the far side of the Earth are merely far away."""
    away = np.column_stack(projection.to_metres(lon, lat))
    return np.nan_to_num(away, nan=1e9, posinf=1e9, neginf=-1e9)


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


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list from JSON; nothing if it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text_of(value: object) -> str:
    """A text from JSON, or "" if it is something else."""
    return value if isinstance(value, str) else ""


def number_of(value: object, limit: float) -> float | None:
    """A number from JSON, or one as text; None if it is larger than the limit either way."""
    if isinstance(value, str) and len(value) < 40:
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= limit else None  # so not-a-number is none either


def _day(text: str) -> str:
    return text[:10] if _DAY.match(text) else ""


PROVIDER = Provider(
    title="Foursquare OS Places",
    url="https://opensource.foursquare.com/os-places/",
    find=find,
)
