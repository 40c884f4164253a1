"""`checklist receipt`: what an answer file says of itself, what is wrong with it, and the code to read back."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from checklist.answering.heading import named_in
from checklist.answering.loading import loaded
from checklist.answering.store import digest
from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem
from checklist.language import _
from checklist.output.receipt import receipt_data, receipt_rows
from checklist.safetext import one_line, visible
from checklist.yamlfile import parse, read_bytes


def receipt(path: str, library: Library, language: str, as_json: bool = False) -> int:
    """Print the receipt of an answer file; return 1 if it has an error. Raises `ChecklistError`."""
    content = read_bytes(path)
    try:
        answers = loaded(parse(content, visible(path)), library)
    except ChecklistError as error:
        return _of_no_form(path, content, error, as_json)
    data = receipt_data(answers, library, path, content)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print(receipt_rows(data, library, language))
        for problem in data["problems"]:
            click.echo(str(Problem(**problem)))
    return 1 if any(problem["severity"] == "error" for problem in data["problems"]) else 0


def _of_no_form(path: str, content: bytes, error: ChecklistError, as_json: bool) -> int:
    """Print what can be said of a file whose form is wrong; return 1."""
    problems = [{**one._asdict(), "severity": one.severity.value} for one in error.problems]
    mark = digest(content)
    told = named_in(content)
    if as_json:
        data = {"file": visible(path), **told, "problems": problems, "sha256": mark, "code": ""}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return 1
    named = {"state": _("State"), "questionnaire": _("Questionnaire"), "cycle": _("Cycle"), "language": _("Language")}
    rows = [(_("File"), visible(path)), *((named[key], text) for key, text in told.items())]
    rows += [("SHA-256", mark), (_("Read-back code"), "–"), (_("Problems"), _("the answers cannot be read"))]
    _print(rows)
    for problem in error.problems:
        click.echo(str(problem))
    return 1


def _print(rows: Sequence[tuple[str, str]]) -> None:
    width = max(len(label) for label, _value in rows) + 2
    for label, value in rows:
        click.echo(f"{label:<{width}}{one_line(value)}")
