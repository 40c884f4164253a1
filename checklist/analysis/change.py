"""Change: how a State's answers stand against those of an earlier cycle, per gap and without a score."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from checklist.analysis.gaps import Analysis, AskedItem
from checklist.answering.standing import SILENT, STEPS, Standing, is_gap
from checklist.content.item import Aspect


class Movement(StrEnum):
    """What became of one aspect between two answers."""

    IMPROVED = "improved"
    """A step towards being implemented."""
    WORSENED = "worsened"
    """A step away from it."""
    ANSWERED = "answered"
    """Not known or not answered before, and a verdict on implementation, or a fact, now."""
    OTHER = "other"
    """Any other change, to or from an answer that is no verdict on implementation."""
    SAME = "same"
    """The same answer."""
    NEW = "new"
    """Asked now, not asked then."""


def movement(was: Standing, now: Standing) -> Movement:
    """Return what became of an aspect that was asked both times."""
    if was is now:
        return Movement.SAME
    if was in STEPS and now in STEPS:
        return Movement.IMPROVED if STEPS.index(now) > STEPS.index(was) else Movement.WORSENED
    return Movement.ANSWERED if was in SILENT and now in (*STEPS, Standing.GIVEN) else Movement.OTHER


class ChangedGap(NamedTuple):
    """One aspect that was or is a gap, then and now."""

    asked: AskedItem
    aspect: Aspect
    was: Standing | None
    """None where it was not asked."""
    now: Standing
    movement: Movement
    law_changed: bool | None
    """For a step in law: whether another law is cited now, or the same, judged otherwise; None if it says nothing."""

    @property
    def id(self) -> str:
        """Id of the gap, such as `protocol:P5.1/law`."""
        return f"{self.asked.id}/{self.aspect.value}"


class DossierChange(NamedTuple):
    """How a dossier stands against an earlier one."""

    cycle: str
    """The earlier cycle."""
    changed: tuple[ChangedGap, ...]
    """Aspects that were or are gaps, in the order in which questions are asked."""
    both: tuple[tuple[AskedItem, Aspect, Standing, Standing], ...]
    """Aspects asked both times, gaps or not: the question as it is asked now, and where the aspect stood and stands."""
    otherwise: tuple[AskedItem, ...]
    """Items whose question reads otherwise now, so that the answers cannot be compared."""
    gone: tuple[AskedItem, ...]
    """Items with a gap that are no longer asked."""
    only_now: tuple[str, ...]
    """Ids of the questionnaires that the earlier dossier does not answer."""

    @property
    def compared(self) -> int:
        """Aspects asked both times, gaps or not."""
        return len(self.both)


def compare(now: Analysis, before: Analysis) -> DossierChange:
    """Return how a dossier stands against an earlier one of the same State.

    Only questions that read the same are compared; those withheld in one of the two are left out.
    """
    then = {part.questionnaire.id: {one.item.id: one for one in part.asked} for part in before.parts}
    withheld = {
        f"{part.questionnaire.id}:{item}"
        for analysis in (now, before)
        for part in analysis.parts
        for item in part.withheld
    }
    changed: list[ChangedGap] = []
    otherwise: list[AskedItem] = []
    both: list[tuple[AskedItem, Aspect, Standing, Standing]] = []
    for one in now.asked:
        if one.questionnaire.id not in then or one.id in withheld:
            continue
        old = then[one.questionnaire.id].get(one.item.id)
        if old and old.answer.asked and old.answer.asked != one.item.fingerprint:
            otherwise.append(one)
            continue
        was = dict(old.standings()) if old else {}
        for aspect, standing in one.standings():
            there = was.get(aspect)
            if there:
                both.append((one, aspect, there, standing))
            if is_gap(one.item, standing) or (there and is_gap(one.item, there)):
                step = movement(there, standing) if there else Movement.NEW
                otherwise_cited = _law_changed(old, one) if aspect is Aspect.LAW and step in _STEPPED else None
                changed.append(ChangedGap(one, aspect, there, standing, step, otherwise_cited))
    asked_now = {one.id for one in now.asked}
    return DossierChange(
        before.dossier.cycle,
        tuple(changed),
        tuple(both),
        tuple(otherwise),
        _gone(before.asked, asked_now | withheld, {part.questionnaire.id for part in now.parts}),
        tuple(part.questionnaire.id for part in now.parts if part.questionnaire.id not in then),
    )


_STEPPED = (Movement.IMPROVED, Movement.WORSENED)


def _law_changed(before: AskedItem | None, now: AskedItem) -> bool | None:
    """Tell whether other laws are cited than before; None where neither answer cites one."""
    old, new = (
        {((entry.law or "").casefold(), (entry.provision or "").casefold()) for entry in one.answer.provisions}
        for one in (before or now, now)
    )
    return old != new if old or new else None


def _gone(asked: Sequence[AskedItem], known: set[str], questionnaires: set[str]) -> tuple[AskedItem, ...]:
    return tuple(
        one
        for one in asked
        if one.questionnaire.id in questionnaires
        and one.id not in known
        and any(is_gap(one.item, standing) for _aspect, standing in one.standings())
    )
