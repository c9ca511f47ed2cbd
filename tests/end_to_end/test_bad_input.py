"""Everything that can be wrong with what users give: a clear message or a correct page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.end_to_end.porto import Command, command_in, program_in

Build = Callable[..., tuple[int, str]]
CITY = "name: {name}\nbbox: {bbox}\nphotos:\n  - source: file\n    path: {path}\n{more}"


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(tmp_path, monkeypatch, capsys)


@pytest.fixture
def build(tmp_path: Path, command: Command) -> Build:
    """Writes a city file and photos, and builds: exit code and stderr; never a stray file."""

    def run(
        rows: str | bytes | None = None,
        *,
        name: str = "Test",
        bbox: str = "[10, 43, 10.2, 43.2]",
        path: str = "photos.csv",
        more: str = "",
        raw: str | None = None,
        output: str = "output",
    ) -> tuple[int, str]:
        text = raw if raw is not None else CITY.format(name=name, bbox=bbox, path=path, more=more)
        (tmp_path / "city.yaml").write_text(text, "utf-8")
        if rows is not None:
            content = rows if isinstance(rows, bytes) else rows.encode()
            (tmp_path / "photos.csv").write_bytes(content)
        code, _, told = command("build", "city.yaml", "-o", output)
        known = {"city.yaml", "city.places.lock.json", "photos.csv", "cache", "output", "file"}
        assert {entry.name for entry in tmp_path.iterdir()} <= known
        return code, told

    return run


def many(count: int = 60, *, spread: float = 0.0002, authors: int = 30) -> str:
    rng = np.random.default_rng(1)
    lat, lon = 43.1 + rng.normal(0, spread, count), 10.1 + rng.normal(0, spread, count)
    return "".join(
        f"{i},a{i % authors},{lat[i]:.6f},{lon[i]:.6f},2012-05-{i % 28 + 1:02d} 12:00:00\n"
        for i in range(count)
    )


def test_good_photos_make_a_site(build: Build, tmp_path: Path) -> None:
    code, told = build(many())
    assert code == 0, told
    assert (tmp_path / "output/city/index.html").is_file()


def test_a_process_of_its_own_says_and_does_the_same(build: Build, tmp_path: Path) -> None:
    """What it builds when all is well is that of Pisa, in test_pisa.py."""
    assert build()[0] == 1
    done = program_in(tmp_path)("build", "city.yaml", "-o", "output")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", build()[1])


@pytest.mark.parametrize(
    ("rows", "code", "told"),
    [
        (None, 1, "photos.csv"),  # no such file
        ("", 1, "photos.csv"),  # empty
        ("1,a,99,200,2012-05-01\n2,b,0,0,2012-05-01\n", 1, "0 of 2 rows of photos can be used"),
        (b"\x00\xff\xfe garbage", 1, "photos.csv"),
    ],
)
def test_photos_that_cannot_be_used(build: Build, rows: str | bytes, code: int, told: str) -> None:
    ended, err = build(rows)
    assert (ended, told in err) == (code, True), err
    assert len(err.splitlines()) <= 8


@pytest.mark.parametrize(
    "rows",
    [many(1), many(40, authors=1), many(2, authors=2)],
    ids=["one photo", "all by one author", "two photos"],
)
def test_photos_by_one_or_two_people_make_no_guide(build: Build, tmp_path: Path, rows: str) -> None:
    ended, err = build(rows)
    assert (ended, "by at least 3 people" in err) == (1, True), err
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    ("rows", "places"),
    [(many(40, spread=0), 1), (many(9, spread=0.03, authors=9), 0)],
    ids=["all at one point", "scattered"],
)
def test_few_or_strange_photos_make_a_page(
    build: Build, tmp_path: Path, rows: str, places: int
) -> None:
    ended, err = build(rows)
    assert ended == 0, err
    assert (tmp_path / "output/city/index.html").is_file()
    assert len([*(tmp_path / "output/city").glob("places/*.html")]) == places


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"bbox": "[10.2, 43, 10, 43.2]"}, "bbox"),
        ({"bbox": "[179.9, 43, -179.9, 43.2]"}, "bbox"),
        ({"more": "timezone: Europe/Roma\n"}, "Europe/Rome"),
        ({"more": "lanugages: [en]\n"}, "languages"),
        ({"more": "places: {minimum_authors: many}\n"}, "places.minimum_authors"),
        ({"more": "places:\n\tbandwidth_m: auto\n"}, "tab"),
        ({"raw": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"}, "city.yaml"),
        ({"raw": "- a list\n"}, "city.yaml"),
        ({"raw": ""}, "city.yaml"),
    ],
)
def test_city_files_that_are_wrong(build: Build, change: dict[str, str], told: str) -> None:
    ended, err = build(many(), **change)
    assert (ended, told in err) == (2, True), err


def test_three_mistakes_are_told_at_once(build: Build) -> None:
    _, err = build(many(), bbox="[10.2, 43, 10, 43.2]", more="timezone: Mars\nfoo: 1\n")
    for told in ("bbox", "timezone", "foo"):
        assert told in err


@pytest.mark.parametrize(
    "name",
    ['"a/../../b"', "'it''s \"quoted\"'", "<script>alert(1)</script>", "פיזה العربية", "🗼 Pisa"],
)
def test_strange_names_make_correct_pages(build: Build, tmp_path: Path, name: str) -> None:
    ended, err = build(many(), name=name)
    assert ended == 0, err
    page = (tmp_path / "output/city/index.html").read_text("utf-8")
    assert "<script>alert" not in page


def test_an_output_that_is_a_file(build: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    ended, err = build(many(), output="file")
    assert (ended, "is a file" in err) == (1, True)
    assert (tmp_path / "file").read_text() == "mine"


def test_an_output_that_cannot_be_written(build: Build) -> None:
    ended, err = build(many(), output="/proc/nowhere/site")
    assert (ended, "cannot be written" in err) == (1, True), err


def test_a_city_file_that_is_not_there(tmp_path: Path) -> None:
    """In a process of its own, which ends with the code."""
    done = program_in(tmp_path)("build", "nowhere.yaml")
    assert (done.returncode, "nowhere.yaml" in done.stderr) == (2, True)
