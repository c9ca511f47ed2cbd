"""Places and whole guides for other programs, and read back."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import gpxpy
import pytest

from guidegen.website.data_files import data_files, place_files
from guidegen.website.exports import exports, place_exports, places_gpx, places_kml
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.views import CityView
from tests.website.sample import renamed, whole

KML = "{http://www.opengis.net/kml/2.2}"
HOSTILE = "<b>&]]> \u202e\x07 \"'` مرحبا 🏰"


@pytest.fixture(scope="module")
def files(view: CityView) -> dict[str, str]:
    single = (file for place in view.places for file in place_exports(place))
    return whole([*exports(view), *single])


def test_every_place_has_both_files_which_are_published(
    files: dict[str, str], view: CityView
) -> None:
    for place in view.places:
        [point] = gpxpy.parse(files[f"downloads/places/{place.id}.gpx"]).waypoints
        assert (point.longitude, point.latitude) == (place.facts["lon"], place.facts["lat"])
        assert (point.name, point.type) == (place.name, place.level)
        assert f"downloads/places/{place.id}.kml" in files
    assert files.items() <= whole([*data_files(view), *place_files(view.places)]).items()


def test_way_points_say_who_comes_and_when(files: dict[str, str]) -> None:
    [point] = gpxpy.parse(files["downloads/places/market.gpx"]).waypoints
    assert point.description is not None
    assert point.description.startswith("Mostly visitors. At its best ")


def test_kml_holds_the_position_and_the_area(files: dict[str, str], view: CityView) -> None:
    [placemark] = _kml(files["downloads/places/market.kml"]).iter(f"{KML}Placemark")
    market = view.by_id["market"]
    assert placemark.findtext(f".//{KML}Point/{KML}coordinates") == (
        f"{market.facts['lon']:.6f},{market.facts['lat']:.6f}"
    )
    outline = placemark.findtext(f".//{KML}outerBoundaryIs//{KML}coordinates") or ""
    corners = [[float(part) for part in corner.split(",")] for corner in outline.split()]
    assert corners == [[round(lon, 6), round(lat, 6)] for lon, lat in market.polygons[0][0]]


def test_the_whole_guide_holds_places_of_all_ranks_but_no_spots(
    files: dict[str, str], view: CityView
) -> None:
    names = [place.name for place in view.of_level("place")]
    whole = gpxpy.parse(files["downloads/guide/sampletown.gpx"])
    assert [point.name for point in whole.waypoints] == names
    found = _kml(files["downloads/guide/sampletown.kml"]).iter(f"{KML}Placemark")
    assert [each.findtext(f"{KML}name") for each in found] == names


def test_names_of_strangers_stay_names(guide: Guide) -> None:
    places = [view_city(renamed(guide, HOSTILE)).places[0]]
    [point] = gpxpy.parse(places_gpx(HOSTILE, places)).waypoints
    name = _kml("".join(places_kml(HOSTILE, places))).findtext(f".//{KML}Placemark/{KML}name")
    assert point.name == name
    assert name is not None
    assert "<b>&]]>" in name
    assert not set(name) & {"\u202e", "\x07"}


def _kml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own
