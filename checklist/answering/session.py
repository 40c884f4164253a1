"""One person answering one file: what every front end shows, and the only place that changes it."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from checklist.answering.answers import (
    Answer,
    AnswerFile,
    Asked,
    Loaded,
    Need,
    Part,
    Respondent,
    Sealed,
    answer_as_plain,
    asked_by,
    loaded,
    written,
)
from checklist.answering.checks import findings, handing_in_problems
from checklist.answering.filters import Filter, filters_for, fits
from checklist.answering.progress import Progress, State, answer_of, asked_items, is_stale, progress, state_of
from checklist.answering.store import Changed, Store, reason_of
from checklist.answering.submitting import reopened, submitted
from checklist.answering.values import FORMS, is_time, time_text
from checklist.content.library import Library
from checklist.content.overlay import Wording
from checklist.content.questionnaire import NONE_OF_THESE, Item, Section
from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import _, day_of, ngettext
from checklist.safetext import visible
from checklist.yamlfile import MAX_BYTES, parse

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now, UTC."""
    return datetime.now(UTC)


MARKS = frozenset({"review", "assigned", "confidential"})
"""Fields of an answer that are about it, not of it."""


class Snapshot(NamedTuple):
    """What a save writes: the revision it brings to the disk, and the file as it was then."""

    revision: int
    file: AnswerFile


class _Change(NamedTuple):
    item: str
    field: str
    before: Answer
    after: Answer


