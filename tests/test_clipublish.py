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


def test_nobody_reads_who_may_push(work: Path) -> None:
    # Git is told to take another address for this one
    address = "https://me:secret@example.org/"
    git(work, "config", f"url.{work.parent}/.insteadOf", address)
    for _ in range(2):
        done = program_in(work)("publish", "git", "--remote", f"{address}remote.git")
        assert (done.returncode, done.stdout) == (0, "https://…@example.org/remote.git/gh-pages\n")
        assert "secret" not in done.stderr


@pytest.mark.parametrize("name", ["https://example.org/x", "a.example\nb.example", "guide"])
def test_a_domain_that_is_none(work: Path, name: str) -> None:
    done = program_in(work)("publish", "git", "--no-push", "--cname", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "it must look like guide.example.org" in done.stderr


def test_a_folder_that_was_named_is_checked_or_is_a_mistake(work: Path) -> None:
    (work / "cities").mkdir()
    (work / "cities/pisa.yaml").write_text(
        "name: Pisa\nbbox: [10.3, 43.6, 10.5, 43.8]\nphotos: [{source: commons}]\n"
    )
    run = program_in(work)
    assert run("check", "--output", "output").returncode == 0
    done = run("check", "--output", "ouput")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no folder ouput" in done.stderr
