"""What goes wrong, said to a person: a problem with its place, and the one exception that carries problems."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from checklist.language import _
from checklist.safetext import one_line


class Severity(StrEnum):
    """How much a problem matters; only an error makes a file unusable or a check fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Problem(NamedTuple):
    """One thing that is wrong, where it stands, and what to do about it.

    `line` and `column` count from 1, as editors do; 0 means that the whole file is meant.
    """

    path: str
    line: int
    column: int
    severity: Severity
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = self.path or "-"
        if self.line:
            place += f":{self.line}:{self.column}"
        remedy = f" ({self.remedy})" if self.remedy else ""
        severity = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.NOTE: _("note")}[self.severity]
        return one_line(f"{place}: {severity}{_(': ')}{self.message}{remedy}")


def without_place(problem: Problem) -> str:
    """Return a problem in one sentence for people who see no files: its file's name, no folder, line or column."""
    name = os.path.basename(problem.path)
    remedy = f" ({problem.remedy})" if problem.remedy else ""
    return one_line(f"{name + _(': ') if name else ''}{problem.message}{remedy}")


class ChecklistError(Exception):
    """A fault of the input, not of the program: one or more problems for the user to mend."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ChecklistError], tuple[list[Problem]]]:
        """Let an error come back whole from a process that works for this one."""
        return type(self), (self.problems,)


def failure(message: str, remedy: str = "", path: str = "") -> ChecklistError:
    """Return an error that concerns a whole file or the whole command."""
    return ChecklistError([Problem(path, 0, 0, Severity.ERROR, message, remedy)])


class WrongUsage(ChecklistError):
    """The command was given something it cannot mean; nothing is wrong with any file."""


def wrong_usage(message: str, remedy: str = "") -> WrongUsage:
    """Return an error of the command line."""
    return WrongUsage([Problem("checklist", 0, 0, Severity.ERROR, message, remedy)])


class MachineFault(ChecklistError):
    """This computer could not read a file; whoever made the file has done nothing wrong, and it counts as nothing."""


def machine_fault(message: str, remedy: str, path: str) -> MachineFault:
    """Return the error for a file that this computer could not read."""
    return MachineFault([Problem(path, 0, 0, Severity.ERROR, message, remedy)])


class AlreadyThere(ChecklistError):
    """What is to be written would replace a file; whoever is asked, and wants that, can have it so."""


def already_there(message: str, remedy: str, path: str) -> AlreadyThere:
    """Return the error for a file that is in the way."""
    return AlreadyThere([Problem(path, 0, 0, Severity.ERROR, message, remedy)])


class InUse(ChecklistError):
    """Somebody else has the answer file open; nothing was touched."""
