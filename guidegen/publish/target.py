"""Publishing to a folder, a server or a bucket by rsync, the AWS CLI or rclone.

A live site is changed in three passes, so that no reader meets a page whose assets are not there
yet: what pages load; the pages; then the service workers, which tell browsers of a new edition,
and at last removals.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from guidegen.errors import ConfigError, OutputError
from guidegen.publish.plan import Plan, plan_of, refuse_what_is_not_ours
from guidegen.publish.tools import attempt, run
from guidegen.website.folder import MARKER
from guidegen.website.offline import WORKER

_PAGES = ("*.html", "*.xml", "robots.txt")
_PASSES = ((*_PAGES, WORKER), (WORKER,), ())
"""What each pass leaves for later ones, by name in any folder."""

_RSYNC = [
    "rsync", "--recursive", "--copy-links", "--checksum", "--delay-updates", "--omit-dir-times",
    "--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r", "--exclude=/.git",
]  # fmt: skip
_LISTED = "--out-format=%i|%n"
_S3 = "s3://"
# What rsync would hand to ssh as the name of a machine, and ssh would take for an option.
_OPTION = re.compile(r"(?:rsync://)?(?:[^/:]*[@\[])?-")


def publish_to(site: Path, target: str, *, delete: bool = True, dry_run: bool = False) -> Plan:
    """Make a target hold the site.

    Args:
        site: the folder, absolute.
        target: what rsync takes (`user@host:folder/`, `rsync://…`, a folder) or `s3://bucket/prefix`.
        delete: whether files that are not in the site are removed there.
        dry_run: change nothing.

    Returns:
        What differs from the target as it was.

    Raises:
        ConfigError: when nothing can be sent to such a target.
        OutputError: when the tool is missing or fails, or files would be removed from a folder
            that holds no site of guidegen's.
    """
    scheme, names_one, _ = target.rpartition("://")
    if not target.strip() or (names_one and scheme not in ("s3", "rsync")):
        wanted = "user@host:folder/, rsync://…, a folder, or s3://bucket/…"
        raise ConfigError(f"TARGET {target!r}: it must be {wanted}")
    if not target.startswith(_S3):
        return _by_rsync(site, target, delete=delete, dry_run=dry_run)
    if shutil.which("aws"):
        return _by_aws(site, target, delete=delete, dry_run=dry_run)
    if shutil.which("rclone"):
        return _by_rclone(site, target, delete=delete, dry_run=dry_run)
    raise OutputError(f"{target}: needs the AWS CLI (aws) or rclone; install one of them")


def _by_rsync(site: Path, target: str, *, delete: bool, dry_run: bool) -> Plan:
    is_local = "://" not in target and ":" not in target.partition("/")[0]
    base, there = list(_RSYNC), target
    if is_local:
        folder = Path(target).resolve()
        _refuse_itself(site, folder)
        base, there = [*_RSYNC, "--mkpath"], str(folder)  # it makes no folders below ".."
    elif _OPTION.match(target):
        raise OutputError(f"{target}: names no machine; no name of one begins with a hyphen")
    ends = ["--", f"{site}/", there]
    removing = _removing(site) if delete else []
    told = run([*base, "--dry-run", _LISTED, *removing, *ends])
    items = [line.split("|", 1) for line in told.splitlines() if "|" in line]
    sent = [name for item, name in items if item[:2] in ("<f", ">f")]
    plan = plan_of(sent, [name for item, name in items if item.startswith("*deleting")])
    is_new = any(name == MARKER and item.endswith("+++++") for item, name in items)
    # pieces are from a publication that was killed before it sent the marker
    whole = tuple(name for name in plan.removed if not Path(name).name.startswith("."))
    refuse_what_is_not_ours(Plan(plan.sent, whole), target, is_marked=not is_new)
    if not dry_run:
        _pass_by_pass(
            lambda later, last: run(
                [
                    *base,
                    *(f"--exclude={name}" for name in later),
                    *(removing if last else []),
                    *ends,
                ]
            )
        )
    return plan


def _removing(site: Path) -> list[str]:
    """What makes rsync remove what is not in the site.

    Hidden files stay, for what servers keep in them (.well-known, .htaccess) is theirs; but not
    the pieces that an rsync leaves when it is killed: ``.index.html.x1Y2z3``.
    """
    kinds = {path.suffix for path in site.rglob("*") if path.suffix[1:].isalnum()}
    pieces = (f"--filter=R .*{kind}.??????" for kind in sorted(kinds))
    return ["--delete-delay", *pieces, "--filter=P .*"]


def _refuse_itself(site: Path, folder: Path) -> None:
    if folder == site or site in folder.parents or folder in site.parents:
        raise OutputError(f"{folder}: the site itself is there; name another folder")


def _by_aws(site: Path, target: str, *, delete: bool, dry_run: bool) -> Plan:
    target = target.rstrip("/")
    sync = ["aws", "s3", "sync", str(site), target, "--exclude", ".git/*"]
    removing = ["--delete", "--exclude", ".well-known/*"] if delete else []
    sent, removed = [], []
    for line in run([*sync, "--dryrun", *removing]).splitlines():
        if line.startswith("(dryrun) upload: "):
            sent.append(line.rpartition(f" to {target}/")[2])
        elif line.startswith("(dryrun) delete: "):
            removed.append(line.partition(f"{target}/")[2])
    plan = plan_of(sent, removed)
    if plan.removed:
        marked = not attempt(["aws", "s3", "ls", f"{target}/{MARKER}"]).returncode
        refuse_what_is_not_ours(plan, target, is_marked=marked)
    if not dry_run:
        _pass_by_pass(
            lambda later, last: run(
                [
                    *sync,
                    "--only-show-errors",
                    *(arg for name in later for arg in ("--exclude", f"*{name.lstrip('*')}")),
                    *(removing if last else []),
                ]
            )
        )
    return plan


def _by_rclone(site: Path, target: str, *, delete: bool, dry_run: bool) -> Plan:
    there = f":s3,env_auth=true:{target.removeprefix(_S3).rstrip('/')}"
    ends = [str(site), there, "--exclude", "/.git/**", "--exclude", "/.well-known/**"]
    compared = attempt(["rclone", "check", *ends, "--combined", "-"])
    marks = [line.split(" ", 1) for line in compared.stdout.splitlines() if " " in line]
    if compared.returncode and not marks:
        run(["rclone", "lsf", there])  # says why
    sent = [name for mark, name in marks if mark in "+*"]
    plan = plan_of(sent, [name for mark, name in marks if mark == "-"] if delete else [])
    refuse_what_is_not_ours(plan, target, is_marked=["+", MARKER] not in marks)
    if not dry_run:
        _pass_by_pass(
            lambda later, last: run(
                [
                    "rclone",
                    *(("sync", "--delete-after") if last and delete else ("copy",)),
                    "--checksum",
                    *ends,
                    *(arg for name in later for arg in ("--exclude", name)),
                ]
            )
        )
    return plan


def _pass_by_pass(send: Callable[[Sequence[str], bool], object]) -> None:
    for later in _PASSES:
        send(later, not later)
