"""Marks and lines that several parts of the screen share; meaning is in the glyph, never in the colour alone."""

from __future__ import annotations

from textual.content import Content

from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.content.item import Item

MARKS = {AnswerState.UNANSWERED: "○", AnswerState.BEGUN: "◐", AnswerState.ANSWERED: "●"}
FLAG = "⚑"


def mark_of(session: Session, item: Item) -> str:
    """Return the mark of an item: how far it is answered, and a flag if the user wants to come back to it."""
    return MARKS[session.state_of(item)] + (FLAG if session.answer(item).review else " ")


def spread(left: Content, right: Content, width: int) -> Content:
    """Return one line with `left` at the left and `right` at the right, the left one cut if they do not fit."""
    room = width - right.cell_length - 1
    left = left.truncate(room, ellipsis=True) if left.cell_length > room > 0 else left
    return Content.assemble(left, " " * max(1, width - left.cell_length - right.cell_length), right)
