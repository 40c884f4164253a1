"""`checklist fill`: open or begin an answer file and answer it, in the terminal screen or line by line."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from typing import NamedTuple

import click

from checklist.commands.program import program
from checklist.errors import wrong_usage
from checklist.language import _
from checklist.safetext import visible


class Begin(NamedTuple):
    """What the command line said about a file to begin; empty is asked for."""

    questionnaire: str = ""
    state: str = ""
    cycle: str = ""
    language: str = ""
    institution: str = ""


def fill(path: str, folder: str | None, begin: Begin, plain: bool = False, take_over: bool = False) -> int:
    """Answer the file at `path` until the user leaves; returns 0, or 130 when interrupted.

    The screen appears before the questionnaire is read, so that the wait for it is short. `folder` is the folder of
    questionnaires, the one that comes with the program if None.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if not plain and not interactive:
        raise wrong_usage(_("the questionnaire needs a terminal"), _("add --plain to answer line by line"))
    if not os.path.exists(path):
        begin = _complete(begin, folder, ask=sys.stdin.isatty())
    if plain:
        from checklist.plain import run_plain

        code = run_plain(path, folder, begin, take_over)
    else:
        from checklist.tui.app import run_app

        code = run_app(path, folder, begin, take_over)
    name = shlex.quote(visible(path))
    click.echo(_("To go on: {program} fill {file}").format(program=program(), file=name), err=True)
    click.echo(_("The gap report: {program} report {file}").format(program=program(), file=name), err=True)
    return code


def _complete(begin: Begin, folder: str | None, ask: bool) -> Begin:
    """Return `begin` with everything a new file needs, asked for where it was not said."""
    from datetime import datetime

    from checklist.answering.opening import NewFile
    from checklist.content.library import Library
    from checklist.language import current

    library = Library(folder)
    known = library.ids()

    def wanted(given: str, question: str, default: str | None, option: str, check: Callable[[str], str]) -> str:
        if given:
            return check(given)
        if not ask:
            raise wrong_usage(
                _("the file does not exist, and {option} was not given").format(option=option), _("add it")
            )
        return str(click.prompt(question, default=default, value_proc=lambda text: _checked(text, check), err=True))

    def state(text: str) -> str:
        code = text.strip().upper()
        if library.reference.knows_state(code):
            return code
        found = library.reference.states_named(text)
        if len(found) == 1:
            return found[0]
        message = _("`{code}` is not a State").format(code=text.strip())
        names = ", ".join(f"{library.reference.state_name(key, current())} ({key})" for key in found[:6])
        remedy = (
            _("did you mean: {names}?").format(names=names)
            if names
            else _("for example: Senegal, or SEN; XAA for an exercise")
        )
        raise wrong_usage(message, remedy)

    def cycle(text: str) -> str:
        if 0 < len(text.strip()) <= 20:
            return text.strip()
        raise wrong_usage(_("a cycle has 1 to 20 characters"), _("write the year, such as 2026"))

    def questionnaire(text: str) -> str:
        library.path(text.strip())
        return text.strip()

    click.echo(_("This begins a new answer file. Nothing is sent anywhere; it stays in that file."), err=True)
    default = known[0] if len(known) == 1 else None
    chosen = default if default and not begin.questionnaire else None
    fields = NewFile(
        questionnaire=chosen
        or wanted(
            begin.questionnaire,
            _("Questionnaire ({ids})").format(ids=", ".join(known)),
            "protocol",
            "--questionnaire",
            questionnaire,
        ),
        state=wanted(begin.state, _("State (name or three-letter code)"), None, "--state", state),
        cycle=wanted(begin.cycle, _("Reporting cycle"), str(datetime.now().astimezone().year), "--cycle", cycle),
        language=begin.language or current(),
        institution=begin.institution
        or (wanted("", _("Your institution (may be left empty)"), "", "", str.strip) if ask else ""),
    )
    return Begin(*fields)


def _checked(text: str, check: Callable[[str], str]) -> str:
    from checklist.errors import ChecklistError

    try:
        return check(text)
    except ChecklistError as error:
        problem = error.problems[0]
        raise click.UsageError(f"{problem.message} ({problem.remedy})") from None
