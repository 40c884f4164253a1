"""Gaps: what a State's answers leave open, and the assistance and tools that would close each gap.

Everything here is plain data for the reports; no words of the user interface, no layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from checklist.analysis.dossier import Dossier
from checklist.answering.answers import Answer, AnswerFile, Need, Priority, Provision
from checklist.answering.fields import asks_help
from checklist.answering.progress import AnswerState, Progress, answer_of, asked_items, progress, state_of
from checklist.answering.standing import APART, GAP_ORDER, RANKED, Standing, is_gap, lacks_of, standing_of
from checklist.content.item import Aspect, AssistanceRoute, Item, Level, Pillar, kinds_by_domain
from checklist.content.questionnaire import Questionnaire, Section
from checklist.content.reference import Reference

LEVEL_ORDER = (
    Level.REQUIRED,
    Level.ENDEAVOUR,
    Level.CONSIDER,
    Level.RECOMMENDED,
    Level.ENCOURAGED,
    Level.OPTIONAL,
)
"""Levels from a treaty duty to a mere possibility."""
PRIORITY_ORDER = (*Priority, "")
"""Priorities that a State gives to a need, the most pressing first; the last for none given."""


class AskedItem(NamedTuple):
    """A question as it was put to the State, and the answer to it."""

    questionnaire: Questionnaire
    section: Section
    item: Item
    answer: Answer
    languages: Mapping[str | None, str]
    """The language in which each institution answers, by its id; for None, that of the file."""

    @property
    def id(self) -> str:
        """Id of the item within all questionnaires, such as `protocol:P5.1`."""
        return f"{self.questionnaire.id}:{self.item.id}"

    @property
    def asks_help(self) -> bool:
        """Whether the State asks here for help in answering the questionnaire itself."""
        return asks_help(self.item, self.answer)

    @property
    def language(self) -> str:
        """Language of the answer: that of the institution that gave it."""
        return self.language_of(None)

    def language_of(self, institution: str | None) -> str:
        """Return the language of an entry of the answer that an institution made; of the answer, if none is named."""
        return self.languages.get(institution or self.answer.by, self.languages[None])

    @property
    def pillar(self) -> Pillar:
        """The pillar that the item belongs to."""
        return self.questionnaire.pillar_of(self.item)

    def standings(self) -> Iterator[tuple[Aspect, Standing]]:
        """Yield where each aspect stands."""
        return ((aspect, standing_of(self.item, aspect, self.answer)) for aspect in self.item.judged)


class Finding(NamedTuple):
    """One aspect of one item: where it stands."""

    asked: AskedItem
    aspect: Aspect
    standing: Standing


@dataclass(frozen=True)
class Listed:
    """An item in a list, with the aspects that put it there and where they stand."""

    asked: AskedItem
    aspects: tuple[tuple[Aspect, Standing], ...]

    @property
    def ids(self) -> list[str]:
        """Ids of the aspects that stay the same from cycle to cycle, such as `protocol:P5.1/law`."""
        return [f"{self.asked.id}/{aspect.value}" for aspect, _standing in self.aspects]


@dataclass(frozen=True)
class Gap(Listed):
    """An item of which at least one aspect is a gap."""

    routes: tuple[AssistanceRoute, ...]
    """The assistance against what is missing: that of the aspects that are gaps, as they stand."""

    def closed_by(self, routes: Iterable[AssistanceRoute]) -> Gap:
        """Return the gap as far as some of its routes would close it."""
        chosen = tuple(routes)
        helps = {lack for route in chosen for lack in route.helps}
        aspects = ((aspect, standing) for aspect, standing in self.aspects if lacks_of(aspect, standing) & helps)
        return Gap(self.asked, tuple(aspects), chosen)

    @property
    def gravest(self) -> Standing:
        """The standing under which the item is listed whole: the first of its gaps in the order of lists."""
        return min((standing for _aspect, standing in self.aspects), key=GAP_ORDER.index)


class Wish(NamedTuple):
    """Assistance that the State asked for, once, however many items ask for it in the same words."""

    need: Need
    asked: tuple[AskedItem, ...]


def _says_more(text: str, name: str) -> bool:
    """Tell whether a text begins with a name and says something of it in brackets or behind a sign."""
    folded, begins = text.casefold(), name.casefold()
    return folded.startswith(begins) and folded[len(begins) :].lstrip()[:1] in ("(", ",", ":", "–", "-")


@dataclass
class DomainDemand:
    """One domain of assistance turned round: the gaps it would close, what was asked for and what is received."""

    domain: str
    gaps: list[Gap] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    kinds: dict[str, list[Gap]] = field(default_factory=dict)
    """The gaps that each kind of assistance would help to close."""

    @property
    def received_from(self) -> list[str]:
        """Who already gives such assistance, each named once: “UNODC” goes where “UNODC (two seminars)” says more."""
        names = list(dict.fromkeys(wish.need.received_from.strip() for wish in self.wishes if wish.need.received_from))
        return [name for name in names if not any(one != name and _says_more(one, name) for one in names)]


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


class AnalysedFile(NamedTuple):
    """What a report says of one answer file."""

    file: AnswerFile
    questionnaire: Questionnaire
    asked: tuple[AskedItem, ...]
    """The questions asked, without those that are withheld."""
    completeness: Progress
    sections: tuple[tuple[Section, Progress], ...]
    """The chapters of which something is asked."""
    confidential: int
    """Number of answers marked confidential."""
    withheld: frozenset[str]
    """Ids of the items that are left out: those marked confidential, and those whose being asked would tell of them."""

    def institution_of(self, answer: Answer) -> str:
        """Return the institution that should answer, or that answered; nothing where none is named."""
        wanted = answer.assigned or answer.by
        return next((one.institution for one in self.file.respondents if one.id == wanted), "")


class Cited(NamedTuple):
    """The laws cited under one article or theme, each once, with the items that cite it."""

    questionnaire: Questionnaire
    section: Section
    provisions: tuple[tuple[Provision, tuple[AskedItem, ...]], ...]


@dataclass(frozen=True)
class Analysis:
    """All that a gap report says about a dossier."""

    dossier: Dossier
    parts: tuple[AnalysedFile, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    """Every item with a gap, once, in the order in which questions are asked."""
    apart: dict[Standing, tuple[Listed, ...]]
    demand: tuple[DomainDemand, ...]
    cited: tuple[Cited, ...]

    @cached_property
    def asked(self) -> tuple[AskedItem, ...]:
        """Every question asked, in order."""
        return tuple(asked for part in self.parts for asked in part.asked)

    @property
    def completeness(self) -> Progress:
        """Questions answered out of those asked, in all files."""
        return Progress(*(sum(part.completeness[place] for part in self.parts) for place in (0, 1)))

    @property
    def first_round(self) -> Progress | None:
        """Duties answered out of those asked, where most of them were and nothing else was: a first round.

        None where something else was answered too, or nothing else is asked.
        """
        duties = [asked for asked in self.asked if asked.item.is_obligation]
        given = [asked for asked in self.asked if state_of(asked.item, asked.answer) is not AnswerState.UNANSWERED]
        if not duties or len(duties) == len(self.asked) or not all(asked.item.is_obligation for asked in given):
            return None
        answered = sum(state_of(asked.item, asked.answer) is AnswerState.ANSWERED for asked in duties)
        return Progress(answered, len(duties)) if 2 * answered >= len(duties) else None

    @property
    def gap_count(self) -> int:
        """Number of gaps, aspects counted apart."""
        return sum(len(gap.aspects) for gap in self.gaps)

    @property
    def wishes(self) -> list[Wish]:
        """Everything that the State asked for: help in answering before all else, then the most pressing first."""

        def rank(wish: Wish) -> tuple[bool, int]:
            helps = any(one.asks_help for one in wish.asked)
            return not helps, PRIORITY_ORDER.index(wish.need.priority or "")

        return sorted((wish for entry in self.demand for wish in entry.wishes), key=rank)

    @property
    def confidential(self) -> int:
        """Number of answers marked confidential."""
        return sum(part.confidential for part in self.parts)

    def ranked(self) -> list[Gap]:
        """Return the gaps that the State stated, those that matter most first.

        Obligations, those of prosecution before the others, come before what is to endeavour, to be considered,
        recommended or encouraged; then what is not implemented before what is planned or there in part; then gaps in
        law and practice before gaps in one; then by the priority of the assistance asked for; then in the order of the
        questions.
        """

        def rank(gap: Gap) -> tuple[int, ...]:
            item, stated = gap.asked.item, [standing for _aspect, standing in gap.aspects if standing in RANKED]
            pressing = PRIORITY_ORDER.index(most_pressing(gap.asked.answer.needs))
            first = not (item.level is Level.REQUIRED and gap.asked.pillar is Pillar.PROSECUTION)
            return LEVEL_ORDER.index(item.level), first, RANKED.index(gap.gravest), -len(stated), pressing

        return sorted((gap for gap in self.gaps if gap.gravest in RANKED), key=rank)


def most_pressing(needs: Iterable[Need]) -> str:
    """Return the highest priority that needs have; nothing where none has one."""
    return min((need.priority or "" for need in needs), key=PRIORITY_ORDER.index, default="")


def tally(findings: Iterable[Finding]) -> Tally:
    """Count findings by standing."""
    return Tally(Counter(finding.standing for finding in findings))


def secret_items(questionnaire: Questionnaire, confidential: Iterable[str]) -> set[str]:
    """Return the items whose answers are not for publication, and those whose being asked would tell of them."""
    secret = set(confidential)
    if secret:
        for item in questionnaire:
            if item.ask_if and any(test.item in secret for test in item.ask_if.tests):
                secret.add(item.id)
    return secret


def _part(file: AnswerFile, questionnaire: Questionnaire, public: bool) -> AnalysedFile:
    answers = file.answers
    confidential = [item.id for item in questionnaire if answer_of(item, answers).confidential]
    secret = frozenset(secret_items(questionnaire, confidential) if public else ())
    items = [item for item in asked_items(questionnaire, answers) if item.id not in secret]
    section_of = questionnaire.section_of
    languages: dict[str | None, str] = {one.id: one.language for one in file.respondents if one.language}
    languages[None] = file.language
    by_section: dict[str, list[Item]] = {}
    for item in items:
        by_section.setdefault(section_of[item.id].id, []).append(item)
    return AnalysedFile(
        file,
        questionnaire,
        tuple(
            AskedItem(questionnaire, section_of[item.id], item, answer_of(item, answers), languages) for item in items
        ),
        progress(items, answers),
        tuple(
            (section, progress(by_section[section.id], answers))
            for section in questionnaire.sections
            if section.id in by_section
        ),
        len(confidential),
        secret,
    )


def _demand(gaps: Iterable[Gap], asked: Iterable[AskedItem], order: Sequence[str]) -> tuple[DomainDemand, ...]:
    demand = {domain: DomainDemand(domain) for domain in order}
    for gap in gaps:
        for domain, kinds in kinds_by_domain(gap.routes).items():
            entry = demand.setdefault(domain, DomainDemand(domain))
            within = gap.closed_by(route for route in gap.routes if route.domain == domain)
            entry.gaps.append(within)
            for kind in kinds:
                by_kind = within.closed_by(route for route in within.routes if kind in route.kinds)
                entry.kinds.setdefault(kind, []).append(by_kind)
    wanted: dict[tuple[object, ...], tuple[Need, dict[str, AskedItem]]] = {}
    for one in asked:
        for need in one.answer.needs:
            said = tuple((text or "").casefold() for text in (need.note, need.received_from))
            # Without a word of its own, a wish belongs to its item: two of the same kind are two.
            own = () if need.note else (one.id,)
            key = (need.domain, tuple(sorted(need.kinds)), need.priority, *said, *own)
            wanted.setdefault(key, (need, {}))[1][one.id] = one
    for need, of in wanted.values():
        demand.setdefault(need.domain, DomainDemand(need.domain)).wishes.append(Wish(need, tuple(of.values())))
    for entry in demand.values():
        entry.wishes.sort(key=lambda wish: PRIORITY_ORDER.index(wish.need.priority or ""))
    return tuple(entry for entry in demand.values() if entry.gaps or entry.wishes)


def _cited(part: AnalysedFile) -> Iterator[Cited]:
    """Yield the laws cited, by article or theme, each once there."""
    for section, _progress in part.sections:
        cited: dict[tuple[str, str], tuple[Provision, dict[str, AskedItem]]] = {}
        for asked in part.asked:
            if asked.section is section:
                for provision in asked.answer.provisions:
                    key = ((provision.law or "").casefold(), (provision.provision or "").casefold())
                    cited.setdefault(key, (provision, {}))[1][asked.id] = asked
        if cited:
            entries = sorted(cited.items(), key=lambda entry: entry[0][0])
            yield Cited(
                part.questionnaire,
                section,
                tuple((provision, tuple(of.values())) for _key, (provision, of) in entries),
            )


def analyse(dossier: Dossier, reference: Reference, public: bool = False) -> Analysis:
    """Return what a gap report says of a dossier; `reference` knows the assistance and the order of its domains.

    A `public` report leaves out every answer that is marked confidential, and what would tell of it.
    """
    parts = tuple(_part(loaded.file, loaded.questionnaire, public) for loaded in dossier.files)
    asked = [one for part in parts for one in part.asked]
    findings, gaps = list[Finding](), list[Gap]()
    apart: dict[Standing, list[Listed]] = {standing: [] for standing in APART}
    for one in asked:
        stands = list(one.standings())
        findings += (Finding(one, aspect, standing) for aspect, standing in stands)
        if missing := tuple((aspect, standing) for aspect, standing in stands if is_gap(one.item, standing)):
            lacks = frozenset().union(*(lacks_of(aspect, standing) for aspect, standing in missing))
            gaps.append(Gap(one, missing, reference.routes(one.item, lacks)))
        for standing in APART:
            if which := tuple((aspect, there) for aspect, there in stands if there is standing):
                apart[standing].append(Listed(one, which))
    return Analysis(
        dossier=dossier,
        parts=parts,
        findings=tuple(findings),
        gaps=tuple(gaps),
        apart={standing: tuple(entries) for standing, entries in apart.items()},
        demand=_demand(gaps, asked, list(reference.domains)),
        cited=tuple(cited for part in parts for cited in _cited(part)),
    )
