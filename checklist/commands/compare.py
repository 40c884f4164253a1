"""`checklist compare`: two answer files side by side."""

from __future__ import annotations

from pathlib import Path

import click

from checklist.analysis.comparison import compare_files
from checklist.answering.loading import load
from checklist.answering.store import put
from checklist.commands.merge import require_free
from checklist.content.library import Library
from checklist.errors import wrong_usage
from checklist.language import _, preferred
from checklist.output.comparison import FORMATS, comparison_text
from checklist.output.gap_report.documents import require_place
from checklist.safetext import visible


def compare(
    old: str, new: str, library: Library, output: str | None, format_: str | None, language: str | None, force: bool
) -> int:
    """Print two answer files side by side, or write that to the file `output`; its ending says the format."""
    suffix = Path(output or "").suffix.lstrip(".").lower()
    if output and output != "-" and (suffix not in FORMATS or format_ not in (None, suffix)):
        raise wrong_usage(
            _("there is no format {suffix}").format(suffix=visible(suffix or output)),
            _("there are: {ids}").format(ids=", ".join(FORMATS)),
        )
    first, second = (load(path, library) for path in (old, new))
    spoken = language or preferred(second.file.language)
    text = comparison_text(compare_files(first, second), library, spoken, format_ or suffix or "txt")
    if not output or output == "-":
        click.echo(text, nl=False)
        return 0
    target = Path(output)
    require_place(target, [old, new])
    require_free(target, force=force)
    put(target, text.encode())
    click.echo(visible(output))
    return 0
