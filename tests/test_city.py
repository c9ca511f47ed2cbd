import re
from pathlib import Path
from typing import Any, get_args

import pytest

from guidegen.city import City, ServiceName, json_schema, load_city
from guidegen.cityquality import Duplicates, Events, Hotspots, Luminance, Quality
from guidegen.errors import ConfigError
from guidegen.geo import Box
from guidegen.services import SERVICES

WHOLE = """\
name: Pisa
country: IT
timezone: Europe/Rome
languages: [en, it]
bbox: [10.374, 43.694, 10.449, 43.726]        # west, south, east, north
photos:
  - source: file
    path: data/pisa-photos.parquet
    columns: {lon: longitude, author_id: user}
    credit: Photos by walkers, CC BY 4.0
quality:
  luminance: {minimum_bv: 4}
  events: {users_per_day: 10, days: 30}
  hotspots: {}
  faces: false
visitors: {rule: trips}
places: {bandwidth_m: auto, minimum_authors: 5}
descriptions: {providers: [curated, wikipedia, wikidata, foursquare]}
streets: {source: overpass}
walks:
  suggest: 6
  minutes: [60, 2 h]
theme: default
services: {overpass: "https://example.org/api"}
"""
LEAST = """\
name: Pisa
bbox: [10, 43, 11, 44]
photos: [{source: file, path: photos.csv}]
"""


