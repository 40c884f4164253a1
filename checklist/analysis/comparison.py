"""Comparison: two answer files side by side, item by item: two cycles, two versions of one file, or two States.

Between two cycles of one State things get better or worse. Between two States, or two versions of one file, they are
only alike or not: nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from checklist.analysis.change import Movement, movement
from checklist.answering.answers import Answer, bare
from checklist.answering.kinds import KINDS
from checklist.answering.loading import Loaded
from checklist.answering.progress import asked_items
from checklist.answering.standing import Standing, standing_of
from checklist.answering.upgrading import upgrade
from checklist.content.item import Aspect, Item
from checklist.content.questionnaire import Questionnaire
from checklist.errors import failure
from checklist.language import _
from checklist.safetext import visible

_NOTHING = Answer()
_SAID = ("provisions", "evidence", "comment", "good_practice", "reason", "considered", "needs")
"""What is said beside verdict and value."""


class Outcome(StrEnum):
    """What became of an item between two files."""

    IMPROVED = "improved"
    """A step towards being implemented, and none away from it."""
    WORSENED = "worsened"
    """A step away from being implemented."""
    CHANGED = "changed"
    """Any other difference."""
    NEW = "new"
    """Answered in the second file only."""
    GONE = "gone"
    """Answered in the first file only."""
    UNCONFIRMED = "unconfirmed"
    """Taken over from an earlier cycle and not yet confirmed: nobody has said it again."""
    OTHER_QUESTION = "other_question"
    """The question means something else by now; the answers cannot be compared."""
    UNCHANGED = "unchanged"
    """The same answer, or none, in both."""


class Compared(NamedTuple):
    """One item in two files."""

    item: Item
    was: Answer
    now: Answer
    outcome: Outcome
    aspects: tuple[tuple[Aspect, Standing, Standing], ...]
    """The aspects that stand otherwise, with where they stood and stand."""
    fields: tuple[str, ...]
    """What else is said otherwise: `value`, or fields of the answer."""


class Comparison(NamedTuple):
    """Two files side by side."""

    questionnaire: Questionnaire
    old: Loaded
    new: Loaded
    entries: tuple[Compared, ...]
    """Every item that either file asks, in order."""

    @property
    def one_state(self) -> bool:
        """Whether both files are of one State."""
        return self.old.file.state == self.new.file.state

    @property
    def two_cycles(self) -> bool:
        """Whether they are of two cycles of one State, so that something can have become better or worse."""
        return self.one_state and self.old.file.cycle != self.new.file.cycle

    def of(self, outcome: Outcome) -> list[Compared]:
        """Return the items with an outcome."""
        return [entry for entry in self.entries if entry.outcome is outcome]


def compare_files(old: Loaded, new: Loaded) -> Comparison:
    """Return two answer files side by side; answers of earlier versions are looked at where they belong now.

    Raises `ChecklistError` if they answer different questionnaires.
    """
    if old.questionnaire.id != new.questionnaire.id:
        message = _("the file answers `{given}`, the other one `{other}`").format(
            given=new.questionnaire.id, other=old.questionnaire.id
        )
        remedy = _("name two files that answer the same questionnaire")
        raise failure(message, remedy, visible(new.document.path))
    questionnaire = old.questionnaire if new.file.part and not old.file.part else new.questionnaire
    then, now = (upgrade(one.file, one.questionnaire).file.answers for one in (old, new))
    two_cycles = Comparison(questionnaire, old, new, ()).two_cycles
    asked = {item.id for answers in (then, now) for item in asked_items(questionnaire, answers)}
    entries = (
        _compared(item, then.get(item.id, _NOTHING), now.get(item.id, _NOTHING), two_cycles)
        for item in questionnaire
        if item.id in asked or item.id in then or item.id in now
    )
    return Comparison(questionnaire, old, new, tuple(entries))


def _compared(item: Item, was: Answer, now: Answer, two_cycles: bool) -> Compared:
    aspects = tuple(
        (aspect, before, after)
        for aspect in item.aspects
        if (before := standing_of(item, aspect, was)) is not (after := standing_of(item, aspect, now))
    )
    one = Compared(item, was, now, Outcome.UNCHANGED, aspects, tuple(_otherwise(item, was, now)))
    return one._replace(outcome=_outcome(one, two_cycles))


def _otherwise(item: Item, was: Answer, now: Answer) -> Iterator[str]:
    """Yield what is said otherwise beside the verdicts."""
    if not item.aspects and _value(item, was) != _value(item, now):
        yield "value"
    before, after = bare(was), bare(now)
    for field in _SAID:
        if before.get(field) != after.get(field):
            yield field


def _value(item: Item, answer: Answer) -> tuple[object, ...]:
    return tuple(getattr(answer, field) for field in KINDS[item.kind].taken(item))


def _outcome(one: Compared, two_cycles: bool) -> Outcome:
    item, was, now = one.item, one.was, one.now
    if now.carried and not now.empty:
        return Outcome.UNCONFIRMED
    if was.asked and now.asked and was.asked != now.asked:
        return Outcome.OTHER_QUESTION
    if was.says(item) != now.says(item):
        return Outcome.NEW if now.says(item) else Outcome.GONE
    if not one.aspects and not one.fields:
        return Outcome.UNCHANGED
    moves = {movement(before, after) for _aspect, before, after in one.aspects}
    if two_cycles and Movement.WORSENED in moves:
        return Outcome.WORSENED
    if two_cycles and Movement.IMPROVED in moves and moves <= {Movement.IMPROVED, Movement.ANSWERED}:
        return Outcome.IMPROVED
    return Outcome.CHANGED
