"""A document that a command prints, or writes to a file whose ending says the format."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import click

from checklist.answering.store import put
from checklist.commands.merge import require_free
from checklist.errors import wrong_usage
from checklist.language import _
from checklist.output.gap_report.documents import require_place
from checklist.safetext import visible


def format_meant(output: str | None, format_: str | None, formats: Collection[str]) -> str:
    """Return the format that is named, or that the ending of `output` says; text if neither does.

    Raises `ChecklistError` for an ending that is none of `formats`, or another than the one named.
    """
    suffix = Path(output or "").suffix.lstrip(".").lower()
    if output and output != "-" and (suffix not in formats or format_ not in (None, suffix)):
        raise wrong_usage(
            _("there is no format {suffix}").format(suffix=visible(suffix or output)),
            _("there are: {ids}").format(ids=", ".join(formats)),
        )
    return format_ or suffix or "txt"


def print_or_write(text: str, output: str | None, read: Iterable[str], force: bool, encoding: str = "utf-8") -> None:
    """Print a document, or write it to the file `output` and print its name.

    Raises `ChecklistError` if that is one of the files that were `read`, or is there already without `force`.
    """
    if not output or output == "-":
        click.echo(text, nl=False)
        return
    target = Path(output)
    require_place(target, list(read))
    require_free(target, force=force)
    put(target, text.encode(encoding))
    click.echo(visible(output))
