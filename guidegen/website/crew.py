"""Work on many things of one kind, by several processes where there are many.

A helper is an interpreter of its own: a fork would copy locks that other threads hold, and
`multiprocessing` runs the caller's main module again. Who does which part is settled by files that
only one process can make. What helpers leave undone the caller does, mistakes in it included.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from guidegen.alone import temporary_folder
from guidegen.cores import cores
from guidegen.heap import keep_little, trim

Work = Callable[[slice], object]
"""Something to do with a part of the things; it and what it is bound to can be pickled."""

PART = 250
"""Things that a process does at a time."""
FEWEST_A_HELPER = 1000
"""To start a helper takes as long as several hundred pages do."""


@contextmanager
def helped(work: Work, things: int, *, pages_each: int = 1) -> Iterator[None]:
    """Have the work done when the block ends; helpers begin at once, the caller joins in then.

    Args:
        work: independent of the order of its parts, and of what the block does.
        things: how many there are.
        pages_each: how many pages are made for one of them.
    """
    helpers = min(cores() - 1, things * pages_each // FEWEST_A_HELPER)
    parts = [slice(first, first + PART) for first in range(0, things, PART)]
    with temporary_folder() as scratch:
        folder = str(scratch)
        started = _started(work, parts, folder, helpers) if helpers > 0 else []
        try:
            with _settled():
                yield
                _take_part(work, parts, scratch)
            for helper in started:
                helper.wait()
        finally:
            for helper in started:
                helper.kill()
                helper.wait()
        for part in parts:
            if not _mark(folder, "done", part).exists():
                work(part)


def _started(
    work: Work, parts: list[slice], folder: str, helpers: int
) -> list[subprocess.Popen[bytes]]:
    job = Path(folder) / "work"
    with job.open("wb") as file:
        pickle.dump((work, parts, folder), file, pickle.HIGHEST_PROTOCOL)
    trim()  # of a note for each thing that was written
    paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    command = [sys.executable, "-P", "-m", __name__]
    started = []
    for _ in range(helpers):
        with job.open("rb") as file:
            helper = subprocess.Popen(  # noqa: S603 - this very module
                command, env={**os.environ, "PYTHONPATH": paths},
                stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        started.append(helper)
    return started


def _take_part(work: Work, parts: list[slice], folder: Path) -> None:
    """Do every part that nobody has begun."""
    for part in parts:
        try:
            _mark(folder, "begun", part).touch(exist_ok=False)
        except FileExistsError:
            continue
        work(part)
        _mark(folder, "done", part).touch()


@contextmanager
def _settled() -> Iterator[None]:
    """Within it, garbage is not looked for in what is there already: pages leave little else."""
    is_outermost = not gc.get_freeze_count()
    gc.freeze()
    try:
        yield
    finally:
        if is_outermost:
            gc.unfreeze()


def _mark(folder: str | Path, state: str, part: slice) -> Path:
    return Path(folder) / f"{state}-{part.start}"


def _help() -> None:
    """Be a helper; what to do is on the standard input, from the process that started this one."""
    keep_little()
    work, parts, folder = pickle.load(sys.stdin.buffer)  # noqa: S301 - see above
    with _settled():
        _take_part(work, parts, Path(folder))


if __name__ == "__main__":
    _help()
