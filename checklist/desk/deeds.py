"""What can be done with the files of a State from the desk: the commands, as a screen or a dialogue calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from checklist.answering.heading import ENDINGS

if TYPE_CHECKING:
    from checklist.answering.loading import Loaded
    from checklist.content.library import Library
    from checklist.exchange.sides import Conflict, Decision

    Decide = Callable[
        [Loaded, Sequence[Conflict], Library, str, Callable[[Mapping[str, Decision]], None]], dict[str, Decision]
    ]
    """Lets a person decide conflicts: `(whole, conflicts, library, by, keep)`. `keep` is called after every decision;
    what was decided is returned by the ids of the conflicts."""


RETURNED = (*ENDINGS, ".json", ".xlsx", ".csv", ".ods", ".xls", ".xlsm", ".zip")
"""What the names of parts and forms that come back end in."""


class Deed(StrEnum):
    """What can be done with a file, in the usual order of a national exercise."""

    ANSWER = "answer"
    GIVE = "give"
    BRING_BACK = "bring_back"
    EXPLAIN = "explain"
    REVIEW = "review"
    REPORT = "report"
    PLAN = "plan"
    SUBMIT = "submit"
    BEGIN_CYCLE = "begin_cycle"
    UPGRADE = "upgrade"


class Heard(NamedTuple):
    """What a command said while it ran."""

    lines: list[str]
    """What it told, line by line."""
    files: list[str]
    """The files that it made or changed."""


class Giving(NamedTuple):
    """How parts are given to ministries."""

    forms: Sequence[str] = ("html",)
    """Forms that go with each part, for whoever does not have the program: `html`, `xlsx`, `csv`."""
    note: str = "txt"
    """Format of the cover notes: `txt` or `docx`."""
    until: date | None = None
    """The day until which the parts are to be back."""
    address: str = ""
    """Where they are to be sent."""


class Paper(NamedTuple):
    """What is made of the answers to be read or handed on."""

    format: str = "html"
    """Format of the file, such as `html` or `docx`."""
    only: tuple[str, ...] = ()
    """Parts of the report that are wanted, such as the request; all, if left out."""
    public: bool = False
    """Whether it is to be published."""


class Deeds(Protocol):
    """What the commands do, for whoever stands above them.

    Every one returns whether it did all that was asked, and what it said. Raises `ChecklistError`; `AlreadyThere` where
    a file would be replaced, which `replace` allows.
    """

    def give(self, path: str, wish: Giving, replace: bool = False) -> tuple[bool, Heard]:
        """Make a part, its forms and its cover note for each institution that has questions."""

    def bring_back(self, path: str, files: Sequence[str], decide: Decide | None) -> tuple[bool, Heard]:
        """Bring parts and forms that came back into a file; without `decide` only say what would change."""

    def report(self, paths: Sequence[str], paper: Paper, replace: bool = False) -> tuple[bool, Heard]:
        """Write the gap report of a dossier, or a part of it, into the folder `reports` beside it."""

    def plan(self, paths: Sequence[str], replace: bool = False) -> tuple[bool, Heard]:
        """Make the action plan of a dossier with its workbook and calendar, or bring it up to date."""

    def bring_back_plan(self, path: str, books: Sequence[str], preview: bool) -> tuple[bool, Heard]:
        """Bring workbooks of a plan that were filled in back into it, or only say what would change."""

    def begin_cycle(self, path: str, cycle: str) -> tuple[bool, Heard]:
        """Begin a new cycle with the answers of this one."""

    def upgrade(self, path: str, preview: bool) -> tuple[bool, Heard]:
        """Bring a file to the version of the questionnaire that is installed, or only say what would become of it."""
