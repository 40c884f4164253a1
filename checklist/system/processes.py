"""Processes: how others are begun, how many, and how they end."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any


def start_method() -> str:
    """Return how a process begins another: `fork` where that is safe and takes no time, else `spawn`."""
    return "fork" if hasattr(os, "fork") and sys.platform != "darwin" else "spawn"


def at_most(workers: int) -> int:
    """Return how many of so many processes one program can wait for: on Windows 61."""
    return min(workers, 61) if sys.platform == "win32" else workers


def processors() -> int:
    """Return how many processors this program may use, which can be fewer than the computer has."""
    may_use = getattr(os, "sched_getaffinity", None)
    return len(may_use(0)) if may_use else os.cpu_count() or 1


def follow_parent() -> None:
    """Make this process a worker: Ctrl-C is left to the program that started it, and it ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def within(seconds: float, work: Callable[..., Any], *arguments: Any) -> Any:
    """Return what `work` gives in a process of its own, which is ended after some seconds.

    Raises `TimeoutError` then, and whatever it raises itself.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answering, args=(there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(seconds):
            raise TimeoutError
        done, result = here.recv()
    except EOFError:
        raise ChildProcessError(errno.ECHILD, os.strerror(errno.ECHILD)) from None
    finally:
        process.kill()
        process.join()
        here.close()
    if not done:
        raise result
    return result


MEMORY = 4_000_000_000
"""Bytes that a process of its own may have."""


def _answering(answer: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    follow_parent()
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer.send((True, work(*arguments)))
    except BaseException as error:  # noqa: BLE001 - told to whoever asked
        answer.send((False, error))


def end_now(code: int) -> None:
    """End at once; nothing is told on a terminal that may be gone."""
    os._exit(code)
