"""Coverage: which question asks each unit of the source documents, and which unit a State could act on is not asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from checklist.content.questionnaire import Questionnaire
from checklist.content.reference import Reference
from checklist.content.sources import Source, Unit
from checklist.content.texts import said


class CoverageState(StrEnum):
    """How a unit stands to the questions."""

    COVERED = "covered"
    """A question cites it; or, for a superseded unit, the unit that took its place."""
    EXPLAINED = "explained"
    """A government could be asked, and the unit says why no question does."""
    NOT_ASSESSABLE = "not-assessable"
    """It asks nothing that a government could be asked about."""
    UNCOVERED = "uncovered"
    """A government could be asked, and nobody does."""


class Covered(NamedTuple):
    """A unit and the questions that ask it, as `questionnaire:item`."""

    source: Source
    unit: Unit
    items: tuple[str, ...]

    @property
    def state(self) -> CoverageState:
        """How the unit stands to the questions."""
        if not self.unit.assessable:
            return CoverageState.NOT_ASSESSABLE
        if self.items:
            return CoverageState.COVERED
        return CoverageState.EXPLAINED if self.unit.not_asked else CoverageState.UNCOVERED

    def as_row(self, language: str) -> dict[str, Any]:
        """Return the unit as plain data; several addressees are joined by commas."""
        return {
            "source": self.source.id,
            "paragraph": self.unit.label,
            "addressee": ",".join(self.unit.addressee) or "none",
            "strength": self.unit.strength.value,
            "also": [strength.value for strength in self.unit.also],
            "assessable": self.unit.assessable,
            "items": list(self.items),
            "state": self.state.value,
            "theme": said(self.unit.theme, language),
            "not_asked": said(self.unit.not_asked, language) if self.unit.not_asked else None,
            "superseded_by": self.unit.superseded_by,
            "repeats": list(self.unit.repeats),
        }


def coverage(questionnaires: Iterable[Questionnaire], reference: Reference) -> Iterator[Covered]:
    """Go through every unit of every source document, in order, with the questions of these questionnaires."""
    asked: dict[tuple[str, str], list[str]] = {}
    for questionnaire in questionnaires:
        for item in questionnaire:
            for basis in item.basis:
                asked.setdefault((basis.source, basis.paragraph), []).append(f"{questionnaire.id}:{item.id}")
    for source in reference.sources.values():
        for unit in source.units:
            items: list[str] = []
            for place in _line_of(source.id, unit, reference):
                items = items or asked.get(place, [])
            yield Covered(source, unit, tuple(dict.fromkeys(items)))


def _line_of(source: str, unit: Unit, reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield a unit and those that took its place, one after the other."""
    seen: set[tuple[str, str]] = set()
    following: Unit | None = unit
    while following is not None and (place := (source, following.label)) not in seen:
        seen.add(place)
        yield place
        source, _colon, label = (following.superseded_by or "").partition(":")
        following = reference.unit(source, label)
