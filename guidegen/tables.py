"""The contract of every table between stages: columns, types, units; `check` enforces it.

Degrees are EPSG:4326. Suffixes are units: ``_m`` metres, ``_days`` days, ``_share`` 0 to 1.
Times are local to the city and carry no zone. A stage may add columns, never drop one.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

LEVELS = ("quarter", "place", "spot")
LABELS = ("tourist", "local", "mixed", "undetermined")
VISITORS = ("local", "tourist", "probable_tourist", "unknown")
TIME_PRECISIONS = ("second", "minute", "day", "none")
PROFILE_KINDS = {"month": range(1, 13), "weekday": range(7), "hour": range(24)}  # Monday is 0

_share = pa.Check.in_range(0, 1)
_count = pa.Check.ge(0)

PHOTOS = pa.DataFrameSchema(
    {
        "photo_id": pa.Column(str, unique=True),  # "source:id"
        "author_id": pa.Column(str),  # hashed with the site's salt
        "lon": pa.Column(float, pa.Check.in_range(-180, 180)),
        "lat": pa.Column(float, pa.Check.in_range(-90, 90)),
        "x_m": pa.Column(float),  # east of the city's centre
        "y_m": pa.Column(float),  # north of it
        "taken_at": pa.Column("datetime64[us]"),
        "time_known": pa.Column(str, pa.Check.isin(TIME_PRECISIONS)),
        "source": pa.Column(str),
        "title": pa.Column(str, nullable=True, required=False),
        "tags": pa.Column(str, nullable=True, required=False),
        "url": pa.Column(str, nullable=True, required=False),
        "image_url": pa.Column(str, nullable=True, required=False),
        "licence": pa.Column(str, nullable=True, required=False),
        "attribution": pa.Column(str, nullable=True, required=False),  # whom to name with it
        "accuracy": pa.Column(float, nullable=True, required=False),  # 1 world to 16 street
        "luminance_bv": pa.Column(float, nullable=True, required=False),  # APEX brightness value
    },
    name="photos",
)

REJECTS = pa.DataFrameSchema(
    {
        "file": pa.Column(str),
        "row": pa.Column(int, pa.Check.ge(1)),  # data rows counted from 1, without the header
        "reason": pa.Column(str),
        "photo_id": pa.Column(str, nullable=True),
        "lon": pa.Column(str, nullable=True),  # as it stands in the file
        "lat": pa.Column(str, nullable=True),
        "taken_at": pa.Column(str, nullable=True),
    },
    name="rejects",
)

# Photos that could be used and that the filters of `quality` left out all the same.
SIFTED_OUT = pa.DataFrameSchema(
    {
        "photo_id": pa.Column(str, unique=True),
        "filter": pa.Column(str),
        "reason": pa.Column(str),
    },
    name="sifted_out",
)

AUTHORS = pa.DataFrameSchema(
    {
        "author_id": pa.Column(str, unique=True),
        "visitor": pa.Column(str, pa.Check.isin(VISITORS)),
        "first_at": pa.Column("datetime64[us]", nullable=True),
        "last_at": pa.Column("datetime64[us]", nullable=True),
        "active_days": pa.Column(int, _count),
        "months": pa.Column(int, _count),
        "evidence": pa.Column(str),
    },
    name="authors",
)

# Which photos belong to which place, at every level: a photo may belong to a quarter, a place in
# it and a spot in that.
MEMBERS = pa.DataFrameSchema(
    {"photo_id": pa.Column(str), "place_id": pa.Column(str)}, name="members"
)

# A GeoDataFrame in EPSG:4326 whose geometry is the area; lon and lat are the mode.
PLACES = pa.DataFrameSchema(
    {
        "place_id": pa.Column(str, pa.Check.str_matches(r"^[a-z0-9][a-z0-9-]*$"), unique=True),
        "level": pa.Column(str, pa.Check.isin(LEVELS)),
        "parent": pa.Column(str, nullable=True),
        "bandwidth_m": pa.Column(float, pa.Check.gt(0)),
        # the bandwidths over which this mode lives apart from its neighbours, [from, to)
        "from_m": pa.Column(float, pa.Check.gt(0)),
        "to_m": pa.Column(float, pa.Check.gt(0)),
        "lon": pa.Column(float),
        "lat": pa.Column(float),
        "photos": pa.Column(int, _count),
        "authors": pa.Column(int, _count),
        "photographer_days": pa.Column(int, _count),
        "tourists": pa.Column(int, _count),  # tourists and probable tourists
        "locals": pa.Column(int, _count),
        "unknown": pa.Column(int, _count),
        "tourist_share": pa.Column(float, _share, nullable=True),
        "share_low": pa.Column(float, _share, nullable=True),
        "share_high": pa.Column(float, _share, nullable=True),
        "label": pa.Column(str, pa.Check.isin(LABELS)),
        "rank": pa.Column(int, pa.Check.ge(1)),  # within its level
        "name": pa.Column(str, nullable=True),
        "name_source": pa.Column(str),  # curated, near, position, or the provider's name
    },
    name="places",
)

# place_id "" is the city itself.
PROFILES = pa.DataFrameSchema(
    {
        "place_id": pa.Column(str),
        "kind": pa.Column(str, pa.Check.isin(tuple(PROFILE_KINDS))),
        "bin": pa.Column(int, _count),
        "photographer_days": pa.Column(int, _count),
        "authors": pa.Column(int, _count),
        "expected": pa.Column(float, _count),  # photographer-days if it were like the city
        "lift": pa.Column(float, nullable=True),
        "p_value": pa.Column(float, _share, nullable=True),
        "claimed": pa.Column(bool),
    },
    name="profiles",
)

# What providers know near the places: a row for each thing, provider and language.
CANDIDATES = pa.DataFrameSchema(
    {
        "provider": pa.Column(str),
        "subject": pa.Column(str),  # a Wikidata item, or "provider:its own id"
        "language": pa.Column(str),  # "" if the title is in none
        "title": pa.Column(str, pa.Check.str_length(min_value=1)),
        "text": pa.Column(str),  # sanitised HTML
        "lon": pa.Column(float, nullable=True),
        "lat": pa.Column(float, nullable=True),
        "kind": pa.Column(str),
        "prominence": pa.Column(float, _share),  # how well known
        "closed": pa.Column(bool),
        "url": pa.Column(str),
        "licence": pa.Column(str),
        "attribution": pa.Column(str),
        "fetched_at": pa.Column(str),  # YYYY-MM-DD
        "images": pa.Column(str),  # files on Wikimedia Commons, joined by "|", the best first
    },
    name="candidates",
)

# How well each candidate fits each place; at most one is chosen a place.
CHOICES = pa.DataFrameSchema(
    {
        "place_id": pa.Column(str),
        "subject": pa.Column(str),
        "title": pa.Column(str),
        "language": pa.Column(str),  # of the title
        "distance_m": pa.Column(float, nullable=True),  # from the place's mode
        "inside": pa.Column(bool),  # of the place's area
        "closeness": pa.Column(float, _share),
        "prominence": pa.Column(float, _share),
        "agreement": pa.Column(float, _share, nullable=True),  # with names, titles and tags
        "score": pa.Column(float, _share),
        "chosen": pa.Column(bool),
        "why": pa.Column(str),
    },
    name="choices",
)


# Junctions and ends of streets; the row is the node's number.
NODES = pa.DataFrameSchema(
    {
        "osm_id": pa.Column("int64", unique=True),
        "lon": pa.Column(float, pa.Check.in_range(-180, 180)),
        "lat": pa.Column(float, pa.Check.in_range(-90, 90)),
        "x_m": pa.Column(float),  # east of the city's centre
        "y_m": pa.Column(float),  # north of it
    },
    name="nodes",
)

# A GeoDataFrame in EPSG:4326 whose geometry is the line from u to v; the row is the edge's number.
EDGES = pa.DataFrameSchema(
    {
        "u": pa.Column("int64", _count),  # rows of the nodes
        "v": pa.Column("int64", _count),
        "length_m": pa.Column(float, pa.Check.gt(0)),
        "name": pa.Column(str, nullable=True),
        "highway": pa.Column(str),
        "surface": pa.Column(str, nullable=True),
        "lit": pa.Column(str, nullable=True),
        "incline": pa.Column(str, nullable=True),
        "steps": pa.Column(bool),
        "tunnel": pa.Column(bool),
        "bridge": pa.Column(bool),
        "square": pa.Column(bool),  # a straight line across a square, no way of its own
    },
    name="edges",
)

# A GeoDataFrame in EPSG:4326 whose geometry is the line; the most used routes come first.
ROUTES = pa.DataFrameSchema(
    {
        "route_id": pa.Column("int64", pa.Check.ge(1), unique=True),
        "authors": pa.Column("int64", _count),  # distinct, along some part of it
        "photographer_days": pa.Column("int64", _count),
        # the share of movement in the line's direction, less 0.5
        "balance": pa.Column(float, pa.Check.in_range(-0.5, 0.5)),
        "length_m": pa.Column(float, pa.Check.gt(0)),
    },
    name="routes",
)


def check(table: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return the table unchanged if it keeps its contract.

    Raises:
        pandera.errors.SchemaErrors: naming every column and row that does not. It is a mistake
            of ours, never of the input, so it is not a GuideError.
    """
    schema.validate(table, lazy=True)
    return table
