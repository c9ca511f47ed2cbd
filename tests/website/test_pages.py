from __future__ import annotations

from dataclasses import replace

from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.pages import city_pages, place_pages
from guidegen.website.views import CityView


def inside(view: CityView) -> dict[str, list[str]]:
    """What each place's page lists as within it."""
    return {
        page.context["place"].id: [inner.id for inner in page.context["inside"]]
        for page in place_pages(view, view.places)
    }


def test_a_place_lists_spots_within_spots_the_most_photographed_first(guide: Guide) -> None:
    places = guide.places.copy()
    places.loc[places["place_id"] == "town-hall", "parent"] = "fountain"
    view = view_city(replace(guide, places=places))
    assert inside(view)["market"] == ["fountain", "town-hall"]
    assert inside(view)["fountain"] == ["town-hall"]
    city = next(page for page in city_pages(view) if page.template == "city.html")
    assert city.context["loose"] == []  # both are listed with their place


def test_a_quarter_leaves_spots_to_its_places(view: CityView) -> None:
    assert inside(view)["old-town"] == ["market", "bridge"]
