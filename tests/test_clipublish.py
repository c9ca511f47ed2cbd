"""The commands of publish, as a user calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.porto import program_in
from tests.publish.sites import FILES, git, listed, names, repository, write_site


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = repository(tmp_path / "work")
    write_site(folder / "output")
    return folder


def test_git(work: Path) -> None:
    run = program_in(work)
    done = run("publish", "git", "--dry-run")
    assert done.stdout.splitlines() == [f"send {name}" for name in sorted([*FILES, ".nojekyll"])]
    assert f"origin/gh-pages: {len(FILES) + 1} file(s) to send, 0 to remove; " in done.stderr
    assert git(work.with_name("remote.git"), "branch") == ""
    done = run("publish", "git", "-m", "Spring", "--branch", "site")
    assert (done.returncode, done.stdout) == (0, "origin/site\n")
    assert git(work.with_name("remote.git"), "log", "--format=%s", "site") == "Spring"
    assert listed(work.with_name("remote.git"), "site") == {*FILES, ".nojekyll"}


def test_to(work: Path) -> None:
    run = program_in(work)
    done = run("publish", "to", "../www")
    assert (done.returncode, done.stdout) == (0, "../www\n")
    assert names(work.with_name("www")) == set(FILES)
    (work / "output/index.html").write_text("<a href=x.html>")
    done = run("publish", "to", "../www")
    assert (done.returncode, done.stdout) == (1, "")
    assert "'x.html' is not there" in done.stderr
    done = run("publish", "to", "../www", "--no-check", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "send index.html\n")
    assert (work.with_name("www") / "index.html").read_text() == FILES["index.html"]


def test_without_a_site(tmp_path: Path) -> None:
    done = program_in(tmp_path)("publish", "to", "there")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "output: there is no site here; run guidegen build first\n"
