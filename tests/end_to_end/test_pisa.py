"""The main job on the shipped photos of Pisa, as a user runs it: in processes of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from guidegen.city import load_city
from guidegen.explanation import stage_states
from guidegen.pipeline import build_guide
from guidegen.stages import Job
from guidegen.store import Store
from guidegen.web import Web

CITIES = Path(__file__).parents[2] / "cities"


def guidegen(*arguments: str, cache: Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "guidegen", *arguments],
        cwd=cwd,
        env=os.environ | {"GUIDEGEN_CACHE": str(cache)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the cities, as a user has one, and the built site."""
    folder = tmp_path_factory.mktemp("pisa")
    shutil.copytree(CITIES, folder / "cities")
    told = guidegen("build", "--offline", cache=folder / "cache", cwd=folder)
    assert told.strip() == "output/index.html"
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_files_of_the_contract_are_there(work: Path) -> None:
    city = work / "output" / "pisa"
    for name in (
        "places.geojson",
        "areas.geojson",
        "photos.json",
        "report.json",
        "routes.geojson",
        "walks.geojson",
        "field.json",
    ):
        assert json.loads((city / "data" / name).read_text("utf-8"))
    places = json.loads((city / "data" / "places.geojson").read_text("utf-8"))["features"]
    assert len(places) > 50
    for place in places:
        assert (city / place["properties"]["url"]).is_file()
        assert len(place["properties"]["months"]) == 12
        assert len(place["properties"]["weekdays"]) == 7
        assert len(place["properties"]["hours"]) == 24
    assert (city / "about.html").is_file()


def test_the_check_finds_nothing(work: Path) -> None:
    guidegen("check", cache=work / "cache", cwd=work)


def test_two_builds_are_the_same_to_the_byte(work: Path) -> None:
    # another cache has another salt, and another process orders its sets otherwise
    other = work / "other-cache"
    guidegen("build", "--offline", "-o", "again", cache=other, cwd=work, PYTHONHASHSEED="12345")
    assert contents(work / "again") == contents(work / "output")


def test_another_base_url_changes_no_link(work: Path) -> None:
    guidegen(
        "build", "--offline", "-o", "online", "--base-url", "https://example.org/guides/",
        cache=work / "cache", cwd=work,
    )  # fmt: skip
    ours, theirs = contents(work / "output"), contents(work / "online")
    assert ours.keys() == theirs.keys()
    for name, content in theirs.items():
        lines = [line for line in content.splitlines() if b"https://example.org/" not in line]
        assert [line for line in ours[name].splitlines() if line in set(lines)] == lines


def test_the_counts_add_up(work: Path) -> None:
    report = json.loads((work / "output/pisa/data/report.json").read_text("utf-8"))
    photos = report["photos"]
    assert photos["rows_read"] == 21_928
    assert photos["rows_read"] == photos["kept"] + sum(photos["rejected"].values())
    places = report["places"]
    assert places["photos"] == photos["kept"]
    assert places["photos"] == places["in_a_place"] + sum(places["left_out"].values())
    visitors = report["visitors"]
    classes = ("local", "tourist", "probable_tourist", "unknown")
    assert visitors["authors"] == sum(visitors[name] for name in classes)
    assert visitors["tourist"] == 0  # one city cannot show a home elsewhere


def test_the_squares_that_everybody_knows_are_the_first_places(work: Path) -> None:
    places = gpd.read_file(work / "output/pisa/data/places.geojson")
    first = places[places["level"] == "place"].sort_values("rank").head(8)
    landmarks = {
        "the Square of Miracles": (10.3960, 43.7231),
        "Ponte di Mezzo": (10.4018, 43.7159),
        "Piazza dei Cavalieri": (10.4002, 43.7195),
        "the railway station": (10.3985, 43.7086),
    }
    for name, (lon, lat) in landmarks.items():
        away_m = 111_320 * (
            ((first.geometry.x - lon) * 0.7227) ** 2 + (first.geometry.y - lat) ** 2
        ) ** 0.5  # fmt: skip
        assert away_m.min() < 80, name


def test_routes_lead_from_the_station_to_the_tower_and_along_the_arno(work: Path) -> None:
    routes = gpd.read_file(work / "output/pisa/data/routes.geojson").to_crs(32632)
    assert (routes["authors"] >= 3).all()
    whole = routes.geometry.union_all()

    def metres(*places: tuple[float, float]) -> list[Point]:
        lon, lat = zip(*places, strict=True)
        return list(gpd.GeoSeries.from_xy(lon, lat, crs=4326).to_crs(32632))

    station, tower = metres((10.3987, 43.7085), (10.3966, 43.7230))
    joined = [part for part in gpd.GeoSeries([whole.buffer(15)]).explode().tolist()
              if part.distance(station) < 100]  # fmt: skip
    # one chain of routes that meet leads from the one to the other
    assert min(part.distance(tower) for part in joined) < 60
    # the river's banks, from the Spina to the Ponte di Mezzo
    banks = metres((10.3953, 43.7156), (10.3975, 43.7160), (10.3995, 43.7163), (10.4016, 43.7160))
    for place in banks:
        assert whole.distance(place) < 60


def test_the_movement_is_published(work: Path) -> None:
    city = work / "output" / "pisa"
    field = json.loads((city / "data/field.json").read_text("utf-8"))
    assert [record["header"]["parameterNumber"] for record in field] == [2, 3]
    assert all(len(record["data"]) == record["header"]["numberPoints"] for record in field)
    facts = json.loads((city / "data/report.json").read_text("utf-8"))["routes"]
    assert facts["photos"] == facts["stops"] + facts["same_spot"] + sum(facts["left_out"].values())
    assert facts["stops"] == facts["sessions"] + facts["movements"] + sum(facts["dropped"].values())
    assert "Watch the movement" in (city / "index.html").read_text("utf-8")


