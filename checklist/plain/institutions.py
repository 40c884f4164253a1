"""Commands of the dialogue on the institutions: who answers, and who is to answer."""

from __future__ import annotations

from checklist import words
from checklist.answering.session import Session
from checklist.content.item import Item
from checklist.language import UN_LANGUAGES, _
from checklist.plain.questions import Questions
from checklist.plain.together import Together
from checklist.plain.voice import Voice, number_meant
from checklist.safetext import one_line


class Institutions:
    """Says which institutions answer, names others, and gives them items."""

    def __init__(self, session: Session, voice: Voice, questions: Questions, together: Together) -> None:
        """Items are given by `questions` one by one, by `together` in chapters."""
        self._session, self._voice, self._questions, self._together = session, voice, questions, together

    def who(self, rest: str) -> None:
        """Answer as one, add or correct one, or set its language; then say all."""
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
                self._set(known[place - 1].id, right.strip())
            elif number := number_meant(rest, len(known)):
                session.answer_as(known[number - 1].id)
            elif rest.isdecimal():
                self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(known)))
            else:
                self._set(None, rest)
        self._say_all()
        told = _("To answer as one: :who and its number; to add one: :who and its name; language of one: :who 2 fr")
        self._voice.say(told)
        self._voice.say(_("To correct the name of one: :who 2 = the right name"))

    def assign(self, item: Item, rest: str) -> None:
        """Give the item, or chapters, to an institution, or take that back."""
        session = self._session
        known = session.respondents
        rest, _semicolon, chapters = (part.strip() for part in rest.partition(";"))
        number = number_meant(rest, len(known))
        if number and chapters:
            if self._together.assign(known[number - 1].id, chapters):
                self._questions.save()
            return
        if number:
            self._questions.change(item, assigned=known[number - 1].id)
        elif rest == "-":
            self._questions.change(item, assigned=None)
        else:
            if rest:
                self._voice.refuse(_("Give a number from 1 to {count}.").format(count=len(known)))
            self._say_all()
            self._voice.say(
                _("To assign the item: :assign and a number; :assign - takes it back; :who adds an institution")
            )
            self._voice.say(_("To assign chapters: :assign 2; 3 4"))
            return
        names = {one.id: one.institution for one in known}
        assigned = session.answer(item).assigned
        self._voice.say(f"{words.field('assigned')}{_(': ')}{one_line(names.get(assigned or '', '–'))}")

    def _say_all(self) -> None:
        session = self._session
        for number, one in enumerate(session.respondents, 1):
            mark = " [" + _("answers now") + "]" if one.id == session.respondent else ""
            self._voice.say(f"  {number} {one_line(one.institution)} ({session.language_of(one)}){mark}")

    def _set(self, identifier: str | None, name: str) -> None:
        try:
            self._session.set_respondent(identifier, name)
        except ValueError as error:
            self._voice.refuse(_("NOT SAVED: {reason}").format(reason=error))
        self._questions.save()
