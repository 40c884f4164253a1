"""The desk: the files that were open lately, where each stands, and everything that can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist import words
from checklist.answering.answers import Stage
from checklist.answering.heading import ENDINGS
from checklist.answering.new_file import NewFile
from checklist.answering.places import usual_folder
from checklist.answering.recent import Recent, recent_files
from checklist.answering.rounds import Round
from checklist.cells import cells, padded
from checklist.content.library import Library
from checklist.desk.board import Stand, deeds_for, next_deed, round_left, stand_of
from checklist.desk.deeds import Deed, Deeds
from checklist.desk.telling import deed_name, next_told, stand_told
from checklist.errors import ChecklistError
from checklist.language import _, available, current, day_of, long_date, use
from checklist.safetext import one_line, shortened
from checklist.system import user
from checklist.tui.choosing import ChooseScreen
from checklist.tui.drawn import ASKING, is_shown
from checklist.tui.errands import Errands
from checklist.tui.keys import bindings_of, bound, keys_told_of
from checklist.tui.languages import LanguageScreen, own_name
from checklist.tui.new_file import NewFileScreen
from checklist.tui.outcome import troubles
from checklist.tui.running import Runner
from checklist.tui.settings import Preferences

if TYPE_CHECKING:
    from checklist.tui.palette import Command


class Errand(NamedTuple):
    """The file that is to be opened, and what for."""

    path: str
    new: NewFile | None = None
    """What it begins with, if it is new."""
    deed: Deed = Deed.ANSWER


class Ladder(OptionList):
    """A list from whose end the cursor goes on into the list below, or above."""

    def action_cursor_down(self) -> None:
        """Move the cursor down, out of the list at its end."""
        before = self.highlighted
        if before is not None and all(option.disabled for option in self.options[before + 1 :]):
            self.screen.focus_next()
        else:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Move the cursor up, out of the list at its beginning."""
        before = self.highlighted
        if before is not None and all(option.disabled for option in self.options[:before]):
            self.screen.focus_previous()
        else:
            super().action_cursor_up()


