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
RANKED = (Standing.NONE, Standing.PLANNED, Standing.PARTIAL)
"""The standings that are ranked: what a State said is missing. Nobody knows how much silence and ignorance hide."""
APART = (Standing.CONSIDERED, Standing.NOT_USED, Standing.DECLINED, Standing.NOT_APPLICABLE)
"""The standings that are listed apart: neither implemented nor a gap."""
STEPS = (Standing.NONE, Standing.PLANNED, Standing.PARTIAL, Standing.FULL)
"""The verdicts on implementation, each a step further than the one before."""
SILENT = (Standing.UNKNOWN, Standing.UNANSWERED)
"""The standings of which nobody knows what they hide."""
BAR_ORDER = (
    Standing.FULL,
    Standing.PARTIAL,
    Standing.PLANNED,
    Standing.NONE,
    Standing.UNKNOWN,
    Standing.UNANSWERED,
    Standing.CONSIDERED,
    Standing.NOT_USED,
    Standing.DECLINED,
    Standing.NOT_APPLICABLE,
)
"""Standings from left to right in a bar."""
CODES: dict[Standing, str] = {
    Standing.FULL: "f",
    Standing.PARTIAL: "p",
    Standing.PLANNED: "l",
    Standing.NONE: "n",
    Standing.UNKNOWN: "k",
    Standing.UNANSWERED: "u",
    Standing.DECLINED: "d",
    Standing.NOT_APPLICABLE: "a",
    Standing.CONSIDERED: "c",
    Standing.NOT_USED: "o",
}
"""A letter for each standing, so that a submission is a line of letters."""
STANDINGS = {code: standing for standing, code in CODES.items()}
"""The standing of each letter."""


_STANDINGS = {verdict: Standing(verdict.value) for verdict in Verdict}
_SETTLED = frozenset((Verdict.FULL, Verdict.DECLINED, Verdict.NOT_APPLICABLE))
"""Verdicts that stand for themselves at every level."""


def standing_of(item: Item, aspect: Aspect, answer: Answer) -> Standing:
    """Return where an aspect stands. A carried answer that nobody reconfirmed counts as not answered."""
    verdict = None if answer.carried else answer.verdict(aspect)
    if verdict is None:
        return Standing.UNANSWERED
    if verdict not in _SETTLED:
        if item.level is Level.OPTIONAL:
            return Standing.NOT_USED
        if answer.considered and verdict is Verdict.NONE and item.level.met_by_considering:
            return Standing.CONSIDERED
    return _STANDINGS[verdict]


def is_gap(item: Item, standing: Standing) -> bool:
    """Tell whether an aspect that stands so is a gap; optional measures never make one."""
    return standing in GAP_ORDER and item.level is not Level.OPTIONAL
