from __future__ import annotations

import json
from pathlib import Path

import pytest

from guidegen import __version__
from tests.end_to_end.porto import Command, command_in
from tests.manycities.towns import SLUGS, files_of, spoil, write_towns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_towns(tmp_path)
    return tmp_path


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(folder, monkeypatch, capsys)


def test_the_summary_for_scripts(run: Command, folder: Path) -> None:
    code, out, err = run("build", "--offline", "--json", "--log", "log.jsonl")
    assert code == 0, err
    told = json.loads(out)
    assert (told["version"], told["ok"]) == (1, True)
    assert [city["slug"] for city in told["cities"]] == list(SLUGS)
    assert [city["photos"] for city in told["cities"]] == sorted(
        city["photos"] for city in told["cities"]
    )
    for city in told["cities"]:
        own = [
            c for n, c in files_of(folder / "output").items() if n.startswith(city["slug"] + "/")
        ]
        assert city["bytes"] == sum(map(len, own))
        assert f"{city['slug']}: {city['photos']:,} photos, {city['places']:,} places" in err
    # built again, two at a time, the summary has the same bytes
    assert run("build", "--offline", "--json", "--jobs", "2")[1] == out
    events = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert (events[0]["event"], events[0]["command"]) == ("start", "build")
    assert events[0]["version"] == __version__
    assert (events[-1]["event"], events[-1]["exit_code"]) == ("end", 0)
    cities = [event for event in events if event["event"] == "city"]
    assert [event["slug"] for event in cities] == list(SLUGS)
    assert all(event["seconds"] > 0 for event in cities)


def test_mistakes_in_photos_and_files_stop_no_other_city(run: Command, folder: Path) -> None:
    spoil(folder, "alder")
    path = folder / "cities/birch.yaml"
    path.write_text(path.read_text() + "lanugage: [en]\n")
    code, out, err = run("build", "--offline", "--json")
    assert code == 1
    told = {city["slug"]: city for city in json.loads(out)["cities"]}
    assert {slug: city["ok"] for slug, city in told.items()} == {
        "alder": False, "birch": False, "cedar": True,
    }  # fmt: skip
    assert "a guide needs photos by at least 3 people" in err
    assert "cities/birch.yaml:5: lanugage: unknown key" in err
    assert err.splitlines()[-1].startswith("2 of 3 cities could not be built")
    assert sorted(p.name for p in (folder / "output").iterdir() if p.is_dir()) == [
        "assets", "cedar",
    ]  # fmt: skip


def test_a_build_of_nothing_but_mistakes_in_files(run: Command, folder: Path) -> None:
    for slug in SLUGS:
        (folder / f"cities/{slug}.yaml").write_text("nmae: x\n")
    code, out, err = run("build")
    assert (code, out) == (2, "")
    assert all(f"cities/{slug}.yaml" in err for slug in SLUGS)
    assert not (folder / "output").exists()


def test_one_city_tells_what_it_always_told(run: Command, folder: Path) -> None:
    code, out, err = run("build", "alder", "--offline")
    assert (code, out) == (0, "output/index.html\n")
    assert " of 1 cities" not in err
    spoil(folder, "birch")
    code, out, err = run("build", "birch", "--offline", "-q")
    assert (code, out) == (1, "")
    assert err.startswith("cities/birch.yaml: photos: they are by 1;")
    assert (folder / "output/alder/index.html").is_file()


def test_a_service_that_is_needed_and_forbidden(run: Command, folder: Path) -> None:
    for slug in SLUGS[:2]:
        path = folder / f"cities/{slug}.yaml"
        path.write_text(path.read_text() + "descriptions: {providers: [wikidata]}\n")
    assert run("build", "--offline")[0] == 0
    code, _, err = run("build", "--offline", "--strict")
    assert code == 3
    assert "--strict: " in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--backend", "lok"], "--backend lok: it must be loky"),
        (["--jobs", "0"], "Invalid value for '--jobs'"),
        (["--base-url", "ftp://x"], "it must look like"),
    ],
)
def test_bad_usage(run: Command, arguments: list[str], told: str) -> None:
    code, out, err = run("build", *arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_a_log_that_cannot_be_written(run: Command, folder: Path) -> None:
    code, _, err = run("build", "--log", "cities")
    assert (code, err) == (1, "--log cities: cannot be written: Is a directory\n")
    assert run("build", "--log")[0] == 2
    assert not (folder / "output").exists()
