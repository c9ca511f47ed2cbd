import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.city import load_city
from guidegen.errors import ConfigError, ServiceError
from guidegen.geo import Box
from guidegen.newcity import find_and_write_city, write_city
from tests.doubles.http import Reply, Server, serving
from tests.doubles.nominatim import nominatim
from tests.doubles.nominatim import told as told_of
from tests.test_gazetteer import LISBON, MAINE, SAN_FRANCISCO


@settings(max_examples=20)
@given(st.text(max_size=20))
def test_a_name_is_refused_or_read_back_as_it_is(name: str) -> None:
    with TemporaryDirectory() as folder:
        try:
            path = write_city(name, Box(10, 43, 11, 44), Path(folder), slug="x")
        except ConfigError:
            assert list(Path(folder).iterdir()) == []
        else:
            assert load_city(path).name == name.strip()


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "pisa.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(ConfigError, match="is there already"):
        write_city("Pisa", Box(10, 43, 11, 44), tmp_path)
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_the_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "city.schema.json").write_text("old")
    write_city("Pisa", Box(10.123456789, 43, 11, 44), tmp_path)
    assert '"title": "City"' in (tmp_path / "city.schema.json").read_text()
    assert load_city(tmp_path / "pisa.yaml").bbox == Box(10.1234568, 43, 11, 44)


def test_every_source_in_the_comments_is_sound(tmp_path: Path) -> None:
    path = write_city("Pisa", Box(10.37, 43.69, 10.45, 43.73), tmp_path)
    path.write_text(re.sub(r"^  # - {", "  - {", path.read_text(), flags=re.MULTILINE))
    found = [source.source for source in load_city(path).photos]
    assert (found[0], len(found)) == ("commons", 12)


def test_every_option_in_the_comments_is_sound(tmp_path: Path) -> None:
    path = write_city("Pisa", Box(10.37, 43.69, 10.45, 43.73), tmp_path)
    path.write_text(re.sub(r"^# (?=[a-z]+: )", "", path.read_text(), flags=re.MULTILINE))
    city = load_city(path)
    assert city.quality.luminance
    assert city.quality.events
    assert (city.theme, city.places.minimum_authors) == ("default", 5)


def test_a_new_city_needs_no_key(tmp_path: Path) -> None:
    city = load_city(write_city("Pisa", Box(10.37, 43.69, 10.45, 43.73), tmp_path))
    assert [source.source for source in city.photos] == ["commons"]
    assert city.descriptions.providers == ("curated", "wikipedia", "wikidata")
    assert (city.streets.source, city.timezone) == ("overpass", "Europe/Rome")


def test_the_time_zone_at_sea_is_left_to_the_editors(tmp_path: Path) -> None:
    path = write_city("Atlantis", Box(-30, 40, -29, 41), tmp_path)
    assert load_city(path).timezone is None
    assert "# timezone: Europe/Rome" in path.read_text()


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Path, list[str]]]:
    """Writes a city after asking a Nominatim: the file, and what was told."""
    monkeypatch.setenv("GUIDEGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GUIDEGEN_CONTACT", "ann@example.org")

    def write(name: str, server: Server) -> tuple[Path, list[str]]:
        told: list[str] = []
        folder = tmp_path / "cities"
        path = find_and_write_city(name, folder, nominatim=server.url, tell=told.append)
        return path, told

    return write


Write = Callable[..., tuple[Path, list[str]]]


def test_a_city_by_its_name(found: Write) -> None:
    with serving(nominatim([LISBON, MAINE])) as server:
        path, told = found("Lisbon", server)
    city = load_city(path)
    assert (city.name, city.slug, city.country) == ("Lisbon", "lisbon", "PT")
    assert (city.timezone, city.bbox) == ("Europe/Lisbon", Box(-9.2298, 38.6914, -9.0863, 38.7967))
    assert told == [
        "Lisbon, Portugal (city); its area is © OpenStreetMap contributors, ODbL",
        "if you mean another one, add where it is: "
        "Lisbon, Androscoggin County, Maine, United States (town)",
    ]
    assert "# Lisbon, Portugal (city): © OpenStreetMap contributors, ODbL" in path.read_text()


def test_a_namesake_has_a_file_of_its_own(found: Write) -> None:
    with serving(nominatim([LISBON, MAINE])) as server:
        path, told = found("Lisbon, Maine", server)
    city = load_city(path)
    assert (city.name, city.slug, city.country) == ("Lisbon", "lisbon-maine", "US")
    assert (city.timezone, len(told)) == ("America/New_York", 1)


def test_a_box_that_is_a_part_says_so(found: Write) -> None:
    with serving(nominatim([SAN_FRANCISCO])) as server:
        path, _ = found("San Francisco", server)
    assert "# It is larger: this lies within 35 km of its centre." in path.read_text()
    assert load_city(path).bbox.west > -123


def test_nobody_is_asked_about_a_file_that_is_there(found: Write, tmp_path: Path) -> None:
    write_city("Lisbon", Box(10, 43, 11, 44), tmp_path / "cities")
    with (
        serving(nominatim([LISBON])) as server,
        pytest.raises(ConfigError, match="is there already"),
    ):
        found("Lisbon", server)
    assert server.requests == []


def test_a_search_that_fails_leaves_nothing_and_names_the_way_round(
    found: Write, tmp_path: Path
) -> None:
    with (
        serving(lambda _: Reply("<html>403 Forbidden</html>", 403)) as server,
        pytest.raises(ServiceError, match=r"Nominatim: .* or give the city's area .* --bbox"),
    ):
        found("Lisbon", server)
    assert not (tmp_path / "cities").exists()


def test_names_of_strangers_stay_in_their_comment(found: Write) -> None:
    title = {"names": {"": "Lisbon\nphotos: []\u2028evil: 1"}, "within": "\x1b[2Jx\u0085y: z"}
    place = replace(LISBON, **title)  # type: ignore[arg-type]
    with serving(lambda _: Reply([told_of(place, 1, {})])) as server:
        path, told = found("Lisbon", server)
    assert len(load_city(path).photos) == 1
    assert not any("\n" in line for line in told)
