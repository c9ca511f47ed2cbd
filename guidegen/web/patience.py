"""How often a service is asked, how long it is waited for, and when it is given up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

# A service that wants a longer wait than this is given up at once.
LONGEST_WAIT_S = 60.0
# All waits for one answer together.
LONGEST_WAITS_S = 120.0
MOST_TRIES = 5
FAILURES_TO_GIVE_UP = 2


class PassingError(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(
        self,
        reason: str,
        *,
        wait_s: float | None = None,
        first_wait_s: float = 1.0,
        tries: int = MOST_TRIES,
        answered: bool = False,
    ) -> None:
        """Tell what happened.

        Args:
            reason: for a message, without its end.
            wait_s: how long the service wants us to wait, if it says so.
            first_wait_s: how long to wait if it does not, doubled with each attempt.
            tries: how many attempts to make in all.
            answered: whether the service was there, and only its answer was of no use.
        """
        super().__init__(reason)
        self.wait_s = wait_s
        self.first_wait_s = first_wait_s
        self.tries = tries
        self.answered = answered


class Line:
    """The way to one service, or to a group that counts requests together; threads share it."""

    def __init__(
        self,
        interval_s: float,
        concurrency: int,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._interval_s = interval_s
        self._places = threading.Semaphore(concurrency)
        self._lock = threading.Lock()
        self._clock = clock
        self._sleep = sleep
        self._free_at = 0.0
        self._holds = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until a request may start; hold one of the places while it is under way."""
        with self._places:
            while True:
                wait_s, holds = self._next_turn()
                if wait_s > 0:
                    self._sleep(wait_s)
                if holds == self._holds:
                    break  # else the service asked for a longer wait meanwhile
            yield

    def hold(self, wait_s: float) -> None:
        """Let no request start for some time."""
        with self._lock:
            self._free_at = max(self._free_at, self._clock() + wait_s)
            self._holds += 1

    def _next_turn(self) -> tuple[float, int]:
        """How long to wait for a turn that nobody else gets, and the holds that it knows of."""
        with self._lock:
            now = self._clock()
            # a clock that was set back must not stop everything
            wait_s = min(max(self._free_at - now, 0.0), LONGEST_WAIT_S)
            self._free_at = now + wait_s + self._interval_s
            return wait_s, self._holds


class Health:
    """Whether a service still answers; one that does not is given up, until the build is over."""

    def __init__(self) -> None:
        self._failures = 0
        self.given_up = ""

    def answered(self) -> None:
        """It is there."""
        self._failures = 0

    def failed(self, reason: str) -> None:
        """It could not be reached, in spite of all attempts."""
        self._failures += 1
        if self._failures >= FAILURES_TO_GIVE_UP:
            self.give_up(reason)

    def give_up(self, reason: str) -> None:
        """Ask it no more."""
        self.given_up = self.given_up or reason


@dataclass
class Patience:
    """Decides after each failed attempt at one answer whether to make another, and when."""

    line: Line
    tries: int = 0
    waited_s: float = 0.0

    def __call__(self, error: Exception) -> bool:
        """Whether to try again. The wait itself is taken by the line, for all who stand in it."""
        if not isinstance(error, PassingError):
            return False
        self.tries += 1
        wait_s = error.wait_s
        if wait_s is None:
            wait_s = error.first_wait_s * 2 ** (self.tries - 1)
        self.waited_s += wait_s
        if self.tries >= error.tries or too_long(wait_s) or self.waited_s > LONGEST_WAITS_S:
            return False
        self.line.hold(wait_s)
        return True


def too_long(wait_s: float | None) -> bool:
    """Whether a service wants a wait that no build should make."""
    return wait_s is not None and wait_s > LONGEST_WAIT_S


def retry_after_s(header: str | None, now: float) -> float | None:
    """The seconds that a Retry-After header asks for, or None if it says nothing of use.

    Args:
        header: seconds or a date (RFC 9110, 10.2.3).
        now: seconds since 1970, to count from if it is a date.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        return max(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - now, 0.0)
    except (ValueError, OverflowError):
        return None
