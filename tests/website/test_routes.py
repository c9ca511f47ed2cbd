"""How people walk, on pages and in published files."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import gpxpy
import numpy as np
import pytest

from guidegen.geo import Projection
from guidegen.routes.smooth import sampled
from guidegen.website import words
from guidegen.website.check import check_site
from guidegen.website.gather import view_city
from guidegen.website.guide import Credit, Guide
from guidegen.website.movement import MOST_DRAWN, label, movement_story
from guidegen.website.render import render_site
from guidegen.website.routes_picture import routes_picture
from guidegen.website.views import CityView, PlaceView
from tests.website.sample_routes import with_routes, with_walks_along_routes
from tests.website.test_render import Elements

HOSTILE = "</script><img src=x onerror=alert(1)> & “photos”"


@pytest.fixture(scope="module")
def moved(guide: Guide) -> CityView:
    return view_city(with_routes(guide))


@pytest.fixture(scope="module")
def city(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("routes")
    render_site([with_routes(guide)], folder)
    return folder / "sampletown"


@pytest.fixture(scope="module")
def along(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Walks without streets, of photos whose credit is hostile."""
    folder = tmp_path_factory.mktemp("along")
    routed = replace(with_walks_along_routes(guide), credits=[Credit(HOSTILE)])
    render_site([routed], folder)
    return folder / "sampletown"


