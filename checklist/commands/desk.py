"""The commands as the desk calls them: the same functions, with what they say handed to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checklist.commands.speech import listening, say_problem
from checklist.desk.deeds import Giving, Heard, Paper
from checklist.errors import ChecklistError, Severity
from checklist.language import current
from checklist.system import disk

if TYPE_CHECKING:
    from checklist.content.library import Library
    from checklist.desk.deeds import Decide

# Each command is loaded when it is wanted: the first picture would have to wait for all of them.

YEARS = 5
"""Age from which evidence is pointed out when a new cycle begins."""


class DeskCommands:
    """What the desk can do with files, with the questionnaires of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def give(self, path: str, wish: Giving, replace: bool = False) -> tuple[bool, Heard]:
        """Make a part, its forms and its cover note for each institution that has questions."""
        from checklist.commands.split import SplitOptions, split
        from checklist.output.cover_note import Return

        back = Return(wish.until, wish.address)
        options = SplitOptions(back=back, forms=wish.forms, note=wish.note, force=replace, own=False)
        return _heard(lambda: split(path, self._library, None, options))

    def bring_back(self, path: str, files: Sequence[str], decide: Decide | None) -> tuple[bool, Heard]:
        """Bring parts and forms that came back into a file; without `decide` only say what would change."""
        from checklist.commands.merge import MergeOptions, merge_files

        options = MergeOptions(preview=decide is None, decide=decide, ask=False)
        return _heard(lambda: merge_files(path, files, self._library, options))

    def report(self, paths: Sequence[str], paper: Paper, replace: bool = False) -> tuple[bool, Heard]:
        """Write the gap report of a dossier, or a part of it, into the folder `reports` beside it."""
        from checklist.commands.report import ReportOptions, report

        wanted = ReportOptions((paper.format,), current(), public=paper.public, only=paper.only, force=replace)
        folder = Path(paths[0]).parent / "reports"
        output = folder
        if paper.only:
            stem = disk.portable_name("-".join((Path(paths[0]).stem, *paper.only)))
            folder.mkdir(exist_ok=True)
            output = folder / f"{stem}.{current()}.{paper.format}"
        return _heard(lambda: report(paths, self._library, str(output), wanted))

    def plan(self, paths: Sequence[str], replace: bool = False) -> tuple[bool, Heard]:
        """Make the action plan of a dossier with its workbook and calendar, or bring it up to date."""
        from checklist.commands.plan import FORMATS, plan

        return _heard(lambda: plan(paths, self._library, None, FORMATS, None, None, replace))

    def bring_back_plan(self, path: str, books: Sequence[str], preview: bool) -> tuple[bool, Heard]:
        """Bring workbooks of a plan that were filled in back into it, or only say what would change."""
        from checklist.commands.plan import import_plan

        return _heard(lambda: import_plan(path, books, preview, confirm=False, output=None))

    def begin_cycle(self, path: str, cycle: str) -> tuple[bool, Heard]:
        """Begin a new cycle with the answers of this one."""
        from checklist.commands.cycles import carry

        return _heard(lambda: carry(path, self._library, cycle, None, YEARS))

    def upgrade(self, path: str, preview: bool) -> tuple[bool, Heard]:
        """Bring a file to the version of the questionnaire that is installed, or only say what would become of it."""
        from checklist.commands.cycles import upgrade_file

        return _heard(lambda: upgrade_file(path, self._library, None, preview, as_json=False))


def _heard(command: Callable[[], int]) -> tuple[bool, Heard]:
    """Run a command and listen; whether it did all that was asked, and what it said.

    What it made before it found faults in the input counts: a report is written although answers are wrong.
    """
    with listening() as said:
        try:
            return command() == 0, said
        except ChecklistError as error:
            if not said.files:
                raise
            for problem in error.problems:
                if problem.severity is not Severity.NOTE:
                    say_problem(problem)
            return False, said
