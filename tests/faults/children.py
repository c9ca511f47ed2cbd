"""Runs guidegen in processes that are killed, starved or shut out, without loading it anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
KILLED = -9


@dataclass(frozen=True)
class Done:
    """What became of a run.

    Attributes:
        code: its exit code, or minus the signal that ended it.
        steps: how often it changed something about files, or started a program.
        out: its stdout.
        err: its stderr.
        peak_mb: the most memory that it had.
        took_s: by the clock.
    """

    code: int
    steps: int
    out: str
    err: str
    peak_mb: float
    took_s: float


@dataclass(frozen=True)
class Children:
    """Where runs come from."""

    process: subprocess.Popen[str]

    def run(
        self, folder: Path, *argv: str, env: Mapping[str, str] | None = None, **limits: object
    ) -> Done:
        """Run a command in a folder, whose `cache` is its store, without the network.

        Args:
            folder: the working folder.
            argv: of guidegen.
            env: more of the environment.
            limits: as `zygote` knows them: kill_at (a step), kill_after_s, powerless,
                largest_bytes.
        """
        facts = self._ask(folder, argv, env, limits)
        out, err = (path.read_text() for path in _said(folder))
        assert "Traceback" not in err, err
        assert "bug in guidegen" not in err, err
        return Done(**facts, out=out, err=err)

    @contextmanager
    def beside(
        self, folder: Path, *argv: str, env: Mapping[str, str] | None = None
    ) -> Iterator[Callable[[], int]]:
        """Run a command beside what the block does; yields what waits for its exit code."""
        pid = self._ask(folder, argv, env, {"beside": True})["pid"]
        codes: list[int] = []

        def wait() -> int:
            if not codes:
                codes.append(self._put({"wait_for": pid})["code"])
            return codes[0]

        try:
            yield wait
        finally:
            wait()

    def _ask(
        self,
        folder: Path,
        argv: Sequence[str],
        env: Mapping[str, str] | None,
        limits: Mapping[str, object],
    ) -> dict[str, Any]:
        own = {"GUIDEGEN_CACHE": str(folder / "cache"), **(env or {})}
        out, err = map(str, _said(folder))
        told = {"argv": argv, "cwd": str(folder), "env": own, "out": out, "err": err}
        return self._put({**told, **limits})

    def _put(self, run: Mapping[str, object]) -> dict[str, Any]:
        reads, writes = _pipes(self.process)
        writes.write(json.dumps(run) + "\n")
        writes.flush()
        facts: dict[str, Any] = json.loads(reads.readline())
        return facts


@contextmanager
def children(**env: str) -> Iterator[Children]:
    """Start the process that runs are forked from."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GUIDEGEN_")}
    command = [sys.executable, "-m", "tests.faults.zygote"]
    own = {"NO_COLOR": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    with subprocess.Popen(
        command, cwd=ROOT, env=inherited | own | env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield Children(process)
        _pipes(process)[1].close()


def _said(folder: Path) -> tuple[Path, Path]:
    """Where a run's stdout and stderr go."""
    return folder.with_name(f"{folder.name}.out"), folder.with_name(f"{folder.name}.err")


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdout is not None
    assert process.stdin is not None
    return process.stdout, process.stdin


def files_of(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder by its path: the content of files, None for folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
