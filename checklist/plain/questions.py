"""Asks one item after the other: verdicts, values, and the fields that these call for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from checklist import joining, translated, typed, words
from checklist.answering.answers import Evidence, Need, NoAnswer, Priority, Provision
from checklist.answering.attaching import attached, attached_text
from checklist.answering.fields import field_label, fields_shown
from checklist.answering.kinds import KINDS
from checklist.answering.progress import lacks_why
from checklist.answering.summary import entry_lines, need_text
from checklist.answering.tour import Tour
from checklist.answering.values import FORMS, ValueForm, form_of
from checklist.content.citations import cite
from checklist.content.item import BREAKDOWN_GROUPS, Item, Kind, Verdict
from checklist.errors import ChecklistError
from checklist.language import _, pgettext
from checklist.plain.voice import ERASE, Moved, Voice, number_meant
from checklist.reading import mistake_told
from checklist.safetext import one_line

_LAWS = 9
"""Laws that are offered where one is named."""


def _letters_told(codes: Sequence[str]) -> str:
    """Return the letters that give verdicts, each with its word."""
    return joining.series(f"{typed.verdict_key(code)} {words.verdict(code)}" for code in codes)


def _no_answer_meant(line: str) -> str:
    """Return the way of not giving a value that a letter, a word or an id means; nothing if it means none."""
    return typed.verdict_typed(line, [code.value for code in NoAnswer])


class Questions:
    """Asks the questions of a session; every answer is saved before the next line is read."""

    def __init__(
        self,
        tour: Tour,
        voice: Voice,
        laws: Callable[[], Sequence[str]],
        said_before: Callable[[Item], str],
    ) -> None:
        """`laws` gives those that are offered where one is named, `said_before` the answer of an earlier cycle."""
        self._tour, self._session, self._voice = tour, tour.session, voice
        self._laws, self._said_before = laws, said_before
        self._ways: dict[Kind, Callable[[Item], object]] = {
            Kind.NUMBER: self._ask_number,
            Kind.DATE: lambda item: self._ask_form(item, "date", self._label(item)),
            Kind.TEXT: lambda item: self._ask_line(item, "text", self._label(item)),
            Kind.CHOICE: self._ask_options,
            Kind.CHOICES: self._ask_options,
        }

    def change(self, item: Item, **fields: Any) -> None:
        """Change an answer and save it, or say why that is not possible."""
        try:
            self._session.change(item, **fields)
        except ValueError as error:
            self._voice.refuse(_("NOT SAVED: {reason}").format(reason=error))
            return
        self.save()

    def save(self) -> bool:
        """Save, and say what the user should know of it; return whether it worked."""
        saved = self._session.save()
        if not saved:
            self._voice.say(_("NOT SAVED: {reason}").format(reason=self._session.trouble))
        self._voice.tell(self._session.notices)
        return saved

    def ask(self, item: Item) -> None:
        """Ask everything that an item asks."""
        session, voice = self._session, self._voice
        asked_ids = [one.id for one in session.asked()]
        number = asked_ids.index(item.id) + 1 if item.id in asked_ids else "–"
        place = _("Question {number} of {count}").format(number=number, count=len(asked_ids))
        question = session.wording.question(item)
        voice.say("")
        voice.say_wrapped(f"{place}{_(': ')}{question.text}{translated.translation_mark(question.state)}")
        if earlier := self._said_before(item):
            voice.say_wrapped(earlier)
        answer = session.answer(item)
        if answer.carried:
            told = _("Taken over from cycle {cycle}; it counts once you confirm it with :confirm.")
            voice.say(told.format(cycle=one_line(answer.carried)))
        elif session.has_changed(item):
            voice.say(_("The question has changed since it was answered; confirm the answer with :confirm."))
        if item.aspects:
            # Once for law and practice: whoever listens hears every word.
            voice.say_wrapped(_("Answers: {letters}").format(letters=_letters_told([*Verdict])))
            for aspect in item.aspects:
                self._choose(item, aspect.value, words.aspect(aspect.value), [*Verdict])
        else:
            self._ask_value(item)
        asked: set[str] = set()
        # A field may call for another one: "no" with a consideration given, for example.
        while field := next(
            (
                one
                for one in fields_shown(item, session.answer(item), self._tour.round.answers_only)
                if one not in asked
            ),
            None,
        ):
            asked.add(field)
            if field in ("reason", "comment", "good_practice"):
                self._ask_line(item, field, field_label(field, item, session.answer(item)))
                if field == "reason" and lacks_why(item, session.answer(item)):
                    voice.say(_("“Not applicable” needs a reason. Without one the question stays open."))
            else:
                getattr(self, f"_ask_{field}")(item)

    def about(self, item: Item) -> None:
        """Say what a question is called, where it stands, how binding it is, and what it rests on."""
        session, voice = self._session, self._voice
        number, count = session.place_of(item)
        section = session.wording.section(session.questionnaire.section_of[item.id])
        place = _("item {number} of {count}").format(number=number or "–", count=count)
        voice.say_wrapped(f"{item.id}. {section}, {place}.")
        level = item.level.value
        voice.say_wrapped(f"{words.level(level)}{_(': ')}{words.level_meaning(level)}")
        voice.say_wrapped(cite(item.basis, session.reference.sources, session.language))

    # Verdicts and values

    def _ask_value(self, item: Item) -> None:
        answer, session = self._session.answer(item), self._session
        self._ways[item.kind](item)
        if session.answer(item).value(item) is None and not answer.value(item):
            label = _("Or") + f" ({_letters_told([*NoAnswer])})"
            self._choose(item, "no_answer", label, [*NoAnswer])

    def _label(self, item: Item) -> str:
        return KINDS[item.kind].label(item, self._session.wording)

    def _ask_number(self, item: Item) -> None:
        if self._ask_form(item, "number", self._label(item)):
            self._ask_form(item, "year", words.field("year"))
            self._ask_breakdown(item)

    def _ask_options(self, item: Item) -> None:
        answer, many, voice = self._session.answer(item), item.several, self._voice
        for number, option in enumerate(item.options, 1):
            mark = " [" + _("chosen") + "]" if option.id in answer.chosen else ""
            voice.say(f"  {number} {self._session.wording.option(item, option.id)}{mark}")
        voice.say_wrapped(_("Or a letter: {letters}").format(letters=_letters_told([*NoAnswer])))
        hint = _("Numbers, with blanks between them") if many else pgettext("of an option", "Number")
        while line := voice.read(hint):
            if line == ERASE:
                self.change(item, **{item.kind.value: None})
                return
            if why := _no_answer_meant(line):
                self.change(item, no_answer=why)
                return
            numbers = [number_meant(word, len(item.options)) for word in line.replace(",", " ").split()]
            if all(numbers):
                chosen = tuple(item.options[number - 1].id for number in numbers)
                if many or len(chosen) == 1:
                    self.change(item, **{item.kind.value: tuple(dict.fromkeys(chosen)) if many else chosen[0]})
                    return
            voice.refuse(_("Give a number from 1 to {count}.").format(count=len(item.options)))

    def _ask_form(self, item: Item, field: str, label: str) -> bool:
        """Ask for a value of a certain form; tell whether there is one now."""
        form = form_of(field, item.whole) or FORMS[field]
        now, is_value = getattr(self._session.answer(item), field), field == item.kind.value
        if is_value and not now:
            letters = _("Or a letter: {letters}").format(letters=_letters_told([*NoAnswer]))
            self._voice.say_wrapped(letters)
        line = self._typed(label, form, now, is_value)
        if line and is_value and (why := _no_answer_meant(line)):
            self.change(item, no_answer=why)
        elif line:
            self.change(item, **{field: None if line == ERASE else line})
        return bool(getattr(self._session.answer(item), field))

    def _typed(self, label: str, form: ValueForm, now: str | None, or_why_not: bool = False) -> str:
        """Return what was typed, once it has its form; nothing if what there is `now` is kept.

        `or_why_not` takes a letter or a word for a way of not giving a value as well.
        """
        while line := self._voice.read(label, form.shown(now) if now else None):
            if line == ERASE or (or_why_not and _no_answer_meant(line)):
                return line
            if not (told := form.told(line)):
                if understood := form.understood(line):
                    self._voice.say(f"= {understood}")
                return form.typed(line)
            self._voice.refuse(told)
        return ""

    def _ask_breakdown(self, item: Item) -> None:
        """Ask for the parts of a number, if the user has them; Enter leaves a part as it is."""
        if not item.breakdown:
            return
        offered = joining.series(words.breakdown(breakdown.value) for breakdown in item.breakdown)
        label = _("Breakdown ({breakdowns}): y to give it").format(breakdowns=offered)
        while line := self._voice.read(label):
            wish = typed.yes_meant(line)
            wish = typed.tick_meant(line) if wish is None else wish
            if wish is not None:
                break
            self._voice.refuse(_("Give y or n."))
        if not line or not wish:
            return
        form = form_of("number", item.whole) or FORMS["number"]
        for breakdown in item.breakdown:
            for group in BREAKDOWN_GROUPS[breakdown]:
                answer, label = self._session.answer(item), f"{words.breakdown(breakdown.value)}, {words.group(group)}"
                now = ((answer.breakdown or {}).get(breakdown) or {}).get(group)
                if line := self._typed(label, form, now):
                    key: tuple[str, ...] = ("breakdown", breakdown.value, group)
                    told = {key: None if line == ERASE else line}
                    self.change(item, **KINDS[item.kind].filled(item, answer, told))

    def _choose(self, item: Item, field: str, label: str, codes: Sequence[str]) -> None:
        """Ask for a verdict, or for a way of not giving a value, by its letter or its word."""
        now = getattr(self._session.answer(item), field)
        while line := self._voice.read(label, words.verdict(now) if now else None):
            meant = typed.verdict_typed(line, codes)
            if line == ERASE or meant:
                self.change(item, **{field: None if line == ERASE else meant})
                return
            self._voice.refuse(
                _("Give one of the letters {letters}.").format(letters=joining.series(map(typed.verdict_key, codes)))
            )

    # Texts

    def _ask_line(self, item: Item, field: str, label: str) -> None:
        line = self._voice.read(label, getattr(self._session.answer(item), field))
        if line:
            self.change(item, **{field: None if line == ERASE else line})

    def _ask_considered(self, item: Item) -> None:
        considered = self._session.answer(item).considered
        values = {name: getattr(considered, name) if considered else None for name in ("when", "by", "result")}
        for name, value in values.items():
            line = self._voice.read(f"{words.field('considered')}, {words.field(name)}", value)
            if line:
                values[name] = None if line == ERASE else line
                self.change(item, considered=values if any(values.values()) else None)

    # Lists

    def _ask_provisions(self, item: Item) -> None:
        laws = self._laws()[:_LAWS]
        for number, law in enumerate(laws, 1):
            self._voice.say(f"  ={number} {one_line(law)}")
        label = _("Law and provision, as: law | article | web address | wording")
        if laws:
            label = _("Law and provision, as: law (or =1 for one of these) | article | web address | wording")
        self._ask_entries(item, "provisions", label, Provision, ("law", "provision", "url", "text"), laws)

    def _ask_evidence(self, item: Item) -> None:
        label = _("Evidence of practice, as: title (or the path of a file) | web address | date")
        self._ask_entries(item, "evidence", label, Evidence, ("title", "url", "date"))

    def _ask_entries(
        self, item: Item, field: str, label: str, model: Any, names: tuple[str, ...], offered: Sequence[str] = ()
    ) -> None:
        """Ask for entries until Enter; `-1` takes the first one away, `=1` means the first of what is `offered`."""
        self._say_entries(item, field)
        while line := self._voice.read(label):
            if self._took_away(item, field, line):
                continue
            parts = [part.strip() for part in line.split("|", len(names) - 1)]
            if parts[0].startswith("=") and offered:
                number = number_meant(parts[0][1:], len(offered))
                if not number:
                    self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(offered)))
                    continue
                parts[0] = offered[number - 1]
            fields = {name: part for name, part in zip(names, parts, strict=False) if part}
            if model is Evidence and not self._read_file(fields):
                continue
            try:
                entry = model(**fields)
            except ValidationError as error:
                self._refused(model, error)
                continue
            if entry != model():
                self.change(item, **{field: (*getattr(self._session.answer(item), field), entry)})

    def _read_file(self, fields: dict[str, str]) -> bool:
        """Put what a file says of itself in place of its path; return whether that, or anything else, can be taken."""
        try:
            file = attached(fields.get("title", ""))
        except ChecklistError as error:
            self._voice.refuse(error.problems[0].message)
            return False
        if file:
            told = {"title": file.title, "date": fields.get("date", file.date), "sha256": file.sha256}
            fields.update({name: value for name, value in told.items() if value})
            self._voice.say_wrapped(attached_text(file))
        return True

    def _say_entries(self, item: Item, field: str) -> None:
        session = self._session
        answer = session.answer(item)
        rows = entry_lines(answer, field)
        if field == "needs":
            rows = [need_text(session.reference, session.language, need) for need in answer.needs]
        for number, row in enumerate(rows, 1):
            self._voice.say(f"  -{number} " + _("takes away") + f"{_(': ')}{row}")

    def _took_away(self, item: Item, field: str, line: str) -> bool:
        """Take an entry away if that is what a line says, the last one without a number; return whether it was."""
        entries = list(getattr(self._session.answer(item), field))
        if not (line.startswith(ERASE) and (line == ERASE or line[1:].isdecimal())):
            return False
        number = len(entries) if line == ERASE else number_meant(line[1:], len(entries))
        if number:
            del entries[number - 1]
            self.change(item, **{field: tuple(entries)})
        elif line != ERASE:
            self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(entries)))
        self._say_entries(item, field)
        return True

    def _ask_needs(self, item: Item) -> None:
        """Ask for assistance: numbers of what is suggested, or one with details, or any domain with `d` and kinds."""
        session, voice = self._session, self._voice
        self._say_entries(item, "needs")
        suggested = session.suggested_needs(item)
        for number, need in enumerate(suggested, 1):
            voice.say(f"  {number} {need_text(session.reference, session.language, need)}")
        voice.say(_("  With details: 1 | high | what exactly | already received from. Other domains: :domains"))
        while line := voice.read(_("Assistance wanted: numbers of what would help")):
            if self._took_away(item, "needs", line):
                continue
            wanted, *details = (part.strip() for part in line.split("|", 3))
            needs = self._needs_meant(wanted, suggested)
            if needs is None:
                voice.refuse(
                    _("Give numbers from 1 to {count}, or a domain such as d3 k1.").format(count=len(suggested))
                )
                continue
            detailed = self._detailed(needs, details)
            if detailed is None:
                continue
            self.change(item, needs=(*session.answer(item).needs, *detailed))
            if not details:
                return

    def _needs_meant(self, wanted: str, suggested: list[Need]) -> list[Need] | None:
        """Return the needs that numbers, or `d3 k1 k4`, stand for; None if they stand for none."""
        reference = self._session.reference
        entries = wanted.replace(",", " ").lower().split()
        numbers = [number_meant(entry, len(suggested)) for entry in entries]
        if numbers and all(numbers):
            return [suggested[number - 1] for number in dict.fromkeys(numbers)]
        domains, kinds = list(reference.domains), list(reference.kinds)
        known = {"d": domains, "k": kinds}
        marks = [(entry[0], number_meant(entry[1:], len(known.get(entry[0], ())))) for entry in entries]
        if not all(number for _mark, number in marks) or [mark for mark, _number in marks].count("d") != 1:
            return None
        chosen = tuple(kinds[number - 1] for mark, number in marks if mark == "k")
        return [Need(domain=domains[number - 1], kinds=chosen) for mark, number in marks if mark == "d"]

    def _detailed(self, needs: list[Need], details: list[str]) -> list[Need] | None:
        """Return needs with priority, note and giver; None, and say why, if the priority is no known word."""
        priority, note, giver = (*details, "", "", "")[:3]
        codes = {word: code for code in Priority for word in (code, words.priority(code).casefold())}
        if priority and priority.casefold() not in codes:
            known = joining.series(words.priority(code) for code in Priority)
            self._voice.refuse(_("The priority is one of: {words}").format(words=known))
            return None
        changes = {"priority": codes.get(priority.casefold()), "note": note or None, "received_from": giver or None}
        try:
            return [Need.model_validate({**dict(need), **changes}) for need in needs]
        except ValidationError as error:
            self._refused(Need, error)
            return None

    def _refused(self, model: type[BaseModel], error: ValidationError) -> None:
        self._voice.refuse(_("NOT SAVED: {reason}").format(reason=mistake_told(model, error)))

    def clear(self, item: Item) -> None:
        """Take the answer of an item back, and ask it again."""
        self.change(item, **{str(field): None for field in KINDS[item.kind].taken(item)})
        raise Moved(item)
