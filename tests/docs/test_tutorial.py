"""The tutorial is true: its commands are run, and print what it says they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).parents[2]
TUTORIAL = CHECKOUT / "docs/tutorial.md"


class Block(NamedTuple):
    """A fenced block: its language and its lines."""

    language: str
    text: str


def blocks() -> list[Block]:
    """Those of the tutorial, in order."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", TUTORIAL.read_text("utf-8"), re.M | re.S)
    return [Block(*each) for each in found]


def test_tutorial(tmp_path: Path) -> None:
    (tmp_path / "guidegen").symlink_to(CHECKOUT)
    work = tmp_path / "my-guides"
    work.mkdir()
    printed, ran = "", 0
    for block in blocks():
        if block.language == "sh":
            printed, ran = run(block.text, work), ran + 1
        elif block.language == "text":
            for line in block.text.splitlines():
                assert told(line, printed), f"not printed: {line}\n{printed}"
        elif block.language == "yaml":
            write(block.text, work)
    assert ran == 6
    page = (work / "output/miracles/it/index.html").read_text("utf-8")
    assert "Piazza dei Miracoli" in page


def run(commands: str, folder: Path) -> str:
    """What the commands print; they must succeed."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GUIDEGEN_CACHE": str(folder.parent / "cache"),
    }
    done = subprocess.run(
        ["bash", "-ec", commands], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def told(line: str, printed: str) -> bool:
    """Whether a line was printed; "…" stands for anything."""
    expression = re.escape(line).replace("…", ".*")
    return any(re.fullmatch(expression, each) for each in printed.splitlines())


def write(text: str, folder: Path) -> None:
    """Write the file that the first line names; "in" puts lines after those that are there."""
    first, _, rest = text.partition("\n")
    name = first.removeprefix("# ")
    if not name.startswith("in "):
        (folder / name).write_text(text, "utf-8")
        return
    path = folder / name.removeprefix("in ")
    there = path.read_text("utf-8")
    known = "".join(rest.splitlines(keepends=True)[:3])
    assert known in there, f"the file has no\n{known}"
    path.write_text(there.replace(known, rest), "utf-8")
