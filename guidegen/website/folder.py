"""The output folder: a new site takes the place of the old one whole, or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guidegen.errors import OutputError

MARKER = ".guidegen"  # tells a site from a folder that somebody keeps other things in
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def replaced(output: Path) -> Iterator[Path]:
    """An empty folder that becomes `output` when the block ends without an error.

    Raises:
        OutputError: when `output` is a file, holds anything but a site, or cannot be written.
    """
    _refuse_what_is_not_ours(output)
    try:
        parent = output.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=parent))
    except OSError as error:
        raise OutputError(f"{output}: a site cannot be written there: {error.strerror}") from error
    try:
        making.chmod(0o755)
        yield making
        (making / MARKER).touch()
        _put_in_place(making, output)
    except OSError as error:
        raise OutputError(f"{output}: the site cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _refuse_what_is_not_ours(output: Path) -> None:
    if output.is_symlink() and not output.exists():
        raise OutputError(f"{output}: is a link to nothing; name a folder")
    if output.exists() and not output.is_dir():
        raise OutputError(f"{output}: is a file; name a folder for the site")
    if output.is_dir() and any(output.iterdir()) and not (output / MARKER).exists():
        raise OutputError(
            f"{output}: holds files that are no site of guidegen's, and would be lost; "
            "name an empty or a new folder"
        )


def _put_in_place(making: Path, output: Path) -> None:
    """Swap the folders; what is then in `making` is the old site."""
    target = output.resolve()
    if not target.exists():
        making.rename(target)
    elif not _exchange(making, target):
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        target.rename(old / "site")
        making.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the system can (Linux), so that there is always a site."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    result: int = renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
    )
    return result == 0
