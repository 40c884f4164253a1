"""Processes that read for a command, and how a long command ends in order."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor

from checklist.secretariat.received import Job, examiner_of


@contextlib.contextmanager
def executor_of(workers: int, job: Job) -> Iterator[Executor | None]:
    """Yield an executor of so many processes, or none if one is enough."""
    if workers < 2:
        yield None
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin" else "spawn"
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
    """Leave Ctrl-C to the program that started the worker, the collection of garbage to its end, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this worker when the program that started it is gone, however it ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Let a program that is asked to end (SIGTERM) clear away what it has begun."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage in circles less often: what is read here is large, and has none."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
