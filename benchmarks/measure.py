"""Time, processor time and peak memory of a call, in this process."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measured:
    """What a call took.

    Attributes:
        seconds: the best of its runs.
        megabytes: at most, over what was in use.
        result: of the last run.
        cpu_s: seconds of all cores, of this process and of those that it started and that have
            ended; the best of its runs.
    """

    seconds: float
    megabytes: float
    result: Any
    cpu_s: float


def measure(call: Callable[[], Any], runs: int = 1) -> Measured:
    """Run a call some times; the memory is that of the first run (Linux only, else NaN)."""
    gc.collect()
    before = _reset_peak()
    seconds, cpu_s, megabytes, result = float("inf"), float("inf"), float("nan"), None
    for run in range(runs):
        result = None
        start, worked = time.perf_counter(), cpu_seconds()
        result = call()
        seconds = min(seconds, time.perf_counter() - start)
        cpu_s = min(cpu_s, cpu_seconds() - worked)
        if run == 0 and before is not None:
            megabytes = (_status("VmHWM") - before) / 1024
    return Measured(seconds, megabytes, result, cpu_s)


def cpu_seconds() -> float:
    """Seconds of all cores: of this process, and of those that it started and that have ended."""
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + helpers.ru_utime + helpers.ru_stime


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
