"""The Textual application: opens the session behind the first picture, and leaves without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.widgets import Static

from checklist.desk.deeds import Deed
from checklist.language import _
from checklist.safetext import one_line, visible
from checklist.system import processes, signals
from checklist.tui.copying import Interruption
from checklist.tui.keys import UsualKeys, bound
from checklist.tui.wrapping import keep_no_break_spaces

if TYPE_CHECKING:
    from checklist.answering.new_file import NewFile
    from checklist.answering.session import Session
    from checklist.answering.tour import Tour
    from checklist.content.library import Library
    from checklist.desk.deeds import Deeds
    from checklist.errors import ChecklistError
    from checklist.tui.desk import Errand
    from checklist.tui.settings import Preferences


class Start(NamedTuple):
    """What the command line said."""

    deeds: Callable[[Library], Deeds]
    """What the desk can do, with the questionnaires of a library."""
    path: str = ""
    """The answer file; empty to choose one."""
    folder: str | None = None
    """The folder of questionnaires; that of the program if None."""
    begin: NewFile | None = None
    """What a new file begins with, where there is none."""
    language: str = ""
    """The language to speak; that of the file if empty."""
    take_over: bool = False
    """Whether a lock that another computer left is broken."""
    reopen: bool = False
    """Whether a submitted file is opened again as a draft."""
    at_first: bool = False
    """Whether the first question is shown, instead of the next one that is open."""


KEY_PATIENCE = 0.05
"""Seconds after which it is looked whether the widget that a key went to is still there."""


class ChecklistApp(App[int]):
    """Answers one file. The return value is the exit code of the command."""

    CSS_PATH = "checklist.tcss"
    TITLE = "checklist fill"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("ctrl+q,f10", "leave", "leave the program; everything is saved", "leave", priority=True),
        bound("ctrl+c", "interrupt", "copy what is selected; twice with nothing selected: leave", "interrupt", True),
    ]

    def __init__(self, start: Start, usual_keys: UsualKeys = tuple) -> None:
        """Answer what `start` says; `usual_keys` gives the keys of each place, which the user's settings may change."""
        super().__init__()
        keep_no_break_spaces()
        # Nothing moves by itself: it would disturb input methods, screen readers and slow lines.
        self.animation_level = "none"
        self._start, self._usual_keys = start, usual_keys
        self._preferences: Preferences
        self._library: Library
        self.tour: Tour | None = None
        """The walk through the file that is open, if one is."""
        self._interruption = Interruption(self)
        self._came_back: Key | None = None
        """The last key that no widget wanted; `on_event` runs what it is bound to."""
        self.refused: ChecklistError | None = None
        """Why the file could not be opened, if it could not."""

    def compose(self) -> ComposeResult:
        """Show at once what is coming; the questionnaire follows."""
        told = _(" Opening …")
        if self._start.path:
            told = _(" Opening {file} …").format(file=one_line(os.path.basename(self._start.path)))
        yield Static(Content(told), id="top", markup=False)

    def on_mount(self) -> None:
        """Open the file once the first picture is on the screen."""
        self.call_after_refresh(self._open)

    async def on_event(self, event: Event) -> None:
        """Let a key have all its effects before the next one is looked at.

        Textual hands a key to the widget's queue and goes on; a following key would overtake it, and what was typed
        last would land in the next item.
        """
        self._interruption.note(event)
        new = isinstance(event, Key | Paste) and not event.is_forwarded and bool(self._screen_stack)
        target = (self.focused or self.screen) if new else None
        await super().on_event(event)
        if target is None:
            return
        await self._had_its_effects(target)
        if isinstance(event, Key) and event is self._came_back:
            await self._check_bindings(event.key)
            await self._had_its_effects(target)

    def post_message(self, message: Message) -> bool:
        """Take a key that no widget wanted out of the queue, where it would stand behind the keys that followed it."""
        if isinstance(message, Key) and message.is_forwarded:
            self._came_back = message
            return True
        return super().post_message(message)

    async def _had_its_effects(self, target: DOMNode) -> None:
        """Wait until a node and all above it have done what they had to do."""
        # From the widget up to its screen, as its messages travel; twice each, for the key and for what follows it.
        for node in (node for node in target.ancestors_with_self for _twice in range(2)):
            done = asyncio.Event()
            waiting = node is not self and node.is_running and node.call_later(done.set)
            # A widget that is going away never answers; a slow computer answers late.
            while waiting and not done.is_set() and node.is_running and node.is_attached:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(done.wait(), KEY_PATIENCE)

    def _open(self) -> None:
        from checklist.content.library import Library
        from checklist.errors import ChecklistError
        from checklist.tui.settings import Preferences
        from checklist.tui.themes import dress

        self._preferences = Preferences(self._usual_keys)
        dress(self, self._preferences.settings)
        try:
            self._library = Library(self._start.folder)
            if self._start.path:
                self._open_file(self._start.path, self._start.begin)
                # Meant for this file, and for none that is opened from the desk later.
                self._start = self._start._replace(take_over=False, reopen=False)
            else:
                self._show_desk()
        except ChecklistError as error:
            self.refused = error
            self.exit(1)

    @property
    def session(self) -> Session | None:
        """The session on the file that is open, if one is."""
        return self.tour.session if self.tour else None

    @property
    def deeds(self) -> Deeds:
        """What can be done with files from the desk."""
        return self._start.deeds(self._library)

    @property
    def began_at_desk(self) -> bool:
        """Whether no file was named when the program was started."""
        return not self._start.path

    def _show_desk(self, at: str = "") -> None:
        """Let the user choose a file and what to do; a file that cannot be opened is told of. `at` is chosen first."""
        from checklist.errors import ChecklistError
        from checklist.tui.desk import DeskScreen

        def chosen(errand: Errand | None) -> None:
            if errand is None:
                self.exit(0)
                return
            try:
                self._open_file(errand.path, errand.new, errand.deed)
            except ChecklistError as error:
                self._show_desk(errand.path)
                for problem in error.problems[:3]:
                    self.notify(str(problem), markup=False, severity="error", timeout=15)

        def keep_language(code: str) -> None:
            self.language_chosen(code)
            self._preferences.set(language=code)

        desk = DeskScreen(self._library, self.deeds, self._preferences, keep_language, at)
        self.push_screen(desk, chosen)

    def language_chosen(self, code: str) -> None:
        """Speak a language from now on, whatever that of a file is."""
        self._start = self._start._replace(language=code)

    async def back_to_desk(self) -> None:
        """Save and close the file that is open, and show the desk; ask first if the disk refuses."""
        self._once_saved(self._close_file)

    async def _close_file(self) -> None:
        from checklist.answering.recent import remember

        tour, self.tour = self.tour, None
        path = ""
        if tour is not None:
            path = str(tour.session.store.path)
            tour.session.close()
            remember(tour)
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self._show_desk(path)

    def _open_file(self, path: str, new: NewFile | None, deed: Deed | None = None) -> None:
        """Open a file and show it, or the place in it where something can be done. Raises `ChecklistError`."""
        from checklist import language
        from checklist.answering.handing_in import reopen
        from checklist.answering.opening import open_session
        from checklist.answering.recent import tour_as_left
        from checklist.answering.rounds import SECOND, WHOLE
        from checklist.errors import failure
        from checklist.tui.answering_screen import AnsweringScreen

        def wanted() -> NewFile:
            if new is None:
                raise failure(_("there is no such file"), _("check the name"), visible(path))
            return new

        session = open_session(path, self._library, wanted, self._start.take_over)
        self.tour = tour_as_left(session, new.round if new else "")
        if deed is Deed.EXPLAIN:
            self.tour.round, self.tour.filters = SECOND, frozenset()
        elif deed is not None and self.tour.round == SECOND:
            # Whoever answers goes on with everything; explaining is chosen on purpose.
            self.tour.round = WHOLE
        spoken = language.preferred(self._start.language, session.language, language.current())
        language.use(spoken)
        session.speak(spoken)
        session.notices += map(str, self._preferences.problems)
        if self._start.reopen and not reopen(session):
            session.notices.append(_("NOT SAVED: {reason}").format(reason=session.trouble))
        self.push_screen(AnsweringScreen(self.tour, self._preferences, deed, self._start.at_first and deed is None))
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """Do what can wait for the picture.

        Garbage is collected from now on, but never looked for in what stays to the end: that would be felt at the keys.
        """
        from checklist.answering.recent import remember

        if self.tour is not None:
            remember(self.tour)
        gc.freeze()
        gc.enable()

    def asked_to_end(self, number: int) -> None:
        """Take a signal: the terminal is closed, or the computer is shut down."""
        # A signal comes between any two steps of the program; what it asks for waits for the one that runs.
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise SystemExit(128 + number) from None
        loop.call_soon_threadsafe(self._end_at_once, number)

    def _take_over_texts(self) -> None:
        from checklist.tui.answering_screen import AnsweringScreen

        for screen in self.screen_stack:
            if isinstance(screen, AnsweringScreen):
                screen.take_over_texts()

    def _end_at_once(self, number: int) -> None:
        """The terminal may be gone: save, and do not wait for it."""
        try:
            self._take_over_texts()
        finally:
            if self.session is not None:
                self.session.close()
            if signals.is_hang_up(number):
                processes.end_now(128 + number)
            self.exit(128 + number)

    def _fatal_error(self) -> None:
        """End without a trace on the screen, which would show answers; `run_app` passes the error on."""
        self._close_messages_no_wait()

    def action_interrupt(self) -> None:
        """Copy what is selected; save and leave when that was asked for twice, and nothing was selected."""
        if self._interruption.leaves():
            self.action_leave(130)

    def action_leave(self, code: int = 0) -> None:
        """Save and leave; ask first if the disk refuses."""
        self._once_saved(lambda: self.exit(code))

    def _once_saved(self, go_on: Callable[[], object]) -> None:
        """Save, then go on; ask first if the disk refuses."""
        from checklist.tui.dialogs import UnsavedScreen

        session = self.session
        self._take_over_texts()
        if session is None or session.saved or session.save():
            self.call_later(go_on)
            return

        def decided(decision: str | None) -> None:
            if decision == "leave":
                self.exit(1)
            elif decision == "retry":
                self._once_saved(go_on)

        if not isinstance(self.screen, UnsavedScreen):
            self.push_screen(UnsavedScreen(session.trouble), decided)
