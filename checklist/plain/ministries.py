"""Ministries line by line: who answers what, who usually does, and how their files go out."""

from __future__ import annotations

from collections.abc import Callable

from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.recent import tour_as_left
from checklist.answering.values import FORMS, day_typed
from checklist.content.library import Library
from checklist.desk.assigning import accept, proposals
from checklist.desk.deeds import Giving
from checklist.language import _, ngettext
from checklist.plain.voice import Voice
from checklist.safetext import one_line


class Ministries:
    """Asks who answers what in one file, until the files are to be made or the user goes back."""

    def __init__(self, path: str, library: Library, voice: Voice) -> None:
        self._path, self._library, self._voice = path, library, voice

    def ask(self) -> Giving | None:
        """Open the file and ask; returns how the parts go out, or nothing if the user goes back."""
        session = open_session(self._path, self._library, _no_new_file)
        self._tour, self._session = tour_as_left(session), session
        ways: list[tuple[str, Callable[[], None]]] = [
            (_("name an institution"), self._name),
            (_("take over who usually answers"), self._propose),
            (_("give an institution chapters"), self._assign),
        ]
        last = _("make the files for them")
        try:
            while True:
                self._say_institutions()
                for number, (text, _act) in enumerate(ways, 1):
                    self._voice.say(f"  {number}  {text}")
                self._voice.say(f"  {len(ways) + 1}  {last}")
                number = self._voice.read_number(_("What to do (Enter goes back)"), len(ways) + 1)
                if number > len(ways):
                    return self._asked_how()
                if not number:
                    return None
                ways[number - 1][1]()
                session.save()
        finally:
            session.close()

    def _say_institutions(self) -> None:
        session = self._session
        for one in session.respondents:
            theirs = sum(session.answer(item).assigned == one.id for item in session.asked())
            count = ngettext("{count} question", "{count} questions", theirs).format(count=theirs)
            self._voice.say(f"{one_line(one.institution)}{_(': ')}{count}")

    def _name(self) -> None:
        name = self._voice.read(_("Name of the institution"), commands=False)
        try:
            if name:
                self._session.set_respondent(None, name)
        except ValueError as error:
            self._voice.refuse(_("NOT SAVED: {reason}").format(reason=error))

    def _propose(self) -> None:
        found = proposals(self._session)
        for one in found:
            self._voice.say(f"  {one.name}{_(': ')}{len(one.items)}")
        if not found:
            self._voice.say(_("Every question is with somebody already."))
        elif self._voice.agreed(_("A proposal: States differ. Take it over, yes or no?")):
            accept(self._session, found)

    def _assign(self) -> None:
        session, chapters = self._session, self._tour.sections_offered()
        for number, one in enumerate(session.respondents, 1):
            self._voice.say(f"  {number}  {one_line(one.institution)}")
        place = self._voice.read_number(_("Number of the institution"), len(session.respondents))
        if not place:
            return
        for row, (section, items) in enumerate(chapters, 1):
            self._voice.say(f"  {row}  {session.wording.section(section)} ({len(items)})")
        chapter = self._voice.read_number(_("Number of the chapter"), len(chapters))
        if chapter:
            one = session.respondents[place - 1]
            session.change_many({item.id: {"assigned": one.id} for item in chapters[chapter - 1][1]})

    def _asked_how(self) -> Giving:
        """Ask until when the parts come back, and where to."""
        day = None
        while text := self._voice.read(_("To be back by (a date, or Enter)"), commands=False):
            day = day_typed(text)
            if day:
                break
            self._voice.say(FORMS["date"].told(text))
        return Giving(
            until=day, address=self._voice.read(_("To be sent to (address, office, or Enter)"), commands=False)
        )


def _no_new_file() -> NewFile:
    raise AssertionError("a file that stands at the desk is there")
