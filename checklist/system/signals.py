"""Signals: Ctrl-C, a closed terminal, the wish that the program ends."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

ENDING = tuple(number for name in ("SIGHUP", "SIGTERM") if (number := getattr(signal, name, None)) is not None)
"""The signals by which a system asks a program to end: its terminal was closed, or the computer is shut down."""
INTERRUPT = signal.SIGINT
"""The signal of Ctrl-C."""

Handler = Callable[[int], None]


@contextlib.contextmanager
def signals_to(handler: Handler, *numbers: int) -> Iterator[None]:
    """Call `handler` with the number when one of the signals arrives, between two steps of the main thread.

    In any other thread, which no signal reaches, nothing changes. What was done before is done again afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def arrived(number: int, _frame: object) -> None:
        handler(number)

    # What is to be ignored, as after `nohup`, stays ignored.
    heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before: dict[int, Any] = {number: signal.signal(number, arrived) for number in heard}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Let a program that is asked to end clear away what it has begun: `SystemExit` is raised where it stands."""

    def end(number: int) -> None:
        raise SystemExit(128 + number)

    with signals_to(end, *ENDING):
        yield


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and the wish to end wait for a moment; they are obeyed at the end."""
    asked: list[int] = []
    with signals_to(asked.append, INTERRUPT, *ENDING):
        yield
    if asked:
        signal.raise_signal(asked[0])


def is_hang_up(number: int) -> bool:
    """Tell whether a signal says that the terminal is gone."""
    return number == getattr(signal, "SIGHUP", None)
