"""Processes that read for a command."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor

from checklist import system
from checklist.secretariat.received import Job, examiner_of


@contextlib.contextmanager
def executor_of(workers: int, job: Job) -> Iterator[Executor | None]:
    """Yield an executor of so many processes, or none if one is enough."""
    if workers < 2:
        yield None
        return
    method = system.start_method()
    if method == "fork":
        examiner_of(job)
    executor = ProcessPoolExecutor(workers, multiprocessing.get_context(method), initializer=_quiet)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=True, cancel_futures=True)
        raise
    executor.shutdown()


def _quiet() -> None:
    """Work for the program that started this worker, and leave the collection of garbage to its end."""
    system.follow_parent()
    gc.disable()


@contextlib.contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage in circles less often: what is read here is large, and has none."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
