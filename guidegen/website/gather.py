"""Turn a guide's tables into what pages show: each table is grouped once, for all places.

Counts of fewer than three people end here; nothing behind this module sees a photo's time or
author.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Projection
from guidegen.licences import licence_of
from guidegen.places.best_time import best_times
from guidegen.tables import LEVELS, PROFILE_KINDS, VISITORS
from guidegen.website.dots import published_dots
from guidegen.website.guide import Guide, Story
from guidegen.website.movement import route_views
from guidegen.website.naming import namings
from guidegen.website.privacy import told, withhold
from guidegen.website.stories import web_address
from guidegen.website.views import CityView, PhotoLink, PlaceView, Profile
from guidegen.website.walks import walk_views

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

MOST_PHOTO_LINKS = 5

_GROUPS = ("tourists", "locals", "unknown")
_LEVEL_ORDER = {"place": 0, "quarter": 1, "spot": 2}


def view_city(guide: Guide) -> CityView:
    """Everything that the pages and files of a city show."""
    profiles = _profiles(guide.profiles)
    people = _people(guide.authors)
    places = tuple(_places(guide, profiles))
    return CityView(
        guide=guide,
        places=places,
        profiles=profiles.get("", {}),
        dots=published_dots(guide.photos, Projection.around(guide.city.bbox)),
        years=_years(guide.photos),
        people=withhold(people),
        tourist_share=_share(people["tourist"] + people["probable_tourist"], people["local"]),
        usual_share=_usual_shares(guide.places),
        walks=walk_views(guide, {place.id: place for place in places}),
        routes=route_views(guide, places),
    )


def _places(guide: Guide, profiles: Mapping[str, Mapping[str, Profile]]) -> list[PlaceView]:
    table = guide.places[guide.places["authors"] >= FEWEST_AUTHORS]
    rows = [_facts(row) for row in table.drop(columns="geometry").to_dict("records")]
    published = {row["place_id"] for row in rows}
    best = best_times(guide.profiles)
    links, called = _photo_links(guide), namings(guide)
    views = []
    for row, area in zip(rows, _areas(table), strict=True):
        place_id = row["place_id"]
        row["parent"] = row["parent"] if row["parent"] in published else None
        story = guide.stories.get(place_id, Story())
        views.append(
            PlaceView(
                facts=row,
                naming=called[place_id],
                told=story,
                season=best.get(place_id),
                profiles=profiles.get(place_id, {}),
                area=area,
                photos=tuple(links.get(place_id, ())),
                label_at=story.label_at,
            )
        )
    return sorted(views, key=lambda view: (_LEVEL_ORDER[view.level], view.facts["rank"], view.id))


def _facts(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of the places table as JSON can tell it."""
    facts = {str(name): _plain(value) for name, value in row.items()}
    groups = withhold({name: facts[name] for name in _GROUPS})
    # A share with many digits gives its parts away. In whole percent it does not where a percent
    # is several people; where it is fewer, its parts have to be told themselves.
    visitors = facts["tourists"], facts["locals"]
    known = min(visitors) >= FEWEST_AUTHORS and (
        sum(visitors) >= 100 * FEWEST_AUTHORS
        or (groups["tourists"] is not None and groups["locals"] is not None)
    )
    shares = {
        name: round(facts[name], 2) if known and facts[name] is not None else None
        for name in ("tourist_share", "share_low", "share_high")
    }
    return facts | groups | shares


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value if isinstance(value, str | int) else None  # pandas has several ways to say NA


def _areas(places: gpd.GeoDataFrame) -> list[dict[str, Any] | None]:
    """Each outline as a GeoJSON geometry, to a tenth of a metre."""
    import shapely

    shapes = shapely.transform(places.geometry.to_numpy(), lambda corners: corners.round(6))
    texts = shapely.to_geojson(shapes)
    return [json.loads(text) if text and shape else None
            for text, shape in zip(texts, shapes, strict=True)]  # fmt: skip


