"""The main job on the shipped photos of Pisa, as a user runs it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
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
from tests.end_to_end.pisa import built_pisa
from tests.end_to_end.porto import command_in, program_in

Succeed = Callable[..., str]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the cities, as a user has one, and the built site."""
    folder = tmp_path_factory.mktemp("pisa")
    return Path(shutil.copytree(built_pisa(tmp_path_factory), folder, dirs_exist_ok=True))


@pytest.fixture
def guidegen(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Succeed:
    """Runs guidegen, which succeeds: what it prints. Its cache is that of the built site."""

    def run(*arguments: str, folder: Path = work, cache: Path = work / "cache") -> str:
        command = command_in(folder, monkeypatch, capsys)
        code, told, complaints = command(*arguments, GUIDEGEN_CACHE=str(cache))
        assert code == 0, complaints
        return told

    return run


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


def test_the_check_finds_nothing(guidegen: Succeed) -> None:
    guidegen("check")


def test_two_builds_are_the_same_to_the_byte(work: Path) -> None:
    # another cache has another salt, and another process orders its sets otherwise
    other = {"GUIDEGEN_CACHE": str(work / "other-cache"), "PYTHONHASHSEED": "12345"}
    done = program_in(work)("build", "--offline", "-o", "again", **other)
    assert done.returncode == 0, done.stderr
    assert contents(work / "again") == contents(work / "output")


def test_another_base_url_changes_no_link(work: Path, guidegen: Succeed) -> None:
    address = "https://example.org/guides/"
    guidegen("build", "--offline", "-o", "online", "--base-url", address)
    ours, theirs = contents(work / "output"), contents(work / "online")
    known = ("sitemap", "pisa/sitemap", "pisa/feed.xml", "pisa/share/")
    assert ours.keys() == {name for name in theirs if not name.startswith(known)}
    # which files there are stays the same, but not what is in them
    for name in ours.keys() - {".guidegen", "pisa/sw.js", "pisa/data/files.json"}:
        content = theirs[name]
        lines = [line for line in content.splitlines() if b"https://example.org/" not in line]
        assert [line for line in ours[name].splitlines() if line in set(lines)] == lines


def test_the_counts_add_up(work: Path) -> None:
    report = json.loads((work / "output/pisa/data/report.json").read_text("utf-8"))
    photos = report["photos"]
    assert photos["rows_read"] == 21_928
    assert photos["rows_read"] == photos["kept"] + sum(photos["rejected"].values())
    places = report["places"]
    quality = report["quality"]
    assert quality["photos"] == photos["kept"]
    assert quality["photos"] == quality["kept"] + sum(quality["left_out"].values())
    assert places["photos"] == quality["kept"]
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


def test_a_walk_on_the_command_line_follows_the_routes_too(
    work: Path, guidegen: Succeed, tmp_path: Path
) -> None:
    shutil.copytree(work / "cities", tmp_path / "cities")
    file = tmp_path / "cities/pisa.yaml"
    file.write_text(file.read_text("utf-8").replace("source: overpass", "source: none"), "utf-8")
    wish = ("walk", "pisa", "--from", "Square of Miracles", "--minutes", "60")
    told = guidegen(*wish, folder=tmp_path)
    assert "This guide has no streets: its walks follow ways that three photographers" in told
    track = guidegen(*wish, "--format", "gpx", folder=tmp_path)
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
    # Overpass's answers are kept as they are, not the streets that are made of them; without any,
    # the map under everything waits for them too
    waiting = ["streets", "basemap", "routes", "site"]
    assert [each.name for each in states if not each.cached] == waiting
    text = (work / "cities/pisa.yaml").read_text("utf-8")
    (work / "cities/pisa-60.yaml").write_text(
        text.replace("bandwidth_m: auto", "bandwidth_m: 60 m")
    )
    wider = load_city(work / "cities/pisa-60.yaml")
    states = stage_states(Job.of(wider, store))
    running = [each.name for each in states if not each.cached]
    assert running == ["places", "labels", "seasons", *waiting]
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
        next(line for line in told if "pass the filters of quality" in line),
        "pisa: names, texts and pictures",
        "pisa: streets and walks",
        next(line for line in told if "routes of" in line),
        told[-1],
    ]
    assert re.fullmatch(
        r"pisa: [\d.]+ MB in \d+ files; its page weighs \d+ KB before the map's data", told[-1]
    )
    assert len(told) == 12


def test_building_one_city_keeps_the_others(work: Path, guidegen: Succeed, tmp_path: Path) -> None:
    shutil.copytree(work / "cities", tmp_path / "cities")
    shutil.copy(tmp_path / "cities/pisa.yaml", tmp_path / "cities/second.yaml")
    site = Path(shutil.copytree(work / "output", tmp_path / "output"))
    guidegen("build", "second", "--offline", folder=tmp_path)
    first = {n: c for n, c in contents(site).items() if n.startswith("pisa/")}
    assert first == {n: c for n, c in contents(work / "output").items() if n.startswith("pisa/")}
    index = (site / "index.html").read_text("utf-8")
    assert ("pisa/index.html" in index, "second/index.html" in index) == (True, True)
    guidegen("check", folder=tmp_path)
    # both at once give the same bytes; without a name only those with a city file stay
    both = contents(site)
    guidegen("build", "--offline", "--jobs", "2", folder=tmp_path)
    assert contents(site) == both
    (tmp_path / "cities/second.yaml").unlink()
    guidegen("build", "--offline", folder=tmp_path)
    assert not (site / "second").exists()


def test_a_damaged_cache_is_made_anew(work: Path, guidegen: Succeed, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(work / "cache", cache)
    for file in cache.glob("*/*/*.parquet"):
        file.write_bytes(file.read_bytes()[:-10])
    guidegen("build", "--offline", "-o", str(tmp_path / "site"), cache=cache)
    assert contents(tmp_path / "site") == contents(work / "output")
