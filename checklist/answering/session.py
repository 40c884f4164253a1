"""One person answering one file: the file and its changes. Every front end shows it, and only here is it changed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from checklist.answering.answers import (
    MARKS,
    Answer,
    AnswerFile,
    Asked,
    Clearance,
    Need,
    Part,
    Respondent,
    Sealed,
    Stage,
)
from checklist.answering.changes import AnswerChange, History, Step, prepared
from checklist.answering.clearing import in_order
from checklist.answering.loading import Loaded, asked_by
from checklist.answering.naming import with_respondent
from checklist.answering.progress import AnswerState, Progress, answer_of, asked_items, is_stale, progress, state_of
from checklist.answering.standing import is_gap, lacks_of, standing_of
from checklist.answering.store import ChangedOnDisk, Store, reason_of
from checklist.answering.text import answer_as_plain, written
from checklist.answering.values import time_text
from checklist.content.item import Item, kinds_by_domain
from checklist.content.library import Library
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Section
from checklist.language import _
from checklist.safetext import visible
from checklist.yamlfile import MAX_BYTES, Document

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now, UTC."""
    return datetime.now(UTC)


class Snapshot(NamedTuple):
    """What a save writes: the revision it brings to the disk, and the file as it was then."""

    revision: int
    file: AnswerFile


