"""The output folder: a new site takes the place of the old one whole, or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from guidegen.alone import BusyError, alone, scratch_folder
from guidegen.errors import OutputError

MARKER = ".guidegen"  # tells a site from a folder that somebody keeps other things in
_EDITORS_FIRST = ("robots.txt", "404.html")  # who puts their own there means it
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def workplace(output: Path) -> Iterator[Path]:
    """A folder beside `output` to build in, while nobody else builds there.

    What a build that was killed left there goes; if it was killed at the one moment when there was
    no site, where two folders cannot be swapped in one step, the old site comes back.

    Raises:
        OutputError: when somebody else builds there, or nothing can be written there.
    """
    with ExitStack() as held:
        try:
            _refuse_what_is_not_ours(output)
            target = output.resolve()  # a link stays a link; its site is built beside the real one
            target.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(alone(target.with_name(f".{target.name}.guidegen")))
            _bring_back(target)
            prefix = f".{target.name}.guidegen-"
            work = held.enter_context(scratch_folder(target.parent, prefix))
        except BusyError as busy:
            told = f"is being built by another guidegen ({busy}); wait for it, or name another"
            raise OutputError(f"{output}: {told} folder") from busy
        except OSError as error:
            raise OutputError(f"{output}: a site cannot be written there: {_why(error)}") from error
        yield work


@contextmanager
def replaced(output: Path, work: Path | None = None) -> Iterator[Path]:
    """An empty folder that becomes `output` when the block ends without an error.

    What others put into the old folder, such as a CNAME file or a .git folder, moves along.

    Args:
        output: the site's folder.
        work: its `workplace`, if whoever asks has more to do there.

    Raises:
        OutputError: when `output` is a file, holds anything but a site, is being built by somebody
            else, or cannot be written.
    """
    with workplace(output) if work is None else nullcontext(work) as place:
        target, making = output.resolve(), place / "site"
        try:
            making.mkdir()
            making.chmod(0o755)  # whatever the mask: web servers read it
            yield making
            _keep_what_others_put_there(target, making)
            _put_in_place(making, target)
        except OSError as error:
            raise OutputError(f"{output}: the site cannot be written: {_why(error)}") from error


def _why(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


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


def _keep_what_others_put_there(old: Path, new: Path) -> None:
    """Copy the entries of the old folder that no build wrote; the marker lists those it did."""
    marker = old / MARKER
    written = set(marker.read_text("utf-8").splitlines()) if marker.exists() else set()
    for name in _EDITORS_FIRST:
        if name not in written and marker.exists() and (old / name).is_file():
            (new / name).unlink(missing_ok=True)
    own = sorted(entry.name for entry in new.iterdir())
    (new / MARKER).write_text("\n".join([MARKER, *own, ""]), "utf-8")
    for entry in sorted(old.iterdir()) if old.is_dir() else []:
        if entry.name in written or entry.name in (MARKER, *own):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, new / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, new / entry.name, follow_symlinks=False)


def _put_in_place(making: Path, target: Path) -> None:
    """Swap the folders; what is then in `making` is the old site."""
    if not target.exists():
        making.rename(target)
    elif not _exchange(making, target):
        old = _aside(target)
        target.rename(old)
        try:
            making.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _bring_back(target: Path) -> None:
    """Mend what a build left that was killed between the two steps of a swap, or after them."""
    old = _aside(target)
    if old.is_dir() and not target.exists():
        old.rename(target)
    elif old.is_dir() and (old / MARKER).exists():
        shutil.rmtree(old, ignore_errors=True)


def _aside(target: Path) -> Path:
    """Where the old site is while the new one moves in."""
    return target.with_name(f".{target.name}.guidegen-old")


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the system can (Linux), so that there is always a site."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    result: int = renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
    )
    return result == 0
