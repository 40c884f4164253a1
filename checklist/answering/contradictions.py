"""Answers that cannot stand together, by the rules of the questionnaire: found for `check` and for the review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from checklist.answering.answers import Answer
from checklist.answering.loading import Loaded
from checklist.answering.progress import Answers, holds
from checklist.answering.values import is_number
from checklist.content.item import Item, Test
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Contradiction, Questionnaire
from checklist.errors import Problem, Severity
from checklist.language import _


class Contradicted(NamedTuple):
    """Two answers that cannot stand together, or one that can never stand."""

    rule: Contradiction
    item: Item
    other: Item | None
    """None where the answer to `item` can never stand."""


def contradicted(questionnaire: Questionnaire, asked: Mapping[str, Item], answers: Answers) -> Iterator[Contradicted]:
    """Yield every pair of answers that cannot stand together, in the order of the rules.

    Only what is asked, and was answered for this cycle, is looked at.
    """

    def there(test: Test) -> bool:
        if test.item not in asked or (answer := answers.get(test.item)) is None or answer.carried:
            return False
        if test.above:
            return test.above in asked and _is_above(answer, answers.get(test.above))
        if test.lacks:
            return bool(answer.chosen) and not set(test.lacks) <= set(answer.chosen)
        return holds(test, answers)

    for rule in questionnaire.contradictions:
        if there(rule.answer):
            item = asked[rule.answer.item]
            if not rule.beside:
                other = rule.answer.above
                yield Contradicted(rule, item, asked[other] if other else None)
            yield from (Contradicted(rule, item, asked[test.item]) for test in rule.beside if there(test))


def _is_above(answer: Answer, other: Answer | None) -> bool:
    """Tell whether the number of an answer is greater than that of another one."""
    numbers = [one.number or "" for one in (answer, other) if one and not one.carried]
    return len(numbers) == 2 and all(map(is_number, numbers)) and Decimal(numbers[0]) > Decimal(numbers[1])


def contradiction_problems(loaded: Loaded, wording: Wording | None = None) -> Iterator[Problem]:
    """Yield a warning for every pair of answers that cannot stand together; its reason in the language of `wording`."""
    texts = wording or Wording(loaded.questionnaire)
    asked = {item.id: item for item in loaded.asked}
    for rule, item, other in contradicted(loaded.questionnaire, asked, loaded.file.answers):
        reason = texts.contradiction(rule)
        if other is None:
            message = _("{item}: the answer cannot stand. {reason}").format(item=item.id, reason=reason)
            remedy = _("look at it again")
        else:
            message = _("{item}: the answer cannot stand beside that to {other}. {reason}")
            message = message.format(item=item.id, other=other.id, reason=reason)
            remedy = _("look at both again")
        field = next((name for name in ("law", "practice") if getattr(rule.answer, name)), item.kind.value)
        yield loaded.document.problem(["answers", item.id, field], message, remedy, Severity.WARNING)
