"""The commands of publish, as a user calls them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.porto import Command, command_in
from tests.publish.sites import FILES, git, listed, names, repository, write_site


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = repository(tmp_path / "work")
    write_site(folder / "output")
    return folder


@pytest.fixture
def run(work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_in(work, monkeypatch, capsys)


def test_git(work: Path, run: Command) -> None:
    _, out, told = run("publish", "git", "--dry-run")
    assert out.splitlines() == [f"send {name}" for name in sorted([*FILES, ".nojekyll"])]
    assert f"origin/gh-pages: {len(FILES) + 1} file(s) to send, 0 to remove; " in told
    assert git(work.with_name("remote.git"), "branch") == ""
    assert run("publish", "git", "-m", "Spring", "--branch", "site")[:2] == (0, "origin/site\n")
    assert git(work.with_name("remote.git"), "log", "--format=%s", "site") == "Spring"
    assert listed(work.with_name("remote.git"), "site") == {*FILES, ".nojekyll"}


def test_to(work: Path, run: Command) -> None:
    assert run("publish", "to", "../www")[:2] == (0, "../www\n")
    assert names(work.with_name("www")) == set(FILES)
    (work / "output/index.html").write_text("<a href=x.html>")
    code, out, told = run("publish", "to", "../www")
    assert (code, out) == (1, "")
    assert "'x.html' is not there" in told
    done = run("publish", "to", "../www", "--no-check", "--dry-run")
    assert done[:2] == (0, "send index.html\n")
    assert (work.with_name("www") / "index.html").read_text() == FILES["index.html"]


def test_without_a_site(work: Path, run: Command) -> None:
    shutil.rmtree(work / "output")
    told = "output: there is no site here; run guidegen build first\n"
    assert run("publish", "to", "there") == (1, "", told)


def test_nobody_reads_who_may_push(work: Path, run: Command) -> None:
    # Git is told to take another address for this one
    address = "https://me:secret@example.org/"
    git(work, "config", f"url.{work.parent}/.insteadOf", address)
    for _ in range(2):
        code, out, told = run("publish", "git", "--remote", f"{address}remote.git")
        assert (code, out) == (0, "https://…@example.org/remote.git/gh-pages\n")
        assert "secret" not in told


@pytest.mark.parametrize("name", ["https://example.org/x", "a.example\nb.example", "guide"])
def test_a_domain_that_is_none(run: Command, name: str) -> None:
    code, out, told = run("publish", "git", "--no-push", "--cname", name)
    assert (code, out) == (2, "")
    assert "it must look like guide.example.org" in told


def test_a_folder_that_was_named_is_checked_or_is_a_mistake(work: Path, run: Command) -> None:
    (work / "cities").mkdir()
    (work / "cities/pisa.yaml").write_text(
        "name: Pisa\nbbox: [10.3, 43.6, 10.5, 43.8]\nphotos: [{source: commons}]\n"
    )
    assert run("check", "--output", "output")[0] == 0
    code, out, told = run("check", "--output", "ouput")
    assert (code, out) == (2, "")
    assert "there is no folder ouput" in told
