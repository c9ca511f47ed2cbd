"""What the command line tells people: messages on stderr, never on stdout."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from guidegen.errors import GuideError, no_room

if TYPE_CHECKING:
    from rich.console import Console


class Log(Protocol):
    """Where events are kept."""

    def write(self, event: str, **facts: object) -> None:
        """Keep one."""


# Names from files may hold the terminal's own commands.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass
class Terminal:
    """Where messages go.

    Attributes:
        verbosity: -1 errors only, 0 progress and warnings, 1 with times, 2 with tracebacks.
        log: where all of it is kept as well, however quiet the terminal is.
    """

    verbosity: int = 0
    log: Log | None = None
    _started: float = field(default_factory=time.monotonic, repr=False)

    def progress(self, text: str) -> None:
        """Say what is being done."""
        self._keep("progress", text=text)
        if self.verbosity >= 1:
            text = f"{time.monotonic() - self._started:6.1f} s  {text}"
        if self.verbosity >= 0:
            self._say(text, "dim")

    @contextmanager
    def bar(self, name: str) -> Iterator[Callable[[int, float], None]]:
        """Show how far a long task is: a bar with the rows a second and the time left.

        Args:
            name: of what is being done.

        Yields:
            What to call with the rows done and the share of all that they are.
        """
        if self.verbosity < 0:
            yield lambda *_: None
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        rate = TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s")
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), rate)
        with Progress(*columns, TimeRemainingColumn(), console=self._console) as progress:
            task = progress.add_task(_CONTROLS.sub("�", name), total=1.0, rows=0, rate=0.0)
            started = time.monotonic()

            def tell(rows: int, share: float) -> None:
                seconds = time.monotonic() - started
                progress.update(task, completed=share, rows=rows, rate=rows / max(seconds, 1e-3))

            yield tell

    def warn(self, text: str) -> None:
        """Say what is worth a look."""
        self._keep("warning", text=text)
        if self.verbosity >= 0:
            self._say(f"warning: {text}", "yellow")

    def warn_of(self, warnings: Sequence[str], missing: Sequence[str]) -> None:
        """Say what is worth a look, and what could not be had from services."""
        for warning in warnings:
            self.warn(warning)
        for thing in missing:
            self.warn(f"missing: {thing}")

    def fail(self, error: Exception) -> int:
        """Say why the command ends, and return its exit code."""
        error = no_room(error) or error
        trace = "" if isinstance(error, GuideError) else traceback.format_exception(error)
        self._keep("error", kind=type(error).__name__, text=str(error), trace="".join(trace))
        if self.verbosity >= 2:
            self._say("".join(traceback.format_exception(error)), "dim")
        if isinstance(error, GuideError):
            self._say(str(error), "red")
            return error.exit_code
        if isinstance(error, OSError) and error.filename and error.strerror:
            # a name of 300 letters, a full disk: nothing that is guidegen's to mend
            self._say(f"{error.filename}: {error.strerror}", "red")
            return 1
        kind = type(error).__name__
        remedy = "" if self.verbosity >= 2 else "; run it with -vv for the traceback to report"
        self._say(f"this is a bug in guidegen: {kind}: {error}{remedy}", "red")
        return 1

    def end(self, code: object) -> None:
        """Note with what exit code the command ends."""
        spent_s = time.monotonic() - self._started
        self._keep("end", exit_code=code if isinstance(code, int) else 0, seconds=round(spent_s, 3))

    def _keep(self, event: str, **facts: object) -> None:
        if self.log:
            self.log.write(event, **facts)

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        return Console(stderr=True, highlight=False, soft_wrap=True)

    def _say(self, text: str, style: str) -> None:
        self._console.print(_CONTROLS.sub("�", text), style=style, markup=False, emoji=False)
