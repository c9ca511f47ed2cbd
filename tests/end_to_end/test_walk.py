"""`guidegen walk` on the old town of Porto, in processes of its own."""

from __future__ import annotations

import json
import re

import gpxpy
import pytest

from tests.end_to_end.porto import RIVERSIDE, TOWER, Run, program_in, write_city


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command beside a city file of Porto with made-up photos."""
    folder = tmp_path_factory.mktemp("porto")
    write_city(folder)
    return program_in(folder)


def test_between_two_places_in_words(run: Run) -> None:
    wish = ("walk", "porto.yaml", "--from", RIVERSIDE, "--to", TOWER, "--minutes", "45")
    done = run(*wish)
    assert done.returncode == 0, done.stderr
    head = re.match(r"Walk in Porto, (\d+) minutes, (\d\.\d) km", done.stdout)
    assert head is not None
    assert re.search(r"; (no steps|\d+ m of steps)$", done.stdout.splitlines()[0])
    assert abs(int(head[1]) - 45) <= 2.25 + 0.5
    assert "You have arrived" in done.stdout
    assert run(*wish).stdout == done.stdout


def test_a_loop_as_geojson_and_gpx(run: Run) -> None:
    wish = ("walk", "porto.yaml", "--from", RIVERSIDE, "--minutes", "60", "--format")
    feature = json.loads(run(*wish, "geojson").stdout)
    line = feature["geometry"]["coordinates"]
    assert line[0] == line[-1]
    assert feature["properties"]["kind"] == "loop"
    assert abs(feature["properties"]["minutes"] - 60) <= 3
    [track] = gpxpy.parse(run(*wish, "gpx").stdout).tracks
    assert track.length_2d() == pytest.approx(feature["properties"]["length_m"], rel=0.01)
