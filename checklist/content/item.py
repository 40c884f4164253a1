"""One item of a questionnaire: what it asks, from which source, at which level, which assistance would close a gap."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from checklist.language import _
from checklist.reading import IDENTIFIER_PATTERN, Flag, Strict, Words

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER_PATTERN, max_length=64)]
"""A stable id: letters and digits, parts joined by dot, dash or underscore (`P5.1`, `compensation.routes`)."""


Usual = Annotated[tuple[Identifier, ...], Field(min_length=1)]
"""Ids of the institutions that usually answer, in `reference/institutions.yaml`, the most likely first."""

NONE_OF_THESE = "none"
"""Id of the option of a `choices` item that says that none of the others fits; it stands alone in an answer."""
LABEL = r"^[0-9A-Za-z][0-9A-Za-z.-]*(?:\([0-9a-z]+\))*$"
"""The label of a provision or paragraph, as printed, sub-units in brackets: `6(3)(a)`."""


def mistake(message: str, remedy: str) -> PydanticCustomError:
    """Return what a model raises for a mistake, with what to do about it."""
    return PydanticCustomError("mistake", "{text}", {"text": message, "remedy": remedy})


class Level(StrEnum):
    """How strongly the source asks; a recommendation is never a treaty duty."""

    REQUIRED = "required"
    ENDEAVOUR = "endeavour"
    """An obligation of means: a State that examined the measure and did nothing has not performed it."""
    CONSIDER = "consider"
    OPTIONAL = "optional"
    RECOMMENDED = "recommended"
    ENCOURAGED = "encouraged"

    @property
    def met_by_considering(self) -> bool:
        """Whether it is enough to have considered the measure: the duty or the encouragement is to consider it."""
        return self in (Level.CONSIDER, Level.ENCOURAGED)


class Pillar(StrEnum):
    """The five axes of A/CONF.213/7, paragraph 46."""

    PROSECUTION = "prosecution"
    PROTECTION = "protection"
    PREVENTION = "prevention"
    NATIONAL = "national-coordination"
    INTERNATIONAL = "international-cooperation"


class Aspect(StrEnum):
    """What an implementation item is answered for: a law on paper and its use are two facts."""

    LAW = "law"
    PRACTICE = "practice"
    ANSWER = "answer"
    """The answer itself, of an item that is not about implementation; no author writes it."""


ImplementationAspect = Literal[Aspect.LAW, Aspect.PRACTICE]
"""The aspects that an implementation item can ask."""
LAW_AND_PRACTICE = (Aspect.LAW, Aspect.PRACTICE)
"""The aspects that an implementation item can ask, in their order."""


class Kind(StrEnum):
    """How an item is answered."""

    IMPLEMENTATION = "implementation"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"


_GIVEN = {Kind.IMPLEMENTATION: "aspects", Kind.NUMBER: "unit", Kind.CHOICE: "options", Kind.CHOICES: "options"}
"""What an author must give with an item of a kind, and with no other."""


class Verdict(StrEnum):
    """What is said of an aspect; the last three are ways of not giving a verdict. Absent means not yet answered."""

    FULL = "full"
    PARTIAL = "partial"
    PLANNED = "planned"
    NONE = "none"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    NOT_APPLICABLE = "not_applicable"


class Breakdown(StrEnum):
    """By what a number can be broken down."""

    SEX = "sex"
    AGE = "age"
    NATIONALITY = "nationality"
    FORM = "form-of-exploitation"


BREAKDOWN_GROUPS: dict[Breakdown, tuple[str, ...]] = {
    Breakdown.SEX: ("female", "male", "other"),
    Breakdown.AGE: ("adults", "children"),
    Breakdown.NATIONALITY: ("nationals", "non-nationals"),
    Breakdown.FORM: ("sexual-exploitation", "forced-labour", "servitude", "organ-removal", "other-exploitation"),
}
"""The groups of each breakdown."""


class Basis(Strict):
    """Where a question comes from: `{source: protocol, paragraph: 5(1)}`."""

    source: Identifier
    """Id of a document in `reference/sources.yaml`."""
    paragraph: Annotated[str, StringConstraints(pattern=LABEL, max_length=24)]
    """Label of the provision as printed, sub-units in brackets: `6(3)(a)`."""
    sentence: Annotated[int, Field(ge=1, le=99)] | None = None
    """Which of its sentences is asked, where `reference/sources.yaml` tells several apart: `2`."""


class Lack(StrEnum):
    """What a route of assistance helps against: something missing in law, in practice, or what nobody knows.

    Of what the law provides, a lawyer finds out; of practice and of facts, whoever collects the data.
    """

    LAW = "law"
    PRACTICE = "practice"
    UNKNOWN_LAW = "unknown-law"
    UNKNOWN = "unknown"


class AssistanceRoute(Strict):
    """Assistance that would close a gap: one domain and the kinds of help within it."""

    helps: Annotated[tuple[Lack, ...], Field(alias="for", min_length=1)] = tuple(Lack)
    """Written `for`: what it helps against, `[law]`, `[practice]`, `[unknown-law]`, `[unknown]`; left out, all."""
    domain: Identifier
    """Id of a domain in `reference/assistance.yaml`."""
    kinds: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Ids of kinds in `reference/assistance.yaml`, the most useful first."""


