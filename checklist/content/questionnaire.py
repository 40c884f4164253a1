"""The questionnaire: header, chapters of items, what earlier versions asked, and answers that cannot stand together.

A questionnaire is one YAML file in English, written by lawyers; its format is documented on the models below.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from checklist.content.item import Condition, Identifier, Item, Level, Pillar, Test, Usual, fingerprint
from checklist.reading import VERSION_PATTERN, Strict, Words

FORMAT = "checklist/questionnaire/1"


class Contradiction(Strict):
    """Answers that cannot stand together: `answer`, beside any one of the others."""

    id: Identifier
    """Stable id within the questionnaire."""
    answer: Test
    """The answer that is put in question."""
    beside: tuple[Test, ...] = ()
    """Answers to other items with which it cannot stand; if left out, it can never stand."""
    reason: Words
    """Why not, in a sentence or two that the respondent reads."""


class Section(Strict):
    """A chapter: the items of an article or a theme."""

    id: Identifier
    """Stable id within the questionnaire."""
    title: Words
    """Title as shown."""
    pillar: Pillar
    """Pillar of its items, unless an item says otherwise."""
    usual: Usual = ()
    """Ids of the institutions that usually answer its items, in `reference/institutions.yaml`, the most likely first: a
    proposal for whoever gives the items to ministries, for States are organized differently."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    """The questions, in the order in which they are asked."""


class Former(Strict):
    """An item that an earlier version asked: `{id: P6.2, until: 1.4.0, question: …, into: [P6.2.a, P6.2.b]}`."""

    id: Identifier
    """Its id; it is never used again for something else."""
    until: Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]
    """The last version that asked it."""
    question: Words
    """The question as it stood, so that an answer to it can still be read."""
    into: tuple[Identifier, ...] = ()
    """Ids of the items that ask the same now: one if it was renamed, several if it was split, one that others name
    too if they were merged; none if nobody asks it any more."""


class Questionnaire(Strict):
    """A questionnaire: header and chapters of items."""

    format: Literal["checklist/questionnaire/1"]
    """Always `checklist/questionnaire/1`."""
    id: Identifier
    """Id, also the name of the file."""
    version: Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]
    """Version, three numbers: meaning changed, items added, wording only."""
    title: Words
    """Full title."""
    short_title: Words
    """Title for narrow places; some 30 characters fit."""
    instrument: Identifier
    """Id of the source document that the questionnaire is about."""
    licence: Words
    """Licence of the text, as an SPDX id."""
    language: Literal["en"]
    """Language of this file; other languages are overlays."""
    introduction: Words
    """What the respondent reads first."""
    retired: tuple[Former, ...] = ()
    """Items of earlier versions that were renamed, split, merged or are no longer asked."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    """The chapters."""
    contradictions: tuple[Contradiction, ...] = ()
    """Answers that cannot stand together; told by `check` and in the review, never forbidden."""

    def __iter__(self) -> Iterator[Item]:  # type: ignore[override]
        """Go through all items in order."""
        return (item for section in self.sections for item in section.items)

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by id, in order."""
        return {item.id: item for item in self}

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels that its items have, in the order of `Level`."""
        found = {item.level for item in self}
        return tuple(level for level in Level if level in found)

    @cached_property
    def former(self) -> dict[str, Former]:
        """The items of earlier versions by id."""
        return {one.id: one for one in self.retired}

    def heirs_of(self, identifier: str) -> tuple[str, ...]:
        """Return the ids of the items that ask what an item of an earlier version asked."""
        found: dict[str, None] = {}
        waiting, seen = [identifier], set[str]()
        while waiting:
            one = waiting.pop(0)
            if one in self.items:
                found[one] = None
            elif one in self.former and one not in seen:
                seen.add(one)
                waiting += self.former[one].into
        return tuple(item for item in self.items if item in found)

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of each item id."""
        return {item.id: section for section in self.sections for item in section.items}

    def pillar_of(self, item: Item) -> Pillar:
        """Return the pillar that an item belongs to."""
        return item.pillar or self.section_of[item.id].pillar

    def usual_of(self, item: Item) -> tuple[str, ...]:
        """Return the ids of the institutions that usually answer an item, the most likely first."""
        return item.usual or self.section_of[item.id].usual

    def only(self, identifiers: Container[str]) -> Questionnaire:
        """Return the questionnaire with some of its items only, as a part is answered; the fingerprint is another.

        Whether an item is asked cannot hang on an item that is left out: it is asked then, and left to the whole.
        """
        sections = []
        for section in self.sections:
            items = tuple(_alone(item, identifiers) for item in section.items if item.id in identifiers)
            if items:
                sections.append(section.model_copy(update={"items": items}))
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        told = tuple(found for one in self.contradictions if (found := _between(one, identifiers)))
        return type(self).model_construct(**{**fields, "sections": tuple(sections), "contradictions": told})

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of the whole English content, but for the measures and for who usually answers.

        No answer means something else by them.
        """
        content = self.model_dump(
            mode="json",
            exclude_defaults=True,
            exclude={"sections": {"__all__": {"usual": True, "items": {"__all__": {"measure", "usual"}}}}},
        )
        return fingerprint(content)


def _between(rule: Contradiction, there: Container[str]) -> Contradiction | None:
    """Return a contradiction as far as it is between items that are there; None if nothing of it is left."""
    beside = tuple(test for test in rule.beside if test.item in there)
    if rule.answer.item not in there or (rule.beside and not beside):
        return None
    return rule.model_copy(update={"beside": beside})


def _alone(item: Item, there: Container[str]) -> Item:
    """Return an item whose condition looks at items that are there only; it is always asked if none is left."""
    if item.ask_if is None or all(test.item in there for test in item.ask_if.tests):
        return item
    inside = tuple(test for test in item.ask_if.all if test.item in there)
    fields = {name: getattr(item, name) for name in Item.model_fields}
    return Item.model_construct(**{**fields, "ask_if": Condition(all=inside) if inside else None})


def version_order(version: str) -> tuple[int, ...]:
    """Return a version, as `1.4.0`, in a form that has the order of versions."""
    return tuple(map(int, version.split(".")))
