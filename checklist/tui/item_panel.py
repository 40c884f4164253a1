"""The panel that shows one item and takes its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from textual import on, work
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from checklist import words
from checklist.answering.answers import NoAnswer
from checklist.answering.attaching import attached, attached_text
from checklist.answering.fields import goes_on_at, holds_back
from checklist.answering.kinds import KINDS
from checklist.answering.values import FORMS
from checklist.content.item import LAW_AND_PRACTICE, Aspect, Item
from checklist.errors import ChecklistError
from checklist.language import _
from checklist.reading import tidied
from checklist.safetext import visible
from checklist.tui.choice_row import ChoiceRow
from checklist.tui.drawn import put
from checklist.tui.entries import EntryPlace, form_fields
from checklist.tui.entry_form import EntryForm
from checklist.tui.entry_list import EntryList
from checklist.tui.item_fields import MARKS, WIDGETS, ItemFields
from checklist.tui.line_input import LineInput

ANSWER_ROWS = ("verdict-law", "verdict-practice", "value-choice", "no-answer")


class ItemPanel(ItemFields, can_focus=False):
    """One item: question, basis, guidance, verdicts, and the fields that the verdicts call for."""

    class Edited(Message):
        """The user changed fields of the answer to `item`."""

        def __init__(self, item: Item, fields: dict[str, Any]) -> None:
            super().__init__()
            self.item, self.fields = item, fields

    class Through(Message):
        """The user is done with a line of text and wants to go on."""

    def focus_open(self) -> None:
        """Go to where an answer that was begun goes on, or to the first field of the item."""
        field = goes_on_at(self._item, self._session.answer(self._item))
        if not field or not self.focus_field(field):
            self.focus_first()

    def focus_first(self) -> None:
        """Go to the first field of the item at once, so that no key is lost, and show it if the guidance is long."""
        for widget in self.query("ChoiceRow, Input, TextArea, EntryList"):
            if widget.focusable and all(getattr(node, "display", True) for node in widget.ancestors_with_self):
                self._go_to(widget)
                return

    def focus_field(self, field: str) -> bool:
        """Go to the field of an answer with this name; return whether it is shown."""
        own = {"year": "line-year", **{kind.value: widget for kind, widget in WIDGETS.items()}}
        for name in (f"#{own.get(field, f'text-{field}')}", f"#list-{field}", f"#verdict-{field}"):
            for widget in self.query(name):
                if all(getattr(node, "display", True) for node in widget.ancestors_with_self):
                    self._go_to(widget)
                    return True
        return False

    def lead_on(self, fields: Iterable[str]) -> None:
        """Go to the field that the answer calls for that was just given in `fields`: why something does not apply."""
        given = [field for field in fields if field in ("no_answer", *LAW_AND_PRACTICE)]
        if given and holds_back(self._item, self._session.answer(self._item)) == "reason":
            self.focus_field("reason")

    def hold_back(self) -> str:
        """Go to a field that is not to be left as it is, and return what is said of it; nothing if there is none.

        What is wrong with a value stands beside it.
        """
        field = holds_back(self._item, self._session.answer(self._item))
        if not field or not self.focus_field(field):
            return ""
        if field == "reason":
            return _("Say why it does not apply. PgDn goes on without a reason.")
        return _("Correct what is marked with ⚠. PgDn goes on without.")

    def focus_answer(self) -> None:
        """Go back to the answer that was given last, or to the first field."""
        row = self._last_row
        if not self._item.aspects:
            # Never to the opposite of what was answered: the next letter typed would take the answer away.
            row = self.query_one("#no-answer", ChoiceRow) if self._session.answer(self._item).no_answer else None
        if row is not None and row.display:
            self._go_to(row)
        else:
            self.focus_first()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember which answer was given last."""
        if isinstance(event.widget, ChoiceRow) and event.widget.id in ANSWER_ROWS:
            self._last_row = event.widget
        # An entry that was left is closed; what was typed in it is kept.
        if not any(isinstance(node, EntryForm) for node in event.widget.ancestors_with_self):
            self.close_entry()

    # Entries, edited in their place

    async def open_entry(self, entries: EntryList, index: int | None, typed: str = "") -> None:
        """Open an entry of a list below it; `index` is None for a new one, which begins with what was `typed`."""
        session, item, field = self._session, self._item, entries.field
        place = EntryPlace(session, item, field, index)

        def changed(values: dict[str, Any]) -> None:
            try:
                self.post_message(self.Edited(item, place.changed(values)))
            except ValueError as error:
                self.notify(_("NOT SAVED: {reason}").format(reason=error), markup=False, severity="error", timeout=12)

        def named(form: EntryForm, text: str) -> None:
            self._read_file(item, form, text)

        self.close_entry()
        whole = session.answer(item).number if field == "breakdown" else None
        await self.mount(
            EntryForm(form_fields(session, item, field, index, self._laws()), changed, named, whole), after=entries
        )
        first = next(iter(self.query_one(EntryForm).query(Input)), None)
        if typed and first is not None:
            first.insert_text_at_cursor(typed)

    @on(EntryForm.Done)
    def _entry_done(self, event: EntryForm.Done) -> None:
        event.stop()
        self.close_entry()

    @work
    async def _read_file(self, item: Item, form: EntryForm, text: str) -> None:
        """Read the file that was named as evidence behind the picture, and put what it says in place of its path."""
        try:
            file = await asyncio.to_thread(attached, text)
        except ChecklistError as error:
            self.notify(error.problems[0].message, markup=False, severity="warning")
            return
        if file is None:
            return
        told = {"title": file.title, "date": file.date, "sha256": file.sha256 or None}
        if not form.take(text, told):
            # The entry was closed meanwhile.
            entries = self._session.answer(item).evidence
            changed = tuple(one.model_copy(update=told) if one.title == tidied(text) else one for one in entries)
            if changed == entries:
                return
            self.post_message(self.Edited(item, {"evidence": changed}))
        self.notify(attached_text(file), markup=False, timeout=8)

    # What the user does

    @on(ChoiceRow.Rested)
    def _rested(self, event: ChoiceRow.Rested) -> None:
        """Say what the verdict means on which the cursor rests; its line is always there, so that nothing moves."""
        event.stop()
        line = {
            "verdict-law": "#verdict-meaning",
            "verdict-practice": "#verdict-meaning",
            "no-answer": "#no-answer-meaning",
        }.get(event.row.id or "")
        told = self.query_one(line, Static) if line else None
        if told is None:
            return
        if event.row.has_focus:
            aspect = (event.row.id or "").removeprefix("verdict-")
            verdict = event.row.highlighted
            meaning = words.meaning(verdict, aspect)
            # The words that say why there is no answer say themselves which they are.
            named = "" if verdict in tuple(NoAnswer) else words.verdict(verdict) + _(": ")
            put(told, Content(named + meaning))
        elif not (self.screen.focused and (self.screen.focused.id or "").startswith("verdict-")):
            put(told, Content())

    @on(ChoiceRow.Chosen)
    def _chosen(self, event: ChoiceRow.Chosen) -> None:
        event.stop()
        first = event.chosen[0] if event.chosen else None
        name = event.row.id or ""
        if name == "value-choice":
            chosen = event.chosen if self._item.several else first
            self.post_message(self.Edited(self._item, {self._item.kind.value: chosen}))
        elif name == "no-answer":
            self.post_message(self.Edited(self._item, {"no_answer": first}))
        elif name == "marks":
            self.post_message(self.Edited(self._item, {mark: mark in event.chosen for mark in MARKS}))
        elif name == "assigned":
            self.post_message(self.Edited(self._item, {"assigned": first}))
        else:
            self.post_message(self.Edited(self._item, {name.removeprefix("verdict-"): first}))
            if first and name == "verdict-law" and Aspect.PRACTICE in self._item.aspects:
                self._go_to(self.query_one("#verdict-practice"))

    @on(Input.Submitted)
    def _line_done(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "line-value" and "year" in KINDS[self._item.kind].taken(self._item):
            self.screen.focus_next()
        else:
            self.post_message(self.Through())

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._typed((event.text_area.id or "").removeprefix("text-"), event.text_area.text)

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        event.stop()
        field = "year" if event.input.id == "line-year" else self._line_field
        if field:
            value = FORMS[field].typed(event.value)
            self._hint(field, event.value)
            self._typed(field, value)

    def _typed(self, field: str, text: str) -> None:
        if self._differs(field, text):
            self.post_message(self.Edited(self._item, {field: text}))

    def _differs(self, field: str, text: str) -> bool:
        """Tell whether a text was changed; showing an answer with control characters spelt out does not change it."""
        return text.rstrip() != visible(getattr(self._session.answer(self._item), field) or "")

    def not_yet_told(self) -> dict[str, Any]:
        """Return texts that were typed and whose message is still on its way; to be taken before the item changes."""
        texts = {
            (area.id or "").removeprefix("text-"): area.text
            for area in self.query(TextArea)
            if isinstance(area.parent, Widget) and area.parent.display
        }
        # There is nothing to take where the panel is still being made, or is going away already.
        lines = {line.id: line.value for line in self.query(LineInput)}
        for name, field in (("line-value", self._line_field), ("line-year", "year")):
            if name in lines and field in KINDS[self._item.kind].taken(self._item):
                texts[field] = FORMS[field].typed(lines[name])
        return {name: text for name, text in texts.items() if self._differs(name, text)}
