"""The fields of one entry of an answer, opened in its place; every key is passed on at once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantBlur
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Static

from checklist import words
from checklist.answering.attaching import begins_as_path
from checklist.answering.values import ValueForm, is_number
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import is_shown
from checklist.tui.keys import bound
from checklist.tui.line_input import LineInput


class FormField(NamedTuple):
    """One field: a line of text, or, with `choices`, one (or several) of them."""

    name: str
    label: str
    value: Any
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    number: ValueForm | None = None
    """Whether the line takes a number; the form says when it is none yet."""
    offered: tuple[str, ...] = ()
    """What may be meant, offered while a line is typed."""
    takes_file: bool = False
    """Whether the path of a file may stand there in the place of what the file is called."""
    group: str = ""
    """Heading over the fields that belong together; the sum of their numbers stands below them."""


class EntryForm(Vertical):
    """Shows the fields of an entry and tells `changed` their values after every key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "done", "close the entry; what you typed is kept", "form.done")
    ]

    class Done(Message):
        """The user is done with the entry."""

    def __init__(
        self,
        fields: Sequence[FormField],
        changed: Callable[[dict[str, Any]], None],
        named: Callable[[EntryForm, str], object],
        whole: str | None = None,
    ) -> None:
        """`named` is told what may be the path of a file; `whole` is the number that numbers are parts of, if any."""
        super().__init__()
        self._named = named
        self._fields, self._changed, self._whole = list(fields), changed, whole or ""
        self._values = {field.name: field.value for field in fields}

    def compose(self) -> ComposeResult:
        """Lay out each label beside its field."""
        group = ""
        for field in self._fields:
            if field.group != group:
                yield from self._sum_line(group)
                group = field.group
                yield Static(Content(group), classes="form-group")
            yield from self._row(field)
        yield from self._sum_line(group)
        keys = _("Tab next field · Esc done; what you type is kept")
        if any(field.offered for field in self._fields):
            keys = _("Tab next field · → takes what is offered · Esc done; what you type is kept")
        yield Static(Content(keys), classes="form-keys")

    def _row(self, field: FormField) -> Iterator[Widget]:
        if field.choices:
            yield ChoiceRow(vertical=len(field.choices) > 3, multiple=field.multiple, id=f"form-{field.name}")
            return
        offered = SuggestFromList(field.offered, case_sensitive=False) if field.offered else None
        value = visible(field.value or "")
        line = LineInput(value=value, id=f"form-{field.name}", select_on_focus=False, suggester=offered)
        line.placeholder = _("what it is, or the path of a file") if field.takes_file else ""
        yield Horizontal(Static(Content(field.label), classes="form-label"), line, classes="form-row")
        if field.number:
            yield Static(id=f"hint-{field.name}", classes="hint")

    def _sum_line(self, group: str) -> Iterator[Widget]:
        if group:
            yield Static(id=f"sum-{self._groups().index(group)}", classes="form-sum")

    def _groups(self) -> list[str]:
        return list(dict.fromkeys(field.group for field in self._fields))

    def on_mount(self) -> None:
        """Fill the choices and go to the first field."""
        for field in self._fields:
            self._hint(field)
            if field.choices:
                chosen = field.value if field.multiple else ((field.value,) if field.value else ())
                self.query_one(f"#form-{field.name}", ChoiceRow).show(field.label, field.choices, chosen)
        self._show_sums()
        first = self.query("ChoiceRow, Input").first()
        self.screen.set_focus(first, scroll_visible=False)
        self.call_after_refresh(self._show_whole, first)

    def _show_whole(self, first: Widget) -> None:
        """Scroll until the form is in sight; if it is too long, at least its first field."""
        self.scroll_visible(animate=False, top=self.outer_size.height > self.screen.size.height // 2)
        first.scroll_visible(animate=False)

    def action_done(self) -> None:
        """Close the form."""
        self.post_message(self.Done())

    # A file in the place of what it is called

    @on(LineInput.Pasted)
    def _pasted(self, event: LineInput.Pasted) -> None:
        event.stop()
        # The field tells of its text before it tells that this was pasted.
        self.look_for_file()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """See whether what was typed in the field that was left is the path of a file."""
        if event.widget.id == f"form-{self._file_field}":
            self.look_for_file()

    @property
    def _file_field(self) -> str:
        """The field in which the path of a file may stand; empty if there is none."""
        return next((field.name for field in self._fields if field.takes_file), "")

    def look_for_file(self) -> None:
        """Tell of what may be the path of a file, now that it is whole."""
        text = self._values.get(self._file_field) or ""
        if begins_as_path(text):
            self._named(self, text)

    def take(self, text: str, told: Mapping[str, str | None]) -> bool:
        """Put what was read of a file in place of its path; return whether the path stood there still."""
        if not is_shown(self) or self._values.get(self._file_field) != text:
            return False
        for name, value in told.items():
            if name not in self._values:
                if not value:
                    continue
                field = FormField(name, words.field(name), value)
                self._fields.append(field)
                self.mount(*self._row(field), before=".form-keys")
            else:
                with self.prevent(Input.Changed):
                    self.query_one(f"#form-{name}", Input).value = value or ""
            self._values[name] = value
        self._changed(dict(self._values))
        return True

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        name = (event.input.id or "").removeprefix("form-")
        form = self._field(name).number
        self._set(name, form.typed(event.value) if form else event.value)

    @on(ChoiceRow.Chosen)
    def _chose(self, event: ChoiceRow.Chosen) -> None:
        event.stop()
        field = self._field((event.row.id or "").removeprefix("form-"))
        chosen = event.chosen
        self._set(field.name, chosen if field.multiple else (chosen[0] if chosen else None))

    @on(ChoiceRow.Confirmed)
    @on(Input.Submitted)
    def _next(self, event: Message) -> None:
        event.stop()
        if self.screen.focused is self.query("ChoiceRow, Input").last():
            self.action_done()
        else:
            self.screen.focus_next()

    def _field(self, name: str) -> FormField:
        return next(field for field in self._fields if field.name == name)

    def _hint(self, field: FormField) -> None:
        for hint in self.query(f"#hint-{field.name}").results(Static):
            value = self._values[field.name] or ""
            told = field.number.told(value) if field.number and value else ""
            hint.display = bool(told)
            hint.update(Content(told))

    def _show_sums(self) -> None:
        for place, group in enumerate(self._groups()):
            numbers = [
                self._values[field.name] or "" for field in self._fields if field.number and field.group == group
            ]
            sum_ = sum((Decimal(number) for number in numbers if is_number(number)), Decimal())
            told = _("Sum: {number}").format(number=sum_)
            if is_number(self._whole) and sum_ > Decimal(self._whole):
                told += " ⚠ " + _("the parts are more than the whole, {number}").format(number=self._whole)
            for line in self.query(f"#sum-{place}").results(Static):
                line.update(Content(told))

    def _set(self, name: str, value: Any) -> None:
        shown = visible(self._values[name] or "") if isinstance(value, str) else self._values[name]
        if shown != value:
            self._values[name] = value
            self._changed(dict(self._values))
            self._hint(self._field(name))
            self._show_sums()
