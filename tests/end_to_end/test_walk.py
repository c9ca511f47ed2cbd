"""`guidegen walk` on the old town of Porto."""

from __future__ import annotations

import json
import re
from pathlib import Path

import gpxpy
import pytest

from tests.end_to_end.porto import (
    RIVERSIDE,
    TOWER,
    Command,
    command_in,
    program_in,
    write_city,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a city file of Porto and made-up photos."""
    folder = tmp_path_factory.mktemp("porto")
    write_city(folder)
    return folder


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(folder, monkeypatch, capsys)


def test_between_two_places_in_words(folder: Path, run: Command) -> None:
    """The same in a process of its own and in this one."""
    wish = ("walk", "porto.yaml", "--from", RIVERSIDE, "--to", TOWER, "--minutes", "45")
    done = program_in(folder)(*wish)
    assert done.returncode == 0, done.stderr
    head = re.match(r"Walk in Porto, (\d+) minutes, (\d\.\d) km", done.stdout)
    assert head is not None
    assert re.search(r"; (no steps|\d+ m of steps)$", done.stdout.splitlines()[0])
    assert abs(int(head[1]) - 45) <= 2.25 + 0.5
    assert "You have arrived" in done.stdout
    assert run(*wish)[:2] == (0, done.stdout)


def test_a_loop_as_geojson_and_gpx(run: Command) -> None:
    wish = ("walk", "porto.yaml", "--from", RIVERSIDE, "--minutes", "60", "--format")
    feature = json.loads(run(*wish, "geojson")[1])
    line = feature["geometry"]["coordinates"]
    assert line[0] == line[-1]
    assert feature["properties"]["kind"] == "loop"
    assert abs(feature["properties"]["minutes"] - 60) <= 3
    [track] = gpxpy.parse(run(*wish, "gpx")[1]).tracks
    assert track.length_2d() == pytest.approx(feature["properties"]["length_m"], rel=0.01)
