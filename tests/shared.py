"""What tests of several files need and nobody wants to wait for twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

# A folder of what was made before the tests, for which they need not wait.
MADE = os.environ.get("GUIDEGEN_TESTS_MADE")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made when it is first asked for, by whichever of the run's processes.

    Args:
        factory: pytest's.
        name: the folder's.
        make: fills the folder, which is there and empty.

    Returns:
        The folder, of which to copy what a test changes.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # each process has a folder of its own there
    return made_in(Path(MADE) if MADE else root, name, make)


def made_in(root: Path, name: str, make: Callable[[Path], object]) -> Path:
    """The same in a folder that tests before or after these may share, as tests.warm_up does."""
    folder, whole = root / name, root / f"{name}.whole"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder
