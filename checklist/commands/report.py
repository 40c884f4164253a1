"""`checklist report`: the gap report of an answer file, as HTML and Markdown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from checklist.answering.answers import load
from checklist.answering.checks import check
from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem, Severity, wrong_usage
from checklist.language import _, preferred
from checklist.output.gap_document import FORMATS, USUAL, report_data, report_name, report_text, write_report
from checklist.safetext import visible


def report(
    paths: Sequence[str],
    library: Library,
    output: str | None = None,
    formats: Sequence[str] = (),
    language: str | None = None,
) -> int:
    """Write the gap report of each answer file and print where it lies, one path a line.

    Errors in the answers are told, and the report is written all the same.

    `output` is a folder (the default is `reports`), a file name that ends in a format, or `-` for standard output.
    """
    wanted, folder, name = _destination(output, formats, len(paths))
    stems = [_stem(path) for path in paths]
    if folder is not None and len(set(stems)) < len(stems):
        raise wrong_usage(
            _("two of the files have the same name; their reports would be one"), _("report them one by one")
        )
    problems: list[Problem] = []
    for path, stem in zip(paths, stems, strict=True):
        try:
            answers = load(path, library)
            problems += [found for found in check(answers, library.reference) if found.severity is Severity.ERROR]
            spoken = language or preferred(answers.file.language)
            data = report_data(answers, library, spoken)
            for format_ in wanted:
                text = report_text(data, format_)
                if folder is None:
                    click.echo(text, nl=False)
                    continue
                target = folder / (name or report_name(stem, spoken, format_))
                write_report(target, text, paths)
                click.echo(visible(str(target)))
        except ChecklistError as error:
            # One bad file does not keep the others from their reports.
            problems += error.problems
    if problems:
        raise ChecklistError(problems)
    return 0


def _stem(path: str) -> str:
    return Path(os.path.basename(path)).stem


def _destination(output: str | None, formats: Sequence[str], count: int) -> tuple[Sequence[str], Path | None, str]:
    """Return formats, folder (None: standard output) and file name (empty: made from that of the answers)."""
    if output == "-":
        if count > 1 or len(formats) > 1:
            raise wrong_usage(_("standard output takes one report only"), _("name one file and one format"))
        return formats or ["md"], None, ""
    suffix = Path(output or "").suffix.lstrip(".").lower()
    if output and suffix in FORMATS and not os.path.isdir(output):
        if count > 1 or (formats and list(formats) != [suffix]):
            raise wrong_usage(_("one file name was given for several reports"), _("give a folder with -o"))
        return [suffix], Path(output).parent, Path(output).name
    return formats or USUAL, Path(output or "reports"), ""
