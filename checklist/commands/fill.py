"""`checklist fill`: open or begin an answer file and answer it, in the terminal screen or line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

import click

from checklist.errors import wrong_usage
from checklist.language import _


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

        return run_plain(path, folder, begin, take_over)
    from checklist.tui.app import run_app

    return run_app(path, folder, begin, take_over)


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
        found = [key for key in library.reference.states if _named(library, key, text)]
        if len(found) == 1:
            return found[0]
        message = _("`{code}` is not a State").format(code=text.strip())
        raise wrong_usage(message, _("use the ISO 3166-1 alpha-3 code, such as FRA; XAA to XZZ are for exercises"))

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


def _named(library: object, key: str, text: str) -> bool:
    from checklist.content.library import Library
    from checklist.language import available

    assert isinstance(library, Library)
    wanted = text.strip().casefold()
    return any(library.reference.state_name(key, language).casefold() == wanted for language in available())


def _checked(text: str, check: Callable[[str], str]) -> str:
    from checklist.errors import ChecklistError

    try:
        return check(text)
    except ChecklistError as error:
        problem = error.problems[0]
        raise click.UsageError(f"{problem.message} ({problem.remedy})") from None
