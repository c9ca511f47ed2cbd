"""The errors that guidegen raises on purpose; each says what is wrong, where, and the remedy.

GuideError                  anything below; the command line prints it without a traceback
├── ConfigError             a city file, curated file or command is wrong        (exit code 2)
├── InputError              photo files cannot be used                           (exit code 1)
├── WalkError (walks)       no walk can meet a wish; names one that can be met   (exit code 1)
├── OutputError             the site cannot be written or is not sound           (exit code 1)
└── ServiceError            a needed service could not be reached                (exit code 3)
    ├── OfflineError        it would have to be asked, but the network is forbidden
    ├── MissingKeyError     it wants a key which the environment does not hold
    └── AnswerError         it answered, but not what it promises to
        └── GoneError       what was asked for is there no longer
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LONGEST_KEY = 200  # characters of it that are shown
_LONGEST_LINE = 1500
_MOST_SHOWN = 100  # problems of a message


class GuideError(Exception):
    """Anything that guidegen refuses, with a message for the person who can mend it."""

    exit_code = 1

    def __str__(self) -> str:
        """The message; of what libraries quote of a hostile file it shows both ends."""
        return "\n".join(map(_both_ends, super().__str__().split("\n")))


def _both_ends(line: str) -> str:
    half = _LONGEST_LINE // 2
    return line if len(line) <= _LONGEST_LINE else f"{line[:half]} … {line[-half:]}"


@dataclass(frozen=True)
class Problem:
    """One mistake in a file.

    Attributes:
        message: what is wrong and what to do about it, one line.
        path: the file.
        line: 1-based line in the file, if known.
        key: dotted path of the key, for example ``places.bandwidth_m``.
    """

    message: str
    path: Path | None = None
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        place = f"{self.path}" if self.path else ""
        if self.path and self.line:
            place += f":{self.line}"
        key = self.key if len(self.key) <= _LONGEST_KEY else f"{self.key[:_LONGEST_KEY]}…"
        return ": ".join(part for part in (place, key, self.message) if part)


class ConfigError(GuideError):
    """A city file, a curated file or a command is wrong; carries every problem found at once."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems = [Problem(problems)] if isinstance(problems, str) else list(problems)
        told = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        if more := len(self.problems) - len(told):
            told.append(f"and {more:,} more mistakes")
        super().__init__("\n".join(told))


class InputError(GuideError):
    """Photo files cannot be read, or hold nothing that can be used."""


class OutputError(GuideError):
    """The site cannot be written there, or a built page is not sound."""


class ServiceError(GuideError):
    """A needed service could not be reached."""

    exit_code = 3


class OfflineError(ServiceError):
    """An answer is not in the cache and the network is forbidden."""


class MissingKeyError(ServiceError):
    """The service wants a key which the environment does not hold."""


class AnswerError(ServiceError):
    """A service answered something that is not what it promises: an error page, half a file."""


class GoneError(AnswerError):
    """What was asked for is there no longer: a photo that its owner has deleted."""


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def no_room(error: Exception) -> OutputError | None:
    """The error to tell when a disk is full or may not be written, else None."""
    if not isinstance(error, OSError) or error.errno not in _NO_ROOM:
        return None
    where = f"{error.filename}: " if error.filename else ""
    # what may not be written needs no room
    remedy = "name another folder" if error.errno == errno.EROFS else "make room, and try again"
    return OutputError(f"{where}cannot be written ({error.strerror}); {remedy}")
