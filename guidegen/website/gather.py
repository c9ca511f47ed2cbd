"""Turn a guide's tables into what pages show; nothing behind this sees a photo's time or author."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Projection
from guidegen.tables import LEVELS, VISITORS
from guidegen.website.dots import published_dots
from guidegen.website.guide import Guide
from guidegen.website.movement import route_views
from guidegen.website.particulars import PlaceBook
from guidegen.website.privacy import withhold
from guidegen.website.views import CityView, PlaceView
from guidegen.website.walks import walk_views

if TYPE_CHECKING:
    import pandas as pd

_LEVEL_ORDER = {"place": 0, "quarter": 1, "spot": 2}


def view_city(guide: Guide) -> CityView:
    """Everything that the pages and files of a city show."""
    book = PlaceBook(guide)
    people = _people(guide.authors)
    places = tuple(_places(book))
    return CityView(
        guide=guide,
        places=places,
        profiles=book.profiles.of(""),
        dots=published_dots(guide.photos, Projection.around(guide.city.bbox)),
        years=_years(guide.photos),
        people=withhold(people),
        tourist_share=_share(people["tourist"] + people["probable_tourist"], people["local"]),
        usual_share=_usual_shares(guide.places),
        walks=walk_views(guide, {place.id: place for place in places}),
        routes=route_views(guide, places),
    )


def _places(book: PlaceBook) -> list[PlaceView]:
    views = [PlaceView(book, row) for row in range(len(book.ids))]
    return sorted(views, key=lambda view: (_LEVEL_ORDER[view.level], view.facts["rank"], view.id))


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
    timed = photos.loc[photos["time_known"] != "none", ["author_id", "taken_at"]]
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
