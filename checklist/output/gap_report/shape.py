"""The shape of the report's data, which templates read and `--format json` prints; `checklist schema report` shows it.

The shape is stable: what stands here keeps its name and meaning; a change of meaning changes `format`. Texts are in the
language of the report, except those of the State, which stand as they were written. Nothing in it is markup.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

Version = Literal["checklist/report/2"]
FORMAT: Version = get_args(Version)[0]

_documented = with_config(ConfigDict(use_attribute_docstrings=True, extra="forbid"))


@_documented
class Word(TypedDict):
    """A word of a closed list."""

    code: str
    """The word as files write it, such as `partial`."""
    word: str
    """The word as people read it."""


@_documented
class Day(TypedDict):
    """A day."""

    iso: str
    """`YYYY-MM-DD`; empty where there is none."""
    text: str
    """In words; empty where there is none."""


@_documented
class ShareText(TypedDict):
    """A part of a whole; never without its denominator."""

    count: int
    """The part."""
    total: int
    """The whole."""
    share: str
    """The percentage as text; a dash where the whole is nothing."""


@_documented
class StateName(TypedDict):
    """A State."""

    code: str
    """ISO 3166-1 alpha-3; XAA to XZZ are for exercises."""
    name: str
    """Its name."""


@_documented
class RespondentText(TypedDict):
    """An institution that answered."""

    institution: str
    """Its name."""
    names: list[str]
    """Persons, as far as they are named; none in a public report."""


@_documented
class PartText(TypedDict):
    """A questionnaire of the dossier."""

    id: str
    """Its id, such as `protocol`."""
    title: str
    """Its title."""
    short_title: str
    """Its title for narrow places."""
    version: str
    """The version that was answered."""
    treaty: bool
    """Whether it is about a treaty, which has articles and duties."""
    language: str
    """Language of the answers."""
    stage: Word
    """Whether the answers were handed in."""
    completeness: ShareText
    """Questions answered out of those asked."""


@_documented
class BarPart(TypedDict):
    """The aspects of one standing in a bar."""

    code: str
    """Standing, such as `partial`."""
    word: str
    """The same in words."""
    count: int
    """Aspects."""


@_documented
class Bar(TypedDict):
    """How many aspects stand where."""

    full: int
    """Aspects implemented."""
    total: int
    """Aspects asked; the sum of all parts."""
    share: str
    """The percentage implemented."""
    parts: list[BarPart]
    """Those that occur, in the order of the legend."""
    words: str
    """The same in words, such as `yes 9, in part 2`."""


@_documented
class ChartRow(TypedDict):
    """A line of a chart: what it is about, in law and in practice."""

    title: str
    """A level, pillar, article or theme."""
    whole: bool
    """Whether it sums up the lines that follow."""
    law: Bar | None
    """In law; nothing where no aspect of law is asked."""
    practice: Bar | None
    """In practice."""


@_documented
class ChartGroup(TypedDict):
    """Lines of a chart that belong together."""

    code: str
    """Level, such as `required`, or id of a questionnaire."""
    title: str
    """Heading."""
    meaning: str
    """What the heading means, in a sentence; may be empty."""
    rows: list[ChartRow]
    """The lines."""


@_documented
class ChartChapter(TypedDict):
    """An article or theme: how far it is answered and implemented."""

    sides: str
    """Law against practice, in words; empty where neither is asked."""

    title: str
    """Its title."""
    answered: ShareText
    """Questions answered."""
    law: Bar | None
    """In law."""
    practice: Bar | None
    """In practice."""


@_documented
class Chapters(TypedDict):
    """The articles or themes of one questionnaire."""

    questionnaire: str
    """Its id."""
    title: str
    """Its title."""
    treaty: bool
    """Whether its chapters are articles."""
    rows: list[ChartChapter]
    """Its chapters."""


@_documented
class ItemText(TypedDict):
    """A question."""

    key: str
    """Its id within all questionnaires, such as `protocol:P5.1`; in HTML the anchor of its answer."""
    id: str
    """Its id as shown, such as `P5.1`."""
    question: str
    """The question."""
    translation: Literal["", "missing", "stale"]
    """Whether its translation is missing (then it is in English) or older than the English."""
    level: Word
    """How strongly it is asked for."""
    basis: str
    """The provisions it rests on."""


@_documented
class AspectState(TypedDict):
    """Where an aspect of an item stands."""

    aspect: Word
    """`law` or `practice`."""
    standing: Word
    """Where it stands."""
    gap: str
    """Id of the gap, such as `protocol:P5.1/law`; empty where there is none."""


@_documented
class ProvisionText(TypedDict):
    """A law cited, in the words of the State."""

    law: str
    """The law."""
    provision: str
    """Article or section."""
    text: str
    """The wording."""
    url: str
    """Address as written."""
    link: str
    """The same if it is a plain web address."""
    language: str
    """Language of these texts."""


@_documented
class EvidenceText(TypedDict):
    """Evidence of practice, in the words of the State."""

    title: str
    """What it is."""
    date: str
    """Its date as written."""
    url: str
    """Address as written."""
    link: str
    """The same if it is a plain web address."""
    language: str
    """Language of these texts."""


@_documented
class Labelled(TypedDict):
    """A text of the State below a label."""

    label: str
    """The label."""
    text: str
    """The text."""


@_documented
class Route(TypedDict):
    """Assistance that would close a gap."""

    domain: Word
    """Domain of assistance."""
    kinds: list[Word]
    """Kinds."""
    listed: str
    """The kinds in words, one after the other."""


@_documented
class ToolUse(TypedDict):
    """A tool that helps to close a gap."""

    id: str
    """Its id."""
    number: int
    """Its number in the list of tools, from 1."""
    name: str
    """Its name."""
    part: str
    """The part that helps most; may be empty."""
    cited: str
    """Where a source names it."""
    language: str
    """In which language it is there, such as “in French”, if that is not the language of the report."""


@_documented
class NeedText(TypedDict):
    """Assistance that the State asked for."""

    domain: Word
    """Domain of assistance."""
    kinds: list[Word]
    """Kinds."""
    priority: Word | None
    """How pressing it is."""
    note: str
    """What exactly, in the words of the State."""
    received_from: str
    """Who already gives such assistance, in the words of the State."""
    language: str
    """Language of the words of the State."""
    original: str
    """“[original: French]”, if that is not the language of the report."""


@_documented
class ConsideredText(TypedDict):
    """The consideration given to a measure that was not adopted, in the words of the State."""

    occasion: str
    """When and by whom."""
    result: str
    """With what result."""


@_documented
class Said(TypedDict):
    """What the State says beside its verdicts."""

    reason: Labelled | None
    """What is missing and why, or why the measure does not apply."""
    considered: ConsideredText | None
    """The consideration given to a measure that was not adopted."""
    provisions: list[ProvisionText]
    """Laws cited."""
    evidence: list[EvidenceText]
    """Evidence of practice."""
    comment: str
    """Comment."""
    confidential: bool
    """Whether the answer is marked confidential; never in a public report."""
    good_practice: str
    """Good practice."""
    carried: str
    """Cycle from which the answer was taken over and not reconfirmed."""
    language: str
    """Language of the texts that have none of their own."""
    original: str
    """“[original: French]”, if that is not the language of the report."""


@_documented
class GapEntry(TypedDict):
    """An item with a gap, with all that would close it."""

    item: ItemText
    """The question."""
    aspects: list[AspectState]
    """Law and practice, side by side; of a question of fact, where its answer stands."""
    value: str
    """For a question of fact: what was answered, in words."""
    lacking: str
    """The options that are wanted and were not chosen."""
    said: Said
    """What the State says."""
    routes: list[Route]
    """Assistance that would close it."""
    tools: list[ToolUse]
    """Tools that exist."""
    needs: list[NeedText]
    """What the State asked for."""


@_documented
class GapSection(TypedDict):
    """The gaps of an article or theme."""

    title: str
    """Article or theme, after the questionnaire if there are several."""
    entries: list[GapEntry]
    """Its gaps."""


@_documented
class GapPillar(TypedDict):
    """The gaps of a pillar."""

    pillar: Word
    """The pillar."""
    sections: list[GapSection]
    """Its articles or themes."""


@_documented
class QuestionReference(TypedDict):
    """A question that another place tells of."""

    key: str
    """As in `Item`."""
    id: str
    """As in `Item`."""
    aspects: list[AspectState]
    """The aspects meant."""


@_documented
class GapList(TypedDict):
    """The gaps of one standing. An item stands whole in the list of its gravest aspect."""

    standing: Word
    """The standing."""
    title: str
    """Heading."""
    count: int
    """Aspects that stand so, those of `also` included."""
    questions: int
    """Questions with such an aspect, those of `also` included."""
    pillars: list[GapPillar]
    """The gaps, by pillar and article."""
    also: list[QuestionReference]
    """Items whose other aspect stands so, listed whole in a list before this one."""


@_documented
class Ranked(TypedDict):
    """One of the gaps that matter most."""

    item: ItemText
    """The question."""
    aspects: list[AspectState]
    """Where its aspects stand."""
    missing: str
    """The beginning of what the State says is missing, on one line; may be empty."""
    language: str
    """Language of that text."""
    original: str
    """“[original: French]”, if that is not the language of the report."""
    why: str
    """What puts it here, in words of the rule."""


@_documented
class Ranking(TypedDict):
    """The gaps that matter most."""

    rule: str
    """The rule, in words."""
    total: int
    """Gaps that were ranked, one an item."""
    entries: list[Ranked]
    """The first ten."""


@_documented
class WishText(TypedDict):
    """Assistance that the State asked for, once, with the questions it was asked for."""

    number: int
    """Number within the request, from 1, the most pressing first."""
    need: NeedText
    """What is asked for."""
    purpose: str
    """“For answering the questionnaire …”, if that is what it is asked for; else empty."""
    questions: list[GapItem]
    """The questions for which it was asked."""


@_documented
class GapItem(TypedDict):
    """A question and where its aspects stand."""

    item: ItemText
    """The question."""
    aspects: list[AspectState]
    """Where they stand."""
    missing: str
    """What the State says is missing, and why; may be empty."""
    language: str
    """Language of that text."""
    original: str
    """“[original: French]”, if that is not the language of the report."""


@_documented
class IdeaOutput(TypedDict):
    """What a project would bring: assistance asked for in the same words, once."""

    numbers: list[int]
    """Numbers of the requests within the whole."""
    kinds: list[Word]
    """Kinds of assistance."""
    note: str
    """What exactly, in the words of the State; may be empty."""
    language: str
    """Language of these words."""
    original: str
    """“[original: French]”, if that is not the language of the report."""
    purpose: str
    """“For answering the questionnaire …”, if that is what it is asked for; else empty."""
    priority: Word | None
    """The highest priority given to it."""


@_documented
class ProjectIdea(TypedDict):
    """A project idea for a domain of assistance: a page that a provider can answer."""

    domain: Word
    """The domain."""
    problem: list[GapItem]
    """The gaps, and what the State says is missing."""
    outputs: list[IdeaOutput]
    """What is asked for, the most pressing first."""
    indicators: list[str]
    """By what it will be seen that the gaps are closed, a sentence each."""
    beneficiaries: list[str]
    """Numbers that the State gave under the articles or themes concerned."""
    received_from: list[str]
    """Who already gives such assistance."""


@_documented
class KindDemand(TypedDict):
    """A kind of assistance within a domain."""

    kind: Word
    """The kind."""
    wishes: int
    """How often the State asked for it."""
    priority: Word | None
    """The highest priority it gave."""
    gaps: list[QuestionReference]
    """The gaps that it would help to close."""


@_documented
class ToolText(TypedDict):
    """A tool, a guide or a model law."""

    id: str
    """Its id."""
    number: int
    """Its number, from 1, in the order of names."""
    name: str
    """Its name."""
    about: str
    """What it is for."""
    imprint: str
    """Publisher, year and number, as far as a source prints them."""
    link: str
    """Address as the source prints it; it may have moved."""
    language: str
    """In which language it is there, such as “in French”, if that is not the language of the report."""
    cited: str
    """Where the sources name it."""


@_documented
class DomainText(TypedDict):
    """A domain of assistance: the gaps turned round."""

    domain: Word
    """The domain."""
    covers: str
    """What it covers."""
    gaps: int
    """Questions with a gap that it would help to close."""
    aspects: int
    """Aspects of these that are gaps."""
    kinds: list[KindDemand]
    """Kinds of assistance, those that would close most gaps first."""
    wishes: list[WishText]
    """What the State asked for, the most pressing first."""
    received_from: list[str]
    """Who already gives such assistance."""
    tools: list[ToolUse]
    """The tools that exist."""


@_documented
class PlanGap(TypedDict):
    """A gap that an action is to close."""

    gap: str
    """Id of the gap, such as `protocol:P5.1/law`."""
    id: str
    """Id of its question as shown, such as `P5.1`."""
    key: str
    """Id of its question within all questionnaires."""
    aspect: Word
    """`law`, `practice` or `answer`."""
    baseline: Word
    """Where it stood when it came into the plan."""
    now: Word
    """Where it stands."""
    target: Word
    """Where it is to stand."""
    closed: bool
    """Whether it is closed."""


@_documented
class PlanRow(TypedDict):
    """An action of the plan."""

    number: int
    """Number within the plan, from 1, the most important first."""
    items: list[ItemText]
    """The questions whose gaps it is to close."""
    gaps: list[PlanGap]
    """The gaps."""
    measure: str
    """What is to be done."""
    language: str
    """Language of the measure and of what the State wrote beside it."""
    indicator: str
    """By what it will be seen, in words: from where to where each aspect is to go."""
    routes: list[Route]
    """Assistance that would help."""
    listed: str
    """Domains and kinds of assistance in words."""
    institution: str
    """Who is to do it; in a draft the institution assigned to the question, or that answered it."""
    partner: str
    """Who helps."""
    deadline: Day
    """Until when."""
    cost: str
    """What it costs, as the State wrote it."""
    funding: str
    """Where the money comes from."""
    status: Word
    """`proposed`, `decided`, `under-way`, `done` or `dropped`."""
    note: str
    """Anything else."""
    closed: bool
    """Whether all its gaps are closed."""
    overdue: bool
    """Whether its deadline had passed on the day of the answers, and its gap is still there."""
    only_said: bool
    """Whether the plan says that it is done, and the answers that its gap is still there."""


@_documented
class PlanGroup(TypedDict):
    """The actions of an institution."""

    institution: str
    """The institution; empty for what nobody is to do."""
    rows: list[PlanRow]
    """Its actions."""


@_documented
class PlanText(TypedDict):
    """The action plan."""

    kept: bool
    """Whether it is the plan that the State keeps; else a draft made from the gaps."""
    cycle: str
    """The cycle that it was made for."""
    groups: list[PlanGroup]
    """What is to be done, by institution."""
    rows: list[PlanRow]
    """All actions, in the order of the plan."""
    closed: list[PlanRow]
    """Those whose gaps are all closed."""
    total: int
    """Actions, those that are closed included."""
    overdue: int
    """Actions whose deadline has passed."""
    unowned: int
    """Actions that no institution has taken on."""
    only_said: int
    """Actions that are said to be done, and whose gap is still there."""
    lead: list[str]
    """What is said of it before its actions, a sentence each."""


@_documented
class Practice(TypedDict):
    """A good practice."""

    item: ItemText
    """The question."""
    text: str
    """The practice, in the words of the State."""
    language: str
    """Language of the text."""


@_documented
class CitedLaw(TypedDict):
    """A law and the questions it is cited for."""

    provision: ProvisionText
    """The law."""
    questions: list[QuestionReference]
    """The questions."""


@_documented
class CitedLaws(TypedDict):
    """The laws cited under an article or theme."""

    title: str
    """Article or theme, after the questionnaire if there are several."""
    laws: list[CitedLaw]
    """The laws, each once."""


@_documented
class FactText(TypedDict):
    """A fact: a number, a date, a text or choices."""

    item: ItemText
    """The question."""
    questionnaire: str
    """Short title of its questionnaire, if there are several."""
    kind: str
    """`number`, `date`, `text`, `choice` or `choices`."""
    value: str
    """The answer, in words."""
    said: Said
    """What the State says beside it."""


@_documented
class ApartEntry(TypedDict):
    """An answer that is neither implementation nor a gap."""

    item: ItemText
    """The question."""
    aspects: list[AspectState]
    """Where its aspects stand."""
    value: str
    """For a question of fact, why there is no answer, in words."""
    said: Said
    """What the State says, its reason among it."""


@_documented
class ApartList(TypedDict):
    """Answers that are listed apart."""

    standing: Word
    """Why."""
    title: str
    """Heading."""
    entries: list[ApartEntry]
    """The answers."""
    also: list[QuestionReference]
    """Items that stand whole among the gaps, or in a list before this one."""


@_documented
class OpenList(TypedDict):
    """What an institution has not yet answered."""

    institution: str
    """The institution; empty for what nobody is asked to answer."""
    questions: list[ItemText]
    """The questions."""


@_documented
class CarriedItem(TypedDict):
    """An answer taken over from an earlier cycle and not reconfirmed, which counts as not answered."""

    item: ItemText
    """The question."""
    cycle: str
    """The earlier cycle."""


@_documented
class ChangedText(TypedDict):
    """What became of one gap since an earlier cycle."""

    gap: str
    """Id of the gap."""
    item: ItemText
    """The question."""
    aspect: Word
    """`law` or `practice`."""
    was: Word | None
    """Where it stood; nothing where it was not asked."""
    now: Word
    """Where it stands."""
    ground: str
    """For a step in law: whether another law is cited now, or the same law is assessed otherwise; else nothing."""


@_documented
class ChangeList(TypedDict):
    """The gaps that moved in one way."""

    movement: Word
    """How."""
    meaning: str
    """What that means, in a sentence."""
    entries: list[ChangedText]
    """The gaps; without those that were and are not yet answered."""
    silent: int
    """Aspects that were and are not yet answered."""


@_documented
class MovedShare(TypedDict):
    """What was implemented of some aspects in an earlier cycle, and what is now."""

    was: int
    """Aspects implemented then."""
    now: int
    """Aspects implemented now."""
    total: int
    """Aspects asked both times in the same words."""
    words: str
    """The same in words."""


@_documented
class ChangedChapter(TypedDict):
    """How far an article or theme has come since an earlier cycle."""

    title: str
    """Its title, after that of the questionnaire if there are several."""
    law: MovedShare | None
    """In law; nothing where no aspect of law was asked both times."""
    practice: MovedShare | None
    """In practice."""


@_documented
class ChangeText(TypedDict):
    """Change since an earlier cycle: no score, and no sum of what cannot be added up."""

    cycle: str
    """The earlier cycle."""
    compared: int
    """Aspects asked both times."""
    chapters: list[ChangedChapter]
    """How far each article or theme has come."""
    lists: list[ChangeList]
    """Every aspect that was or is a gap, by what became of it."""
    otherwise: list[ItemText]
    """Questions that read otherwise now, which are not compared."""
    gone: list[ItemText]
    """Questions with a gap that are no longer asked."""
    only_now: list[str]
    """Titles of the questionnaires that were not answered then."""


@_documented
class AnsweredItem(TypedDict):
    """A question and the whole answer."""

    item: ItemText
    """The question."""
    aspects: list[AspectState]
    """Where its aspects stand; empty for a fact that was told."""
    value: str
    """The answer to a question of fact; empty if there is none."""
    elsewhere: Literal["", "gaps", "apart", "facts"]
    """The part in which the answer stands whole; empty if that is here."""
    said: Said
    """What the State says."""
    needs: list[NeedText]
    """What the State asked for."""


@_documented
class AnswerSection(TypedDict):
    """Every answer to an article or theme."""

    title: str
    """Article or theme."""
    questions: list[AnsweredItem]
    """The questions in their order."""


@_documented
class AnswerPart(TypedDict):
    """Every answer to a questionnaire."""

    title: str
    """Its title."""
    sections: list[AnswerSection]
    """Its articles or themes."""


@_documented
class SourceText(TypedDict):
    """A document cited."""

    short: str
    """As it is cited."""
    title: str
    """Its title."""
    symbol: str
    """Its symbol; empty if none is known."""


@_documented
class BriefDomain(TypedDict):
    """What the State asks for in a domain of assistance, in a line."""

    domain: Word
    """The domain."""
    wishes: int
    """Requests."""
    high: int
    """Those of high priority."""
    kinds: list[Word]
    """Kinds of assistance, those asked for most often first."""
    received_from: list[str]
    """Who already gives such assistance."""


@_documented
class Waiting(TypedDict):
    """How much an institution has still to answer."""

    institution: str
    """The institution; empty for what nobody is asked to answer."""
    questions: int
    """Questions."""


@_documented
class BriefText(TypedDict):
    """What the brief edition says beside the first page."""

    good: list[str]
    """What is implemented and what improved, a sentence each."""
    improved: list[ChangedText]
    """The aspects that came nearer to being implemented since the earlier cycle."""
    domains: list[BriefDomain]
    """Requests by domain, those with the most first."""
    waiting: list[Waiting]
    """What is still to be answered, and by whom."""
    steps: list[str]
    """What is to be done next, a sentence each."""


@_documented
class Report(TypedDict):
    """A gap report."""

    format: Version
    """Name and version of this shape, always the same."""
    language: str
    """Language of the report."""
    direction: Literal["ltr", "rtl"]
    """Direction in which the language is written."""
    audience: Literal["internal", "public"]
    """For whom the report is."""
    title: str
    """Title of the report: the questionnaire's, or that of the dossier."""
    state: StateName
    """The State."""
    cycle: str
    """Reporting cycle."""
    stage: Word
    """`submitted` if all files were handed in, otherwise `draft`."""
    as_of: Day
    """Day of the last change of an answer; the same answers give the same report."""
    questionnaires: list[PartText]
    """The questionnaires answered, treaties first."""
    respondents: list[RespondentText]
    """Who answered."""
    clearance: list[str]
    """Who drafted, approved and cleared the answers, or is to, in words; nobody in a public report."""
    confidential: int
    """Answers marked confidential: they are left out of a public report, and marked in another."""
    statements: list[str]
    """The state of things in a few sentences."""
    completeness: ShareText
    """Questions answered."""
    leading: ShareText
    """Aspects of treaty duties implemented; of all measures, where no treaty is asked about."""
    leading_meaning: str
    """What `leading` counts."""
    gap_share: ShareText
    """Aspects that are gaps, of all aspects."""
    request_count: int
    """Requests for technical assistance."""
    chart: list[ChartGroup]
    """Implementation by level and pillar, treaty duties apart."""
    fact_gaps: ShareText
    """Questions of fact with a gap, or not answered, of all that are not optional; the bars do not count them."""
    legend: list[Word]
    """The standings that occur, in the order of bars."""
    brief: BriefText
    """What a minister reads, beside the first page: what is good, who is to answer, and the next steps."""
    ranking: Ranking
    """The gaps that matter most, and the rule by which they are found."""
    chapters: list[Chapters]
    """Implementation by article or theme."""
    gaps: list[GapList]
    """The gaps; lists without any are left out."""
    domains: list[DomainText]
    """The gaps turned round: assistance by domain and kind."""
    not_asked_for: list[str]
    """Domains that would close gaps and for which the State asked for nothing."""
    request: list[WishText]
    """The draft request for technical assistance, the most pressing first."""
    project_ideas: list[ProjectIdea]
    """The draft request by domain, each as a project idea."""
    before_sending: list[str]
    """What is to be done before the draft request is sent, a sentence each. No part of the letter."""
    letter: list[str]
    """What the draft request says before its list, a paragraph each."""
    plan: PlanText
    """The action plan: that of the State, or a draft that names every gap but those of silence."""
    plan_before: PlanText | None
    """The plan of the earlier cycle, and what became of it, if one was given."""
    practices: list[Practice]
    """Good practices."""
    laws: list[CitedLaws]
    """Laws cited, by article or theme."""
    facts: list[FactText]
    """Numbers, dates, texts and choices given."""
    apart: list[ApartList]
    """Answers that are no gaps: considered, optional, declined, not applicable."""
    open: list[OpenList]
    """Questions not yet answered, by institution."""
    carried: list[CarriedItem]
    """Answers taken over and not reconfirmed."""
    change: ChangeText | None
    """Change since an earlier cycle, if one was given."""
    answers: list[AnswerPart]
    """Every answer."""
    tools: list[ToolText]
    """The tools named in the report."""
    translation: str
    """That no lawyer has reviewed the translation of the questions yet; nothing where one has, and in English."""
    reach: str
    """From when to when the recommendations of the Working Group reach; nothing where none is asked about."""
    sources: list[SourceText]
    """The documents cited."""
