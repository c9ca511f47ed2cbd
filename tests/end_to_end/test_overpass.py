"""Porto's streets from Overpass, which is a server of this test: guides and walks, and failures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.http import Asked, Reply, serving
from tests.doubles.overpass import MEMORY, PAGE, overpass, remark
from tests.end_to_end.porto import (
    EXTRACT,
    FROM_FILE,
    RIVERSIDE,
    TOWER,
    Command,
    command_in,
    program_in,
    write_city,
)

CONTACT = {"GUIDEGEN_CONTACT": "me@example.org"}
WALK = ("--from", RIVERSIDE, "--to", TOWER, "--minutes", "45", "--format", "geojson")
NO_WALKS = "walks: {suggest: 0}\n"
OLD_TOWN = "[-8.617, 41.139, -8.608, 41.148]"


def streets_from(url: str) -> str:
    services = json.dumps({"overpass": f"{url}/api/interpreter"})
    return f"streets: {{source: overpass}}\nservices: {services}\n{NO_WALKS}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A city whose streets were fetched from Overpass; beside it, the same from the extract."""
    folder = tmp_path_factory.mktemp("porto")
    write_city(folder, FROM_FILE, OLD_TOWN)
    (folder / "porto.yaml").rename(folder / "extract.yaml")
    with serving(overpass(EXTRACT)) as server:
        write_city(folder, streets_from(server.url), OLD_TOWN)
        done = program_in(folder)("fetch", "porto.yaml", **CONTACT)
        assert done.returncode == 0, done.stderr
        assert not (folder / "output").exists()
        asked = [*server.requests]  # streets, outlines of several ways, and the rest of the map
        assert len(asked) == 3
        for each in asked:
            assert each.path == "/api/interpreter"
            assert "me@example.org" in each.headers["user-agent"]
        yield folder
        assert server.requests == asked  # all that came later was in the cache


@pytest.fixture
def command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(folder, monkeypatch, capsys)


def test_the_walk_is_that_of_the_extract_online_and_offline(command: Command) -> None:
    code, online, told = command("walk", "porto.yaml", *WALK, **CONTACT)
    assert code == 0, told
    assert json.loads(online)["properties"]["kind"] == "between"
    assert command("walk", "porto.yaml", *WALK, "--offline")[:2] == (0, online)
    assert command("walk", "extract.yaml", *WALK)[:2] == (0, online)


def test_a_guide_is_built_offline_from_the_cache(folder: Path, command: Command) -> None:
    code, _, told = command("build", "porto.yaml", "--offline", "--strict")
    assert code == 0, told
    assert " km of streets, " in told
    assert "missing" not in told
    report = json.loads((folder / "output/porto/data/report.json").read_text("utf-8"))
    assert report["streets"]["covered_share"] == 1
    assert (folder / "output/porto/data/basemap/index.js").is_file()
    assert "Overpass's answers are kept as they are" in command("explain", "porto.yaml")[1]


@pytest.fixture
def unfetched(tmp_path: Path) -> Path:
    """The same city, for which nothing was fetched and nobody listens."""
    write_city(tmp_path, streets_from("http://127.0.0.1:9"), OLD_TOWN)
    return tmp_path


@pytest.fixture
def alone(
    unfetched: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(unfetched, monkeypatch, capsys)


def test_offline_without_an_answer_the_guide_goes_on_without_walks(
    unfetched: Path, alone: Command
) -> None:
    code, _, told = alone("build", "porto.yaml", "--offline")
    assert code == 0, told
    assert "warning: missing: porto: streets: Overpass" in told
    assert "build once without --offline" in told
    assert (unfetched / "output/porto/index.html").is_file()
    assert [*(unfetched / "output/porto/places").glob("*.html")]
    report = json.loads((unfetched / "output/porto/data/report.json").read_text("utf-8"))
    assert "streets" not in report
    code, _, told = alone("build", "porto.yaml", "--offline", "--strict")
    assert (code, "1 thing(s) could not be had" in told) == (3, True)


def test_offline_without_an_answer_there_is_no_walk(alone: Command) -> None:
    code, out, told = alone("walk", "porto.yaml", "-q", *WALK, "--offline")
    assert (code, out) == (3, "")
    assert told.startswith("Overpass")
    assert "without --offline" in told
    assert len(told.splitlines()) == 1


def test_who_asks_has_to_say_who_they_are(alone: Command) -> None:
    for wish in (("build", "porto.yaml"), ("walk", "porto.yaml", *WALK)):
        code, out, told = alone(*wish, "-q")
        assert (code, out) == (2, "")
        assert "GUIDEGEN_CONTACT" in told


def test_a_guide_goes_on_without_the_map_under_it(unfetched: Path, alone: Command) -> None:
    answer = overpass(EXTRACT)

    def handler(asked: Asked) -> Reply:
        return remark(MEMORY) if "building" in (asked.form or {})["data"] else answer(asked)

    with serving(handler) as server:
        write_city(unfetched, streets_from(server.url), OLD_TOWN)
        code, _, told = alone("build", "porto.yaml", **CONTACT)
    assert code == 0, told
    assert "warning: missing: porto: map under everything: Overpass" in told
    assert "Query run out of memory" in told
    assert " km of streets, " in told
    assert not (unfetched / "output/porto/data/basemap").exists()
    about = (unfetched / "output/porto/about.html").read_text("utf-8")
    assert "the map under the photographs could not be had" in about


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (remark(MEMORY), "Query run out of memory"),
        (Reply(PAGE), "a web page instead of data"),
        (Reply(PAGE, 429, {"Retry-After": "86400"}), "HTTP 429"),
    ],
    ids=["a remark in 200", "a page in 200", "too many"],
)
def test_a_failure_is_reported_and_never_kept(
    unfetched: Path, alone: Command, reply: Reply, reason: str
) -> None:
    with serving(lambda _: reply) as server:
        write_city(unfetched, streets_from(server.url), OLD_TOWN)
        code, _, told = alone("build", "porto.yaml", **CONTACT)
        assert code == 0, told
        assert "warning: missing: porto: streets: Overpass" in told
        assert reason in told
        for page in (unfetched / "output").rglob("*.html"):  # the operator's business
            assert server.url not in page.read_text("utf-8")
        assert alone("fetch", "porto.yaml", **CONTACT)[0] == 3
        assert alone("walk", "porto.yaml", *WALK, **CONTACT)[0] == 3
    assert alone("walk", "porto.yaml", "-q", *WALK, "--offline", **CONTACT)[0] == 3
