"""What scripts/audit says of packages with and without holes, and where nobody tells it.

The real npm, and the real pip-audit where one is in GUIDEGEN_AUDIT_TOOL (as when .ci/run has it) or
can be installed, against a server that speaks the formats of the real lists.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from tests.doubles.advisories import advisories
from tests.publish.sites import git

ROOT = Path(__file__).parents[2]
OLD = {"jinja2", "lodash"}  # those with known holes, by which the script finds out who knows any


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pip-audit."""
    at_hand = Path(os.environ.get("GUIDEGEN_AUDIT_TOOL", ""))
    if (at_hand / "pip_audit").is_dir():
        return at_hand
    folder = tmp_path_factory.mktemp("tool")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "pip-audit"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"pip-audit cannot be had: {done.stderr.splitlines()[-1:]}")
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the script, one lock file, and two packages of Python."""
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/audit", folder / "scripts/audit")
    (folder / ".venv/bin").mkdir(parents=True)
    for name, body in {
        "python": f'exec {sys.executable} "$@"',
        "pip": 'printf "attrs==1.0\\nguidegen @ file:///x\\nsix==1.16.0\\n"',
    }.items():
        (folder / ".venv/bin" / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / ".venv/bin" / name).chmod(0o755)
    packages = {
        "": {"dependencies": {"leaflet": "1.9.4"}},
        "node_modules/leaflet": {"version": "1.9.4"},
    }
    lock = {"name": "x", "lockfileVersion": 3, "packages": packages}
    (folder / "theme").mkdir()
    (folder / "theme/package.json").write_text(json.dumps(packages[""]))
    (folder / "theme/package-lock.json").write_text(json.dumps(lock))
    git(folder, "init", "--quiet")
    git(folder, "add", "theme")
    return folder


def audit(
    checkout: Path, tool: Path, known: Collection[str] | None, **more: str
) -> tuple[int, str, list[str]]:
    with advisories(known) as (url, asked):
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("GUIDEGEN_")}
        own = {"GUIDEGEN_AUDIT_TOOL": str(tool), "GUIDEGEN_AUDIT_OSV": f"{url}/v1/query",
               "npm_config_registry": f"{url}/", "npm_config_audit_level": "info"}  # fmt: skip
        done = subprocess.run(
            [checkout / "scripts/audit"], env=inherited | own | more, capture_output=True, text=True
        )
    return done.returncode, done.stdout + done.stderr, asked


def test_nothing_is_known(checkout: Path, tool: Path) -> None:
    code, said, asked = audit(checkout, tool, OLD)
    assert said.splitlines() == [
        "audit: nothing is known against 2 Python packages",
        "audit: nothing is known against the packages of theme/package-lock.json",
    ]
    assert code == 0
    assert set(asked) == {*OLD, "attrs", "six", "leaflet"}


def test_holes_are_named_and_stop_it(checkout: Path, tool: Path) -> None:
    code, said, _ = audit(checkout, tool, {*OLD, "six", "leaflet"})
    assert code == 1
    assert "PYSEC-2026-3" in said
    assert "GHSA-leaflet" in said
    assert "nothing is known" not in said


@pytest.mark.parametrize("known", [None, set()], ids=["refuses", "knows nothing"])
def test_who_tells_nothing_is_not_taken_for_all_well(
    checkout: Path, tool: Path, known: Collection[str] | None
) -> None:
    code, said, asked = audit(checkout, tool, known)
    assert "audit: skipped Python's packages: " in said
    assert "audit: skipped theme/package-lock.json: " in said
    assert "nothing is known" not in said
    assert code == 0
    assert set(asked) == OLD  # of the others it was not even asked


def test_where_it_must_be_known(checkout: Path, tool: Path) -> None:
    code, said, _ = audit(
        checkout, tool, OLD, npm_config_registry="http://127.0.0.1:1/", GUIDEGEN_AUDIT="must"
    )
    assert "audit: nothing is known against 2 Python packages" in said
    assert "audit: skipped theme/package-lock.json: " in said
    assert code == 1
