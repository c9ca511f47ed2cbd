"""One process at a time, and nothing left of those that were killed.

The system lets go of a locked file when whoever locked it ends, however that is: what nobody holds
belongs to nobody. Ids of processes would not do, for they are used again, and containers that
share a folder each count their own.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_HOLD = ".held"
_RANDOM = r"[a-z0-9_]{8}"  # as `tempfile.mkdtemp` names folders
# where files cannot be locked, as on some network drives, all goes on without this care
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)


class BusyError(Exception):
    """Somebody else is at it; the message says who, as far as that is known."""


@contextmanager
def alone(lock: Path, *, wait: bool = False) -> Iterator[None]:
    """Let nobody else do the same.

    Args:
        lock: a file for this alone; it is there only meanwhile, and says who holds it.
        wait: whether to wait for somebody else.

    Raises:
        BusyError: when there is somebody else, and nobody is waited for.
        OSError: when the file cannot be made.
    """
    with _taken(lock, wait):
        try:
            yield
        finally:
            with suppress(OSError):
                lock.unlink()


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder that goes when the block ends; what killed processes left of theirs goes first.

    Args:
        parent: where to make it.
        prefix: of its name; nobody else may use it there.

    Raises:
        OSError: when it cannot be made.
    """
    sweep(parent, prefix)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            held = _taken(folder / _HOLD, wait=True)
            break
        except FileNotFoundError:  # swept away before it was held
            continue
    with held:
        try:
            yield folder
        finally:
            _remove(folder)


@contextmanager
def scratch_file(parent: Path, prefix: str) -> Iterator[tuple[Path, BinaryIO]]:
    """The same for a file, open for writing; one that was moved away stays where it is."""
    sweep(parent, prefix)
    while True:
        handle, name = tempfile.mkstemp(prefix=prefix, dir=parent)
        file, path = os.fdopen(handle, "r+b"), Path(name)
        _lock(file, wait=True)
        if _is_at(file, path):
            break
        file.close()  # swept away before it was held
    with file:
        try:
            yield path, file
        finally:
            path.unlink(missing_ok=True)


def move_into_place(path: Path, file: BinaryIO, target: Path) -> None:
    """Have a scratch file take the place of another in one step."""
    file.flush()
    if sys.platform == "win32":  # what is open cannot be moved there
        file.close()
    path.replace(target)


def temporary_folder() -> AbstractContextManager[Path]:
    """A scratch folder where the system wants temporary ones."""
    return scratch_folder(Path(tempfile.gettempdir()), ".guidegen-scratch-")


def sweep(parent: Path, prefix: str) -> None:
    """Remove the scratch files and folders of processes that were killed."""
    named = re.compile(re.escape(prefix) + _RANDOM)
    with suppress(OSError):
        for path in sorted(parent.iterdir()):
            if named.fullmatch(path.name):
                _remove_if_nobodys(path)


def _remove_if_nobodys(path: Path) -> None:
    with suppress(OSError):  # it may go while we look
        is_folder = path.is_dir()
        # a link, or what another user of /tmp has, is not ours whatever it is called
        if path.is_symlink() or path.lstat().st_uid != _user():
            return
        if is_folder and not (path / _HOLD).exists() and any(path.iterdir()):
            return
        with _open(path / _HOLD, os.O_CREAT) if is_folder else _open(path) as file:
            if not _lock(file, wait=False):
                return
            if is_folder:
                _remove(path)
            else:
                path.unlink()


def _remove(folder: Path) -> None:
    """Remove a scratch folder, and last what tells that it is one: we may be killed meanwhile."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != _HOLD:
                path.unlink(missing_ok=True)
        (folder / _HOLD).unlink(missing_ok=True)
        folder.rmdir()


def _user() -> int:
    return 0 if sys.platform == "win32" else os.geteuid()


def _taken(path: Path, wait: bool) -> BinaryIO:
    """The file at a path, locked; while we waited it may have been removed."""
    while True:
        file = _open(path, os.O_CREAT)
        try:
            _lock(file, wait)
            if _is_at(file, path):
                file.truncate(0)
                file.write(f"process {os.getpid()} on {socket.gethostname()}".encode())
                file.flush()
                return file
        except BlockingIOError:
            with file:
                raise BusyError(_holder(file)) from None
        except BaseException:
            file.close()
            raise
        file.close()


def _open(path: Path, how: int = 0) -> BinaryIO:
    flags = os.O_RDWR | how | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o666), "r+b")


def _holder(file: BinaryIO) -> str:
    told = file.read(200).decode("utf-8", "replace")
    return told if told.isprintable() and told.startswith("process ") else "another process"


def _lock(file: BinaryIO, wait: bool) -> bool:
    """Lock a file; returns whether it is certain that nobody else holds it.

    Raises:
        BlockingIOError: when somebody does, and nobody is waited for.
    """
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return False
    return True


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    except FileNotFoundError:
        return False