def _profiles(table: pd.DataFrame) -> dict[str, dict[str, Profile]]:
    """Profiles by place and kind."""
    columns = ["place_id", "kind", "bin", "photographer_days", "authors", "expected", "lift",
               "claimed"]  # fmt: skip
    bins: dict[tuple[str, str], dict[int, tuple[Any, ...]]] = {}
    rows = zip(*(table[column].tolist() for column in columns), strict=True)
    for place_id, kind, bin_, *values in rows:
        bins.setdefault((place_id, kind), {})[bin_] = tuple(values)
    profiles: dict[str, dict[str, Profile]] = {}
    for (place_id, kind), by_bin in bins.items():
        profiles.setdefault(place_id, {})[kind] = _profile(kind, by_bin)
    return profiles


def _profile(kind: str, by_bin: Mapping[int, tuple[Any, ...]]) -> Profile:
    nobody = (0, 0, 0.0, None, False)
    days, authors, expected, lift, claimed = zip(
        *(by_bin.get(bin_, nobody) for bin_ in PROFILE_KINDS[kind]), strict=True
    )
    shown = told(days, authors)
    return Profile(
        days=tuple(int(n) if show else None for n, show in zip(days, shown, strict=True)),
        expected=tuple(round(float(value), 3) for value in expected),
        lift=tuple(_plain(n) if show else None for n, show in zip(lift, shown, strict=True)),
        claimed=tuple(bool(c) and show for c, show in zip(claimed, shown, strict=True)),
    )


def _people(authors: pd.DataFrame) -> dict[str, int]:
    counts = authors["visitor"].value_counts()
    return {name: int(counts.get(name, 0)) for name in VISITORS}


def _usual_shares(places: pd.DataFrame) -> dict[str, float | None]:
    by_level = {level: places[places["level"] == level] for level in LEVELS}
    return {
        level: _share(int(rows["tourists"].sum()), int(rows["locals"].sum()))
        for level, rows in by_level.items()
    }


def _share(tourists: int, locals_: int) -> float | None:
    known = tourists + locals_
    return tourists / known if known >= FEWEST_AUTHORS else None


def _years(photos: pd.DataFrame) -> tuple[int, int] | None:
    timed = photos[photos["time_known"] != "none"]
    authors = timed["author_id"].groupby(timed["taken_at"].dt.year).nunique()
    years = authors.index[authors >= FEWEST_AUTHORS]
    return (int(years.min()), int(years.max())) if len(years) else None


def newest_months(guide: Guide) -> dict[str, date]:
    """The first day of the latest month in which at least three people photographed each place.

    An exact day would be one photographer's. A place that never had three in a month has none.
    """
    timed = guide.photos[guide.photos["time_known"] != "none"]
    months = timed[["photo_id", "author_id"]].assign(month=timed["taken_at"].dt.to_period("M"))
    seen = months.merge(guide.members, on="photo_id").drop_duplicates(
        ["place_id", "month", "author_id"]
    )
    people = seen.groupby(["place_id", "month"]).size()
    told = people[people >= FEWEST_AUTHORS].reset_index().groupby("place_id")["month"].max()
    return {str(place): date(month.year, month.month, 1) for place, month in told.items()}


def _photo_links(guide: Guide) -> dict[str, list[PhotoLink]]:
    """A few photos with a page of their own by place: the nearest to its mode, one an author.

    Such a page names its author, so only those are told of who allow to publish their photos.
    """
    if not {"url", "licence"} <= set(guide.photos):
        return {}
    names = {text: licence_of(str(_plain(text) or "")) for text in guide.photos["licence"].unique()}
    photos = guide.photos.assign(
        url=guide.photos["url"].map(web_address), licence=guide.photos["licence"].map(names)
    )
    allowed = (photos["url"] != "") & (photos["licence"] != "")
    photos = photos[allowed].merge(guide.members, on="photo_id")
    modes = guide.places[["place_id", "lon", "lat"]]
    photos = photos.merge(modes, on="place_id", suffixes=("", "_mode"))
    east = (photos["lon"] - photos["lon_mode"]) * np.cos(np.radians(photos["lat"]))
    photos["apart"] = np.hypot(east, photos["lat"] - photos["lat_mode"])
    nearest = photos.sort_values(["place_id", "apart", "photo_id"])
    nearest = nearest.drop_duplicates(["place_id", "author_id"])
    links: dict[str, list[PhotoLink]] = {}
    for row in nearest.groupby("place_id").head(MOST_PHOTO_LINKS).to_dict("records"):
        title = _plain(row.get("title")) or ""
        links.setdefault(row["place_id"], []).append(PhotoLink(row["url"], title, row["licence"]))
    return links
