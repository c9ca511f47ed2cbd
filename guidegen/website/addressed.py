"""What only a site that knows its address has: pictures for links, feeds, sitemaps, robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from guidegen.website.feeds import FEED
from guidegen.website.linked_data import linked_data
from guidegen.website.pages import Page
from guidegen.website.share_picture import (
    FOLDER,
    HEIGHT,
    WIDTH,
    city_picture,
    place_picture,
    walk_picture,
)
from guidegen.website.sitemap import city_sitemaps, robots, site_sitemap
from guidegen.website.views import CityView


def address_of(path: str) -> str:
    """A page's path as an address ends with it: a folder stands for its index.html."""
    return path.removesuffix("index.html")


def sharing(page: Page, root: str, base_url: str) -> dict[str, Any]:
    """What a page tells those that link to it.

    Args:
        page: to be written.
        root: from the page to the site's folder.
        base_url: where the site will be, without a slash at its end, or "".

    Returns:
        data: JSON-LD. kind: of page, in Open Graph's words. picture: the absolute address of its
        map, or "", with its width, height and alt (what it shows).
    """
    picture = _picture(page) if base_url else ""
    return {
        "data": linked_data(
            page, lambda path: f"{base_url}/{address_of(path)}" if base_url else f"{root}{path}"
        ),
        "kind": "article" if page.template in ("place.html", "walk.html") else "website",
        "picture": f"{base_url}/{picture}" if picture else "",
        "width": WIDTH,
        "height": HEIGHT,
        "alt": f"A map drawn from photographs: {_subject(page)}" if picture else "",
    }


def city_files(
    view: CityView, pages: Sequence[str], feed: str, base_url: str
) -> Iterator[tuple[str, str | bytes]]:
    """The files of a city, as (path from the site's folder, content).

    Args:
        view: the city.
        pages: paths of its pages that search engines should know.
        feed: see `feeds.city_feed`.
        base_url: where the site will be, without a slash at its end.
    """
    slug = view.guide.city.slug
    yield f"{slug}/{FOLDER}/index.png", city_picture(view)
    for place in view.places:
        yield f"{slug}/{FOLDER}/places/{place.id}.png", place_picture(view, place)
    for walk in view.walks:
        yield f"{slug}/{FOLDER}/walks/{walk.id}.png", walk_picture(view, walk)
    if feed:
        yield f"{slug}/{FEED}", feed
    yield from city_sitemaps(slug, [f"{base_url}/{address_of(path)}" for path in pages])


def site_files(site: Path, base_url: str) -> Iterator[tuple[str, str]]:
    """The files at the site's root, written last, as (path, text)."""
    yield from site_sitemap(site, base_url)
    yield from robots(base_url)


def _picture(page: Page) -> str:
    """The path of the map that stands for a page; "" if there is none."""
    if "view" not in page.context:
        return ""
    slug, _, name = page.path.partition("/")
    if page.template not in ("place.html", "walk.html"):
        return f"{slug}/{FOLDER}/index.png"
    return f"{slug}/{FOLDER}/{name.removesuffix('.html')}.png"


def _subject(page: Page) -> str:
    context: Mapping[str, Any] = page.context
    shown = context.get("place") or context.get("walk")
    city = context["city"].name
    return f"{shown.name}, {city}" if shown else str(city)
