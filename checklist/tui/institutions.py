"""The institutions that answer: who answers now, a new one, a name to correct."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.answers import Respondent
from checklist.answering.session import Session
from checklist.language import UN_LANGUAGES, _, language_name
from checklist.safetext import one_line, visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import keys_told
from checklist.tui.editable_list import EditableListScreen
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import LineInput


class InstitutionsScreen(EditableListScreen[str]):
    """Lists the institutions; Enter says who answers from now on, and below a name is added or corrected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "back", "close", "institutions.close"),
        bound("f2", "correct", "correct the name of the chosen one", "institutions.correct"),
        leaving("institutions.leave"),
    ]

    def __init__(self, session: Session, adding: bool = False) -> None:
        """`adding` begins in the line for a new name."""
        super().__init__(session)
        self._adding = adding

    def compose(self) -> ComposeResult:
        """The list, and a line for a name."""
        with Vertical(classes="dialog tall"):
            yield Static(Content.styled(_("Who answers"), "bold"))
            yield Static(Content(_("Each answer notes the institution that gave it.")), classes="dialog-title")
            yield OptionList(id="institutions-list", markup=False)
            yield Static(id="institution-label", classes="field-label")
            yield LineInput(id="institution-name", select_on_focus=False)
            yield ChoiceRow(id="institution-language")
            yield keys_told(_("Enter choose who answers now · F2 correct a name · Tab add one · Esc close"))

    def on_mount(self) -> None:
        """Show the list; without any institution go to the line for a new one."""
        self.show()
        if self._adding or not self._session.respondents:
            self.query_one(LineInput).focus()

    def show(self) -> None:
        """Show the institutions, and in the line the name that is corrected."""
        session, options = self._session, self.query_one(OptionList)
        options.set_options(
            Option(Content(f"{'(•)' if one.id == session.respondent else '( )'} {one_line(one.institution)}"))
            for one in session.respondents
        )
        ids = [one.id for one in session.respondents]
        if ids:
            options.highlighted = ids.index(session.respondent) if session.respondent in ids else 0
        self._show_language()
        name = next((one.institution for one in session.respondents if one.id == self._corrected), "")
        correct = _("Correct name (Enter keeps it, Esc leaves it as it was)")
        label = correct if self._corrected else _("New institution (Enter adds it)")
        self.query_one("#institution-label", Static).update(Content(label))
        self.fill({"institution-name": visible(name)})

    def _highlighted(self) -> Respondent | None:
        at = self.query_one(OptionList).highlighted
        return self._session.respondents[at] if at is not None and self._session.respondents else None

    def _show_language(self) -> None:
        """Show in which language the highlighted institution answers: reports mark its words as being in it."""
        row, one = self.query_one(ChoiceRow), self._highlighted()
        row.display = one is not None
        if one is not None:
            spoken = self._session.language_of(one)
            codes = dict.fromkeys((*UN_LANGUAGES, spoken))
            row.show(_("Answers in"), [Choice(code, language_name(code)) for code in codes], (spoken,))

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._show_language()

    @on(ChoiceRow.Chosen)
    def _spoken(self, event: ChoiceRow.Chosen) -> None:
        one = self._highlighted()
        if one is not None:
            self._session.set_respondent(one.id, one.institution, language=next(iter(event.chosen), ""))
            self._show_language()

    @on(ChoiceRow.Confirmed)
    def _language_done(self) -> None:
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._session.answer_as(self._session.respondents[event.option_index].id)
        self.dismiss()

    def action_correct(self) -> None:
        """Bring the name of the chosen institution into the line below."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._corrected = self._session.respondents[at].id
            self.show()
            self.query_one(LineInput).focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            return
        try:
            self._session.set_respondent(self._corrected, event.value.strip())
        except ValueError as error:
            self.notify(str(error), markup=False, severity="warning")
            return
        if self._corrected:
            self.back_to_list()
        else:
            # Whoever adds one often adds another.
            self.show()
