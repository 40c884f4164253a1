"""The desk line by line: the files, where each stands, and everything that can be done with them, by numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from checklist import translated
from checklist.answering.attaching import path_meant
from checklist.answering.new_file import NewFile
from checklist.answering.places import usual_folder
from checklist.answering.recent import Recent, recent_files, recent_of
from checklist.answering.rounds import WHOLE, Round
from checklist.answering.settings import keep_settings, read_settings, settings_in_use
from checklist.content.library import Library
from checklist.desk.board import Stand, deeds_for, next_deed, round_left, stand_of
from checklist.desk.deeds import RETURNED, Deed, Deeds, Heard
from checklist.desk.telling import deed_name, next_told, papers, stand_told
from checklist.errors import AlreadyThere, ChecklistError, without_place
from checklist.exchange.given import parts_folder
from checklist.exchange.sides import Decision
from checklist.exchange.telling import Teller
from checklist.language import _, available, current, language_name, use
from checklist.plain.ministries import Ministries
from checklist.plain.voice import Left, Voice, number_meant
from checklist.safetext import one_line
from checklist.system import user

if TYPE_CHECKING:
    from checklist.answering.loading import Loaded
    from checklist.exchange.sides import Conflict

Told = tuple[bool, Heard]
"""Whether a command did all that was asked, and what it said."""


class PlainDesk:
    """Asks what is to be done until the user leaves."""

    def __init__(
        self,
        library: Library,
        deeds: Deeds,
        answer: Callable[[str, NewFile | None, Deed, bool], int],
        begin: Callable[[], tuple[str, NewFile]],
        source: TextIO,
        target: TextIO,
    ) -> None:
        """Ask with the questionnaires of a library, and do what `deeds` can.

        `answer` opens a file for something to be done in it, a submitted one as a draft where that is wished; `begin`
        asks where a new file goes and what it needs.
        """
        self._library, self._deeds, self._answer, self._begin = library, deeds, answer, begin
        self._voice = Voice(source, target)

    def run(self) -> int:
        """Ask until the user leaves; returns the exit code."""
        try:
            while True:
                self._choose_file()
        except Left:
            return 0
        except KeyboardInterrupt:
            return 130

    def _say(self, text: str) -> None:
        self._voice.say_wrapped(text)

    # Choosing

    def _choose_file(self) -> None:
        recent = [one for one in recent_files() if one.there]
        self._say(_("The desk. Questionnaires on this computer:"))
        for number, one in enumerate(recent, 1):
            self._say(f"  {number}  {self._named(one)}")
        others = [
            _("begin a new questionnaire"),
            _("open another file"),
            _("settings"),
            *(language_name(code) for code in available() if code != current()),
        ]
        for number, text in enumerate(others, len(recent) + 1):
            self._say(f"  {number}  {text}")
        number = self._voice.read_number(_("Number, or Enter to leave"), len(recent) + len(others))
        if not number:
            raise Left
        place = number - len(recent) - 1
        if place < 0:
            self._at_file(recent[number - 1].path)
        elif place == 0:
            path, new = self._begin()
            self._answer(path, new, Deed.ANSWER, False)
            self._at_file(str(Path(path).resolve()))
        elif place == 1:
            self._open_other()
        elif place == 2:
            self._set()
        else:
            self._keep(language=self._speak(place - 3))

    def _named(self, recent: Recent) -> str:
        state = self._library.reference.state_name(recent.state, current())
        title = recent.questionnaire
        if title in self._library:
            title = self._library.wording(self._library.load(title), current()).short_title
        done = _("{answered} of {asked} items").format(answered=recent.answered, asked=recent.asked)
        part = ", " + _("the part of {institution}").format(institution=one_line(recent.part)) if recent.part else ""
        return one_line(f"{state}, {title}, {recent.cycle}{part}{_(': ')}{done}")

    def _speak(self, place: int) -> str:
        """Speak another language from now on; return its code."""
        code = [one for one in available() if one != current()][place]
        use(code)
        if not self._library.reviewed(code):
            self._say(translated.unreviewed())
        return code

    def _set(self) -> None:
        """Ask where new files go, and with which institution they begin; Enter keeps what there is."""
        settings = settings_in_use()
        folder = path_meant(
            self._voice.read(_("Folder for new files"), str(usual_folder(settings.folder)), commands=False)
        )
        if folder and not Path(folder).is_dir():
            self._say(_("There is no such folder. Choose one that is there."))
            return
        institution = self._voice.read(_("Your institution, for new files"), settings.institution, commands=False)
        self._keep(folder=folder or settings.folder, institution=institution or settings.institution)

    def _keep(self, **changed: str) -> None:
        """Keep changed settings; a file with a mistake is told of, and left alone."""
        try:
            keep_settings(read_settings()[0].model_copy(update=changed))
        except ChecklistError as error:
            self._tell_problems(error)

    def _open_other(self) -> None:
        path = path_meant(self._voice.read(_("Name of the file, with its folder; or drop it here"), commands=False))
        if not path:
            return
        if not Path(path).is_file():
            self._say(_("there is no such file"))
            return
        self._at_file(path)

    def _at_file(self, path: str) -> None:
        """Say where a file stands, and do what the user chooses, until that is another file."""
        while True:
            round_ = self._round(path)
            try:
                stand = stand_of(path, self._library, round_)
            except ChecklistError as error:
                self._tell_problems(error)
                return
            today = user.today()
            self._say("")
            self._say(". ".join(stand_told(stand, round_, today)))
            following = next_deed(stand, round_)
            offered = deeds_for(stand)
            told = _("What comes next: {step}").format(step=next_told(following, stand, round_, today))
            self._say(told)
            for number, deed in enumerate(offered, 1):
                self._say(f"  {number}  {deed_name(deed, stand)}")
            elsewhere = _("another file, or leave")
            self._say(f"  {len(offered) + 1}  {elsewhere}")
            number = self._voice.read_number(_("Number, or Enter for what comes next"), len(offered) + 1)
            if number > len(offered):
                return
            self._do(offered[number - 1] if number else following, stand)

    def _round(self, path: str) -> Round:
        kept = recent_of(path)
        return round_left(kept, self._library) if kept else WHOLE

    def _do(self, deed: Deed, stand: Stand) -> None:
        match deed:
            case Deed.GIVE:
                self._give(stand)
            case Deed.BRING_BACK:
                self._bring_back(stand)
            case Deed.REPORT:
                self._report(stand)
            case Deed.PLAN:
                self._plan(stand)
            case Deed.BEGIN_CYCLE:
                self._begin_cycle(stand)
            case Deed.UPGRADE:
                self._upgrade(stand)
            case _:
                self._open(deed, stand)

    def _open(self, deed: Deed, stand: Stand) -> None:
        """Open a file for something to be done in it; of a submitted one the receipt is said first."""
        try:
            self._answer(stand.path, None, deed, False)
        except ChecklistError as error:
            if not stand.is_submitted:
                self._tell_problems(error)
            elif self._voice.agreed(_("It was submitted. Open it again as a draft, yes or no?")):
                self._answer(stand.path, None, deed, True)

    def _tell_problems(self, error: ChecklistError) -> None:
        for problem in error.problems:
            self._say(without_place(problem))

    def _run(self, command: Callable[[bool], Told]) -> Told | None:
        """Run a command and return what came of it; None if it could not be done, which is said."""
        try:
            try:
                return command(False)
            except AlreadyThere as error:
                for problem in error.problems:
                    self._say(f"  {one_line(Path(problem.path).name)}")
                if not self._voice.agreed(_("These are there already. Replace them, yes or no?")):
                    return None
                return command(True)
        except ChecklistError as error:
            self._tell_problems(error)
            return None

    def _tell(self, told: Told | None, last: int = 0) -> None:
        """Say what a command said, its `last` lines or all, and where its files are."""
        if told:
            for line in told[1].lines[-last:]:
                self._say(line)
            for path in told[1].files:
                self._voice.say(path)

    # Ministries

    def _give(self, stand: Stand) -> None:
        """Say who answers what, and make the files for them."""
        wish = Ministries(stand.path, self._library, self._voice).ask()
        if wish is not None:
            self._tell(self._run(lambda replace: self._deeds.give(stand.path, wish, replace)))

    def _bring_back(self, stand: Stand) -> None:
        """Say what files that came back would change, and bring them in."""
        paths: list[str] = []
        found = sorted(one for one in parts_folder(stand.path).glob("*") if one.suffix.lower() in RETURNED)
        self._say(_("Which files came back? A number or a name on each line, then Enter."))
        for number, one in enumerate(found, 1):
            self._voice.say(f"  {number}  {one_line(one.name)}")
        while text := self._voice.read(_("File, or Enter"), commands=False):
            number = number_meant(text, len(found))
            path = str(found[number - 1]) if number else path_meant(text)
            if Path(path).is_file():
                paths.append(path)
                self._voice.say(one_line(Path(path).name))
            else:
                self._say(_("there is no such file"))
        if not paths:
            return
        told = self._run(lambda _replace: self._deeds.bring_back(stand.path, paths, None))
        if told is None:
            return
        self._tell(told)
        if self._voice.agreed(_("Bring this in, yes or no?")):
            told = self._run(lambda _replace: self._deeds.bring_back(stand.path, paths, self._decide))
            self._tell(told, 3)
            if told and not told[0]:
                self._say(_("Nothing was brought in yet: not everything is decided."))
                self._say(_("What you decided is kept. Bring the same files back again to go on."))

    def _decide(
        self,
        whole: Loaded,
        conflicts: Sequence[Conflict],
        library: Library,
        _by: str,
        keep: Callable[[Mapping[str, Decision]], None],
    ) -> dict[str, Decision]:
        """Ask of each conflict what holds."""
        teller, decided = Teller(whole, library), dict[str, Decision]()
        for place, conflict in enumerate(conflicts, 1):
            self._say(_("Conflict {number} of {count}").format(number=place, count=len(conflicts)))
            item = whole.questionnaire.items.get(conflict.item)
            if item:
                self._say(teller.wording.question(item).text)
            self._say(f"{teller.label(conflict)}{_(':')}")
            for number, side in enumerate(conflict.sides, 1):
                self._say(f"  {number}  {teller.side(conflict, side)} – {teller.speakers(side)}")
            rows = len(conflict.sides)
            if conflict.joinable:
                rows += 1
                all_of_them = _("all of them, one after the other")
                self._say(f"  {rows}  {all_of_them}")
            chosen = self._voice.read_number(_("What holds (Enter decides later)"), rows)
            if chosen:
                both = chosen > len(conflict.sides)
                decided[conflict.id] = Decision(tuple(range(len(conflict.sides))) if both else (chosen - 1,))
                keep(decided)
        return decided

    # Papers, cycles, versions

    def _report(self, stand: Stand) -> None:
        offered = papers()
        for number, (name, _paper) in enumerate(offered, 1):
            self._say(f"  {number}  {name}")
        number = self._voice.read_number(_("What is to be written (Enter goes back)"), len(offered))
        if number:
            paper = offered[number - 1][1]
            self._tell(self._run(lambda replace: self._deeds.report(stand.dossier, paper, replace)))

    def _plan(self, stand: Stand) -> None:
        ways = [_("make the plan, or bring it up to date"), _("bring back its workbook that was filled in")]
        for number, text in enumerate(ways[: 2 if stand.plan else 1], 1):
            self._say(f"  {number}  {text}")
        number = self._voice.read_number(_("What to do (Enter goes back)"), 2 if stand.plan else 1)
        if number == 1:
            self._tell(self._run(lambda replace: self._deeds.plan(stand.dossier, replace)))
        elif number == 2:
            book = path_meant(self._voice.read(_("File, or Enter"), commands=False))
            if book:
                told = self._run(lambda _replace: self._deeds.bring_back_plan(stand.plan, [book], preview=True))
                self._tell(told)
                if told and self._voice.agreed(_("Bring this in, yes or no?")):
                    self._tell(
                        self._run(lambda _replace: self._deeds.bring_back_plan(stand.plan, [book], preview=False)), 1
                    )

    def _begin_cycle(self, stand: Stand) -> None:
        cycle = self._voice.read(_("New cycle (a year; Enter goes back)"), commands=False)
        told = self._run(lambda _replace: self._deeds.begin_cycle(stand.path, cycle)) if cycle else None
        self._tell(told)
        if told and self._voice.agreed(_("Open the new file now, yes or no?")):
            self._at_file(told[1].files[-1])

    def _upgrade(self, stand: Stand) -> None:
        told = self._run(lambda _replace: self._deeds.upgrade(stand.path, preview=True))
        self._tell(told)
        if told and self._voice.agreed(_("Make the new file, yes or no?")):
            self._tell(self._run(lambda _replace: self._deeds.upgrade(stand.path, preview=False)), 1)
