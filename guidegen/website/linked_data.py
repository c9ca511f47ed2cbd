"""What pages say in schema.org's words (JSON-LD), for search engines and other programs.

It is data in a `<script>` that no browser runs. Names are strangers' words: `data_files.to_json`
writes every <, > and & as an escape, so that nothing in it can end the script.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from guidegen.languages import _, plain, spoken
from guidegen.website.data_files import to_json
from guidegen.website.editions import index_name

if TYPE_CHECKING:
    from guidegen.website.pages import Page
    from guidegen.website.stories import PictureView
    from guidegen.website.views import CityView, PlaceView
    from guidegen.website.walks import WalkView

At = Callable[[str], str]
Node = dict[str, Any]

_SAME_AS = ("wikidata.org", "wikipedia.org")


def linked_data(page: Page, at: At) -> Markup:
    """What a page says of itself, as JSON-LD; "" for pages that say nothing.

    Args:
        page: to be written.
        at: turns a path from the site's folder into an address as the page may use it.
    """
    says = _SAY.get(page.template)
    graph = says(page, at) if says else []
    if graph and page.paths:
        graph.append({"@type": "WebPage", "url": at(page.path), "inLanguage": page.language})
    told = {"@context": "https://schema.org", "@graph": graph}
    return Markup(plain(to_json(told))) if graph else Markup("")  # noqa: S704 - to_json escapes <, >, &


def _index(page: Page, at: At) -> list[Node]:
    cards = [entry["card"] for entry in page.context["cities"]]
    cities = [(card.name, at(f"{card.folder}index.html")) for card in cards]
    return [_item_list(_("City guides"), cities)] if cities else []


def _city(page: Page, at: At) -> list[Node]:
    view: CityView = page.context["view"]
    city, box = view.guide.city, view.guide.city.bbox
    places = [(place.name, at(f"{page.folder}{place.url}")) for place in view.of_level("place")]
    home = {
        "@type": "TouristDestination",
        "@id": f"{at(_main(page))}#city",
        "name": city.name,
        "url": at(page.path),
        # schema.org puts the latitude first: south west, then north east
        "geo": {"@type": "GeoShape", "box": f"{box.south} {box.west} {box.north} {box.east}"},
    }
    title = _("Places in %(city)s") % {"city": city.name}
    listed = [_item_list(title, places)] if places else []
    return [home, *listed, _breadcrumbs([_guides(at), (city.name, at(page.path))])]


def _place(page: Page, at: At) -> list[Node]:
    view: CityView = page.context["view"]
    place: PlaceView = page.context["place"]
    above = [*reversed(view.ancestors(place)), place]
    trail = [(each.name, at(f"{page.folder}{each.url}")) for each in above]
    node: Node = {
        "@type": "TouristAttraction",
        "@id": f"{at(_main(page))}#place",
        "name": place.name,
        "url": at(page.path),
        "description": str(page.context["character"]),
        "geo": _point(place),
        "containedInPlace": {"@id": f"{at(_home(view))}#city"},
    }
    optional: Node = {
        "alternateName": [name for _, name in place.story.also],
        "image": [_image(each, view, at) for each in place.story.pictures],
        "sameAs": _same_as(place),
    }
    node |= {name: value for name, value in optional.items() if value}
    return [node, _breadcrumbs([_guides(at), _city_crumb(page, at), *trail])]


def _walk(page: Page, at: At) -> list[Node]:
    walk: WalkView = page.context["walk"]
    stops = [
        {
            "@type": "ListItem",
            "position": position,
            "item": {
                "@type": "TouristAttraction",
                "name": passed.place.name,
                "url": at(f"{page.folder}{passed.place.url}"),
                "geo": _point(passed.place),
            },
        }
        for position, passed in enumerate(walk.passes, start=1)
    ]
    node: Node = {
        "@type": "TouristTrip",
        "@id": f"{at(_main(page))}#walk",
        "name": walk.name,
        "url": at(page.path),
        "description": walk.summary,
    }
    if stops:
        node["itinerary"] = {
            "@type": "ItemList",
            "numberOfItems": len(stops),
            "itemListElement": stops,
        }
    trail = [_guides(at), _city_crumb(page, at), (walk.name, at(page.path))]
    return [node, _breadcrumbs(trail)]


def _item_list(name: str, items: Sequence[tuple[str, str]]) -> Node:
    return {
        "@type": "ItemList",
        "name": name,
        "numberOfItems": len(items),
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "url": url}
            for position, (title, url) in enumerate(items, start=1)
        ],
    }


def _breadcrumbs(trail: Sequence[tuple[str, str]]) -> Node:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": url}
            for position, (title, url) in enumerate(trail, start=1)
        ],
    }


def _guides(at: At) -> tuple[str, str]:
    return _("City guides"), at(index_name(spoken()))


def _main(page: Page) -> str:
    """The page in the city's main language: what it tells of is the same in all of them."""
    return next(iter(page.paths.values()), page.path)


def _home(view: CityView) -> str:
    return f"{view.guide.city.slug}/index.html"


def _city_crumb(page: Page, at: At) -> tuple[str, str]:
    return page.context["city"].name, at(f"{page.folder}index.html")


def _point(place: PlaceView) -> Node:
    facts = place.facts
    return {"@type": "GeoCoordinates", "latitude": facts["lat"], "longitude": facts["lon"]}


def _image(picture: PictureView, view: CityView, at: At) -> Node:
    """A picture with its licence, as image search shows it."""
    source, file = picture.source, picture.largest
    told = {
        "@type": "ImageObject",
        "contentUrl": at(f"{view.guide.city.slug}/images/{file.name}"),
        "caption": picture.alt,
        "license": source.licence_url,
        "acquireLicensePage": source.url,
        "creditText": source.attribution or source.provider,
    }
    return {name: value for name, value in told.items() if value} | {
        "width": file.width,
        "height": file.height,
    }


def _same_as(place: PlaceView) -> list[str]:
    """The place's pages in Wikidata and Wikipedia, each once."""
    story = place.story
    sources = [*story.name_sources, *(text.source for text in story.texts)]
    urls = dict.fromkeys(source.url for source in sources if source and source.url)
    return [url for url in urls if _is_about_it(url)]


def _is_about_it(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in _SAME_AS)


_SAY: dict[str, Callable[[Page, At], list[Node]]] = {
    "index.html": _index,
    "city.html": _city,
    "place.html": _place,
    "walk.html": _walk,
}