class Session:
    """An answer file while somebody works on it.

    Every change is in the journal on disk when `change` returns; `save` brings it into the file itself. A
    submitted file can be looked at, but not changed before it is opened again on purpose.
    """

    def __init__(self, store: Store, library: Library, file: AnswerFile, clock: Clock = utc_now) -> None:
        self.store, self.library = store, library
        self._clock = clock
        self.questionnaire = asked_by(file, library)
        self.reference = library.reference
        self._file = file
        self.answers: dict[str, Answer] = dict(file.answers)
        self.wording: Wording = library.wording(self.questionnaire, file.language)
        self.respondent = file.respondents[0].id if file.respondents else None
        if file.part and file.part.institution in {one.id for one in file.respondents}:
            self.respondent = file.part.institution
        self.revision = 0
        self.saved_revision = 0
        self._writing, self._written = threading.Lock(), 0
        self.trouble = ""
        """Why the last change or save did not reach the disk; empty when all is well."""
        self.notices: list[str] = []
        """What the user should be told on opening, such as changes recovered after a crash."""
        self.filters: frozenset[Filter] = frozenset()
        """What is looked at now; all that is asked if there are none."""
        self._told = 0
        self._tell_troubles()
        self._done: list[_Change] = []
        self._undone: list[_Change] = []

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
        return (self._file.submission or Sealed(at="")) if self._file.stage == "submitted" else None

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
        return asked_items(self.questionnaire, self.answers)

    def place_of(self, item: Item) -> tuple[int, int]:
        """Return which of the items asked in its section an item is, from 1, and how many these are; 0 if not asked."""
        section = self.questionnaire.section_of[item.id]
        ids = [entry.id for entry in self.asked() if self.questionnaire.section_of[entry.id] is section]
        return (ids.index(item.id) + 1 if item.id in ids else 0), len(ids)

    def state_of(self, item: Item) -> State:
        """Return how far an item has been answered."""
        return state_of(item, self.answer(item))

    def progress(self, section: Section | None = None) -> Progress:
        """Return how many of the items asked are answered, in all or in one section."""
        items: Iterable[Item] = self.asked()
        if section is not None:
            items = [item for item in items if self.questionnaire.section_of[item.id] is section]
        return progress(items, self.answers)

    def next_item(self, item: Item, step: int = 1) -> Item | None:
        """Return the nearest item after `item` (before it for step -1) that is looked at; None at the end."""
        order = list(self.questionnaire.items)
        here = order.index(item.id)
        ahead = order[here + 1 :] if step > 0 else order[:here][::-1]
        selected = {entry.id: entry for entry in self.selected()}
        return next((selected[identifier] for identifier in ahead if identifier in selected), None)

    def next_unanswered(self, item: Item | None) -> Item | None:
        """Return the next item looked at that is not fully answered, going round past the end; None when all are."""
        turned = self._turned(item, self.selected())
        return next((entry for entry in turned if self.state_of(entry) is not State.ANSWERED), None)

    def next_in_doubt(self, item: Item) -> Item | None:
        """Return the next item whose answer is to be confirmed, going round past the end; None when there is none."""
        turned = self._turned(item, self.asked())
        return next((one for one in turned if self.answer(one).carried or self.has_changed(one)), None)

    def _turned(self, item: Item | None, items: list[Item]) -> list[Item]:
        """Return items, those after `item` first."""
        order = {identifier: place for place, identifier in enumerate(self.questionnaire.items)}
        here = order[item.id] if item is not None else -1
        return [one for one in items if order[one.id] > here] + [one for one in items if order[one.id] <= here]

    def selected(self) -> list[Item]:
        """Return the items asked that pass all filters, in order; all that are asked without filters."""
        return [item for item in self.asked() if self._passes(item, self.filters)]

    def filters_offered(self) -> list[tuple[Filter, int]]:
        """Return each filter that can be of use, with the number of items it leaves together with those set."""
        asked = self.asked()
        return [
            (filter_, sum(self._passes(item, self.filters | {filter_}) for item in asked))
            for filter_ in filters_for(self.questionnaire, self.respondents)
        ]

    def _passes(self, item: Item, filters: Iterable[Filter]) -> bool:
        answer = self.answer(item)
        return all(fits(filter_, self.questionnaire, item, answer) for filter_ in filters)

    def last_changed(self) -> Item | None:
        """Return the item whose answer was changed last; None when nothing is answered yet."""
        items = self.questionnaire.items
        # What was taken over was answered in another cycle.
        given = {key: answer for key, answer in self.answers.items() if not answer.carried}
        stamped = [(answer.at, key) for key, answer in given.items() if answer.at and key in items]
        return self.questionnaire.items[max(stamped)[1]] if stamped else None

    def find(self, words: str) -> list[Item]:
        """Return the asked items whose id, question, guidance, basis or answer holds all of `words`, in any case.

        An item with that id comes first, then those whose question holds the words, then the others.
        """
        wanted = words.casefold().split()
        if not wanted:
            return self.asked()

        def haystack(item: Item) -> str:
            answer = answer_as_plain(self.answer(item))
            basis = " ".join(f"{basis.source} {basis.paragraph}" for basis in item.basis)
            texts = (item.id, self.wording.question(item).text, self.wording.guidance(item).text, basis)
            return " ".join((*texts, *map(str, answer.values()))).casefold()

        found = [item for item in self.asked() if all(word in haystack(item) for word in wanted)]

        def rank(item: Item) -> int:
            if item.id.casefold() == words.strip().casefold():
                return 0
            question = self.wording.question(item).text.casefold()
            return 1 if all(word in question for word in wanted) else 2

        return sorted(found, key=rank)

    def hidden(self, words: str) -> Item | None:
        """Return the item with this id if it is not asked, given the answers so far."""
        item = next((item for item in self.questionnaire if item.id.casefold() == words.strip().casefold()), None)
        return None if item is None or item in self.asked() else item

    def suggested_needs(self, item: Item) -> list[Need]:
        """Return the assistance that the questionnaire suggests for an item, without what is already wanted."""
        wanted = {need.domain for need in self.answer(item).needs}
        return [Need(domain=route.domain, kinds=route.kinds) for route in item.assistance if route.domain not in wanted]

    def problems(self) -> list[Problem]:
        """Return what `checklist check` would say of the file as it is now."""
        return [problem for _item, problem in self.findings()]

    def findings(self) -> list[tuple[Item | None, Problem]]:
        """Return the problems, each with the item it is about; None if it is about the whole file."""
        return list(findings(self.loaded(), self.reference))

    def loaded(self) -> Loaded:
        """Return the file as it is now, as if it had just been read."""
        return Loaded(parse(self.content(), self.store.name), self._current_file(), self.questionnaire)

    def has_changed(self, item: Item) -> bool:
        """Tell whether the question reads otherwise than when it was answered."""
        return is_stale(item, self.answer(item))

    # Changing

    def change(self, item: Item, **fields: Any) -> Answer:
        """Set fields of an item's answer (None, `()` or empty text clears one) and stamp it; return the new answer.

        The change is in the journal when this returns; if the disk refuses, it is kept in memory and `trouble` says
        why. Of "none of these" and other options, what was chosen last stays. Raises `ValueError` for values that the
        format does not know.
        """
        if self.submission:
            raise ValueError(_("the file has been submitted and is closed"))
        before = self.answer(item)
        chosen = tuple(fields.get("choices") or ())
        if NONE_OF_THESE in chosen and len(chosen) > 1:
            last = set(chosen) - set(before.choices)
            alone = NONE_OF_THESE in last
            fields["choices"] = tuple(one for one in chosen if (one == NONE_OF_THESE) is alone)
        # A mark says nothing of the answer: who gave it, and when, stays.
        stamps = {"by": self.respondent, "at": self._stamp(), "asked": item.fingerprint}
        if fields.keys() <= MARKS:
            stamps = {}
        values = {name: getattr(before, name) for name in Answer.model_fields}
        try:
            after = Answer.model_validate({**values, **stamps, **fields})
        except ValidationError as error:
            raise ValueError(error.errors(include_url=False)[0]["msg"]) from None
        if after.model_copy(update={"at": before.at, "by": before.by, "asked": before.asked}) == before:
            return before
        if after.empty:
            after = Answer()
        self._put(item.id, after)
        self._remember(_Change(item.id, ",".join(sorted(fields)), before, after))
        return after

    def confirm(self, item: Item) -> bool:
        """Say that an answer holds for this cycle and for the question as it reads now; return whether it was in doubt.

        Raises `ValueError` where `change` does.
        """
        before = self.answer(item)
        if before.carried:
            self.change(item, carried=None)
            return True
        if self.submission or not self.has_changed(item):
            return False
        after = before.model_copy(update={"by": self.respondent, "at": self._stamp(), "asked": item.fingerprint})
        self._put(item.id, after)
        self._remember(_Change(item.id, "asked", before, after))
        return True

    def recover(self, changes: Iterable[Mapping[str, Any]]) -> set[str] | None:
        """Take in the changes of a journal that a crash left behind; what is garbled in it is passed over.

        Returns the ids of the items whose answers differ now, or None if nothing at all does: a crash after the file
        was written, but before the journal was dropped, kept nothing back.
        """
        answers, institutions = dict(self.answers), self.respondents
        for change in changes:
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                for respondent in change.get("respondents", ()):
                    self._add_respondent(respondent["id"], respondent["institution"], respondent.get("name") or "")
            with contextlib.suppress(ValueError):
                if change.get("item") in self.questionnaire.items:
                    self._hold(change["item"], Answer.model_validate(change.get("answer")))
        found = {item for item in answers.keys() | self.answers.keys() if answers.get(item) != self.answers.get(item)}
        if not found and self.respondents == institutions:
            return None
        self.revision += 1
        return found

    def answer_as(self, identifier: str) -> None:
        """Stamp the answers from now on with this institution."""
        self.respondent = identifier

    def set_respondent(self, identifier: str | None, institution: str, name: str | None = None) -> str:
        """Add an institution that answers, or correct the one with an id; return its id.

        The name of the person stays as it is if none is given. Raises `ValueError` for one that is missing or too long.
        """
        if self.submission:
            raise ValueError(_("the file has been submitted and is closed"))
        before = self.respondents
        chosen = self._add_respondent(identifier, institution, name)
        if self.respondents != before:
            self.revision += 1
            self._note({"respondents": [respondent.model_dump(exclude_none=True) for respondent in self.respondents]})
        self.respondent = self.respondent or chosen
        return chosen

    def _add_respondent(self, identifier: str | None, institution: str, name: str | None) -> str:
        known = {respondent.id: respondent for respondent in self.respondents}
        chosen = identifier or next(f"r{number}" for number in range(1, 1000) if f"r{number}" not in known)
        try:
            person = name if name is not None or chosen not in known else known[chosen].name
            known[chosen] = Respondent.model_validate({"id": chosen, "institution": institution, "name": person})
            file = AnswerFile.model_validate({**dict(self._file), "respondents": tuple(known.values())})
        except ValidationError as error:
            raise ValueError(error.errors(include_url=False)[0]["msg"]) from None
        self._file = file
        return chosen

    def _stamp(self) -> str:
        return time_text(self._clock())

    def _remember(self, change: _Change) -> None:
        """Typing in one field, or in one entry of a list, is one step to undo, however many keys it took."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        typing = change.field in ("reason", "comment", "good_practice", "text", *FORMS)
        if change.field in ("provisions", "evidence", "needs", "considered", "breakdown"):
            before, after = (getattr(answer, change.field) for answer in (change.before, change.after))
            if isinstance(before, tuple):
                # A list that grew or shrank is a step of its own, and so is every entry.
                other = [place for place, (one, two) in enumerate(zip(before, after, strict=False)) if one != two]
                typing = len(before) == len(after) and len(other) == 1
                change = change._replace(field=f"{change.field} {other[0]}") if typing else change
            else:
                typing = bool(before) == bool(after)
        if last and typing and (last.item, last.field) == (change.item, change.field) and last.after == change.before:
            self._done[-1] = last._replace(after=change.after)
        else:
            self._done.append(change)

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

    def undo(self) -> Item | None:
        """Take back the last change and return its item; None when there is nothing to take back."""
        return self._step(self._done, self._undone, lambda change: change.before)

    def redo(self) -> Item | None:
        """Do again what was taken back last and return its item."""
        return self._step(self._undone, self._done, lambda change: change.after)

    def _step(self, source: list[_Change], target: list[_Change], pick: Callable[[_Change], Answer]) -> Item | None:
        if not source:
            return None
        change = source.pop()
        target.append(change)
        self._put(change.item, pick(change))
        return self.questionnaire.items[change.item]

    # Saving

    def _current_file(self) -> AnswerFile:
        if self.submission:
            return self._file
        whole = self.library.load(self.questionnaire.id)
        asked = Asked(id=whole.id, version=whole.version, fingerprint=whole.fingerprint)
        kept = self._file.questionnaire if self._file.questionnaire.version != self.questionnaire.version else asked
        return self._file.model_copy(update={"answers": dict(self.answers), "questionnaire": kept})

    def content(self) -> bytes:
        """Return the canonical text of the file as it is now."""
        return self._text_of(self._current_file())

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
        return Snapshot(self.revision, self._current_file())

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
            except Changed as error:
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

    # Handing in

    def obstacles(self) -> list[Problem]:
        """Return the errors for which the secretariat's program would set the file aside; it cannot be submitted so."""
        found = (*handing_in_problems(self.loaded()), *self.problems())
        return [problem for problem in found if problem.severity is Severity.ERROR]

    def submit(self) -> str:
        """Date, seal and close the file; return why that is not possible, or nothing once it is on disk so."""
        if self.part:
            return _("This file is a part made for one institution: send it back to whoever coordinates.")
        count = len(self.obstacles())
        if count:
            return ngettext(
                "There is {count} error to put right first: the secretariat's program would set the file aside.",
                "There are {count} errors to put right first: the secretariat's program would set the file aside.",
                count,
            ).format(count=count)
        newest = max((answer.at or "" for answer in self.answers.values()), default="")
        # A clock that was put back must not date the handing in before the answers.
        now = self._stamp()
        try:
            # The seal is put on what a reader of the file will find in it.
            file = loaded(parse(self.content(), self.store.name), self.library).file
        except ChecklistError as error:
            return error.problems[0].message
        at = max(now, newest) if is_time(newest) and day_of(newest) else now
        return "" if self._restage(submitted(file, at)) else self.trouble

    def reopen(self) -> bool:
        """Make a draft of a submitted file and keep it as handed in beside it; return whether that is on disk."""
        seal = self.submission
        if seal is None:
            return True
        code = seal.code if re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", seal.code or "") else "by-hand"
        try:
            kept = self.store.keep_copy(f"submitted-{code}", self.content())
        except OSError as error:
            self.trouble = reason_of(error)
            return False
        self.notices.append(_("The file as it was submitted is kept in {file}.").format(file=visible(kept.name)))
        return self._restage(reopened(self._current_file()))

    def _restage(self, file: AnswerFile) -> bool:
        before, self._file = self._file, file
        self.revision += 1
        if not self.save():
            self._file = before
            return False
        self._done.clear()
        self._undone.clear()
        return True

    def close(self) -> bool:
        """Save and give the file back; return whether everything is on disk."""
        done = self.saved or self.save()
        self.store.close()
        return done
