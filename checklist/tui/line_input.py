"""Fields for text, on one line or on several; none takes more than an answer file can hold."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input, TextArea

from checklist.language import _
from checklist.reading import MAX_TEXT
from checklist.safetext import cleaned
from checklist.tui.focus import go_by
from checklist.tui.keys import bound


def too_long(length: int) -> str:
    """Return what is said of a text that is longer than an answer can be."""
    return _(
        "A field takes {most} characters, some ten pages; this would be {length}. Nothing was changed: "
        "put long documents beside the file and name them as evidence."
    ).format(most=MAX_TEXT, length=length)


class TextLines(TextArea):
    """An editor of several lines that Tab leaves at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("ctrl+e", "enlarge", "write this text in a large editor, or in your own", "text.enlarge"),
    ]

    class Enlarged(Message):
        """The text is to be written on the whole screen."""

        def __init__(self, area: TextLines) -> None:
            super().__init__()
            self.area = area

    def on_key(self, event: events.Key) -> None:
        """Go to the field before or after at once; take no key that the text has no room for."""
        full = event.is_printable and len(self.text) >= MAX_TEXT and not self.selected_text
        if full:
            self.notify(too_long(len(self.text) + 1), markup=False, severity="warning")
        if full or go_by(event.key, self.screen):
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        # What stays allowed goes on to the editor itself: Textual calls the handlers of all classes, one by one.
        length = len(self.text) - len(self.selected_text) + len(event.text)
        if length > MAX_TEXT:
            event.stop()
            event.prevent_default()
            self.notify(too_long(length), markup=False, severity="warning", timeout=12)
        else:
            event.text = cleaned(event.text)

    def action_undo(self) -> None:
        """Take back what was typed here; when there is nothing more, what was changed before."""
        before = self.text
        super().action_undo()
        if self.text == before:
            self.call_later(self.screen.run_action, "undo")

    def action_enlarge(self) -> None:
        """Ask for the large editor."""
        self.post_message(self.Enlarged(self))


class LineInput(Input):
    """An input that takes a paste of several lines as one line, instead of dropping all but the first."""

    class Pasted(Message):
        """A text was pasted, or something was dropped on the terminal, where nothing stood before."""

    def on_key(self, event: events.Key) -> None:
        """Go to the field before or after at once."""
        if go_by(event.key, self.screen):
            event.stop()
            event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        line = " ".join(cleaned(event.text[: MAX_TEXT + 1]).split())
        length = len(self.value) + len(line) if len(event.text) <= MAX_TEXT else len(event.text)
        whole = not self.value.strip() or self.selected_text == self.value
        if length > MAX_TEXT:
            self.notify(too_long(length), markup=False, severity="warning", timeout=12)
        elif self.selection.is_empty:
            self.insert_text_at_cursor(line)
        else:
            self.replace(line, *self.selection)
        if whole and self.value == line:
            self.post_message(self.Pasted())
