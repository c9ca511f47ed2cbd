"""A process that has loaded everything and runs guidegen in children, each to its end or its death.

Run as ``python -m tests.faults.zygote``: it reads a run a line as JSON from stdin (`Run`), and
writes what became of it as JSON to stdout. A child's steps are what Python asks of the system about
files, and the programs that it starts. It has built a site before: kernels and templates are ready.
"""

from __future__ import annotations

import ctypes
import importlib
import itertools
import json
import os
import resource
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

STEPS = frozenset(
    ["open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.truncate", "os.chmod",
     "os.symlink", "shutil.rmtree", "shutil.copyfile", "shutil.copytree", "subprocess.Popen",
     "sqlite3.connect"]
)  # fmt: skip
LOADED = (
    "guidegen.cli", "guidegen.clibuild", "guidegen.pipeline", "guidegen.cityfiles",
    "guidegen.publish.branch", "guidegen.publish.target", "guidegen.publish.ready",
    "guidegen.website.check", "guidegen.web.wire", "guidegen.web.cache", "guidegen.stages",
    "guidegen.photos.corpus.importing", "guidegen.photos.corpus.histories", "ghp_import", "rich",
    "rich.console", "rich.progress", "PIL.Image", "pyarrow.parquet", "pyarrow.compute", "scipy",
    "guidegen.website.planner", "guidegen.walking", "ibis", "duckdb", "pyarrow.dataset",
)  # fmt: skip


def main() -> None:
    for name in LOADED:
        importlib.import_module(name)
    _build_once()
    steps = os.memfd_create("steps")
    os.ftruncate(steps, 8)
    for line in sys.stdin:
        run: dict[str, Any] = json.loads(line)
        if "wait_for" in run:
            _tell(code=os.waitstatus_to_exitcode(os.waitpid(run["wait_for"], 0)[1]))
            continue
        os.pwrite(steps, b"\0" * 8, 0)
        started = time.monotonic()
        if (child := os.fork()) == 0:
            _child(run, steps)
        if run.get("beside"):
            _tell(pid=child)
            continue
        status, used = _wait(child, run.get("kill_after_s"))
        _tell(
            code=os.waitstatus_to_exitcode(status),
            steps=int.from_bytes(os.pread(steps, 8, 0), "little"),
            peak_mb=used.ru_maxrss / 1000,
            took_s=time.monotonic() - started,
        )


def _build_once() -> None:
    """Build a site of its own: what comes with that no child has to wait for."""
    from guidegen.city import load_city
    from guidegen.pipeline import build_guide
    from guidegen.store import Store
    from tests.faults.scenes import small_city

    with TemporaryDirectory() as name:
        folder = Path(name)
        small_city(folder, 200)
        city = load_city(folder / "cities/alder.yaml")
        build_guide([city], folder / "site", store=Store(folder / "cache"), offline=True)


def _tell(**facts: float) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _wait(child: int, kill_after_s: float | None) -> tuple[int, resource.struct_rusage]:
    if kill_after_s is not None:
        timer = threading.Timer(kill_after_s, _kill, (child,))
        timer.start()
    _, status, used = os.wait4(child, 0)
    if kill_after_s is not None:
        timer.cancel()
        timer.join()
    return status, used


def _kill(child: int) -> None:
    """Kill a child and what it has started."""
    with suppress(ProcessLookupError):
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:  # so early that it is not yet the first of a group
            os.kill(child, signal.SIGKILL)


def _child(run: dict[str, Any], steps: int) -> None:
    """Be guidegen, in a process group of its own."""
    code = 1
    try:
        os.setpgid(0, 0)
        os.chdir(run["cwd"])
        os.environ.update(run["env"])
        tempfile.tempdir = None  # as TMPDIR says now
        for number, name in ((0, os.devnull), (1, run["out"]), (2, run["err"])):
            handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            os.dup2(handle, number)
            os.close(handle)
        if run.get("powerless"):
            _give_up_powers()
        if run.get("largest_bytes"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (run["largest_bytes"],) * 2)
        _count_steps(steps, run.get("kill_at"))
        from guidegen import cli

        sys.argv = ["guidegen", *run["argv"]]
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _count_steps(steps: int, kill_at: int | None) -> None:
    numbers = itertools.count(1)

    def watch(event: str, args: tuple[object, ...]) -> None:
        if event not in STEPS or (event == "open" and not _changes(args)):
            return
        number = next(numbers)
        os.pwrite(steps, number.to_bytes(8, "little"), 0)
        if number == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def _changes(args: tuple[object, ...]) -> bool:
    """Whether a file is opened to be written."""
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _give_up_powers() -> None:
    """Let permissions of files count for the super-user too."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
        if libc.capset(header, (ctypes.c_uint32 * 6)()):
            raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
