from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from guidegen.errors import ConfigError, InputError
from guidegen.manycities.workers import Workers
from tests.manycities.towns import noted, twice, twice_or_die

ROOT = Path(__file__).parents[2]


def test_processes_of_this_machine_do_everything_once() -> None:
    done = dict(Workers(2).each(twice, range(5)))
    assert sorted(done) == [0, 1, 2, 3, 4]
    assert [done[number][0] for number in sorted(done)] == [0, 2, 4, 6, 8]
    assert os.getpid() not in {process for _, process in done.values()}


def test_more_items_than_are_handed_out_at_first_are_done_once_by_the_same_two(
    tmp_path: Path,
) -> None:
    notes = tmp_path / "notes"
    assert len(list(Workers(2).each(partial(noted, notes), range(40)))) == 40
    asked = [line.split() for line in notes.read_text().splitlines()]
    assert sorted(int(number) for number, _ in asked) == list(range(40))
    assert len({process for _, process in asked}) <= 2


def test_a_worker_that_dies_costs_its_item_alone() -> None:
    done = dict(Workers(2).each(twice_or_die, range(12)))
    assert isinstance(done.pop(3), Exception)
    assert done == {number: 2 * number for number in range(12) if number != 3}


def test_workers_end_with_a_process_that_was_killed() -> None:
    code = (
        "from guidegen.manycities.workers import Workers\n"
        "from tests.manycities.towns import never_done\n"
        "list(Workers(2).each(never_done, range(9)))"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        workers = [int(killed.stdout.readline()) for _ in range(2)]
        killed.kill()
        try:
            killed.communicate(timeout=60)  # until nobody holds its stdout any more
        finally:
            for worker in workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, 9)


def test_libraries_of_workers_share_the_cores() -> None:
    told = dict(Workers(2).each(os.getenv, ["OMP_NUM_THREADS"] * 2))
    assert set(told.values()) == {str(max((os.cpu_count() or 1) // 2, 1))}


def test_no_more_processes_are_started_than_there_is_work_for() -> None:
    [(_, threads)] = Workers(8).each(os.getenv, ["OMP_NUM_THREADS"])
    assert threads == str(os.cpu_count() or 1)  # nobody else wants any


def test_nothing_to_do() -> None:
    assert list(Workers(2).each(twice, [])) == []


def test_this_process_is_enough_for_one_job() -> None:
    assert Workers().are_this_process
    assert not Workers(2).are_this_process
    assert not Workers(1, "spark").are_this_process


@pytest.mark.parametrize(
    "name", ["", "lok", "dask", "dask=", "dask=a b", "spark=", "spark=x", "ray"]
)
def test_backends_that_there_are_not(name: str) -> None:
    with pytest.raises(ConfigError, match="it must be loky, dask=ADDRESS"):
        Workers(1, name)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guidegen.manycities.workers._CONNECT_S", 1)
    with pytest.raises(InputError, match=r"--backend dask=tcp://127.0.0.1:1: cannot be reached"):
        list(Workers(1, "dask=tcp://127.0.0.1:1").each(twice, [1]))


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark_does_everything_once() -> None:
    pytest.importorskip("joblibspark", reason="joblibspark is not installed")
    done = dict(Workers(1, "spark=local[2]").each(math.sqrt, [4, 9, 16]))
    assert done == {0: 2.0, 1: 3.0, 2: 4.0}


def test_workers_that_can_do_nothing() -> None:
    with pytest.raises(InputError, match="--backend loky: its workers do nothing"):
        list(Workers(2).each(twice_or_die, [3, 3]))
