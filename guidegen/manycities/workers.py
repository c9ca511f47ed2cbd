"""Who builds cities: processes of this machine, a Dask cluster, or Spark; joblib speaks to each."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from guidegen.errors import ConfigError, InputError, Problem

T = TypeVar("T")
R = TypeVar("R")

LOKY = "loky"
_CONNECT_S = 30
_LOOK_S = 0.2
_FORM = r"loky|dask=\S+|spark(=(local(\[[\d*]+\])?|(spark|k8s|yarn)\S*))?"


@dataclass(frozen=True)
class Workers:
    """Who builds cities.

    Attributes:
        jobs: how many processes of this machine do; a cluster has as many as it has.
        backend: loky (processes of this machine), dask=ADDRESS, spark or spark=MASTER.
    """

    jobs: int = 1
    backend: str = LOKY

    def __post_init__(self) -> None:
        """Refuse what there is not.

        Raises:
            ConfigError: when there is no such backend.
        """
        if not re.fullmatch(_FORM, self.backend):
            forms = "loky, dask=ADDRESS such as dask=tcp://HOST:8786, spark or spark=MASTER"
            raise ConfigError([Problem(f"--backend {self.backend}: it must be {forms}")])

    @property
    def are_this_process(self) -> bool:
        """Whether nobody else is needed."""
        return self.backend == LOKY and self.jobs == 1

    def each(
        self, work: Callable[[T], R], todo: Sequence[T]
    ) -> Iterator[tuple[int, R | Exception]]:
        """Have work done on each item, in any order.

        An item whose worker dies, for want of memory for example, costs that item alone: those
        that may have done it are tried again one by one, and the rest goes on.

        Args:
            work: must not raise; it and the items are sent to other processes.
            todo: the items.

        Yields:
            The number of an item and what work returned, or the error that kept its worker from
            returning anything.

        Raises:
            InputError: when the backend is not installed or cannot be reached.
        """
        left = dict(enumerate(todo))
        # all of them would be started, with or without something to do
        with _started(self.backend, min(self.jobs, max(len(left), 1))) as parallel:
            while left:
                try:
                    for number, result in parallel(work, left):
                        del left[number]
                        yield number, result
                except Exception:
                    # joblib hands items out in order, and few before it needs them
                    tried = [
                        _alone(parallel, work, number, left.pop(number))
                        for number in list(left)[: 2 * parallel.count]
                    ]
                    if len(todo) > 1 and len(tried) + len(left) == len(todo):
                        _raise_if_all_failed(self.backend, [result for _, result in tried])
                    yield from tried


class _Parallel:
    """joblib's Parallel, with the items' numbers."""

    def __init__(self, count: int, returns: str) -> None:
        from joblib import Parallel

        self.count = count
        self._make: Callable[[], Any] = lambda: Parallel(
            n_jobs=count, return_as=returns, batch_size=1, pre_dispatch="2*n_jobs"
        )

    def __call__(self, work: Callable[[T], R], items: dict[int, T]) -> Iterator[tuple[int, R]]:
        from joblib import delayed

        todo = list(items.items())  # which the caller takes items out of while they are done
        yield from self._make()(delayed(_numbered)(work, *item) for item in todo)


def _numbered(work: Callable[[T], R], number: int, item: T) -> tuple[int, R]:
    return number, work(item)


def _alone(
    parallel: _Parallel, work: Callable[[T], R], number: int, item: T
) -> tuple[int, R | Exception]:
    try:
        return next(parallel(work, {number: item}))
    except Exception as error:
        return number, error


def _raise_if_all_failed(backend: str, results: Sequence[object]) -> None:
    """Workers that could do nothing from the beginning are not what their work has ended."""
    errors = [each for each in results if isinstance(each, Exception)]
    if len(errors) == len(results):
        raise InputError(
            f"--backend {backend}: its workers do nothing ({type(errors[0]).__name__}: "
            f"{errors[0]}); guidegen must be installed where they run"
        )


@contextmanager
def _started(backend: str, jobs: int) -> Iterator[_Parallel]:
    name, _, address = backend.partition("=")
    with {"loky": _loky, "dask": _dask, "spark": _spark}[name](address, jobs) as parallel:
        yield parallel


@contextmanager
def _loky(_: str, jobs: int) -> Iterator[_Parallel]:
    """Processes of this machine; the libraries in them have the cores divided among them."""
    from joblib import parallel_config
    from joblib.externals.loky import get_reusable_executor

    threads = max((os.cpu_count() or 1) // jobs, 1)
    ours = {"initializer": _end_with, "initargs": (os.getpid(),)}
    with parallel_config("loky", inner_max_num_threads=threads, **ours):
        try:
            # one job would be done in this process, which must outlive it
            yield _Parallel(max(jobs, 2), "generator_unordered")
        finally:
            get_reusable_executor().shutdown(wait=True)


def _end_with(starter: int) -> None:
    """Have this worker end soon after whoever started it, were that killed.

    It would go on for minutes, in a folder that the next build removes. Windows does not tell.
    """

    def watch() -> None:
        while os.getppid() == starter:
            time.sleep(_LOOK_S)
        os._exit(1)

    if os.getppid() == starter:
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _dask(address: str, _: int) -> Iterator[_Parallel]:
    try:
        from distributed import Client
    except ImportError as error:
        raise _not_installed("dask") from error
    from joblib import parallel_config

    try:
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"--backend dask={address}: cannot be reached: {error}") from error
    with client, parallel_config("dask", client=client, wait_for_workers_timeout=_CONNECT_S):
        yield _Parallel(max(sum(client.ncores().values()), 1), "generator_unordered")


@contextmanager
def _spark(address: str, jobs: int) -> Iterator[_Parallel]:
    try:
        from joblib import parallel_config
        from joblibspark import register_spark
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _not_installed("spark") from error
    if not address or address.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else any python3
    builder = SparkSession.builder.appName("guidegen").master(address or f"local[{jobs}]")
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    try:
        for key, value in quiet.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
    except (RuntimeError, OSError) as error:
        raise InputError(f"--backend spark={address}: does not start: {error}") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what local mode does not have, and Spark's own
        register_spark()
        try:
            with parallel_config("spark"):
                yield _Parallel(session.sparkContext.defaultParallelism, "list")
        finally:
            with suppress(OSError):
                session.stop()


def _not_installed(extra: str) -> InputError:
    return InputError(f'--backend {extra}: is not installed: pip install "guidegen[{extra}]"')