def write(folder: Path, text: str, name: str = "pisa.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder: Path, text: str, name: str = "pisa.yaml") -> list[str]:
    """The mistakes in a city file, as "line: key: message"."""
    with pytest.raises(ConfigError) as raised:
        load_city(write(folder, text, name))
    assert raised.value.exit_code == 2
    return [f"{found.line}: {found.key}: {found.message}" for found in raised.value.problems]


def test_everything_that_a_city_file_may_say(tmp_path: Path) -> None:
    city = load_city(write(tmp_path, WHOLE))
    assert (city.slug, city.path) == ("pisa", tmp_path / "pisa.yaml")
    assert city.curated_path == tmp_path / "pisa.places.yaml"
    assert city.bbox == Box(10.374, 43.694, 10.449, 43.726)
    assert city.photos[0].path == Path("data/pisa-photos.parquet")
    assert city.photos[0].columns == {"lon": "longitude", "author_id": "user"}
    assert city.photos[0].credit == "Photos by walkers, CC BY 4.0"
    assert city.walks.minutes == (60.0, 120.0)
    assert city.quality.luminance == Luminance(minimum_bv=4)
    assert city.quality.events == Events(rule="paper", users_per_day=10, days=30)
    assert city.quality.hotspots == Hotspots()
    assert city.unused() == []


def test_what_may_be_left_out(tmp_path: Path) -> None:
    city = load_city(write(tmp_path, LEAST))
    assert (city.country, city.timezone, city.languages) == (None, None, ("en",))
    assert (city.visitors.rule, city.theme) == ("trips", "default")
    assert (city.places.bandwidth_m, city.places.minimum_authors) == ("auto", 5)
    assert city.unused() == []


@pytest.mark.parametrize(
    ("quality", "expected"),
    [
        ("{}", Quality()),
        ("{duplicates: false}", Quality(duplicates=False)),
        ("{duplicates: {seconds: 5, distance_m: 1 km}}",
         Quality(duplicates=Duplicates(seconds=5, distance_m=1000))),
        ("{events: {}}", Quality(events=Events(rule="statistical"))),
        ("{events: {rule: paper}}",
         Quality(events=Events(rule="paper", users_per_day=10, days=30))),
        ("{events: {days: 5}}", Quality(events=Events(rule="paper", users_per_day=10, days=5))),
        ("{luminance: {}}", Quality(luminance=Luminance(minimum_bv=4))),
    ],
)  # fmt: skip
def test_filters_of_quality(tmp_path: Path, quality: str, expected: Quality) -> None:
    assert load_city(write(tmp_path, f"{LEAST}quality: {quality}\n")).quality == expected


def test_which_filters_are_on_unless_somebody_says_otherwise() -> None:
    on = {name for name, value in Quality() if value is not False}
    assert on == {"duplicates", "precision", "hotspots"}


def test_a_city_of_code() -> None:
    photos = [{"source": "file", "path": "photos.csv"}]
    city = City.model_validate(
        {"name": "Pisa", "bbox": Box(10, 43, 11, 44), "photos": photos},
        context=Path("here/pisa.yaml"),
    )
    assert (city.slug, city.bbox.east) == ("pisa", 11)


@pytest.mark.parametrize(
    ("bandwidth", "expected"),
    [
        ("auto", "auto"),
        ("60", (60.0,)),
        ("60 m", (60.0,)),
        ("[1.5 km, 20, 60 m]", (20.0, 60.0, 1500.0)),  # ascending
    ],
)
def test_bandwidths(tmp_path: Path, bandwidth: str, expected: Any) -> None:
    city = load_city(write(tmp_path, f"{LEAST}places: {{bandwidth_m: {bandwidth}}}\n"))
    assert city.places.bandwidth_m == expected


@pytest.mark.parametrize(
    ("bandwidth", "message"),
    [
        ("[]", "must be auto, a length, or a list of one to three lengths, not []"),
        (
            "[1, 2, 3, 4]",
            "must be auto, a length, or a list of one to three lengths, not [1, 2, 3, 4]",
        ),
        ("[60, 60 m]", "has the same length twice"),
        ("2", "must lie between 5 m and 10 km"),
        ("60 feet", "must be a length such as 60 m or 1.2 km, not '60 feet'"),
        ("atuo", "must be auto, a length, or a list of one to three lengths, not 'atuo'"),
    ],
)
def test_bandwidths_that_are_none(tmp_path: Path, bandwidth: str, message: str) -> None:
    found = mistakes(tmp_path, f"{LEAST}places: {{bandwidth_m: {bandwidth}}}\n")
    assert found == [f"4: places.bandwidth_m: {message}"]


@pytest.mark.parametrize(
    ("bbox", "message"),
    [
        (
            "[11, 43, 10, 44]",
            "is reversed: its west edge 11 is east of its east edge 10; "
            "the order is west,south,east,north, so perhaps 10,43,11,44",
        ),
        ("[10, 44, 11, 43]", "is reversed: its south edge 44 is north of its north edge 43"),
        ("[179.9, 43, -179.9, 44]", "crosses the antimeridian"),
        ("[10, 43, 190, 44]", "west and east must lie between -180 and 180"),
        ("[43, 170, 44, 171]", "south and north must lie between -90 and 90"),
        ("[10, 43, 10, 44]", "has no size"),
        ("[10, 43, 17, 44]", "is larger than 5 degrees; a guide is of one city"),
        ("[10, 43, 11]", "must be [west, south, east, north] in degrees, not [10, 43, 11]"),
        ("[10, 43, 11, true]", "must be [west, south, east, north] in degrees"),
        ("[.nan, 43, 11, 44]", "west and east must lie between -180 and 180"),
        (f"[10, 43, {'9' * 400}, 44]", "west and east must lie between -180 and 180"),
        ("10,43,11,44", "must be [west, south, east, north] in degrees, not '10,43,11,44'"),
        ("", "must be [west, south, east, north] in degrees, not nothing"),
    ],
)
def test_boxes_that_are_none(tmp_path: Path, bbox: str, message: str) -> None:
    found = mistakes(tmp_path, LEAST.replace("[10, 43, 11, 44]", bbox))
    assert len(found) == 1
    assert found[0].startswith(f"2: bbox: {message}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("timezone: Europe/Roma", "'Europe/Roma' is no time zone; did you mean 'Europe/Rome'?"),
        ("timezone: rome", "'rome' is no time zone; did you mean 'Europe/Rome'?"),
        ("timezone: ../etc/passwd", "'../etc/passwd' is no time zone, such as Europe/Rome; all"),
        ("timezone: Europe/Nowhere", "'Europe/Nowhere' is no time zone, such as Europe/Rome; all"),
        ("timezone: Europe/New Yrk", "did you mean 'America/New_York'?"),
        ("country: it", "must be two capital letters, such as IT, not 'it'"),
        ("languages: []", "must not be empty"),
        ("languages: [en, en]", "has an entry twice"),
        ("visitors: {rule: trip}", "'trip' is none of trips, seed, fischer; did you mean 'trips'?"),
        ("places: {minimum_authors: 2}", "must be at least 3, not 2"),
        ("places: {minimum_authors: true}", "must be a whole number, not true"),
        ("walks: {suggest: -1}", "must be at least 0, not -1"),
        ("quality: {faces: 'no'}", "must be true or false, not 'no'"),
        ("quality: {hotspots: true}", "must be a mapping (key: value), not true"),
        ("quality: {hotspots: {radius: 5}}", "unknown key; did you mean 'radius_m'?"),
        (
            "quality: {events: {rule: statistical, days: 30}}",
            "days belong to rule: paper",
        ),
        ("streets:", "must be a mapping (key: value), not nothing"),
        ("services: {overpass: file:///etc}", "must be an address such as"),
        (
            "services: {overpass: 'https://user:secret@example.org/api?to=a@b'}",
            "must hold no user name or password",
        ),
        ("services: {wikipedai: 'http://example.org'}", "did you mean 'wikipedia'?"),
        ("descriptions: {providers: [os_places]}", "add os_places: data/"),
        ("lanugages: [en]", "unknown key; did you mean 'languages'?"),
    ],
)
def test_single_mistakes(tmp_path: Path, line: str, message: str) -> None:
    found = mistakes(tmp_path, f"{LEAST}{line}\n")
    assert len(found) == 1
    assert found[0].startswith("4: ")
    assert message in found[0]
    assert "secret" not in found[0]


