"""A long text on the whole screen, or in the editor that the user likes."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from checklist.language import _
from checklist.reading import MAX_TEXT
from checklist.safetext import cleaned, visible
from checklist.system import shell, signals
from checklist.tui.drawn import keys_told
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import TextLines, too_long


class TextEditor(ModalScreen[None]):
    """Edits one text and tells `changed` after every key, so that closing it loses nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,ctrl+s", "dismiss", "back to the item; what you wrote is kept", "editor.done", priority=True),
        bound("ctrl+e", "own_editor", "write this text in your own editor ($VISUAL or $EDITOR)", "editor.own", True),
        leaving("editor.leave"),
    ]

    def __init__(self, title: str, question: str, text: str, changed: Callable[[str], None]) -> None:
        super().__init__()
        self._title, self._question, self._text, self._changed = title, question, text, changed

    def compose(self) -> ComposeResult:
        """The question, and below it nothing but the text."""
        with Vertical(classes="dialog whole"):
            yield Static(Content.styled(self._title, "bold"))
            yield Static(Content(self._question), classes="dialog-title")
            yield TextLines(self._text, id="editor-text", tab_behavior="indent", soft_wrap=True)
            yield keys_told(_("Esc done; what you write is kept · Ctrl+E your own editor"))

    def on_mount(self) -> None:
        """Go on at the end of the text."""
        area = self.query_one(TextLines)
        area.move_cursor(area.document.end)
        area.focus()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if event.text_area.text != self._text:
            self._text = event.text_area.text
            self._changed(self._text)

    def action_own_editor(self) -> None:
        """Write the text in the user's own editor, and take over what comes back."""
        command = shell.usual_editor()
        if not command:
            told = _("No editor is set. Leave, set one, for example export EDITOR=nano, and come back.")
            self.notify(told, markup=False, timeout=8)
            return
        area = self.query_one(TextLines)
        text, reason = "", ""
        try:
            with self.app.suspend():
                # Inside: Textual takes the terminal back only after a good end.
                try:
                    text = edited(area.text, command, _wait_for_the_editor)
                except (OSError, ValueError, subprocess.SubprocessError) as error:
                    reason = visible(str(error))
        except SuspendNotSupported:
            self.notify(_("This terminal cannot make room for another program."), markup=False, severity="warning")
            return
        if reason:
            told = _("The editor could not be used: {reason}").format(reason=reason)
            self.notify(told, markup=False, severity="warning", timeout=8)
            return
        if len(text) > MAX_TEXT:
            with tempfile.NamedTemporaryFile(
                "w", prefix="checklist-text-", suffix=".md", delete=False, encoding="utf-8"
            ) as kept:
                kept.write(text)
            told = _("It is kept in {file}.").format(file=kept.name)
            self.notify(f"{too_long(len(text))} {told}", markup=False, severity="warning", timeout=20)
            return
        area.load_text(cleaned(text))
        area.move_cursor(area.document.end)


def edited(text: str, command: str, wait: Callable[[], None]) -> str:
    """Return a text as it comes back from an editor. Raises `OSError`, `ValueError` or `SubprocessError`.

    Many an editor hands the file to its window that is open already, and ends at once: the Notepad of Windows 11,
    `code` without `--wait`. Where nothing was changed, `wait` is called, until the user says that all is written.
    """
    with tempfile.TemporaryDirectory(prefix="checklist-") as folder:
        path = Path(folder) / "text.md"
        path.write_text(text, encoding="utf-8", newline="\n")
        before = path.read_bytes()
        subprocess.run(shell.command_line(command, str(path)), check=True)  # noqa: S603 - the user's own editor
        if path.read_bytes() == before:
            wait()
        return path.read_text(encoding="utf-8-sig", errors="replace").rstrip()


def _wait_for_the_editor() -> None:
    """Wait for Enter, in the terminal that was left to the editor."""

    def stop(_number: int) -> None:
        raise KeyboardInterrupt

    print(_("The editor changed nothing. Is it still open? Write and save the text there, and close it."))
    # Whatever ends the wait, the text is read as it stands.
    with contextlib.suppress(EOFError, KeyboardInterrupt), signals.signals_to(stop, signals.INTERRUPT):
        input(_("Then press Enter here.") + " ")
