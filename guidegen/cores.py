"""How many cores a process may use."""

from __future__ import annotations

import os


def cores() -> int:
    """Those that this process was given, or fewer if OMP_NUM_THREADS says so.

    That is the variable by which joblib, Dask and Spark keep the processes that they start from
    fighting over cores; numerical libraries and Arrow read it too.
    """
    counted = getattr(os, "sched_getaffinity", None)
    given = len(counted(0)) if counted else os.cpu_count() or 1
    wished = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    return min(given, int(wished)) if wished.isdecimal() and int(wished) else given
