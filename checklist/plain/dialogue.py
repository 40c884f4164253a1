"""The dialogue: one item after the other, and the commands by which one goes elsewhere, reviews and submits."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn, TextIO

from checklist import language, translated, words
from checklist.answering.answers import NoAnswer
from checklist.answering.changes import AnswerChange
from checklist.answering.earlier import earlier_text
from checklist.answering.handing_in import reopen
from checklist.answering.neighbours import Neighbours, RelatedAnswer
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.recent import remember, tour_as_left
from checklist.answering.session import Session
from checklist.answering.summary import (
    entry_lines,
    filter_text,
    part_text,
    redone_text,
    short_answer,
    undone_text,
)
from checklist.content.citations import origins
from checklist.content.item import LAW_AND_PRACTICE, Item, Verdict
from checklist.content.library import Library
from checklist.content.texts import said
from checklist.errors import failure
from checklist.language import _
from checklist.plain.help import help_rows
from checklist.plain.institutions import Institutions
from checklist.plain.questions import Questions
from checklist.plain.together import Together
from checklist.plain.voice import Left, Moved, Voice, number_meant
from checklist.plain.whole_file import WholeFile
from checklist.safetext import visible
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
        WholeFile(session, Voice(sys.stdin, sys.stdout), session.save).say_receipt()
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
        self._whole = whole = WholeFile(session, self._voice, self._questions.save)
        institutions = Institutions(session, self._voice, self._questions, self._together)
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
            "assign": lambda rest: institutions.assign(self._item, rest),
            "who": institutions.who,
            "domains": self._domains,
            "related": self._related,
            "take": self._take,
            "undo": lambda _rest: self._go_back(self._session.undo(), undone_text),
            "redo": lambda _rest: self._go_back(self._session.redo(), redone_text),
            "problems": whole.problems,
            "review": whole.review,
            "clearance": whole.clearance,
            "sign": whole.sign,
            "encrypt": whole.encrypt,
            "submit": whole.submit,
            "report": whole.report,
            "export": whole.export,
            "language": self._language,
            "help": self._help,
            "quit": self._quit,
        }
        self._item: Item

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
        self._whole.list_items(found[:MAX_FOUND])
        if len(found) > MAX_FOUND:
            self._say(_("  … and {count} more").format(count=len(found) - MAX_FOUND))
        self._say(_("To go to one: :go and its short name, as it stands before the question"))

    def _contents(self, _rest: str) -> None:
        session = self._session
        for section in session.questionnaire.sections:
            done = session.progress(section)
            if done.asked:
                counted = _("{answered} of {asked}").format(answered=done.answered, asked=done.asked)
                self._say(f"  {session.wording.section(section)}{_(': ')}{counted}")
                here = {item.id for item in section.items}
                self._whole.list_items([item for item in self._tour.selected() if item.id in here])

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
        self._voice.say_wrapped(text.text + translated.translation_mark(text.state))
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

    def _language(self, rest: str) -> None:
        if rest not in self._session.languages() or rest not in language.available():
            self._voice.refuse(_("there are: {ids}").format(ids=", ".join(language.available())))
            return
        language.use(rest)
        self._session.speak(rest)
        if not self._session.wording.reviewed:
            self._voice.say_wrapped(translated.unreviewed())
        self._voice.tell(self._session.notices)
        raise Moved(self._item)

    def _quit(self, _rest: str) -> NoReturn:
        raise Left

    def _help(self, _rest: str) -> None:
        for command, meaning in help_rows():
            self._say(f"  {command:<20}{meaning}")
