"""What stands beside the open file: the other answer files of the State, of this cycle and of earlier ones."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checklist.answering.answers import FORMAT, Answer, Evidence, Provision, Stage
from checklist.answering.heading import ENDINGS, named_in
from checklist.answering.kinds import ANSWERING
from checklist.answering.loading import load
from checklist.answering.progress import answer_of, is_stale
from checklist.answering.session import Session
from checklist.answering.upgrading import upgrade
from checklist.content.item import Aspect, Item
from checklist.content.questionnaire import Questionnaire
from checklist.content.related import Closeness, Relations
from checklist.errors import ChecklistError

MAX_FILES = 1000
"""Candidates looked at in one folder; a dossier holds one file for each questionnaire."""
MAX_READ = 3_000_000
"""Bytes read at most of all the other files together; the answers to one questionnaire rarely pass 0.2 MB."""
MAX_LAWS = 300
"""Laws that are offered at most."""
_HEAD = 2000


class Sibling(NamedTuple):
    """Another answer file of the State."""

    name: str
    cycle: str
    changed: float
    questionnaire: Questionnaire
    answers: dict[str, Answer]
    now: Mapping[str, Answer]
    """Its answers under the items of today, where it answers the same questionnaire in an earlier cycle."""
    weight: tuple[bool, bool]
    """Whether it was submitted, and whether it is more than one institution's part."""


class EarlierAnswer(NamedTuple):
    """What was answered to an item in an earlier cycle."""

    cycle: str
    answer: Answer
    reworded: bool
    """Whether the question has changed since."""


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
        """Whether there is a verdict, a value, or a reason for having none."""
        return self.answer.says(self.item)

    @property
    def offers(self) -> bool:
        """Whether there are provisions or evidence."""
        return bool(self.answer.provisions or self.answer.evidence)


