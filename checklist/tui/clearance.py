"""Clearance: who drafted, approved and cleared the answers, and of whom it is still awaited."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.answers import Act, Clearance
from checklist.answering.clearing import act_words, clearance_text, entry_of
from checklist.answering.session import Session
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import keys_told
from checklist.tui.editable_list import EditableListScreen
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import LineInput

_FIELDS = ("institution", "function", "date")


class ClearanceScreen(EditableListScreen[Clearance]):
    """Lists the steps; Enter brings one into the lines below, where it is corrected, or a new one is added."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "back", "close", "clearance.close"),
        bound("delete", "delete", "take the chosen step away", "clearance.delete"),
        leaving("clearance.leave"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._act = Act.DRAFTED

    def compose(self) -> ComposeResult:
        """The list, and lines for a step."""
        labels = {
            "institution": _("Institution"),
            "function": _("Function, such as Director of Legal Affairs"),
            "date": _("Date, such as 2026-03-14; empty: still awaited"),
        }
        with Vertical(classes="dialog tall"):
            yield Static(
                Content.styled(_("Who drafted, approved and cleared the answers"), "bold"), classes="dialog-title"
            )
            yield OptionList(id="clearance-list", markup=False)
            yield ChoiceRow(id="clearance-act")
            for name in _FIELDS:
                yield Static(Content(labels[name]), classes="field-label")
                yield LineInput(id=f"clearance-{name}", select_on_focus=False)
            yield keys_told(_("Enter choose, keep · Tab next line · Del take away · Esc close"))

    def on_mount(self) -> None:
        """Show the steps; without any, go to the lines for a new one."""
        self.show()
        if not self._session.clearance:
            self.query_one(ChoiceRow).focus()

    def show(self) -> None:
        """Show the steps, and in the lines the one that is corrected."""
        session, options, entry = self._session, self.query_one(OptionList), self._corrected
        options.set_options(Option(Content(clearance_text(one, session.language))) for one in session.clearance)
        if session.clearance:
            options.highlighted = session.clearance.index(entry) if entry in session.clearance else 0
        self._act = entry.act if entry else self._act
        self._show_act()
        self.fill({f"clearance-{name}": visible(getattr(entry, name, None) or "") for name in _FIELDS})

    def _show_act(self) -> None:
        choices = [Choice(act.value, word) for act, word in act_words().items()]
        self.query_one(ChoiceRow).show(_("Step"), choices, (self._act.value,))

    @on(ChoiceRow.Chosen)
    def _step_chosen(self, event: ChoiceRow.Chosen) -> None:
        self._act = Act(next(iter(event.chosen), self._act.value))
        self._show_act()

    @on(ChoiceRow.Confirmed)
    def _step_done(self) -> None:
        self.query_one("#clearance-institution", LineInput).focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._corrected = self._session.clearance[event.option_index]
        self.show()
        self.query_one("#clearance-date", LineInput).focus()

    @on(Input.Submitted)
    def _entered(self) -> None:
        """Keep what stands in the lines."""
        values = {name: self.query_one(f"#clearance-{name}", LineInput).value.strip() for name in _FIELDS}
        try:
            entry = entry_of({"act": self._act, **values})
            kept = [one for one in self._session.clearance if one != self._corrected]
            self._session.set_clearance([*kept, entry])
        except ValueError as error:
            self.notify(str(error), markup=False, severity="warning")
            return
        self.back_to_list()

    def action_delete(self) -> None:
        """Take the chosen step away."""
        at = self.query_one(OptionList).highlighted
        if at is not None and self._session.clearance:
            self._session.set_clearance([one for place, one in enumerate(self._session.clearance) if place != at])
            self.back_to_list()
