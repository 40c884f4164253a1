"""Where an aspect of an item stands: the one definition of a gap, for filters, reports and overviews."""

from __future__ import annotations

from enum import StrEnum

from checklist.answering.answers import Answer
from checklist.content.questionnaire import Aspect, Item, Level, Verdict


class Standing(StrEnum):
    """Where an aspect of an item stands, one word for every case a report must keep apart."""

    FULL = "full"
    PARTIAL = "partial"
    PLANNED = "planned"
    NONE = "none"
    UNKNOWN = "unknown"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    NOT_APPLICABLE = "not_applicable"
    CONSIDERED = "considered"
    """Considered and not adopted: at the levels `consider` and `encouraged` that meets what is asked."""
    NOT_USED = "not_used"
    """An optional measure that is not, or not fully, taken."""


GAP_ORDER = (Standing.NONE, Standing.PLANNED, Standing.PARTIAL, Standing.UNKNOWN, Standing.UNANSWERED)
"""The standings that are gaps, in the order in which reports list them."""


def standing_of(item: Item, aspect: Aspect, answer: Answer) -> Standing:
    """Return where an aspect stands. A carried answer that nobody reconfirmed counts as not answered."""
    verdict = None if answer.carried else answer.verdict(aspect)
    if verdict is None:
        return Standing.UNANSWERED
    if verdict in (Verdict.FULL, Verdict.DECLINED, Verdict.NOT_APPLICABLE):
        return Standing(verdict.value)
    if item.level is Level.OPTIONAL:
        return Standing.NOT_USED
    if item.level.met_by_considering and verdict is Verdict.NONE and answer.considered:
        return Standing.CONSIDERED
    return Standing(verdict.value)


def is_gap(item: Item, standing: Standing) -> bool:
    """Tell whether an aspect that stands so is a gap; optional measures never make one."""
    return standing in GAP_ORDER and item.level is not Level.OPTIONAL
