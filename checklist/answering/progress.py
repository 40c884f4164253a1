"""Which items are asked and which are answered: the one definition of progress, for every screen and report.

An item is asked when its condition holds. It is answered when every aspect it asks has a verdict or one of the ways of
not giving one, or when it has its value; an answer carried over from an earlier cycle counts only once reconfirmed,
“not applicable” only with its reason, and a number, with all its parts, or a date only once it is one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from checklist.answering.answers import Answer
from checklist.answering.kinds import KINDS
from checklist.answering.values import is_date, is_time
from checklist.content.item import Item, Test
from checklist.content.questionnaire import Questionnaire

Answers = Mapping[str, Answer]
_NOTHING = Answer()


class AnswerState(StrEnum):
    """How far an item has been answered."""

    UNANSWERED = "unanswered"
    BEGUN = "begun"
    ANSWERED = "answered"


class Progress(NamedTuple):
    """Items answered out of items asked."""

    answered: int
    asked: int

    @property
    def complete(self) -> bool:
        """Whether every item is answered."""
        return self.answered == self.asked


def answer_of(item: Item, answers: Answers) -> Answer:
    """Return the answer to an item, an empty one if there is none."""
    return answers.get(item.id, _NOTHING)


def holds(test: Test, answers: Answers) -> bool:
    """Tell whether an answer has one of the verdicts or options that a test looks for."""
    answer = answers.get(test.item, _NOTHING)
    if test.law:
        return answer.law in test.law
    if test.practice:
        return answer.practice in test.practice
    return answer.choice in test.choice or any(choice in test.choice for choice in answer.choices)


def _is_asked(item: Item, asked: Container[str], answers: Answers) -> bool:
    """Tell whether an item is asked; one that hangs on an item that is not asked is not asked either."""
    if item.ask_if is None:
        return True
    met = (test.item in asked and holds(test, answers) for test in item.ask_if.tests)
    return all(met) if item.ask_if.all else any(met)


def state_of(item: Item, answer: Answer) -> AnswerState:
    """Return how far an item has been answered."""
    if answer is _NOTHING:
        return AnswerState.UNANSWERED
    if answer.carried or lacks_why(item, answer):
        return AnswerState.BEGUN
    if KINDS[item.kind].answered(item, answer):
        return AnswerState.ANSWERED
    return AnswerState.UNANSWERED if answer.only_marked else AnswerState.BEGUN


def is_stale(item: Item, answer: Answer) -> bool:
    """Tell whether the question has changed since it was answered."""
    return bool(answer.asked) and answer.asked != item.fingerprint


def lacks_why(item: Item, answer: Answer) -> bool:
    """Tell whether an answer says that something does not apply, and not why."""
    said = () if answer.reason else (answer.no_answer, *map(answer.verdict, item.aspects))
    return "not_applicable" in said


def asked_items(questionnaire: Questionnaire, answers: Answers) -> list[Item]:
    """Return the items that are asked, in order. A condition looks back only, so one pass is enough."""
    asked: dict[str, Item] = {}
    for item in questionnaire:
        if _is_asked(item, asked, answers):
            asked[item.id] = item
    return list(asked.values())


def progress(items: Iterable[Item], answers: Answers) -> Progress:
    """Count the answered ones of `items`, which are those asked."""
    states = [state_of(item, answer_of(item, answers)) for item in items]
    return Progress(states.count(AnswerState.ANSWERED), len(states))


def last_day(answers: Iterable[Answer]) -> str:
    """Return the day on which an answer was given last; nothing if none bears a time that begins with one."""
    return max(filter(is_date, (answer.at[:10] for answer in answers if answer.at)), default="")


def last_change(answers: Iterable[Answer]) -> str:
    """Return the time of the answer that was given last, UTC; nothing if none bears one that is a time."""
    return max((answer.at for answer in answers if answer.at and is_time(answer.at)), default="")
