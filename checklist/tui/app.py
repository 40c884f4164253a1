"""The Textual application: opens the session behind the first picture, and leaves without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Event, Key, Paste
from textual.widgets import Static

from checklist.language import _
from checklist.safetext import one_line, visible
from checklist.tui.wrapping import keep_no_break_spaces

if TYPE_CHECKING:
    from checklist.answering.session import Session
    from checklist.commands.fill import Begin
    from checklist.errors import ChecklistError


KEY_PATIENCE = 0.5
"""Seconds that a key may take; a widget that is closing never answers."""


class ChecklistApp(App[int]):
    """Answers one file. The return value is the exit code of the command."""

    CSS_PATH = "checklist.tcss"
    TITLE = "checklist fill"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,f10", "leave", "leave", id="leave", priority=True),
        Binding("ctrl+c", "leave(130)", "leave", id="interrupt", priority=True),
    ]

    def __init__(self, path: str, folder: str | None, begin: Begin, take_over: bool) -> None:
        super().__init__()
        keep_no_break_spaces()
        self._path, self._folder, self._begin, self._take_over = path, folder, begin, take_over
        self.session: Session | None = None
        self.refused: ChecklistError | None = None
        """Why the file could not be opened, if it could not."""

    def compose(self) -> ComposeResult:
        """Show at once what is coming; the questionnaire follows."""
        yield Static(
            Content(_(" Opening {file} …").format(file=one_line(os.path.basename(self._path)))), id="top", markup=False
        )

    def on_mount(self) -> None:
        """Open the file once the first picture is on the screen."""
        self.call_after_refresh(self._open)

    async def on_event(self, event: Event) -> None:
        """Let a key have all its effects before the next one is looked at.

        Textual hands a key to the widget's queue and goes on; a following key with a binding of the screen, such as
        PgDn, would overtake it, and what was typed last would land in the next item.
        """
        typed = isinstance(event, Key | Paste) and bool(self._screen_stack)
        target = self.focused if typed else None
        await super().on_event(event)
        if target is not None:
            # From the widget up to its screen, as its messages travel; twice each, for the key and for what follows it.
            for node in (node for node in target.ancestors_with_self for _twice in range(2)):
                done = asyncio.Event()
                if node is not self and node.is_running and node.call_later(done.set):
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(done.wait(), KEY_PATIENCE)

    def _open(self) -> None:
        from checklist import language
        from checklist.answering.opening import NewFile, open_session
        from checklist.content.library import Library
        from checklist.errors import ChecklistError
        from checklist.tui.answering_screen import AnsweringScreen

        begin = self._begin
        try:
            self.session = open_session(
                self._path,
                Library(self._folder),
                lambda: NewFile(begin.questionnaire, begin.state, begin.cycle, begin.language, begin.institution),
                self._take_over,
            )
        except ChecklistError as error:
            self.refused = error
            self.exit(1)
            return
        spoken = language.preferred(begin.language or self.session.language)
        language.use(spoken)
        self.session.speak(spoken)
        self._catch_signals()
        self.push_screen(AnsweringScreen(self.session))
        self.call_after_refresh(self._collect_again)

    def _collect_again(self) -> None:
        """Collect garbage from now on, but never look through what stays to the end: that would be felt at the keys."""
        gc.freeze()
        gc.enable()

    def _catch_signals(self) -> None:
        """Save when the terminal is closed or the computer is shut down."""
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM", "SIGINT"):
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, self._end_at_once, number)

    def _take_over_texts(self) -> None:
        from checklist.tui.answering_screen import AnsweringScreen

        for screen in self.screen_stack:
            if isinstance(screen, AnsweringScreen):
                screen.take_over_texts()

    def _end_at_once(self, number: int) -> None:
        """The terminal may be gone: save, and do not wait for it."""
        self._take_over_texts()
        if self.session is not None:
            self.session.close()
        if number == getattr(signal, "SIGHUP", None):
            os._exit(128 + number)
        self.exit(128 + number)

    def _fatal_error(self) -> None:
        """End without a trace on the screen, which would show answers; `run_app` passes the error on."""
        self._close_messages_no_wait()

    def action_leave(self, code: int = 0) -> None:
        """Save and leave; ask first if the disk refuses."""
        from checklist.tui.dialogs import UnsavedScreen

        session = self.session
        self._take_over_texts()
        if session is None or session.saved or session.save():
            self.exit(code)
            return

        def decided(decision: str | None) -> None:
            if decision == "leave":
                self.exit(1)
            elif decision == "retry":
                self.action_leave(code)

        if not isinstance(self.screen, UnsavedScreen):
            self.push_screen(UnsavedScreen(session.trouble), decided)


def run_app(path: str, folder: str | None, begin: Begin, take_over: bool) -> int:
    """Run the questionnaire in the terminal; returns the exit code and says where the answers are."""
    # Nothing can be collected while everything is being loaded; looking for it would take a tenth of the start.
    gc.disable()
    app = ChecklistApp(path, folder, begin, take_over)
    try:
        code = app.run()
    finally:
        if app.session is not None:
            app.session.close()
    if app.refused is not None:
        raise app.refused
    if app.session is not None:
        for notice in app.session.notices:
            print(visible(notice), file=sys.stderr)
        file = visible(str(app.session.store.path))
        said = _("Saved in {file}.") if app.session.saved else _("NOT SAVED: {file}")
        print(said.format(file=file), file=sys.stderr)
    if app._exception is not None:
        raise app._exception
    return code if code is not None else app.return_code or 0
