"""Where an aspect of an item stands: the one definition of a gap, for filters, reports and overviews."""

from __future__ import annotations

from enum import StrEnum

from checklist.answering.answers import Answer
from checklist.answering.kinds import GRAVITY, KINDS
from checklist.content.item import Aspect, Item, Lack, Level, Verdict


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
    GIVEN = "given"
    """A fact that was told and shows no gap: a number, a date, a text, or a choice between equals."""


GAP_ORDER = (Standing.NONE, Standing.PLANNED, Standing.PARTIAL, Standing.UNKNOWN, Standing.UNANSWERED)
"""The standings that are gaps, in the order in which reports list them."""
RANKED = tuple(map(Standing, GRAVITY))
"""The standings that are ranked: what a State said is missing. Nobody knows how much silence and ignorance hide."""
STATED = (*RANKED, Standing.UNKNOWN)
"""The standings that are gaps and were answered."""
APART = (Standing.CONSIDERED, Standing.NOT_USED, Standing.DECLINED, Standing.NOT_APPLICABLE)
"""The standings that are listed apart: neither implemented nor a gap."""
STEPS = (*RANKED, Standing.FULL)
"""The verdicts on implementation, each a step further than the one before."""
SILENT = (Standing.UNKNOWN, Standing.UNANSWERED)
"""The standings of which nobody knows what they hide."""
BAR_ORDER = (
    Standing.FULL,
    Standing.GIVEN,
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
    Standing.GIVEN: "g",
}
"""A letter for each standing, so that a submission is a line of letters."""
STANDINGS = {code: standing for standing, code in CODES.items()}
"""The standing of each letter."""


_STANDINGS = {verdict: Standing(verdict.value) for verdict in Verdict}
_SETTLED = frozenset((Verdict.FULL, Verdict.DECLINED, Verdict.NOT_APPLICABLE))
"""Verdicts that stand for themselves at every level."""


def standing_of(item: Item, aspect: Aspect, answer: Answer) -> Standing:
    """Return where an aspect stands. A carried answer that nobody reconfirmed counts as not answered."""
    if answer.carried:
        return Standing.UNANSWERED
    if aspect is Aspect.ANSWER:
        if not answer.no_answer and not KINDS[item.kind].answered(item, answer):
            return Standing.UNANSWERED
        verdict = Verdict(answer.no_answer) if answer.no_answer else KINDS[item.kind].amounts_to(item, answer)
        if verdict is None:
            return Standing.GIVEN
    else:
        verdict = answer.verdict(aspect)
        if verdict is None:
            return Standing.UNANSWERED
        if item.level is Level.OPTIONAL and verdict not in _SETTLED:
            return Standing.NOT_USED
    if answer.considered and verdict is Verdict.NONE and item.level.met_by_considering:
        return Standing.CONSIDERED
    return _STANDINGS[verdict]


def is_gap(item: Item, standing: Standing) -> bool:
    """Tell whether an aspect that stands so is a gap; optional measures never make one."""
    return standing in GAP_ORDER and item.level is not Level.OPTIONAL


def lacks_of(aspect: Aspect, standing: Standing) -> frozenset[Lack]:
    """Return against what help is wanted where an aspect is a gap and stands so.

    Where nobody knows, nothing else is known to be missing; a question of fact has no aspects to tell apart.
    """
    if standing is Standing.UNKNOWN:
        return frozenset({Lack.UNKNOWN_LAW if aspect is Aspect.LAW else Lack.UNKNOWN})
    return frozenset({Lack.LAW, Lack.PRACTICE} if aspect is Aspect.ANSWER else {Lack(aspect.value)})
