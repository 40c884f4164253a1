"""Which items rest on the same or on neighbouring units of the sources, in whichever questionnaire they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from checklist.content.item import Item
from checklist.content.questionnaire import Questionnaire
from checklist.content.reference import Reference

Place = tuple[str, str]
"""A unit: id of the document and label."""


class Closeness(IntEnum):
    """How near two items are, the nearest first."""

    SAME_UNIT = 0
    REPEATED = 1
    """One rests on a unit that repeats, or took the place of, a unit of the other."""
    NEIGHBOUR = 2
    """One rests on a treaty provision and the other on a unit that develops it, or on a part of the same paragraph."""


class Relation(NamedTuple):
    """An item near another one."""

    questionnaire: Questionnaire
    item: Item
    closeness: Closeness


class Relations:
    """The relations between all items of some questionnaires."""

    def __init__(self, questionnaires: Iterable[Questionnaire], reference: Reference) -> None:
        self._linked = _linked(reference)
        self._resting: dict[Place, list[tuple[Questionnaire, Item]]] = {}
        for questionnaire in questionnaires:
            for item in questionnaire:
                for basis in item.basis:
                    self._resting.setdefault((basis.source, basis.paragraph), []).append((questionnaire, item))

    def of(self, questionnaire: Questionnaire, item: Item) -> list[Relation]:
        """Return the items near `item`, the nearest first, then in the order of their questionnaires."""
        nearest: dict[tuple[str, str], Relation] = {}
        for basis in item.basis:
            place = (basis.source, basis.paragraph)
            around = {place: Closeness.SAME_UNIT, **self._linked.get(place, {})}
            for unit, closeness in around.items():
                for other, found in self._resting.get(unit, ()):
                    key = (other.id, found.id)
                    if key == (questionnaire.id, item.id):
                        continue
                    if key not in nearest or closeness < nearest[key].closeness:
                        nearest[key] = Relation(other, found, closeness)
        return sorted(nearest.values(), key=lambda relation: (relation.closeness, relation.questionnaire.id))


def _linked(reference: Reference) -> dict[Place, dict[Place, Closeness]]:
    """Return, for each unit, the units next to it; a link holds both ways."""
    links: dict[Place, dict[Place, Closeness]] = {}
    for one, other, closeness in _links(reference):
        if one == other:
            continue  # a mistake in the list of units, told by `check`
        for here, there in ((one, other), (other, one)):
            around = links.setdefault(here, {})
            around[there] = min(closeness, around.get(there, closeness))
    return links


def _links(reference: Reference) -> Iterator[tuple[Place, Place, Closeness]]:
    for source in reference.sources.values():
        for unit in source.units:
            place = (source.id, unit.label)
            for repeated in (*unit.repeats, *filter(None, [unit.superseded_by])):
                yield place, _place(repeated), Closeness.REPEATED
            for provision in unit.develops:
                yield place, _place(provision), Closeness.NEIGHBOUR
            whole = re.sub(r"\([0-9a-z]+\)$", "", unit.label)
            if whole != unit.label and whole in source.by_label:
                yield place, (source.id, whole), Closeness.NEIGHBOUR


def _place(reference: str) -> Place:
    source, _colon, label = reference.partition(":")
    return source, label
