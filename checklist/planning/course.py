"""What became of a plan: which action closed which gap, what is overdue, and what nobody is to do."""

from __future__ import annotations

from typing import NamedTuple

from checklist.analysis.gaps import Analysis
from checklist.answering.standing import Standing, is_gap
from checklist.planning.plan import ENDED, Action, Plan, Status

_CLOSED = (Standing.FULL, Standing.GIVEN)


class Course(NamedTuple):
    """An action, and where its gaps stand now."""

    action: Action
    open: dict[str, Standing]
    """The gaps that are still there, and where they stand."""
    closed: tuple[str, ...]
    """The gaps that are closed since."""
    otherwise: tuple[str, ...]
    """The gaps that are neither: declined, not applicable, considered and not adopted; or not asked any more."""

    @property
    def is_closed(self) -> bool:
        """Whether every gap is closed of which something is said."""
        return bool(self.closed) and not self.open

    @property
    def is_only_said(self) -> bool:
        """Whether the plan says that it is done, and the answers that its gap is still there."""
        return bool(self.open) and self.action.status is Status.DONE

    @property
    def is_unowned(self) -> bool:
        """Whether something is left to do that no institution has taken on."""
        return bool(self.open) and self.action.status not in ENDED and not self.action.institution

    def is_overdue(self, day: str) -> bool:
        """Whether its deadline lies before a day (`YYYY-MM-DD`) and something is left to do."""
        deadline = self.action.deadline or ""
        return bool(self.open) and self.action.status not in ENDED and "" < deadline < day


def courses(plan: Plan, analysis: Analysis) -> list[Course]:
    """Return what became of every action of a plan, by the answers of an analysis."""
    stands = {f"{one.asked.id}/{one.aspect.value}": one for one in analysis.findings}
    found = []
    for action in plan:
        seen = {gap: stands[gap] for gap in action.gaps if gap in stands}
        still = {gap: one.standing for gap, one in seen.items() if is_gap(one.asked.item, one.standing)}
        closed = tuple(gap for gap, one in seen.items() if one.standing in _CLOSED)
        otherwise = tuple(gap for gap in action.gaps if gap not in still and gap not in closed)
        found.append(Course(action, still, closed, otherwise))
    return found