def test_walks_follow_the_routes_and_say_so(work: Path) -> None:
    city = work / "output" / "pisa"
    walks = json.loads((city / "data/walks.geojson").read_text("utf-8"))["features"]
    assert walks
    for walk in walks:
        assert "they are not exact. Positions and times" in walk["properties"]["attribution"]
        page = (city / walk["properties"]["url"]).read_text("utf-8")
        assert "they are not exact" in page
        assert "OpenStreetMap" not in page
    assert not list((city / "downloads").glob("streets.*"))


def test_a_walk_on_the_command_line_follows_the_routes_too(work: Path, tmp_path: Path) -> None:
    shutil.copytree(work / "cities", tmp_path / "cities")
    file = tmp_path / "cities/pisa.yaml"
    file.write_text(file.read_text("utf-8").replace("source: overpass", "source: none"), "utf-8")
    wish = ("walk", "pisa", "--from", "Square of Miracles", "--minutes", "60")
    told = guidegen(*wish, cache=work / "cache", cwd=tmp_path)
    assert "This guide has no streets: its walks follow ways that three photographers" in told
    track = guidegen(*wish, "--format", "gpx", cache=work / "cache", cwd=tmp_path)
    assert "TripBuilder" in track
    assert "OpenStreetMap" not in track


def test_no_author_and_no_photo_can_be_found_in_the_site(work: Path) -> None:
    photos = pd.read_parquet(work / "cities/data/pisa-photos.parquet")
    whole = b"".join(
        content
        for name, content in contents(work / "output").items()
        if name.endswith((".html", ".json", ".geojson", ".js"))
    )
    for author in photos["user_id"].unique()[::50]:
        assert f'"{author}"'.encode() not in whole
    [kept] = (work / "cache" / "photos").glob("*/photos.parquet")
    for hashed in pd.read_parquet(kept)["author_id"].unique():
        assert hashed.encode() not in whole
    for photo in photos["photo_id"][::500]:
        assert str(photo).encode() not in whole


def test_a_changed_option_runs_its_stage_and_what_follows(work: Path) -> None:
    store = Store(work / "cache")
    city = load_city(work / "cities/pisa.yaml")
    states = stage_states(Job.of(city, store))
    # Overpass's answers are kept as they are, not the streets that are made of them
    assert [each.name for each in states if not each.cached] == ["streets", "routes", "site"]
    text = (work / "cities/pisa.yaml").read_text("utf-8")
    (work / "cities/pisa-60.yaml").write_text(
        text.replace("bandwidth_m: auto", "bandwidth_m: 60 m")
    )
    wider = load_city(work / "cities/pisa-60.yaml")
    states = stage_states(Job.of(wider, store))
    running = [each.name for each in states if not each.cached]
    assert running == ["places", "labels", "seasons", "streets", "routes", "site"]
    (work / "cities/pisa-60.yaml").unlink()


def test_a_changed_sentence_runs_no_stage(work: Path, tmp_path: Path) -> None:
    shutil.copytree(work / "cities", tmp_path / "cities")
    curated = tmp_path / "cities/pisa.places.yaml"
    curated.write_text(curated.read_text("utf-8").replace("Pisa", "PISA!", 1), "utf-8")
    told: list[str] = []
    build_guide(
        [load_city(tmp_path / "cities/pisa.yaml")],
        tmp_path / "output",
        store=Store(work / "cache"),
        web=Web(work / "cache" / "web", offline=True),
        progress=told.append,
    )
    assert [line for line in told if not line.endswith("(kept)")] == [
        "pisa: 21928 of 21928 rows of photos can be used",
        "pisa: names, texts and pictures",
        "pisa: streets and walks",
        next(line for line in told if "routes of" in line),
    ]
    assert len(told) == 9


def test_building_one_city_keeps_the_others(work: Path, tmp_path: Path) -> None:
    shutil.copytree(work / "cities", tmp_path / "cities")
    shutil.copy(tmp_path / "cities/pisa.yaml", tmp_path / "cities/second.yaml")
    for city in ("pisa", "second"):
        guidegen("build", city, "--offline", cache=work / "cache", cwd=tmp_path)
    site = tmp_path / "output"
    first = {n: c for n, c in contents(site).items() if n.startswith("pisa/")}
    assert first == {n: c for n, c in contents(work / "output").items() if n.startswith("pisa/")}
    index = (site / "index.html").read_text("utf-8")
    assert ("pisa/index.html" in index, "second/index.html" in index) == (True, True)
    guidegen("check", cache=work / "cache", cwd=tmp_path)
    # both at once give the same bytes; without a name only those with a city file stay
    both = contents(site)
    guidegen("build", "--offline", "--jobs", "2", cache=work / "cache", cwd=tmp_path)
    assert contents(site) == both
    (tmp_path / "cities/second.yaml").unlink()
    guidegen("build", "--offline", cache=work / "cache", cwd=tmp_path)
    assert not (site / "second").exists()


def test_a_damaged_cache_is_made_anew(work: Path, tmp_path: Path) -> None:
    shutil.copytree(work / "cache", tmp_path / "cache")
    for file in (tmp_path / "cache").glob("*/*/*.parquet"):
        file.write_bytes(file.read_bytes()[:-10])
    guidegen("build", "--offline", "-o", str(tmp_path / "site"), cache=tmp_path / "cache", cwd=work)
    assert contents(tmp_path / "site") == contents(work / "output")