class Session:
    """An answer file while somebody works on it.

    Every change is in the journal on disk when `change` returns; `save` brings it into the file itself. A
    submitted file can be looked at, but not changed before it is opened again on purpose.
    """

    def __init__(
        self, store: Store, library: Library, file: AnswerFile, clock: Clock = utc_now, document: Document | None = None
    ) -> None:
        """Begin with a file as it was read from `document`, if it was there."""
        self.store, self.library = store, library
        self._clock, self._document = clock, document
        self.questionnaire = asked_by(file, library)
        self.reference = library.reference
        self._file = file
        self.answers: dict[str, Answer] = dict(file.answers)
        self.wording: Wording = library.wording(self.questionnaire, file.language)
        self.respondent = file.coordinator
        if file.part and file.part.institution in {one.id for one in file.respondents}:
            self.respondent = file.part.institution
        self.revision = 0
        self.saved_revision = 0
        self._asked: list[Item] = []
        self._asked_in = -1
        self._writing, self._written = threading.Lock(), 0
        self.trouble = ""
        """Why the last change or save did not reach the disk; empty when all is well."""
        self.notices: list[str] = []
        """What the user should be told on opening, such as changes recovered after a crash."""
        self.recovered = False
        """Whether there were such changes."""
        self._told = 0
        self._tell_troubles()
        self._history = History()

    # What the file is about

    @property
    def state(self) -> str:
        """The State's code."""
        return self._file.state

    @property
    def cycle(self) -> str:
        """The reporting cycle."""
        return self._file.cycle

    @property
    def submission(self) -> Sealed | None:
        """Date and seal of the handing in; an empty one where a file was only marked as submitted by hand."""
        return (self._file.submission or Sealed(at="")) if self._file.stage == Stage.SUBMITTED else None

    @property
    def respondents(self) -> tuple[Respondent, ...]:
        """The institutions that answer."""
        return self._file.respondents

    @property
    def part(self) -> Part | None:
        """Which part of the questionnaire the file answers, if it was made for one of several institutions."""
        return self._file.part

    @property
    def language(self) -> str:
        """The language that questions are shown in."""
        return self.wording.language

    def languages(self) -> list[str]:
        """Return the languages that the questions can be shown in."""
        return self.library.languages(self.questionnaire.id)

    def speak(self, language: str) -> None:
        """Show the questions in another language; the answers stay as they are."""
        self.wording = self.library.wording(self.questionnaire, language)
        self._tell_troubles()

    def _tell_troubles(self) -> None:
        """Tell of translations that could not be read, each once."""
        self.notices += [str(problem) for problem in self.library.troubles[self._told :]]
        self._told = len(self.library.troubles)

    # Reading

    def answer(self, item: Item) -> Answer:
        """Return the answer to an item, an empty one if there is none."""
        return answer_of(item, self.answers)

    def asked(self) -> list[Item]:
        """Return the items that are asked, given the answers so far, in order."""
        if self._asked_in != self.revision:
            self._asked, self._asked_in = asked_items(self.questionnaire, self.answers), self.revision
        return self._asked

    def place_of(self, item: Item) -> tuple[int, int]:
        """Return which of the items asked in its section an item is, from 1, and how many these are; 0 if not asked."""
        section = self.questionnaire.section_of[item.id]
        ids = [entry.id for entry in self.asked() if self.questionnaire.section_of[entry.id] is section]
        return (ids.index(item.id) + 1 if item.id in ids else 0), len(ids)

    def last_changed(self) -> Item | None:
        """Return the item whose answer was changed last by who answers here; None when nothing is answered yet."""
        items, before = self.questionnaire.items, self._file.before if self.part else {}
        # What was taken over was answered in another cycle, and what a part came with by whoever sent it.
        given = {key: one for key, one in self.answers.items() if not one.carried and one != before.get(key)}
        stamped = [(answer.at, key) for key, answer in given.items() if answer.at and key in items]
        return self.questionnaire.items[max(stamped)[1]] if stamped else None

    def state_of(self, item: Item) -> AnswerState:
        """Return how far an item has been answered."""
        return state_of(item, self.answer(item))

    def progress(self, section: Section | None = None) -> Progress:
        """Return how many of the items asked are answered, in all or in one section."""
        items: Iterable[Item] = self.asked()
        if section is not None:
            items = [item for item in items if self.questionnaire.section_of[item.id] is section]
        return progress(items, self.answers)

    def suggested_needs(self, item: Item) -> list[Need]:
        """Return the assistance that the questionnaire suggests against what is missing, without what is wanted."""
        answer = self.answer(item)
        wanted = {need.domain for need in answer.needs}
        stands = [(aspect, standing_of(item, aspect, answer)) for aspect in item.judged]
        missing = [lacks_of(aspect, standing) for aspect, standing in stands if is_gap(item, standing)]
        routes = self.reference.routes(item, frozenset().union(*missing)) if missing else item.assistance
        by_domain = kinds_by_domain(routes)
        return [Need(domain=domain, kinds=kinds) for domain, kinds in by_domain.items() if domain not in wanted]

    def loaded(self) -> Loaded:
        """Return the file as it is now, as if it had been read; what a draft says has no place in a file yet."""
        document = self._document if self.submission else None
        return Loaded(document or Document.nowhere(self.store.name), self.current_file(), self.questionnaire)

    def has_changed(self, item: Item) -> bool:
        """Tell whether the question reads otherwise than when it was answered."""
        return is_stale(item, self.answer(item))

    # Changing

    def change(self, item: Item, **fields: Any) -> Answer:
        """Set fields of an item's answer (None, `()` or empty text clears one) and stamp it; return the new answer.

        The change is in the journal when this returns; if the disk refuses, it is kept in memory and `trouble` says
        why. Raises `ValueError` for values that the format does not know.
        """
        change = self._prepared(item, fields)
        if change is None:
            return self.answer(item)
        self._put(item.id, change.after)
        self._history.add_typed(change)
        return change.after

    def change_many(self, wanted: Mapping[str, Mapping[str, Any]]) -> list[Item]:
        """Set fields of several answers, by the ids of their items, as one step to undo; return the items changed.

        An answer given so says of itself that nobody has looked at it, until somebody does; who is to answer is no
        answer. Raises `ValueError` as `change` does, before anything is changed.
        """
        changes = []
        for identifier, fields in wanted.items():
            unseen = {} if fields.keys() <= MARKS else {"unseen": True}
            change = self._prepared(self.questionnaire.items[identifier], {**fields, **unseen})
            if change:
                changes.append(change)
        for change in changes:
            self._put(change.item.id, change.after)
        if changes:
            self._history.add(tuple(changes))
        return [change.item for change in changes]

    def _prepared(self, item: Item, fields: dict[str, Any]) -> AnswerChange | None:
        """Return the change that setting fields makes, None if it makes none. Raises `ValueError`."""
        if self.submission:
            raise ValueError(_("the file has been submitted and is closed"))
        stamps = {"by": self.respondent, "at": self.now(), "asked": item.fingerprint}
        return prepared(item, self.answer(item), fields, stamps)

    def look_at(self, item: Item) -> bool:
        """Note that somebody looked at an answer that was given to several questions at once; return whether it was.

        Nothing is to be taken back of that.
        """
        before = self.answer(item)
        if self.submission or not before.unseen:
            return False
        self._put(item.id, before.model_copy(update={"unseen": False}))
        return True

    def confirm(self, item: Item) -> bool:
        """Say that an answer holds for this cycle and for the question as it reads now; return whether it was in doubt.

        Raises `ValueError` where `change` does.
        """
        before = self.answer(item)
        if before.carried:
            self.change(item, carried=None)
            return True
        if self.look_at(item):
            return True
        if self.submission or not self.has_changed(item):
            return False
        after = before.model_copy(update={"by": self.respondent, "at": self.now(), "asked": item.fingerprint})
        self._put(item.id, after)
        self._history.add_typed(AnswerChange(item, "asked", before, after))
        return True

    def recover(self, changes: Iterable[Mapping[str, Any]]) -> set[str] | None:
        """Take in the changes of a journal that a crash left behind; what is garbled in it is passed over.

        Returns the ids of the items whose answers differ now, or None if nothing at all does: a crash after the file
        was written, but before the journal was dropped, kept nothing back.
        """
        answers, before = dict(self.answers), (self.respondents, self.clearance)
        for change in changes:
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                for respondent in change.get("respondents", ()):
                    name, language = respondent.get("name") or "", respondent.get("language") or ""
                    self._add_respondent(respondent["id"], respondent["institution"], name, language)
            with contextlib.suppress(ValueError, TypeError):
                if "clearance" in change:
                    entries = tuple(map(Clearance.model_validate, change["clearance"]))
                    self._file = self._file.model_copy(update={"clearance": entries})
            with contextlib.suppress(ValueError):
                if change.get("item") in self.questionnaire.items:
                    self._hold(change["item"], Answer.model_validate(change.get("answer")))
        found = {item for item in answers.keys() | self.answers.keys() if answers.get(item) != self.answers.get(item)}
        if not found and (self.respondents, self.clearance) == before:
            return None
        self.revision += 1
        return found

    def answer_as(self, identifier: str) -> None:
        """Stamp the answers from now on with this institution."""
        self.respondent = identifier

    def set_respondent(
        self, identifier: str | None, institution: str, name: str | None = None, language: str | None = None
    ) -> str:
        """Add an institution that answers, or correct the one with an id; return its id.

        The name of the person and the language stay as they are if none is given; that of the file is left out. Raises
        `ValueError` for one that is missing, too long or no language.
        """
        if self.submission:
            raise ValueError(_("the file has been submitted and is closed"))
        before = self.respondents
        chosen = self._add_respondent(identifier, institution, name, language)
        if self.respondents != before:
            self.revision += 1
            self._note({"respondents": [respondent.model_dump(exclude_none=True) for respondent in self.respondents]})
        self.respondent = self.respondent or chosen
        return chosen

    @property
    def clearance(self) -> tuple[Clearance, ...]:
        """Who drafted, approved and cleared the answers, or is to."""
        return self._file.clearance

    def set_clearance(self, entries: Sequence[Clearance]) -> None:
        """Note who drafted, approved and cleared the answers. Raises `ValueError` for a file that is closed."""
        if self.submission:
            raise ValueError(_("the file has been submitted and is closed"))
        self._file = self._file.model_copy(update={"clearance": in_order(entries)})
        self.revision += 1
        self._note({"clearance": [entry.model_dump(exclude_none=True, mode="json") for entry in self.clearance]})

    def language_of(self, respondent: Respondent) -> str:
        """Return the language in which an institution answers."""
        return respondent.language or self._file.language

    def _add_respondent(self, identifier: str | None, institution: str, name: str | None, language: str | None) -> str:
        self._file, chosen = with_respondent(self._file, self.reference, identifier, institution, name, language)
        return chosen

    def now(self) -> str:
        """Return the time now, as answers bear it."""
        return time_text(self._clock())

    def _hold(self, identifier: str, answer: Answer) -> None:
        if answer == Answer():
            self.answers.pop(identifier, None)
        else:
            self.answers[identifier] = answer

    def _put(self, identifier: str, answer: Answer) -> None:
        self._hold(identifier, answer)
        self.revision += 1
        self._note({"item": identifier, "answer": answer_as_plain(answer)})

    def _note(self, entry: dict[str, Any]) -> None:
        try:
            self.store.note(entry)
            self.trouble = ""
        except OSError as error:
            self.trouble = reason_of(error)

    def undo(self) -> Step:
        """Take back the last step; return what that changed, `before` and `after` it, nothing if there is none."""
        return self._made(self._history.back())

    def redo(self) -> Step:
        """Do again the step that was taken back last; return what that changed, nothing if there is none."""
        return self._made(self._history.again())

    def _made(self, changes: Step) -> Step:
        for change in changes:
            self._put(change.item.id, change.after)
        return changes

    # Saving

    def current_file(self) -> AnswerFile:
        """Return the file as it is now."""
        if self.submission:
            return self._file
        whole = self.library.load(self.questionnaire.id)
        asked = Asked(id=whole.id, version=whole.version, fingerprint=whole.fingerprint)
        kept = self._file.questionnaire if self._file.questionnaire.version != self.questionnaire.version else asked
        return self._file.model_copy(update={"answers": dict(self.answers), "questionnaire": kept})

    def content(self) -> bytes:
        """Return the canonical text of the file as it is now."""
        return self._text_of(self.current_file())

    def _text_of(self, file: AnswerFile) -> bytes:
        return written(file, list(self.library.load(self.questionnaire.id).items))

    @property
    def saved(self) -> bool:
        """Whether the file on disk holds everything."""
        return self.saved_revision == self.revision

    def save(self) -> bool:
        """Bring every change into the file; return whether that worked, `trouble` saying why not."""
        snapshot = self.begin_save()
        return self.end_save(snapshot, self.write(snapshot))

    def begin_save(self) -> Snapshot:
        """Return what is to be written. First of three steps, for front ends that must not wait."""
        return Snapshot(self.revision, self.current_file())

    def write(self, snapshot: Snapshot) -> str:
        """Write a snapshot and return why that failed, or nothing. Second step; may run in another thread.

        Threads may come in any order: what is on disk is never replaced by something older.
        """
        with self._writing:
            if snapshot.revision < self._written:
                return ""
            failed = self._write(snapshot)
            if not failed:
                self._written = snapshot.revision
            return failed

    def _write(self, snapshot: Snapshot) -> str:
        try:
            content = self._text_of(snapshot.file)
            if len(content) > MAX_BYTES:
                return _("the answers pass 4 MB; shorten the longest texts")
            self.store.note_saving(content)
            try:
                self.store.save(content)
            except ChangedOnDisk as error:
                beside = self.store.save_beside(content)
                notice = _("From now on your answers are saved in {file}.").format(file=visible(beside.name))
                self.notices.append(f"{error.problems[0].message}. {notice}")
        except OSError as error:
            return reason_of(error)
        return ""

    def end_save(self, snapshot: Snapshot, failed: str) -> bool:
        """Take note of how the writing went. Third step."""
        self.trouble = failed
        if not failed:
            self.saved_revision = max(self.saved_revision, snapshot.revision)
            if self.saved:
                self.store.forget_journal()
        return not failed

    def restage(self, file: AnswerFile) -> bool:
        """Go on with the file at another stage; return whether it is on disk so. Nothing can be taken back then."""
        before, self._file, self._document = self._file, file, None
        self.revision += 1
        if not self.save():
            self._file = before
            return False
        self._history.forget()
        return True

    def close(self) -> bool:
        """Save and give the file back; return whether everything is on disk."""
        done = self.saved or self.save()
        self.store.close()
        return done
