"""What was answered in an earlier cycle, on one line beside the question."""

from __future__ import annotations

from checklist import joining, words
from checklist.answering.neighbours import EarlierAnswer
from checklist.answering.summary import short_answer
from checklist.content.item import Item
from checklist.content.overlay import Wording
from checklist.language import _
from checklist.safetext import one_line, shortened

_LONGEST = 200
"""Characters of the reason that are shown; a narrow screen cuts them earlier."""


def earlier_text(item: Item, earlier: EarlierAnswer, wording: Wording) -> str:
    """Return the earlier answer on one line: cycle, verdicts or value, and the first words of the reason."""
    answer = earlier.answer
    said = joining.series(
        f"{words.aspect_within(aspect.value)} {words.verdict(verdict.value)}"
        for aspect in item.aspects
        if (verdict := answer.verdict(aspect))
    ) or short_answer(item, answer, wording)
    text = f"{one_line(earlier.cycle)}{_(': ')}{said}"
    if earlier.reworded:
        text += " " + _("(the question has changed since)")
    return f"{text} – {shortened(answer.reason, _LONGEST)}" if answer.reason else text
