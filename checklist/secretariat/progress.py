"""How far a command is, told at a terminal and nowhere else."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

import click


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
