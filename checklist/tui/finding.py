"""Questions in lists: lines that differ where they are cut, and the chosen question in full below them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList, Static

from checklist import words
from checklist.answering.session import Session
from checklist.answering.summary import told_apart
from checklist.content.item import Item
from checklist.safetext import one_line, visible

LOW_OR_NOT = [(0, "-low"), (20, "-high")]
"""Classes of a screen by its lines, as Textual declares them: in a low one the list has all the room."""


def question_lines(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Return lines of what stands before a question and the question, so that they differ within `width` characters."""
    room = max(20, width - max((len(before) for before, _question in rows), default=0))
    questions = told_apart([one_line(question) for _before, question in rows], room)
    return [f"{before}{question}" for (before, _question), question in zip(rows, questions, strict=True)]


def show_in_full(detail: Static, content: Content, options: OptionList) -> None:
    """Show below a list what its chosen line says in full; the line stays in sight if that takes more room."""
    detail.update(content)
    detail.call_after_refresh(options.scroll_to_highlight)


def in_full(session: Session, item: Item, told: str) -> Content:
    """Return the whole question of an item, then what is told of it, its section and its level."""
    section = session.wording.section(session.questionnaire.section_of[item.id])
    lines = [Content.styled(one_line(session.wording.question(item).text), "bold")]
    lines += [Content(visible(told))] if told else []
    lines.append(Content.styled(f"{section} · {item.id} · {words.level(item.level.value)}", "dim"))
    return Content("\n").join(lines)
