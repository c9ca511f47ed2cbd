"""What no case may do: run on, fill the memory, write elsewhere, or start and ask anything."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from guidegen.errors import GuideError

LONGEST_S = 20.0
"""Of processor time: a loaded machine does not matter."""
MOST_BYTES = 3 << 30
"""Of address space, beyond what there is when a case begins."""
CASES: Counter[str] = Counter()
"""How many were guarded, by test."""
_LONGEST_LINE = 2000
_MOST_LINES = 200

# Of each event, where its paths stand among its arguments, and the open folders they start in.
_CHANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "os.mkdir": ((0, 2),), "os.rename": ((0, 2), (1, 3)), "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),), "os.link": ((1, 3),), "os.symlink": ((1, 2),), "os.truncate": ((0, 9),),
    "os.chmod": ((0, 2),), "os.chown": ((0, 3),),
}  # fmt: skip
_RUNS = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class OutOfBoundsError(BaseException):
    """A case did what none may; no handler of errors in between takes it for one of a file."""


class _Watch:
    """Python's own audit of what is opened, moved and run; it can be hung in only once."""

    def __init__(self) -> None:
        self.may_change: tuple[str, ...] | None = None
        self.seen: list[str] = []
        self._hung = False

    def begin(self, folders: tuple[Path, ...]) -> None:
        if not self._hung:
            sys.addaudithook(self._hear)
            self._hung = True
        self.seen.clear()
        self.may_change = tuple(os.path.realpath(each) for each in folders)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.may_change is None:
            return
        if event == "open":
            path, mode, flags = args
            is_write = any(letter in (mode or "") for letter in "wax+") or (flags or 0) & _WRITES
            changed = [path] if is_write else []
        elif event in _CHANGES:
            changed = [_from_folder(args[at], args[of : of + 1]) for at, of in _CHANGES[event]]
        elif event in _RUNS or event == "socket.connect":
            self.seen.append(f"{event}{args!r:.200}")
            return
        else:
            return
        self.seen += [f"{event} {path!r}" for path in changed if not self._may(path)]

    def _may(self, path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return True  # a file that is open already
        real = os.path.realpath(os.fsdecode(path))
        inside = any(real == each or real.startswith(f"{each}/") for each in self.may_change or ())
        # what a command takes apart for itself is in a folder of its own that goes with it
        is_scratch = real.startswith(f"{os.path.realpath(gettempdir())}/.guidegen-scratch-")
        return inside or is_scratch or real == os.devnull or "/__pycache__" in real


def _from_folder(path: object, of: tuple[Any, ...]) -> object:
    """The path, from the open folder that it starts in, if it starts in one."""
    if of and isinstance(of[0], int) and of[0] >= 0 and isinstance(path, str):
        return f"{os.path.realpath(f'/proc/self/fd/{of[0]}')}/{path}"
    return path


_watch = _Watch()


@contextmanager
def guarded(*folders: Path, seconds: float = LONGEST_S) -> Iterator[None]:
    """A case that may change nothing but these folders.

    Raises:
        OutOfBoundsError: when it did, ran too long, or started something.
        MemoryError: when it wanted too much memory.
    """

    def stop(*_: object) -> None:
        raise OutOfBoundsError(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(OSError, ValueError):  # where there is no /proc
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MOST_BYTES, hard))
    CASES[os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]] += 1
    _watch.begin(folders)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        _watch.may_change = None
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    if _watch.seen:
        raise OutOfBoundsError(f"it changed or started what it may not: {_watch.seen[:5]}")


def outcome(run: Callable[[], object], *, named: str = "") -> Any:
    """What a case gives, or None where it is refused as it should be: in clear words.

    Args:
        run: the case.
        named: what the message must name.
    """
    try:
        return run()
    except GuideError as error:
        assert_clear(str(error), named)
        return None


def assert_clear(message: str, named: str = "") -> None:
    """A message names its file, is not endless, and holds nothing that a terminal would obey."""
    lines = message.splitlines()
    assert lines, "the message is empty"
    assert named in message, (named, message)
    assert len(lines) <= _MOST_LINES, len(lines)
    assert max(map(len, lines)) <= _LONGEST_LINE, max(lines, key=len)[:3000]
    message.encode()
