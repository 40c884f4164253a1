"""Fields for text, on one line or on several."""

from __future__ import annotations

from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea


def go_on_tab(widget: Widget, event: events.Key) -> None:
    """Let Tab and Shift+Tab move the focus at once; a binding would be looked at only after the next key."""
    if event.key == "tab":
        widget.screen.focus_next()
    elif event.key == "shift+tab":
        widget.screen.focus_previous()
    else:
        return
    event.stop()
    event.prevent_default()


class TextLines(TextArea):
    """An editor of several lines that Tab leaves at once."""

    def on_key(self, event: events.Key) -> None:
        """Go to the field before or after at once."""
        go_on_tab(self, event)


class LineInput(Input):
    """An input that takes a paste of several lines as one line, instead of dropping all but the first."""

    def on_key(self, event: events.Key) -> None:
        """Go to the field before or after at once: a key typed next must land there."""
        go_on_tab(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        line = " ".join(event.text.split())
        if self.selection.is_empty:
            self.insert_text_at_cursor(line)
        else:
            self.replace(line, *self.selection)
