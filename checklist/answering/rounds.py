"""Rounds: which questions are answered now, and how fully. The treaty's duties first, in a morning; the rest later."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from checklist.answering.answers import Answer
from checklist.answering.fields import lacks_law, lacks_reason
from checklist.content.item import Item
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Questionnaire

WORDS_A_MINUTE = 200
"""How fast a question and its guidance are read."""
MINUTES_AN_ANSWER = 0.5
"""How long it takes to decide on one answer, in law or in practice, when nobody else has to be asked."""
MINUTES_A_TEXT = 3.0
"""How long it takes to write what is missing or to name the law, beside one question."""


class RoundKind(StrEnum):
    """What a round is for."""

    DUTIES = "duties"
    """The first: the duties of the treaty, the answers alone, without explanations."""
    WHOLE = "whole"
    """Every question, with all that belongs to its answer."""
    GAPS = "gaps"
    """The second: what is answered, but not explained, and law that is not named."""


class Round(NamedTuple):
    """A round, in all chapters or some."""

    kind: RoundKind = RoundKind.WHOLE
    sections: tuple[str, ...] = ()
    """Ids of the chapters; all, if none is named."""

    def asks(self, questionnaire: Questionnaire, item: Item, answer: Answer) -> bool:
        """Tell whether a question belongs to the round, given its answer."""
        if self.sections and questionnaire.section_of[item.id].id not in self.sections:
            return False
        if self.kind is RoundKind.DUTIES:
            return item.is_obligation
        return self.kind is RoundKind.WHOLE or is_unexplained(item, answer)

    @property
    def answers_only(self) -> bool:
        """Whether nothing is written but answers, and the reason of one that needs it."""
        return self.kind is RoundKind.DUTIES

    @property
    def is_narrow(self) -> bool:
        """Whether some questions are left out."""
        return self != WHOLE


WHOLE = Round()
FIRST = Round(RoundKind.DUTIES)
SECOND = Round(RoundKind.GAPS)


def is_unexplained(item: Item, answer: Answer) -> bool:
    """Tell whether an answer leaves a gap without saying what is missing, or names no law where there is one."""
    return lacks_reason(item, answer) or lacks_law(item, answer)


class Effort(NamedTuple):
    """What a round asks of those who answer."""

    questions: int
    keys: int
    """Keys to press, where a key is an answer and another one goes on."""
    minutes: int
    """Minutes of reading, deciding and writing, in quarters of an hour."""


def effort(round_: Round, questionnaire: Questionnaire, wording: Wording) -> Effort:
    """Return what a round asks before anything is answered, estimated from the number of words.

    Languages written without blanks are counted two signs a word.
    """
    items = [item for item in questionnaire if round_.asks(questionnaire, item, _NOTHING)]
    words = sum(_words(wording.question(item).text) + _words(wording.guidance(item).text) for item in items)
    answers = sum(len(item.aspects) or 1 for item in items)
    minutes = words / WORDS_A_MINUTE + answers * MINUTES_AN_ANSWER
    minutes += 0 if round_.answers_only else len(items) * MINUTES_A_TEXT
    return Effort(len(items), answers + len(items), 15 * math.ceil(minutes / 15))


_NOTHING = Answer()


def _words(text: str) -> int:
    """Return the number of words of a text."""
    dense = sum("\u3040" <= sign <= "\u9fff" for sign in text)
    return dense // 2 if dense > len(text) // 3 else len(text.split())


def round_as_text(round_: Round) -> str:
    """Return a round as a word to be kept: its kind, and chapters after a colon."""
    return ":".join((round_.kind.value, *((",".join(round_.sections),) if round_.sections else ())))


def round_of_text(text: str, sections: Sequence[str]) -> Round:
    """Return the round that a word keeps; the whole questionnaire if it keeps none. `sections` are those there are."""
    kind, _colon, named = text.partition(":")
    if kind not in list(RoundKind):
        return WHOLE
    return Round(RoundKind(kind), tuple(one for one in named.split(",") if one in sections))
