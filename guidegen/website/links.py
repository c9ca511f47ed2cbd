"""Photos with a page of their own that a place's page leads to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guidegen.licences import licence_of
from guidegen.website.guide import Guide
from guidegen.website.stories import web_address

MOST_PHOTO_LINKS = 5
_READ = ("photo_id", "author_id", "lon", "lat", "title")


@dataclass(frozen=True, slots=True)
class PhotoLink:
    """A photo on its service's own page, under a licence that allows publishing.

    Attributes:
        url: http or https.
        title: its title, or "" if it has none.
        licence: its short name.
    """

    url: str
    title: str
    licence: str


def photo_links(guide: Guide) -> dict[str, list[PhotoLink]]:
    """A few photos with a page of their own by place: the nearest to its mode, one an author.

    Such a page names its author, so only those are told of who allow to publish their photos.
    """
    if not {"url", "licence"} <= set(guide.photos):
        return {}
    names = {text: licence_of(_text(text)) for text in guide.photos["licence"].unique()}
    urls, licences = guide.photos["url"].map(web_address), guide.photos["licence"].map(names)
    allowed = (urls != "") & (licences != "")
    read = [name for name in _READ if name in guide.photos]
    photos = guide.photos.loc[allowed, read].assign(url=urls, licence=licences)
    photos = photos.merge(guide.members, on="photo_id")
    modes = guide.places[["place_id", "lon", "lat"]]
    photos = photos.merge(modes, on="place_id", suffixes=("", "_mode"))
    east = (photos["lon"] - photos["lon_mode"]) * np.cos(np.radians(photos["lat"]))
    photos["apart"] = np.hypot(east, photos["lat"] - photos["lat_mode"])
    nearest = photos.sort_values(["place_id", "apart", "photo_id"])
    nearest = nearest.drop_duplicates(["place_id", "author_id"])
    links: dict[str, list[PhotoLink]] = {}
    for row in nearest.groupby("place_id").head(MOST_PHOTO_LINKS).to_dict("records"):
        link = PhotoLink(row["url"], _text(row.get("title")), row["licence"])
        links.setdefault(row["place_id"], []).append(link)
    return links


def _text(value: object) -> str:
    """Text of a table; "" for what is missing."""
    return value if isinstance(value, str) else ""
