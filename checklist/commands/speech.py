"""What a command says: to the terminal, or to a screen that runs the command and listens.

Results go to standard output, talk to standard error. A screen shows both, and leaves out which commands lead on: it
offers the next step itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import click

from checklist.desk.deeds import Heard
from checklist.errors import Problem, without_place
from checklist.safetext import visible

_LISTENER: ContextVar[Heard | None] = ContextVar("listener", default=None)


@contextmanager
def listening() -> Iterator[Heard]:
    """Yield what the commands that run here say from now on; nothing of it goes to the terminal."""
    said = Heard([], [])
    token = _LISTENER.set(said)
    try:
        yield said
    finally:
        _LISTENER.reset(token)


def say(line: str, result: bool = False) -> None:
    """Tell something, on a line of its own; where it is the `result`, on standard output."""
    listener = _LISTENER.get()
    if listener is None:
        click.echo(line, err=not result)
    else:
        listener.lines.append(line)


def say_problem(problem: Problem) -> None:
    """Tell a problem; a screen shows which file it is in, but no lines and columns."""
    listener = _LISTENER.get()
    if listener is None:
        click.echo(str(problem), err=True)
    else:
        listener.lines.append(without_place(problem))


def say_how_to_go_on(line: str) -> None:
    """Tell which command leads on."""
    if _LISTENER.get() is None:
        click.echo(line, err=True)


def hand_out(path: object) -> None:
    """Give the name of a file that was made."""
    listener = _LISTENER.get()
    if listener is None:
        click.echo(visible(str(path)))
    else:
        listener.files.append(str(path))


def made_besides(path: object) -> None:
    """Name a file that goes with one that was handed out, where a screen shows them; the terminal lists the first."""
    listener = _LISTENER.get()
    if listener is not None:
        listener.files.append(str(path))


def can_ask() -> bool:
    """Tell whether somebody sits at a terminal and can be asked; a screen asks by itself."""
    return _LISTENER.get() is None and sys.stdin.isatty() and sys.stderr.isatty()


def can_show_progress() -> bool:
    """Tell whether a line can be drawn over and over while long work goes on."""
    return _LISTENER.get() is None and sys.stderr.isatty()
