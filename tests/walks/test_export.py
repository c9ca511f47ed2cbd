"""Walks written for other programs, and read back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from xml.etree import ElementTree

import gpxpy
import numpy as np
import pytest

from guidegen.walks.export import to_geojson, to_gpx, to_kml
from guidegen.walks.steps import Step
from guidegen.walks.walk import Walk

LINE = [(-8.6123456789, 41.1), (-8.61, 41.123456123), (0.0000004, -0.0000004)]
STEPS = (
    Step("Start on Rua A, heading north", 120.0, LINE[0][0], LINE[0][1], "start"),
    Step("After 120 m turn left into Rua B", 80.0, LINE[1][0], LINE[1][1], "left"),
    Step("You have arrived", 0.0, LINE[2][0], LINE[2][1], "arrive"),
)
WALK = Walk(
    kind="tour",
    nodes=np.array([0, 1, 2], np.int32),
    edges=np.array([0, 1], np.int32),
    forward=np.array([True, True]),
    line=np.array(LINE),
    length_m=5234.56,
    minutes=62.81472,
    wish_minutes=60.0,
    score=1.0,
    gain=2.34567,
    repeated_share=0.0,
    snapped_m=(0.0, 0.0),
    stops=(7, 2),
)
KML = "{http://www.opengis.net/kml/2.2}"
HOSTILE = [
    "<script>alert('x')</script>",
    "a]]>b & c <!-- d",
    '" onload="x',
    "שדרות רוטשילד",
    "🍕 & 東京",
    "&amp;&#0;",
]


def kml(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own


def test_gpx_has_the_line_as_a_track_and_the_steps_as_a_route() -> None:
    read = gpxpy.parse(to_gpx(WALK, "Along the river", STEPS))
    assert (read.version, read.creator, read.name) == ("1.1", "guidegen", "Along the river")
    assert read.description == "5.2 km, 63 minutes"
    assert read.copyright_author == "OpenStreetMap contributors"
    [track], [route] = read.tracks, read.routes
    [segment] = track.segments
    assert [(p.longitude, p.latitude) for p in segment.points] == [
        (-8.612346, 41.1), (-8.61, 41.123456), (0, 0)
    ]  # fmt: skip
    assert [point.name for point in route.points] == [step.text for step in STEPS]
    assert (route.points[1].longitude, route.points[1].latitude) == (-8.61, 41.123456)


def test_stops_are_points_of_their_own() -> None:
    stop = Step("After 120 m stop at A & <b> for 10 min", 0.0, LINE[1][0], LINE[1][1], "stop")
    steps = (STEPS[0], stop, *STEPS[1:])
    name = "Stop at A & <b> for 10 min"
    gpx = to_gpx(WALK, "A", steps)
    [point] = gpxpy.parse(gpx).waypoints
    assert (point.name, point.longitude, point.latitude) == (name, -8.61, 41.123456)
    children = [child.tag.split("}")[1] for child in kml(gpx)]
    assert children == ["metadata", "wpt", "rte", "trk"]
    stops, all_steps = kml(to_kml(WALK, "A", steps)).findall(f"{KML}Document/{KML}Folder")
    assert [each.text for each in stops.iter(f"{KML}name")] == ["Stops", name]
    assert stops.findtext(f".//{KML}Point/{KML}coordinates") == "-8.610000,41.123456"
    assert len(all_steps.findall(f"{KML}Placemark")) == 4


def test_gpx_has_the_order_and_names_of_its_schema() -> None:
    # GPX 1.1: metadata, then way points, routes and tracks.
    root = kml(to_gpx(WALK, "A", STEPS))
    assert root.tag == "{http://www.topografix.com/GPX/1/1}gpx"
    assert [child.tag.split("}")[1] for child in root] == ["metadata", "rte", "trk"]


@pytest.mark.parametrize("write", [to_gpx, to_kml])
def test_files_have_no_clock_and_six_decimals(
    write: Callable[[Walk, str, Sequence[Step]], str],
) -> None:
    text = write(WALK, "A", STEPS)
    assert text == write(WALK, "A", STEPS)
    assert "<time" not in text
    assert "When" not in text
    assert re.search(r"\.\d{7}|\de-|-0\.0\D|-0\.000000", text) is None


def test_kml_has_the_line_and_the_steps() -> None:
    root = kml(to_kml(WALK, "Along the river", STEPS))
    assert root.findtext(f"{KML}Document/{KML}name") == "Along the river"
    line = root.findtext(f".//{KML}LineString/{KML}coordinates")
    assert line == "-8.612346,41.100000 -8.610000,41.123456 0.000000,0.000000"
    # in the order of its schema
    assert [each.tag for each in next(root.iter(f"{KML}LineString"))] == [
        f"{KML}tessellate", f"{KML}coordinates"
    ]  # fmt: skip
    marks = root.findall(f"{KML}Document/{KML}Folder/{KML}Placemark")
    assert [mark.findtext(f"{KML}name") for mark in marks] == [step.text for step in STEPS]
    assert marks[1].findtext(f"{KML}Point/{KML}coordinates") == "-8.610000,41.123456"


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_others_are_only_text(name: str) -> None:
    step = Step(f"Start on {name}", 0.0, 1.0, 2.0, "start")
    gpx = gpxpy.parse(to_gpx(WALK, name, [step]))
    assert (gpx.name, gpx.tracks[0].name, gpx.routes[0].name) == (name, name, name)
    assert gpx.routes[0].points[0].name == step.text
    root = kml(to_kml(WALK, name, [step]))
    names = [each.text for each in root.iter(f"{KML}name")]
    assert names == [name, name, "Step by step", step.text]


def test_what_no_file_can_hold_is_left_out() -> None:
    hostile = "a\x00\x08\u202eb\ufffe\ud800\x1bc\n"
    step = Step(hostile, 0.0, 1.0, 2.0, "start")
    assert gpxpy.parse(to_gpx(WALK, hostile, [step])).routes[0].points[0].name == "abc"
    assert kml(to_kml(WALK, hostile, [step])).findtext(f"{KML}Document/{KML}name") == "abc"
    properties = to_geojson(WALK, hostile, [step])["properties"]
    assert (properties["name"], properties["steps"]) == ("abc", ["abc"])


def test_geojson_has_what_the_contract_names() -> None:
    feature = to_geojson(WALK, "Along the river", STEPS)
    assert feature["geometry"] == {
        "type": "LineString",
        "coordinates": [[-8.612346, 41.1], [-8.61, 41.123456], [0.0, 0.0]],
    }
    assert feature["properties"] == {
        "name": "Along the river",
        "kind": "tour",
        "length_m": 5234.6,
        "minutes": 62.8,
        "wish_minutes": 60.0,
        "gain": 2.346,
        "stops": [7, 2],
        "steps": [step.text for step in STEPS],
        "attribution": "© OpenStreetMap contributors",
    }
    assert json.loads(json.dumps(feature, allow_nan=False)) == feature
    assert "-0.0" not in json.dumps(feature["geometry"]).split()


def test_a_walk_without_scores_has_no_gain() -> None:
    assert to_geojson(replace(WALK, gain=None, stops=()), "A", ())["properties"]["gain"] is None
