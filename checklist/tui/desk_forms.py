"""The small forms of the desk: what kind of report, how parts are given out, which cycle begins."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.values import FORMS, day_typed
from checklist.desk.deeds import Giving, Paper
from checklist.desk.telling import papers
from checklist.language import _, current, long_date, ngettext
from checklist.safetext import visible
from checklist.system import user
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import keys_told, titled
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import LineInput


class PapersScreen(ModalScreen[Paper | None]):
    """Asks what is to be written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "papers.close"),
        leaving("papers.leave"),
    ]

    def __init__(self, files: int) -> None:
        """`files` is the number of answer files that the report is of."""
        super().__init__()
        self._files, self._papers = files, papers()

    def compose(self) -> ComposeResult:
        """What there is to write."""
        with Vertical(classes="dialog"):
            yield titled(_("Gap report and request for assistance"))
            told = ngettext(
                "Of {count} questionnaire of this cycle:", "Of the {count} questionnaires of this cycle:", self._files
            )
            yield Static(Content(told.format(count=self._files)))
            yield OptionList(*(Option(Content(name)) for name, _paper in self._papers), id="papers", markup=False)
            yield keys_told(_("↑ ↓ choose · Enter write it · Esc back"))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._papers[event.option_index][1])


class PlanScreen(ModalScreen[str]):
    """Asks what is to be done with the plan. Returns `make`, `back` or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss('')", "back", "plan.close"),
        leaving("plan.leave"),
    ]

    def __init__(self, is_there: bool) -> None:
        """`is_there` says whether there is a plan already."""
        super().__init__()
        self._is_there = is_there

    def compose(self) -> ComposeResult:
        """What can be done."""
        with Vertical(classes="dialog"):
            yield titled(_("Action plan"))
            told = _(
                "The plan has an action for each gap: who does it, until when, and which help it needs. It comes with "
                "a workbook to fill in and a calendar of deadlines. What was written into it is never changed."
            )
            yield Static(Content(told), classes="dialog-title")
            make = _("Bring the plan up to date") if self._is_there else _("Make the plan")
            rows = [Option(Content(make), id="make")]
            if self._is_there:
                rows.append(Option(Content(_("Bring back its workbook that was filled in")), id="back"))
            yield OptionList(*rows, markup=False)
            yield keys_told(_("↑ ↓ choose · Enter do it · Esc back"))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id or "")


class CycleScreen(ModalScreen[str]):
    """Asks which cycle begins; returns nothing if none does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss('')", "back", "cycle.close"),
        leaving("cycle.leave"),
    ]

    def __init__(self, cycle: str) -> None:
        """`cycle` is the one that ends."""
        super().__init__()
        self._cycle = cycle

    def compose(self) -> ComposeResult:
        """A line for the year."""
        with Vertical(classes="dialog"):
            yield titled(_("Begin the next cycle with these answers"))
            told = _(
                "A new file takes the answers of cycle {cycle} over. Each counts once you have confirmed it, with one "
                "key. The file of {cycle} stays as it is."
            )
            yield Static(Content(told.format(cycle=visible(self._cycle))), classes="dialog-title")
            yield Horizontal(
                Static(Content(_("New cycle")), classes="form-label"),
                LineInput(placeholder=_("a year"), id="cycle", select_on_focus=False),
                classes="form-row",
            )
            yield keys_told(_("Enter begin · Esc back"))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        cycle = event.value.strip()
        if not any(sign.isdigit() for sign in cycle) or len(cycle) > 20:
            self.notify(_("Which reporting cycle? Write the year."), markup=False, severity="warning")
        elif cycle == self._cycle:
            self.notify(_("That is the cycle of this file."), markup=False, severity="warning")
        else:
            self.dismiss(cycle)


class GiveScreen(ModalScreen[Giving | None]):
    """Asks how the parts go out: until when they come back, where to, and with which forms."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "give.close"),
        bound("ctrl+s", "give", "make the files", "give.give", priority=True),
        leaving("give.leave"),
    ]

    def __init__(self, told: str) -> None:
        """`told` says what is given to whom."""
        super().__init__()
        self._told = told
        self._forms: tuple[str, ...] = ("html",)
        self._note = "txt"

    def compose(self) -> ComposeResult:
        """One field under the other."""
        with Vertical(classes="dialog"):
            yield titled(_("Give the questions out"))
            with VerticalScroll(can_focus=False):
                yield Static(Content(self._told), classes="dialog-title")
                yield from self._line("give-until", _("To be back by"), _("a date, or empty"))
                yield Static(id="give-day", classes="hint")
                yield from self._line("give-address", _("To be sent to"), _("address or office, or empty"))
                yield ChoiceRow(at_once=True, id="give-forms")
                yield ChoiceRow(at_once=True, id="give-note")
            yield keys_told(_("Tab next field · Ctrl+S make the files · Esc back"))

    def _line(self, id: str, label: str, placeholder: str) -> ComposeResult:
        yield Horizontal(
            Static(Content(label), classes="form-label"),
            LineInput(placeholder=placeholder, id=id, select_on_focus=False),
            classes="form-row",
        )

    def on_mount(self) -> None:
        """Show what is usual."""
        self._show()
        self.query_one("#give-until").focus()

    def _show(self) -> None:
        forms = [
            Choice("html", _("a page for any browser")),
            Choice("xlsx", _("Excel")),
            Choice("csv", _("a table of text")),
            Choice("", _("none")),
        ]
        label = _("Form for whoever does not have the program")
        self.query_one("#give-forms", ChoiceRow).show(label, forms, self._forms or ("",))
        notes = [Choice("txt", _("text")), Choice("docx", _("Word"))]
        self.query_one("#give-note", ChoiceRow).show(_("Cover note"), notes, (self._note,))

    @on(ChoiceRow.Chosen)
    def _chose(self, event: ChoiceRow.Chosen) -> None:
        chosen = next(iter(event.chosen), "")
        if event.row.id == "give-forms":
            self._forms = (chosen,) if chosen else ()
        else:
            self._note = chosen or "txt"
        self._show()

    @on(ChoiceRow.Confirmed)
    @on(Input.Submitted)
    def _next(self) -> None:
        self.screen.focus_next()

    @on(Input.Changed, "#give-until")
    def _typed(self, event: Input.Changed) -> None:
        day = day_typed(event.value)
        hint = ""
        if event.value.strip():
            hint = long_date(day, current()) if day else FORMS["date"].told(event.value.strip())
            if day and day < user.today():
                hint = _("{date} is past: choose a day to come").format(date=hint)
        self.query_one("#give-day", Static).update(Content(hint))

    def action_give(self) -> None:
        """Take what was filled in, unless the date is none."""
        until = self.query_one("#give-until", Input)
        day = day_typed(until.value)
        if until.value.strip() and (day is None or day < user.today()):
            until.focus()
            return
        self.dismiss(Giving(self._forms, self._note, day, self.query_one("#give-address", Input).value.strip()))
