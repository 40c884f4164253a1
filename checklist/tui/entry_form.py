"""A small form for one entry of an answer; every key is passed on at once, so that closing it loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widget import Widget
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
        with Vertical(classes="dialog"):
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

    def on_resize(self, event: Resize) -> None:
        """Let the fields scroll, with title and keys in sight, where they do not fit."""
        # A field with label, margin and perhaps a hint; frame, title and keys around all of them.
        lines = sum(4 if field.number else 3 for field in self._fields) + 6
        long = any(field.choices for field in self._fields) or lines > event.size.height * 9 // 10
        self.query_one(".dialog").set_class(long, "tall")

    def on_mount(self) -> None:
        """Fill the choices and go to the first field."""
        for field in self._fields:
            self._hint(field.name)
            if field.choices:
                chosen = field.value if field.multiple else ((field.value,) if field.value else ())
                self.query_one(f"#form-{field.name}", ChoiceRow).show(field.label, field.choices, chosen)
        self.query("ChoiceRow, Input").first().focus()

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """Focus a field and keep the label above it in sight too."""
        beside = list(widget.parent.children) if widget is not None and widget.parent is not None else []
        above = beside[: beside.index(widget)] if widget in beside else []
        label = next((other for other in reversed(above) if other.has_class("form-label")), None)
        # Scrolling to the field alone, which Textual does at a moment of its own, may hide its label.
        super().set_focus(widget, scroll_visible and label is None, from_app_focus)
        if widget is not None and label is not None:
            self.call_after_refresh(self._show, label, widget)

    def _show(self, label: Widget, field: Widget) -> None:
        """Scroll until both a label and its field are in sight."""
        region = label.virtual_region.union(field.virtual_region)
        self.query_one(VerticalScroll).scroll_to_region(region, animate=False)

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
