from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from guidegen.website.data_files import data_files, report, to_json
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.views import CityView
from tests.website.sample import renamed, whole

HOSTILE = "</script><script>alert(1)</script> & \u2028\u2029 \"'` مرحبا 🏰 ../x"


@pytest.fixture(scope="module")
def files(view: CityView) -> dict[str, str]:
    return whole(data_files(view))


def test_places_carry_the_columns_of_their_table(files: dict[str, str]) -> None:
    features = json.loads(files["data/places.geojson"])["features"]
    market = next(f for f in features if f["properties"]["place_id"] == "market")
    told = market["properties"]
    assert told["level"] == "place"
    assert told["parent"] == "old-town"
    assert told["url"] == "places/market.html"
    assert [len(told[name]) for name in ("months", "weekdays", "hours")] == [12, 7, 24]
    assert market["geometry"]["coordinates"] == [told["lon"], told["lat"]]
    # nobody was there in January, so nothing is said; in July many were
    assert told["months"][0] is None
    assert told["months"][6] > 50
    assert told["best_time"].startswith("At its best")


def test_areas_are_polygons_by_place(files: dict[str, str]) -> None:
    areas = json.loads(files["data/areas.geojson"])["features"]
    assert {area["properties"]["place_id"] for area in areas} >= {"market", "old-town"}
    assert {area["geometry"]["type"] for area in areas} == {"Polygon"}


def test_dots_are_positions_only(files: dict[str, str], guide: Guide) -> None:
    dots = json.loads(files["data/photos.json"])
    assert set(dots) == {"rounded_to_m", "minimum_authors", "within_m", "withheld", "positions"}
    assert len(dots["positions"]) + dots["withheld"] == len(guide.photos)
    assert dots["withheld"] == 2  # of the one who photographs alone
    assert {len(position) for position in dots["positions"]} == {2}
    by_latitude = [lat for _, lat in dots["positions"]]
    assert np.diff(by_latitude).min() > -1e-5  # rows of the grid, south to north


def test_the_script_of_dots_says_the_same(files: dict[str, str]) -> None:
    dots = script(files["data/dots.js"], "dots")
    positions = json.loads(files["data/photos.json"])["positions"]
    lon, lat = (np.cumsum(dots[name]) / 1e6 for name in ("lon", "lat"))
    again = np.repeat(np.column_stack([lon, lat]), dots["photos"], axis=0)
    assert again == pytest.approx(np.array(positions), abs=1e-9)


@pytest.mark.parametrize(("people", "told"), [(0, 0), (1, None), (2, None), (3, 3)])
def test_the_report_does_not_count_one_or_two_who_moved(
    view: CityView, people: int, told: int | None
) -> None:
    routes = {**view.guide.report.get("routes", {}), "authors": people}
    guide = replace(view.guide, report={**view.guide.report, "routes": routes})
    assert report(replace(view, guide=guide))["routes"]["authors"] == told


def test_the_report_adds_up(files: dict[str, str], guide: Guide) -> None:
    report = json.loads(files["data/report.json"])
    assert report["photos"] == guide.report["photos"]
    assert report["dots"]["photos"] == report["dots"]["published"] + report["dots"]["withheld"]
    assert report["dots"]["photos"] == len(guide.photos)


def test_no_author_photo_or_time_is_in_any_file(files: dict[str, str], guide: Guide) -> None:
    text = "".join(files.values())
    for column in ("author_id", "photo_id"):
        assert not any(value in text for value in guide.photos[column].unique())
    assert "2012-" not in text


def test_texts_cannot_leave_the_script_that_they_are_in(guide: Guide) -> None:
    files = whole(data_files(view_city(renamed(guide, HOSTILE))))
    read = {path: text for path, text in files.items() if path.endswith(("js", "json"))}
    assert "data/guide.js" in read
    for path, text in read.items():
        assert not re.search("[<>&\u2028\u2029]", text), path
    market = script(files["data/guide.js"], "city")["places"][0]
    assert market["name"] == HOSTILE


def test_numbers_that_json_does_not_know_are_an_error() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json([float("nan")])


def test_the_order_of_photos_changes_nothing(guide: Guide) -> None:
    shuffled = replace(
        guide,
        photos=guide.photos.sample(frac=1, random_state=3),
        members=guide.members.sample(frac=1, random_state=4),
        authors=guide.authors.sample(frac=1, random_state=5),
    )
    assert whole(data_files(view_city(shuffled))) == whole(data_files(view_city(guide)))


def script(text: str, name: str) -> dict[str, object]:
    start = f"(window.guidegen = window.guidegen || {{}}).{name} = "
    assert text.startswith(start)
    assert text.endswith(";\n")
    data: dict[str, object] = json.loads(text[len(start) : -2])
    return data