def script(path: Path) -> object:
    """What a data script sets."""
    text = path.read_text("utf-8")
    found = re.fullmatch(r"\(window\.guidegen = .*?\)\.\w+ = (.*);\n", text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_site_is_sound_with_and_without_streets(city: Path, along: Path) -> None:
    assert check_site(city.parent) == []
    assert check_site(along.parent) == []


def test_routes_are_published_as_lines_near_the_routes(city: Path, moved: CityView) -> None:
    table = gpd.read_file(city / "data/routes.geojson")
    names = ["route_id", "authors", "photographer_days", "balance", "length_m"]
    assert set(names) < set(table)
    assert (table["authors"] >= 3).all()
    assert table["photographer_days"].is_monotonic_decreasing
    routes = moved.guide.routes
    assert routes is not None
    assert len(table) == len(routes)
    centre = Projection.around(moved.guide.city.bbox)
    for drawn, found in zip(_metres(table, centre), _metres(routes, centre), strict=True):
        assert drawn.hausdorff_distance(found) < 10


def _metres(table: gpd.GeoDataFrame, centre: Projection) -> gpd.GeoSeries:
    return table.geometry.transform(
        lambda at: np.column_stack(centre.to_metres(at[:, 0].copy(), at[:, 1].copy()))
    )


def test_the_page_gets_true_curves(city: Path, moved: CityView) -> None:
    [first, *_] = script(city / "data/routes.js")  # type: ignore[misc]
    read = np.cumsum(np.reshape(first["curve"], (-1, 2)), axis=0) / 1e6
    np.testing.assert_allclose(read, moved.routes[0].curve, atol=6e-7)
    assert len(read) % 3 == 1
    line = gpd.read_file(city / "data/routes.geojson").geometry[0]
    np.testing.assert_allclose(sampled(read, 6), np.array(line.coords), atol=2e-6)
    facts = moved.routes[0].facts
    assert (first["people"], first["length_m"]) == (facts["authors"], facts["length_m"])


def test_the_field_is_published_for_the_page_and_for_programs(city: Path, moved: CityView) -> None:
    assert json.loads((city / "data/field.json").read_text("utf-8")) == moved.guide.velocity
    assert script(city / "data/field.js") == moved.guide.flow
    assert script(city / "data/tracks.js") == moved.guide.tracks


def test_routes_lead_from_place_to_place(moved: CityView) -> None:
    told = movement_story(moved)["main_routes"]
    pairs = [[end.id for end in route.towards if end] for route in told]
    assert ["market", "bridge"] in pairs or ["market", "station"] in pairs
    for route in told:
        assert route.one_way  # three of four do not come back
        assert route.direction == "80% go this way"


def test_a_route_that_is_drawn_the_other_way_is_told_alike(guide: Guide) -> None:
    routed = with_routes(guide)
    assert routed.routes is not None
    back = routed.routes.assign(
        geometry=routed.routes.geometry.reverse(), balance=-routed.routes["balance"]
    )
    for one, other in zip(
        view_city(routed).routes, view_city(replace(routed, routes=back)).routes, strict=True
    ):
        assert [end and end.id for end in one.towards] == [end and end.id for end in other.towards]


def test_the_city_page_tells_of_it(city: Path) -> None:
    page = Elements(city / "index.html")
    assert "How people walk" in page.text
    [map_] = [each for each in page.all("div") if each.get("data-map")]
    for name in ("routes", "field", "tracks"):
        assert map_[f"data-{name}"] == f"data/{name}.js"
        # they are loaded when they are wanted, not with the page
        assert f"data/{name}.js" not in [each.get("src") for each in page.all("script")]
    shown = {
        box["value"]: "checked" in box for box in page.all("input") if box.get("name") == "show"
    }
    assert {"movement", "routes", "cleaned", "raw"} <= shown.keys()
    assert not shown["movement"]
    choices = [each["value"] for each in page.all("option")]
    assert {"all", "morning", "evening"} <= set(choices)
    assert "midday" not in choices  # nobody walked then
    assert "locals" not in choices


def test_the_about_page_has_sums_that_add_up(city: Path) -> None:
    page = (city / "about.html").read_text("utf-8")
    for caption, rows in (("From photographs to stops", 3), ("From stops to movements", 3)):
        table = page[page.index(caption) :]
        numbers = [int(n.replace(",", "")) for n in re.findall(r"<td>([\d,]+)</td>", table)]
        assert numbers[rows] == sum(numbers[:rows])
    assert "clocks in people’s cameras" in page


@pytest.mark.parametrize("guide_has", ["neither", "routes only"])
def test_a_guide_without_movement_says_nothing(
    guide: Guide, tmp_path: Path, guide_has: str
) -> None:
    routes = with_routes(guide).routes if guide_has == "routes only" else None
    render_site([replace(guide, routes=routes)], tmp_path)
    assert check_site(tmp_path) == []
    city = tmp_path / "sampletown"
    assert not (city / "data/field.js").exists()
    told = json.loads((city / "data/routes.geojson").read_text("utf-8"))["features"]
    assert bool(told) == (routes is not None)
    page = (city / "index.html").read_text("utf-8")
    assert "Watch the movement" not in page
    assert ("How people walk" in page) == (routes is not None)


@pytest.mark.parametrize(
    "page", ["index.html", "about.html", "planner.html", "walks/market-to-station.html"]
)
def test_walks_along_routes_say_so(along: Path, page: str) -> None:
    text = Elements(along / page).text
    assert words.along_routes() in text
    assert "OpenStreetMap" not in text
    assert "openstreetmap.org" not in (along / page).read_text("utf-8")


def test_downloads_of_walks_along_routes_name_the_photographers(along: Path) -> None:
    files = along / "downloads"
    assert not (files / "streets.gpkg").exists()
    assert not (files / "streets.txt").exists()
    gpx = gpxpy.parse((files / "town-tour.gpx").read_text("utf-8"))
    assert (gpx.copyright_author, gpx.copyright_license) == (HOSTILE, None)
    kml = ET.parse(files / "town-tour.kml").getroot()  # noqa: S314 - our own
    description = kml.findtext(".//{*}description") or ""
    properties = json.loads((files / "town-tour.geojson").read_text("utf-8"))["properties"]
    for notice in (description, properties["attribution"]):
        assert notice.endswith(f"{words.along_routes()} {HOSTILE}")
    data = script(along / "data/guide.js")
    assert isinstance(data, dict)
    assert data["walk_credit"] == {"author": HOSTILE, "licence": ""}
    assert data["ways"] == "ways"


def test_slices_in_words() -> None:
    assert label("morning") == "Morning, 6 to 11"
    assert label("night") == "Night, 22 to 6"
    assert label("winter") == "Winter, December to February"
    assert (label("tourists"), label("locals")) == ("Visitors", "Locals")


def test_the_picture_has_every_route_the_most_used_on_top(moved: CityView) -> None:
    picture = ET.fromstring(routes_picture(moved.routes))  # noqa: S314 - our own
    paths = picture.findall("path")
    assert len(paths) == len(moved.routes)
    widths = [float(path.get("stroke-width", "")) for path in paths]
    assert widths == sorted(widths)
    assert paths[-1].get("class") == "use-4"
    assert routes_picture(()) == ""


def test_a_page_draws_only_the_most_used_of_very_many_routes(moved: CityView) -> None:
    many = replace(moved, routes=moved.routes[:1] * (MOST_DRAWN + 5))
    told = movement_story(many)
    assert told["routes_drawn"] == MOST_DRAWN
    assert told["routes_picture"].count("<path") == MOST_DRAWN
    assert movement_story(moved)["routes_drawn"] == len(moved.routes)


@pytest.mark.parametrize(("authors", "told"), [(2, False), (3, True)])
def test_movements_of_two_people_are_not_accounted_for(
    moved: CityView, authors: int, told: bool
) -> None:
    report = {"routes": {"authors": authors, "movements": 9}}
    view = replace(moved, guide=replace(moved.guide, report=report))
    assert (movement_story(view)["moves"] is not None) == told


def test_the_picture_names_places_apart_from_each_other(
    moved: CityView, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = HOSTILE[:9]  # long ones have no room
    places = moved.of_level("place")
    monkeypatch.setattr(PlaceView, "naming", replace(places[0].naming, given=name))
    picture = ET.fromstring(routes_picture(moved.routes, places))  # noqa: S314 - our own
    names = picture.findall("text")
    assert 0 < len(names) <= len(places)
    assert len(names) == len(picture.findall("circle"))
    assert {each.text for each in names} == {name}
    corners = [(float(each.get("x", "")), float(each.get("y", ""))) for each in names]
    for one, other in combinations(corners, 2):
        assert abs(one[0] - other[0]) > 100 or abs(one[1] - other[1]) > 30


def test_keys_of_tracks_tell_how_many_passed(moved: CityView) -> None:
    tracks = {
        "fewest": 3, "per_doubling": 2,
        "layers": {"raw": {"most": 4}, "cleaned": {"most": 1}, "empty": {"most": 0}},
    }  # fmt: skip
    view = replace(moved, guide=replace(moved.guide, tracks=tracks))
    # 3 · 2^(3/2) = 8.5 people: nine is the fewest whole people of level four
    assert movement_story(view)["tracks_most"] == {"cleaned": 3, "raw": 9}
