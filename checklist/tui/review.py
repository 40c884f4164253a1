"""Review and finish: what is missing or odd, each one key from its item; the handing in; and a file that is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.answers import Answer
from checklist.answering.handing_in import contradictions_of, findings_of, obstacles, submit
from checklist.answering.kinds import parts_of
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.answering.summary import recapitulation, short_answer
from checklist.answering.values import FORMS, is_number
from checklist.content.questionnaire import Item
from checklist.errors import Problem, Severity
from checklist.language import _
from checklist.output.receipt import receipt_data, receipt_rows
from checklist.safetext import one_line
from checklist.tui.drawn import keys_told, titled
from checklist.tui.keys import bound, leaving
from checklist.tui.marks import mark_of

_REASON_WIDTH = 70
"""Columns of a reason, which is read whole in the narrowest window; the other lines are cut at its edge."""


class Place(NamedTuple):
    """Where something is to be put right; `field` may be empty."""

    item: Item
    field: str = ""


def field_meant(problem: Problem, answer: Answer) -> str:
    """Return the field of an answer that is to be looked at: one that the remedy names, or one of a wrong form."""
    named = re.findall(r"`([a-z_]+)`", problem.remedy)
    wrong = [name for name, form in FORMS.items() if (value := getattr(answer, name)) and not form.fits(value)]
    wrong += ["breakdown"] if not all(is_number(text) for *_place, text in parts_of(answer)) else []
    return next((name for name in named if name in Answer.model_fields), next(iter(wrong), ""))


class ReviewScreen(ModalScreen[Place | str | None]):
    """Lists by severity what is missing or odd. Returns the place to go to, `submitted`, `preview`, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,ctrl+d", "dismiss(None)", "back to the questions", "review.close"),
        bound("s", "submit", "submit: date, seal and close the file", "review.submit"),
        bound("p", "dismiss('preview')", "look at the gap report", "review.preview"),
        leaving("review.leave"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows: list[Place | None] = []

    def compose(self) -> ComposeResult:
        """The recapitulation, and the list."""
        with Vertical(classes="dialog whole"):
            yield Static(Content.styled(_("Review and submit"), "bold"))
            yield Static(id="review-recap", classes="dialog-title")
            yield OptionList(id="review-list", markup=False)
            yield keys_told(_("Enter go to the question · S submit · P gap report · Esc back"))

    def on_mount(self) -> None:
        """Look through the answers."""
        session, options = self._session, self.query_one(OptionList)
        found = findings_of(session)
        waiting = [item for item in session.asked() if session.state_of(item) is not AnswerState.ANSWERED]
        headings = {
            Severity.ERROR: _("To be put right before submitting"),
            Severity.WARNING: _("To look at"),
            Severity.NOTE: _("Marked to come back to"),
        }
        rows: list[Option] = []
        for severity, heading in headings.items():
            # That questions are open is said below, question by question.
            entries = [
                (Place(item, field_meant(problem, session.answer(item))) if item else None, problem.message)
                for item, problem in found
                if problem.severity is severity and (item or severity is not Severity.NOTE)
            ]
            self._add(rows, heading, entries)
        self._add_contradictions(rows)
        questions = [
            (Place(item), f"{mark_of(session, item)}{item.id}  {session.wording.question(item).text}")
            for item in waiting
        ]
        self._add(rows, _("Not, or not fully, answered"), questions)
        if not rows:
            self._add_heading(rows, _("Nothing is missing, and nothing looks odd."))
        options.set_options(rows)
        options.highlighted = next((place for place, item in enumerate(self._rows) if item), None)
        self.query_one("#review-recap", Static).update(Content(recapitulation(session)))

    def _add_contradictions(self, rows: list[Option]) -> None:
        """List the answers that cannot stand together: why not, then each of them, one key away."""
        session, found = self._session, contradictions_of(self._session)
        if found:
            self._add_heading(rows, _("Answers that cannot stand together") + f" ({len(found)})")
        for rule, *items in found:
            reason = Content(one_line(session.wording.contradiction(rule))).wrap(_REASON_WIDTH)
            rows.append(Option(Content("\n").join(Content.assemble("  ", line) for line in reason), disabled=True))
            self._rows.append(None)
            self._add(rows, "", [(Place(item), self._answered(item)) for item in items if item])

    def _answered(self, item: Item) -> str:
        session = self._session
        said = short_answer(item, session.answer(item), session.wording)
        return f"  → {item.id}  {said} – {session.wording.question(item).text}"

    def _add_heading(self, rows: list[Option], heading: str) -> None:
        rows.append(Option(Content.styled(heading, "bold"), disabled=True))
        self._rows.append(None)

    def _add(self, rows: list[Option], heading: str, entries: Sequence[tuple[Place | None, str]]) -> None:
        if entries and heading:
            self._add_heading(rows, f"{heading} ({len(entries)})")
        for place, text in entries:
            rows.append(Option(Content(f"  {one_line(text)}"), disabled=place is None))
            self._rows.append(place)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._rows[event.option_index])

    def action_submit(self) -> None:
        """Hand the file in, after a last look; errors come first."""
        self.app.clear_notifications()

        def decided(yes: bool | None) -> None:
            if not yes:
                return
            reason = submit(self._session)
            if reason:
                told = _("NOT SUBMITTED: {reason}").format(reason=reason)
                self.notify(told, markup=False, severity="error", timeout=12)
            else:
                self.dismiss("submitted")

        # With errors there is nothing to confirm: submitting says what is in the way.
        if obstacles(self._session):
            decided(True)
        else:
            self.app.push_screen(SubmitScreen(self._session), decided)


