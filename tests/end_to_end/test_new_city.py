"""From a city's name to its guide, without a key: all services are servers of this test."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.doubles.http import serving
from tests.doubles.mediawiki import File, Page, World
from tests.doubles.nominatim import Place, nominatim
from tests.doubles.overpass import overpass
from tests.end_to_end.porto import EXTRACT, SIGHTS, command_in, photos

PORTO = Place(
    {"": "Porto"}, "Portugal", "pt", "city", 0.75, -8.6125, 41.1435,
    (-8.617, 41.139, -8.608, 41.148),
)  # fmt: skip


def commons() -> World:
    """A Commons with photos by 80 people, and an article on each sight."""
    picture = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(picture, "JPEG")
    files = {}
    for line in photos(SIGHTS, 600).splitlines():
        number, author, lat, lon, taken_at = line.split(",")
        files[f"Porto {number}.jpg"] = File(
            body=picture.getvalue(),
            width=640,
            height=480,
            user=author,
            facts={"License": "cc-by-sa-4.0", "Artist": f'<a href="/wiki/User:{author}">x</a>'},
            at=(float(lon), float(lat)),
            exif={"DateTimeOriginal": taken_at.replace("-", ":")},
        )
    sights = [
        Page("en", f"Sight {n}", *at, "It is worth a look.") for n, at in enumerate(SIGHTS, 1)
    ]
    return World(files=files, pages=sights)


def test_from_a_name_to_a_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = command_in(tmp_path, monkeypatch, capsys)
    monkeypatch.setenv("GUIDEGEN_CONTACT", "me@example.org")
    world = commons()
    with (
        serving(nominatim([PORTO])) as search,
        serving(world.handler) as wikis,
        serving(overpass(EXTRACT)) as streets,
    ):
        code, out, told = run("new", "Porto", "--nominatim", search.url)
        assert (code, out) == (0, "cities/porto.yaml\n")
        assert told == "Porto, Portugal (city); its area is © OpenStreetMap contributors, ODbL\n"
        # the file is used as it was written; only that the services are on this machine is added
        here = world.services(wikis.url) | {
            "overpass": f"{streets.url}/api/interpreter",
            "photo_files": f"{wikis.url}/files",
        }
        with Path("cities/porto.yaml").open("a", encoding="utf-8") as file:
            file.write(f"services: {json.dumps(here)}\nwalks: {{suggest: 0}}\n")
        code, _, told = run("build", "porto", "--strict")
        assert code == 0, told
        assert len(search.requests) == 1
    report = json.loads(Path("output/porto/data/report.json").read_text("utf-8"))
    assert report["photos"]["kept"] > 0.9 * len(world.files)
    places = json.loads(Path("output/porto/data/places.geojson").read_text("utf-8"))
    assert len(places["features"]) >= len(SIGHTS)
    assert "Wikimedia Commons" in Path("output/porto/about.html").read_text("utf-8")
