"""The dialogue: one item after the other, and the commands by which one goes elsewhere, reviews and submits."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn, TextIO

from checklist import language, words
from checklist.analysis.dossier import Dossier
from checklist.answering.answers import Answer, NoAnswer
from checklist.answering.changes import AnswerChange
from checklist.answering.clearing import act_words, clearance_text, entry_of
from checklist.answering.earlier import earlier_text
from checklist.answering.handing_in import Handover, contradictions_of, findings_of, hand_over, obstacles, reopen
from checklist.answering.neighbours import Neighbours, RelatedAnswer
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.progress import AnswerState
from checklist.answering.recent import remember, tour_as_left
from checklist.answering.session import Session
from checklist.answering.summary import (
    entry_lines,
    filter_text,
    part_text,
    problem_text,
    recapitulation,
    redone_text,
    short_answer,
    undone_text,
)
from checklist.content.citations import origins
from checklist.content.item import LAW_AND_PRACTICE, Item, Verdict
from checklist.content.library import Library
from checklist.content.texts import said
from checklist.errors import ChecklistError, failure
from checklist.language import UN_LANGUAGES, _
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import report_text, write_beside
from checklist.output.receipt import receipt_data, receipt_rows
from checklist.plain.questions import Questions
from checklist.plain.together import Together
from checklist.plain.voice import ERASE, Left, Moved, Voice, number_meant
from checklist.safetext import one_line, shortened, visible
from checklist.signing.encryption import encrypted
from checklist.signing.keys import SigningKey, needs_passphrase
from checklist.system.signals import ending_in_order

_ALONE = frozenset(
    (
        *("next", "back", "unanswered", "guidance", "about", "meanings", "clear", "flag", "confidential", "confirm"),
        *("undo", "redo", "quit"),
    )
)
"""Commands behind which nothing can stand."""
_PATIENCE = 1.0
"""Seconds that a question waits at most for what stands beside the file."""
MAX_FOUND = 30
"""Items that a search lists."""


def run_plain(
    path: str,
    library: Library,
    begin: NewFile,
    take_over: bool = False,
    again: bool = False,
    wish: str = "",
    at_once: str = "",
) -> int:
    """Ask line by line on standard input and output; returns the exit code. Every answer is saved before the next.

    `again` opens a submitted file as a draft; `wish` is spoken instead of the language of the file; `at_once` is a
    command that comes before the first question.
    """
    session = open_session(path, library, lambda: begin, take_over)
    spoken = language.preferred(wish, session.language, language.current())
    language.use(spoken)
    session.speak(spoken)
    if session.submission and not (again and reopen(session)):
        session.close()
        if session.trouble:
            raise failure(_("NOT SAVED: {reason}").format(reason=session.trouble), "", visible(path))
        Dialogue(session, sys.stdin, sys.stdout).say_receipt()
        message, remedy = _("the file has been submitted and is closed"), _("add --reopen to open it again, on purpose")
        raise failure(message, remedy, visible(path))
    return Dialogue(session, sys.stdin, sys.stdout, begin.round, at_once).run()


class Dialogue:
    """Asks one item after the other; lines beginning with a colon are commands."""

    def __init__(self, session: Session, source: TextIO, target: TextIO, begun: str = "", at_once: str = "") -> None:
        """Ask for the answers of a session; `begun` is the round of a file that is new, `at_once` a first command."""
        self._session, self._tour = session, tour_as_left(session, begun)
        self._voice = Voice(source, target)
        self._voice.command = self._command
        self._neighbours = Neighbours(session)
        self._at_once = at_once
        self._together = Together(self._tour, self._voice)
        self._questions = Questions(self._tour, self._voice, self._laws, self._said_before)
        self._looking = threading.Thread(target=self._neighbours.look, daemon=True)
        self._commands: dict[str, Callable[[str], None]] = {
            "next": lambda _rest: self._go(self._tour.next_item(self._item), _("This is the last item.")),
            "back": lambda _rest: self._go(self._tour.next_item(self._item, -1), _("This is the first item.")),
            "unanswered": lambda _rest: self._go(self._tour.next_unanswered(self._item), _("Every item is answered.")),
            "go": self._go_to,
            "find": self._find,
            "filter": self._filter,
            "round": self._round,
            "many": self._many,
            "contents": self._contents,
            "guidance": lambda _rest: self._guidance(),
            "meanings": lambda _rest: self._meanings(),
            "about": lambda _rest: self._questions.about(self._item),
            "clear": lambda _rest: self._questions.clear(self._item),
            "flag": lambda _rest: self._switch("review"),
            "confidential": lambda _rest: self._switch("confidential"),
            "confirm": self._confirm,
            "assign": self._assign,
            "who": self._who,
            "domains": self._domains,
            "related": self._related,
            "take": self._take,
            "undo": lambda _rest: self._go_back(self._session.undo(), undone_text),
            "redo": lambda _rest: self._go_back(self._session.redo(), redone_text),
            "problems": self._problems,
            "review": self._review,
            "clearance": self._clearance,
            "sign": self._sign,
            "encrypt": self._encrypt,
            "submit": self._submit,
            "report": self._report,
            "export": self._export,
            "language": self._language,
            "help": lambda _rest: self._help(),
            "quit": self._quit,
        }
        self._item: Item
        self._handover = Handover()

    # The dialogue

    def run(self) -> int:
        """Ask until the user leaves or the input ends; returns 0, or 130 when interrupted.

        Nobody hears what a script is told: it ends, with 1, at the first line that was not understood.
        """
        session, code = self._session, 0
        # Only leave when asked to end: the session may be in the middle of a change, and is closed on the way out.
        with ending_in_order():
            try:
                self._looking.start()
                self._begin()
                first = self._tour.next_unanswered(None) or next(iter(self._tour.selected()), None)
                self._item = first or session.asked()[0]
                while True:
                    try:
                        at_once, self._at_once = self._at_once, ""
                        if at_once:
                            self._command(at_once)
                        self._questions.ask(self._item)
                        self._item = self._tour.next_item(self._item) or self._at_the_end()
                    except Moved as moved:
                        self._item = moved.item or self._item
            except Left:
                pass
            except KeyboardInterrupt:
                code = 130
            finally:
                self._neighbours.stop()
                kept = session.close()
                remember(self._tour)
        file = visible(str(session.store.path))
        if kept:
            self._say(_("Saved in {file}.").format(file=file))
        else:
            self._say(_("NOT SAVED: {reason}").format(reason=session.trouble))
            code = code or 1
        if self._voice.stopped:
            told = _(
                "Line {line} was not understood, and nothing after it was read. Correct it, and run the rest again."
            )
            self._say(told.format(line=self._voice.line))
            code = code or 1
        return code

    def _at_the_end(self) -> NoReturn:
        """Ask what to do after the last item; only a command leads on."""
        self._say(_("That was the last item."))
        label = _("What next: :unanswered, :review, :submit or :quit")
        if self._session.part:
            self._say(part_text())
            label = _("What next: :unanswered, :review or :quit")
        while True:
            if self._voice.read(label):
                self._voice.refuse(_("Only a command leads on from here."))

    def _begin(self) -> None:
        session = self._session
        self._say(session.wording.title)
        self._say(f"{session.reference.state_name(session.state, session.language)}, {visible(session.cycle)}")
        self._voice.tell(self._session.notices)
        done = session.progress()
        self._say(_("{answered} of {asked} items").format(answered=done.answered, asked=done.asked))
        self._say(
            _(
                "Enter keeps an answer and goes on. :meanings says what the answers mean, :help lists the commands, "
                ":quit leaves."
            )
        )

    def _say(self, text: str) -> None:
        self._voice.say(text)

    # Going elsewhere

    def _command(self, text: str) -> None:
        name, _blank, rest = text.partition(" ")
        found = [command for command in self._commands if command.startswith(name.casefold())] if name else []
        if len(found) == 1 or name in self._commands:
            command = name if name in self._commands else found[0]
            if rest.strip() and command in _ALONE:
                self._voice.refuse(_("`:{name}` stands alone, and is about this item.").format(name=command))
                return
            self._commands[command](rest.strip())
        elif found:
            listed = ", ".join(f":{command}" for command in found)
            self._voice.refuse(_("`:{name}` can mean {commands}.").format(name=name, commands=listed))
        else:
            self._voice.refuse(_("There is no command `:{name}`; :help lists them.").format(name=name))

    def _go(self, item: Item | None, nothing: str) -> None:
        if item is None:
            if self._tour.filters:
                nothing += " " + _("Only some items are looked at; :filter off takes the filters away.")
            self._voice.refuse(nothing)
            return
        raise Moved(item)

    def _go_back(self, changes: Sequence[AnswerChange], told: Callable[[Session, Sequence[AnswerChange]], str]) -> None:
        if not changes:
            self._say(_("There is nothing to take back."))
            return
        self._questions.save()
        self._voice.say_wrapped(told(self._session, changes))
        raise Moved(None if any(change.item is self._item for change in changes) else changes[0].item)

    def _go_to(self, rest: str) -> None:
        hidden = self._tour.hidden(rest)
        if hidden is not None and hidden.ask_if is not None:
            others = ", ".join(dict.fromkeys(test.item for test in hidden.ask_if.tests))
            told = _("{item} is asked only after certain answers to {others}")
            self._voice.refuse(told.format(item=hidden.id, others=others))
            return
        asked = self._session.asked()
        item = {one.id.casefold(): one for one in asked}.get(rest.casefold())
        if item is None and (number := number_meant(rest, len(asked))):
            item = asked[number - 1]
        if item is None:
            told = _(
                "No question has the number or the id “{given}”. Give a number from 1 to {count}, or look for it: "
                ":find and a word of the question, or :contents, which lists all of them."
            )
            self._voice.refuse(told.format(given=visible(rest), count=len(asked)))
            return
        raise Moved(item)

    def _find(self, rest: str) -> None:
        found = self._tour.find(rest)
        if not found:
            self._say(_("nothing found"))
            return
        self._list(found[:MAX_FOUND])
        if len(found) > MAX_FOUND:
            self._say(_("  … and {count} more").format(count=len(found) - MAX_FOUND))
        self._say(_("To go to one: :go and its short name, as it stands before the question"))

    def _list(self, items: list[Item]) -> None:
        for item in items:
            self._say(f"  {item.id}  {self._session.wording.question(item).text}")

    def _contents(self, _rest: str) -> None:
        session = self._session
        for section in session.questionnaire.sections:
            done = session.progress(section)
            if done.asked:
                counted = _("{answered} of {asked}").format(answered=done.answered, asked=done.asked)
                self._say(f"  {session.wording.section(section)}{_(': ')}{counted}")
                here = {item.id for item in section.items}
                self._list([item for item in self._tour.selected() if item.id in here])

    def _filter(self, rest: str) -> None:
        offered = self._tour.filters_offered()
        if rest.casefold() in ("off", "0", "-"):
            self._tour.filters = frozenset()
        elif rest:
            numbers = [number_meant(word, len(offered)) for word in rest.replace(",", " ").split()]
            if not all(numbers):
                self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(offered)))
                return
            self._tour.filters = frozenset(offered[number - 1][0] for number in numbers)
        self._say_filters()
        if rest:
            selected = self._tour.selected()
            self._say(_("Items left: {count}").format(count=len(selected)))
            if selected and self._item not in selected:
                raise Moved(self._tour.next_item(self._item) or selected[0])

    def _round(self, rest: str) -> None:
        if self._together.round(rest):
            selected = self._tour.selected()
            if selected and self._item not in selected:
                raise Moved(self._tour.next_unanswered(self._item) or selected[0])

    def _many(self, rest: str) -> None:
        if self._together.many(rest):
            self._questions.save()

    def _say_filters(self) -> None:
        session = self._session
        for number, (filter_, count) in enumerate(self._tour.filters_offered(), 1):
            mark = " [" + _("chosen") + "]" if filter_ in self._tour.filters else ""
            self._say(f"  {number} {filter_text(session, filter_)}{_(': ')}{count}{mark}")
        self._say(_("To set some: :filter and their numbers; to take all away: :filter off"))

    # The item

    def _guidance(self) -> None:
        session = self._session
        text = session.wording.guidance(self._item)
        self._voice.say_wrapped(text.text + words.translation_mark(text.state))
        for use in self._item.resources:
            resource = session.reference.resources.get(use.id)
            if resource:
                self._say("  " + _("Tools") + _(": ") + said(resource.name, session.language))
        for line in origins(self._item.basis, session.reference.sources, session.language):
            self._say("  " + line)

    def _meanings(self) -> None:
        for code in (one for one in Verdict if one.value not in tuple(NoAnswer)):
            for aspect in LAW_AND_PRACTICE:
                named = f"{words.verdict(code)}, {words.aspect_within(aspect)}"
                self._voice.say_wrapped(f"{named}{_(': ')}{words.meaning(code, aspect)}")
        for reason in (*NoAnswer, "unanswered"):
            self._voice.say_wrapped(f"{words.verdict(reason)}{_(': ')}{words.meaning(reason, '')}")
        for level in self._session.questionnaire.levels:
            self._voice.say_wrapped(f"{words.level(level)}{_(': ')}{words.level_in_short(level)}")

    def _switch(self, mark: str) -> None:
        item = self._item
        self._questions.change(item, **{mark: not getattr(self._session.answer(item), mark)})
        on = getattr(self._session.answer(item), mark)
        told = _("{mark}: yes") if on else _("{mark}: no")
        self._say(told.format(mark=words.field(mark)))

    def _confirm(self, _rest: str) -> None:
        if self._session.confirm(self._item):
            self._questions.save()
            self._say(_("Confirmed: {item}").format(item=self._item.id))
            following = self._tour.next_in_doubt(self._item)
            if following is not None:
                self._say(_("The next one to confirm: :go {item}").format(item=following.id))
        else:
            self._say(_("There is nothing to confirm here."))

    def _institutions(self) -> None:
        session = self._session
        for number, one in enumerate(session.respondents, 1):
            mark = " [" + _("answers now") + "]" if one.id == session.respondent else ""
            self._say(f"  {number} {one_line(one.institution)} ({session.language_of(one)}){mark}")

    def _who(self, rest: str) -> None:
        session = self._session
        if rest:
            known = session.respondents
            first, _blank, spoken = rest.partition(" ")
            wrong, _sign, right = rest.partition("=")
            place = number_meant(wrong.strip(), len(known))
            if spoken in UN_LANGUAGES and (number := number_meant(first, len(known))):
                one = known[number - 1]
                session.set_respondent(one.id, one.institution, language=spoken)
                self._questions.save()
            elif place and right.strip():
                self._set_institution(known[place - 1].id, right.strip())
            elif number := number_meant(rest, len(known)):
                session.answer_as(known[number - 1].id)
            elif rest.isdecimal():
                self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(known)))
            else:
                self._set_institution(None, rest)
        self._institutions()
        told = _("To answer as one: :who and its number; to add one: :who and its name; language of one: :who 2 fr")
        self._say(told)
        self._say(_("To correct the name of one: :who 2 = the right name"))

    def _set_institution(self, identifier: str | None, name: str) -> None:
        try:
            self._session.set_respondent(identifier, name)
        except ValueError as error:
            self._voice.refuse(_("NOT SAVED: {reason}").format(reason=error))
        self._questions.save()

    def _assign(self, rest: str) -> None:
        session = self._session
        known = session.respondents
        rest, _semicolon, chapters = (part.strip() for part in rest.partition(";"))
        number = number_meant(rest, len(known))
        if number and chapters:
            if self._together.assign(known[number - 1].id, chapters):
                self._questions.save()
            return
        if number:
            self._questions.change(self._item, assigned=known[number - 1].id)
        elif rest == "-":
            self._questions.change(self._item, assigned=None)
        else:
            if rest:
                self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(known)))
            self._institutions()
            self._say(_("To assign the item: :assign and a number; :assign - takes it back; :who adds an institution"))
            self._say(_("To assign chapters: :assign 2; 3 4"))
            return
        names = {one.id: one.institution for one in known}
        assigned = session.answer(self._item).assigned
        self._say(f"{words.field('assigned')}{_(': ')}{one_line(names.get(assigned or '', '–'))}")

    def _domains(self, _rest: str) -> None:
        reference, spoken = self._session.reference, self._session.language
        for number, domain in enumerate(reference.domains, 1):
            self._say(f"  d{number} {reference.domain_name(domain, spoken)}")
        for number, kind in enumerate(reference.kinds, 1):
            self._say(f"  k{number} {reference.kind_name(kind, spoken)}")

    def _laws(self) -> list[str]:
        """Return the laws that the State cites already, here and in the files beside."""
        self._neighbours.look()
        return self._neighbours.laws_cited()

    def _said_before(self, item: Item) -> str:
        """Return what was answered in an earlier cycle, as soon as the files beside are read; nobody waits for many."""
        self._looking.join(_PATIENCE)
        earlier = self._neighbours.before(item)
        return earlier_text(item, earlier, self._session.wording) if earlier else ""

    def _found_related(self) -> list[RelatedAnswer]:
        self._neighbours.look()
        return self._neighbours.related(self._item)

    def _related(self, _rest: str) -> None:
        session, related = self._session, self._found_related()
        for number, entry in enumerate(related, 1):
            wording = session.library.wording(entry.questionnaire, session.language)
            self._say(f"  {number} {wording.short_title}, {entry.item.id}  {wording.question(entry.item).text}")
            self._say("    " + short_answer(entry.item, entry.answer, wording))
            for line in (*entry_lines(entry.answer, "provisions"), *entry_lines(entry.answer, "evidence")):
                self._say("    - " + line)
        if related:
            self._say(_("To take over the law and evidence of one: :take and its number"))
        else:
            self._say(_("No other item that you answer is on this matter."))

    def _take(self, rest: str) -> None:
        related = self._found_related()
        number = number_meant(rest, len(related))
        if not number:
            self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(related)))
            return
        entry = related[number - 1]
        try:
            taken = self._neighbours.take_over(self._item, entry)
        except ValueError as error:
            self._voice.refuse(_("NOT SAVED: {reason}").format(reason=error))
            return
        if not taken:
            there = _("This item has that law and evidence already.")
            self._say(there if entry.offers else _("There is no law or evidence to take over."))
        elif self._questions.save():
            self._say(_("Taken over from {item}. :undo takes it back.").format(item=entry.item.id))

    # The whole file

    def _problems(self, _rest: str) -> None:
        session, problems = self._session, findings_of(self._session)
        for item, problem in problems:
            message, remedy = problem_text(item, problem, session.answer(item) if item else Answer())
            about = f" – {item.id}, {shortened(session.wording.question(item).text, 80)}" if item else ""
            told = f"{message} ({remedy})" if remedy else message
            self._say(f"  {words.severity(problem.severity.value)}{_(': ')}{told}{about}")
        contradictions = contradictions_of(self._session)
        if contradictions:
            self._say(_("Answers that cannot stand together") + f" ({len(contradictions)}){_(':')}")
        for rule, *items in contradictions:
            self._say(f"  {one_line(self._session.wording.contradiction(rule))}")
            self._list([item for item in items if item])
        if not problems and not contradictions:
            self._say(_("no problems"))

    def _review(self, rest: str) -> None:
        session = self._session
        self._say(recapitulation(session))
        self._problems(rest)
        waiting = [item for item in session.asked() if session.state_of(item) is not AnswerState.ANSWERED]
        if waiting:
            self._say(_("Not, or not fully, answered") + f" ({len(waiting)}){_(':')}")
            self._list(waiting)
        self._say(_("To go to one: :go and its short name, as it stands before the question"))

    def _submit(self, rest: str) -> None:
        session = self._session
        if session.part:
            self._voice.refuse(part_text())
            return
        self._say(recapitulation(session))
        self._problems(rest)
        if obstacles(session):
            self._voice.refuse(_("NOT SUBMITTED: {reason}").format(reason=hand_over(session, Handover())))
            return
        self._say(_("The file gets the date and a fingerprint and is closed. Nothing is sent."))
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

    def _clearance(self, rest: str) -> None:
        """Say who drafted, approved and cleared the answers, or note it: step; institution; function; date."""
        session = self._session
        if rest.startswith(ERASE):
            number = number_meant(rest[1:].strip(), len(session.clearance))
            if not number:
                self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(session.clearance)))
                return
            session.set_clearance([*session.clearance[: number - 1], *session.clearance[number:]])
            self._questions.save()
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
            self._questions.save()
        for number, entry in enumerate(session.clearance, 1):
            self._say(f"  -{number} " + _("takes away") + f"{_(': ')}{clearance_text(entry, session.language)}")
        if not session.clearance:
            example = _(":clearance approved; Ministry of Justice; Minister; 2026-03-14")
            self._say(_("Nobody is noted. Example: {line}").format(line=example))

    def _sign(self, rest: str) -> None:
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
        self._say(told.format(file=visible(rest)))

    def _encrypt(self, rest: str) -> None:
        """Write an encrypted copy when the file is submitted, for a recipient; without one, not any more."""
        try:
            if rest:
                encrypted(b"", [rest])
        except ChecklistError as error:
            self._voice.refuse(f"{error.problems[0].message} ({error.problems[0].remedy})")
            return
        self._handover = self._handover._replace(recipient=rest)
        self._say(_("When you submit, a copy is encrypted.") if rest else _("No copy will be encrypted."))

    def say_receipt(self) -> None:
        """Say what the file says of itself, with the code to read back."""
        session = self._session
        path, content = str(session.store.path), session.content()
        data = receipt_data(session.loaded(), session.library, path, content)
        for label, text in receipt_rows(data, session.library, session.language):
            self._say(f"{label}{_(': ')}{one_line(text)}")

    def _report(self, _rest: str) -> None:
        session = self._session
        data = report_data(Dossier.of(session.loaded()), session.library, session.language)
        for line in report_text(data, "txt").rstrip().split("\n"):
            self._say(line)

    def _export(self, rest: str) -> None:
        session, replace = self._session, rest == "replace"
        try:
            paths = write_beside(session.loaded(), session.library, session.language, session.store.path, replace)
        except FileExistsError as error:
            self._say(_("{name} is there already; :export replace replaces it").format(name=visible(str(error))))
            return
        except ChecklistError as error:
            self._say(str(error))
            return
        for path in paths:
            self._say(str(path))

    def _language(self, rest: str) -> None:
        if rest not in self._session.languages() or rest not in language.available():
            self._voice.refuse(_("there are: {ids}").format(ids=", ".join(language.available())))
            return
        language.use(rest)
        self._session.speak(rest)
        if not self._session.wording.reviewed:
            self._voice.say_wrapped(words.unreviewed())
        self._voice.tell(self._session.notices)
        raise Moved(self._item)

    def _quit(self, _rest: str) -> NoReturn:
        raise Left

    def _help(self) -> None:
        rows = (
            (":next  :back", _("next and previous item")),
            (":unanswered", _("next item that is not fully answered")),
            (":go 12  :go P5.1", _("go to a question by its number or its id")),
            (_(":find words"), _("find items by question, citation or answer")),
            (":filter", _("show only some items: open, gaps, flagged …")),
            (":round", _("first round: duties alone; everything; second round: explain the gaps")),
            (":many", _("give chapters one answer and reason")),
            (":contents", _("sections, how far each is answered, and their items")),
            (":guidance", _("the guidance of this item, its tools, and where it comes from")),
            (":meanings", _("what the answers mean, and the levels of the questions")),
            (":about", _("id, section, level and citation of this question")),
            (":clear", _("take the answer of this item back")),
            (":flag", _("flag the item, to come back to it")),
            (":confidential", _("keep the answer out of publications, or not")),
            (":confirm", _("confirm an answer taken over, or whose question changed")),
            (":who  :assign", _("who answers; who should answer this item")),
            (":domains", _("all domains and kinds of assistance")),
            (":related  :take 1", _("what was answered on the same matter, to take it over")),
            (":undo  :redo", _("take back the last change, or do it again")),
            (":problems", _("what is wrong, or looks odd")),
            (":review", _("what is missing or odd, and what is not answered")),
            (":report  :export", _("the gap report as text; written into files")),
            (":clearance", _("who drafted, approved and cleared the answers")),
            (_(":sign key-file"), _("sign the file with your key when you submit it")),
            (_(":encrypt age1…"), _("write a copy for the secretariat alone when you submit it")),
            (":submit", _("date, seal and close the file")),
            (_(":language fr"), _("other language")),
            (":quit", _("leave; everything is saved")),
            ("-", _("alone on a line: takes back what stands in the field")),
            ("\\", _("at the end of a line: the text goes on in the next line")),
            ("::", _("begins a text that starts with a colon")),
        )
        for command, meaning in rows:
            self._say(f"  {command:<20}{meaning}")
