"""The gap report as a document: from answers to text, and to a file that appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checklist.analysis.gaps import analyse
from checklist.answering.answers import Loaded
from checklist.answering.store import reason_of, write_atomically
from checklist.content.library import Library, shipped
from checklist.errors import failure
from checklist.language import _, speaking
from checklist.output.gap_report import GapReport
from checklist.output.render import render

FORMATS = {"html": "gap-report.html", "md": "gap-report.md", "txt": "gap-report.txt"}
"""Report formats and their templates; a new text format is a template and a line here."""
USUAL = ("html", "md")
"""Formats that are written unless others are asked for."""


def report_data(answers: Loaded, library: Library, language: str) -> dict[str, Any]:
    """Return the data that the templates of the gap report read, in a language."""
    wording = library.wording(answers.questionnaire, language)
    analysis = analyse(answers.file, answers.questionnaire, list(library.reference.domains))
    with speaking(language):
        return GapReport(analysis, library.reference, wording, language).data()


def report_text(data: Mapping[str, Any], format_: str) -> str:
    """Return a report as text."""
    return render(FORMATS[format_], data, shipped("templates"))


def report_name(stem: str, language: str, format_: str) -> str:
    """Return the name of the file for a report on the answers in `STEM.yaml`."""
    return f"{stem}.{language}.{format_}"


def write_beside(answers: Loaded, library: Library, language: str, path: Path) -> list[Path]:
    """Write the usual reports into the folder `reports` beside the answer file `path`; return where they lie.

    Raises `ChecklistError`.
    """
    data, written = report_data(answers, library, language), []
    for format_ in USUAL:
        target = path.parent / "reports" / report_name(path.stem, language, format_)
        write_report(target, report_text(data, format_), [str(path)])
        written.append(target)
    return written


def write_report(path: Path, text: str, inputs: Sequence[str]) -> None:
    """Write a report, never over one of the answer files `inputs`. Raises `ChecklistError`; nothing is half-written."""
    if path.exists() and any(os.path.exists(given) and path.samefile(given) for given in inputs):
        raise failure(_("the report would overwrite the answers"), _("choose another place with -o"), str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode())
    except OSError as error:
        message = _("the report cannot be written: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose another place with -o"), str(path)) from None
