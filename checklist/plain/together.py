"""Rounds, and what many questions are given at once, line by line."""

from __future__ import annotations

from typing import Any

from checklist import joining, typed, words
from checklist.answering.summary import round_name
from checklist.answering.tour import Tour
from checklist.content.item import Aspect, Item, Verdict
from checklist.language import _, ngettext
from checklist.plain.voice import Voice, number_meant


class Together:
    """Sets the round, and gives chapters an answer, a reason or an institution as one step."""

    def __init__(self, tour: Tour, voice: Voice) -> None:
        self._tour, self._voice = tour, voice

    def round(self, rest: str) -> bool:
        """List the rounds, or go on in the one with a number; return whether it is another one now."""
        offered, before = self._tour.rounds_offered(), self._tour.round
        number = number_meant(rest, len(offered))
        if rest and not number:
            self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(offered)))
        elif number:
            self._tour.round = offered[number - 1][0]
        for place, (one, count) in enumerate(offered, 1):
            mark = " [" + _("chosen") + "]" if one == self._tour.round else ""
            self._voice.say(f"  {place} {round_name(one)}{_(': ')}{count}{mark}")
        if not number:
            self._voice.say(_("To go on in one: :round and its number"))
        return self._tour.round != before

    def many(self, rest: str) -> bool:
        """Give chapters one answer and reason where they have none; return whether anything was given."""
        chapters, *parts = (part.strip() for part in rest.split(";"))
        items = self._items(chapters)
        if not items:
            self._say_chapters()
            example = _(":many 2 3; n; n; No law was drafted yet")
            told = _("Chapters by number, or * for all that is shown; in law; in practice; why. Example: {line}")
            self._voice.say_wrapped(told.format(line=example))
            return False
        law, practice, reason = (*parts, "", "", "")[:3]
        said = {Aspect.LAW: law, Aspect.PRACTICE: practice}
        wanted = {aspect: typed.verdict_typed(text, [*Verdict]) for aspect, text in said.items()}
        wrong = any(text not in ("", "-") and not wanted[aspect] for aspect, text in said.items())
        if wrong or not (any(wanted.values()) or reason):
            known = joining.series(f"{typed.verdict_key(one.value)} {words.verdict(one.value)}" for one in Verdict)
            self._voice.refuse(_("Answers: {letters}").format(letters=known))
            return False
        if Verdict.NOT_APPLICABLE.value in wanted.values() and not reason:
            self._voice.refuse(_("“Not applicable” needs a reason: write it as the last part."))
            return False
        return self._give({item.id: self._fields(item, wanted, reason) for item in items})

    def _fields(self, item: Item, wanted: dict[Aspect, str], reason: str) -> dict[str, Any]:
        """Return what an item is given, of what it can take and does not have."""
        answer = self._tour.session.answer(item)
        fields: dict[str, Any] = {
            aspect.value: wanted[aspect]
            for aspect in item.aspects
            if wanted.get(aspect) and answer.verdict(aspect) is None
        }
        if reason and item.aspects and not answer.reason:
            fields["reason"] = reason
        return fields

    def assign(self, institution: str, chapters: str) -> bool:
        """Give the questions of chapters to the institution with an id; return whether any has changed hands."""
        items = self._items(chapters)
        if not items:
            self._say_chapters()
            return False
        return self._give({item.id: {"assigned": institution} for item in items})

    def _give(self, wanted: dict[str, dict[str, Any]]) -> bool:
        given = {item: fields for item, fields in wanted.items() if fields}
        left = len(wanted) - len(given)
        if left:
            told = ngettext(
                "{count} question has an answer already, or takes none of this; it stays as it is.",
                "{count} questions have an answer already, or take none of this; they stay as they are.",
                left,
            )
            self._voice.say_wrapped(told.format(count=left))
        try:
            count = len(self._tour.session.change_many(given))
        except ValueError as error:
            self._voice.refuse(_("NOT SAVED: {reason}").format(reason=error))
            return False
        told = ngettext(
            "{count} question was given this; :undo takes it back.",
            "{count} questions were given this; :undo takes all of it back.",
            count,
        )
        self._voice.say(told.format(count=count))
        return bool(count)

    def _items(self, chapters: str) -> list[Item]:
        """Return the questions of the chapters with some numbers, or all that are shown; nothing for a wrong one."""
        if chapters == "*":
            return self._tour.selected()
        offered = self._tour.sections_offered()
        numbers = [number_meant(word, len(offered)) for word in chapters.replace(",", " ").split()]
        return [item for number in numbers for item in offered[number - 1][1]] if all(numbers) else []

    def _say_chapters(self) -> None:
        wording = self._tour.session.wording
        for place, (section, items) in enumerate(self._tour.sections_offered(), 1):
            self._voice.say(f"  {place} {wording.section(section)}{_(': ')}{len(items)}")