class DeskScreen(Screen[Errand | None]):
    """Two lists: the files, and below what can be done with the one above, the next sensible step first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("n", "new", "begin a new file", "desk.new"),
        bound("o", "open", "open another file", "desk.open"),
        bound("s", "settings", "settings", "desk.settings"),
        bound("ctrl+p", "commands", "commands, to be found by their words", "desk.commands", priority=True),
        bound("ctrl+l", "language", "other language", "desk.language"),
        bound("f1,question_mark", "help", "what can be done here", "desk.help"),
        bound("q", "app.leave", "leave", "desk.leave"),
        bound("escape", "stay", "stay: Q leaves", "desk.stay"),
    ]

    def __init__(
        self,
        library: Library,
        deeds: Deeds,
        preferences: Preferences,
        keep_language: Callable[[str], None],
        at: str = "",
    ) -> None:
        """Offer the files that were open lately; the one at the path `at` is chosen first.

        `keep_language` is told the language that is chosen here.
        """
        super().__init__()
        self._library, self._preferences = library, preferences
        self._keep_language = keep_language
        self._recent = recent_files()
        self._at = next((one for one in self._recent if one.path == at and one.there), None)
        self._stands: dict[str, Stand | ChecklistError] = {}
        self._offered: list[Deed] = []
        self._runner = Runner(self, lambda _doing: self._show_keys())
        self._errands = Errands(self, deeds, self._runner, lambda path: self.dismiss(Errand(path)), self._look_again)

    @property
    def busy(self) -> bool:
        """Whether a command runs behind the picture."""
        return bool(self._runner.doing)

    # What is shown

    def compose(self) -> ComposeResult:
        """Files, where the chosen one stands, and what can be done with it."""
        yield Static(Content(" " + _("Self-assessment under the Trafficking in Persons Protocol")), id="top")
        with Vertical(id="desk"):
            yield Ladder(id="desk-files", markup=False)
            yield Static(id="desk-stand")
            yield Ladder(id="desk-deeds", markup=False)
        yield Static(id="keys")

    def on_mount(self) -> None:
        """Show the files, the last one first, and what comes next with it."""
        self._show()

    def _show(self) -> None:
        files = self.query_one("#desk-files", OptionList)
        rows = [Option(self._row(recent), disabled=not recent.there) for recent in self._recent]
        rows.append(Option(Content("+ " + _("Begin a new questionnaire"))))
        rows.append(Option(Content("… " + _("Open another file"))))
        rows.append(Option(Content("⇄ " + " · ".join(own_name(code) for code in available() if code != current()))))
        files.set_options(rows)
        at = self._recent.index(self._at) if self._at else None
        files.highlighted = at if at is not None else next(n for n, row in enumerate(rows) if not row.disabled)
        self._show_deeds()
        deeds = self.query_one("#desk-deeds", OptionList)
        (deeds if deeds.option_count else files).focus()
        self._show_keys()

    def _show_keys(self) -> None:
        if not is_shown(self):
            return
        keys = _("↑ ↓ Enter · N new · O open · S settings · Ctrl+P all · F1 help · Q leave")
        self.query_one("#keys", Static).update(Content(" " + (self._runner.doing or keys)))

    def _row(self, recent: Recent) -> Content:
        library = self._library
        state = library.reference.state_name(recent.state, current())
        title = shortened(recent.questionnaire)
        if recent.questionnaire in library:
            try:
                title = library.wording(library.load(recent.questionnaire), current()).short_title
            except ChecklistError:
                title = shortened(recent.questionnaire)
        facts = [_("{answered} of {asked} items").format(answered=recent.answered, asked=recent.asked)]
        if recent.part:
            facts.insert(0, _("the part of {institution}").format(institution=one_line(recent.part)))
        day = day_of(recent.changed)
        if day:
            facts.append(_("last change {date}").format(date=long_date(day, current())))
        if recent.stage == Stage.SUBMITTED:
            facts.append(words.stage(Stage.SUBMITTED))
        if not recent.there:
            facts.append(_("not there any more"))
        head = Content.styled(f"{shortened(state)} · {title} · {shortened(recent.cycle)}", "bold")
        return Content.assemble(head, Content(f"\n  {' · '.join(facts)}"))

    @property
    def _chosen(self) -> Recent | None:
        """The file that the cursor is on, or was on last."""
        at = self.query_one("#desk-files", OptionList).highlighted
        return self._recent[at] if at is not None and at < len(self._recent) else None

    @on(OptionList.OptionHighlighted, "#desk-files")
    def _moved(self) -> None:
        self._show_deeds()

    def _stand(self) -> Stand | ChecklistError | None:
        """Return where the chosen file stands, read once."""
        chosen = self._chosen
        if chosen is None or not chosen.there:
            return None
        if chosen.path not in self._stands:
            try:
                self._stands[chosen.path] = stand_of(chosen.path, self._library, self._round(chosen))
            except ChecklistError as error:
                self._stands[chosen.path] = error
        return self._stands[chosen.path]

    def _round(self, recent: Recent) -> Round:
        return round_left(recent, self._library)

    def _show_deeds(self) -> None:
        """Show where the chosen file stands, and what can be done with it."""
        stand, chosen, told = self._stand(), self._chosen, self.query_one("#desk-stand", Static)
        deeds, rows = self.query_one("#desk-deeds", OptionList), list[Option]()
        self._offered = []
        if isinstance(stand, Stand) and chosen:
            today, round_ = user.today(), self._round(chosen)
            told.update(
                Content.assemble(
                    Content(" · ".join(stand_told(stand, round_, today))),
                    Content.styled(f"\n{one_line(stand.path)}", "dim"),
                )
            )
            following = next_deed(stand, round_)
            self._offered = [following, *deeds_for(stand)]
            rows.append(Option(Content.styled(f"→  {next_told(following, stand, round_, today)}", "bold")))
            rows += [
                Option(Content(f"{number}  {deed_name(deed, stand)}"))
                for number, deed in enumerate(self._offered[1:], 1)
            ]
        elif isinstance(stand, ChecklistError):
            told.update(Content("\n".join(troubles(stand)[:3])))
        else:
            told.update(
                Content(
                    _(
                        "Each questionnaire is one file on this computer, in the folder that you choose; a new one "
                        "goes to {folder} unless you say otherwise. Nothing is sent anywhere."
                    ).format(folder=one_line(str(usual_folder(self._preferences.settings.folder))))
                )
            )
        deeds.set_options(rows)
        deeds.display = bool(rows)
        if rows:
            deeds.highlighted = 0

    # What is chosen

    @on(OptionList.OptionSelected, "#desk-files")
    def _file_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        place = event.option_index - len(self._recent)
        if place < 0:
            self._do(Deed.ANSWER)
        elif place == 0:
            self.action_new()
        elif place == 1:
            self.action_open()
        else:
            self.action_language()

    @on(OptionList.OptionSelected, "#desk-deeds")
    def _deed_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._do(self._offered[event.option_index])

    def on_key(self, event: Key) -> None:
        """Do what has the number that was typed."""
        if event.character and event.character in "123456789" and int(event.character) < len(self._offered):
            event.stop()
            self._do(self._offered[int(event.character)])

    def _do(self, deed: Deed) -> None:
        """Do something with the chosen file: open it, or run what needs no open file."""
        chosen, stand = self._chosen, self._stand()
        if chosen is None or self.busy:
            return
        if not isinstance(stand, Stand) or deed in _OPENS:
            self.dismiss(Errand(chosen.path, None, deed))
            return
        errands: dict[Deed, Callable[[Stand], Coroutine[Any, Any, None]]] = {
            Deed.BRING_BACK: self._errands.bring_back,
            Deed.REPORT: self._errands.report,
            Deed.PLAN: self._errands.plan,
            Deed.BEGIN_CYCLE: partial(self._errands.begin_cycle, cycle=chosen.cycle),
            Deed.UPGRADE: self._errands.upgrade,
        }
        self.run_worker(errands[deed](stand), group=ASKING)

    def action_new(self) -> None:
        """Ask what a new file needs."""

        def decided(wanted: tuple[str, NewFile] | None) -> None:
            if wanted is not None:
                self.dismiss(Errand(*wanted))

        self.app.push_screen(NewFileScreen(self._library, self._preferences.settings), decided)

    def action_open(self) -> None:
        """Choose a file that was not open lately."""

        def decided(paths: tuple[str, ...] | None) -> None:
            if paths:
                self.dismiss(Errand(paths[0]))

        folder = usual_folder(self._preferences.settings.folder)
        self.app.push_screen(ChooseScreen(_("Open a file"), folder, ENDINGS), decided)

    def action_stay(self) -> None:
        """Say how to leave: one Esc too many leaves nothing."""
        self.app.clear_notifications()
        self.notify(_("Q leaves the program; everything is saved."), markup=False, timeout=3)

    def action_settings(self) -> None:
        """Show the settings, and change them."""
        from checklist.tui.settings_screen import SettingsScreen

        async def done(_nothing: None) -> None:
            await self.recompose()
            self._show()

        self.app.push_screen(SettingsScreen(self._preferences), done)

    def action_help(self) -> None:
        """Say what can be done here."""
        from checklist.tui.dialogs import TextScreen

        rows = [(keys_told_of(one, self._keys), _(one.tooltip)) for one in self._own_keys]
        width = max(cells(keys) for keys, _told in rows) + 2
        told = _(
            "Above stand the questionnaires that were open on this computer, below what can be done with the one that "
            "the cursor is on. The line with the arrow is what comes next; Enter does it. The numbers do the same as "
            "the lines.\n\n"
            "A national exercise goes like this: begin a questionnaire, answer the first round yourself in a morning, "
            "give the rest to the ministries, bring back what they answered, explain the gaps, review, have it "
            "cleared, submit, and send the file. The report and the request for assistance can be made at any time."
        )
        lines = [Content(told), Content("")]
        lines += [Content.styled(padded(keys, width), "bold") + Content(told) for keys, told in rows]
        self.app.push_screen(TextScreen(_("The desk"), Content("\n").join(lines)))

    @property
    def _own_keys(self) -> list[Binding]:
        return list(bindings_of((type(self),)))

    @property
    def _keys(self) -> Mapping[str, str]:
        return self._preferences.settings.keys

    def action_commands(self) -> None:
        """Open the command palette."""
        from textual.command import CommandPalette

        from checklist.tui.palette import Commands

        self.app.push_screen(CommandPalette(providers=[Commands], placeholder=_("what do you want to do?")))

    def commands(self) -> list[Command]:
        """Return what the command palette offers."""
        from checklist.tui.palette import Command, commands_of_keys

        stand = self._stand()
        bindings = [one for one in self._own_keys if one.id != "desk.commands"]
        found = [
            Command(deed_name(deed, stand), lambda deed=deed: self.call_later(self._do, deed), str(number))
            for number, deed in enumerate(self._offered[1:], 1)
            if isinstance(stand, Stand)
        ]
        return [*found, *commands_of_keys(self, bindings, dict(self._keys))]

    @work(group=ASKING)
    async def action_language(self) -> None:
        """Choose the language that is spoken from now on."""
        code = await self.app.push_screen_wait(LanguageScreen(available(), self._library))
        if code is None or code == current():
            return
        use(code)
        self._keep_language(code)
        await self.recompose()
        self._show()

    def _look_again(self) -> None:
        """Look at the files once more: something may be otherwise now."""
        self._stands.clear()
        if is_shown(self):
            self._show_deeds()


_OPENS = frozenset((Deed.ANSWER, Deed.GIVE, Deed.EXPLAIN, Deed.REVIEW, Deed.SUBMIT))
"""What is done with the file open."""
