"""The outline: sections and items with their marks, to see how far one is and to go anywhere."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.content.item import Item
from checklist.content.questionnaire import Section
from checklist.language import _
from checklist.tui.marks import MARKS, mark_of

SHORT_ID = 12
"""Characters up to which ids are numbers of a kind, such as P5.1, and are shown before the questions."""


class Outline(OptionList):
    """Sections with their progress, and under each its items; choosing an item goes there."""

    class Went(Message):
        """The user chose an item."""

        def __init__(self, item: Item) -> None:
            super().__init__()
            self.item = item

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._rows: list[Section | Item] = []
        self._shown: list[str] = []
        self._numbered = True

    def show(self, tour: Tour, current: Item) -> None:
        """Show the outline as it is now; only lines that changed are drawn again."""
        session = tour.session
        states = {item.id: session.state_of(item) for item in session.asked()}
        asked = {item.id for item in tour.selected()}
        rows: list[Section | Item] = []
        for section in session.questionnaire.sections:
            items = [item for item in section.items if item.id in asked]
            rows += [section, *items] if items else []
        ids = list(session.questionnaire.items)
        self._numbered = sum(len(identifier) <= SHORT_ID for identifier in ids) > len(ids) / 2
        texts = [self._line(session, row, states) for row in rows]
        if [row.id for row in rows] != [row.id for row in self._rows]:
            self.set_options(
                Option(Content(text), disabled=isinstance(row, Section)) for row, text in zip(rows, texts, strict=True)
            )
        else:
            for index, (old, new) in enumerate(zip(self._shown, texts, strict=True)):
                if old != new:
                    self.replace_option_prompt_at_index(index, Content(new))
        self._rows, self._shown = rows, texts
        at = next(
            (index for index, row in enumerate(rows) if row.id == current.id and not isinstance(row, Section)), None
        )
        if at is not None and self.highlighted != at:
            self.highlighted = at

    def _line(self, session: Session, row: Section | Item, states: Mapping[str, AnswerState]) -> str:
        if isinstance(row, Section):
            of_section = [states[item.id] for item in row.items if item.id in states]
            answered = of_section.count(AnswerState.ANSWERED)
            some = AnswerState.BEGUN if answered else AnswerState.UNANSWERED
            mark = MARKS[AnswerState.ANSWERED if answered == len(of_section) else some]
            counted = _("{answered} of {asked}").format(answered=answered, asked=len(of_section))
            return f"{mark} {counted}  {session.wording.section(row)}"
        # A number such as P5.1 helps to find one's way; a long name would leave no room for the question.
        name = f"{row.id}  " if self._numbered and len(row.id) <= SHORT_ID else ""
        return f" {mark_of(session, row)} {name}{session.wording.question(row).text}"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the chosen item."""
        event.stop()
        row = self._rows[event.option_index]
        if not isinstance(row, Section):
            self.post_message(self.Went(row))
