"""A plan made from the gaps of a dossier, and brought up to date: what the State wrote stays, what is new is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from checklist.analysis.gaps import Analysis, Gap
from checklist.answering.standing import Standing
from checklist.planning.plan import ENDED, FORMAT, Action, Plan

Measure = Callable[[Gap], str]
"""Says what is to be done about a gap, in the language of the plan."""


class Drafted(NamedTuple):
    """A plan brought up to date."""

    plan: Plan
    added: int
    """Actions that are new."""
    widened: int
    """Actions that are to close a gap more."""
    taken_over: int
    """Actions of an earlier plan that are still to be carried out."""


def planned_gaps(analysis: Analysis) -> list[Gap]:
    """Return the gaps that can be planned for, those that matter most first; of silence nobody knows what to do."""
    unknown = [gap for gap in analysis.gaps if gap.gravest is Standing.UNKNOWN]
    return [*analysis.ranked(), *unknown]


def stated(gap: Gap) -> dict[str, Standing]:
    """Return where the aspects of a gap stand of which the State said something, by the id of the gap."""
    return {
        identifier: standing
        for identifier, (_aspect, standing) in zip(gap.ids, gap.aspects, strict=True)
        if standing is not Standing.UNANSWERED
    }


def institution_of(analysis: Analysis, gap: Gap) -> str:
    """Return the institution that is to answer an item with a gap, or that answered it; nothing if none is named."""
    part = next(part for part in analysis.parts if part.questionnaire is gap.asked.questionnaire)
    return part.institution_of(gap.asked.answer)


def drafted(
    analysis: Analysis, measure: Measure, language: str, before: Plan | None = None, earlier: Plan | None = None
) -> Drafted:
    """Return the plan for the gaps of a dossier.

    `before` is the plan as it stands: none of its actions goes, and nothing that the State wrote changes. `earlier` is
    that of a cycle before: what is still to be done of it is taken over for as long as its gaps are there.
    """
    actions = list(before.actions) if before else []
    gaps = planned_gaps(analysis)
    here = {identifier for gap in gaps for identifier in stated(gap)}
    known = {identifier for action in actions for identifier in action.gaps}
    taken = [_still(action, here - known) for action in (earlier or ())]
    actions += (found := [action for action in taken if action])
    added = widened = 0
    for gap in gaps:
        known = {identifier for action in actions for identifier in action.gaps}
        new = {identifier: standing for identifier, standing in stated(gap).items() if identifier not in known}
        if not new:
            continue
        place = _same_item(actions, gap)
        if place is None:
            institution = institution_of(analysis, gap) or None
            actions.append(Action(gaps=new, measure=measure(gap), institution=institution))
            added += 1
        else:
            actions[place] = actions[place].model_copy(update={"gaps": {**actions[place].gaps, **new}})
            widened += 1
    state, cycle = analysis.dossier.state, analysis.dossier.cycle
    kept = before.language if before else language
    return Drafted(
        Plan(format=FORMAT, state=state, cycle=cycle, language=kept, actions=tuple(actions)), added, widened, len(found)
    )


def _still(action: Action, here: Iterable[str]) -> Action | None:
    """Return an action of an earlier plan with those of its gaps that are still there; None if nothing is left."""
    there = set(here)
    gaps: Mapping[str, Standing] = {gap: standing for gap, standing in action.gaps.items() if gap in there}
    return action.model_copy(update={"gaps": gaps}) if gaps and action.status not in ENDED else None


def _same_item(actions: list[Action], gap: Gap) -> int | None:
    """Return the place of an action, not yet ended, that is to close another gap of the same item."""
    of_item = f"{gap.asked.id}/"
    for place, action in enumerate(actions):
        if action.status not in ENDED and any(identifier.startswith(of_item) for identifier in action.gaps):
            return place
    return None
