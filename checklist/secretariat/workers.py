"""Processes that read for a command, and how far they are, told at a terminal and nowhere else."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor

import click

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
    executor = ProcessPoolExecutor(system.at_most(workers), multiprocessing.get_context(method), initializer=_quiet)
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


def at_terminal() -> bool:
    """Tell whether somebody watches."""
    return sys.stderr.isatty()


def say(text: str) -> None:
    """Show a line."""
    if at_terminal():
        click.echo(text, err=True)


@contextlib.contextmanager
def bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yield what to call with the number of things done; it shows a bar."""
    if not at_terminal():
        yield lambda _count: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True) as bar:
        yield bar.update
