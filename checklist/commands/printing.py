"""A document that a command prints, or writes to a file whose ending says the format."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import click

from checklist.commands.speech import hand_out
from checklist.errors import already_there, failure, wrong_usage
from checklist.language import _
from checklist.safetext import visible


class Destination(NamedTuple):
    """Where a document goes that a command makes."""

    output: str | None = None
    """The file; standard output if there is none, or `-`."""
    force: bool = False
    """Whether a file that is there already is replaced."""


def format_meant(output: str | None, format_: str | None, formats: Collection[str]) -> str:
    """Return the format that is named, or that the ending of `output` says; text if neither does.

    Raises `ChecklistError` for an ending that is none of `formats`, or another than the one named.
    """
    suffix = Path(output or "").suffix.lstrip(".").lower()
    suffix = "html" if suffix == "htm" else suffix
    if output and output != "-" and (suffix not in formats or format_ not in (None, suffix)):
        raise wrong_usage(
            _("there is no format {suffix}").format(suffix=visible(suffix or output)),
            _("there are: {ids}").format(ids=", ".join(formats)),
        )
    return format_ or suffix or "txt"


def json_text(data: Any, indent: int = 2) -> str:
    """Return data as JSON that people can read too, with a line end."""
    return json.dumps(data, ensure_ascii=False, indent=indent) + "\n"


def print_or_write(text: str, to: Destination, read: Iterable[str] = (), encoding: str = "utf-8") -> None:
    """Print a document, or write it to a file and print its name.

    Raises `ChecklistError` if that is one of the files that were `read`, holds answers or a questionnaire, or is there
    already and is not to be replaced.
    """
    if not to.output or to.output == "-":
        click.echo(text, nl=False)
        return
    write_file(text.encode(encoding, errors="backslashreplace"), to, read)


def write_file(content: bytes, to: Destination, read: Iterable[str] = ()) -> None:
    """Write a document to the file that is named, and print its name. Raises `ChecklistError` as `print_or_write`."""
    # What only a file needs is loaded only for one.
    from checklist.answering.store import put
    from checklist.output.gap_report.documents import require_place

    output = str(to.output)
    target = Path(output)
    require_place(target, list(read))
    if target.is_symlink():
        raise failure(_("the document would overwrite this"), _("choose another place with -o"), visible(output))
    require_free(target, force=to.force)
    put(target, content)
    hand_out(output)


def require_free(target: Path, source: str = "", force: bool | None = None) -> None:
    """Raise `ChecklistError` if a file to be written is there already and is not `source`, the one that was read.

    `force` says whether it may be replaced; None where the command knows no such option.
    """
    if target.exists() and not force and os.path.realpath(target) != os.path.realpath(source):
        replace = _("--force replaces it, -o chooses another place")
        remedy = _("choose another name with -o") if force is None else replace
        raise already_there(_("the file is there already"), remedy, visible(str(target)))
    if not target.parent.is_dir():
        raise failure(_("the folder does not exist"), _("create it, or choose another"), visible(str(target.parent)))
