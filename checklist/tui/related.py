"""Related items: what was already answered on the same source, and its law and evidence to take over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist import joining, words
from checklist.answering.neighbours import RelatedAnswer
from checklist.answering.progress import state_of
from checklist.answering.session import Session
from checklist.answering.summary import entry_lines, short_answer
from checklist.language import _
from checklist.safetext import one_line, shortened
from checklist.tui.drawn import keys_told, titled
from checklist.tui.keys import bound, leaving
from checklist.tui.marks import MARKS


def related_line(session: Session, told: Sequence[RelatedAnswer]) -> str:
    """Return the line that tells of related answers; empty when there are none."""
    if not told:
        return ""
    named = [f"{_name(session, entry)} ({_said(session, entry)})" for entry in told[:2]]
    more = len(told) - len(named)
    listed = joining.listed(named) + (f" +{more}" if more else "")
    return _("Already answered on this matter: {items} – F12 to see and take over").format(items=listed)


def _name(session: Session, related: RelatedAnswer) -> str:
    named = session.library.wording(related.questionnaire, session.language).short_title
    return f"{named}, {related.item.id}" if related.file else related.item.id


def _said(session: Session, related: RelatedAnswer) -> str:
    wording = session.library.wording(related.questionnaire, session.language)
    return short_answer(related.item, related.answer, wording)


class RelatedScreen(ModalScreen[RelatedAnswer | None]):
    """Lists the related items; Enter takes over the law and the evidence of the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,f12", "dismiss(None)", "close", "related.close"),
        leaving("related.leave"),
    ]

    def __init__(self, session: Session, related: Sequence[RelatedAnswer]) -> None:
        super().__init__()
        self._session, self._related = session, related

    def compose(self) -> ComposeResult:
        """The items, and what is said on the chosen one."""
        with Vertical(classes="dialog tall"):
            yield titled(_("Items on the same or a neighbouring source"))
            yield OptionList(*(Option(row) for row in self._rows()), id="related-list", markup=False)
            with VerticalScroll(id="related-detail", can_focus=False):
                yield Static(id="related-text")
            yield keys_told(_("↑ ↓ choose · Enter take over law and evidence · Esc close"))

    def _rows(self) -> Iterator[Content]:
        for related in self._related:
            mark = MARKS[state_of(related.item, related.answer)]
            yield Content(f"{mark} {_name(self._session, related)}{_(': ')}{_said(self._session, related)}")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one("#related-text", Static).update(self._detail(self._related[event.option_index]))

    def _detail(self, related: RelatedAnswer) -> Content:
        session = self._session
        wording = session.library.wording(related.questionnaire, session.language)
        lines = [Content.styled(wording.question(related.item).text, "bold")]
        if related.file:
            lines.append(Content(one_line(related.file)))
        answer = related.answer
        told = {field: [f"  {row}" for row in entry_lines(answer, field)] for field in ("provisions", "evidence")}
        for field in ("reason", "good_practice", "comment"):
            told[field] = [shortened(text, 600)] if (text := getattr(answer, field)) else []
        for field, rows in told.items():
            if rows:
                lines.append(Content.assemble("\n", Content.styled(words.field(field), "bold")))
                lines += map(Content, rows)
        if related.answered and not related.offers:
            lines.append(Content("\n" + _("There is no law or evidence to take over.")))
        return Content("\n").join(lines)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        related = self._related[event.option_index]
        if related.offers:
            self.dismiss(related)
        else:
            self.notify(_("There is no law or evidence to take over."), markup=False, timeout=3)