class SubmitScreen(ModalScreen[bool]):
    """Asks once more before the file is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(False)", "not yet", "submit.no"),
        bound("enter", "dismiss(True)", "submit", "submit.yes"),
        leaving("submit.leave"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """What will happen, and what the file holds."""
        session = self._session
        state = session.reference.state_name(session.state, session.language)
        with Vertical(classes="dialog"):
            yield titled(_("Submit this file?"))
            yield Static(Content(f"{state} · {session.wording.short_title} · {one_line(session.cycle)}"))
            yield Static(Content(recapitulation(session)), classes="dialog-title")
            told = _(
                "The file gets the date and a fingerprint and is closed. Nothing is sent: you send the file yourself. "
                "It can be opened again later, on purpose."
            )
            yield Static(Content(told))
            yield keys_told(_("Enter submit · Esc not yet"))


class ClosedScreen(ModalScreen[str]):
    """Shows the receipt of a submitted file. Returns `reopen`, `preview` or `leave`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("p", "dismiss('preview')", "look at the gap report", "closed.preview"),
        bound("r", "reopen", "open the file again, as a draft", "closed.reopen"),
        bound("q,escape", "dismiss('leave')", "leave", "closed.quit"),
        leaving("closed.leave"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asked = False
        """Whether it was said what opening the file again means."""

    def compose(self) -> ComposeResult:
        """The code first, then everything else on the receipt."""
        session = self._session
        path, content = str(session.store.path), session.content()
        data = receipt_data(session.loaded(), session.library, path, content)
        rows = receipt_rows(data, session.library, session.language)
        width = max(Content(label).cell_length for label, _text in rows) + 2
        lines = [
            Content.assemble(f"{label}{' ' * (width - Content(label).cell_length)}", one_line(text))
            for label, text in rows
        ]
        with Vertical(classes="dialog whole"):
            yield Static(Content.styled(_("Submitted"), "bold"))
            yield Static(
                Content.assemble(_("Read-back code"), _(":"), " ", Content.styled(data["code"], "bold reverse"))
            )
            wrong = [problem["message"] for problem in data["problems"] if problem["severity"] == "error"]
            sound = _(
                "Send the file to the secretariat as it is. Whoever reads this code back from what arrived has the "
                "same answers."
            )
            yield Static(Content(wrong[0] if wrong else sound), id="closed-told", classes="dialog-title")
            with VerticalScroll():
                yield Static(Content("\n").join(lines), id="closed-rows")
            yield keys_told(_("P gap report · R open again as a draft, on purpose · Q leave"))

    def action_reopen(self) -> None:
        """Open the file again; say first what that means."""
        if self._asked:
            self.dismiss("reopen")
            return
        self._asked = True
        told = _(
            "Opened again, the file is a draft: its code no longer holds, and it must be submitted and sent once more. "
            "Press R again to open it."
        )
        self.query_one("#closed-told", Static).update(Content.styled(told, "bold"))
