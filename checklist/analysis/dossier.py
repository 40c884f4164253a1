"""The dossier: a State's answer files of one cycle, told of in one report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from checklist.answering.loading import Loaded
from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import _
from checklist.safetext import visible


class Dossier(NamedTuple):
    """Answer files of one State and cycle, at most one for each questionnaire."""

    state: str
    cycle: str
    files: tuple[Loaded, ...]
    """In the order of the instruments they are about, treaties first."""

    @classmethod
    def of(cls, loaded: Loaded) -> Dossier:
        """Return the dossier that one file makes up."""
        return cls(loaded.file.state, loaded.file.cycle, (loaded,))

    @property
    def paths(self) -> list[str]:
        """Where the files lie."""
        return [loaded.document.path for loaded in self.files]


def dossiers(files: Iterable[Loaded], order: Sequence[str]) -> list[Dossier]:
    """Return the dossiers that files make up, by State and cycle; `order` is that of the instruments.

    Raises `ChecklistError` where two files of a dossier answer the same questionnaire: neither may count twice.
    """
    gathered: dict[tuple[str, str], dict[str, Loaded]] = {}
    problems = []
    for loaded in files:
        there = gathered.setdefault((loaded.file.state, loaded.file.cycle), {})
        twin = there.setdefault(loaded.questionnaire.id, loaded)
        if twin is not loaded:
            message = _("{other} answers the same questionnaire for the same State and cycle")
            remedy = _("name one of the two, so that nothing is counted twice")
            message = message.format(other=visible(twin.document.path))
            problems.append(Problem(loaded.document.path, 1, 1, Severity.ERROR, message, remedy))
    if problems:
        raise ChecklistError(problems)

    def rank(loaded: Loaded) -> int:
        instrument = loaded.questionnaire.instrument
        return order.index(instrument) if instrument in order else len(order)

    return [Dossier(state, cycle, tuple(sorted(of.values(), key=rank))) for (state, cycle), of in gathered.items()]
