"""Where a city is, by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import AnswerError, ConfigError, OfflineError
from guidegen.gazetteer import FARTHEST_KM, Found, around, find_city, parse, timezone_at
from guidegen.geo import Box, Projection
from guidegen.services import SERVICES
from guidegen.web import Answer, Web
from tests.doubles.http import Server, serving
from tests.doubles.nominatim import Place, nominatim

LISBON = Place(
    {"": "Lisboa", "en": "Lisbon"}, "Portugal", "pt", "city", 0.77, -9.1366, 38.7077,
    (-9.2298, 38.6914, -9.0863, 38.7967),
)  # fmt: skip
# the district of the same name is better known than a town oversea
DISTRICT = Place(
    {"": "Lisboa", "en": "Lisbon"}, "Portugal", "pt", "state_district", 0.8, -9.1, 39.0,
    (-9.5005, 38.6727, -8.7818, 39.3177),
)  # fmt: skip
MAINE = Place(
    {"": "Lisbon"}, "Androscoggin County, Maine, United States", "us", "town", 0.44,
    -70.1045, 44.0315, (-70.1583, 43.9806, -70.0301, 44.0822),
)  # fmt: skip
# its area holds islands 45 km off the coast
SAN_FRANCISCO = Place(
    {"": "San Francisco"}, "California, United States", "us", "city", 0.85,
    -122.4199, 37.7790, (-123.1738, 37.6403, -122.2815, 37.9298),
)  # fmt: skip
PLACES = (LISBON, DISTRICT, MAINE, SAN_FRANCISCO)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(nominatim(PLACES)) as server:
        yield server


@pytest.fixture
def search(server: Server, tmp_path: Path) -> Iterator[Callable[[str], list[Found]]]:
    with Web(tmp_path, contact="ann@example.org", keys={}) as web:
        yield lambda name: find_city(name, web, {"nominatim": server.url})


def test_a_city_comes_before_its_province_and_its_namesakes(
    search: Callable[[str], list[Found]],
) -> None:
    found = search("Lisbon")
    assert [city.title for city in found] == [
        "Lisbon, Portugal (city)",
        "Lisbon, Portugal (state district)",
        "Lisbon, Androscoggin County, Maine, United States (town)",
    ]
    assert found[0].box == Box(-9.2298, 38.6914, -9.0863, 38.7967)
    assert (found[0].country, found[0].whole) == ("PT", True)


def test_its_name_in_its_own_language_will_do(search: Callable[[str], list[Found]]) -> None:
    assert search("Lisboa")[0].title == "Lisbon, Portugal (city)"


def test_a_namesake_is_found_by_where_it_is(search: Callable[[str], list[Found]]) -> None:
    assert [city.country for city in search("Lisbon, Maine")] == ["US"]


def test_far_islands_are_left_out(search: Callable[[str], list[Found]]) -> None:
    [city] = search("San Francisco")
    assert not city.whole
    assert (city.box.south, city.box.east) == (37.6403, -122.2815)  # these are near
    west_m, _ = Projection(*city.centre).to_metres(
        *([value] for value in (city.box.west, city.centre[1]))  # type: ignore[arg-type]
    )
    assert west_m[0] == pytest.approx(-1000 * FARTHEST_KM, rel=0.005)


def test_a_question_is_asked_once(search: Callable[[str], list[Found]], server: Server) -> None:
    assert search("Lisbon") == search("Lisbon")
    [asked] = server.requests
    assert asked.query["limit"] == "10"
    assert SERVICES["nominatim"].interval_s >= 1
    assert SERVICES["nominatim"].concurrency == 1


def test_nothing_of_that_name(search: Callable[[str], list[Found]]) -> None:
    with pytest.raises(ConfigError, match=r"no place called 'Lisbonn': look .* --bbox 10"):
        search("Lisbonn")


def test_offline(tmp_path: Path) -> None:
    with (
        Web(tmp_path, contact="ann@example.org", offline=True) as web,
        pytest.raises(OfflineError, match="Nominatim"),
    ):
        find_city("Lisbon", web, {})


def answer(data: object) -> Answer:
    return Answer(json.dumps(data).encode())


def test_places_without_an_area_are_left_out() -> None:
    whole = {"lat": "43.7", "lon": "10.4", "boundingbox": ["43.6", "43.8", "10.3", "10.5"]}
    broken: list[dict[str, Any]] = [
        {"lat": "x"},
        {"boundingbox": None},
        {"boundingbox": ["43.6", "43.8", "10.3"]},
        {"boundingbox": ["43.8", "43.6", "10.3", "10.5"]},  # south is north of north
        {"boundingbox": ["43.7", "43.7", "10.4", "10.4"]},  # a point
        {"boundingbox": ["1", "2", "3", "4"]},  # elsewhere
    ]
    found = parse(answer([whole, None, 7, *(whole | change for change in broken)]))
    assert [city.title for city in found] == ["a place without a name"]
    with pytest.raises(AnswerError):
        parse(answer({"error": "no"}))


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9)
)
FIELDS = ["lat", "lon", "boundingbox", "address", "addresstype", "importance", "display_name"]


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES | st.lists(VALUES, max_size=5)))
def test_hostile_answers_never_break_it(place: dict[str, object]) -> None:
    base = {"lat": "43.7", "lon": "10.4", "boundingbox": ["43.6", "43.8", "10.3", "10.5"]}
    for city in parse(Answer(json.dumps([base | place]).encode())):
        assert city.box.west <= city.centre[0] <= city.box.east
        assert "\n" not in city.title


def test_what_crosses_the_antimeridian_stays_on_one_side() -> None:
    """Fiji's areas reach from -180 to 180."""
    box = around(Box(-180, -21, 180, -12), (179.9, -16.5))
    assert (box.east, 179.5 < box.west < 179.6) == (180, True)


def test_time_zones() -> None:
    assert timezone_at(-9.14, 38.72) == "Europe/Lisbon"
    assert timezone_at(10.4, 43.7) == "Europe/Rome"
    assert timezone_at(-30.0, 40.0) == ""  # at sea
