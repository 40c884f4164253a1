"""The dossier: a State's other answer files of the same cycle, and what they already say on a matter."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from checklist.answering.answers import FORMAT, Answer, Evidence, Provision, load
from checklist.answering.progress import answer_of
from checklist.answering.session import Session
from checklist.content.questionnaire import Aspect, Item, Questionnaire
from checklist.content.related import Closeness, Relations
from checklist.errors import ChecklistError

MAX_FILES = 1000
"""Names looked at in one folder; a dossier holds one file for each questionnaire."""


class Sibling(NamedTuple):
    """Another answer file of the dossier."""

    name: str
    questionnaire: Questionnaire
    answers: dict[str, Answer]


class RelatedAnswer(NamedTuple):
    """An item near the one being answered, and what the dossier says on it."""

    questionnaire: Questionnaire
    item: Item
    closeness: Closeness
    answer: Answer
    file: str
    """Name of the file that holds the answer; empty for an item of the file that is open."""

    @property
    def answered(self) -> bool:
        """Whether anything is said."""
        return not self.answer.empty

    @property
    def offers(self) -> bool:
        """Whether there are provisions or evidence to take over."""
        return bool(self.answer.provisions or self.answer.evidence)


class Dossier:
    """What stands beside the file that a session has open. Nothing is read before `look`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._siblings: list[Sibling] = []
        self._relations: Relations | None = None

    @property
    def looked(self) -> bool:
        """Whether the folder has been read."""
        return self._relations is not None

    def look(self) -> None:
        """Read the other files of the dossier, from the folder of the open one; what cannot be read is left out.

        May run in another thread: what was read becomes visible all at once.
        """
        session = self._session
        siblings = list(_siblings(session))
        questionnaires = [session.questionnaire, *(sibling.questionnaire for sibling in siblings)]
        self._siblings = siblings
        self._relations = Relations(questionnaires, session.reference)

    def related(self, item: Item) -> list[RelatedAnswer]:
        """Return the items near `item` in the dossier, those with an answer first; empty before `look`."""
        if self._relations is None:
            return []
        session = self._session
        beside = {sibling.questionnaire.id: sibling for sibling in self._siblings}
        found = []
        for relation in self._relations.of(session.questionnaire, item):
            sibling = beside.get(relation.questionnaire.id)
            answers = sibling.answers if sibling else session.answers
            answer = answer_of(relation.item, answers)
            found.append(RelatedAnswer(*relation, answer, sibling.name if sibling else ""))
        return sorted(found, key=lambda related: not related.answered)

    def worth_telling(self, item: Item) -> list[RelatedAnswer]:
        """Return the related answers that stand in another file, or have law or evidence that `item` has not."""
        return [
            related
            for related in self.related(item)
            if related.answered and (related.file or any(self._new(item, related)))
        ]

    def _new(self, item: Item, related: RelatedAnswer) -> tuple[list[Provision], list[Evidence]]:
        """Return what a related answer has and `item` has not: laws where law is asked, evidence where practice is."""
        own = self._session.answer(item)
        law = Aspect.LAW in item.aspects or not item.aspects
        practice = Aspect.PRACTICE in item.aspects or not item.aspects
        return (
            [entry for entry in related.answer.provisions if law and entry not in own.provisions],
            [entry for entry in related.answer.evidence if practice and entry not in own.evidence],
        )

    def take_over(self, item: Item, related: RelatedAnswer) -> bool:
        """Add the provisions and evidence of a related answer to that of `item`; return whether anything was new."""
        own = self._session.answer(item)
        provisions, evidence = self._new(item, related)
        if not provisions and not evidence:
            return False
        self._session.change(item, provisions=(*own.provisions, *provisions), evidence=(*own.evidence, *evidence))
        return True


def _siblings(session: Session) -> Iterator[Sibling]:
    """Yield the newest answer file of each other questionnaire, for the same State and cycle."""
    newest: dict[str, tuple[float, Sibling]] = {}
    for path in _answer_files(session.store.path):
        try:
            other = load(str(path), session.library)
            changed = path.stat().st_mtime
        except (ChecklistError, OSError):
            continue  # a file that cannot be read is told of by `check`, not here
        if (other.file.state, other.file.cycle) != (session.state, session.cycle):
            continue
        identifier = other.questionnaire.id
        if identifier != session.questionnaire.id and changed >= newest.get(identifier, (0.0,))[0]:
            newest[identifier] = (changed, Sibling(path.name, other.questionnaire, dict(other.file.answers)))
    yield from (sibling for _changed, sibling in newest.values())


def _answer_files(own: Path) -> Iterator[Path]:
    """Yield the answer files in the folder of `own`, told by their first line; links are not followed."""
    folder = own.resolve().parent
    with contextlib.suppress(OSError):
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        for entry in entries[:MAX_FILES]:
            if not entry.name.endswith((".yaml", ".yml")) or entry.name.startswith(".") or entry.name == own.name:
                continue
            if entry.is_file(follow_symlinks=False) and _begins_as_answers(entry.path):
                yield Path(entry.path)


def _begins_as_answers(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return FORMAT.encode() in file.read(200)
    except OSError:
        return False
