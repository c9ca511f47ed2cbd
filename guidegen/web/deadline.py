"""An end to what has no end of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from guidegen.web.patience import PassingError

T = TypeVar("T")


def within(longest_s: float, work: Callable[[], T]) -> T:
    """What work returns or raises, or an error when it takes too long.

    A service that drips its headers byte by byte, or a name that nobody resolves, ends no timeout
    of a socket. Such work is left to itself in a thread that keeps no process alive.

    Raises:
        PassingError: when it takes too long.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def do() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again where it is waited for
            errors.append(error)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(longest_s)
    if errors:
        raise errors[0]
    if not results:
        raise PassingError("its answer took too long", tries=2)
    return results[0]
