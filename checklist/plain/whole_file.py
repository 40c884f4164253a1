"""Commands of the dialogue that are about the whole file: what is wrong, review, clearance, handing in, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from checklist import words
from checklist.analysis.dossier import Dossier
from checklist.answering.answers import Answer
from checklist.answering.clearing import act_words, clearance_text, entry_of
from checklist.answering.handing_in import Handover, contradictions_of, findings_of, hand_over, obstacles
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.answering.summary import (
    part_text,
    problem_text,
    recapitulation,
)
from checklist.content.item import Item
from checklist.errors import ChecklistError
from checklist.language import _
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import report_text, write_beside
from checklist.output.receipt import receipt_data, receipt_rows
from checklist.plain.voice import ERASE, Left, Voice, number_meant
from checklist.safetext import one_line, shortened, visible
from checklist.signing.encryption import encrypted
from checklist.signing.keys import SigningKey, needs_passphrase


class WholeFile:
    """Tells how the file stands, and hands it in."""

    def __init__(self, session: Session, voice: Voice, save: Callable[[], object]) -> None:
        """`save` brings what was changed to the disk, and says if that fails."""
        self._session, self._voice, self._save = session, voice, save
        self._handover = Handover()

    def list_items(self, items: Iterable[Item]) -> None:
        """Say the ids and questions of items."""
        for item in items:
            self._voice.say(f"  {item.id}  {self._session.wording.question(item).text}")

    def problems(self, _rest: str) -> None:
        """Say what is wrong or looks odd, and which answers cannot stand together."""
        session, problems = self._session, findings_of(self._session)
        for item, problem in problems:
            message, remedy = problem_text(item, problem, session.answer(item) if item else Answer())
            about = f" – {item.id}, {shortened(session.wording.question(item).text, 80)}" if item else ""
            told = f"{message} ({remedy})" if remedy else message
            self._voice.say(f"  {words.severity(problem.severity.value)}{_(': ')}{told}{about}")
        contradictions = contradictions_of(self._session)
        if contradictions:
            self._voice.say(_("Answers that cannot stand together") + f" ({len(contradictions)}){_(':')}")
        for rule, *items in contradictions:
            self._voice.say(f"  {one_line(self._session.wording.contradiction(rule))}")
            self.list_items([item for item in items if item])
        if not problems and not contradictions:
            self._voice.say(_("no problems"))

    def review(self, rest: str) -> None:
        """Say what is missing or odd, and what is not answered."""
        session = self._session
        self._voice.say(recapitulation(session))
        self.problems(rest)
        waiting = [item for item in session.asked() if session.state_of(item) is not AnswerState.ANSWERED]
        if waiting:
            self._voice.say(_("Not, or not fully, answered") + f" ({len(waiting)}){_(':')}")
            self.list_items(waiting)
        self._voice.say(_("To go to one: :go and its short name, as it stands before the question"))

    def submit(self, rest: str) -> None:
        """Date, seal and close the file, if the user says so."""
        session = self._session
        if session.part:
            self._voice.refuse(part_text())
            return
        self._voice.say(recapitulation(session))
        self.problems(rest)
        if obstacles(session):
            self._voice.refuse(_("NOT SUBMITTED: {reason}").format(reason=hand_over(session, Handover())))
            return
        self._voice.say(_("The file gets the date and a fingerprint and is closed. Nothing is sent."))
        word = _("submit")
        label = _("To submit, type the word {word}").format(word=word)
        if self._voice.read(label, commands=False).casefold() not in (word, "submit"):
            self._voice.refuse(_("Not submitted."))
            return
        reason = hand_over(session, self._handover)
        if reason:
            self._voice.refuse(_("NOT SUBMITTED: {reason}").format(reason=reason))
            return
        self._voice.tell(self._session.notices)
        self.say_receipt()
        raise Left

    def clearance(self, rest: str) -> None:
        """Say who drafted, approved and cleared the answers, or note it: step; institution; function; date."""
        session = self._session
        if rest.startswith(ERASE):
            number = number_meant(rest[1:].strip(), len(session.clearance))
            if not number:
                self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(session.clearance)))
                return
            session.set_clearance([*session.clearance[: number - 1], *session.clearance[number:]])
            self._save()
        elif rest:
            step, *more = (part.strip() for part in rest.split(";"))
            names = {word.casefold(): act.value for act, word in act_words().items()}
            if step.casefold() not in names and step not in names.values():
                self._voice.refuse(_("The first part is the step: {words}").format(words=", ".join(names)))
                return
            fields = dict(zip(("institution", "function", "date"), more, strict=False))
            try:
                entry = entry_of({"act": names.get(step.casefold(), step), **fields})
                same = (entry.act, entry.institution, entry.function)
                others = [one for one in session.clearance if (one.act, one.institution, one.function) != same]
                session.set_clearance([*others, entry])
            except ValueError as error:
                self._voice.refuse(_("NOT SAVED: {reason}").format(reason=error))
                return
            self._save()
        for number, entry in enumerate(session.clearance, 1):
            self._voice.say(f"  -{number} " + _("takes away") + f"{_(': ')}{clearance_text(entry, session.language)}")
        if not session.clearance:
            example = _(":clearance approved; Ministry of Justice; Minister; 2026-03-14")
            self._voice.say(_("Nobody is noted. Example: {line}").format(line=example))

    def sign(self, rest: str) -> None:
        """Sign when the file is submitted, with the key in a file; without one, not any more."""
        try:
            wanted = bool(rest) and needs_passphrase(rest)
            passphrase = self._voice.read_secret(_("Passphrase")) if wanted else ""
            if rest:
                SigningKey.read(rest, passphrase)
        except ChecklistError as error:
            self._voice.refuse(f"{error.problems[0].message} ({error.problems[0].remedy})")
            return
        self._handover = self._handover._replace(key=rest, passphrase=passphrase)
        told = _("When you submit, the file is signed with {file}.") if rest else _("The file will not be signed.")
        self._voice.say(told.format(file=visible(rest)))

    def encrypt(self, rest: str) -> None:
        """Write an encrypted copy when the file is submitted, for a recipient; without one, not any more."""
        try:
            if rest:
                encrypted(b"", [rest])
        except ChecklistError as error:
            self._voice.refuse(f"{error.problems[0].message} ({error.problems[0].remedy})")
            return
        self._handover = self._handover._replace(recipient=rest)
        self._voice.say(_("When you submit, a copy is encrypted.") if rest else _("No copy will be encrypted."))

    def say_receipt(self) -> None:
        """Say what the file says of itself, with the code to read back."""
        session = self._session
        path, content = str(session.store.path), session.content()
        data = receipt_data(session.loaded(), session.library, path, content)
        for label, text in receipt_rows(data, session.library, session.language):
            self._voice.say(f"{label}{_(': ')}{one_line(text)}")

    def report(self, _rest: str) -> None:
        """Say the gap report."""
        session = self._session
        data = report_data(Dossier.of(session.loaded()), session.library, session.language)
        for line in report_text(data, "txt").rstrip().split("\n"):
            self._voice.say(line)

    def export(self, rest: str) -> None:
        """Write the gap report beside the file; `replace` replaces what lies there."""
        session, replace = self._session, rest == "replace"
        try:
            paths = write_beside(session.loaded(), session.library, session.language, session.store.path, replace)
        except FileExistsError as error:
            self._voice.say(_("{name} is there already; :export replace replaces it").format(name=visible(str(error))))
            return
        except ChecklistError as error:
            self._voice.say(str(error))
            return
        for path in paths:
            self._voice.say(str(path))
