from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import gpxpy
import numpy as np
import pytest

from guidegen.walks.plan import ATTRACTION, TOLERANCE
from guidegen.website import words
from guidegen.website.charts import line_thumbnail
from guidegen.website.check import check_site
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.render import render_site
from guidegen.website.views import CityView, PlaceView
from guidegen.website.walks import WalkView, walk_views, ways_left_out
from tests.website.sample_walks import with_walks
from tests.website.test_render import Elements

HOSTILE = "</script><img src=x onerror=alert(1)> \"'& {{ 7 * 7 }} مرحبا 🏰 a/b"
WALK_PAGE = "walks/market-to-station.html"
WALKS = ("market-to-station", "old-town-loop", "town-tour")
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def walking(guide: Guide) -> Guide:
    return with_walks(guide)


@pytest.fixture(scope="module")
def walked(walking: Guide) -> CityView:
    return view_city(walking)


@pytest.fixture(scope="module")
def city(walking: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walks")
    render_site([walking], folder)
    return folder / "sampletown"


@pytest.fixture(scope="module")
def hostile(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    render_site([with_walks(guide, street=HOSTILE, walk=HOSTILE)], folder)
    return folder / "sampletown"


def walk(view: CityView, kind: str) -> WalkView:
    return next(each for each in view.walks if each.suggestion.walk.kind == kind)


def test_the_site_stays_sound(city: Path) -> None:
    assert check_site(city.parent) == []


def test_every_walk_has_its_page_and_its_files(city: Path) -> None:
    assert sorted(path.stem for path in (city / "walks").iterdir()) == sorted(WALKS)
    names = {f"{name}.{ending}" for name in WALKS for ending in ("gpx", "kml", "geojson")}
    files = filter(Path.is_file, (city / "downloads").iterdir())
    assert {path.name for path in files} == names | {
        "streets.gpkg", "streets.parquet", "streets.txt",
    }  # fmt: skip


def test_the_geojson_tells_of_every_walk(city: Path, walked: CityView) -> None:
    collection = json.loads((city / "data/walks.geojson").read_text("utf-8"))
    features = {feature["id"]: feature for feature in collection["features"]}
    assert tuple(features) == WALKS
    tour, shown = features["town-tour"], walk(walked, "tour")
    told = tour["properties"]
    assert told["walk_id"] == "town-tour"
    assert told["kind"] == "tour"
    assert told["url"] == "walks/town-tour.html"
    assert told["length_m"] == pytest.approx(shown.length_m, abs=0.1)
    assert told["minutes"] == pytest.approx(shown.suggestion.walk.minutes, abs=0.1)
    assert told["wish_minutes"] == 80
    assert told["gain"] == pytest.approx(shown.suggestion.walk.gain, abs=0.001)
    assert sorted(told["stops"]) == ["bridge", "fountain", "station"]
    assert [passed["place_id"] for passed in told["passes"]] == [
        passed.place.id for passed in shown.passes
    ]
    assert told["steps"][-1] == "You have arrived"
    assert len(tour["geometry"]["coordinates"]) == len(shown.suggestion.walk.line)
    assert features["old-town-loop"]["properties"]["stops"] == []
    assert json.loads((city / "downloads/town-tour.geojson").read_text("utf-8")) == tour


@pytest.mark.parametrize("name", WALKS)
def test_programs_for_the_way_read_the_downloads(city: Path, walked: CityView, name: str) -> None:
    shown = next(each for each in walked.walks if each.id == name)
    gpx = gpxpy.parse((city / f"downloads/{name}.gpx").read_text("utf-8"))
    assert gpx.tracks[0].name == shown.name
    assert gpx.tracks[0].get_points_no() == len(shown.suggestion.walk.line)
    assert [point.name for point in gpx.routes[0].points] == [
        each.step.text for each in shown.steps
    ]
    kml = ET.parse(city / f"downloads/{name}.kml").getroot()  # noqa: S314 - our own
    assert next(each.text for each in kml.iter(f"{KML}name")) == shown.name
    assert "OpenStreetMap" in (city / f"downloads/{name}.kml").read_text("utf-8")


def test_the_streets_that_are_published_tell_of_three_people_or_nobody(
    city: Path, walking: Guide
) -> None:
    assert walking.streets
    given = walking.streets.scores["score_d"].to_numpy()
    for table in (
        gpd.read_file(city / "downloads/streets.gpkg"),
        gpd.read_parquet(city / "downloads/streets.parquet"),
    ):
        assert np.array_equal(table["score_d"].to_numpy(), given)
        assert 0 < (table["score_d"] > 0).sum() < len(table) / 4
    assert "Open Database License" in (city / "downloads/streets.txt").read_text("utf-8")


def test_a_page_has_the_facts_of_its_walk(city: Path, walked: CityView) -> None:
    for shown in walked.walks:
        page = Elements(city / shown.url)
        for fact in (shown.name, shown.kind, shown.duration, words.distance(shown.length_m)):
            assert fact in page.text
        assert words.sentence(shown.gain) in page.text
        assert words.sentence(shown.passed) in page.text
        for each in shown.steps:
            assert each.step.text in page.text
        links = [link["href"] for link in page.all("a")]
        for passed in shown.passes:
            assert f"../places/{passed.place.id}.html" in links
            assert passed.place.name in page.text
        assert f"../{shown.planner}" in links
        assert "https://www.openstreetmap.org/copyright" in links


def test_the_stops_of_a_tour_have_letters_and_minutes(city: Path, walked: CityView) -> None:
    tour = walk(walked, "tour")
    assert [stop.letter for stop in tour.stops] == ["A", "B", "C"]
    assert tour.stay_minutes == 30
    assert Elements(city / tour.url).text.count("Stop for 10 min") == 3
    assert walk(walked, "loop").stops == ()


def test_a_place_names_the_walks_past_it(city: Path, walked: CityView) -> None:
    for place in walked.places:
        page = (city / place.url).read_text("utf-8")
        past = [walk for walk in walked.walks if place.id in {p.place.id for p in walk.passes}]
        linked = [walk for walk in walked.walks if f'href="../{walk.url}"' in page]
        assert linked == past
    assert any(walk.passes for walk in walked.walks)


def test_a_place_on_the_way_is_told_of_in_a_line(
    walked: CityView, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = {each.place.id: each for each in walk(walked, "tour").passes}
    bridge = passed["bridge"]
    assert bridge.told == "more locals than usual; at its best October to April"
    far = replace(bridge, off_m=44.0)
    assert far.told.endswith("; 40 m off the way")
    monkeypatch.setattr(PlaceView, "facts", {**bridge.place.facts, "label": "undetermined"})
    assert bridge.told == "at its best October to April"
    monkeypatch.setattr(PlaceView, "season", None)
    assert bridge.told == "too few people to tell who comes"


def test_the_planner_is_handed_the_wish(walked: CityView) -> None:
    assert walk(walked, "between").planner == (
        "planner.html#from=11.023097,45.015000&to=11.031342,45.008701&minutes=25&pace=5"
    )
    assert walk(walked, "loop").planner == (
        "planner.html#from=11.023097,45.015000&minutes=45&pace=5"
    )


def test_the_link_to_the_planner_promises_no_more_than_it_keeps(
    city: Path, walked: CityView
) -> None:
    for shown in walked.walks:
        text = Elements(city / shown.url).text
        assert ("Plan one like this, without stops" in text) == bool(shown.stops)
        assert "Plan one like this" in text
        assert ("ends at its start" in text) == (shown.suggestion.walk.kind == "tour")


def test_a_walk_tells_how_many_places_it_passes(walked: CityView) -> None:
    tour = walk(walked, "tour")
    assert tour.places == len(walked.of_level("place"))
    here = sum(passed.place.level == "place" for passed in tour.passes)
    assert tour.passed == words.passed(here, tour.places)
    nowhere = replace(walked.guide, walks=[replace(tour.suggestion, passes=())])
    assert walk_views(nowhere, walked.by_id)[0].passed == ""


def test_every_page_of_a_city_leads_to_its_walks_and_the_planner(city: Path) -> None:
    for path in ("index.html", "about.html", "planner.html", "places/market.html", WALK_PAGE):
        page = Elements(city / path)
        links = [str(link["href"]) for link in page.all("a")]
        home = "../" * (path.count("/") + 1) + "sampletown/"
        for target in ("index.html#walks-title", "planner.html", "about.html"):
            assert home + target in links, path
    current = [link for link in Elements(city / "planner.html").all("a") if "aria-current" in link]
    assert [link["href"] for link in current] == ["../sampletown/planner.html"]


def test_steps_are_told_or_that_there_are_none(walking: Guide, tmp_path: Path) -> None:
    first = walking.walks[0]
    flights = [replace(first, steps_m=63.0, flights=2), replace(first, steps_m=0.0, flights=0)]
    for suggestion, told in zip(flights, ("60 m of steps", "no steps"), strict=True):
        render_site([replace(walking, walks=[suggestion])], tmp_path)
        assert told in Elements(tmp_path / "sampletown" / WALK_PAGE).text


def test_steps_tell_how_far_they_are_from_the_start(walked: CityView) -> None:
    for shown in walked.walks:
        at_m = [each.at_m for each in shown.steps]
        assert at_m[0] == 0
        assert at_m == sorted(at_m)
        assert at_m[-1] == pytest.approx(shown.length_m)


def test_places_that_are_not_published_are_not_told_of(walked: CityView) -> None:
    shown = walk(walked, "tour")
    known = {place.id: place for place in walked.places if place.id != "bridge"}
    (view,) = walk_views(replace(walked.guide, walks=[shown.suggestion]), known)
    assert "bridge" in [passed.place.id for passed in shown.passes]
    assert "bridge" not in [passed.place.id for passed in view.passes]
    assert [stop.letter for stop in view.stops] == ["A", "B"]


def test_the_city_lists_its_walks_and_thanks_for_the_streets(city: Path) -> None:
    page = Elements(city / "index.html")
    links = [link["href"] for link in page.all("a")]
    for name in WALKS:
        assert links.count(f"walks/{name}.html") == 1
    assert "planner.html" in links
    assert "https://www.openstreetmap.org/copyright" in links
    layers = [box["value"] for box in page.all("input") if box.get("name") == "show"]
    assert layers == ["places", "dots", "heat", "clusters", "walks", "streets"]
    shapes = [svg for svg in page.all("svg") if svg.get("class") == "walk-shape"]
    assert len(shapes) == 3
    assert all(svg["aria-hidden"] == "true" for svg in shapes)


def test_the_about_page_tells_of_streets_and_walks(city: Path, walking: Guide) -> None:
    page = Elements(city / "about.html")
    assert walking.streets
    facts = walking.streets.facts
    for fact in (
        f"{facts['nodes']} junctions", f"{facts['edges']} streets", f"{facts['km']:.1f} km",
        "97% of the photographs", "2 parts", "Only some people may enter",
        f"M = {ATTRACTION:g}", f"give or take {TOLERANCE:.0%}", "Kachkaev and J. Wood", "2014",
        "fewer than three people", "not proven to be the best", "improved piece by piece",
    ):  # fmt: skip
        assert fact in page.text, fact
    assert "houses close at night" not in page.text  # nothing was left out for that
    links = [link["href"] for link in page.all("a")]
    assert "https://opendatacommons.org/licenses/odbl/1-0/" in links
    assert {"downloads/streets.gpkg", "downloads/streets.parquet"} <= set(links)


def test_hostile_names_are_text_everywhere(hostile: Path) -> None:
    assert check_site(hostile.parent) == []
    page = Elements(hostile / "walks/market-to-station.html")
    assert HOSTILE in page.text
    assert not [img for img in page.all("img") if img["src"] == "x"]
    script = (hostile / "data/walks.js").read_text("utf-8")
    assert "<" not in script
    gpx = gpxpy.parse((hostile / "downloads/market-to-station.gpx").read_text("utf-8"))
    assert gpx.name == HOSTILE
    features = json.loads((hostile / "data/walks.geojson").read_text("utf-8"))["features"]
    assert features[0]["properties"]["name"] == HOSTILE
    assert any(HOSTILE in step for each in features for step in each["properties"]["steps"])


def test_a_city_without_streets_says_why_and_has_no_files(guide: Guide, tmp_path: Path) -> None:
    render_site([replace(guide, no_walks="The streets could not be had.")], tmp_path)
    city = tmp_path / "sampletown"
    for page in ("index.html", "about.html"):
        assert "The streets could not be had." in Elements(city / page).text
    assert not (city / "walks").exists()
    assert not list((city / "downloads").glob("*.*"))
    assert not (city / "data/walks.js").exists()
    for name in ("walks", "routes"):
        told = json.loads((city / f"data/{name}.geojson").read_text("utf-8"))
        assert told == {"type": "FeatureCollection", "features": []}
    assert "openstreetmap.org" not in (city / "index.html").read_text("utf-8")
    assert check_site(tmp_path) == []


def test_streets_without_a_walk_worth_suggesting(walking: Guide, tmp_path: Path) -> None:
    render_site([replace(walking, walks=(), no_walks="No walk was found.")], tmp_path)
    city = tmp_path / "sampletown"
    page = Elements(city / "index.html")
    assert "No walk was found." in page.text
    assert "planner.html" in [link["href"] for link in page.all("a")]
    assert json.loads((city / "data/walks.geojson").read_text("utf-8"))["features"] == []
    assert "streets" in [box.get("value") for box in page.all("input")]
    assert check_site(tmp_path) == []


def test_a_walk_that_nothing_can_be_compared_with(walking: Guide, tmp_path: Path) -> None:
    first = walking.walks[0]
    plain = replace(first, walk=replace(first.walk, gain=None), passes=())
    render_site([replace(walking, walks=[plain])], tmp_path)
    text = Elements(tmp_path / "sampletown/walks/market-to-station.html").text
    assert "Too few people photographed these streets" in text
    assert "On the way" not in text


def test_the_same_walks_give_the_same_bytes(city: Path, walking: Guide, tmp_path: Path) -> None:
    render_site([walking], tmp_path)
    again = tmp_path / "sampletown"
    for folder in ("walks", "downloads"):
        for path in sorted(filter(Path.is_file, (city / folder).rglob("*"))):
            assert path.read_bytes() == (again / path.relative_to(city)).read_bytes(), path.name


def test_ways_left_out_have_their_reasons() -> None:
    facts = {"dropped": {"second choice": 3, "private": 2, "indoors": 0}}
    assert [(name, ways) for name, _, ways in ways_left_out(facts)] == [
        ("private", 2),
        ("beside a better way", 3),
    ]
    assert ways_left_out({}) == []


def test_a_thumbnail_is_the_shape_of_the_line() -> None:
    # at 60° north a degree east is half as long as one north: a square
    square = np.array([[0.0, 60.0], [0.02, 60.0], [0.02, 60.01], [0.0, 60.01], [0.0, 60.0]])
    assert 'd="M0.0 100.0L100.0 100.0L100.0 0.0L0.0 0.0L0.0 100.0"' in line_thumbnail(
        square * [1, 1] - [0, 0.005]
    )
    assert 'd="M50.0 50.0L50.0 50.0"' in line_thumbnail(np.array([[1.0, 2.0], [1.0, 2.0]]))
