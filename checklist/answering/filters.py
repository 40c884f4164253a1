"""Filters: which of the items asked are looked at now. Several at once leave what fits all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from checklist.answering.answers import Answer, Respondent
from checklist.answering.progress import AnswerState, is_stale, state_of
from checklist.answering.standing import Standing, is_gap, standing_of
from checklist.content.questionnaire import Item, Pillar, Questionnaire


class FilterKind(StrEnum):
    """What a filter looks at."""

    UNANSWERED = "unanswered"
    """Items that are not, or not fully, answered."""
    GAPS = "gaps"
    """Items that were answered and leave a gap."""
    FLAGGED = "flagged"
    """Items to come back to."""
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
    """One filter; `value` is the pillar or the id of the institution, where there is one."""

    kind: FilterKind
    value: str = ""


def filters_for(questionnaire: Questionnaire, respondents: Iterable[Respondent]) -> Iterator[Filter]:
    """Yield the filters that can be of use for a questionnaire and those who answer it."""
    plain = (kind for kind in FilterKind if kind not in (FilterKind.PILLAR, FilterKind.INSTITUTION))
    yield from map(Filter, plain)
    used = {questionnaire.pillar_of(item) for item in questionnaire}
    if len(used) > 1:
        yield from (Filter(FilterKind.PILLAR, pillar.value) for pillar in Pillar if pillar in used)
    yield from (Filter(FilterKind.INSTITUTION, respondent.id) for respondent in respondents)


def fits(filter_: Filter, questionnaire: Questionnaire, item: Item, answer: Answer) -> bool:
    """Tell whether an item with this answer passes a filter."""
    match filter_.kind:
        case FilterKind.UNANSWERED:
            return state_of(item, answer) is not AnswerState.ANSWERED
        case FilterKind.GAPS:
            given = (standing_of(item, aspect, answer) for aspect in item.judged)
            return any(is_gap(item, one) for one in given if one is not Standing.UNANSWERED)
        case FilterKind.FLAGGED:
            return answer.review
        case FilterKind.REQUIRED:
            return item.is_obligation
        case FilterKind.CARRIED:
            return bool(answer.carried)
        case FilterKind.STALE:
            return is_stale(item, answer)
        case FilterKind.CONFIDENTIAL:
            return answer.confidential
        case FilterKind.PILLAR:
            return questionnaire.pillar_of(item).value == filter_.value
        case FilterKind.INSTITUTION:
            return (answer.assigned or answer.by) == filter_.value
