"""Gaps: what a State's answers leave open, and the assistance and tools that would close each gap.

Everything here is plain data for the reports; no words of the user interface, no layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from checklist.answering.answers import Answer, AnswerFile, Need, Provision
from checklist.answering.progress import Progress, State, answer_of, asked_items, progress, state_of
from checklist.answering.standing import GAP_ORDER, Standing, is_gap, standing_of
from checklist.content.questionnaire import (
    Aspect,
    AssistanceRoute,
    Item,
    Kind,
    Level,
    Pillar,
    Questionnaire,
    Section,
)

APART = (Standing.CONSIDERED, Standing.NOT_USED, Standing.DECLINED, Standing.NOT_APPLICABLE)
"""The standings that are listed apart: neither implemented nor a gap."""
LEVEL_ORDER = (Level.REQUIRED, Level.CONSIDER, Level.RECOMMENDED, Level.ENCOURAGED, Level.OPTIONAL)
"""Levels from a treaty duty to a mere possibility."""


@dataclass(frozen=True)
class Finding:
    """One aspect of one item: where it stands."""

    item: Item
    aspect: Aspect
    standing: Standing
    pillar: Pillar


@dataclass(frozen=True)
class Gap:
    """The aspects of an item that share a standing, with the answer and the assistance that would close the gap."""

    item: Item
    pillar: Pillar
    standing: Standing
    aspects: tuple[Aspect, ...]
    answer: Answer
    routes: tuple[AssistanceRoute, ...]

    @property
    def gap_ids(self) -> list[str]:
        """Ids that stay the same from cycle to cycle, such as `P5.1/law`."""
        return [f"{self.item.id}/{aspect.value}" for aspect in self.aspects]


@dataclass
class DomainDemand:
    """One domain of assistance turned round: the gaps it would close, what was asked for and what is received."""

    domain: str
    gaps: list[Gap] = field(default_factory=list)
    needs: list[tuple[Item, Need]] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    """How many gaps each kind of assistance would help to close."""

    @property
    def received_from(self) -> list[str]:
        """Who already gives such assistance, each named once."""
        return list(dict.fromkeys(need.received_from for _item, need in self.needs if need.received_from))


@dataclass(frozen=True)
class Tally:
    """How many aspects stand where; the sum of all standings is the number of aspects asked."""

    counts: dict[Standing, int]

    @property
    def total(self) -> int:
        """Aspects asked."""
        return sum(self.counts.values())

    def count(self, *standings: Standing) -> int:
        """Aspects with one of these standings."""
        return sum(self.counts.get(standing, 0) for standing in standings)


@dataclass(frozen=True)
class Analysis:
    """All that a gap report says about one answer file."""

    file: AnswerFile
    questionnaire: Questionnaire
    asked: tuple[Item, ...]
    completeness: Progress
    sections: tuple[tuple[Section, Progress], ...]
    findings: tuple[Finding, ...]
    gaps: dict[Standing, tuple[Gap, ...]]
    apart: dict[Standing, tuple[Gap, ...]]
    missing: tuple[Item, ...]
    """Items asked and not answered that make no gap: facts such as numbers and dates, and optional measures."""
    without_answer: tuple[Item, ...]
    """Items that are not about implementation and whose answer was not given on purpose."""
    demand: tuple[DomainDemand, ...]
    provisions: tuple[tuple[Provision, tuple[Item, ...]], ...]
    good_practices: tuple[tuple[Item, str], ...]

    @property
    def gap_count(self) -> int:
        """Number of gaps, aspects counted apart."""
        return sum(len(gap.aspects) for gaps in self.gaps.values() for gap in gaps)


def tally(findings: Iterable[Finding]) -> Tally:
    """Count findings by standing."""
    counts: dict[Standing, int] = {}
    for finding in findings:
        counts[finding.standing] = counts.get(finding.standing, 0) + 1
    return Tally(counts)


def _gaps(
    questionnaire: Questionnaire, answers: AnswerFile, findings: Sequence[Finding], standing: Standing
) -> tuple[Gap, ...]:
    """Return the findings of one standing, one entry per item, duties first, then in the order of the questionnaire."""
    aspects: dict[str, list[Aspect]] = {}
    for finding in findings:
        if finding.standing is standing and (standing not in GAP_ORDER or is_gap(finding.item, standing)):
            aspects.setdefault(finding.item.id, []).append(finding.aspect)
    entries = [
        Gap(
            item=(item := questionnaire.items[identifier]),
            pillar=questionnaire.pillar_of(item),
            standing=standing,
            aspects=tuple(which),
            answer=answer_of(item, answers.answers),
            routes=item.assistance,
        )
        for identifier, which in aspects.items()
    ]
    return tuple(sorted(entries, key=lambda gap: LEVEL_ORDER.index(gap.item.level)))


def _demand(
    gaps: Iterable[Gap], asked: Iterable[Item], answers: AnswerFile, order: Sequence[str]
) -> tuple[DomainDemand, ...]:
    demand = {domain: DomainDemand(domain) for domain in order}
    seen: set[tuple[str, str]] = set()
    for gap in gaps:
        for route in gap.routes:
            entry = demand.setdefault(route.domain, DomainDemand(route.domain))
            if (route.domain, gap.item.id) not in seen:
                seen.add((route.domain, gap.item.id))
                entry.gaps.append(gap)
                for kind in route.kinds:
                    entry.kinds[kind] = entry.kinds.get(kind, 0) + 1
    for item in asked:
        for need in answer_of(item, answers.answers).needs:
            demand.setdefault(need.domain, DomainDemand(need.domain)).needs.append((item, need))
    return tuple(entry for entry in demand.values() if entry.gaps or entry.needs)


def _provisions(asked: Iterable[Item], answers: AnswerFile) -> tuple[tuple[Provision, tuple[Item, ...]], ...]:
    """Return the laws cited, each once, with the items that cite it."""
    cited: dict[tuple[str, str], tuple[Provision, list[Item]]] = {}
    for item in asked:
        for provision in answer_of(item, answers.answers).provisions:
            key = ((provision.law or "").casefold(), (provision.provision or "").casefold())
            cited.setdefault(key, (provision, []))[1].append(item)
    entries = sorted(cited.items(), key=lambda entry: entry[0][0])
    return tuple((provision, tuple(dict.fromkeys(items))) for _key, (provision, items) in entries)


def analyse(file: AnswerFile, questionnaire: Questionnaire, domains: Sequence[str]) -> Analysis:
    """Return what a gap report says of an answer file; `domains` gives the order of the domains of assistance."""
    asked = asked_items(questionnaire, file.answers)
    findings = [
        Finding(item, aspect, standing_of(item, aspect, answer_of(item, file.answers)), questionnaire.pillar_of(item))
        for item in asked
        for aspect in item.aspects
    ]
    gaps = {standing: _gaps(questionnaire, file, findings, standing) for standing in GAP_ORDER}
    others = [item for item in asked if item.kind is not Kind.IMPLEMENTATION]
    by_section = [
        (section, [item for item in asked if questionnaire.section_of[item.id] is section])
        for section in questionnaire.sections
    ]
    return Analysis(
        file=file,
        questionnaire=questionnaire,
        asked=tuple(asked),
        completeness=progress(asked, file.answers),
        sections=tuple((section, progress(items, file.answers)) for section, items in by_section),
        findings=tuple(findings),
        gaps=gaps,
        apart={standing: _gaps(questionnaire, file, findings, standing) for standing in APART},
        missing=tuple(
            item
            for item in asked
            if (item.kind is not Kind.IMPLEMENTATION or item.level is Level.OPTIONAL)
            and state_of(item, answer_of(item, file.answers)) is not State.ANSWERED
        ),
        without_answer=tuple(item for item in others if answer_of(item, file.answers).no_answer),
        demand=_demand((gap for standing in GAP_ORDER for gap in gaps[standing]), asked, file, domains),
        provisions=_provisions(asked, file),
        good_practices=tuple(
            (item, practice) for item in asked if (practice := answer_of(item, file.answers).good_practice)
        ),
    )
