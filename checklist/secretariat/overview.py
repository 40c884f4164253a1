"""The overview of what States answered: counts with their denominators, silence included, no State above another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from checklist.analysis.change import movement
from checklist.analysis.gaps import LEVEL_ORDER
from checklist.answering.answers import Need
from checklist.answering.kinds import KINDS
from checklist.answering.standing import CODES, GAP_ORDER, STANDINGS, Standing
from checklist.content.item import Aspect, Item, Level, Pillar
from checklist.content.questionnaire import Questionnaire, Section
from checklist.content.reference import Reference
from checklist.content.sources import Topic
from checklist.secretariat.submission import CHANGED, NOT_ASKED, Submission, Told, aspects_of

_MOVEMENTS = ("improved", "worsened", "same", "answered", "other")
WITHHELD = "x"
"""The letter of an answer that is not for publication."""
UNCOUNTED = frozenset((NOT_ASKED, CHANGED, WITHHELD))
"""Letters that no count and no denominator holds."""
GAPS = frozenset(CODES[standing] for standing in GAP_ORDER)
"""Letters of gaps."""
EXERCISE = "exercise"
"""The group of the exercise States, which belong to no regional group."""


class StandingRow(NamedTuple):
    """One line of a table: what it is about, an aspect, how many answers stand where, and of how many States."""

    subject: str
    aspect: Aspect
    counts: Mapping[Standing, int]
    states: int

    @property
    def total(self) -> int:
        """Answers asked for, silence included."""
        return sum(self.counts.values())


class ItemGap(NamedTuple):
    """An aspect of an item in which States have gaps."""

    item: Item
    aspect: Aspect
    states: tuple[str, ...]
    """States with a gap."""
    counts: Mapping[Standing, int]
    """How many States have which gap."""
    asked: int
    """States that were asked."""
    reasons: tuple[tuple[str, str], ...]
    """State and what it says is missing, and why."""


class Fact(NamedTuple):
    """How States answered an item that is not about implementation."""

    item: Item
    given: int
    """States that gave a value."""
    asked: int
    """States that were asked."""
    options: Mapping[str, int]
    """States for each option chosen."""
    total: Decimal
    """Sum of the numbers given."""


class CycleChange(NamedTuple):
    """How answers changed between two cycles in one section and aspect, for States that answered in both."""

    section: Section
    aspect: Aspect
    improved: int
    worsened: int
    same: int
    answered: int
    """Not known or not answered before, and a verdict on implementation now."""
    other: int
    """Any other change to or from an answer that is no verdict on implementation."""
    was_full: int
    """Answers “yes” before."""
    is_full: int
    """Answers “yes” now."""

    @property
    def compared(self) -> int:
        """Answers that could be compared."""
        return self.improved + self.worsened + self.same + self.answered + self.other


class Since(NamedTuple):
    """Change since an earlier cycle."""

    cycle: str
    states: tuple[str, ...]
    """States that answered in both cycles."""
    changes: tuple[CycleChange, ...]
    left_out: int
    """Aspects of items that were not compared for any State, because the question reads otherwise now."""


class WantedNeed(NamedTuple):
    """Assistance that one State wants for one item."""

    state: str
    questionnaire: str
    item: str
    need: Need


@dataclass
class Demand:
    """Assistance wanted in one domain."""

    domain: str
    wanted: list[WantedNeed] = field(default_factory=list)

    @property
    def states(self) -> list[str]:
        """The States that ask for it."""
        return sorted({one.state for one in self.wanted})

    @property
    def received_from(self) -> dict[str, set[str]]:
        """Who already gives such assistance, and to which States."""
        found: dict[str, set[str]] = {}
        for one in self.wanted:
            if one.need.received_from:
                found.setdefault(one.need.received_from, set()).add(one.state)
        return found


@dataclass(frozen=True)
class OverviewPart:
    """The overview of one questionnaire."""

    questionnaire: Questionnaire
    submissions: tuple[Submission, ...]
    """By State."""
    levels: tuple[StandingRow, ...]
    pillars: tuple[StandingRow, ...]
    sections: tuple[StandingRow, ...]
    regions: tuple[StandingRow, ...]
    """By regional group: duties of a treaty; in a questionnaire without duties, everything that is recommended."""
    gaps: tuple[ItemGap, ...]
    facts: tuple[Fact, ...]
    practices: tuple[tuple[Item, str, str], ...]
    """Item, State and good practice."""
    since: Since | None
    changed: int
    """Answers left out because their question reads otherwise now."""
    withheld: int
    """Aspects left out because their answer is not for publication."""


class TopicGaps(NamedTuple):
    """What the answers say on a topic that a body chose for its further work."""

    source: str
    """Id of the document that names it."""
    label: str
    """Label of the unit."""
    topic: Topic
    asked: int
    """Answers asked for on it, silence included."""
    gaps: int
    """Gaps among them."""
    most: ItemGap | None
    """The gap of the most States among its items."""


class RegionalGroup(NamedTuple):
    """A regional group: who reported and who did not."""

    id: str
    reported: tuple[str, ...]
    waiting: tuple[str, ...]
    """States that sent something, of which nothing is counted yet: a draft, or a file that was set aside."""
    silent: tuple[str, ...]
    by_questionnaire: Mapping[str, int]
    """States of the group that reported, by questionnaire."""


@dataclass(frozen=True)
class Overview:
    """All that the overview says of one cycle."""

    cycle: str
    parts: tuple[OverviewPart, ...]
    groups: tuple[RegionalGroup, ...]
    demand: tuple[Demand, ...]
    asked_states: tuple[str, ...]
    """The States of whose requests the demand is made up: those that reported."""
    topics: tuple[TopicGaps, ...] = ()
    """In the order of the documents that name them."""


def overview(
    cycle: str,
    submitted: Mapping[str, Sequence[Submission]],
    earlier: Mapping[str, tuple[str, Sequence[Submission]]],
    questionnaires: Sequence[Questionnaire],
    reference: Reference,
    sent: Set[str] = frozenset(),
) -> Overview:
    """Return the overview of a cycle.

    `submitted` holds the submissions by questionnaire, each in the order of States; `earlier` for each questionnaire
    an earlier cycle and its submissions; `sent` the States that sent anything.
    """
    present = [questionnaire for questionnaire in questionnaires if submitted.get(questionnaire.id)]
    reported = {one.id: {given.state for given in submitted[one.id]} for one in present}
    parts = tuple(_part(one, submitted[one.id], earlier.get(one.id), reference) for one in present)
    return Overview(
        cycle,
        parts,
        tuple(_groups(reported, sent, reference)),
        tuple(_demand(present, submitted, list(reference.domains))),
        tuple(sorted(set().union(*reported.values()))),
        tuple(_topics(parts, reference)),
    )


def _topics(parts: Sequence[OverviewPart], reference: Reference) -> Iterator[TopicGaps]:
    """Yield what the answers say on each topic; also where nothing was asked, as the silence of the questions."""
    for source in reference.sources.values():
        for unit in source.units:
            if unit.topic is None:
                continue
            items = set(unit.topic.items)
            letters = [
                one.standings[place]
                for part in parts
                for place, (item, _aspect) in enumerate(aspects_of(part.questionnaire))
                if f"{part.questionnaire.id}:{item.id}" in items and item.level is not Level.OPTIONAL
                for one in part.submissions
            ]
            counted = [letter for letter in letters if letter not in UNCOUNTED]
            found = (gap for part in parts for gap in part.gaps if f"{part.questionnaire.id}:{gap.item.id}" in items)
            if parts:
                most = max(found, key=lambda gap: len(gap.states), default=None)
                open_ = sum(letter in GAPS for letter in counted)
                yield TopicGaps(source.id, unit.label, unit.topic, len(counted), open_, most)


def region_of(state: str, reference: Reference) -> str:
    """Return the regional group of a State."""
    known = reference.states.get(state)
    return known.group if known else EXERCISE


def regions(reference: Reference) -> list[str]:
    """Return the regional groups in the order of the reference data, that of the exercise States last."""
    return [*sorted({state.group for state in reference.states.values()}), EXERCISE]


def _groups(reported: Mapping[str, set[str]], sent: Set[str], reference: Reference) -> Iterator[RegionalGroup]:
    every = set().union(*reported.values())
    for region in regions(reference):
        states = [state.id for state in reference.states.values() if state.group == region]
        if region == EXERCISE:
            states = sorted(every - reference.states.keys())
        if states:
            yield RegionalGroup(
                region,
                tuple(state for state in states if state in every),
                tuple(state for state in states if state not in every and state in sent),
                tuple(state for state in states if state not in every and state not in sent),
                {identifier: len(given.intersection(states)) for identifier, given in reported.items()},
            )


def _part(
    questionnaire: Questionnaire,
    submissions: Sequence[Submission],
    earlier: tuple[str, Sequence[Submission]] | None,
    reference: Reference,
) -> OverviewPart:
    aspects = aspects_of(questionnaire)
    counts = [Counter(column) for column in zip(*(one.standings for one in submissions), strict=True)]

    def rows(subject_of: Callable[[Item], str], order: Iterable[str]) -> Iterator[StandingRow]:
        of: dict[tuple[str, Aspect], Counter[str]] = {}
        for (item, aspect), counted in zip(aspects, counts, strict=True):
            of.setdefault((subject_of(item), aspect), Counter()).update(counted)
        for subject in order:
            for aspect in Aspect:
                row = _row(subject, aspect, of.get((subject, aspect), {}), len(submissions))
                if row.total:
                    yield row

    return OverviewPart(
        questionnaire=questionnaire,
        submissions=tuple(submissions),
        levels=tuple(rows(lambda item: item.level.value, LEVEL_ORDER)),
        pillars=tuple(rows(lambda item: questionnaire.pillar_of(item).value, Pillar)),
        sections=tuple(
            rows(lambda item: questionnaire.section_of[item.id].id, [one.id for one in questionnaire.sections])
        ),
        regions=tuple(_by_region(questionnaire, submissions, reference)),
        gaps=tuple(_item_gaps(aspects, submissions)),
        facts=tuple(_facts(questionnaire, [one.told for one in submissions])),
        practices=tuple(
            (item, one.state, one.told.practices[item.id])
            for item in questionnaire
            for one in submissions
            if item.id in one.told.practices
        ),
        since=_since(questionnaire, submissions, *earlier) if earlier else None,
        changed=sum(counted[CHANGED] for counted in counts),
        withheld=sum(counted[WITHHELD] for counted in counts),
    )


def _row(subject: str, aspect: Aspect, counted: Mapping[str, int], states: int) -> StandingRow:
    return StandingRow(
        subject, aspect, {standing: counted[code] for standing, code in CODES.items() if counted.get(code)}, states
    )


def leading_level(questionnaire: Questionnaire) -> Callable[[Item], bool]:
    """Return which items the leading figures count: duties of a treaty, or else whatever is not optional."""
    duties = any(item.is_obligation for item in questionnaire)
    return lambda item: item.is_obligation if duties else item.level is not Level.OPTIONAL


def _by_region(
    questionnaire: Questionnaire, submissions: Sequence[Submission], reference: Reference
) -> Iterator[StandingRow]:
    for region in regions(reference):
        given = [one for one in submissions if region_of(one.state, reference) == region]
        yield from leading_rows(questionnaire, region, given)


def leading_rows(questionnaire: Questionnaire, subject: str, given: Sequence[Submission]) -> Iterator[StandingRow]:
    """Yield where the answers of some States stand that the leading figures count, by aspect."""
    leads, aspects = leading_level(questionnaire), aspects_of(questionnaire)
    for aspect in Aspect:
        places = [place for place, (item, of) in enumerate(aspects) if of is aspect and leads(item)]
        counted = Counter(one.standings[place] for one in given for place in places)
        if (row := _row(subject, aspect, counted, len(given))).total:
            yield row


def _item_gaps(aspects: Sequence[tuple[Item, Aspect]], submissions: Sequence[Submission]) -> list[ItemGap]:
    """Return the aspects with gaps, those of the most States first, then in the order of the questionnaire."""
    gaps = []
    for place, (item, aspect) in enumerate(aspects):
        if item.level is Level.OPTIONAL:
            continue
        column = [one.standings[place] for one in submissions]
        open_ = [one for one, letter in zip(submissions, column, strict=True) if letter in GAPS]
        if open_:
            gaps.append(
                ItemGap(
                    item,
                    aspect,
                    tuple(one.state for one in open_),
                    {standing: column.count(CODES[standing]) for standing in GAP_ORDER if CODES[standing] in column},
                    sum(letter not in UNCOUNTED for letter in column),
                    tuple((one.state, text) for one in open_ if (text := one.told.reasons.get(item.id))),
                )
            )
    return sorted(gaps, key=lambda gap: -len(gap.states))


def _facts(questionnaire: Questionnaire, told: Sequence[Told]) -> Iterator[Fact]:
    for item in questionnaire:
        if not KINDS[item.kind].counted:
            continue
        values = [words.values[item.id] for words in told if item.id in words.values]
        chosen = Counter(option for value in values for option in ({value} if isinstance(value, str) else set(value)))
        options = {option.id: chosen[option.id] for option in item.options}
        numbers = [Decimal(value) for value in values if isinstance(value, str)] if KINDS[item.kind].summed else []
        yield Fact(item, len(values), sum(item.id in words.facts for words in told), options, sum(numbers, Decimal()))


def _since(
    questionnaire: Questionnaire, submissions: Sequence[Submission], cycle: str, before: Sequence[Submission]
) -> Since:
    """Return how the answers of States that answered in both cycles changed, where the question is the same."""
    aspects = aspects_of(questionnaire)
    earlier = {one.state: one.standings for one in before}
    pairs = [(earlier[one.state], one.standings) for one in submissions if one.state in earlier]
    counted: dict[tuple[str, Aspect], Counter[str]] = {}
    left_out = 0
    section_of = questionnaire.section_of
    for place, (item, aspect) in enumerate(aspects):
        tally = counted.setdefault((section_of[item.id].id, aspect), Counter())
        compared = 0
        for old, new in pairs:
            was, is_ = old[place], new[place]
            if was in UNCOUNTED or is_ in UNCOUNTED:
                continue
            compared += 1
            tally[movement(STANDINGS[was], STANDINGS[is_]).value] += 1
            tally["was_full"] += STANDINGS[was] is Standing.FULL
            tally["is_full"] += STANDINGS[is_] is Standing.FULL
        left_out += bool(pairs) and not compared
    return Since(
        cycle,
        tuple(one.state for one in submissions if one.state in earlier),
        tuple(
            CycleChange(section, aspect, *(tally[word] for word in (*_MOVEMENTS, "was_full", "is_full")))
            for section in questionnaire.sections
            for aspect in Aspect
            if sum((tally := counted.get((section.id, aspect), Counter()))[word] for word in _MOVEMENTS)
        ),
        left_out,
    )


def _demand(
    questionnaires: Iterable[Questionnaire],
    submitted: Mapping[str, Sequence[Submission]],
    order: Sequence[str],
) -> Iterator[Demand]:
    demand = {domain: Demand(domain) for domain in order}
    for questionnaire in questionnaires:
        for one in submitted[questionnaire.id]:
            for item, need in one.told.needs:
                demand[need.domain].wanted.append(WantedNeed(one.state, questionnaire.id, item, need))
    for entry in demand.values():
        entry.wanted.sort(key=lambda wanted: wanted.state)
        yield entry
