"""A small sound site, and repositories to publish it to."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
HEAD = (
    f'<!doctype html><html lang="en"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<title>Pisa</title><meta name="description" content="A guide">'
)
FILES = {
    ".guidegen": ".guidegen\nassets\nindex.html\npisa\n",
    "assets/site.css": "body { margin: 0 }",
    "index.html": f'{HEAD}<link rel="stylesheet" href="assets/site.css">'
    '<a href="pisa/index.html">Pisa</a>',
    "pisa/index.html": f'{HEAD}<a href="../index.html">All</a>',
    "pisa/data/guide.js": "var guide = {}",
    "sitemap.xml": "<urlset/>",
}


def write_site(folder: Path, **more: str) -> Path:
    """The site, with some files replaced or added; "__" stands for a dot in their names."""
    for name, text in (FILES | {name.replace("__", "."): t for name, t in more.items()}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def git(folder: Path, *args: str) -> str:
    """Run git as on a machine where nothing is configured."""
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", "-C", folder, *args], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    """A repository with a commit, whose remote is the bare `remote.git` beside it."""
    remote = folder.with_name("remote.git")
    folder.mkdir(parents=True)
    git(folder.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "user.name", "A. Publisher")
    git(folder, "config", "user.email", "publisher@example.org")
    git(folder, "remote", "add", "origin", str(remote))
    (folder / "README").write_text("cities\n")
    git(folder, "add", "README")
    git(folder, "commit", "--quiet", "-m", "Cities")
    return folder


def listed(folder: Path, branch: str = "gh-pages") -> set[str]:
    """The files of a branch."""
    return set(git(folder, "ls-tree", "-r", "--name-only", branch).splitlines())
