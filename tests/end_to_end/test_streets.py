"""Guides of Porto with streets, and everything that can be wrong with streets and wishes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from guidegen.geo import Box
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from tests.drawn_city import extract
from tests.end_to_end.porto import (
    BBOX,
    EXTRACT,
    FROM_FILE,
    RIVERSIDE,
    TOWER,
    Command,
    command_in,
    photos,
    program_in,
    write_city,
)
from tests.streets.maps import STREET

PISA = "[10.374, 43.694, 10.449, 43.726]"
AT_PISA = [(10.3966, 43.723), (10.4017, 43.7167)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a city file, its photos, and its site in ``output``."""
    folder = tmp_path_factory.mktemp("porto")
    write_city(folder, FROM_FILE + "walks: {suggest: 0}\n")
    done = program_in(folder)("build", "porto.yaml")
    assert done.returncode == 0, done.stderr
    (folder / "told.txt").write_text(done.stderr, "utf-8")
    return folder


@pytest.fixture
def command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(folder, monkeypatch, capsys)


def content(site: Path) -> dict[str, str]:
    """The files of a site and a digest of each."""
    return {
        str(path.relative_to(site)): hashlib.blake2b(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def test_the_report_adds_up(folder: Path) -> None:
    facts = json.loads((folder / "output/porto/data/report.json").read_text("utf-8"))["streets"]
    network = build_network(read_extract(EXTRACT), Box(*json.loads(BBOX)), "porto.osm.pbf")
    assert facts.items() >= network.facts.items()
    assert facts["nodes"] == len(network.nodes)
    assert facts["edges"] == len(network.edges)
    assert facts["km"] == pytest.approx(network.edges["length_m"].sum() / 1000, abs=0.05)
    assert facts["photos"] == 1500
    assert 0.9 < facts["photos_near_share"] < 1
    assert 0 < facts["edges_with_photos"] < facts["edges"]
    told = (folder / "told.txt").read_text("utf-8")
    left_out = sum(facts["dropped"].values())
    assert f"{facts['km']:g} km of streets, {facts['nodes']} junctions and" in told
    assert f"{left_out} ways and {facts['isolates']} isolated parts left out" in told


def test_a_second_build_keeps_the_streets_and_gives_the_same_site(
    folder: Path, command: Command
) -> None:
    """The first was built in a process of its own."""
    assert "kept  streets" in command("explain", "porto.yaml")[1]
    assert command("build", "porto.yaml", "-o", "again")[0] == 0
    assert content(folder / "again") == content(folder / "output")
    assert len([*(folder / "cache" / "streets").iterdir()]) == 1


def test_a_box_larger_than_the_extract_is_worth_a_warning(folder: Path, command: Command) -> None:
    warning = "warning: porto.yaml: streets: porto.osm.pbf covers 85% of the city's bbox"
    assert warning in (folder / "told.txt").read_text("utf-8")
    code, _, told = command("build", "porto.yaml", "-o", "strict", "--strict")
    assert (code, warning in told) == (1, True), told
    assert "--strict: the build has 1 warning" in told


def test_an_extract_that_is_cut_off(folder: Path) -> None:
    """In a process of its own: it is read by a library that is not Python."""
    whole = EXTRACT.read_bytes()
    (folder / "cut.osm.pbf").write_bytes(whole[: len(whole) * 2 // 3])
    write_bad(folder, "cut.osm.pbf")
    before = content(folder / "output")
    done = program_in(folder)("build", "bad.yaml", "-q")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("cut.osm.pbf: not an OpenStreetMap extract, or cut off")
    assert "get one anew" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert content(folder / "output") == before


def write_bad(folder: Path, path: str, bbox: str = BBOX, photo_file: str = "photos.csv") -> None:
    city = (folder / "porto.yaml").read_text("utf-8").replace("porto.osm.pbf", path)
    city = city.replace(BBOX, bbox).replace("photos.csv", photo_file)
    (folder / "bad.yaml").write_text(city, "utf-8")


@pytest.mark.parametrize(
    ("name", "file", "told"),
    [
        ("empty.osm.pbf", b"", "the file is empty; get one anew"),
        ("notes.osm.pbf", b"name,street\n1,Rua\n", "not an OpenStreetMap extract, or cut off"),
        ("notes.txt", b"Rua", "streets come from .osm.pbf"),
        ("houses.osm", extract(ways={"ABCD": {"building": "yes"}}).encode(), "holds no streets"),
        ("lost.osm.pbf", None, "no such file; give the extract's place relative to the city"),
    ],
)
def test_extracts_that_cannot_be_used(
    folder: Path, command: Command, name: str, file: bytes | None, told: str
) -> None:
    if file is not None:
        (folder / name).write_bytes(file)
    write_bad(folder, name)
    before = content(folder / "output")
    code, out, err = command("build", "bad.yaml", "-q")
    assert (code, out) == (1, "")
    assert err.startswith(f"{name}: {told}")
    assert len(err.splitlines()) == 1
    assert content(folder / "output") == before
    assert command("walk", "bad.yaml", "-q", "--from", TOWER, "--minutes", "60") == (1, "", err)


def test_an_extract_of_another_city(folder: Path, command: Command) -> None:
    (folder / "pisa.csv").write_text(photos(AT_PISA))
    write_bad(folder, "porto.osm.pbf", PISA, "pisa.csv")
    code, _, err = command("build", "bad.yaml", "-q")
    assert code == 1
    assert err.startswith("porto.osm.pbf: nothing in the city's box [10.3740, 43.6940, ")
    assert "take an extract of this city, or mend bbox" in err
    assert not (folder / "output" / "bad").exists()


def test_streets_in_pieces_and_far_from_all_photos(folder: Path, command: Command) -> None:
    """The drawn streets lie some hundred metres east of the sights."""
    drawn = extract("ABCDE\n\n\n FGHIJ", {"ABCDE": STREET, "FGHIJ": STREET})
    (folder / "pieces.osm").write_text(drawn, "utf-8")
    write_bad(folder, "pieces.osm")
    code, _, told = command("build", "bad.yaml", "-o", "pieces")
    assert code == 0
    assert "in 2 pieces that no street joins (the largest has 50% of the length" in told
    assert "warning: bad.yaml: streets: no street has photos by three people within 20 m" in told
    assert "Traceback" not in told
    wish = ("-q", "--from", "-8.6100,41.1400", "--minutes", "30")
    code, out, told = command("walk", "bad.yaml", *wish, "--to", "-8.6080,41.1373")
    assert (code, out) == (1, "")
    assert "they are on different pieces of the network" in told


FROM = ("--from", RIVERSIDE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "-8.70,41.14", "--minutes", "30"), "from the nearest street"),
        (("--from", "41.1407,-8.6134", "--minutes", "30"), "lon before lat"),
        ((*FROM, "--to", RIVERSIDE, "--minutes", "30"), "leave out the end for a loop"),
        ((*FROM, "--to", TOWER, "--minutes", "5"), "it takes at least"),
        ((*FROM, "--minutes", "1200"), "at most 360 minutes, not 1200"),
        ((*FROM, "--minutes", "-5"), "more than 0 and at most 360 minutes, not -5"),
        ((*FROM, "--minutes", "nan", "--tour"), "at most 360 minutes, not nan"),
        ((*FROM, "--minutes", "30", "--pace", "-4"), "the pace must be more than 0"),
        ((*FROM, "--minutes", "30", "--attraction", "1"), "less than 1, not 1"),
        ((*FROM, "--minutes", "30", "--tour", "--stay", "-1"), "0 minutes or more"),
        ((*FROM, "--minutes", "30", "--tour", "--stay", "30"), "less than the tour of 30 minutes"),
        ((*FROM, "--minutes", "30", "--tour", "--stay", "nan"), "not nan"),
        (
            ("--from", "-8.6035,41.1355", "--minutes", "12", "--tour"),
            "too short for any stop: the nearest needs",
        ),
    ],
)
def test_wishes_that_nobody_can_meet(
    command: Command, arguments: tuple[str, ...], message: str
) -> None:
    code, out, told = command("walk", "porto.yaml", "-q", *arguments)
    assert (code, out) == (1, "")
    assert message in told
    assert len(told.splitlines()) == 1


def test_a_start_that_is_nothing_known(command: Command) -> None:
    code, out, told = command("walk", "porto.yaml", "--from", "the-tower", "--minutes", "30")
    assert (code, out) == (2, "")
    assert "'the-tower' is neither lon,lat nor the id of a place" in told


def test_a_tour_of_a_city_without_places(folder: Path, command: Command) -> None:
    city = (folder / "porto.yaml").read_text("utf-8") + "places: {minimum_authors: 200}\n"
    (folder / "placeless.yaml").write_text(city, "utf-8")
    code, out, told = command("walk", "placeless.yaml", "-q", *FROM, "--minutes", "60", "--tour")
    assert (code, out) == (1, "")
    assert told == "placeless.yaml: no places were found to stop at; wish for no tour\n"


def test_a_tour_visits_places_and_stays_there(command: Command) -> None:
    wish = ("walk", "porto.yaml", "-q", *FROM, "--minutes", "60", "--format", "geojson")
    code, out, _ = command(*wish, "--tour", "--stay", "5")
    assert code == 0
    tour = json.loads(out)["properties"]
    assert tour["kind"] == "tour"
    assert len(tour["stops"]) == 3
    assert tour["minutes"] == pytest.approx(tour["length_m"] * 60 / 5000 + 15, abs=0.6)
    assert (
        command("walk", "porto.yaml", *FROM, "--minutes", "60", "--tour")[1]
        .splitlines()[1]
        .startswith("Stops: place-")
    )


@pytest.mark.parametrize("method", ["distance", "count", "per-length", "shared"])
def test_each_method_gives_walks(command: Command, method: str) -> None:
    wish = ("--to", TOWER, "--minutes", "40", "--method", method, "--format", "geojson")
    code, out, _ = command("walk", "porto.yaml", *FROM, *wish)
    assert code == 0
    walk = json.loads(out)["properties"]
    assert walk["minutes"] == pytest.approx(40, rel=0.05)
    # gains are per metre, which counts of whole streets are not
    assert (walk["gain"] is None) == (method in ("count", "shared"))


def test_walks_of_a_city_file_are_not_too_long(folder: Path, command: Command) -> None:
    city = (folder / "porto.yaml").read_text("utf-8")
    long = city.replace("{suggest: 0}", "{minutes: [60, 20 h]}")
    (folder / "long.yaml").write_text(long, "utf-8")
    code, _, told = command("build", "long.yaml")
    assert code == 2
    assert "walks.minutes" in told
    assert "a walk takes at most 6 h" in told
