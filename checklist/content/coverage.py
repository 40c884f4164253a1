"""Coverage: which question asks each unit of the source documents, and which unit a State could act on is not asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import StrEnum
from typing import Any, NamedTuple

from checklist.content.questionnaire import Questionnaire
from checklist.content.reference import Reference
from checklist.content.sources import Sentence, Source, Strength, Unit
from checklist.content.texts import said


class CoverageState(StrEnum):
    """How a unit, or one of its sentences, stands to the questions."""

    COVERED = "covered"
    """A question cites it; or, for a superseded unit, the unit that took its place."""
    EXPLAINED = "explained"
    """A government could be asked, and the unit says why no question does."""
    NOT_ASSESSABLE = "not-assessable"
    """It asks nothing that a government could be asked about."""
    UNCOVERED = "uncovered"
    """A government could be asked, and nobody does."""


def _state(assessable: bool, items: Sequence[str], not_asked: object) -> CoverageState:
    if not assessable:
        return CoverageState.NOT_ASSESSABLE
    if items:
        return CoverageState.COVERED
    return CoverageState.EXPLAINED if not_asked else CoverageState.UNCOVERED


class CoveredSentence(NamedTuple):
    """A sentence of a unit and the questions that ask it."""

    sentence: Sentence
    items: tuple[str, ...]
    state: CoverageState


class Covered(NamedTuple):
    """A unit and the questions that ask it, as `questionnaire:item`."""

    source: Source
    unit: Unit
    items: tuple[str, ...]
    sentences: tuple[CoveredSentence, ...]
    """Its sentences in order, where they are told apart."""

    @property
    def states(self) -> tuple[CoverageState, ...]:
        """How what it asks stands to the questions: each of its sentences, or the whole."""
        whole = (_state(self.unit.assessable, self.items, self.unit.not_asked),)
        return tuple(one.state for one in self.sentences) or whole

    @property
    def state(self) -> CoverageState:
        """How the unit stands to the questions: open, as long as one of its sentences is."""
        order = (CoverageState.UNCOVERED, CoverageState.COVERED, CoverageState.EXPLAINED, CoverageState.NOT_ASSESSABLE)
        return min(self.states, key=order.index)

    def as_row(self, language: str) -> dict[str, Any]:
        """Return the unit as plain data; several addressees are joined by commas."""
        return {
            "source": self.source.id,
            "paragraph": self.unit.label,
            "addressee": ",".join(self.unit.addressee) or "none",
            "strength": self.unit.strength.value,
            "also": [strength.value for strength in self.unit.further],
            "assessable": self.unit.assessable,
            "items": list(self.items),
            "sentences": [
                {
                    "strength": one.sentence.strength.value,
                    "theme": said(one.sentence.theme, language),
                    "items": list(one.items),
                    "state": one.state.value,
                    "not_asked": said(one.sentence.not_asked, language) if one.sentence.not_asked else None,
                }
                for one in self.sentences
            ],
            "state": self.state.value,
            "theme": said(self.unit.theme, language),
            "not_asked": said(self.unit.not_asked, language) if self.unit.not_asked else None,
            "superseded_by": self.unit.superseded_by,
            "repeats": list(self.unit.repeats),
        }


def coverage(questionnaires: Iterable[Questionnaire], reference: Reference) -> Iterator[Covered]:
    """Go through every unit of every source document, in order, with the questions of these questionnaires."""
    asked: dict[tuple[str, str], dict[str, set[int | None]]] = {}
    for questionnaire in questionnaires:
        for item in questionnaire:
            for basis in item.basis:
                citing = asked.setdefault((basis.source, basis.paragraph), {})
                citing.setdefault(f"{questionnaire.id}:{item.id}", set()).add(basis.sentence)
    for source in reference.listed.values():
        for unit in source.units:
            items: dict[str, set[int | None]] = {}
            for place in _line_of(source.id, unit, reference):
                items = items or asked.get(place, {})
            yield Covered(source, unit, tuple(items), tuple(_sentences(unit, items)))


def _sentences(unit: Unit, items: Mapping[str, Set[int | None]]) -> Iterator[CoveredSentence]:
    """Yield the sentences of a unit with the questions that ask each."""
    for number, sentence in enumerate(unit.sentences, 1):
        asking = tuple(item for item, sentences in items.items() if number in sentences)
        asks = unit.assessable and sentence.strength not in (Strength.STATEMENT, Strength.INTERPRETIVE)
        yield CoveredSentence(sentence, asking, _state(asks, asking, sentence.not_asked or unit.not_asked))


def _line_of(source: str, unit: Unit, reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield a unit and those that took its place, one after the other."""
    seen: set[tuple[str, str]] = set()
    following: Unit | None = unit
    while following is not None and (place := (source, following.label)) not in seen:
        seen.add(place)
        yield place
        source, _colon, label = (following.superseded_by or "").partition(":")
        following = reference.unit(source, label)
