"""Fields for text, on one line or on several."""

from __future__ import annotations

from textual import events
from textual.widgets import Input, TextArea

from checklist.tui.focus import go_by


class TextLines(TextArea):
    """An editor of several lines that Tab leaves at once."""

    def on_key(self, event: events.Key) -> None:
        """Go to the field before or after at once."""
        if go_by(event.key, self.screen):
            event.stop()
            event.prevent_default()


class LineInput(Input):
    """An input that takes a paste of several lines as one line, instead of dropping all but the first."""

    def on_key(self, event: events.Key) -> None:
        """Go to the field before or after at once."""
        if go_by(event.key, self.screen):
            event.stop()
            event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        line = " ".join(event.text.split())
        if self.selection.is_empty:
            self.insert_text_at_cursor(line)
        else:
            self.replace(line, *self.selection)
