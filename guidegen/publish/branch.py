"""Publishing to a branch of a git repository, which GitHub Pages and others serve.

ghp-import writes the commit. It streams files to `git fast-import`, which takes the end of a stream
for the end of a commit, even if whoever wrote it was killed. So the commit is made on a branch of
its own, compared with the site, and only then does the real branch move, in one step.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guidegen.alone import temporary_folder
from guidegen.errors import OutputError
from guidegen.publish.plan import Plan, plan_of
from guidegen.publish.tools import attempt, run, without_credentials

_DRAFTS = "guidegen-publish"
_NOTHING = "0" * 40


@dataclass(frozen=True)
class Branch:
    """Where a site goes.

    Attributes:
        name: of the branch.
        remote: its repository's name or address.
        push: whether it goes there at once.
    """

    name: str = "gh-pages"
    remote: str = "origin"
    push: bool = True


@dataclass(frozen=True)
class _State:
    """Commits that the branch is at; "" where it is not there yet."""

    local: str
    remote: str
    start: str


def publish_to_branch(
    site: Path, branch: Branch, *, message: str, cname: str = "", dry_run: bool = False
) -> Plan:
    """Commit a site on a branch of the repository that the current folder is in, and push it.

    Args:
        site: the folder; all of it becomes all of the branch.
        branch: where it goes.
        message: of the commit.
        cname: the site's own domain; left out, the one that the branch names stays.
        dry_run: change nothing, not even what git knows of the remote.

    Returns:
        What differs from the branch as it was.

    Raises:
        OutputError: when git fails, does not know who publishes, has the branch checked out, or
            both sides have commits that the other has not.
    """
    _refuse_what_git_cannot(site, branch)
    with temporary_folder() as objects:
        env = {**os.environ, **(_objects_aside(str(objects)) if dry_run else {})}
        state = _state(branch, env)
        cname = cname or _cname(site, state.start, env)
        wanted = _wanted(site, cname)
        plan = _plan(wanted, _tree(state.start, env))
    if dry_run:
        return plan
    if plan.sent or plan.removed:
        tip = _commit(site, branch, state.start, message, cname)
        if _tree(tip) != wanted:
            raise OutputError(f"git: the commit {tip} is not the whole site; {branch.name} stays")
        run(["git", "update-ref", _ref(branch.name), tip, state.local or _NOTHING])
        run(["git", "update-ref", "-d", _ref(_draft(branch))])
    elif state.start != state.local:
        run(["git", "update-ref", _ref(branch.name), state.start, state.local or _NOTHING])
    if branch.push and _tip(_ref(branch.name)) != state.remote:
        run(["git", "push", "--quiet", branch.remote, f"{_ref(branch.name)}:{_ref(branch.name)}"])
    return plan


def _refuse_what_git_cannot(site: Path, branch: Branch) -> None:
    # which also knows names such as @{-1}, that stand for others
    if run(["git", "check-ref-format", "--branch", branch.name]).rstrip("\n") != branch.name:
        raise OutputError(f"{branch.name!r} is no name of a branch; choose --branch")
    if branch.remote.startswith("-"):
        raise OutputError(f"{branch.remote!r} is no remote")
    if f"branch {_ref(branch.name)}" in run(["git", "worktree", "list", "--porcelain"]).split("\n"):
        raise OutputError(
            f"the branch {branch.name} is checked out; switch to another one, or choose --branch"
        )
    if (site / ".git").exists():
        raise OutputError(f"{site}: holds a .git, which no branch can; take it out of the site")
    if (
        not attempt(["git", "config", "user.email"]).stdout
        and "GIT_COMMITTER_EMAIL" not in os.environ
    ):
        raise OutputError(
            "git does not know who publishes; tell it by: git config user.name NAME, "
            "and: git config user.email ADDRESS"
        )


def _objects_aside(folder: str) -> dict[str, str]:
    """What makes git keep what it brings from the remote in a folder of its own."""
    own = Path(run(["git", "rev-parse", "--git-path", "objects"]).strip()).resolve()
    return {"GIT_OBJECT_DIRECTORY": folder, "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(own)}


def _state(branch: Branch, env: Mapping[str, str]) -> _State:
    local, remote = _tip(_ref(branch.name)), ""
    if branch.push:
        told = run(["git", "ls-remote", "--heads", branch.remote, _ref(branch.name)])
        # other branches may end in the same name
        heads = (line.partition("\t") for line in told.splitlines())
        remote = next((tip for tip, _, ref in heads if ref == _ref(branch.name)), "")
        if remote and attempt(["git", "cat-file", "-e", remote], env=env).returncode:
            bring = ["git", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap="]
            run([*bring, branch.remote, _ref(branch.name)], env=env)
    elif not local:
        remote = _tip(f"refs/remotes/{branch.remote}/{branch.name}")
    return _State(local, remote, _start(branch, local, remote, env))


def _start(branch: Branch, local: str, remote: str, env: Mapping[str, str]) -> str:
    if not (local and remote):
        return local or remote
    for older, newer in ((local, remote), (remote, local)):
        if not attempt(["git", "merge-base", "--is-ancestor", older, newer], env=env).returncode:
            return newer
    raise OutputError(
        f"{branch.name} here and on {without_credentials(branch.remote)} have gone different ways; "
        f"if nothing here is worth keeping: git branch -D {branch.name}"
    )


def _commit(site: Path, branch: Branch, start: str, message: str, cname: str) -> str:
    """Make the commit on a branch of its own; what an earlier one left there is overwritten."""
    from ghp_import import GhpError, ghp_import

    draft = _draft(branch)
    run(["git", "update-ref", *([_ref(draft), start] if start else ["-d", _ref(draft)])])
    try:
        ghp_import(str(site), branch=draft, mesg=message, nojekyll=True, cname=cname or None)
    # TypeError: ghp-import 2.1 wants to tell of a failing git so, and stumbles
    except (GhpError, OSError, TypeError) as error:
        raise OutputError(f"git could not take the site: {error}") from error
    return _tip(_ref(draft))


def _wanted(site: Path, cname: str) -> dict[str, str]:
    """What the branch is to hold: the object of every file by its path."""
    kind = run(["git", "rev-parse", "--show-object-format"]).strip()
    files = {
        path.relative_to(site).as_posix(): _object(kind, path.read_bytes())
        for path in site.rglob("*")
        if path.is_file()
    }
    extra = {".nojekyll": b""} | ({"CNAME": cname.encode()} if cname else {})
    return files | {name: _object(kind, content) for name, content in extra.items()}


def _object(kind: str, content: bytes) -> str:
    """The name that git gives to a file's content."""
    return hashlib.new(
        kind, b"blob %d\0" % len(content) + content, usedforsecurity=False
    ).hexdigest()


def _tree(commit: str, env: Mapping[str, str] | None = None) -> dict[str, str]:
    if not commit:
        return {}
    told = run(["git", "ls-tree", "-r", "-z", "--full-tree", commit], env=env)
    entries = (entry.split("\t", 1) for entry in told.split("\0") if entry)
    return {name: facts.split()[2] for facts, name in entries}


def _plan(wanted: Mapping[str, str], there: Mapping[str, str]) -> Plan:
    sent = [name for name, content in wanted.items() if there.get(name) != content]
    return plan_of(sent, sorted(there.keys() - wanted.keys()))


def _cname(site: Path, commit: str, env: Mapping[str, str]) -> str:
    """The domain that the branch names already, unless the site brings a CNAME file itself."""
    if not commit or (site / "CNAME").exists():
        return ""
    return attempt(["git", "cat-file", "blob", f"{commit}:CNAME"], env=env).stdout


def _tip(ref: str) -> str:
    return attempt(["git", "rev-parse", "--quiet", "--verify", ref]).stdout.strip()


def _draft(branch: Branch) -> str:
    return f"{_DRAFTS}/{branch.name}"


def _ref(branch: str) -> str:
    return f"refs/heads/{branch}"