def kinds_by_domain(routes: Iterable[AssistanceRoute]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of assistance of some routes by domain, each once, in the order of the routes."""
    kinds: dict[str, dict[str, None]] = {}
    for route in routes:
        kinds.setdefault(route.domain, {}).update(dict.fromkeys(route.kinds))
    return {domain: tuple(of) for domain, of in kinds.items()}


class ResourceUse(Strict):
    """A tool that helps with this item: `{id: model-law}` or, for a part of it, `{id: toolkit, part: "7.7"}`."""

    id: Identifier
    """Id of a tool in `reference/resources.yaml`."""
    part: str | None = None
    """Id of one of the tool's parts; left out when the whole is meant."""


class Option(Strict):
    """One possible answer of a `choice` or `choices` item."""

    id: Identifier
    """Stable id, written into answer files."""
    text: Words
    """What the respondent reads."""
    gap: Literal[Verdict.PARTIAL, Verdict.PLANNED, Verdict.NONE] | None = None
    """What choosing it amounts to, if it shows a gap: `none`, `planned` or `partial`."""
    asks_help: Flag = False
    """Whether choosing it asks for help in answering the questionnaire itself; that leads the draft request."""


class Enough(StrEnum):
    """How many of the options of a `choices` item are wanted."""

    ONE = "one"
    """One suffices."""
    ALL = "all"
    """Fewer than all that show no gap are implementation in part."""


class Test(Strict):
    """One test of an item's answer: which verdicts of an aspect, or which options, it looks for."""

    item: Identifier
    """Id of the other item."""
    law: tuple[Verdict, ...] = ()
    """Verdicts in law that fit."""
    practice: tuple[Verdict, ...] = ()
    """Verdicts in practice that fit."""
    choice: tuple[Identifier, ...] = ()
    """Options that fit."""
    lacks: tuple[Identifier, ...] = ()
    """Options of which one that is not among those chosen fits; nothing fits where none was chosen."""
    above: Identifier | None = None
    """Id of another item that gives a number: a greater one fits."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        looked_at = (self.law, self.practice, self.choice, self.lacks, self.above)
        if sum(map(bool, looked_at)) != 1:
            message = _("a test looks at exactly one of `law`, `practice`, `choice`, `lacks` and `above`")
            raise mistake(message, _("split it in two"))
        return self


class Condition(Strict):
    """When an item is asked: if `all` of the tests hold, or if `any` of them holds. Data, never an expression."""

    all: tuple[Test, ...] = ()
    """Tests that must all hold."""
    any: tuple[Test, ...] = ()
    """Tests of which one must hold."""

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if bool(self.all) == bool(self.any):
            raise mistake(_("`ask_if` holds either `all` or `any`"), _("write `any:` with a list of tests under it"))
        return self

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests, whichever way they are joined."""
        return self.all or self.any


class Item(Strict):
    """One question. It asks one thing and cites where it comes from."""

    id: Identifier
    """Stable id; it never changes and is never used again for something else."""
    question: Words
    """The question, in plain words and correct in law."""
    guidance: Words
    """Two to five sentences: what counts, what does not, what to cite."""
    measure: Words | None = None
    """What would close a gap here, in one imperative sentence: a line of the action plan. If left out, the plan says in
    general words what is to be done."""
    level: Level
    """How strongly the source asks for it."""
    clause: Flag = False
    """Whether it rests only on a definition or a saving clause that governs a duty; it is no treaty obligation then."""
    pillar: Pillar | None = None
    """The pillar, when it is not that of the section."""
    usual: Usual = ()
    """Ids of the institutions that usually answer, in `reference/institutions.yaml`, the most likely first, when they
    are not those of the section: all of them, for these take the place of those."""
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    """The provisions it rests on, the main one first."""
    kind: Kind = Kind.IMPLEMENTATION
    """How it is answered; left out for the usual verdict on implementation."""
    aspects: tuple[ImplementationAspect, ...] = ()
    """For implementation: `[law]`, `[practice]` or `[law, practice]`."""
    options: tuple[Option, ...] = ()
    """For `choice` and `choices`: the possible answers."""
    enough: Enough | None = None
    """For `choices`: whether `one` of them suffices or `all` are wanted; no set shows a gap, if left out."""
    unit: Words | None = None
    """For `number`: what is counted, such as `persons`."""
    whole: Flag = False
    """For `number`: whether what is counted has no parts, as persons have none."""
    breakdown: tuple[Breakdown, ...] = ()
    """For `number`: by what the number can be broken down."""
    ask_if: Condition | None = None
    """When the question is asked; always, if left out."""
    assistance: tuple[AssistanceRoute, ...] = ()
    """Assistance that would close a gap here, the first route first."""
    resources: tuple[ResourceUse, ...] = ()
    """Tools, guides and model laws that help."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        told = {
            "aspects": (
                (_("`aspects` is missing"), _("add `aspects: [law, practice]`")),
                (_("only implementation items have `aspects`"), _("delete the line")),
            ),
            "options": (
                (_("a choice needs two `options` or more"), _("add them, each with id and text")),
                (_("only choices have `options`"), _("delete them")),
            ),
            "unit": (
                (_("`unit` is missing"), _("say what is counted: `unit: persons`")),
                (_("only numbers have a unit"), _("delete it")),
            ),
        }
        enough = {"aspects": self.aspects, "options": self.options[1:], "unit": self.unit}
        there = {"aspects": self.aspects, "options": self.options, "unit": self.unit or self.breakdown or self.whole}
        for key, (missing, foreign) in told.items():
            own = key == _GIVEN.get(self.kind)
            if own and not enough[key]:
                raise mistake(*missing)
            if there[key] and not own:
                raise mistake(*foreign)
        if self.enough and self.kind is not Kind.CHOICES:
            raise mistake(_("only several choices have `enough`"), _("delete the line"))
        if self.level is Level.OPTIONAL and (self.enough or any(option.gap for option in self.options)):
            message = _("an optional item never makes a gap, so `gap` and `enough` say nothing here")
            raise mistake(message, _("delete them, or look at the level"))
        return self

    @property
    def judged(self) -> tuple[Aspect, ...]:
        """The aspects that can be a gap: those it asks, or its answer."""
        return self.aspects or (Aspect.ANSWER,)

    @property
    def is_obligation(self) -> bool:
        """Whether it is a treaty obligation; the definitions and clauses that govern one are not counted as such."""
        return self.level is Level.REQUIRED and not self.clause

    @property
    def several(self) -> bool:
        """Whether several of its options may be given at once."""
        return self.kind is Kind.CHOICES

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of what the respondent is asked; it changes when an answer could mean something else."""
        asked = [
            self.question,
            self.kind,
            self.aspects,
            [[option.id, option.text] for option in self.options],
            self.unit,
        ]
        return fingerprint(asked)


def fingerprint(content: object) -> str:
    """Return `sha256:` and the first 16 hexadecimal digits of the hash of `content` as canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()[:16]