class Neighbours:
    """What stands beside the file that a session has open. Nothing is read before `look`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stopped = False
        self._looking = threading.Lock()
        self._known: dict[tuple[str, int, int], Sibling | None] = {}
        self._siblings: dict[str, Sibling] = {}
        """The files of the dossier, by questionnaire."""
        self._earlier: list[Sibling] = []
        """Those of earlier cycles."""
        self._relations: Relations | None = None

    def stop(self) -> None:
        """Let `look`, which may be at work in another thread, come to an end after the file it is reading."""
        self._stopped = True

    def look(self) -> None:
        """Read the other files of the State in the folder of the open one, if they are new or have changed.

        What cannot be read is left out: `check` tells of it. May run in another thread: what was read becomes visible
        all at once.
        """
        with self._looking:
            self._look()

    def _look(self) -> None:
        session, read = self._session, Counter[bool]()
        siblings: dict[str, Sibling] = {}
        earlier: list[Sibling] = []
        for entry in _candidates(session):
            if self._stopped:
                break
            with contextlib.suppress(OSError):
                state = entry.stat(follow_symlinks=False)
                key = (entry.path, state.st_mtime_ns, state.st_size)
                if key not in self._known:
                    cycle = _cycle_named(entry.path, session)
                    if cycle is None:
                        self._known[key] = None
                        continue
                    # Earlier cycles take nothing from the limit of this one.
                    is_now = cycle == session.cycle
                    if read[is_now] + state.st_size > MAX_READ:
                        continue
                    self._known[key] = _sibling(entry, session, state.st_mtime)
                sibling = self._known[key]
                if sibling is not None:
                    read[sibling.cycle == session.cycle] += state.st_size
                if sibling is not None and sibling.cycle != session.cycle:
                    earlier.append(sibling)
                elif sibling is not None:
                    there = siblings.get(sibling.questionnaire.id)
                    if there is None or sibling.changed >= there.changed:
                        siblings[sibling.questionnaire.id] = sibling
        if self._relations is None or siblings != self._siblings:
            questionnaires = [session.questionnaire, *(sibling.questionnaire for sibling in siblings.values())]
            self._relations = Relations(questionnaires, session.reference)
            self._siblings = siblings
        self._earlier = earlier

    def laws_cited(self) -> list[str]:
        """Return the laws that the State cites, here and beside, those that it cites most often first."""
        files = [self._session.answers, *(one.answers for one in (*self._siblings.values(), *self._earlier))]
        cited = Counter(
            entry.law for answers in files for answer in answers.values() for entry in answer.provisions if entry.law
        )
        return sorted(cited, key=lambda law: (-cited[law], law))[:MAX_LAWS]

    def before(self, item: Item) -> EarlierAnswer | None:
        """Return what was answered to `item` in the latest earlier cycle that answered it; None before `look`.

        Nothing is returned where that answer was taken over and stands there still.
        """
        own, asked = self._session.answer(item), self._session.questionnaire.id
        files = [one for one in self._earlier if one.questionnaire.id == asked]
        for one in sorted(files, key=lambda file: (file.cycle, file.weight, file.changed), reverse=True):
            answer = answer_of(item, one.now)
            if answer.says(item):
                same = own.carried and all(
                    getattr(own, name) == getattr(answer, name) for name in (*ANSWERING, "reason")
                )
                cycle = answer.carried or one.cycle
                return None if same else EarlierAnswer(cycle, answer, is_stale(item, answer))
        return None

    def related(self, item: Item) -> list[RelatedAnswer]:
        """Return the items near `item` in the dossier, those with an answer first; empty before `look`."""
        if self._relations is None:
            return []
        session, found = self._session, []
        for relation in self._relations.of(session.questionnaire, item):
            sibling = self._siblings.get(relation.questionnaire.id)
            answers = sibling.answers if sibling else session.answers
            answer = answer_of(relation.item, answers)
            found.append(RelatedAnswer(*relation, answer, sibling.name if sibling else ""))
        return sorted(found, key=lambda related: not (related.answered or related.offers))

    def worth_telling(self, item: Item) -> list[RelatedAnswer]:
        """Return the related answers that stand in another file, or have law or evidence that `item` has not."""
        return [
            related
            for related in self.related(item)
            if any(self._new(item, related)) or (related.file and related.answered)
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
        """Add the provisions and evidence of a related answer to that of `item`; return whether anything was new.

        Raises `ValueError` where `Session.change` does.
        """
        own = self._session.answer(item)
        provisions, evidence = self._new(item, related)
        if not provisions and not evidence:
            return False
        self._session.change(item, provisions=(*own.provisions, *provisions), evidence=(*own.evidence, *evidence))
        return True


def _sibling(entry: os.DirEntry[str], session: Session, changed: float) -> Sibling | None:
    """Return another file of the State: of this cycle on another questionnaire, or of an earlier cycle; else None."""
    try:
        other = load(entry.path, session.library)
    except ChecklistError:
        return None
    cycle = other.file.cycle
    again = cycle == session.cycle and other.questionnaire.id == session.questionnaire.id
    if other.file.state != session.state or cycle > session.cycle or again:
        return None
    now: Mapping[str, Answer] = {}
    if cycle < session.cycle and other.questionnaire.id == session.questionnaire.id:
        now = upgrade(other.file, session.library.load(other.questionnaire.id)).file.answers
    weight = (other.file.stage == Stage.SUBMITTED, other.file.part is None)
    return Sibling(entry.name, cycle, changed, other.questionnaire, dict(other.file.answers), now, weight)


def _candidates(session: Session) -> Iterator[os.DirEntry[str]]:
    """Yield the YAML files beside the open one, at most `MAX_FILES`; links are not followed."""
    own, found = session.store.path, 0
    with contextlib.suppress(OSError), os.scandir(own.resolve().parent) as entries:
        for entry in entries:
            if not entry.name.endswith(ENDINGS) or entry.name.startswith(".") or entry.name == own.name:
                continue
            if entry.is_file(follow_symlinks=False):
                found += 1
                if found > MAX_FILES:
                    return
                yield entry


def _cycle_named(path: str, session: Session) -> str | None:
    """Return the cycle that the first lines of a file name, if it can be of use, so that others are not read whole."""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return None
    if FORMAT.encode() not in head:
        return None
    named = named_in(head)
    cycle = named.get("cycle", session.cycle)
    return cycle if named.get("state", session.state) == session.state and cycle <= session.cycle else None
