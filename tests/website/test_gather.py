from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from guidegen.tables import PLACES, PROFILES, check
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.stories import web_address
from guidegen.website.views import CityView


def test_the_sample_keeps_the_contract_of_the_tables(guide: Guide) -> None:
    check(guide.places, PLACES)
    check(guide.profiles, PROFILES)


def test_places_come_before_quarters_and_spots_and_by_rank(view: CityView) -> None:
    assert [place.id for place in view.places] == [
        "market", "bridge", "station", "hill", "old-town", "fountain", "town-hall",
    ]  # fmt: skip
    assert [child.id for child in view.children["old-town"]] == ["market", "bridge"]


def test_counts_of_fewer_than_three_people_are_gone(guide: Guide) -> None:
    places = guide.places.copy()
    places.loc[places["place_id"] == "bridge", ["locals", "unknown"]] = [2, 3]
    bridge = view_city(replace(guide, places=places)).by_id["bridge"]
    assert bridge.facts["locals"] is None
    # with the smallest of the others, because all three add up to a number that is told
    assert bridge.facts["unknown"] is None
    assert bridge.facts["tourists"] is not None


def test_a_place_of_two_people_is_not_shown_at_all(guide: Guide) -> None:
    places = guide.places.copy()
    places.loc[places["place_id"] == "market", "authors"] = 2
    view = view_city(replace(guide, places=places))
    assert "market" not in view.by_id
    assert view.by_id["fountain"].facts["parent"] is None  # rather than a link to nowhere


def test_bins_of_fewer_than_three_people_are_gone(guide: Guide) -> None:
    profiles = guide.profiles.copy()
    july = (profiles["place_id"] == "market") & (profiles["kind"] == "month")
    july &= profiles["bin"] == 7
    profiles.loc[july, "authors"] = 2
    months = view_city(replace(guide, profiles=profiles)).by_id["market"].profiles["month"]
    assert months.days[6] is None
    assert months.lift[6] is None
    assert not months.claimed[6]
    # one more is withheld, so that subtraction does not give it away
    assert sum(days is None for days in months.days) >= 2
    assert any(months.days)


def test_years_rest_on_three_people_too(guide: Guide) -> None:
    photos = guide.photos.copy()
    photos.loc[photos["author_id"] == "author-alone", "taken_at"] = pd.Timestamp("1999-01-01")
    assert view_city(replace(guide, photos=photos)).years == (2012, 2012)


def test_names_in_other_languages_are_kept_apart(view: CityView) -> None:
    market = view.by_id["market"]
    assert market.name == "Market Square"
    assert market.story.also == (("it", "Piazza del Mercato"),)


def test_a_place_without_a_name_has_its_position(guide: Guide) -> None:
    places = guide.places.copy()
    places.loc[places["place_id"] == "hill", "name"] = None
    assert view_city(replace(guide, places=places)).by_id["hill"].name.endswith("° E")


def test_the_usual_share_is_that_of_the_average_place(view: CityView) -> None:
    # spots: 45 of 60 and 30 of 40 photographers are visitors
    assert view.usual_share["spot"] == pytest.approx(75 / 100)


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://example.org/photo/1", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/x", False),
        ("https://exa mple.org", False),
        ("https://", False),
        ("http://[::1", False),
        (None, False),
        (float("nan"), False),
    ],
)
def test_only_web_addresses_become_links(text: object, is_link: bool) -> None:
    assert bool(web_address(text)) == is_link


@pytest.mark.parametrize("column", ["licence", "url"])
def test_without_a_licence_or_a_page_no_photo_is_linked(guide: Guide, column: str) -> None:
    photos = guide.photos.assign(url="https://example.org/1", licence="CC0").drop(columns=column)
    assert all(place.photos == () for place in view_city(replace(guide, photos=photos)).places)


def test_links_to_photos_are_few_near_and_of_different_people(guide: Guide) -> None:
    photos = guide.photos.assign(
        url=[f"https://example.org/{n}" for n in range(len(guide.photos))],
        title=None,
        licence="CC0",
    )
    photos.loc[photos["author_id"].str.endswith("-1"), "url"] = "javascript:alert(1)"
    refused = {"-2": "CC BY-NC 2.0", "-3": "All rights reserved", "-4": "", "-5": None}
    for author, licence in refused.items():
        photos.loc[photos["author_id"].str.endswith(author), "licence"] = licence
    links = view_city(replace(guide, photos=photos)).by_id["fountain"].photos
    assert len(links) == 5
    assert all(link.url.startswith("https://") for link in links)
    authors = photos.set_index("url").loc[[link.url for link in links], "author_id"]
    assert authors.is_unique
    assert not any(name.endswith(("-2", "-3", "-4", "-5")) for name in authors)
    assert links[0].licence == "CC0 1.0"
    assert links[0].title == ""
