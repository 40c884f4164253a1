"""The Textual application: opens the session behind the first picture, and leaves without losing anything."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from checklist.language import _

if TYPE_CHECKING:
    from checklist.answering.session import Session
    from checklist.commands.fill import Begin
    from checklist.errors import ChecklistError


class ChecklistApp(App[int]):
    """Answers one file. The return value is the exit code of the command."""

    CSS_PATH = "checklist.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,f10", "leave", "leave", id="leave", priority=True),
        Binding("ctrl+c", "leave(130)", "leave", id="interrupt", priority=True),
    ]

    def __init__(self, path: str, folder: str | None, begin: Begin, take_over: bool) -> None:
        super().__init__()
        self._path, self._folder, self._begin, self._take_over = path, folder, begin, take_over
        self.session: Session | None = None
        self.refused: ChecklistError | None = None
        """Why the file could not be opened, if it could not."""

    def compose(self) -> ComposeResult:
        """Show at once what is coming; the questionnaire follows."""
        yield Static(Content(_(" Opening {file} …").format(file=os.path.basename(self._path))), id="top", markup=False)

    def on_mount(self) -> None:
        """Open the file once the first picture is on the screen."""
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        from checklist import language
        from checklist.answering.session import NewFile, open_session
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
        self.call_after_refresh(gc.enable)

    def _catch_signals(self) -> None:
        """Save when the terminal is closed or the computer is shut down."""
        import asyncio

        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, self._end_at_once, number)

    def _end_at_once(self, number: int) -> None:
        """The terminal may be gone: save, and do not wait for it."""
        if self.session is not None:
            self.session.close()
        if number == signal.SIGTERM:
            self.exit(128 + number)
        else:
            os._exit(128 + number)

    def action_leave(self, code: int = 0) -> None:
        """Save and leave; ask first if the disk refuses."""
        from checklist.tui.dialogs import UnsavedScreen

        session = self.session
        if session is None or session.saved or session.save():
            self.exit(code)
            return

        def decided(decision: str | None) -> None:
            if decision == "leave":
                self.exit(code)
            elif decision == "retry":
                self.action_leave(code)

        if not isinstance(self.screen, UnsavedScreen):
            self.push_screen(UnsavedScreen(session.trouble), decided)


def run_app(path: str, folder: str | None, begin: Begin, take_over: bool) -> int:
    """Run the questionnaire in the terminal; returns the exit code and says where the answers are."""
    from checklist.safetext import visible

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
        file = visible(str(app.session.store.path))
        said = _("Saved in {file}. To go on: checklist fill {file}") if app.session.saved else _("NOT SAVED: {file}")
        print(said.format(file=file), file=sys.stderr)
    return code if code is not None else app.return_code or 0
