"""Memory that is no longer needed goes back to the system: processes build city after city.

Arrow's own allocators keep what was freed for what may come, a good part of what a city took; and
tables that hang together in circles stay until Python looks for garbage among all that it has,
which it does ever more rarely the more there is.
"""

from __future__ import annotations

import gc


def keep_little() -> None:
    """From now on, tables are in the system's memory, which takes back what is freed."""
    import pyarrow

    pyarrow.set_memory_pool(pyarrow.system_memory_pool())


def trim() -> None:
    """Give back what was freed but kept, by the system's allocator as well where that can."""
    import pyarrow

    for pool in (pyarrow.default_memory_pool(), pyarrow.system_memory_pool()):
        pool.release_unused()


def give_back() -> None:
    """Free garbage, however old, and give it back; takes a tenth of a second."""
    gc.collect()
    trim()
