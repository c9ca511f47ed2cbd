"""The log: one JSON object a line for every event, without keys."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from guidegen.errors import OutputError
from guidegen.web.secret import Keyring


class LogFile:
    """A file that events are added to; those of earlier commands stay."""

    def __init__(self, path: Path) -> None:
        """Make the file if it is not there.

        Raises:
            OutputError: when it cannot be written.
        """
        self._keys = Keyring(os.environ)
        self._path = path.absolute()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a"):
                pass
        except OSError as error:
            raise OutputError(f"--log {path}: cannot be written: {error.strerror}") from error

    def write(self, event: str, **facts: object) -> None:
        """Add a line: the time in UTC, the process, the event, and what is known of it."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps(
            {"time": now, "process": os.getpid(), "event": event, **facts}, ensure_ascii=True
        )
        # a disk that is full costs the log, not what is being done; a line is written at once, so
        # that those of several commands do not mix
        with suppress(OSError), self._path.open("a", encoding="ascii") as file:
            file.write(self._keys.hide(line) + "\n")
