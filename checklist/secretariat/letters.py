"""What is sent back for a file that was set aside: the data of the letter that says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import Path

from checklist.content.library import Library
from checklist.content.reference import Reference
from checklist.errors import Problem, Severity
from checklist.language import _
from checklist.safetext import visible
from checklist.secretariat.fates import Fate
from checklist.secretariat.judging import state_named
from checklist.secretariat.register import Line, problems_from_json
from checklist.secretariat.shape import FileProblem, LetterData

MAX_NAME = 120
"""Bytes of the name of a list to be sent back."""
PROBLEMS_SHOWN = 300
"""Problems told of one file."""


def letter(line: Line, library: Library, language: str) -> LetterData:
    """Return what is told of a file that was set aside."""
    reference, problems = library.reference, problems_from_json(line.problems, "") or [_trouble(line)]
    questionnaire = library.load(line.questionnaire) if line.questionnaire in library else None
    wording = library.wording(questionnaire, language) if questionnaire else None

    def told(problem: Problem) -> FileProblem:
        message = _readable(problem.message)
        item = questionnaire.items.get(message.split(":")[0]) if questionnaire else None
        return {
            "line": problem.line,
            "column": problem.column,
            "message": message,
            "remedy": _readable(problem.remedy),
            "question": wording.question(item).text if wording and item else "",
        }

    names = [
        reference.state_name(state, language) if reference.knows_state(state) else visible(state)
        for state in states_meant(line, reference)
    ]
    return {
        "language": language,
        "states": [name for name in names if name],
        "name": visible(line.name),
        "questionnaire": wording.title if wording else visible(line.questionnaire),
        "cycle": visible(line.cycle),
        "digest": line.digest,
        "count": len(problems),
        "checkable": Fate(line.fate) in (Fate.REJECTED, Fate.CHANGED),
        "problems": [told(problem) for problem in problems[:PROBLEMS_SHOWN]],
        "more": max(len(problems) - PROBLEMS_SHOWN, 0),
    }


def _trouble(line: Line) -> Problem:
    """Return why a file without an error is set aside: who handed it in cannot be known."""
    message, remedy = {
        Fate.UNSEALED: (
            _("the file is marked as submitted, but bears no seal: it was not submitted in the program"),
            _("open it with `checklist fill FILE --reopen`, submit it there, and send it again"),
        ),
        Fate.UNSIGNED: (
            _("the file bears no signature"),
            _("sign it with `checklist submit FILE --key KEY`, and send it again"),
        ),
        Fate.UNVERIFIED: (
            _("the file is signed by the key {key}, which was not enrolled for the State when it arrived").format(
                key=line.signer
            ),
            _("send the fingerprint of your key through the diplomatic channel, or sign with the key that is enrolled"),
        ),
    }[Fate(line.fate)]
    return Problem("", 0, 0, Severity.ERROR, message, remedy)


def letter_name(line: Line, reference: Reference, taken: Set[str]) -> str:
    """Return a plain file name that is not `taken` by another letter, whatever the case of its letters."""
    wished = f"{states_meant(line, reference)[0] or 'unknown'}-{Path(line.name).stem}"
    flat = "".join(character if character.isalnum() or character in "-_." else "_" for character in wished)
    flat = flat.encode("utf-8", "replace")[:MAX_NAME].decode("utf-8", "ignore")
    name, number = flat, 1
    while name.casefold() in taken:
        number += 1
        name = f"{flat}-{number}"
    return name


def states_meant(line: Line, reference: Reference) -> list[str]:
    """Return the States that a file may be of: by its content, by its name."""
    named, known = state_named(line.name), reference.knows_state
    by_name = [named] if known(named) and line.state not in (named, "") else []
    return [*([line.state] if known(line.state) else []), *by_name] or [named]


def _readable(text: str) -> str:
    """Return a message with quotation marks in the place of the marks that only programs and programmers read."""
    return re.sub(r"`([^`]*)`", lambda match: _("“{text}”").format(text=match[1]), text)
