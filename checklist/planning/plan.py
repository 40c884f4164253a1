"""The action plan: a file that the State keeps, keyed on the ids of gaps, which stay the same from cycle to cycle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from checklist.answering.standing import Standing
from checklist.answering.values import is_date
from checklist.content.item import mistake
from checklist.language import _
from checklist.reading import Name, Strict, Text, Words, model_of, require_format
from checklist.yamlfile import Document
from checklist.yamltext import RowMap, write

FORMAT = "checklist/plan/1"
_GAP = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}:[0-9A-Za-z][0-9A-Za-z._-]{0,63}/(?:law|practice|answer)")


class Status(StrEnum):
    """Where an action stands, in the words of the State."""

    PROPOSED = "proposed"
    """Nobody has decided on it yet."""
    DECIDED = "decided"
    UNDER_WAY = "under-way"
    DONE = "done"
    DROPPED = "dropped"


ENDED = (Status.DONE, Status.DROPPED)
"""Where nothing more is to be done."""


def _a_gap(value: str) -> str:
    if not _GAP.fullmatch(value):
        text, remedy = _("the id of a gap is expected here"), _("write it as protocol:P5.1/law")
        raise PydanticCustomError("gap", "{text}", {"text": text, "remedy": remedy})
    return value


GapId = Annotated[str, AfterValidator(_a_gap)]
"""The id of a gap: questionnaire, item and aspect, as `protocol:P5.1/law`."""


def _a_day(value: str) -> str:
    if not is_date(value):
        text, remedy = _("a day is expected here"), _("write it as 2027-06-30")
        raise PydanticCustomError("day", "{text}", {"text": text, "remedy": remedy})
    return value


Deadline = Annotated[str, AfterValidator(_a_day)]


class Action(Strict):
    """A line of the plan."""

    gaps: Annotated[Mapping[GapId, Standing], Field(min_length=1)]
    """Ids of the gaps that it is to close, each with where the aspect stood when it came into the plan."""
    measure: Words
    """What is to be done."""
    institution: Name | None = None
    """Who is to do it."""
    partner: Name | None = None
    """Who helps."""
    deadline: Deadline | None = None
    """Until when: `YYYY-MM-DD`."""
    cost: Name | None = None
    """What it costs, as the State writes it."""
    funding: Name | None = None
    """Where the money comes from."""
    status: Status = Status.PROPOSED
    """Where it stands."""
    note: Text | None = None
    """Anything else."""

    @property
    def key(self) -> str:
        """The id of its first gap, by which a workbook knows it."""
        return next(iter(self.gaps))


class Plan(Strict):
    """The plan of a State for a cycle."""

    format: Literal["checklist/plan/1"]
    """Always `checklist/plan/1`."""
    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    """ISO 3166-1 alpha-3; XAA to XZZ are for exercises."""
    cycle: Name
    """Reporting cycle in which the gaps were found."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$")]
    """Language in which it is written."""
    actions: tuple[Action, ...] = ()
    """What is to be done, the most important first."""

    @model_validator(mode="after")
    def _each_gap_once(self) -> Self:
        counts = Counter(gap for action in self.actions for gap in action.gaps)
        twice = next((gap for gap, count in counts.items() if count > 1), None)
        if twice:
            message = _("two actions are to close the gap {gap}").format(gap=twice)
            raise mistake(message, _("name it with one of them only"))
        return self

    def __iter__(self) -> Iterator[Action]:  # type: ignore[override]
        """Go through all actions in order."""
        return iter(self.actions)

    @property
    def gaps(self) -> set[str]:
        """Ids of all gaps that an action is to close."""
        return {gap for action in self.actions for gap in action.gaps}


def plan_name(state: str, cycle: str) -> str:
    """Return the name of the file of a plan, as `XAA-2026.plan.yaml`."""
    return f"{state}-{re.sub(r'[^0-9A-Za-z-]+', '-', cycle).strip('-')}.plan.yaml"


def load_plan(document: Document) -> Plan:
    """Return the plan that a document spells; raises `ChecklistError` with every mistake in it."""
    require_format(document, FORMAT)
    return model_of(Plan, document)


def plan_bytes(plan: Plan) -> bytes:
    """Return a plan as its file, the same plan always as the same bytes."""
    top = plan.model_dump(mode="json", exclude_none=True, exclude={"actions"})
    actions = []
    for action in plan.actions:
        entry = action.model_dump(mode="json", exclude_none=True)
        actions.append({**entry, "gaps": RowMap(entry["gaps"])})
    return write({**top, "actions": actions})
