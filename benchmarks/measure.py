"""Time and peak memory of a call, in this process."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measured:
    """What a call took: seconds (the best of its runs), megabytes over what was in use, result."""

    seconds: float
    megabytes: float
    result: Any


def measure(call: Callable[[], Any], runs: int = 1) -> Measured:
    """Run a call some times; the memory is that of the first run (Linux only, else NaN)."""
    gc.collect()
    before = _reset_peak()
    seconds, megabytes, result = float("inf"), float("nan"), None
    for run in range(runs):
        result = None
        start = time.perf_counter()
        result = call()
        seconds = min(seconds, time.perf_counter() - start)
        if run == 0 and before is not None:
            megabytes = (_status("VmHWM") - before) / 1024
    return Measured(seconds, megabytes, result)


def _reset_peak() -> int | None:
    """Forget the process's peak memory; returns what it uses now, in kB."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        return _status("VmRSS")
    except OSError:
        return None


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])
