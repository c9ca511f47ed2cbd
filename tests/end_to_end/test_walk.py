"""`guidegen walk` on the old town of Porto, in processes of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gpxpy
import numpy as np
import pytest

EXTRACT = Path(__file__).parents[1] / "data" / "porto.osm.pbf"
RIVERSIDE, TOWER = "-8.6134,41.1407", "-8.6146,41.1458"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command beside a city file of Porto with made-up photos."""
    folder = tmp_path_factory.mktemp("porto")
    shutil.copy(EXTRACT, folder / "porto.osm.pbf")
    rng = np.random.default_rng(1)
    sights = [(-8.6134, 41.1407), (-8.6146, 41.1458), (-8.6110, 41.1429)]
    rows = [
        f"{n},a{n % 80},{lat + rng.normal(0, 4e-4):.6f},{lon + rng.normal(0, 6e-4):.6f},"
        f"2014-{n % 12 + 1:02d}-{n % 28 + 1:02d} 12:00:00\n"
        for n in range(1500)
        for lon, lat in [sights[n % 3]]
    ]
    (folder / "photos.csv").write_text("".join(rows))
    (folder / "porto.yaml").write_text(
        "name: Porto\nbbox: [-8.625, 41.135, -8.600, 41.155]\n"
        "photos: [{source: file, path: photos.csv}]\n"
        "streets: {source: file, path: porto.osm.pbf}\n"
    )

    def run_(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "guidegen", *arguments],
            cwd=folder,
            env=os.environ | {"GUIDEGEN_CACHE": str(folder / "cache"), "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert "bug in guidegen" not in done.stderr
        return done

    return run_


def test_between_two_places_in_words(run: Run) -> None:
    wish = ("walk", "porto.yaml", "--from", RIVERSIDE, "--to", TOWER, "--minutes", "45")
    done = run(*wish)
    assert done.returncode == 0, done.stderr
    head = re.match(r"Walk in Porto, (\d+) minutes, (\d\.\d) km", done.stdout)
    assert head is not None
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


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--from", RIVERSIDE, "--to", TOWER, "--minutes", "5"), 1, "at least"),
        (("--from", "-8.70,41.14", "--minutes", "30"), 1, "street"),
        (("--from", RIVERSIDE, "--minutes", "30", "--pace", "-1"), 1, "the pace must be"),
        (("--from", RIVERSIDE, "--minutes", "9999"), 1, "at most 360 minutes"),
        (("--from", "the-tower", "--minutes", "30"), 2, "neither lon,lat nor the id of a place"),
    ],
)
def test_wishes_that_nobody_can_meet(
    run: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = run("walk", "porto.yaml", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
