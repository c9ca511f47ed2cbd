"""A city file of Porto with made-up photos, and the program beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from guidegen import cli

EXTRACT = Path(__file__).parents[1] / "data" / "porto.osm.pbf"
BBOX = "[-8.625, 41.135, -8.600, 41.155]"
RIVERSIDE, TOWER = "-8.6134,41.1407", "-8.6146,41.1458"
SIGHTS = [(-8.6134, 41.1407), (-8.6146, 41.1458), (-8.6110, 41.1429)]
FROM_FILE = "streets: {source: file, path: porto.osm.pbf}\n"
Run = Callable[..., subprocess.CompletedProcess[str]]
Command = Callable[..., tuple[int, str, str]]


def photos(sights: list[tuple[float, float]], count: int = 1500) -> str:
    """Photos of 80 people on many days around some sights, lon and lat in degrees."""
    rng = np.random.default_rng(1)
    return "".join(
        f"{n},a{n % 80},{lat + rng.normal(0, 4e-4):.6f},{lon + rng.normal(0, 6e-4):.6f},"
        f"2014-{n % 12 + 1:02d}-{n % 28 + 1:02d} 12:00:00\n"
        for n in range(count)
        for lon, lat in [sights[n % len(sights)]]
    )


def write_city(folder: Path, streets: str = FROM_FILE, bbox: str = BBOX) -> None:
    """Write porto.yaml and its photos; the extract is copied if it is used."""
    if "porto.osm.pbf" in streets:
        shutil.copy(EXTRACT, folder / "porto.osm.pbf")
    (folder / "photos.csv").write_text(photos(SIGHTS))
    (folder / "porto.yaml").write_text(
        f"name: Porto\nbbox: {bbox}\nphotos: [{{source: file, path: photos.csv}}]\n{streets}"
    )


def program_in(folder: Path) -> Run:
    """Runs guidegen in processes of its own, in a folder with its cache; never a traceback."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {"GUIDEGEN_CACHE": str(folder / "cache"), "NO_COLOR": "1", **environment}
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("GUIDEGEN_")}
        done = subprocess.run(
            [sys.executable, "-m", "guidegen", *arguments],
            cwd=folder, env=inherited | own, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        assert "bug in guidegen" not in done.stderr
        return done

    return run


def command_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs guidegen in this process, where it is quicker: its exit code, stdout and stderr."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("GUIDEGEN_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
        own = {"GUIDEGEN_CACHE": str(folder / "cache"), "NO_COLOR": "1", **environment}
        code = 0
        with monkeypatch.context() as patched:
            patched.setattr(sys, "argv", ["guidegen", *arguments])
            for name, value in own.items():
                patched.setenv(name, value)
            try:
                cli.main()
            except SystemExit as end:
                code = int(end.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert "bug in guidegen" not in said.err
        return code, said.out, said.err

    return run
