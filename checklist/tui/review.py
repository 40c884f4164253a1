"""Review: what is missing or odd, each one key from its item, and from here the handing in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.answers import Answer
from checklist.answering.clearing import clearance_text
from checklist.answering.fields import malformed
from checklist.answering.handing_in import Handover, contradictions_of, findings_of, hand_over, obstacles
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.answering.summary import part_text, problem_text, recapitulation, short_answer
from checklist.content.item import Item
from checklist.errors import Problem, Severity
from checklist.exchange.given import given_parts
from checklist.language import _
from checklist.safetext import one_line
from checklist.tui.drawn import keys_told
from checklist.tui.finding import LOW_OR_NOT, in_full, question_lines, show_in_full
from checklist.tui.handing_over import SubmitScreen
from checklist.tui.keys import bound, leaving
from checklist.tui.marks import mark_of
from checklist.tui.settings import Preferences

_MARGIN = 8
"""Columns of the window that the lines of the list do not have."""
_REASON_WIDTH = 70
"""Columns of a reason, which is read whole in the narrowest window; the other lines are cut at its edge."""


class Place(NamedTuple):
    """Where something is to be put right; `field` may be empty."""

    item: Item
    field: str = ""


class _Line(NamedTuple):
    """A line of the list: what it is about, what stands before the question, and what is told of it below the list."""

    place: Place | None
    before: str
    question: str = ""
    told: str = ""


def field_meant(item: Item, problem: Problem, answer: Answer) -> str:
    """Return the field of an answer that is to be looked at: one that the remedy names, or one of a wrong form."""
    named = re.findall(r"`([a-z_]+)`", problem.remedy)
    return next((name for name in named if name in Answer.model_fields), malformed(item, answer))


class ReviewScreen(ModalScreen[Place | str | None]):
    """Lists by severity what is missing or odd. Returns the place to go to, `submitted`, `preview`, or nothing."""

    VERTICAL_BREAKPOINTS = LOW_OR_NOT
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,ctrl+d", "dismiss(None)", "back to the questions", "review.close"),
        bound("s", "submit", "submit: date, seal and close the file", "review.submit"),
        bound("p", "dismiss('preview')", "look at the gap report", "review.preview"),
        bound("c", "clearance", "who drafted, approved and cleared the answers", "review.clearance"),
        leaving("review.leave"),
    ]

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self._session, self._preferences = session, preferences
        given = [] if session.part else given_parts(session.loaded(), session.library)
        self._out = [one.name for one in given if not one.is_back]
        """Institutions whose part is not back."""
        self._rows: list[Place | None] = []
        self._details: list[Content] = []

    def compose(self) -> ComposeResult:
        """The recapitulation, the list, and what the chosen line is about, in full."""
        title, keys = (
            _("Review and submit"),
            _("Enter go to the question · S submit · C clearance · P gap report · Esc back"),
        )
        if self._session.part:
            title, keys = (
                _("Review of this part"),
                _("Enter go to the question · P gap report · Esc back · Ctrl+Q leave"),
            )
        with Vertical(classes="dialog whole"):
            yield Static(Content.styled(title, "bold"))
            yield Static(id="review-recap", classes="dialog-title")
            yield OptionList(id="review-list", markup=False)
            yield Static(classes="detail")
            yield keys_told(keys)

    def on_mount(self) -> None:
        """Look through the answers."""
        self._show()

    def _show(self) -> None:
        self._rows.clear()
        self._details.clear()
        session, options = self._session, self.query_one(OptionList)
        found = findings_of(session)
        waiting = [item for item in session.asked() if session.state_of(item) is not AnswerState.ANSWERED]
        first = (
            _("To be put right before the file is sent back")
            if session.part
            else _("To be put right before submitting")
        )
        headings = {
            Severity.ERROR: first,
            Severity.WARNING: _("To look at"),
            Severity.NOTE: _("Marked to come back to"),
        }
        rows: list[Option] = []
        for severity, heading in headings.items():
            # That questions are open is said below, question by question.
            entries = [
                self._finding(item, problem)
                for item, problem in found
                if problem.severity is severity and (item or severity is not Severity.NOTE)
            ]
            self._add(rows, heading, entries)
        self._add_contradictions(rows)
        if self._out:
            self._add(rows, _("Given out, and not back yet"), [_Line(None, one_line(name)) for name in self._out])
        if session.clearance:
            self._add_heading(rows, _("Clearance"))
            for entry in session.clearance:
                self._add(rows, "", [_Line(None, clearance_text(entry, session.language))])
        questions = [
            _Line(Place(item), f"{mark_of(session, item)}{item.id}  ", session.wording.question(item).text)
            for item in waiting
        ]
        self._add(rows, _("Not, or not fully, answered"), questions)
        if not rows:
            self._add_heading(rows, _("Nothing is missing, and nothing looks odd."))
        options.set_options(rows)
        options.highlighted = next((place for place, item in enumerate(self._rows) if item), None)
        self.query_one(".detail").display = options.highlighted is not None
        self.query_one("#review-recap", Static).update(Content(recapitulation(session)))

    def _finding(self, item: Item | None, problem: Problem) -> _Line:
        session = self._session
        answer = session.answer(item) if item else Answer()
        message, remedy = problem_text(item, problem, answer)
        if item is None:
            return _Line(None, message)
        told = f"{message} ({remedy})" if remedy else message
        question = session.wording.question(item).text
        return _Line(Place(item, field_meant(item, problem, answer)), f"{item.id}  {message} – ", question, told)

    def _add_contradictions(self, rows: list[Option]) -> None:
        """List the answers that cannot stand together: why not, then each of them, one key away."""
        session, found = self._session, contradictions_of(self._session)
        if found:
            self._add_heading(rows, _("Answers that cannot stand together") + f" ({len(found)})")
        for rule, *items in found:
            told = one_line(session.wording.contradiction(rule))
            reason = Content(told).wrap(_REASON_WIDTH)
            rows.append(Option(Content("\n").join(Content.assemble("  ", line) for line in reason), disabled=True))
            self._rows.append(None)
            self._details.append(Content())
            self._add(rows, "", [self._answered(item, told) for item in items if item])

    def _answered(self, item: Item, reason: str) -> _Line:
        session = self._session
        said = short_answer(item, session.answer(item), session.wording)
        return _Line(Place(item), f"  → {item.id}  {said} – ", session.wording.question(item).text, reason)

    def _add_heading(self, rows: list[Option], heading: str) -> None:
        rows.append(Option(Content.styled(heading, "bold"), disabled=True))
        self._rows.append(None)
        self._details.append(Content())

    def _add(self, rows: list[Option], heading: str, lines: Sequence[_Line]) -> None:
        if lines and heading:
            self._add_heading(rows, f"{heading} ({len(lines)})")
        texts = question_lines([(one.before, one.question) for one in lines], self.app.size.width - _MARGIN)
        for line, text in zip(lines, texts, strict=True):
            rows.append(Option(Content(f"  {one_line(text)}"), disabled=line.place is None))
            self._rows.append(line.place)
            self._details.append(self._detail(line))

    def _detail(self, line: _Line) -> Content:
        return in_full(self._session, line.place.item, line.told) if line.place else Content()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        show_in_full(self.query_one(".detail", Static), self._details[event.option_index], event.option_list)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._rows[event.option_index])

    def action_clearance(self) -> None:
        """Note who drafted, approved and cleared the answers."""
        from checklist.tui.clearance import ClearanceScreen

        def done(_nothing: None) -> None:
            self._show()

        self.app.push_screen(ClearanceScreen(self._session), done)

    def action_submit(self) -> None:
        """Hand the file in, after a last look; errors come first."""
        self.app.clear_notifications()
        if self._session.part:
            self.notify(part_text(), markup=False, severity="warning", timeout=8)
            return
        settings = self._preferences.settings
        wish = Handover(settings.signing_key, "", settings.recipient)

        def decided(handover: Handover | None) -> None:
            if handover is None:
                return
            reason = hand_over(self._session, handover)
            if reason:
                told = _("NOT SUBMITTED: {reason}").format(reason=reason)
                self.notify(told, markup=False, severity="error", timeout=12)
                return
            if (handover.key, handover.recipient) != (wish.key, wish.recipient):
                self._preferences.set(signing_key=handover.key, recipient=handover.recipient)
            self.dismiss("submitted")

        # With errors there is nothing to confirm: submitting says what is in the way.
        if obstacles(self._session):
            decided(Handover())
        else:
            self.app.push_screen(SubmitScreen(self._session, wish), decided)
