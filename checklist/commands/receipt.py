"""`checklist receipt`: what an answer file says of itself, what is wrong with it, and the code to read back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from checklist import words
from checklist.analysis.gaps import Standing, analyse, tally
from checklist.analysis.submission import named_in
from checklist.answering.answers import loaded
from checklist.answering.checks import check
from checklist.answering.readback import read_back_code
from checklist.answering.store import digest
from checklist.answering.values import is_time
from checklist.content.library import Library
from checklist.errors import ChecklistError, Severity
from checklist.language import _, language_name, ngettext, share
from checklist.safetext import one_line, visible
from checklist.yamlfile import parse, read_bytes


def receipt(path: str, library: Library, language: str, as_json: bool = False) -> int:
    """Print the receipt of an answer file; return 1 if it has an error. Raises `ChecklistError`."""
    content = read_bytes(path)
    try:
        answers = loaded(parse(content, visible(path)), library)
    except ChecklistError as error:
        return _of_no_form(path, content, error, as_json)
    file, questionnaire = answers.file, answers.questionnaire
    problems = [one for one in check(answers, library.reference) if one.severity is not Severity.NOTE]
    analysis = analyse(file, questionnaire, list(library.reference.domains))
    counted = tally(analysis.findings)
    data = {
        "file": visible(path),
        "state": file.state,
        "questionnaire": questionnaire.id,
        "version": file.questionnaire.version,
        "cycle": file.cycle,
        "language": file.language,
        "stage": file.stage,
        "respondents": [respondent.institution for respondent in file.respondents],
        "last_change": max((at for one in file.answers.values() if (at := one.at) and is_time(at)), default=""),
        "answered": analysis.completeness.answered,
        "asked": analysis.completeness.asked,
        "standings": {one.value: counted.count(one) for one in Standing if counted.count(one)},
        "needs": sum(len(answer.needs) for answer in file.answers.values()),
        "confidential": sum(answer.confidential for answer in file.answers.values()),
        "problems": [{**one._asdict(), "severity": one.severity.value} for one in problems],
        "sha256": digest(content),
        "code": read_back_code(file),
    }
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        name = library.reference.state_name(file.state, language)
        title = library.wording(questionnaire, language).title
        _print(_rows(data, f"{name} ({file.state})", title, language))
        for problem in problems:
            click.echo(str(problem))
    return 1 if any(one.severity is Severity.ERROR for one in problems) else 0


def _of_no_form(path: str, content: bytes, error: ChecklistError, as_json: bool) -> int:
    """Print what can be said of a file whose form is wrong; return 1."""
    problems = [{**one._asdict(), "severity": one.severity.value} for one in error.problems]
    mark = digest(content)
    data = {"file": visible(path), **named_in(content), "problems": problems, "sha256": mark, "code": ""}
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return 1
    named = {"state": _("State"), "questionnaire": _("Questionnaire"), "cycle": _("Cycle"), "language": _("Language")}
    rows = [(_("File"), visible(path)), *((named[key], text) for key, text in named_in(content).items())]
    rows += [("SHA-256", mark), (_("Read-back code"), "–"), (_("Problems"), _("the answers cannot be read"))]
    _print(rows)
    for problem in error.problems:
        click.echo(str(problem))
    return 1


def _print(rows: Sequence[tuple[str, str]]) -> None:
    width = max(len(label) for label, _value in rows) + 2
    for label, value in rows:
        click.echo(f"{label:<{width}}{one_line(value)}")


def _rows(data: dict[str, Any], state: str, title: str, language: str) -> list[tuple[str, str]]:
    """Return the rows of the receipt."""
    standings = ", ".join(f"{words.verdict(standing)} {count}" for standing, count in data["standings"].items())
    done = share(data["answered"], data["asked"], language)
    errors = sum(one["severity"] == "error" for one in data["problems"])
    warnings = len(data["problems"]) - errors
    found = _("none")
    if data["problems"]:
        found = ngettext("{count} error", "{count} errors", errors).format(count=errors)
        found += ", " + ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings)
    version = _("version {version}").format(version=visible(data["version"]))
    return [
        (_("File"), data["file"]),
        (_("State"), state),
        (_("Questionnaire"), f"{title}, {version}"),
        (_("Cycle"), visible(data["cycle"])),
        (_("Stage"), words.stage(data["stage"])),
        (_("Language"), language_name(data["language"], language)),
        (_("Answered by"), words.listed(map(visible, data["respondents"])) or "–"),
        (_("Last change"), visible(data["last_change"]) or "–"),
        (_("Questions answered"), f"{data['answered']} / {data['asked']} ({done})"),
        (_("Aspects"), standings or "–"),
        (_("Assistance wanted"), str(data["needs"])),
        (_("Confidential answers"), str(data["confidential"])),
        ("SHA-256", data["sha256"]),
        (_("Read-back code"), data["code"]),
        (_("Problems"), found),
    ]
