"""Writing files that people keep: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from guidegen.alone import move_into_place, scratch_file
from guidegen.errors import OutputError


def write_whole(path: Path, content: bytes, *, before: bytes | None) -> None:
    """Put a file's new content in place of the old in one step.

    A link stays a link and the file keeps its mode.

    Args:
        path: the file.
        content: what it is to hold.
        before: what it held when it was read, None if there was none.

    Raises:
        OutputError: when it has changed since, or cannot be written.
    """
    try:
        target = path.resolve()
        with scratch_file(target.parent, f".{target.name}.guidegen-") as (making, file):
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            making.chmod(target.stat().st_mode & 0o7777 if target.exists() else _new_mode())
            if content_of(target) != before:
                message = "has changed while it was being worked on; nothing was written, try again"
                raise OutputError(f"{path}: {message}")
            move_into_place(making, file, target)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def content_of(path: Path) -> bytes | None:
    """What a file holds, None if there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _new_mode() -> int:
    """What a new file's mode would be; the system tells its mask only by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask
