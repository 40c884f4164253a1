"""Filters: which of the items asked are looked at now. Several at once leave what fits all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from checklist.answering.answers import Answer, Respondent
from checklist.answering.fields import lacks_law, lacks_reason
from checklist.answering.progress import AnswerState, is_stale, state_of
from checklist.answering.standing import Standing, is_gap, standing_of
from checklist.content.item import Item, Pillar
from checklist.content.questionnaire import Questionnaire


class FilterKind(StrEnum):
    """What a filter looks at."""

    UNANSWERED = "unanswered"
    """Items that are not, or not fully, answered."""
    GAPS = "gaps"
    """Items that were answered and leave a gap."""
    UNEXPLAINED = "unexplained"
    """Items with a gap of which it is not said what is missing, and why."""
    UNCITED = "uncited"
    """Items that are in the law, in part at least, without a law that is cited."""
    FLAGGED = "flagged"
    """Items to come back to."""
    FLAGGED_BY_OTHERS = "flagged_by_others"
    """Items to come back to that another institution answered than the one that answers now."""
    UNSEEN = "unseen"
    """Items whose answer was given to several at once, and not looked at since."""
    REQUIRED = "required"
    """Treaty duties."""
    CARRIED = "carried"
    """Items whose answer was taken over from an earlier cycle and not reconfirmed."""
    STALE = "stale"
    """Items whose question has changed since it was answered."""
    CONFIDENTIAL = "confidential"
    """Items whose answer is not for publication."""
    PILLAR = "pillar"
    """Items of one pillar."""
    INSTITUTION = "institution"
    """Items assigned to one institution or, if to none, answered by it."""


class Filter(NamedTuple):
    """One filter; `value` is the pillar or the id of the institution, where there is one.

    Of what others marked, it is the institution that answers now.
    """

    kind: FilterKind
    value: str = ""


def filter_as_text(filter_: Filter) -> str:
    """Return a filter as a word to be kept."""
    return f"{filter_.kind.value}:{filter_.value}" if filter_.value else filter_.kind.value


_WITH_VALUE = (FilterKind.PILLAR, FilterKind.INSTITUTION, FilterKind.FLAGGED_BY_OTHERS)


def filters_for(
    questionnaire: Questionnaire, respondents: Sequence[Respondent], answering: str | None
) -> Iterator[Filter]:
    """Yield the filters that can be of use for a questionnaire and those who answer it.

    `answering` is the id of the institution that answers now.
    """
    for kind in FilterKind:
        if kind is FilterKind.FLAGGED_BY_OTHERS and len(respondents) > 1:
            yield Filter(kind, answering or "")
        elif kind not in _WITH_VALUE:
            yield Filter(kind)
    used = {questionnaire.pillar_of(item) for item in questionnaire}
    if len(used) > 1:
        yield from (Filter(FilterKind.PILLAR, pillar.value) for pillar in Pillar if pillar in used)
    yield from (Filter(FilterKind.INSTITUTION, respondent.id) for respondent in respondents)


def fits(filter_: Filter, questionnaire: Questionnaire, item: Item, answer: Answer) -> bool:
    """Tell whether an item with this answer passes a filter."""
    match filter_.kind:
        case FilterKind.FLAGGED_BY_OTHERS:
            return answer.review and bool(answer.by) and answer.by != filter_.value
        case FilterKind.PILLAR:
            return questionnaire.pillar_of(item).value == filter_.value
        case FilterKind.INSTITUTION:
            return (answer.assigned or answer.by) == filter_.value
    return _PLAIN[filter_.kind](item, answer)


def _leaves_gap(item: Item, answer: Answer) -> bool:
    given = (standing_of(item, aspect, answer) for aspect in item.judged)
    return any(is_gap(item, one) for one in given if one is not Standing.UNANSWERED)


_PLAIN: dict[FilterKind, Callable[[Item, Answer], bool]] = {
    FilterKind.UNANSWERED: lambda item, answer: state_of(item, answer) is not AnswerState.ANSWERED,
    FilterKind.GAPS: _leaves_gap,
    FilterKind.UNEXPLAINED: lacks_reason,
    FilterKind.UNCITED: lacks_law,
    FilterKind.FLAGGED: lambda _item, answer: answer.review,
    FilterKind.UNSEEN: lambda _item, answer: answer.unseen,
    FilterKind.REQUIRED: lambda item, _answer: item.is_obligation,
    FilterKind.CARRIED: lambda _item, answer: bool(answer.carried),
    FilterKind.STALE: is_stale,
    FilterKind.CONFIDENTIAL: lambda _item, answer: answer.confidential,
}
"""What the filters ask that look at nothing but an item and its answer."""
