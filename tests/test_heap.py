"""What is freed goes back to the system."""

from __future__ import annotations

import gc
import weakref

import pyarrow as pa

from guidegen.heap import give_back, keep_little


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_that_hangs_together_in_circles_is_freed() -> None:
    gc.disable()
    try:
        ring = weakref.ref(Ring())
        assert ring()
        give_back()
        assert ring() is None
    finally:
        gc.enable()


def test_tables_are_in_the_memory_of_the_system() -> None:
    before = pa.default_memory_pool()
    try:
        keep_little()
        kept = pa.system_memory_pool().bytes_allocated()
        cells = pa.array([1.5] * 1000)
        assert pa.system_memory_pool().bytes_allocated() >= kept + cells.nbytes
    finally:
        pa.set_memory_pool(before)
