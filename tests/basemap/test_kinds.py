"""What of OpenStreetMap is drawn, and as what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guidegen.basemap.kinds import FIRST_LINE, FIRST_POINT, Kind, area_kind, line_kind, name_kind
from guidegen.basemap.kinds import point_kind as of_point

SCRIPT = Path(__file__).parents[2] / "themes/default/src/basemap/kinds.js"


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, Kind.WATER),
        ({"landuse": "reservoir", "tunnel": "yes"}, None),
        ({"leisure": "park", "building": "no"}, Kind.GREEN),
        ({"leisure": "park", "building": "yes"}, Kind.BUILDING),
        ({"building": "yes", "location": "underground"}, None),
        ({"place": "square"}, Kind.PAVED),
        ({"highway": "pedestrian", "area": "yes"}, Kind.PAVED),
        ({"highway": "pedestrian"}, None),  # a street that goes round
        ({"highway": "primary", "area": "yes"}, None),
        ({"landuse": "residential"}, None),
    ],
)
def test_areas(tags: dict[str, str], kind: Kind | None) -> None:
    assert area_kind(tags, is_closed_way=True) == kind


def test_a_relation_is_an_area_without_saying_so() -> None:
    assert area_kind({"highway": "pedestrian"}, is_closed_way=False) == Kind.PAVED


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "residential"}, Kind.MINOR),
        ({"highway": "primary_link"}, Kind.TERTIARY),
        ({"highway": "primary", "tunnel": "yes"}, Kind.TUNNEL),
        ({"highway": "footway", "tunnel": "yes"}, None),
        ({"highway": "footway", "footway": "sidewalk"}, None),
        ({"highway": "service", "service": "driveway"}, None),
        ({"highway": "pedestrian", "area": "yes"}, None),
        ({"highway": "proposed"}, None),
        ({"railway": "rail"}, Kind.RAIL),
        ({"railway": "rail", "service": "yard"}, None),
        ({"railway": "subway", "tunnel": "yes"}, None),
        ({"waterway": "river"}, Kind.RIVER),
        ({"natural": "coastline"}, Kind.COAST),
        ({"barrier": "fence"}, None),
    ],
)
def test_lines(tags: dict[str, str], kind: Kind | None) -> None:
    assert line_kind(tags) == kind


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "station"}, Kind.STATION),
        ({"railway": "station", "station": "subway"}, Kind.SUBWAY),
        ({"place": "suburb"}, Kind.DISTRICT),
        ({"place": "city"}, None),  # that is the page's title
        ({"natural": "bay"}, Kind.WATER_NAME),
    ],
)
def test_points(tags: dict[str, str], kind: Kind | None) -> None:
    assert of_point(tags) == kind


def test_names_of_areas() -> None:
    assert name_kind({}, Kind.GREEN) == Kind.GREEN_NAME
    assert name_kind({}, Kind.BUILDING) is None
    assert name_kind({"place": "islet"}, None) == Kind.NEIGHBOURHOOD


def test_the_page_reads_the_same_numbers() -> None:
    script = SCRIPT.read_text("utf-8")
    told = {name: int(number) for name, number in re.findall(r"([A-Z_]+): (\d+)", script)}
    assert told == {kind.name: kind.value for kind in Kind if kind != Kind.COAST}
    assert f"FIRST_LINE = {FIRST_LINE:d};" in script
    assert f"FIRST_POINT = {FIRST_POINT:d};" in script