def test_all_mistakes_in_one_message(tmp_path: Path) -> None:
    text = LEAST.replace("source: file, path", "source: file, paht") + "country: Italy\n"
    assert mistakes(tmp_path, text) == [
        "3: photos[0].path: is missing: A CSV, TSV or Parquet file, relative to the city file; "
        ".gz and .zst are fine.",
        "3: photos[0].paht: unknown key; did you mean 'path'?",
        "4: country: must be two capital letters, such as IT, not 'Italy'",
    ]


@pytest.mark.parametrize(
    "name", ['O\'Brien "x"', "a/../b", "<script>alert(1)</script>", "قاهرة", "🏙"]
)
def test_any_name_that_is_one_line(tmp_path: Path, name: str) -> None:
    text = LEAST.replace("Pisa", "'" + name.replace("'", "''") + "'")
    assert load_city(write(tmp_path, text)).name == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ('"a\\nb"', "must be one line without control characters"),
        ('"\\e[31m"', "must be one line without control characters"),
        ('"  "', "must not be empty"),
        ("x" * 201, "must have at most 200 characters"),
        ("1984", "must be text (put it in quotes), not 1984"),
        ("", "must be text (put it in quotes), not nothing"),
    ],
)
def test_names_that_are_none(tmp_path: Path, name: str, message: str) -> None:
    assert mistakes(tmp_path, LEAST.replace("Pisa", name)) == [f"1: name: {message}"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Pisa.yaml", "rename it, for example to pisa.yaml"),
        ("città alta.yaml", "rename it, for example to citta-alta.yaml"),
        ("東京.yaml", "rename it, for example to my-city.yaml"),
        ("assets.yaml", "rename the file: the site needs this name for itself"),
    ],
)
def test_file_names_that_cannot_be_folders_of_a_site(
    tmp_path: Path, name: str, message: str
) -> None:
    found = mistakes(tmp_path, LEAST, name)
    assert len(found) == 1
    assert found[0].endswith(message)
    # and the mistakes inside are told in the same message
    assert len(mistakes(tmp_path, f"{LEAST}country: x\n", name)) == 2


def test_the_json_schema_knows_the_keys() -> None:
    schema = json_schema()
    assert schema["required"] == ["name", "bbox", "photos"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["bbox"]["minItems"] == 4
    assert schema["properties"]["country"]["anyOf"][0]["pattern"] == "^[A-Z]{2}$"
    assert "west" in schema["properties"]["bbox"]["description"]


def test_an_unknown_source_of_photos_names_those_that_there_are(tmp_path: Path) -> None:
    [told] = mistakes(tmp_path, LEAST.replace("source: file", "source: flikr"))
    assert told.startswith("3: photos[0].source: 'flikr' is none of file, yfcc, folder, ")
    assert told.endswith("; did you mean 'flickr'?")


def test_a_source_that_is_not_named(tmp_path: Path) -> None:
    [told] = mistakes(tmp_path, LEAST.replace("source: file, ", ""))
    assert told.startswith("3: photos[0].source: is missing: Where the photos come from")


def test_each_source_has_keys_of_its_own(tmp_path: Path) -> None:
    text = LEAST.replace("source: file", "source: commons, sinse: 2020-01-01")
    assert mistakes(tmp_path, text) == [
        "3: photos[0].sinse: unknown key; did you mean 'since'?",
        "3: photos[0].path: unknown key; known here: credit, since, until, source",
    ]


def test_a_mistake_of_a_source_as_a_whole(tmp_path: Path) -> None:
    dates = "source: commons, since: 2020-02-01, until: 2020-01-01}]"
    text = re.sub(r"source: file.*", dates, LEAST)
    assert mistakes(tmp_path, text) == ["3: photos[0]: since: must not be after until:"]


def test_every_service_may_have_another_address() -> None:
    names = set(get_args(ServiceName))
    # two ask what others are, but keep its answers for another time
    assert names | {"commons_photos", "flickr_exif"} == set(SERVICES)
