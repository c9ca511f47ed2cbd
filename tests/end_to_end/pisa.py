"""The demo: Pisa as it is shipped, built as a user builds it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.porto import program_in
from tests.shared import made_once

CITIES = Path(__file__).parents[2] / "cities"


def built_pisa(factory: pytest.TempPathFactory) -> Path:
    """A folder with `cities`, and what a build in a process of its own made: `output`, `cache`.

    It is shared: copy what is to change.
    """
    return made_once(factory, "pisa", build_pisa)


def build_pisa(folder: Path) -> None:
    """Fill a folder with it."""
    shutil.copytree(CITIES, folder / "cities")
    done = program_in(folder)("build", "--offline")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "output/index.html"
