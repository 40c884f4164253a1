"""A list of entries of an answer (laws, evidence, needs), with suggestions to accept and a line to add."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message

from checklist.tui.drawn import DrawnLines


class EntryList(DrawnLines):
    """Entries, suggestions and an “add” line, one under the other.

    Enter or Space opens an entry, accepts a suggestion or adds; Delete takes an entry away.
    """

    class Opened(Message):
        """An entry is to be edited; `index` is None for a new one, which begins with what was `typed`."""

        def __init__(self, list_: EntryList, index: int | None, typed: str = "") -> None:
            super().__init__()
            self.list, self.index, self.typed = list_, index, typed

    class Accepted(Message):
        """A suggestion is accepted."""

        def __init__(self, list_: EntryList, index: int) -> None:
            super().__init__()
            self.list, self.index = list_, index

    class Removed(Message):
        """An entry is to be taken away."""

        def __init__(self, list_: EntryList, index: int) -> None:
            super().__init__()
            self.list, self.index = list_, index

    def __init__(self, field: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.field = field
        self._label = self._add = ""
        self._entries: tuple[str, ...] = ()
        self._suggestions: tuple[str, ...] = ()
        self._single = False
        self._cursor = 0
        self._rows: list[int] = []

    def show(
        self, label: str, add: str, entries: Sequence[str], suggestions: Sequence[str] = (), single: bool = False
    ) -> None:
        """Show these entries and suggestions; with `single` only one entry can be there."""
        state = (label, add, tuple(entries), tuple(suggestions), single)
        if state == (self._label, self._add, self._entries, self._suggestions, self._single):
            return
        self._label, self._add, self._entries, self._suggestions, self._single = state
        self._cursor = min(self._cursor, max(0, self._count() - 1))
        self.refresh(layout=True)

    def _addable(self) -> bool:
        return not (self._single and self._entries)

    def _count(self) -> int:
        return len(self._entries) + len(self._suggestions) + self._addable()

    def lines(self, width: int) -> list[Content]:
        """Return label, entries, suggestions and the “add” line, and remember which row each line belongs to."""
        texts = [Content.assemble("■ ", Content(text)) for text in self._entries]
        texts += [Content.assemble("□ ", Content(text)) for text in self._suggestions]
        if self._addable():
            texts.append(Content.assemble("+ ", Content(self._add)))
        lines = list(Content.styled(self._label, "bold" if self.has_focus else "").wrap(max(8, width)))
        self._rows = [-1] * len(lines)
        for number, text in enumerate(texts):
            if self.has_focus and number == self._cursor:
                text = text.stylize("reverse")
            for part in text.wrap(max(8, width - 2)):
                lines.append(Content.assemble("  ", part))
                self._rows.append(number)
        return lines

    def _act(self, number: int) -> None:
        entries = len(self._entries)
        if number < entries:
            self.post_message(self.Opened(self, number))
        elif number < entries + len(self._suggestions):
            self.post_message(self.Accepted(self, number - entries))
        elif self._addable():
            self.post_message(self.Opened(self, None))

    def on_key(self, event: events.Key) -> None:
        """Move, open, accept, add, remove."""
        # Space would open an entry in the middle of a text that was typed without looking.
        if event.key == "enter" or (event.key == "space" and self._cursor >= len(self._entries)):
            self._act(self._cursor)
        elif event.is_printable and self._cursor == self._count() - 1 and self._addable():
            # Whoever types without looking means a new entry.
            self.post_message(self.Opened(self, None, event.character or ""))
        elif event.key == "delete" and self._cursor < len(self._entries):
            self.post_message(self.Removed(self, self._cursor))
        elif event.key == "up" and self._cursor:
            self._cursor -= 1
            self.refresh()
        elif event.key == "down" and self._cursor < self._count() - 1:
            self._cursor += 1
            self.refresh()
        elif self.go_to_neighbour(event.key):
            pass
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Do what the clicked line stands for."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._rows) and self._rows[offset.y] >= 0:
            self._cursor = self._rows[offset.y]
            self.refresh()
            self._act(self._cursor)
