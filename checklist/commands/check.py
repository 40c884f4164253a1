"""`checklist check`: answer files, questionnaires, overlays and reference data, every problem at its place."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from checklist.answering.answers import FORMAT
from checklist.answering.checks import check as check_answers
from checklist.answering.checks import clock_problems
from checklist.answering.heading import ENDINGS
from checklist.answering.loading import loaded
from checklist.commands.printing import Destination, json_text, print_or_write
from checklist.content.library import Library
from checklist.content.overlay import LANGUAGE_CODE
from checklist.errors import ChecklistError, MachineFault, Problem, Severity, failure
from checklist.language import _, current, ngettext
from checklist.planning.plan import FORMAT as PLAN
from checklist.planning.plan import load_plan
from checklist.safetext import visible
from checklist.system import disk
from checklist.yamlfile import read

SHOWN = 200
"""Problems shown of one file; `--json` gives all."""


def check(paths: Sequence[str], library: Library, to: Destination, as_json: bool = False, notes: bool = True) -> int:
    """Check files, and every `.yaml` file below folders; return 1 if any has an error, 0 otherwise.

    The problems go to standard error, or, as JSON or to a file, where `to` says. Without `notes` these are only counted
    on standard error.
    """
    files = list(yaml_files(paths))
    if not files:
        raise failure(_("there is no .yaml file here"), _("check the name of the folder"), ", ".join(paths))
    # A file that several others point to is found wrong with each of them; it is told and counted once.
    found = (problem for path in files for problem in problems_of(path, library))
    problems = list({(os.path.abspath(problem.path), *problem[1:]): problem for problem in found}.values())
    counts = Counter(problem.severity for problem in problems)
    if as_json:
        rows = [{**problem._asdict(), "severity": problem.severity.value} for problem in problems]
        print_or_write(json_text(rows), to, files)
    elif to.output:
        print_or_write("".join(f"{problem}\n" for problem in problems), to, files)
    if not as_json and not to.output:
        by_file: dict[str, list[Problem]] = {}
        for problem in (one for one in problems if notes or one.severity is not Severity.NOTE):
            by_file.setdefault(problem.path, []).append(problem)
        for path, of_file in by_file.items():
            for problem in of_file[:SHOWN]:
                click.echo(str(problem), err=True)
            if len(of_file) > SHOWN:
                click.echo(_("{path}: and {count} more").format(path=path, count=len(of_file) - SHOWN), err=True)
    if not as_json:
        click.echo(_summary(len(files), counts), err=True)
    return 1 if counts[Severity.ERROR] else 0


def _summary(files: int, counts: Counter[Severity]) -> str:
    checked = ngettext("{count} file checked", "{count} files checked", files).format(count=files)
    errors, warnings, notes = (counts[severity] for severity in Severity)
    found = _("no problems")
    if errors or warnings:
        found = ngettext("{count} error", "{count} errors", errors).format(count=errors)
        found += ", " + ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings)
    if notes:
        found += ", " + ngettext("{count} note", "{count} notes", notes).format(count=notes)
    return f"{checked}{_(': ')}{found}"


def yaml_files(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files meant, those of a folder in order; links out of a folder are not followed.

    What office programs leave beside documents is passed over; with a note, where it is named.
    """
    for path in paths:
        if os.path.isdir(path):
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    full = os.path.join(folder, name)
                    if _is_meant(name) and not os.path.islink(full):
                        yield full
        elif disk.left_beside(os.path.basename(path)):
            message = _("an office program left this file beside a document; it is passed over")
            click.echo(str(Problem(visible(path), 0, 0, Severity.NOTE, message)), err=True)
        else:
            yield path


def _is_meant(name: str) -> bool:
    return name.endswith(ENDINGS) and not name.startswith(".") and not disk.left_beside(name)


def problems_of(path: str, library: Library) -> Iterator[Problem]:
    """Yield every problem of one file, whichever of the formats it has."""
    try:
        document = read(path)
        # Where the line `format:` was lost, an answer file is still told from a questionnaire.
        if document.top.get("format") == PLAN:
            load_plan(document)
        elif document.top.get("format", FORMAT if {"state", "answers"} & document.top.keys() else "") == FORMAT:
            answers = loaded(document, library)
            wording = library.wording(library.load(answers.questionnaire.id), current())
            yield from check_answers(answers, library.reference, wording)
            yield from clock_problems(answers, datetime.now(UTC))
        else:
            yield from _home_of(Path(path)).problems(Path(path))
    except MachineFault:
        raise
    except ChecklistError as error:
        yield from error.problems


def _home_of(path: Path) -> Library:
    """Return the library of the folder that holds a questionnaire, so that a copy elsewhere is checked as a whole."""
    folder = path.resolve().parent
    within = "reference" if folder.name == "reference" else ""
    language = folder.parent if within else folder
    if LANGUAGE_CODE.fullmatch(language.name) and (language.parent / within / path.name).is_file():
        return Library(language.parent)
    for candidate in (folder, folder.parent):
        if (candidate / "reference").is_dir():
            return Library(candidate)
    return Library(folder)
