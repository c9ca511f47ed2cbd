"""Publishing to a branch, with real repositories."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guidegen.errors import OutputError
from guidegen.publish.branch import Branch, publish_to_branch
from tests.publish.sites import FILES, git, listed, names, repository, write_site


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a repository that has a site in `output`."""
    folder = repository(tmp_path / "work")
    write_site(folder / "output")
    monkeypatch.chdir(folder)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    return folder


def publish(work: Path, branch: Branch | None = None, **said: object) -> list[str]:
    told = {"message": "Publish", **said}
    return publish_to_branch(work / "output", branch or Branch(), **told).lines()  # type: ignore[arg-type]


def test_the_first_time_and_the_next(work: Path) -> None:
    plan = publish(work, cname="guide.example.org")
    remote = work.with_name("remote.git")
    assert plan == [f"send {name}" for name in sorted([*FILES, ".nojekyll", "CNAME"])]
    assert listed(remote) == {*FILES, ".nojekyll", "CNAME"}
    assert git(remote, "show", "gh-pages:CNAME") == "guide.example.org"
    assert git(remote, "log", "--format=%an %s", "gh-pages") == "A. Publisher Publish"
    assert git(work, "branch", "--show-current") == "main"
    assert git(work, "status", "--short") == "?? output/"

    first = git(remote, "rev-parse", "gh-pages")
    assert publish(work) == []  # the domain stays, and nothing else has changed
    assert git(remote, "rev-parse", "gh-pages") == first

    (work / "output/pisa/data/guide.js").unlink()
    write_site(work / "output", **{"pisa/index__html": "new"})
    (work / "output/pisa/data/guide.js").unlink()
    assert publish(work) == ["send pisa/index.html", "remove pisa/data/guide.js"]
    assert git(remote, "rev-parse", "gh-pages~1") == first
    assert git(remote, "show", "gh-pages:pisa/index.html") == "new"
    assert git(work, "branch", "--list", "--format=%(refname:short)").split() == [
        "gh-pages", "main",
    ]  # fmt: skip


def test_a_dry_run_changes_nothing(work: Path) -> None:
    publish(work)
    another = clone(work, "another")
    write_site(another / "output", **{"pisa/more__html": "x"})
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=another, check=True)
    before = names(work)
    plan = publish(work, dry_run=True)
    assert plan == ["remove pisa/more.html"]  # as the remote is now, not as it was known here
    assert names(work) == before
    assert publish(work) == plan


SCRIPT = """
from pathlib import Path
from guidegen.publish.branch import Branch, publish_to_branch
publish_to_branch(Path("output").resolve(), Branch(), message="Publish")
"""


def clone(work: Path, name: str) -> Path:
    folder = work.with_name(name)
    git(work.parent, "clone", "--quiet", str(work.with_name("remote.git")), str(folder))
    git(folder, "config", "user.name", "Another")
    git(folder, "config", "user.email", "another@example.org")
    return folder


def test_what_others_published_is_built_upon(work: Path) -> None:
    publish(work)
    another = clone(work, "another")
    write_site(another / "output", **{"pisa/more__html": "x"})
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=another, check=True)
    publish(work)
    log = git(work.with_name("remote.git"), "log", "--format=%an", "gh-pages").split("\n")
    assert log == ["A. Publisher", "Another", "A. Publisher"]


def test_without_pushing(work: Path) -> None:
    publish(work, Branch(push=False))
    write_site(work / "output", **{"pisa/index__html": "new"})
    publish(work, Branch(push=False))
    assert git(work, "rev-list", "--count", "gh-pages") == "2"
    assert git(work.with_name("remote.git"), "branch") == ""
    assert publish(work) == []  # only the push was missing
    assert git(work.with_name("remote.git"), "rev-list", "--count", "gh-pages") == "2"


def test_branches_that_went_different_ways(work: Path) -> None:
    publish(work)
    git(work, "update-ref", "refs/heads/gh-pages", "main")
    with pytest.raises(OutputError, match=r"have gone different ways; .* git branch -D gh-pages"):
        publish(work)


@pytest.mark.parametrize(
    ("branch", "message"),
    [
        (Branch("main"), "main is checked out; switch to another one, or choose --branch"),
        (Branch("a..b"), "git: fatal: 'a..b' is not a valid branch name"),
        (Branch(remote="nowhere"), "git: fatal: 'nowhere' does not appear to be a git repository"),
        (Branch(remote="--upload-pack=x"), "is no remote"),
    ],
)
def test_what_git_cannot(work: Path, branch: Branch, message: str) -> None:
    with pytest.raises(OutputError) as error:
        publish(work, branch)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_without_a_repository_or_a_name(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(work, "config", "--unset", "user.email")
    with pytest.raises(OutputError, match=r"git config user.email ADDRESS"):
        publish(work)
    monkeypatch.chdir(work.parent)
    with pytest.raises(OutputError, match=r"git: fatal: not a git repository"):
        publish(work)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(OutputError, match=r"git cannot be run .*; install Git"):
        publish(work)


def test_a_remote_that_refuses(work: Path) -> None:
    hook = work.with_name("remote.git") / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho quota of https://me:secret@example.org/ >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(OutputError, match=r"git: .*quota of https://…@example.org/") as error:
        publish(work)
    assert "secret" not in str(error.value)
    hook.unlink()
    assert publish(work) == []
    assert listed(work.with_name("remote.git")) == {*FILES, ".nojekyll"}


KILLED = """
import os, signal, sys
import ghp_import
add_file, left = ghp_import.add_file, [int(sys.argv[1])]
def add(pipe, *paths):
    if not left[0]:
        pipe.stdin.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    add_file(pipe, *paths)
ghp_import.add_file = add
"""


@pytest.mark.parametrize("files", range(len(FILES)))
def test_killed_between_two_files(work: Path, files: int) -> None:
    publish(work)
    before = git(work, "rev-parse", "gh-pages")
    for name in FILES:
        (work / "output" / name).write_text(f"new {name}")
    script = [sys.executable, "-c", KILLED + SCRIPT, str(files)]
    # its output ends only when git has ended, too
    done = subprocess.run(script, cwd=work, capture_output=True)
    assert done.returncode == -9
    assert git(work, "rev-parse", "gh-pages") == before
    assert publish(work) == [f"send {name}" for name in sorted(FILES)]
    assert git(work.with_name("remote.git"), "rev-parse", "gh-pages~1") == before
