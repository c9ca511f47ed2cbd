from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guidegen import cli

Run = Callable[..., tuple[int, str, str]]
PHOTOS = "photo_id,user_id,breite,lon,taken_at\np1,anna,43.5,10.5,2012-05-03\np1,anna,43.5,10.5,\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command in a folder with one file of photos: its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "a.csv").write_text(PHOTOS)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["guidegen", "photos", "import", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return run_command


def test_import_tells_counts_that_add_up(run: Run) -> None:
    code, told, progress = run("a.csv", "--corpus", "c", "--column", "lat=breite")
    assert (code, told) == (0, "a.csv: 2 rows read = 1 kept + 1 no time\n")
    assert "2 rows" in progress
    code, told, progress = run("a.csv", "--corpus", "c", "--column", "lat=breite", "-q")
    assert told == "a.csv: 2 rows read = 1 kept + 1 no time; it was imported before\n"
    assert progress == ""


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("a.csv", "--corpus", "c"), 1, "--column lat=NAME"),
        (("b.csv", "--corpus", "c"), 1, "b.csv: "),
        (("a.csv", "--corpus", "c", "--column", "breite"), 2, "'breite': it must be like lat=NAME"),
        (("a.csv", "--corpus", "c", "--engine", "pandas"), 2, "--engine pandas: it must be"),
        (("a.csv", "--corpus", "c", "--source", "a: b"), 2, "it must be a short name"),
        (("a.csv", "--corpus", "."), 1, "is neither empty nor a corpus"),
        (("a.csv", "--corpus", "a.csv"), 1, "a.csv: is a file; name a folder for the corpus"),
        (("a.csv",), 2, "--corpus"),
    ],
)
def test_what_is_wrong_is_said(run: Run, arguments: tuple[str, ...], code: int, told: str) -> None:
    found, _, errors = run(*arguments)
    assert found == code
    assert told in " ".join(errors.split())
    assert "Traceback" not in errors
