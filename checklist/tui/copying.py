"""Ctrl+C: copies what is selected, as everywhere else; only when nothing is does it lead out of the program."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.events import Event, Key

from checklist.language import _


def copy(app: App[Any]) -> bool:
    """Copy what is selected, in the text that has the focus or with the mouse; return whether something was."""
    from textual.widgets import Input, TextArea

    focused = app.focused
    text = focused.selected_text if isinstance(focused, Input | TextArea) else ""
    text = text or app.screen.get_selected_text() or ""
    if text:
        app.copy_to_clipboard(text)
    return bool(text)


class Interruption:
    """What Ctrl+C asks for: to copy or, twice in a row with nothing selected, to leave."""

    def __init__(self, app: App[Any]) -> None:
        self._app, self._told = app, False

    def note(self, event: Event) -> None:
        """Take note of an event: whatever key comes between two Ctrl+C, they are not twice in a row."""
        if isinstance(event, Key) and event.key != "ctrl+c":
            self._told = False

    def leaves(self) -> bool:
        """Copy what is selected, or say how to leave; return whether the user knew that, and wants to leave."""
        app, told = self._app, self._told
        if copy(app):
            self._told = False
            app.notify(_("Copied."), markup=False, timeout=2)
        elif not told:
            self._told = True
            app.clear_notifications()
            message = _("Nothing is selected to be copied. Ctrl+Q leaves the program, and so does Ctrl+C once more.")
            app.notify(message, markup=False, timeout=6)
        else:
            return True
        return False
