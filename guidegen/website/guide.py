"""What the website is made from: one city's finished tables and texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from guidegen.city import City

MINIMUM_AUTHORS = 3
"""Nothing is published that rests on fewer people than this."""


@dataclass(frozen=True)
class CuratedText:
    """What editors wrote about a place.

    Attributes:
        names: name by language code.
        descriptions: HTML by language code, already sanitised: it goes into pages as it is.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Credit:
    """Someone whose data or words the guide is made from.

    Attributes:
        text: for example "Photos: TripBuilder data set, © 2013 its authors".
        licence: for example "MIT"; "" if none is stated.
        url: where to read more; only http and https become links.
    """

    text: str
    licence: str = ""
    url: str = ""


@dataclass(frozen=True)
class Guide:
    """Everything about one city that its pages are made from.

    Attributes:
        city: the city file.
        photos: see tables.PHOTOS.
        authors: see tables.AUTHORS.
        places: see tables.PLACES, a GeoDataFrame.
        members: see tables.MEMBERS.
        profiles: see tables.PROFILES; place_id "" is the whole city.
        curated: editors' texts by place_id.
        report: what came in and what was left out per stage, JSON-ready.
        counts: rows_read, kept, and the rows left out by reason; rows_read is their sum.
        credits: whom to thank for the data, shown on the about page and at the map.
    """

    city: City
    photos: pd.DataFrame
    authors: pd.DataFrame
    places: gpd.GeoDataFrame
    members: pd.DataFrame
    profiles: pd.DataFrame
    curated: Mapping[str, CuratedText] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    credits: Sequence[Credit] = ()
