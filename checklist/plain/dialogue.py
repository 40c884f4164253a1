"""The questionnaire line by line, for screen readers and scripts: a second front end over the session."""

from __future__ import annotations

import signal
import sys
import textwrap
from collections.abc import Callable
from io import TextIOWrapper
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from checklist import language, words
from checklist.answering.answers import Evidence, Provision
from checklist.answering.dossier import Dossier, RelatedAnswer
from checklist.answering.fields import fields_shown, reason_label
from checklist.answering.opening import NewFile, open_session
from checklist.answering.session import Session
from checklist.answering.summary import entry_lines, short_answer
from checklist.answering.values import is_date, is_number, is_year
from checklist.content.citations import cite, origins
from checklist.content.library import Library
from checklist.content.questionnaire import BREAKDOWN_GROUPS, Aspect, Item, Kind, Verdict
from checklist.language import _
from checklist.safetext import one_line, visible

if TYPE_CHECKING:
    from checklist.commands.fill import Begin

_WIDTH = 78
_NO_ANSWER = ("unknown", "declined", "not_applicable")


class _Left(Exception):
    """The user leaves."""


class _Moved(Exception):
    """The user goes to another item before this one is through."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item


def run_plain(path: str, folder: str | None, begin: Begin, take_over: bool) -> int:
    """Ask line by line on standard input and output; returns the exit code. Every answer is saved before the next."""
    session = open_session(
        path,
        Library(folder),
        lambda: NewFile(begin.questionnaire, begin.state, begin.cycle, begin.language, begin.institution),
        take_over,
    )
    spoken = language.preferred(begin.language or session.language)
    language.use(spoken)
    session.speak(spoken)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return PlainDialogue(session, sys.stdin, sys.stdout).run()


class PlainDialogue:
    """Asks one item after the other; lines beginning with a colon are commands."""

    def __init__(self, session: Session, source: TextIO, target: TextIO) -> None:
        self._session, self._source, self._target = session, source, target
        self._commands: dict[str, Callable[[str], None]] = {
            "next": lambda _rest: self._go(self._session.next_item(self._item)),
            "back": lambda _rest: self._go(self._session.next_item(self._item, -1)),
            "unanswered": lambda _rest: self._go(self._session.next_unanswered(self._item)),
            "go": self._go_to,
            "find": self._find,
            "guidance": lambda _rest: self._guidance(),
            "clear": self._clear,
            "flag": self._flag,
            "related": self._related,
            "take": self._take,
            "undo": lambda _rest: self._go(self._session.undo()),
            "redo": lambda _rest: self._go(self._session.redo()),
            "problems": self._problems,
            "language": self._language,
            "help": lambda _rest: self._help(),
            "quit": self._quit,
        }
        self._item: Item
        self._dossier = Dossier(session)

    # The dialogue

    def run(self) -> int:
        """Ask until the user leaves or the input ends; returns 0, or 130 when interrupted."""
        session, code = self._session, 0
        previous = _on_hang_up()
        try:
            self._begin()
            item: Item | None = session.next_unanswered(None) or session.asked()[0]
            while item is not None:
                self._item = item
                try:
                    self._ask(item)
                    item = session.next_item(item)
                except _Moved as moved:
                    item = moved.item or item
            self._say(_("That was the last item."))
        except _Left:
            pass
        except KeyboardInterrupt:
            code = 130
        finally:
            kept = session.close()
            _restore(previous)
        file = visible(str(session.store.path))
        if kept:
            self._say(_("Saved in {file}.").format(file=file))
        else:
            self._say(_("NOT SAVED: {reason}").format(reason=session.trouble))
            code = code or 1
        return code

    def _begin(self) -> None:
        session = self._session
        self._say(session.wording.title)
        self._say(f"{session.reference.state_name(session.state, session.language)}, {visible(session.cycle)}")
        self._tell()
        done = session.progress()
        self._say(_("{answered} of {asked} items").format(answered=done.answered, asked=done.asked))
        self._say(_("Enter keeps an answer and goes on. :help lists the commands, :quit leaves."))

    def _ask(self, item: Item) -> None:
        session = self._session
        number, count = session.place_of(item)
        place = _("item {number} of {count}").format(number=number or "–", count=count)
        level = words.level(item.level.value)
        self._say("")
        self._say(f"{item.id}, {place}, {level}. {cite(item.basis, session.reference.sources, session.language)}")
        question = session.wording.question(item)
        self._say_wrapped(question.text + words.translation_mark(question.state))
        if item.kind is Kind.IMPLEMENTATION:
            for aspect in item.aspects:
                self._ask_verdict(item, aspect)
        else:
            self._ask_value(item)
        for field in fields_shown(item, session.answer(item)):
            getattr(self, f"_ask_{field}")(item)

    def _ask_verdict(self, item: Item, aspect: Aspect) -> None:
        choices = {words.verdict_key(verdict.value): verdict.value for verdict in Verdict}
        listed = ", ".join(f"{key} {words.verdict(code)}" for key, code in choices.items())
        now = self._session.answer(item).verdict(aspect)
        line = self._choose(f"{words.aspect(aspect.value)} ({listed})", choices, now.value if now else None)
        if line:
            self._change(item, **{aspect.value: line})

    def _ask_value(self, item: Item) -> None:
        answer, session = self._session.answer(item), self._session
        if item.kind in (Kind.CHOICE, Kind.CHOICES):
            self._ask_options(item)
        elif item.kind is Kind.NUMBER:
            if self._ask_form(item, "number", f"{words.field('number')} ({session.wording.unit(item)})", is_number):
                self._ask_form(item, "year", words.field("year"), is_year)
                self._ask_breakdown(item)
        elif item.kind is Kind.DATE:
            form = _("year-month-day, such as 2003-12-25")
            self._ask_form(item, "date", f"{words.field('date')} ({form})", is_date)
        else:
            self._ask_line(item, "text", words.field("text"))
        if session.answer(item).value(item) is None and not answer.value(item):
            choices = {words.verdict_key(code): code for code in _NO_ANSWER}
            listed = ", ".join(f"{key} {words.verdict(code)}" for key, code in choices.items())
            chosen = self._choose(_("Or") + f" ({listed})", choices, answer.no_answer)
            if chosen:
                self._change(item, no_answer=chosen)

    def _ask_options(self, item: Item) -> None:
        answer, many = self._session.answer(item), item.kind is Kind.CHOICES
        for number, option in enumerate(item.options, 1):
            on = option.id in (*answer.choices, answer.choice)
            mark = " [" + _("chosen") + "]" if on else ""
            self._say(f"  {number} {self._session.wording.option(item, option.id)}{mark}")
        hint = _("Numbers, with blanks between them") if many else _("Number")
        while line := self._read(hint):
            numbers = line.replace(",", " ").split()
            if all(entry.isdecimal() and 1 <= int(entry) <= len(item.options) for entry in numbers):
                chosen = tuple(item.options[int(entry) - 1].id for entry in numbers)
                if many:
                    self._change(item, choices=tuple(dict.fromkeys(chosen)))
                    return
                if len(chosen) == 1:
                    self._change(item, choice=chosen[0])
                    return
            self._say(_("Give a number from 1 to {count}.").format(count=len(item.options)))

    def _ask_form(self, item: Item, field: str, label: str, fits: Callable[[str], bool]) -> bool:
        """Ask for a value of a certain form; tell whether there is one now."""
        while line := self._read(label, getattr(self._session.answer(item), field)):
            if fits(line):
                self._change(item, **{field: line})
                return True
            self._say(
                {
                    "number": _("Not a number yet: digits only, with a point before decimals."),
                    "year": _("Not a year yet: four digits."),
                    "date": _("Not a date yet: year-month-day, such as 2003-12-25."),
                }[field]
            )
        return bool(getattr(self._session.answer(item), field))

    def _ask_breakdown(self, item: Item) -> None:
        """Ask for the parts of a number, if the user has them; Enter leaves a part as it is."""
        if not item.breakdown:
            return
        offered = ", ".join(words.breakdown(breakdown.value) for breakdown in item.breakdown)
        yes = {words.verdict_key("full"), words.verdict("full").casefold()}
        if self._read(_("Breakdown ({breakdowns}): y to give it").format(breakdowns=offered)).casefold() not in yes:
            return
        for breakdown in item.breakdown:
            for group in BREAKDOWN_GROUPS[breakdown]:
                parts = {key: dict(value) for key, value in (self._session.answer(item).breakdown or {}).items()}
                now = parts.get(breakdown, {}).get(group)
                label = f"{words.breakdown(breakdown.value)}, {words.group(group)}"
                while line := self._read(label, now):
                    if is_number(line):
                        parts.setdefault(breakdown, {})[group] = line
                        self._change(item, breakdown=parts)
                        break
                    self._say(_("Not a number yet: digits only, with a point before decimals."))

    def _ask_line(self, item: Item, field: str, label: str) -> None:
        line = self._read(label, getattr(self._session.answer(item), field))
        if line:
            self._change(item, **{field: line})

    def _ask_reason(self, item: Item) -> None:
        self._ask_line(item, "reason", words.field(reason_label(self._session.answer(item))))

    def _ask_comment(self, item: Item) -> None:
        self._ask_line(item, "comment", words.field("comment"))

    def _ask_good_practice(self, item: Item) -> None:
        self._ask_line(item, "good_practice", words.field("good_practice"))

    def _ask_considered(self, item: Item) -> None:
        considered = self._session.answer(item).considered
        values = {name: getattr(considered, name) if considered else None for name in ("when", "by", "result")}
        for name, value in values.items():
            line = self._read(f"{words.field('considered')}, {words.field(name)}", value)
            if line:
                values[name] = line
                self._change(item, considered=values)

    def _ask_provisions(self, item: Item) -> None:
        for provision in self._session.answer(item).provisions:
            self._say("  " + one_line(", ".join(filter(None, (provision.law, provision.provision)))))
        while line := self._read(_("Law and provision, as: law | article")):
            law, _bar, article = (part.strip() for part in line.partition("|"))
            entry = Provision(law=law or None, provision=article or None)
            self._change(item, provisions=(*self._session.answer(item).provisions, entry))

    def _ask_evidence(self, item: Item) -> None:
        for evidence in self._session.answer(item).evidence:
            self._say("  " + one_line(evidence.title or evidence.url or ""))
        while line := self._read(_("Evidence of practice, as: title | web address")):
            title, _bar, url = (part.strip() for part in line.partition("|"))
            entry = Evidence(title=title or None, url=url or None)
            self._change(item, evidence=(*self._session.answer(item).evidence, entry))

    def _ask_needs(self, item: Item) -> None:
        session = self._session
        reference = session.reference
        for need in session.answer(item).needs:
            self._say(f"  {words.field('needs')}{_(':')} {reference.domain_name(need.domain, session.language)}")
        suggested = session.suggested_needs(item)
        for number, need in enumerate(suggested, 1):
            kinds = ", ".join(reference.kind_name(kind, session.language) for kind in need.kinds)
            self._say(f"  {number} {reference.domain_name(need.domain, session.language)}{_(':')} {kinds}")
        if not suggested:
            return
        for entry in self._read(_("Assistance wanted: numbers of what would help")).replace(",", " ").split():
            if entry.isdecimal() and 1 <= int(entry) <= len(suggested):
                self._change(item, needs=(*session.answer(item).needs, suggested[int(entry) - 1]))
            else:
                self._say(_("Give a number from 1 to {count}.").format(count=len(suggested)))

    # Reading and saying

    def _choose(self, label: str, choices: dict[str, str], now: str | None) -> str:
        """Ask for one of the letters; return what it stands for, or nothing if the answer is kept."""
        while line := self._read(label, words.verdict(now) if now else None):
            if line.casefold() in choices:
                return choices[line.casefold()]
            if line in choices.values():
                return line
            by_word = {words.verdict(code).casefold(): code for code in choices.values()}
            if line.casefold() in by_word:
                return by_word[line.casefold()]
            self._say(_("Give one of the letters {letters}.").format(letters=", ".join(choices)))
        return ""

    def _read(self, label: str, now: str | None = None) -> str:
        """Return the next line that is not a command; nothing when the user just presses Enter."""
        while True:
            kept = f" [{visible(now)}]" if now else ""
            self._target.write(f"{label}{kept}: ")
            self._target.flush()
            line = self._source.readline()
            if not line:
                self._say("")
                raise _Left
            text = line.strip()
            if not text.startswith(":"):
                return text
            if text.startswith("::"):
                return text[1:]
            self._command(text[1:])

    def _say(self, text: str) -> None:
        self._target.write(visible(text) + "\n")

    def _say_wrapped(self, text: str) -> None:
        for line in textwrap.wrap(visible(text), _WIDTH):
            self._say(line)

    def _change(self, item: Item, **fields: Any) -> None:
        try:
            self._session.change(item, **fields)
        except ValueError as error:
            self._say(_("NOT SAVED: {reason}").format(reason=error))
            return
        self._save()

    def _save(self) -> bool:
        """Save, and say what the user should know of it; return whether it worked."""
        saved = self._session.save()
        if not saved:
            self._say(_("NOT SAVED: {reason}").format(reason=self._session.trouble))
        self._tell()
        return saved

    def _tell(self) -> None:
        for notice in self._session.notices:
            self._say(notice)
        self._session.notices.clear()

    # Commands

    def _command(self, text: str) -> None:
        name, _blank, rest = text.partition(" ")
        found = [command for command in self._commands if command.startswith(name.casefold())] if name else []
        if len(found) == 1 or name in self._commands:
            self._commands[name if name in self._commands else found[0]](rest.strip())
        else:
            self._say(_("There is no command `:{name}`; :help lists them.").format(name=name))

    def _go(self, item: Item | None) -> None:
        if item is None:
            self._say(_("There is nothing there."))
            return
        raise _Moved(item)

    def _go_to(self, rest: str) -> None:
        by_id = {item.id.casefold(): item for item in self._session.asked()}
        self._go(by_id.get(rest.casefold()))

    def _find(self, rest: str) -> None:
        for item in self._session.find(rest)[:30]:
            self._say(f"  {item.id}  {self._session.wording.question(item).text}")
        self._say(_("To go to one: :go and its id"))

    def _clear(self, _rest: str) -> None:
        item = self._item
        cleared: dict[str, Any] = {aspect.value: None for aspect in item.aspects}
        if item.kind is not Kind.IMPLEMENTATION:
            cleared = {item.kind.value: () if item.kind is Kind.CHOICES else None, "no_answer": None}
        self._change(item, **cleared)
        raise _Moved(item)

    def _guidance(self) -> None:
        session = self._session
        self._say_wrapped(session.wording.guidance(self._item).text)
        for line in origins(self._item.basis, session.reference.sources, session.language):
            self._say("  " + line)

    def _flag(self, _rest: str) -> None:
        item = self._item
        self._change(item, review=not self._session.answer(item).review)
        self._say(_("flagged") if self._session.answer(item).review else _("flag taken away"))

    def _found_related(self) -> list[RelatedAnswer]:
        self._dossier.look()
        return self._dossier.related(self._item)

    def _related(self, _rest: str) -> None:
        session, related = self._session, self._found_related()
        for number, entry in enumerate(related, 1):
            wording = session.library.wording(entry.questionnaire, session.language)
            self._say(f"  {number} {entry.questionnaire.id}:{entry.item.id}  {wording.question(entry.item).text}")
            self._say("    " + short_answer(entry.item, entry.answer, wording))
            for line in (*entry_lines(entry.answer, "provisions"), *entry_lines(entry.answer, "evidence")):
                self._say("    - " + line)
        if related:
            self._say(_("To take over the law and evidence of one: :take and its number"))
        else:
            self._say(_("No other item that you answer is on this matter."))

    def _take(self, rest: str) -> None:
        related = self._found_related()
        if not rest.isdecimal() or not 1 <= int(rest) <= len(related):
            self._say(_("Give a number from 1 to {count}.").format(count=len(related)))
            return
        entry = related[int(rest) - 1]
        try:
            taken = self._dossier.take_over(self._item, entry)
        except ValueError as error:
            self._say(_("NOT SAVED: {reason}").format(reason=error))
            return
        if not taken:
            there = _("This item has that law and evidence already.")
            self._say(there if entry.offers else _("There is no law or evidence to take over."))
        elif self._save():
            self._say(_("Taken over from {item}. :undo takes it back.").format(item=entry.item.id))

    def _problems(self, _rest: str) -> None:
        problems = self._session.problems()
        for problem in problems:
            remedy = f" ({problem.remedy})" if problem.remedy else ""
            self._say(f"  {problem.severity}: {problem.message}{remedy}")
        if not problems:
            self._say(_("no problems"))

    def _language(self, rest: str) -> None:
        if rest not in self._session.languages() or rest not in language.available():
            self._say(_("there are: {ids}").format(ids=", ".join(language.available())))
            return
        language.use(rest)
        self._session.speak(rest)
        self._tell()
        raise _Moved(self._item)

    def _quit(self, _rest: str) -> NoReturn:
        raise _Left

    def _help(self) -> None:
        rows = (
            (":next  :back", _("next and previous item")),
            (":unanswered", _("next item that is not fully answered")),
            (":go P5.1", _("go to an item by its id")),
            (":find words", _("find items")),
            (":guidance", _("the guidance of this item, and where it comes from")),
            (":clear", _("take the answer of this item back")),
            (":flag", _("flag the item, to come back to it")),
            (":related  :take 1", _("what was answered on the same matter, to take it over")),
            (":undo  :redo", _("take back the last change, or do it again")),
            (":problems", _("what `checklist check` would say")),
            (":language fr", _("other language")),
            (":quit", _("leave; everything is saved")),
            ("::", _("begins a text that starts with a colon")),
        )
        for command, meaning in rows:
            self._say(f"  {command:<20}{meaning}")


_Handler = Callable[[int, FrameType | None], Any] | int | None


def _on_hang_up() -> dict[int, _Handler]:
    """Leave in good order when the terminal is closed; return the handlers that were there."""

    def end(number: int, _frame: FrameType | None) -> None:
        # Only leave: the session may be in the middle of a change, and is closed on the way out.
        raise SystemExit(128 + number)

    numbers = [number for name in ("SIGHUP", "SIGTERM") if (number := getattr(signal, name, None)) is not None]
    return {number: signal.signal(number, end) for number in numbers}


def _restore(handlers: dict[int, _Handler]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
