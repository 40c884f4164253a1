"""A row of choices that is answered with one key: verdicts, options, kinds of assistance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from checklist import words
from checklist.content.item import Aspect
from checklist.language import current
from checklist.safetext import composed
from checklist.tui.drawn import DrawnLines

_LABEL_WIDTH, _WIDEST_LABEL = 13, 20
"""Cells for the labels beside choices, and how many there may be in a language with longer words."""
HANGING = 4
"""Cells by which the further lines of a long choice are set in, the width of its mark."""


@cache
def _label_width(_language: str) -> int:
    """Return the cells for labels, so that the choices for the law and for practice stand below one another."""
    widest = max(Content(words.aspect(one.value)).cell_length for one in Aspect)
    return min(max(_LABEL_WIDTH, widest + 1), _WIDEST_LABEL)


class Choice(NamedTuple):
    """One possible choice; `key` is the letter that chooses it, if it has one."""

    id: str
    label: str
    key: str = ""
    also: tuple[str, ...] = ()
    """Further letters that choose it, which are not shown."""


class _Place(NamedTuple):
    line: int
    last: int
    """The last line, when a long text goes over several."""
    start: int
    end: int


class ChoiceRow(DrawnLines):
    """Choices side by side, or one under the other if `vertical`; one of them or, if `multiple`, several.

    What is chosen shows by a mark and in bold, never by colour alone. A letter or a click chooses; arrows move and
    Space chooses; Backspace takes the choice back.
    """

    class Chosen(Message):
        """The choice changed; `chosen` holds the ids."""

        def __init__(self, row: ChoiceRow, chosen: tuple[str, ...]) -> None:
            super().__init__()
            self.row, self.chosen = row, chosen

    class Rested(Message):
        """The cursor rests on another choice, or the row got or lost the focus."""

        def __init__(self, row: ChoiceRow) -> None:
            super().__init__()
            self.row = row

    class Confirmed(Message):
        """The user is done with the row and wants to go on."""

        def __init__(self, row: ChoiceRow) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self, *, vertical: bool = False, multiple: bool = False, at_once: bool = False, id: str | None = None
    ) -> None:
        """`at_once` chooses what the cursor moves to, as in forms where one of them always holds."""
        super().__init__(id=id)
        self._vertical, self._multiple, self._at_once = vertical, multiple, at_once
        self._label = ""
        self._choices: tuple[Choice, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._cursor = 0
        self._places: list[_Place] = []

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of what is chosen."""
        return self._chosen

    @property
    def highlighted(self) -> str:
        """Id of the choice at the cursor."""
        return self._choices[self._cursor].id if self._choices else ""

    @property
    def by_letter(self) -> bool:
        """Whether letters or digits choose."""
        return any(choice.key for choice in self._choices)

    @property
    def by_number(self) -> bool:
        """Whether digits choose, and no letters."""
        return self.by_letter and all(choice.key.isdecimal() for choice in self._choices if choice.key)

    def show(self, label: str, choices: Sequence[Choice], chosen: Sequence[str], multiple: bool | None = None) -> None:
        """Show these choices."""
        if multiple is not None:
            self._multiple = multiple
        state = (label, tuple(choices), tuple(chosen))
        if state == (self._label, self._choices, self._chosen):
            return
        layout = state[:2] != (self._label, self._choices)
        self._label, self._choices, self._chosen = state
        ids = [choice.id for choice in choices]
        if chosen and chosen[0] in ids and not self._multiple:
            self._cursor = ids.index(chosen[0])
        elif layout or not chosen:
            self._cursor = 0
        self.refresh(layout=layout)
        self._rest()

    def _rest(self) -> None:
        if self.has_focus:
            self.post_message(self.Rested(self))

    def on_focus(self) -> None:
        """Show where the cursor is, and tell of it."""
        super().on_focus()
        self.post_message(self.Rested(self))

    def on_blur(self) -> None:
        """Hide the cursor, and tell of it."""
        super().on_blur()
        self.post_message(self.Rested(self))

    # Layout

    def _texts(self) -> list[Content]:
        texts = []
        for number, choice in enumerate(self._choices):
            on = choice.id in self._chosen
            mark = ("[x] " if on else "[ ] ") if self._multiple else ("(•) " if on else "( ) ")
            label = Content(choice.label)
            at = choice.label.casefold().find(choice.key.casefold()) if choice.key else -1
            # A letter answers only where the focus is, and only there it is marked.
            if self.has_focus and at >= 0:
                label = label.stylize("underline", at, at + 1)
            elif choice.key and at < 0:
                label = Content.assemble((choice.key, "underline" if self.has_focus else ""), " ", label)
            text = Content.assemble(mark, label)
            if on:
                text = text.stylize("bold")
            if self.has_focus and number == self._cursor:
                text = text.stylize("reverse")
            texts.append(text)
        return texts

    def lines(self, width: int) -> list[Content]:
        """Lay the choices out in `width` cells and remember where each stands."""
        self._places = []
        lines: list[Content] = []
        label = Content.styled(self._label, "bold" if self.has_focus else "")
        room = _label_width(current())
        wide_label = Content(self._label).cell_length >= room
        if self._label and (self._vertical or wide_label):
            lines.append(label)
        indent = 2 if self._vertical or wide_label else room
        line = Content(" " * indent)
        if self._label and not lines:
            line = Content.assemble(label, " " * (indent - label.cell_length))
        used = indent
        for text in self._texts():
            if used > indent and (self._vertical or used + text.cell_length > width):
                lines.append(line)
                line, used = Content(" " * indent), indent
            first, *more = text.wrap(max(8, width - indent - HANGING)) if self._vertical else [text]
            self._places.append(_Place(len(lines), len(lines) + len(more), used, used + first.cell_length))
            line = Content.assemble(line, first, "  ")
            used += first.cell_length + 2
            for part in more:
                lines.append(line)
                line = Content.assemble(" " * (indent + HANGING), part)
        lines.append(line)
        return lines

    # Choosing

    def choose(self, identifier: str) -> None:
        """Choose or, where several may be chosen, switch a choice."""
        if self._multiple:
            chosen = tuple(
                choice.id for choice in self._choices if (choice.id in self._chosen) != (choice.id == identifier)
            )
        else:
            chosen = (identifier,)
        self._cursor = [choice.id for choice in self._choices].index(identifier)
        self._chosen = chosen
        self.refresh()
        self._rest()
        self.post_message(self.Chosen(self, chosen))

    def clear(self) -> None:
        """Take the choice back."""
        if self._chosen:
            self._chosen = ()
            self.refresh()
            self.post_message(self.Chosen(self, ()))

    def _move(self, step: int) -> bool:
        target = self._cursor + step
        if step == 0 or not 0 <= target < len(self._choices):
            return False
        self._cursor = target
        self.refresh()
        self._show_cursor()
        if self._at_once:
            self.choose(self._choices[target].id)
        else:
            self._rest()
        return True

    def _show_cursor(self) -> None:
        """Keep the choice at the cursor in sight, when the list is longer than the screen."""
        if self._vertical and isinstance(self.parent, Widget) and self._cursor < len(self._places):
            place, region = self._places[self._cursor], self.virtual_region
            lines = Region(region.x, region.y + place.line, 1, place.last - place.line + 1)
            self.parent.scroll_to_region(lines, animate=False)

    def _step(self, key: str) -> int:
        """Return by how much a key moves within the choices."""
        return {"left": -1, "right": 1, "up": -self._vertical, "down": int(self._vertical)}.get(key, 0)

    def on_key(self, event: events.Key) -> None:
        """Choose by letter, move by arrow, go on with Enter."""
        # An input method may give the wide form of a letter.
        character = composed(event.character or "", "NFKC").casefold()
        by_letter = {key.casefold(): choice.id for choice in self._choices for key in (choice.key, *choice.also) if key}
        if event.is_printable and character in by_letter:
            self.choose(by_letter[character])
        elif event.key == "space" and self._choices:
            self.choose(self._choices[self._cursor].id)
        elif event.key in ("backspace", "delete"):
            self.clear()
        elif event.key == "enter":
            self.post_message(self.Confirmed(self))
        elif self._move(self._step(event.key)) or event.key in ("left", "right") or self.go_to_neighbour(event.key):
            pass
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for choice, place in zip(self._choices, self._places, strict=True):
            if place.line <= offset.y <= place.last and (
                place.line < place.last or place.start <= offset.x < place.end
            ):
                self.choose(choice.id)
