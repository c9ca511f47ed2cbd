"""What a build hands on to the next one in the same process: previews make a city again and again.

Nothing is remembered unless somebody asks for it: a build of many cities would hold them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Memory:
    """Results by kind and key; those that a build had no use for are forgotten when it ends."""

    _before: dict[tuple[str, str], Any] = field(default_factory=dict)
    _used: dict[tuple[str, str], Any] = field(default_factory=dict)

    def recall(self, kind: str, key: str, make: Callable[[], T]) -> T:
        """What was made under this key, or else is made now; None is not kept."""
        found: T | None = self._used.get((kind, key), self._before.get((kind, key)))
        if found is None:
            found = make()
        if found is not None:
            self._used[kind, key] = found
        return found

    def forget_unused(self) -> None:
        """A build is done."""
        self._before, self._used = self._used, {}


_memory: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Within it, `remembered` does so; one that fails forgets nothing."""
    token = _memory.set(memory)
    try:
        yield
        memory.forget_unused()
    finally:
        _memory.reset(token)


def remembered(kind: str, key: str, make: Callable[[], T]) -> T:
    """What `make` gives, perhaps in an earlier build; nobody may change it.

    Args:
        kind: of result.
        key: tells all that it depends on.
        make: makes it.
    """
    memory = _memory.get()
    return memory.recall(kind, key, make) if memory else make()
