"""The submissions that count, as the audience may see them, and the overview of a cycle made of them."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path

from checklist.content.library import Library
from checklist.secretariat.disclosure import Audience, for_publication
from checklist.secretariat.intake import IntakeTally
from checklist.secretariat.overview import Overview, overview
from checklist.secretariat.received import Fate
from checklist.secretariat.register import Register
from checklist.secretariat.rows import CountedFile
from checklist.secretariat.submission import Submission


class Counted:
    """What counts of what a register holds."""

    def __init__(self, register: Register, library: Library, told: IntakeTally, audience: Audience) -> None:
        self._register, self._library, self._tally, self._audience = register, library, told, audience

    def of(self, questionnaire: str, cycle: str) -> Iterator[Submission]:
        """Yield the submissions to a questionnaire for a cycle, by State."""
        for one in self._register.counted(questionnaire, cycle, Fate.COUNTED):
            yield for_publication(one, self._library.load(questionnaire)) if self._audience.is_public else one

    def every(self) -> Iterator[Submission]:
        """Yield all submissions, by questionnaire, cycle and State."""
        for questionnaire, cycle in sorted(self._tally.counted):
            yield from self.of(questionnaire, cycle)

    def sources(self, folder: str) -> Iterator[CountedFile]:
        """Yield the files below a folder that count, each with its standings, by questionnaire, cycle and State."""
        lines = (line for line in self._register.lines("subject") if line.fate == Fate.COUNTED)
        for line, submission in zip(lines, self.every(), strict=True):
            yield CountedFile(str(Path(folder) / line.name), line.digest, submission.standings)

    def overview(self, cycle: str, earlier: str, sent: Set[str]) -> Overview:
        """Return the overview of a cycle, compared with an earlier one: the one named, or else the last before it.

        `sent` are the States that sent anything.
        """
        order = list(self._library.reference.sources)
        questionnaires = sorted(
            (self._library.load(identifier) for identifier in self._library.ids()),
            key=lambda one: order.index(one.instrument) if one.instrument in order else len(order),
        )
        before = {}
        for one in questionnaires:
            cycles = (other for of, other in self._tally.counted if of == one.id and other < cycle)
            if last := earlier or max(cycles, default=""):
                before[one.id] = (last, list(self.of(one.id, last)))
        return overview(
            cycle,
            {one.id: list(self.of(one.id, cycle)) for one in questionnaires},
            before,
            questionnaires,
            self._library.reference,
            sent,
        )
