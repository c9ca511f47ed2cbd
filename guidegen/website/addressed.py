"""What only a site that knows its address has: pictures for links, feeds, sitemaps, robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from guidegen.city import City
from guidegen.languages import _
from guidegen.website.editions import folder_of, languages_of, paths_of
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
from guidegen.website.sitemap import Listing, city_sitemaps, robots, site_sitemap
from guidegen.website.theme_colours import Palette
from guidegen.website.views import CityView, PlaceView


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
        "alt": _("A map drawn from photographs: %(subject)s") % {"subject": _subject(page)}
        if picture
        else "",
    }


def place_pictures(
    view: CityView, places: Iterable[PlaceView], colours: Palette
) -> Iterator[tuple[str, bytes]]:
    """The pictures of some of a city's places, as `city_files`."""
    for place in places:
        path = f"{view.guide.city.slug}/{FOLDER}/places/{place.id}.png"
        yield path, place_picture(view, place, colours)


def city_files(
    view: CityView, base_url: str, feed: str, colours: Palette
) -> Iterator[tuple[str, str | bytes]]:
    """The files of a city as a whole, as (path from the site's folder, content).

    Args:
        view: the city.
        base_url: where the site will be, without a slash at its end.
        feed: see `feeds.city_feed`.
        colours: of the theme.
    """
    slug = view.guide.city.slug
    yield f"{slug}/{FOLDER}/index.png", city_picture(view, colours)
    for walk in view.walks:
        yield f"{slug}/{FOLDER}/walks/{walk.id}.png", walk_picture(view, walk, colours)
    if feed:
        yield f"{slug}/{FEED}", feed
    yield from city_sitemaps(slug, [*_listings(view.guide.city, _paths(view), base_url)])


def site_files(site: Path, base_url: str, home_pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """The files at the site's root, written last, as (path, text); see `pages.index_pages`."""
    listed = [_listing(p.path, p.paths, base_url) for p in home_pages if not p.stands_for]
    yield from site_sitemap(site, base_url, listed)
    yield from robots(base_url)


def _paths(view: CityView) -> list[str]:
    """Pages of a city that search engines should know, from the folder of a language."""
    places, walks = [place.url for place in view.places], [walk.url for walk in view.walks]
    return ["index.html", "about.html", "planner.html", *places, *walks]


def _listings(city: City, paths: Sequence[str], base_url: str) -> Iterator[Listing]:
    """Pages in all languages as sitemaps list them."""
    for language in languages_of(city):
        for path in paths:
            yield _listing(folder_of(city, language) + path, paths_of(city, path), base_url)


def _listing(path: str, paths: Mapping[str, str], base_url: str) -> Listing:
    versions = {language: f"{base_url}/{address_of(there)}" for language, there in paths.items()}
    return Listing(f"{base_url}/{address_of(path)}", versions)


def _picture(page: Page) -> str:
    """The path of the map that stands for a page; "" if there is none."""
    if "view" not in page.context:
        return ""
    folder = f"{page.context['city'].slug}/{FOLDER}"
    if page.template not in ("place.html", "walk.html"):
        return f"{folder}/index.png"
    return f"{folder}/{page.path.removeprefix(page.folder).removesuffix('.html')}.png"


def _subject(page: Page) -> str:
    context: Mapping[str, Any] = page.context
    shown = context.get("place") or context.get("walk")
    city = context["city"].name
    return f"{shown.name}, {city}" if shown else str(city)
