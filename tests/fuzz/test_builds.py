"""Cities that are valid and odd: a site that `guidegen check` passes, or one clear message."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen import cli
from tests.fuzz.damage import amount
from tests.fuzz.guard import assert_clear, guarded

_HEADER = "photo_id,author_id,lat,lon,taken_at,title,tags\n"
_TEXTS = st.sampled_from(
    [
        "",
        "Tower",
        "<script>alert(1)</script>",
        "\u202eevil",
        "🗼",
        "a,b",
        'a "b"',
        "x" * 500,
        "פיזה",
    ]
)


@dataclass(frozen=True)
class Odd:
    """A city of photos.

    Attributes:
        box: of the city.
        name: of it.
        rows: of the table.
        more: further lines of the city file.
    """

    box: tuple[float, float, float, float]
    name: str
    rows: list[str] = field(repr=False)
    more: str = ""

    def write(self, folder: Path) -> None:
        box = ", ".join(f"{edge:.6f}" for edge in self.box)
        name = self.name.replace("'", "''")
        (folder / "odd.yaml").write_text(
            f"name: '{name}'\nbbox: [{box}]\nphotos: [{{source: file, path: p.csv}}]\n{self.more}",
            "utf-8",
        )
        (folder / "p.csv").write_text(_HEADER + "".join(self.rows), "utf-8")


BOXES = (
    (10.0, 43.0, 10.1, 43.1),
    (-180.0, -21.1, -179.9, -21.0),
    (179.9, -17.0, 180.0, -16.9),
    (-0.05, -0.05, 0.05, 0.05),
    (20.0, 89.8, 20.1, 89.9),  # by the pole
    (20.0, -89.99, 25.0, -89.9),
    (10.0, 43.0, 10.000001, 43.000001),  # a hand's breadth
    (0.0, 45.0, 5.0, 50.0),  # as large as may be
)
OPTIONS = (
    "",
    "places: {bandwidth_m: 5 m, minimum_authors: 3}\n",
    "places: {bandwidth_m: [5, 100, 10 km], minimum_authors: 100000}\n",
    "timezone: Pacific/Kiritimati\nlanguages: [he, ru, en]\nunits: imperial\n",
    "quality: {luminance: {minimum_bv: 4}, events: {users_per_day: 1, days: 1}, hotspots: {}}\n",
    "visitors: {rule: seed}\nwalks: {suggest: 0}\n",
    "visitors: {rule: fischer}\nwalks: {suggest: 30, minutes: [1, 360]}\n",
    "routes: {gap: 1000 h, jump_m: 1000 km, fastest_kmh: 30, field: magnets}\n",
    "theme: blueprint\n",
)


@st.composite
def odd_cities(draw: st.DrawFn) -> Odd:
    """Any box, any spread of photos in it, any years, few or many authors, doubles."""
    west, south, east, north = box = draw(st.sampled_from(BOXES))
    count = draw(st.sampled_from([1, 3, 40, 150]))
    authors = draw(st.sampled_from([1, 2, 3, 7, 200]))
    form = draw(st.sampled_from(["point", "line", "edges", "scattered", "clusters"]))
    random = draw(st.randoms(use_true_random=False))
    years = draw(st.sampled_from([(1970, 2100), (2012, 2012), (1990, 1991), (2010, 2020)]))
    clock = draw(st.sampled_from(["00:00:00", "23:59:59", "12:00", ""]))
    title, tags = draw(_TEXTS), draw(_TEXTS)
    hearts = [(random.random(), random.random()) for _ in range(3)]

    def place(number: int) -> tuple[float, float]:
        if form == "point":
            return hearts[0]
        if form == "line":
            return number / count, 0.5
        if form == "edges":
            return random.choice([0.0, 1.0]), random.choice([0.0, 0.5, 1.0])
        if form == "scattered":
            return random.random(), random.random()
        x, y = random.choice(hearts)
        return min(1, max(0, x + random.gauss(0, 1e-4))), min(1, max(0, y + random.gauss(0, 1e-4)))

    rows = []
    for number in range(count):
        x, y = place(number)
        lon, lat = west + x * (east - west), south + y * (north - south)
        day = f"{random.randint(*years)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        texts = ",".join('"' + text.replace('"', '""') + '"' for text in (title, tags))
        rows.append(f"{number},a{number % authors},{lat:.7f},{lon:.7f},{day} {clock},{texts}\n")
    if draw(st.booleans()):
        rows *= 2
    name = draw(_TEXTS.filter(str.strip).filter(lambda text: len(text) < 200))
    return Odd(box, name, rows, draw(st.sampled_from(OPTIONS)))


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """In a folder, with a cache of its own there, and no other settings."""
    kept = {name: os.environ[name] for name in os.environ if name.startswith("GUIDEGEN_")}
    before = Path.cwd()
    for name in kept:
        del os.environ[name]
    os.environ |= {"GUIDEGEN_CACHE": str(folder / "cache"), "NO_COLOR": "1"}
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        del os.environ["GUIDEGEN_CACHE"], os.environ["NO_COLOR"]
        os.environ |= kept


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a command."""
    code, out, err = 0, io.StringIO(), io.StringIO()
    given_, sys.argv = sys.argv, ["guidegen", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = given_
    told = err.getvalue()
    assert "Traceback" not in told, told
    assert "bug in guidegen" not in told, told
    return code, out.getvalue(), told


def in_it(folder: Path) -> dict[str, Any]:
    """The files beside the cache and the site, and what is in them."""
    ours = ("cache", "output")
    found = (each for each in folder.iterdir() if each.name not in ours)
    return {each.name: each.read_bytes() for each in found if each.is_file()}


def test_odd_cities_make_a_sound_site_or_a_message() -> None:
    @amount(4, share=0.1)
    @given(odd_cities())
    def check(odd: Odd) -> None:
        with TemporaryDirectory() as name, inside(Path(name)):
            folder = Path(name)
            odd.write(folder)
            before = in_it(folder)
            # what is written has to lie here, or where programs put what they soon remove
            with guarded(folder, Path("/tmp"), seconds=120):  # noqa: S108
                code, _, told = run("build", "odd.yaml", "--offline")
            after = in_it(folder)
            assert {name: after[name] for name in before} == before
            assert after.keys() - before.keys() <= {"odd.places.lock.json"}
            if code:
                assert_clear(told)
                assert code == 1, told
                return
            checked, _, said = run("check", "odd.yaml")
            assert checked == 0, said

    check()


WORDS = st.sampled_from(
    ["", " ", "-", "--", "-1", "0", "nan", "inf", "1e400", "9" * 400, "10,43,10.1,43.1", "10.1,43",
     "nan,nan", "1,2,3", "../..", "/", "/proc/self/mem", "a/b", "s3://", "s3://x/../y", "\x1b[2J",
     "user@host:", "rsync://", "::", "-oProxyCommand=x", "--rsh=x", "javascript:alert(1)",
     "https://", "https://exa mple", "http://[::1", "https://a.example/?x#y", "file:///etc/passwd",
     "\u202e", "🗼", "x" * 300, "odd", "odd.yaml", "p.csv", "\udcff", "%00", "gh-pages"]
)  # fmt: skip
COMMANDS = (
    ("new", "{}", "--bbox", "{}", "--slug", "{}"),
    ("new", "{}", "--bbox", "10,43,10.1,43.1"),
    ("build", "{}", "--offline", "--base-url", "{}", "-o", "out/{}"),
    ("check", "{}", "-o", "{}"),
    ("explain", "{}"),
    ("report", "{}", "--offline"),
    ("walk", "odd.yaml", "--from", "{}", "--to", "{}", "--minutes", "{}", "--offline"),
    ("walk", "odd.yaml", "--from", "10.05,43.05", "--minutes", "30", "--pace", "{}", "--offline"),
    ("photos", "import", "{}", "--corpus", "c", "--source", "{}", "--column", "{}"),
    ("publish", "to", "{}", "-o", "{}", "--dry-run"),
    ("publish", "to", "{}", "--no-check", "--dry-run"),
    ("publish", "git", "--branch", "{}", "--remote", "{}", "--cname", "{}", "--dry-run"),
    ("survey", "{}", "--photos", "{}", "--offline"),
    ("survey", "tally", "{}"),
    ("survey", "light", "{}", "-o", "s/{}"),
    ("schema", "{}"),
    ("{}", "{}"),
)


def test_odd_arguments_are_refused_in_words(tmp_path: Path) -> None:
    rows = [f"{n},a{n % 5},43.05,10.05,2012-05-03,x,y\n" for n in range(9)]
    Odd((10.0, 43.0, 10.1, 43.1), "Odd", rows).write(tmp_path)
    before = in_it(tmp_path)

    @amount(30, share=0.3)
    @given(st.sampled_from(COMMANDS), st.data())
    def check(form: tuple[str, ...], data: st.DataObject) -> None:
        arguments = [
            part.replace("{}", data.draw(WORDS).replace("\0", "")) if "{}" in part else part
            for part in form
        ]
        with inside(tmp_path), guarded(tmp_path, Path("/tmp"), seconds=60):  # noqa: S108
            code, _, told = run(*arguments)
        assert code in (0, 1, 2, 3)
        assert not code or told.strip(), arguments
        after = in_it(tmp_path)
        assert {name: after[name] for name in before} == before

    check()


@pytest.mark.parametrize("word", ["-oProxyCommand=touch x", "--rsh=touch x", "-e touch x"])
def test_a_target_is_never_an_option(tmp_path: Path, word: str) -> None:
    with inside(tmp_path):
        code, _, told = run("publish", "to", "--no-check", "--", word)
    assert code in (1, 2)
    assert told.strip()
    assert not (tmp_path / "x").exists()
