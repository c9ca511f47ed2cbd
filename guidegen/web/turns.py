"""Turns of processes that ask the same services: each service is asked by one at a time."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guidegen.services import Service


@dataclass(frozen=True)
class Turns:
    """Who may ask.

    Attributes:
        folder: of one file for each service or group of services; all processes know it.
        sleep: waits for some seconds.
    """

    folder: Path
    sleep: Callable[[float], None]

    @contextmanager
    def of(self, service: Service) -> Iterator[None]:
        """Wait for a turn, and keep it until the service may be asked again."""
        if sys.platform == "win32":  # without this care
            yield
            return
        import fcntl

        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", (service.pace or service.title).lower())
        with (self.folder / name).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                self.sleep(service.interval_s)
