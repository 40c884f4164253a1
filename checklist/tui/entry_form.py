"""A small form for one entry of an answer; every key is passed on at once, so that closing it loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from checklist.answering.values import is_number
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.line_input import LineInput


class FormField(NamedTuple):
    """One field: a line of text, or, with `choices`, one (or several) of them."""

    name: str
    label: str
    value: Any
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    number: bool = False
    """Whether the line takes a number; the form says when it is none yet."""


class EntryForm(ModalScreen[None]):
    """Shows the fields of an entry and tells `changed` their values after every key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "dismiss", "done", id="form.done"),
        Binding("ctrl+c,ctrl+q", "app.leave", "leave", id="form.leave", priority=True),
    ]

    def __init__(self, title: str, fields: Sequence[FormField], changed: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self._title, self._fields, self._changed = title, list(fields), changed
        self._values = {field.name: field.value for field in fields}

    def compose(self) -> ComposeResult:
        """Lay out label and field one under the other."""
        long = any(field.choices for field in self._fields)
        with Vertical(classes="dialog tall" if long else "dialog"):
            yield Static(Content.styled(self._title, "bold"), classes="dialog-title")
            with VerticalScroll(can_focus=False):
                for field in self._fields:
                    if field.choices:
                        yield ChoiceRow(vertical=True, multiple=field.multiple, id=f"form-{field.name}")
                    else:
                        yield Static(Content(field.label), classes="form-label")
                        yield LineInput(
                            value=visible(field.value or ""), id=f"form-{field.name}", select_on_focus=False
                        )
                        if field.number:
                            yield Static(id=f"hint-{field.name}", classes="hint")
            yield Static(Content(_("Tab next field · Esc done; what you type is kept")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Fill the choices and go to the first field."""
        for field in self._fields:
            self._hint(field.name)
            if field.choices:
                chosen = field.value if field.multiple else ((field.value,) if field.value else ())
                self.query_one(f"#form-{field.name}", ChoiceRow).show(field.label, field.choices, chosen)
        self.query("ChoiceRow, Input").first().focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Keep the label of a field in sight."""
        above = event.widget.parent.children if event.widget.parent is not None else ()
        place = list(above).index(event.widget) if event.widget in above else 0
        if place and not above[place - 1].can_focus:
            self.call_after_refresh(above[place - 1].scroll_visible, animate=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._set((event.input.id or "").removeprefix("form-"), event.value)

    @on(ChoiceRow.Chosen)
    def _chose(self, event: ChoiceRow.Chosen) -> None:
        event.stop()
        name = (event.row.id or "").removeprefix("form-")
        multiple = next(field.multiple for field in self._fields if field.name == name)
        self._set(name, event.chosen if multiple else (event.chosen[0] if event.chosen else None))

    @on(ChoiceRow.Confirmed)
    @on(Input.Submitted)
    def _next(self) -> None:
        if self.focused is self.query("ChoiceRow, Input").last():
            self.dismiss()
        else:
            self.focus_next()

    def _hint(self, name: str) -> None:
        for hint in self.query(f"#hint-{name}").results(Static):
            value = self._values[name] or ""
            hint.display = bool(value) and not is_number(value)
            hint.update(Content(_("Not a number yet: digits only, with a point before decimals.")))

    def _set(self, name: str, value: Any) -> None:
        shown = visible(self._values[name] or "") if isinstance(value, str) else self._values[name]
        if shown != value:
            self._values[name] = value
            self._changed(dict(self._values))
            self._hint(name)
