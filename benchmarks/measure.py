"""Time, processor time and peak memory of a call, in this process."""

from __future__ import annotations

import gc
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
            megabytes = (status_kb("VmHWM") - before) / 1024
    return Measured(seconds, megabytes, result, cpu_s)


def cpu_seconds() -> float:
    """Seconds of all cores: of this process, and of those that it started and that have ended."""
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + helpers.ru_utime + helpers.ru_stime


def _reset_peak() -> int | None:
    """Forget the process's peak memory; returns what it uses now, in kB."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        return status_kb("VmRSS")
    except OSError:
        return None


@contextmanager
def helpers_watched() -> Iterator[list[int]]:
    """Within it, a list of the peak memory in kB that helpers of this process were seen with.

    What the system tells of processes that have ended counts what their parent had, too.
    """
    peaks, done = [0], threading.Event()
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children")

    def watch() -> None:
        while not done.wait(0.1):
            for pid in children.read_text().split():
                with suppress(OSError, StopIteration):  # it has just ended
                    peaks.append(status_kb("VmHWM", pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def status_kb(name: str, process: str = "self") -> int:
    """A figure of a process that Linux tells in kB, such as VmRSS, what it uses now."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])
