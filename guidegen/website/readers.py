"""Pages that somebody looks at while they are being made: they are written before all others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Readers:
    """Who looks at pages.

    Attributes:
        pages: that are looked at, paths from the site's folder.
        show: is given the folder of the site that is being written, and what is there already.
    """

    pages: Collection[str]
    show: Callable[[Path, Collection[str]], None]


_readers: ContextVar[Readers | None] = ContextVar("readers", default=None)


@contextmanager
def read_by(readers: Readers) -> Iterator[None]:
    """Within it, sites are written for them."""
    token = _readers.set(readers)
    try:
        yield
    finally:
        _readers.reset(token)


def readers() -> Readers | None:
    """Who looks at the pages, if anybody does."""
    return _readers.get()
